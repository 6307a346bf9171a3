"""The commands of a case's life as a user gives them: their JSON, their sentences and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from reminder_cli.cli.app import app
from reminder_cli.cli.command_list import COMMANDS
from tests.life.walk import ASA, HEAD, row

Run = Callable[..., tuple[int, str]]
NEW = (
    "hold", "release", "dispute", "resolve", "choose", "debtor", "customers", "credit",
    "write-off", "invoice", "adopt", "plan",
)  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("REMIND_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("REMIND_LANG", "en")
    monkeypatch.setenv("NO_COLOR", "1")
    runner = CliRunner()

    def run(*words: str, today: str = "2026-03-02") -> tuple[int, str]:
        result = runner.invoke(app, ["--today", today, *words])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.stdout

    file = tmp_path / "fakturor.csv"
    rows = [
        row("1041", "12500.00"),
        row("1042", "999.50", customer=ASA),
        row("1047", "-500.00", credits_number="1031"),
    ]
    file.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    code, out = run(
        "init", "--yes", "--name", "Firman", "--org-number", "556923-4585",
        "--bankgiro", "520-1124", "--collector", "own", "--accept-terms",
    )  # fmt: skip
    assert code == 0, out
    assert run("import", str(file))[0] == 0
    assert run("send", "1041", "1042", "--no-deliver")[0] == 0
    assert run("deliver")[0] == 0
    return run


def answer(run: Run, *words: str, today: str = "2026-03-02") -> Any:
    code, out = run(*words, "--json", today=today)
    assert code == 0, out
    return json.loads(out)["data"]


def test_every_command_is_listed_and_has_an_example(run: Run) -> None:
    for name in NEW:
        assert name in COMMANDS
        code, out = run(name, "--help")
        assert code == 0
        assert name == "invoice" or "remind" in out
    for name in ("undo", "set-off", "readdress", "refused-reduction"):
        assert f"remind invoice {name}" in " ".join(run("invoice", name, "--help")[1].split())


def test_hold_and_its_story(run: Run) -> None:
    held = ("hold", "1041", "--until", "2026-03-20", "--promise", "500", "--reason", "called")
    assert answer(run, *held, "--dry-run")["cases"][0]["flags"] == ["hold"]
    assert answer(run, "status", "1041")["cases"][0]["flags"] == []
    assert answer(run, *held)["cases"][0]["flags"] == ["hold"]
    story = answer(run, "show", "1041", today="2026-03-23")["history"]
    assert [h["kind"] for h in story][-2:] == ["hold_placed", "promise_broken"]
    assert story[0]["recorded_at"]
    assert (story[1]["letter"], story[1]["kind"]) == (1, "letter_issued")
    assert float(story[1]["amount"]) > 12560
    shown = run("show", "1041", today="2026-03-23")[1]
    assert "was broken" in shown
    assert "called" in shown


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("hold", "1041", "--reason", "x"), 2),
        (("hold", "1041", "--until", "2026-03-20"), 2),
        (("hold", "--until", "2026-03-20", "--reason", "x"), 2),
        (("release", "1041"), 1),
        (("resolve", "1041", "--reason", "x"), 1),
        (("dispute", "1041"), 2),
        (("choose", "1041", "court"), 2),
        (("choose", "1041", "monitoring"), 1),
        (("credit", "1041", "500", "--reason", "x"), 1),
        (("write-off", "1041", "--reason", "x"), 1),
        (("invoice", "undo", "1041", "--reason", "x"), 1),
        (("invoice", "set-off", "1041", "1047"), 1),
        (("debtor", "999"), 1),
        (("debtor", "101", "--kind", "cat"), 2),
        (("send", "1041", "--adopt", "court", "--sent-on", "2026-03-01"), 2),
        (("send", "1041", "--start", "court"), 2),
        (("plan", "--until", "2026-01-01"), 2),
        (("tick", "--plan", "abc"), 1),
    ],
)
def test_refused_with_a_code(run: Run, words: tuple[str, ...], code: int) -> None:
    assert run(*words)[0] == code
    code, out = run(*words, "--json")
    problem = json.loads(out)["errors"][0]
    assert problem["message"]
    assert problem["fix"]


def test_dispute_choose_and_monitoring(run: Run) -> None:
    assert answer(run, "dispute", "1041", "--reason", "no")["cases"][0]["flags"] == ["disputed"]
    found = answer(run, "resolve", "1041", "--reason", "yes", today="2026-03-03")["cases"][0]
    assert (found["flags"], found["next_on"]) == ([], "2026-03-18")
    assert "kronofogden" in run("choose", "--help")[1]


def test_debtor_and_customers(run: Run) -> None:
    found = answer(run, "debtor", "101", "--bankrupt", "2026-03-02")
    assert found["statuses"] == [{"status": "bankrupt", "since": "2026-03-02"}]
    assert [c["invoice"] for c in found["proof_of_claim"]["claims"]] == ["1041"]
    assert "Claim to file" in run("debtor", "101")[1]
    assert answer(run, "debtor", "101", "--clear", "bankrupt")["proof_of_claim"] is None
    numbers = {c["customer_number"]: c["org_number"] for c in answer(run, "customers")["customers"]}
    assert numbers["102"] == "19810412-****"
    assert "9898" not in run("customers")[1]
    assert "9898" not in run("debtor", "102")[1]


def test_credit_set_off_and_loss(run: Run) -> None:
    assert run("cancel", "1041", "--reason", "x")[0] == 0
    assert answer(run, "credit", "1041", "500", "--reason", "x")["principal"] == "12000.00"
    assert answer(run, "invoice", "set-off", "1041", "1047")["principal"] == "11500.00"
    assert "11 499,00" in run("credit", "1041", "1", "--reason", "x", "--dry-run")[1]
    lost = answer(run, "write-off", "1041", "--reason", "x")
    assert (lost["written_off"], lost["vat"]) == ("11500.00", "2300.00")
    paid = answer(run, "pay", "1041", "100")
    assert paid["overpaid"] == "0.00"
    assert paid["payments"][0]["matched"][0]["recovered"] == "100.00"
    assert "recovered of what was written off 50,00" in run("pay", "1041", "50")[1]
    listed = run("payments", "list")  # it stopped on money that met nothing it knew of
    assert listed[0] == 0
    assert "150,00" in listed[1]
    [first, _] = answer(run, "payments", "list")["payments"]
    assert first["matched"][0]["recovered"] == "100.00"
    assert run("report")[0] == 0


def test_plan_ahead_and_by_its_hash(run: Run) -> None:
    ahead = answer(run, "plan", "--until", "2026-04-30")
    assert [day["date"] for day in ahead["days"]] == ["2026-03-17"]
    assert {m["stage"] for m in ahead["moved"]} == {"choose", "monitoring"}
    assert "Inkassokrav" in run("plan", "--until", "2026-04-30")[1]
    plan = answer(run, "plan", today="2026-03-17")
    done = answer(run, "tick", "--plan", plan["hash"], "--no-deliver", today="2026-03-17")
    assert done["hash"] == plan["hash"]


def test_adopt(run: Run, tmp_path: Path) -> None:
    """Its case has just been cancelled, after that letter: the list is refused whole."""
    assert run("cancel", "1042", "--reason", "x")[0] == 0
    file = tmp_path / "cases.csv"
    file.write_text("number;step;date;fees\n1042;demand;2026-02-23;240\n", encoding="utf-8")
    assert run("adopt", str(file))[0] == 3
    assert run("send", "1042", "--adopt", "demand", "--sent-on", "2026-02-23")[0] == 1
    more = tmp_path / "fler.csv"
    more.write_text("\n".join([HEAD, row("1050", "100.00"), ""]), encoding="utf-8")
    assert run("import", str(more))[0] == 0
    file.write_text("number;step;date;fees\n1050;demand;2026-02-23;240\n", encoding="utf-8")
    found = answer(run, "adopt", str(file))["cases"][0]
    assert (found["stage"], found["fees"], found["demand_on"]) == ("demand", "240.00", "2026-02-23")


def test_who_runs_tick_every_day_hears_what_is_new(run: Run) -> None:
    run("send", "1041", today="2026-03-02")
    run("debtor", "101", "--bankrupt", "2026-03-03", today="2026-03-03")
    _, first = run("tick", today="2026-03-18")
    _, again = run("tick", today="2026-03-19")
    assert "bankruptcy trustee" in first
    assert "bankruptcy trustee" not in again
    assert "1 case is held as before. See why with: remind status" in again
    assert "bankruptcy trustee" in run("plan", today="2026-03-19")[1]
