"""What a person does with payments: match, repay, leave, unpay; and every refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.booking import by_account
from reminder_cli.domain.events import Outcome
from reminder_cli.errors import Refused, UnknownInvoice
from reminder_cli.services import payments_undo, payments_view
from reminder_cli.services.export import Wanted, export
from reminder_cli.services.pay import pay, unpay
from reminder_cli.services.payments_waiting import leave, match_by_hand, money_after, repay
from tests.adapters.payments.files import Pay, Section, bgmax
from tests.services.payments_firm import Firm, Inv, ocr


def unknown(kronor: int, serial: int = 1, name: str = "Okänd Person") -> Pay:
    return Pay(kronor * 100, "", serial, texts=["tack"], name=name, sender="")


def deposit(*payments: Pay, on: str = "20260302", serial: int = 1) -> bytes:
    return bgmax(Section(list(payments), serial, on=on))


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500, 2), Inv("1044", 300, 3))


def sums_hold(firm: Firm) -> None:
    payments_view.day_sums(payments_view.between(firm.world(), date(2026, 1, 1), None))


def test_match_puts_all_on_one_invoice(firm: Firm) -> None:
    firm.bank(deposit(unknown(999)))
    done = match_by_hand(firm.world(), 1, [("1042", None)])
    assert [(m.invoice, m.principal_ore) for m in done.line.met] == [("1042", 999_00)]
    assert firm.waiting() == []
    sums_hold(firm)


def test_match_splits(firm: Firm) -> None:
    firm.bank(deposit(unknown(1450)))
    done = match_by_hand(firm.world(), 1, [("1042", None), ("1043", 400_00), ("1044", None)])
    shares = {m.invoice: m.total_ore for m in done.line.met}
    owed = firm.subject("1042")
    assert shares["1043"] == 400_00
    assert sum(shares.values()) == 1450_00
    assert owed.account.principal_left_ore == 0


def test_match_leaves_the_rest_waiting(firm: Firm) -> None:
    firm.bank(deposit(unknown(600)))
    done = match_by_hand(firm.world(), 1, [("1043", 500_00)])
    assert done.line.waiting_ore == 100_00
    assert firm.waiting() == [1]
    again = match_by_hand(firm.world(), 1, [("1044", None)])
    assert again.line.waiting_ore == 0
    sums_hold(firm)


def test_match_closes_the_case_and_takes_a_paid_invoice(firm: Firm) -> None:
    total = firm.send("1042").letters[0].total_ore
    firm.bank(deposit(Pay(total + 5_00, "", 1, texts=["tack"], sender="")))
    done = match_by_hand(firm.world(), 1, [("1042", None)])
    assert done.booked.effects[0].closed
    assert done.line.met[0].over_ore == 5_00
    firm.bank(deposit(unknown(70, 2), serial=2))
    match_by_hand(firm.world(), 2, [("1042", None)])
    assert firm.subject("1042").account.overpaid_ore == 75_00


@pytest.mark.parametrize(
    ("act", "error"),
    [
        pytest.param(lambda w: match_by_hand(w, 9, [("1042", None)]), "no payment 9", id="unknown"),
        pytest.param(
            lambda w: match_by_hand(w, 1, [("1042", 601_00)]), "600,00 kr that waits", id="too much"
        ),
        pytest.param(
            lambda w: match_by_hand(w, 1, [("1042", None), ("1042", None)]), "twice", id="twice"
        ),
        pytest.param(lambda w: match_by_hand(w, 2, [("1043", None)]), "Nothing of", id="booked"),
        pytest.param(lambda w: match_by_hand(w, 3, [("1043", None)]), "took back", id="reversal"),
        pytest.param(lambda w: repay(w, 2), "Nothing of payment 2", id="nothing to repay"),
        pytest.param(lambda w: repay(w, 1, 700_00), "600,00 kr of payment 1", id="repay too much"),
        pytest.param(
            lambda w: repay(w, 1, on=date(2026, 3, 1)), "before the payment", id="repay before"
        ),
        pytest.param(lambda w: leave(w, 1, reason="", same_as=2), "cannot be", id="not the same"),
        pytest.param(lambda w: leave(w, 2, reason="x"), "Nothing of", id="leave what is booked"),
        pytest.param(lambda w: unpay(w, 1, reason="x"), "on any invoice", id="unpay what waits"),
    ],
)
def test_refusals(firm: Firm, act: Callable[..., object], error: str) -> None:
    back = Pay(44_00, "", 3, kind="21", texts=["retur"], sender="")
    firm.bank(deposit(unknown(600), Pay(500_00, ocr("1043"), 2), back))
    with pytest.raises(Refused, match=error) as refused:
        act(firm.world())
    assert refused.value.fix
    with pytest.raises(UnknownInvoice):
        match_by_hand(firm.world(), 1, [("77", None)])


def test_an_invoice_that_has_a_part_is_refused_with_the_way_out(firm: Firm) -> None:
    firm.bank(deposit(unknown(600)))
    match_by_hand(firm.world(), 1, [("1042", 100_00)])
    with pytest.raises(Refused, match="is on invoice 1042 already") as refused:
        match_by_hand(firm.world(), 1, [("1042", None)])
    assert "remind unpay 1" in refused.value.fix


def test_repay_what_was_too_much(firm: Firm) -> None:
    firm.bank(deposit(Pay(1100_00, ocr("1042"))))
    repay(firm.world(), 1, 40_00)
    assert firm.subject("1042").account.overpaid_ore == 60_00
    repay(firm.world(), 1)
    assert firm.subject("1042").account.overpaid_ore == 0
    with pytest.raises(Refused):
        repay(firm.world(), 1)
    sums_hold(firm)


def test_repay_a_payment_that_waits(firm: Firm) -> None:
    firm.bank(deposit(unknown(600)))
    done = repay(firm.world(), 1)
    assert (done.line.waiting_ore, done.line.repaid_ore) == (0, 600_00)
    assert firm.waiting() == []
    sums_hold(firm)


def test_leave(firm: Firm) -> None:
    firm.bank(deposit(unknown(600), unknown(55, 2)))
    assert leave(firm.world(), 1, reason="bidrag").line.aside_ore == 600_00
    assert firm.waiting() == [2]
    sums_hold(firm)


def test_leave_as_the_same_money(firm: Firm) -> None:
    pay(firm.world(), "1043", 200_00)
    firm.bank(deposit(Pay(200_00, ocr("1043"))))
    assert firm.waiting() == [2]
    leave(firm.world(), 2, reason="", same_as=1)
    shown = payments_view.between(firm.world(), None, None)
    assert [line.payment_id for line in shown] == [1]
    again = firm.bank(deposit(Pay(200_00, ocr("1043"), 2), serial=2))
    assert again.booked_now == 1  # the one by hand has its row; this is more money
    sums_hold(firm)


def test_unpay_puts_the_money_back_and_it_is_not_booked_by_itself(firm: Firm) -> None:
    total = firm.send("1042").letters[0].total_ore
    data = deposit(Pay(total, ocr("1042")))
    firm.bank(data)
    unpay(firm.world(), 1, reason="fel faktura")
    case = firm.subject("1042").claim.case
    assert case is not None
    assert case.is_open
    money = money_after(firm.world(), 1)
    assert money is not None
    assert (money.payment_id, money.waiting_ore) == (2, total)
    assert firm.bank(data, data + b"\r\n").booked_now == 0
    with pytest.raises(Refused, match="its money is payment 2"):
        match_by_hand(firm.world(), 1, [("1043", None)])
    match_by_hand(firm.world(), 2, [("1042", None)])
    case = firm.subject("1042").claim.case
    assert case is not None
    assert case.outcome is Outcome.PAID
    sums_hold(firm)


def booked(firm: Firm) -> dict[str, int]:
    """What all vouchers come to on each account."""
    world = firm.world()
    wanted = Wanted(kind="csv", dry_run=True)
    rows = [
        r for v in export(world, firm.folder / "x.csv", wanted).vouchers for r in v.voucher.rows
    ]
    world.ledger.close()
    return by_account(rows)


def test_unpay_of_what_was_partly_paid_back(firm: Firm) -> None:
    """What is booked as gone out is never taken back unseen: first that, then the payment."""
    firm.bank(deposit(Pay(1100_00, ocr("1042"))))
    repay(firm.world(), 1, 40_00)
    before = booked(firm)
    assert before == {"1930": 1060_00, "1510": -1000_00, "2420": -60_00}
    with pytest.raises(Refused, match="40,00 kr of payment 1 was paid back on 2026-03-02") as no:
        unpay(firm.world(), 1, reason="fel")
    assert "remind payments undo 1 --reason" in no.value.fix
    assert booked(firm) == before
    payments_undo.undo(firm.world(), 1, reason="fel betalning")
    unpay(firm.world(), 1, reason="fel")
    money = money_after(firm.world(), 1)
    assert money is not None
    assert money.waiting_ore == 1100_00
    assert repay(firm.world(), money.payment_id, 40_00).line.waiting_ore == 1060_00
    with pytest.raises(Refused, match="taken back already"):
        unpay(firm.world(), 1, reason="fel")
    sums_hold(firm)


def test_undo_of_a_repayment_of_what_waits(firm: Firm) -> None:
    firm.bank(deposit(unknown(600)))
    assert (repay(firm.world(), 1).payee, firm.waiting()) == ("Okänd Person", [])
    with pytest.raises(Refused, match="Nothing of payment 1 waits") as no:
        match_by_hand(firm.world(), 1, [("1042", None)])
    assert "remind payments undo 1 --reason" in no.value.fix
    done = payments_undo.undo(firm.world(), 1, reason="fel betalning")
    assert (done.waiting_ore, done.over_ore, done.line.repaid_ore) == (600_00, 0, 0)
    assert firm.waiting() == [1]
    with pytest.raises(Refused, match="Nothing of payment 1 was paid back or set aside"):
        payments_undo.undo(firm.world(), 1, reason="igen")
    assert match_by_hand(firm.world(), 1, [("1042", None)]).line.waiting_ore == 0
    sums_hold(firm)


def test_undo_of_a_repayment_of_what_was_too_much(firm: Firm) -> None:
    """The books: before it left for the bookkeeping program the voucher is gone."""
    firm.bank(deposit(Pay(1100_00, ocr("1042"))))
    before = booked(firm)
    repay(firm.world(), 1, 40_00)
    repay(firm.world(), 1, 60_00)
    done = payments_undo.undo(firm.world(), 1, reason="fel")
    assert (done.over_ore, done.waiting_ore) == (100_00, 0)
    assert firm.subject("1042").account.overpaid_ore == 100_00
    assert booked(firm) == before
    repay(firm.world(), 1)
    assert firm.subject("1042").account.overpaid_ore == 0
    sums_hold(firm)


def test_undo_of_a_repayment_that_was_exported_is_a_correction(firm: Firm) -> None:
    firm.bank(deposit(Pay(1100_00, ocr("1042"))))
    repay(firm.world(), 1)
    export(firm.world(), firm.folder / "a.csv", Wanted(kind="csv"))
    payments_undo.undo(firm.world(), 1, reason="fel")
    [made] = export(firm.world(), firm.folder / "b.csv", Wanted(kind="csv")).vouchers
    assert made.corrects
    assert by_account(made.voucher.rows) == {"2420": -100_00, "1930": 100_00}


def test_undo_of_leave(firm: Firm) -> None:
    pay(firm.world(), "1043", 200_00)
    firm.bank(deposit(Pay(200_00, ocr("1043")), unknown(55, 2)))
    leave(firm.world(), 3, reason="bidrag")
    leave(firm.world(), 2, reason="", same_as=1)
    assert firm.waiting() == []
    assert payments_undo.undo(firm.world(), 3, reason="fel").waiting_ore == 55_00
    assert payments_undo.undo(firm.world(), 2, reason="fel").waiting_ore == 200_00
    assert sorted(firm.waiting()) == [2, 3]
    sums_hold(firm)


def test_unpay_of_a_payment_by_hand_leaves_nothing(firm: Firm) -> None:
    pay(firm.world(), "1043", 200_00)
    unpay(firm.world(), 1, reason="fel")
    assert money_after(firm.world(), 1) is None
    assert firm.waiting() == []
    sums_hold(firm)


def test_what_the_bank_takes_back_is_set_off_by_unpay(firm: Firm) -> None:
    firm.bank(deposit(Pay(500_00, ocr("1043"))))
    back = Pay(500_00, ocr("1043"), 2, kind="21")
    firm.today = date(2026, 3, 4)
    firm.bank(deposit(back, unknown(600, 3), on="20260304", serial=2))
    waiting = payments_view.unmatched(firm.world())[0]
    assert waiting.suggestions[0].command == "remind unpay 1 --reason returned"
    unpay(firm.world(), 1, reason="returned")
    assert firm.waiting() == [3]
    assert firm.subject("1043").account.principal_left_ore == 500_00
    sums_hold(firm)


def test_what_the_bank_takes_back_of_a_payment_that_waits(firm: Firm) -> None:
    back = Pay(77_00, "", 2, kind="21", texts=["tack"], name="Okänd Person", sender="")
    firm.bank(deposit(unknown(77), back))
    unpay(firm.world(), 1, reason="returned")
    assert firm.waiting() == []
    sums_hold(firm)


def test_dry_runs(firm: Firm) -> None:
    firm.bank(deposit(unknown(600)))
    match_by_hand(firm.world(), 1, [("1042", None)], dry_run=True)
    repay(firm.world(), 1, dry_run=True)
    leave(firm.world(), 1, reason="x", dry_run=True)
    assert firm.waiting() == [1]
    assert payments_view.unmatched(firm.world())[0].line.waiting_ore == 600_00


def test_what_was_paid_whole_by_hand_is_not_called_paid_twice(firm: Firm) -> None:
    """The same money, typed in and then read from the bank's file: nobody is to pay it back."""
    left = firm.subject("1043").account.owed_ore
    pay(firm.world(), "1043", left)
    firm.bank(deposit(Pay(left, ocr("1043"))))
    [line] = payments_view.unmatched(firm.world())
    assert [s.command for s in line.suggestions] == ["remind payments leave 2 --same-as 1"]
    assert "registered by hand" in str(line.why)
    leave(firm.world(), 2, reason="", same_as=1)
    assert firm.waiting() == []
    sums_hold(firm)
