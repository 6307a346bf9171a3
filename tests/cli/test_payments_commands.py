"""`remind payments` and `tick --payments` at the command line: words, JSON keys, exit status."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from reminder_cli.cli.app import app
from reminder_cli.services import payments_view
from tests.adapters.payments.files import Pay, Section, bgmax
from tests.services.payments_firm import Firm, Inv, ocr
from tests.services.test_payments_waiting import unknown

Run = Callable[..., Result]
KEYS = {"id", "on", "amount", "reference", "payer", "matched", "unmatched"}


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500, 2), Inv("1044", 300, 3))


@pytest.fixture
def run(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("REMIND_LEDGER", str(firm.folder / "ledger.db"))
    monkeypatch.setenv("REMIND_LANG", "en")
    monkeypatch.setenv("REMIND_TRIAL", "yes")

    def invoke(*words: object) -> Result:
        os.environ["REMIND_TODAY"] = firm.today.isoformat()
        return CliRunner().invoke(app, [str(word) for word in words])

    monkeypatch.setenv("REMIND_TODAY", "")
    return invoke


def data(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)["data"]
    return found


@pytest.fixture
def bank(firm: Firm) -> Path:
    parts = [Pay(1100_00, ocr("1042"), 1), Pay(500_00, ocr("1043"), 2), unknown(77, 3)]
    return firm.file(bgmax(Section(parts, on="20260302")))


def test_import_tells(run: Run, bank: Path) -> None:
    said = run("payments", "import", bank).stdout
    assert "3 payments, 1 677,00 kr; 3 new, 0 known before" in said
    assert "2 payments found their invoices." in said
    assert "record it with: remind payments repay 1" in said
    assert "1 payment waits:" in said
    assert "remind payments match 3 INVOICE" in said
    assert "0 new, 3 known before" in run("payments", "import", bank).stdout
    assert "dry run" in run("payments", "import", bank, "--dry-run").stdout


def test_import_json(run: Run, bank: Path) -> None:
    found = data(run("payments", "import", bank, "--json"))
    assert found["files"][0]["sum"] == "1677.00"
    assert found["booked"] == 2
    assert found["payments"][0].keys() >= KEYS
    (met,) = found["payments"][0]["matched"]
    assert met == {
        "invoice": "1042",
        "principal": "1000.00",
        "fees": "0.00",
        "interest": "0.00",
        "costs": "0.00",
        "recovered": "0.00",
        "overpaid": "100.00",
    }
    assert found["days"][0]["sum"] == "1677.00"
    (waiting,) = found["waiting"]
    assert waiting["unmatched"] == "77.00"
    assert {"why", "proposals"} <= waiting.keys()


def test_list(run: Run, bank: Path) -> None:
    run("payments", "import", bank)
    said = run("payments", "list").stdout
    assert "1 677,00" in said
    assert "9912346" in said
    found = data(run("payments", "list", "--json", "--from", "2026-03-02", "--to", "20260302"))
    assert [item["id"] for item in found["payments"]] == [1, 2, 3]
    assert "No payments" in run("payments", "list", "--to", "2026-03-01").stdout
    assert "Okänd Person" in run("payments", "list", "--unmatched").stdout
    (waiting,) = data(run("payments", "list", "--unmatched", "--json"))["payments"]
    assert waiting["id"] == 3


def test_the_numbers_that_unpay_and_the_others_ask_for_are_shown(run: Run, bank: Path) -> None:
    run("payments", "import", bank)
    _days, lines = run("payments", "list").stdout.split("\nPayments\n")
    heads, *rows = lines.splitlines()
    assert heads.split()[:3] == ["Payment", "Day", "Payer"]
    found = data(run("payments", "list", "--json"))["payments"]
    assert [int(row.split()[0]) for row in rows[: len(found)]] == [item["id"] for item in found]
    (waiting,) = [row for row in rows if row.split()[0] == "3"]
    assert waiting.endswith("waits")


def test_the_parts_of_a_day_are_counted_however_many_payments_it_has(
    run: Run, bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("payments", "import", bank)
    file = run("payments", "list", "--csv").stdout
    whole, _lines = run("payments", "list").stdout.split("\nPayments\n")
    monkeypatch.setattr(payments_view, "_BATCH", 1)
    monkeypatch.setattr(payments_view, "NEWEST", 1)
    assert run("payments", "list", "--csv").stdout == file
    days, lines = run("payments", "list").stdout.split("\nPayments\n")
    assert days == whole
    assert "–" not in days
    assert [line.split()[0] for line in lines.splitlines()[1:2]] == ["3"]
    assert "The newest 1 of 3 payments" in lines


def test_match_repay_leave_unpay(run: Run, bank: Path) -> None:
    run("payments", "import", bank)
    matched = run("payments", "match", 3, "1044=50").stdout
    assert "Payment 3 on 1044: principal 50,00" in matched
    assert "27,00 kr of it waits still" in matched
    assert data(run("payments", "repay", 1, "40,00", "--json"))["payments"][0]["id"] == 1
    assert "set aside" in run("payments", "leave", 3, "--reason", "bidrag").stdout
    assert "No payment waits" in run("payments", "list", "--unmatched").stdout
    taken = run("unpay", 2, "--reason", "fel").stdout
    assert "it waits as payment 4" in taken
    assert "Payment 4 on 1043" in run("payments", "match", 4, "1043").stdout


def test_wrong_words(run: Run, bank: Path) -> None:
    run("payments", "import", bank)
    assert run("payments", "import", bank, "--to", "nobody").exit_code == 2
    assert run("payments", "match", 3, "=5").exit_code == 2
    assert run("payments", "match", 3, "1044=abc").exit_code == 2
    assert run("payments", "leave", 3).exit_code == 2
    assert run("payments", "match", 3, "77").exit_code == 1
    bad = bank.with_name("bad.txt")
    bad.write_bytes(bank.read_bytes()[:-200])
    assert run("payments", "import", bad).exit_code == 3


def test_tick_takes_in_a_folder(run: Run, bank: Path) -> None:
    folder = bank.parent / "bank"
    folder.mkdir()
    (folder / "a.txt").write_bytes(bank.read_bytes())
    assert "2 payments found" in run("tick", "--payments", folder, "--dry-run").stdout
    found = data(run("tick", "--payments", folder, "--json"))
    assert found["imported"][0]["booked"] == 2
    assert data(run("tick", "--payments", folder, "--json"))["imported"] == []
    (folder / "b.txt").write_bytes(bank.read_bytes()[:-200])
    held = run("tick", "--payments", folder)
    assert held.exit_code == 3
    assert "no letter goes out in this run" in held.output


def test_no_name_stands_in_an_error(run: Run, bank: Path) -> None:
    run("payments", "import", bank)
    for words in (("match", 3, "1044=99"), ("repay", 2), ("match", 2, "1044")):
        assert "Okänd" not in run("payments", *words).output


WAITS = "1 payment, 77,00 kr, is on no invoice yet"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("tick",), id="tick"),
        pytest.param(("status",), id="status"),
        pytest.param(("report",), id="report"),
        pytest.param(("export", "csv", "vouchers.csv", "--dry-run"), id="export"),
    ],
)
def test_money_that_waits_is_told_of(run: Run, bank: Path, words: tuple[str, ...]) -> None:
    """Who reads only these must not believe that all money has found its invoice."""
    assert "on no invoice yet" not in run(*words).stdout
    run("payments", "import", bank)
    said = run(*words)
    assert WAITS in said.stdout
    assert "remind payments list --unmatched" in said.stdout
    assert data(run(*words, "--json"))["unmatched"] == {"payments": 1, "amount": "77.00"}


def test_of_a_day_that_has_passed_it_is_not_known_what_waits(
    run: Run, bank: Path, firm: Firm
) -> None:
    run("payments", "import", bank)
    firm.today = date(2026, 3, 4)
    for command in ("status", "report"):
        past = (command, "--as-of", "2026-03-02")
        assert "on no invoice yet" not in run(*past).stdout
        assert data(run(*past, "--json"))["unmatched"] is None


def test_repay_says_how_much_to_whom_and_how_to_take_it_back(run: Run, bank: Path) -> None:
    run("payments", "import", bank)
    tried = run("payments", "repay", 3, "--dry-run").stdout
    assert "would be recorded that 77,00 kr was paid back to Okänd Person on 2026-03-02" in tried
    assert WAITS in run("status").stdout
    said = run("payments", "repay", 3).stdout
    assert "recorded that 77,00 kr was paid back to Okänd Person on 2026-03-02" in said
    assert "remind payments undo 3 --reason TEXT" in said
    assert run("payments", "undo", 3).exit_code == 2
    assert "77,00 kr waits again" in run("payments", "undo", 3, "--reason", "wrong one").stdout
    found = data(run("payments", "repay", 1, "40", "--json"))
    assert (found["repaid"], found["on"]) == ("40.00", "2026-03-02")
    found = data(run("payments", "undo", 1, "--reason", "x", "--json"))
    assert (found["waits_again"], found["overpaid_again"]) == ("0.00", "40.00")


def test_leave_says_of_what_and_how_to_take_it_back(run: Run, bank: Path) -> None:
    run("payments", "import", bank)
    said = run("payments", "leave", 3, "--reason", "x").stdout
    assert "Payment 3 of 77,00 kr from Okänd Person is set aside" in said
    assert "remind payments undo 3 --reason TEXT" in said
