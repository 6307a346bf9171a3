"""Several firms: their names, `companies`, and `tick --all`, each firm in a process of its own."""

from __future__ import annotations

import shutil
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.adapters.data_folder import Place, folder_name, places
from reminder_cli.cli.bureau import FirmTicked, _read, tell
from reminder_cli.errors import WrongValue
from reminder_cli.services.world import World
from tests.cli.bureau import Bureau
from tests.cli.runs import Ran
from tests.delivery_firm import world_on

DEMAND_DAY = "2026-03-17"  # the reminder of 2 March has run out


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return Bureau(tmp_path)


@pytest.fixture
def two(bureau: Bureau) -> Bureau:
    bureau.make("Åkeri & Söner", "Åkeri & Söner AB", invoices=True)
    bureau.make("bygg", "Sillviks Bygg AB")
    return bureau


@pytest.mark.parametrize(
    ("company", "folder"),
    [
        ("Åkeri & Söner AB", "åkeri-söner-ab"),
        (unicodedata.normalize("NFD", "Åkeri & Söner AB"), "åkeri-söner-ab"),
        ("BYGG", "bygg"),
        ("../../etc/passwd", "etc-passwd"),
        ("/root", "root"),
        ("a\\b:c*d", "a-b-c-d"),
        (" två  ord ", "två-ord"),
    ],
)
def test_a_name_as_a_folder(company: str, folder: str) -> None:
    assert folder_name(company) == folder


@given(st.text())
def test_no_name_leads_out_of_the_folder(company: str) -> None:
    try:
        name = folder_name(company)
    except WrongValue:
        return
    assert Path(name).name == name
    assert name not in {"", ".", ".."}
    assert folder_name(name) == name
    assert len(name.encode()) < 256


@pytest.mark.parametrize("company", ["..", "../..", "...", "/", "&", "  ", "", "x" * 61])
def test_a_name_that_is_none_is_refused(bureau: Bureau, company: str) -> None:
    bureau.make("")
    ran = bureau.run("--company", company, "status")
    assert ran.code == 2, ran.out
    assert "--company" in ran.err


def test_one_firm_is_made_for_each_name(two: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(two.home))
    assert [place.company for place in places()] == ["bygg", "åkeri-söner"]
    assert two.answer("--company", "ÅKERI SÖNER", "list", "--all")["invoices"][0]["number"] == "1"
    assert two.answer("--company", "Bygg", "list", "--all")["invoices"] == []
    assert two.run("--company", "BYGG", "init", "--yes", "--name", "X").code == 1


@pytest.mark.parametrize(
    ("company", "near"),
    [
        ("akeri-soner", "Did you mean åkeri-söner?"),
        ("sillviks bygg", "Did you mean bygg?"),
        ("helt annat", "See the firms with: remind companies."),
    ],
    ids=["mistyped", "the firm's own name", "nothing like it"],
)
def test_an_unknown_name(two: Bureau, company: str, near: str) -> None:
    ran = two.run("--company", company, "status")
    assert ran.code == 1
    assert f"There is no firm '{company}'. Nothing was done.\n{near}" in ran.err
    assert "remind --company NAME init" in ran.err
    [error] = two.run("--company", company, "status", "--json").json["errors"]
    assert error["code"] == "unknown_company"
    assert not list(two.data.glob("companies/*annat*"))


def test_nobody_said_which_firm(two: Bureau) -> None:
    ran = two.run("status")
    assert ran.code == 1
    assert "remind --company NAME. There are: bygg, åkeri-söner" in ran.err


def test_a_company_goes_before_the_environment(two: Bureau) -> None:
    other = two.data / "companies" / "bygg" / "ledger.db"
    ran = two.run("--company", "åkeri söner", "list", "--all", "--json", REMIND_LEDGER=str(other))
    assert len(ran.json["data"]["invoices"]) == 1
    assert (
        two.run("list", "--all", "--json", REMIND_LEDGER=str(other)).json["data"]["invoices"] == []
    )


def test_a_ledger_and_a_company_are_refused(two: Bureau) -> None:
    ran = two.run("--ledger", "x.db", "--company", "bygg", "list")
    assert ran.code == 2
    assert "both say which ledger" in ran.err


def test_companies_tells_how_each_stands(two: Bureau) -> None:
    two.run("--company", "åkeri söner", "outbox", "print", str(two.home / "a.pdf"))
    assert two.run("--company", "åkeri söner", "tick").code == 0
    (two.data / "companies" / "bygg" / "ledger.db").write_bytes(b"not a ledger" * 999)
    bygg, cartage = two.answer("companies")["companies"]
    assert (bygg["company"], bygg["name"]) == ("bygg", None)
    assert "is not a ledger of remind" in bygg["problem"]
    assert (cartage["name"], cartage["org_number"]) == ("Åkeri & Söner AB", "556036-0793")
    assert (cartage["open_cases"], cartage["last_tick"]) == (1, "2026-03-02")
    assert cartage["attention"] == []


def test_companies_tells_what_waits(two: Bureau) -> None:
    [need] = two.answer("companies", day="2026-03-02")["companies"][1]["attention"][1:]
    assert (need["code"], need["count"]) == ("to_print", 1)
    codes = [
        n["code"] for n in two.answer("companies", day="2026-04-01")["companies"][1]["attention"]
    ]
    assert codes == ["tick", "to_print"]
    told = two.run("companies").out
    assert "remind --company åkeri-söner outbox print" in told


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_companies_fits_a_terminal(two: Bureau, lang: str) -> None:
    from tests.cli.runs import Firm, plain

    env = {k: v for k, v in two.env().items() if v is not None}
    ran = Firm(two.home).on_terminal("companies", **{**env, "REMIND_LANG": lang})  # type: ignore[arg-type]
    table = [x for x in plain(ran.out).splitlines() if "─" in x or x.startswith(("bygg", "åkeri"))]
    assert len(table) == 3
    assert max(map(len, table)) <= 80


def test_no_firm_at_all(bureau: Bureau) -> None:
    assert "There is no firm in" in bureau.run("companies").out
    ran = bureau.run("tick", "--all")
    assert ran.code == 1
    assert "remind --company NAME init" in ran.err


def states(data: object) -> dict[str, str]:
    return {firm["company"]: firm["state"] for firm in data["firms"]}  # type: ignore[index]


def test_tick_all_and_one_failing_firm_stops_no_other(two: Bureau) -> None:
    two.make("")
    damaged = two.make("trasig")
    damaged.write_bytes(b"not a ledger" * 999)
    data = two.answer("tick", "--all", day=DEMAND_DAY, code=1)
    assert states(data) == {"": "done", "bygg": "done", "trasig": "failed", "åkeri-söner": "done"}
    assert data["totals"] == {
        "letters": 1, "held": 0, "closed": 0, "done": 3, "busy": 0, "failed": 1,
    }  # fmt: skip
    failed = data["firms"][2]
    assert failed["error"]["code"] == "ledger_damaged"
    assert (failed["name"], failed["tick"]) == ("trasig", None)
    [letter] = data["firms"][3]["tick"]["letters"]
    assert letter["kind"] == "demand"
    [case] = two.answer("--company", "åkeri söner", "status", day=DEMAND_DAY)["cases"]
    assert case["stage"] == "demand"


def test_tick_all_tells_a_table(two: Bureau) -> None:
    (two.data / "companies" / "bygg" / "ledger.db").write_bytes(b"not a ledger" * 999)
    ran = two.run("tick", "--all", day=DEMAND_DAY)
    assert ran.code == 1
    rows = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert rows[:5] == [
        "Done today",
        "Firm Letters Cases held Cases closed How it went",
        "bygg 0 0 0 failed",
        "Åkeri & Söner AB 1 0 0 done",
        "Sum 1 0 0",
    ]
    assert rows[5].startswith("bygg: ")
    assert rows[6].startswith("Restore a backup")


def test_tick_all_dry_run_changes_nothing(two: Bureau) -> None:
    data = two.answer("tick", "--all", "--dry-run", day=DEMAND_DAY)
    assert data["totals"]["letters"] == 1
    [case] = two.answer("--company", "åkeri söner", "status", day=DEMAND_DAY)["cases"]
    assert case["stage"] == "reminder"


def test_tick_all_leaves_letters_waiting_when_told(two: Bureau) -> None:
    two.answer("tick", "--all", "--no-deliver", day=DEMAND_DAY)
    letters = two.answer("--company", "åkeri söner", "outbox", "--open", day=DEMAND_DAY)["letters"]
    assert [x["kind"] for x in letters if x["state"] == "recorded"] == ["demand"]


def test_tick_all_is_quiet_when_nothing_is_done(two: Bureau) -> None:
    assert two.run("tick", "--all", "--quiet") == Ran(0, "", "")
    told = two.run("tick", "--all", "--quiet", day=DEMAND_DAY).out
    assert "Åkeri & Söner AB" in told
    assert "Sillviks" not in told


def test_tick_all_a_busy_ledger_is_busy(two: Bureau) -> None:
    path = two.data / "companies" / "åkeri-söner" / "ledger.db"
    world: World = world_on(path, date.fromisoformat(DEMAND_DAY))
    with world.ledger.running():
        data = two.answer("tick", "--all", day=DEMAND_DAY)
    world.ledger.close()
    assert states(data) == {"bygg": "done", "åkeri-söner": "busy"}
    assert data["firms"][1]["error"]["code"] == "ledger_busy"
    assert states(two.answer("tick", "--all", day=DEMAND_DAY))["åkeri-söner"] == "done"


@pytest.mark.parametrize(
    ("root", "options"),
    [
        (["--company", "bygg"], []),
        (["--ledger", "x.db"], []),
        ([], ["--plan", "1f0c2a9b3d4e"]),
        ([], ["--payments", "."]),
        ([], ["--limit", "1"]),
    ],
    ids=["company", "ledger", "plan", "payments", "limit"],
)
def test_tick_all_goes_with_nothing_of_one_firm(
    two: Bureau, root: list[str], options: list[str]
) -> None:
    ran = two.run(*root, "tick", "--all", *options)
    assert ran.code == 2
    assert f"{(root + options)[0]} is about one firm" in ran.err


@pytest.mark.parametrize("out", ["", "Killed", "[]", '{"data": null, "errors": []}', "7"])
@pytest.mark.parametrize("status", [-9, 1, 0])
def test_a_run_that_dies_without_a_word_has_failed(out: str, status: int) -> None:
    answer, error = _read(out, status)
    assert answer == {}
    assert error["code"] == "no_answer"
    assert str(status) in error["message"]


def test_what_a_firm_said_beside_its_answer_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place("bygg", tmp_path)
    firm = FirmTicked(place=place, name="Bygg", state="done", answer={}, error={}, said="Hör här.")
    tell([firm], dry_run=False, quiet=True, no_deliver=False)
    assert capsys.readouterr().err == "Bygg: Hör här.\n"


def test_tick_all_runs_neither_a_ledger_nor_its_copy(bureau: Bureau) -> None:
    """Both would send the same inkassokrav."""
    made = bureau.make("norr", invoices=True)
    bureau.make("söder")
    shutil.copytree(made.parent, made.parent.with_name("norr-kopia"))
    data = bureau.answer("tick", "--all", day=DEMAND_DAY, code=1)
    assert sorted(firm["state"] for firm in data["firms"]) == ["done", "failed", "failed"]
    assert not list(bureau.data.rglob("*demand*.pdf"))
    shutil.rmtree(made.parent.with_name("norr-kopia"))
    bureau.answer("tick", "--all", day=DEMAND_DAY)
    assert len(list(bureau.data.rglob("to-print/*demand*.pdf"))) == 1
