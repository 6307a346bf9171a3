"""Cancelling: what is unpaid of fees and interest is waived, what was paid stays paid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reminder_cli.domain.events import Outcome, Stage, StageEntered
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.errors import Refused, UnknownInvoice
from reminder_cli.ledger import cases, customers
from reminder_cli.services.cancel import cancel
from reminder_cli.services.pay import pay
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.views import case_statuses, explain
from reminder_cli.services.world import World
from tests.ledger.worlds import MONDAY, dump, firm, row


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path, row("1041"), row("1042", kundnr="102"), row("1043", kundnr="103"))
    send(made, ["1041", "1042"], SendOptions())
    yield made
    made.ledger.close()


def test_fees_and_interest_are_waived_and_the_principal_stands(world: World) -> None:
    subject = cancel(world, ["1041"], reason="agreed by phone")[0]
    account = subject.account
    assert (account.principal_left_ore, account.fees_left_ore, account.interest_left_ore) == (
        12_500_00,
        0,
        0,
    )
    assert sum(w.amount_ore for w in account.waivers) == 97_67
    case = subject.claim.case
    assert case is not None
    assert (case.outcome, case.closed_on) == (Outcome.CANCELLED, MONDAY)
    assert cases.notes(world.ledger, ["1/1/closed/1"]) == {"1/1/closed/1": "agreed by phone"}


def test_what_was_paid_stays_paid(world: World) -> None:
    pay(world, "1041", 80_00)
    account = cancel(world, ["1041"], reason="agreed")[0].account
    met = account.allocations[0]
    assert (met.fees_ore, met.interest_ore, met.principal_ore) == (60_00, 20_00, 0)
    assert sum(w.amount_ore for w in account.waivers) == 17_67
    assert account.principal_left_ore == 12_500_00


def test_several_at_once(world: World) -> None:
    assert [s.invoice.number for s in cancel(world, ["1042", "1041"], reason="x")] == [
        "1042",
        "1041",
    ]
    assert case_statuses(world) == []


def test_a_dry_run_tells_the_same_and_leaves_no_trace(world: World) -> None:
    before = dump(world.path)
    dry = cancel(world, ["1041"], reason="x", dry_run=True)[0].account
    assert dump(world.path) == before
    assert cancel(world, ["1041"], reason="x")[0].account == dry


def at_kronofogden(world: World) -> None:
    with world.writing():
        world.record([StageEntered(invoice_id=1, case_no=1, on=MONDAY, stage=Stage.KRONOFOGDEN)])


def bankrupt(world: World) -> None:
    with world.writing():
        customers.add_status(world.ledger, 1, DebtorStatus.BANKRUPT, since=MONDAY, now=world.now)


def deceased(world: World) -> None:
    with world.writing():
        customers.add_status(world.ledger, 1, DebtorStatus.DECEASED, since=MONDAY, now=world.now)


def cancelled(world: World) -> None:
    cancel(world, ["1041"], reason="x")


def paid(world: World) -> None:
    pay(world, "1041", 20_000_00)


REFUSED = {
    "at Kronofogden": (at_kronofogden, "Kronofogden", "withdrawn"),
    "bankrupt": (bankrupt, "bankrupt", "write-off 1041"),
    "estate": (deceased, "has died", "write-off 1041"),
    "cancelled already": (cancelled, "no open case", "remind show 1041"),
    "paid already": (paid, "no open case", "remind show 1041"),
}


@pytest.mark.parametrize(("given", "says", "way_out"), REFUSED.values(), ids=list(REFUSED))
def test_refused_with_the_way_out(world: World, given: object, says: str, way_out: str) -> None:
    assert callable(given)
    given(world)
    before = dump(world.path)
    # The other is fine, and is left alone: all of them or none.
    with pytest.raises(Refused, match=says) as caught:
        cancel(world, ["1042", "1041"], reason="x")
    assert "Nothing was cancelled" in caught.value.message
    assert way_out in caught.value.fix
    assert dump(world.path) == before


def test_one_without_a_case(world: World) -> None:
    with pytest.raises(Refused, match="1043 has no open case"):
        cancel(world, ["1043"], reason="x")


def test_one_that_is_unknown(world: World) -> None:
    before = dump(world.path)
    with pytest.raises(UnknownInvoice, match="9999"):
        cancel(world, ["1041", "9999"], reason="x")
    assert dump(world.path) == before


def test_interest_does_not_come_back(world: World) -> None:
    from datetime import timedelta

    from tests.ledger.worlds import later

    cancel(world, ["1041"], reason="agreed")
    world = later(world, MONDAY + timedelta(days=100))
    account = explain(world, "1041").subject.account
    assert account.fees_left_ore == 0
    world.ledger.close()
