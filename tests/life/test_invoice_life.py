"""Crediting, undoing, setting off, readdressing and writing off, and what refuses each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.booking import by_account
from reminder_cli.domain.explain import explain_lines
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.errors import Refused, WrongValue
from reminder_cli.ledger import customers
from reminder_cli.services.addressing import addressed
from reminder_cli.services.cancel import cancel
from reminder_cli.services.choose import choose
from reminder_cli.services.debtors import Changes, debtor
from reminder_cli.services.export import Wanted, export
from reminder_cli.services.invoice_life import credit, readdress, set_off, undo, write_off
from reminder_cli.services.pay import pay
from tests.life.walk import EKDUNGEN, Firm, row

NOTE = row("1047", "-500.00", credits_number="1031")  # of an invoice that is not here


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm.with_invoices(
        tmp_path,
        row("1041", "12500.00"),
        NOTE,
        row("1048", "300.00"),
        row("1049", "100.00", customer=EKDUNGEN),
    )


ACTS: dict[str, Callable[[Firm], object]] = {
    "credit": lambda firm: credit(firm.world, "1041", 500_00, reason="x"),
    "undo": lambda firm: undo(firm.world, "1041", reason="x"),
    "set off": lambda firm: set_off(firm.world, "1041", "1047"),
}


@pytest.mark.parametrize("act", ACTS)
def test_refused_while_the_case_is_open_and_allowed_afterwards(firm: Firm, act: str) -> None:
    firm.send("1041")
    with pytest.raises(Refused, match="is open") as refused:
        ACTS[act](firm)
    assert "remind cancel 1041" in refused.value.fix
    cancel(firm.world, ["1041"], reason="x")
    ACTS[act](firm)
    assert firm.subject("1041").account.credited_ore > 0


@pytest.mark.parametrize(
    ("act", "rule"),
    [
        (lambda firm: credit(firm.world, "1041", 12500_01, reason="x"), "Between 0,01"),
        (lambda firm: credit(firm.world, "1041", 0, reason="x"), "Between 0,01"),
        (
            lambda firm: credit(firm.world, "1041", 1, reason="x", on=date(2027, 1, 1)),
            "not come yet",
        ),
        (lambda firm: credit(firm.world, "1047", 1, reason="x"), "not an invoice"),
        (lambda firm: set_off(firm.world, "1041", "1048"), "not a credit note"),
        (lambda firm: set_off(firm.world, "1049", "1047"), "same customer"),
        (lambda firm: readdress(firm.world, "1041"), "no open case"),
        (lambda firm: write_off(firm.world, "1047", reason="x"), "Nothing of the principal"),
        (lambda firm: (ACTS["undo"](firm), ACTS["undo"](firm)), "All of invoice"),
    ],
)
def test_refused(firm: Firm, act: Callable[[Firm], object], rule: str) -> None:
    with pytest.raises(Refused, match=rule) as refused:
        act(firm)
    assert refused.value.fix


def test_a_credit_note_is_used_once(firm: Firm) -> None:
    _, amount = set_off(firm.world, "1048", "1047")
    assert amount == 300_00
    _, amount = set_off(firm.world, "1041", "1047")
    assert amount == 200_00
    with pytest.raises(Refused, match="is used up"):
        set_off(firm.world, "1041", "1047")
    assert firm.subject("1041").account.principal_left_ore == 12300_00


def test_an_undone_invoice_owes_back_what_was_paid(firm: Firm) -> None:
    pay(firm.world, "1041", 1000_00)
    undo(firm.world, "1041", reason="sent twice")
    account = firm.subject("1041").account
    assert (account.owed_ore, account.overpaid_ore) == (0, 1000_00)


def test_a_running_case_keeps_its_address_until_told(firm: Firm) -> None:
    firm.send("1041")
    subject = firm.subject("1041")
    with firm.world.writing():
        customers.update_customer(
            firm.world.ledger,
            subject.customer.customer_id,
            {"street": "Nygatan 1"},
            now=firm.world.now,
        )
    assert addressed(firm.world, firm.subject("1041")).street == "Hamngatan 4"
    readdress(firm.world, "1041")
    assert addressed(firm.world, firm.subject("1041")).street == "Nygatan 1"


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2026, 3, 18)])
def test_a_loss_is_not_certain_while_letters_run(firm: Firm, day: date) -> None:
    firm.send("1041")
    firm.walk(day)
    with pytest.raises(Refused, match="still running") as refused:
        write_off(firm.world, "1041", reason="x")
    assert "remind cancel" in refused.value.fix


@pytest.mark.parametrize(
    "status", [DebtorStatus.BANKRUPT, DebtorStatus.DECEASED, DebtorStatus.DEBT_RELIEF]
)
def test_a_debtor_beyond_letters_may_be_written_off_at_once(
    firm: Firm, status: DebtorStatus
) -> None:
    firm.send("1041")
    debtor(firm.world, "101", Changes(statuses={status: firm.today}))
    loss = write_off(firm.world, "1041", reason="x")
    assert (loss.amount_ore, loss.vat_ore) == (12500_00, 2500_00)
    case = firm.subject("1041").claim.case
    assert case is not None
    assert case.outcome == "written_off"


@pytest.mark.parametrize(
    ("with_case", "paid_ore", "recovered", "over"),
    [
        (True, 1000_00, 1000_00, 0),
        (False, 1000_00, 1000_00, 0),
        (False, 13000_00, 12500_00, 500_00),
    ],
)
def test_what_comes_after_a_loss_is_recovered(
    firm: Firm, with_case: bool, paid_ore: int, recovered: int, over: int
) -> None:
    if with_case:
        firm.send("1041")
        firm.walk(date(2026, 4, 1))
        choose(firm.world, ["1041"], "monitoring")
    write_off(firm.world, "1041", reason="no assets")
    assert firm.subject("1041").account.owed_ore == 0
    pay(firm.world, "1041", paid_ore)
    subject = firm.subject("1041")
    allocation = subject.account.allocations[-1]
    assert (allocation.recovered_ore, allocation.over_ore) == (recovered, over)
    assert subject.account.overpaid_ore == over
    lines = explain_lines(subject.claim, subject.account, {})
    assert sum(line.amount_ore for line in lines) == subject.account.balance_ore


def unknown_vat(folder: Path) -> Firm:
    return Firm.with_invoices(folder, row("1041", "12500.00").replace(";2500.00;", ";;"))


def test_vat_of_a_part_comes_back_in_proportion(tmp_path: Path) -> None:
    firm = unknown_vat(tmp_path)
    pay(firm.world, "1041", 2500_00)
    loss = write_off(firm.world, "1041", reason="x", vat="25=2000")
    assert (loss.amount_ore, loss.vat_ore) == (10000_00, 1600_00)


def test_vat_of_several_rates_comes_back_by_its_rates(tmp_path: Path) -> None:
    firm = unknown_vat(tmp_path)
    loss = write_off(
        firm.world, "1041", reason="x", vat="25=1000,00 6=250,00", allowance_ore=9000_00
    )
    assert loss.vat_ore == 1250_00
    [item] = export(firm.world, tmp_path / "v.si", Wanted(kind="sie")).vouchers
    assert by_account(item.voucher.rows) == {
        "6351": 11250_00,
        "2611": 1000_00,
        "2631": 250_00,
        "1510": -12500_00,
        "1519": 9000_00,
        "6352": -9000_00,
    }


def test_vat_that_fits_no_one_rate_must_be_said_by_rate(tmp_path: Path) -> None:
    mixed = row("1041", "12500.00").replace(";2500.00;", ";1250.00;")
    firm = Firm.with_invoices(tmp_path, mixed)
    with pytest.raises(Refused, match="not known"):
        write_off(firm.world, "1041", reason="x")
    with pytest.raises(WrongValue, match="not the VAT") as wrong:
        write_off(firm.world, "1041", reason="x", vat="1250")
    assert "25=200,00 6=79,25" in wrong.value.fix
    assert write_off(firm.world, "1041", reason="x", vat="25=1000 6=250").vat_ore == 1250_00


def test_another_vat_than_the_file_told_is_refused(firm: Firm) -> None:
    with pytest.raises(Refused, match="it is another"):
        write_off(firm.world, "1041", reason="x", vat="12%")


def test_the_vat_of_a_loss_can_be_said_afterwards(tmp_path: Path) -> None:
    """What was given up waits for it; saying it gives up nothing more."""
    firm = unknown_vat(tmp_path)
    credit(firm.world, "1041", 12000_00, reason="x")
    [left] = export(firm.world, tmp_path / "v.si", Wanted(kind="sie")).left_out
    assert "not known" in str(left.why)
    assert write_off(firm.world, "1041", reason="", vat="25%").amount_ore == 0
    [item] = export(firm.world, tmp_path / "v.si", Wanted(kind="sie")).vouchers
    assert by_account(item.voucher.rows)["2611"] == 2400_00
    assert firm.subject("1041").account.principal_left_ore == 500_00
    assert write_off(firm.world, "1041", reason="x", vat="25%").amount_ore == 500_00


@pytest.mark.parametrize("ore", [-1, 10000_01])
def test_no_more_can_have_been_set_aside_than_was_lost(firm: Firm, ore: int) -> None:
    with pytest.raises(Refused, match="At most 10 000,00 kr"):
        write_off(firm.world, "1041", reason="x", allowance_ore=ore)


def test_a_firm_outside_vat_books_its_loss_whole(tmp_path: Path) -> None:
    firm = Firm.with_invoices(tmp_path, row("1041", "12500.00"), vat_registered="false")
    write_off(firm.world, "1041", reason="x")
    [item] = export(firm.world, tmp_path / "v.si", Wanted(kind="sie")).vouchers
    assert by_account(item.voucher.rows) == {"6351": 12500_00, "1510": -12500_00}


def test_unknown_vat_must_be_said(tmp_path: Path) -> None:
    firm = unknown_vat(tmp_path)
    with pytest.raises(Refused, match="VAT of invoice 1041 is not known") as refused:
        write_off(firm.world, "1041", reason="x")
    assert "--vat" in refused.value.fix
    assert write_off(firm.world, "1041", reason="x", vat="0").vat_ore == 0


@pytest.mark.parametrize("setting", [{"cash_method": "true"}, {"vat_registered": "false"}])
def test_no_vat_comes_back_where_none_was_paid(tmp_path: Path, setting: dict[str, str]) -> None:
    firm = Firm.with_invoices(tmp_path, row("1041", "12500.00"), **setting)  # type: ignore[arg-type]
    assert write_off(firm.world, "1041", reason="x").vat_ore == 0
