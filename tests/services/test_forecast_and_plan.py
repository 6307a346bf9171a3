"""The report's forecast and `plan --until` say the same of each case's next letter, and why not."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reminder_cli.domain.forecast import HORIZONS
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.services.debtors import Changes, debtor
from reminder_cli.services.dispute import dispute
from reminder_cli.services.hold import HoldOrder, hold
from reminder_cli.services.instalments import PlanWish, make_plan
from reminder_cli.services.pay import pay
from reminder_cli.services.planning import forecast
from reminder_cli.services.report import ReportChoice, report
from reminder_cli.services.report_workbook import write_workbook
from reminder_cli.services.world import World
from tests.adapters.payments.files import Pay, Section, bgmax
from tests.life.walk import ASA, START, Firm, row
from tests.services.payments_firm import Firm as BankFirm
from tests.services.payments_firm import Inv

NO_NUMBER = "103;Karins Måleri;"
END = START + timedelta(days=HORIZONS[-1])
Letters = set[tuple[date, str, str]]


def foreseen(world: World) -> tuple[Letters, dict[str, str]]:
    """What the report says: letters to come, and the code that holds each of the others."""
    found = report(world, ReportChoice()).forecast
    letters = {(x.on, x.kind, x.invoice) for x in found.letters}
    return letters, {x.invoice: x.held_by for x in found.held}


def planned(world: World) -> tuple[Letters, dict[str, str]]:
    """What the plan says: the first letter of each case, and what is held at the end."""
    found = forecast(world, END)
    first: dict[str, tuple[date, str, str]] = {}
    for day in found.days:
        for letter in day.letters:
            for number in letter.invoices:
                first.setdefault(number, (day.on, letter.kind.value, number))
    held = {x.invoice: x.code for x in found.last.held} if found.last else {}
    return set(first.values()), held


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = Firm.with_invoices(
        tmp_path,
        row("1041", "12500.00"),
        row("1042", "999.50", customer=ASA),
        row("1043", "4000.00", customer=NO_NUMBER),
        row("1044", "700.00", customer="104;Bo Ek;19760901-2385"),
    )
    firm.send("1041", "1042", "1043", "1044")
    return firm


def test_a_letter_that_a_gate_will_hold_is_not_promised(firm: Firm) -> None:
    """No org.nr: the reminder went out, the demand cannot (product.md section 2)."""
    letters, held = foreseen(firm.world)
    assert {number for _on, _kind, number in letters} == {"1041", "1042", "1044"}
    assert held == {"1043": "no_id_number"}
    assert letters == planned(firm.world)[0]
    assert planned(firm.world)[1]["1043"] == "no_id_number"


def test_it_is_not_counted_and_says_why(firm: Firm) -> None:
    found = report(firm.world, ReportChoice()).forecast
    assert [h.letters for h in found.horizons] == [3, 3, 3]
    [held] = found.held
    assert "org.nr or personnummer" in str(held.why)


def test_holds_payments_and_plans(firm: Firm) -> None:
    hold(firm.world, ["1041"], HoldOrder(until=date(2026, 4, 20), reason="asked"))
    pay(firm.world, "1042", 1030_00, on=firm.today)
    wish = PlanWish(first_on=date(2026, 3, 31), months=3, deliver=False)
    make_plan(firm.world, ["1044"], wish)
    letters, held = foreseen(firm.world)
    assert letters == planned(firm.world)[0]
    assert {(kind, number) for _on, kind, number in letters} == {
        ("demand", "1041"),
        ("rest_notice", "1042"),
        ("instalment_missed", "1044"),
    }
    assert held == {"1043": "no_id_number"}


def test_nothing_is_foreseen_of_a_dispute_or_of_the_dead(firm: Firm) -> None:
    dispute(firm.world, ["1041"], reason="wrong goods")
    debtor(firm.world, "102", Changes(statuses={DebtorStatus.DECEASED: date(2026, 3, 1)}))
    letters, _held = foreseen(firm.world)
    assert letters == planned(firm.world)[0]
    assert {number for _on, _kind, number in letters} == {"1044"}


@pytest.mark.parametrize("days", [0, 10, 15, 16, 30, 60])
def test_on_any_day(firm: Firm, days: int) -> None:
    firm.walk(START + timedelta(days=days))
    letters, held = foreseen(firm.world)
    assert letters <= planned(firm.world)[0]
    assert not {number for _on, _kind, number in letters} & set(held)


def test_bank_files_are_taken_to_go_on_coming(tmp_path: Path) -> None:
    """A firm that takes in bank files every week would else foresee no letter at all."""
    firm = BankFirm(tmp_path).start(Inv("1042", 1000))
    firm.bank(bgmax(Section([Pay(77_00, "1234567897", 1)], 1, on="20260302")))
    firm.send("1042")
    letters, held = foreseen(firm.world())
    assert {number for _on, _kind, number in letters} | set(held) == {"1042"}
    assert "stale_payments" not in held.values()


def test_letters_that_wait_hold_nothing_to_come(tmp_path: Path) -> None:
    """They go out with the next run, whose letters of unknown fate alone hold what comes after."""
    firm = BankFirm(tmp_path).start(Inv("1042", 1000))
    firm.send("1042")
    world = firm.world()
    with world.ledger.writing():
        world.ledger.db.execute("UPDATE letter SET state = 'waiting', sent_on = NULL")
    letters, held = foreseen(world)
    assert (letters, held) == (planned(world)[0], {})
    assert len(letters) == 1
    with world.ledger.writing():
        world.ledger.db.execute("UPDATE letter SET state = 'uncertain'")
    assert foreseen(world) == (set(), {"1042": "letter_unsent"})


def test_the_workbook_tells_them_apart(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write_workbook(firm.world, ReportChoice(), path)
    sheet = load_workbook(path)["Forecast"]
    tables = {
        name: [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
        for name in ("ComingLetters", "HeldLetters")
    }
    assert {row[2] for row in tables["ComingLetters"][1:]} == {"1041", "1042", "1044"}
    [held] = tables["HeldLetters"][1:]
    assert held[2] == "1043"
    assert "org.nr or personnummer" in held[5]
