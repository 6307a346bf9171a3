"""Payments by hand: any is taken, on the day the bank booked it, and what it meets follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from reminder_cli.domain.events import Outcome, PaidTo
from reminder_cli.errors import Refused, UnknownInvoice
from reminder_cli.ledger import cases
from reminder_cli.services.cancel import cancel
from reminder_cli.services.pay import PaymentReport, pay, unpay
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.tick import tick
from reminder_cli.services.views import case_statuses, explain
from reminder_cli.services.world import World
from tests.ledger.worlds import MONDAY, PARTNER, dump, firm, later, row, world_on

QUIET = SendOptions()
TOTAL = 12_597_67  # the reminder's: principal, fee, eleven days of interest
DEMAND_ON = date(2026, 3, 17)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path, row("1041"), row("1042", kundnr="102"))
    send(made, ["1041"], QUIET)
    yield made
    made.ledger.close()


def parts(report: PaymentReport) -> tuple[int, int, int, int]:
    met = report.allocation
    return met.principal_ore, met.fees_ore, met.interest_ore, met.over_ore


@pytest.mark.parametrize(
    ("amount", "met", "closed", "left"),
    [
        (1, (0, 1, 0, 0), False, TOTAL - 1),
        (60_00, (0, 60_00, 0, 0), False, TOTAL - 60_00),
        (97_67, (0, 60_00, 37_67, 0), False, 12_500_00),
        (TOTAL - 10_01, (12_489_99, 60_00, 37_67, 0), False, 10_01),
        (TOTAL - 10_00, (12_490_00, 60_00, 37_67, 0), True, 0),
        (TOTAL, (12_500_00, 60_00, 37_67, 0), True, 0),
        (TOTAL + 1, (12_500_00, 60_00, 37_67, 1), True, 0),
        (50_000_00, (12_500_00, 60_00, 37_67, 50_000_00 - TOTAL), True, 0),
    ],
    ids=[
        "an öre",
        "the fee",
        "fee and interest",
        "ten kronor and an öre short",
        "ten kronor short",
        "all",
        "an öre too much",
        "far too much",
    ],
)
def test_own_collector(
    world: World, amount: int, met: tuple[int, int, int, int], closed: bool, left: int
) -> None:
    report = pay(world, "1041", amount)
    assert parts(report) == met
    assert sum(parts(report)) == amount
    assert report.closed is closed
    account = report.after.account
    assert account.owed_ore == (left if not closed else 0) or account.principal_left_ore == 10_00
    assert account.overpaid_ore == met[3]


@pytest.mark.parametrize(
    ("amount", "met", "closed"),
    [
        (12_500_00, (12_500_00, 0, 0, 0), True),
        (12_499_99, (12_499_99, 0, 0, 0), False),
        (12_530_00, (12_500_00, 30_00, 0, 0), True),
        (TOTAL, (12_500_00, 60_00, 37_67, 0), True),
    ],
    ids=["principal", "an öre short", "half the fee", "all"],
)
def test_partner(tmp_path: Path, amount: int, met: tuple[int, int, int, int], closed: bool) -> None:
    world = firm(tmp_path, row("1041"), company=PARTNER)
    send(world, ["1041"], QUIET)
    report = pay(world, "1041", amount, to=PaidTo.PARTNER)
    assert parts(report) == met
    assert report.closed is closed  # less than 100 kr of fees and interest is waived
    world.ledger.close()


def test_an_invoice_without_a_case_takes_all_as_principal(world: World) -> None:
    report = pay(world, "1042", 500_00)
    assert parts(report) == (500_00, 0, 0, 0)
    assert report.after.account.principal_left_ore == 12_000_00
    letter = send(world, ["1042"], QUIET).letters[0]
    assert letter.principal_ore == 12_000_00


def test_before_the_letter_the_fee_falls(world: World) -> None:
    report = pay(world, "1041", 12_500_00, on=MONDAY - timedelta(days=3))
    assert report.lost_fees_ore == 60_00
    assert report.after.account.fees_left_ore == 0
    # Interest through the day of payment, and no further: eight days.
    assert explain(world, "1041").subject.account.interest_total_ore == 27_40


def test_on_the_letters_day_the_fee_stands(world: World) -> None:
    assert pay(world, "1041", 12_500_00, on=MONDAY).lost_fees_ore == 0


def test_the_letters_total_in_time_settles(world: World) -> None:
    world = later(world, date(2026, 3, 16))
    report = pay(world, "1041", TOTAL)
    assert report.closed
    assert report.after.account.interest_waived_ore > 0
    assert case_statuses(world) == []
    world.ledger.close()


def test_the_letters_total_registered_late_but_booked_in_time_settles(world: World) -> None:
    world = later(world, DEMAND_ON)
    tick(world)
    world = later(world, date(2026, 3, 18))
    report = pay(world, "1041", TOTAL, on=date(2026, 3, 16))
    assert report.lost_fees_ore == 180_00
    assert report.closed
    world.ledger.close()


def test_on_a_closed_case_it_is_too_much(world: World) -> None:
    pay(world, "1041", TOTAL)
    report = pay(world, "1041", 100_00)
    assert parts(report) == (0, 0, 0, 100_00)
    assert not report.closed
    assert report.after.account.overpaid_ore == 100_00


def test_on_a_cancelled_case_the_principal_is_met(world: World) -> None:
    cancel(world, ["1041"], reason="agreed")
    report = pay(world, "1041", 12_500_00)
    assert parts(report) == (12_500_00, 0, 0, 0)


# Refusals


@pytest.mark.parametrize(
    ("number", "amount", "on", "to", "says"),
    [
        ("1041", 0, None, PaidTo.CREDITOR, "more than 0"),
        ("1041", -100_00, None, PaidTo.CREDITOR, "more than 0"),
        ("1041", 100_00, MONDAY + timedelta(days=1), PaidTo.CREDITOR, "not come yet"),
        ("1041", 100_00, None, PaidTo.PARTNER, "no partner"),
    ],
    ids=["nothing", "negative", "tomorrow", "no partner"],
)
def test_refused(
    world: World, number: str, amount: int, on: date | None, to: PaidTo, says: str
) -> None:
    before = dump(world.path)
    with pytest.raises(Refused, match=says) as caught:
        pay(world, number, amount, on=on, to=to)
    assert caught.value.fix
    assert dump(world.path) == before


def test_an_unknown_invoice(world: World) -> None:
    before = dump(world.path)
    with pytest.raises(UnknownInvoice, match="9999"):
        pay(world, "9999", 100)
    assert dump(world.path) == before


def test_a_credit_note_is_not_paid(tmp_path: Path) -> None:
    world = firm(tmp_path, row("1", belopp="-100,00"))
    before = dump(world.path)
    with pytest.raises(Refused, match="not an invoice"):
        pay(world, "1", 100_00)
    assert dump(world.path) == before
    world.ledger.close()


def test_a_dry_run_tells_the_same_and_leaves_no_trace(world: World) -> None:
    before = dump(world.path)
    dry = pay(world, "1041", TOTAL, dry_run=True)
    assert dump(world.path) == before
    real = pay(world, "1041", TOTAL)
    assert (parts(dry), dry.closed, dry.payment_id) == (parts(real), real.closed, real.payment_id)


# Taking back


def test_taken_back_it_never_counted(world: World) -> None:
    untouched = explain(world, "1041").subject.account
    payment = pay(world, "1041", 5_000_00)
    unpay(world, payment.payment_id, reason="wrong firm")
    assert explain(world, "1041").subject.account == untouched
    key = f"payment/{payment.payment_id}/1/reversed"
    assert cases.notes(world.ledger, [key]) == {key: "wrong firm"}


def test_a_case_it_closed_runs_again(world: World) -> None:
    payment = pay(world, "1041", TOTAL)
    assert case_statuses(world) == []
    found = unpay(world, payment.payment_id, reason="returned")
    assert found[0].account.owed_ore == TOTAL
    assert [s.stage for s in case_statuses(world)] == ["reminder"]
    world = later(world, DEMAND_ON)
    assert [x.kind.value for x in tick(world).letters] == ["demand"]
    world.ledger.close()


def test_closed_reopened_and_closed_again(world: World) -> None:
    for _ in range(3):
        payment = pay(world, "1041", TOTAL)
        assert payment.closed
        unpay(world, payment.payment_id, reason="returned")
    assert pay(world, "1041", TOTAL).closed
    kinds = [e.kind for e in world.ledger.events(1)]
    assert (kinds.count("case_closed"), kinds.count("case_reopened")) == (4, 3)


def test_a_cancelled_case_stays_cancelled(world: World) -> None:
    payment = pay(world, "1041", 100_00)
    cancel(world, ["1041"], reason="agreed")
    unpay(world, payment.payment_id, reason="returned")
    closed = case_statuses(world, which="closed")
    assert [s.outcome for s in closed] == [Outcome.CANCELLED]


def test_with_another_payment_that_is_enough_it_stays_closed(world: World) -> None:
    first = pay(world, "1041", TOTAL)
    pay(world, "1041", TOTAL)
    unpay(world, first.payment_id, reason="twice")
    assert case_statuses(world) == []
    account = explain(world, "1041").subject.account
    assert (account.owed_ore, account.overpaid_ore) == (0, 0)


@pytest.mark.parametrize("payment_id", [0, -1, 2, 999])
def test_no_such_payment(world: World, payment_id: int) -> None:
    pay(world, "1041", 100_00)
    before = dump(world.path)
    with pytest.raises(Refused, match="no payment"):
        unpay(world, payment_id, reason="x")
    assert dump(world.path) == before


def test_not_taken_back_twice(world: World) -> None:
    payment = pay(world, "1041", 100_00)
    unpay(world, payment.payment_id, reason="x")
    before = dump(world.path)
    with pytest.raises(Refused, match="already"):
        unpay(world, payment.payment_id, reason="x")
    assert dump(world.path) == before


def test_a_number_is_never_used_again(world: World) -> None:
    first = pay(world, "1041", 100_00)
    unpay(world, first.payment_id, reason="x")
    assert pay(world, "1041", 100_00).payment_id == first.payment_id + 1
    fresh = world_on(world.path)
    assert len({r[1] for r in dump(fresh.path)["payment"]}) == 2
