"""The fold: what the events make of a claim, and what cannot have happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar

import pytest
from msgspec.structs import replace

from reminder_cli.domain import events as ev
from reminder_cli.domain import events_kronofogden as ek
from reminder_cli.domain.case import fold
from reminder_cli.domain.events import EVENT_TYPES, Outcome, Stage
from reminder_cli.domain.letter_kind import LetterKind
from tests.domain.given import INVOICE, History

DAY = date(2026, 3, 10)
DUE = date(2026, 3, 24)
LATER = date(2026, 3, 25)


def reminded() -> History:
    history = History()
    history.open(DAY)
    history.reminder(DAY, DUE)
    return history


def test_no_event_is_no_case() -> None:
    claim = fold(INVOICE, [])
    assert (claim.case, claim.open_case, claim.live_payments) == (None, None, ())


def test_the_life_of_a_case() -> None:
    history = reminded()
    assert (history.case.stage, history.case.stage_on) == (Stage.REMINDER, DAY)
    history.demand(LATER, date(2026, 4, 7))
    assert (history.case.stage, history.case.stage_on) == (Stage.DEMAND, LATER)
    history.stage(date(2026, 4, 8), Stage.CHOOSE)
    history.stage(date(2026, 5, 8), Stage.MONITORING)
    assert (history.case.stage, history.case.stages_entered) == (Stage.MONITORING, 2)
    history.close(date(2026, 6, 1), Outcome.WRITTEN_OFF)
    case = history.case
    assert (case.stage, case.outcome, case.closed_on) == (
        Stage.CLOSED,
        Outcome.WRITTEN_OFF,
        date(2026, 6, 1),
    )
    assert history.claim.open_case is None
    assert not case.is_open


def test_a_letter_that_begins_no_stage_leaves_it() -> None:
    history = reminded()
    history.letter(LetterKind.REST_NOTICE, LATER, date(2026, 4, 10))
    assert (history.case.stage, history.case.stage_on) == (Stage.REMINDER, DAY)
    notice = history.case.last_letter(LetterKind.REST_NOTICE)
    assert notice is not None
    assert notice == history.case.last_letter()
    assert history.case.last_letter(LetterKind.DEMAND) is None


def test_reopened_it_stands_where_it_stood() -> None:
    history = reminded()
    history.close(LATER, Outcome.PAID)
    history.reopen(date(2026, 4, 1))
    case = history.case
    assert (case.stage, case.outcome, case.closed_on, case.closed_seq) == (
        Stage.REMINDER,
        None,
        None,
        0,
    )
    history.close(date(2026, 4, 2), Outcome.PAID)
    assert history.case.closings == 2


def test_a_second_case_after_a_cancelled_one() -> None:
    history = reminded()
    history.close(LATER, Outcome.CANCELLED)
    history.open(date(2026, 4, 1))
    assert [case.case_no for case in history.claim.cases] == [1, 2]
    assert [case.is_open for case in history.claim.cases] == [False, True]
    assert history.claim.open_case == history.case


def test_flags() -> None:
    history = reminded()
    history.add(
        ev.HoldPlaced(invoice_id=INVOICE, case_no=1, on=LATER, until=date(2026, 4, 9), number=1)
    )
    assert (history.case.hold_until, history.case.holds) == (date(2026, 4, 9), 1)
    history.add(ev.HoldReleased(invoice_id=INVOICE, case_no=1, on=LATER, number=1))
    assert (history.case.hold_until, history.case.holds) == (None, 1)
    history.add(ev.DisputeRaised(invoice_id=INVOICE, case_no=1, on=LATER, number=1))
    assert (history.case.disputed, history.case.disputes) == (True, 1)
    history.add(ev.DisputeResolved(invoice_id=INVOICE, case_no=1, on=DUE, number=1))
    assert (history.case.disputed, history.case.resolved_on) == (False, DUE)
    history.add(ev.GateOverridden(invoice_id=INVOICE, case_no=1, on=LATER, code="no_address"))
    assert history.case.overridden == {"no_address"}


def test_a_letter_taken_back_no_longer_stands() -> None:
    history = reminded()
    letter_id = history.case.letters[0].letter_id
    history.add(ev.LetterRetracted(invoice_id=INVOICE, case_no=1, on=LATER, letter_id=letter_id))
    assert history.case.live_letters == ()
    assert history.case.last_letter() is None
    assert len(history.case.letters) == 1


def test_payments_credits_and_repayments_belong_to_the_claim() -> None:
    history = reminded()
    first = history.pay(LATER, 100_00)
    second = history.pay(LATER, 200_00)
    history.unpay(LATER, first)
    history.credit(LATER, 50_00)
    history.repay(LATER, second, 10_00)
    claim = history.claim
    assert [p.payment_id for p in claim.live_payments] == [second]
    assert [c.amount_ore for c in claim.credits] == [50_00]
    assert [r.amount_ore for r in claim.repayments] == [10_00]


def test_a_repayment_that_had_not_gone_out_no_longer_stands() -> None:
    history = reminded()
    paid = history.pay(LATER, 2000_00)
    history.repay(LATER, paid, 10_00)
    history.repay(LATER, paid, 20_00)
    history.unrepay(LATER, paid)
    assert [r.amount_ore for r in history.claim.repayments] == [10_00]
    assert history.claim.repaid_so_far == 2


def open_twice(history: History) -> None:
    history.open(LATER)


def letter_after_the_end(history: History) -> None:
    letter = history.case.letters[0]
    history.close(LATER, Outcome.PAID)
    history.add(replace(letter, on=LATER, number=2))


def close_twice(history: History) -> None:
    history.close(LATER, Outcome.PAID)
    history.close(DUE, Outcome.PAID)


def open_again_what_runs(history: History) -> None:
    history.reopen(LATER)


def skip_a_number(history: History) -> None:
    history.close(LATER, Outcome.CANCELLED)
    history.add(replace(history.case.opened, case_no=3))


IMPOSSIBLE = [
    (open_twice, "at most one open case"),
    (skip_a_number, "numbered in order"),
    (letter_after_the_end, "sends no letter"),
    (close_twice, "not closed again"),
    (open_again_what_runs, "only a closed case"),
]


@pytest.mark.parametrize(
    ("happen", "says"), IMPOSSIBLE, ids=[row[0].__name__ for row in IMPOSSIBLE]
)
def test_what_cannot_have_happened(happen: Callable[[History], None], says: str) -> None:
    history = reminded()
    happen(history)
    with pytest.raises(AssertionError, match=says):
        fold(INVOICE, history.events)


def test_every_kind_of_event_has_a_key_that_names_it() -> None:
    history = reminded()
    history.demand(LATER, date(2026, 4, 7))
    history.stage(date(2026, 4, 8), Stage.CHOOSE)
    history.add(ev.HoldPlaced(invoice_id=1, case_no=1, on=LATER, until=LATER, number=1))
    history.add(ev.HoldReleased(invoice_id=1, case_no=1, on=LATER, number=1))
    history.add(ev.DisputeRaised(invoice_id=1, case_no=1, on=LATER, number=1))
    history.add(ev.DisputeResolved(invoice_id=1, case_no=1, on=LATER, number=1))
    history.add(ev.GateOverridden(invoice_id=1, case_no=1, on=LATER, code="on_hold"))
    sent = ev.LetterSent(invoice_id=1, case_no=1, on=LATER, letter_id=1, due_on=LATER, number=1)
    history.add(sent)
    history.add(ev.LetterRetracted(invoice_id=1, case_no=1, on=LATER, letter_id=1))
    payment = history.pay(LATER, 1_00)
    history.repay(LATER, payment, 1)
    history.unrepay(LATER, payment)
    history.unpay(LATER, payment)
    history.credit(LATER, 1_00)
    history.close(LATER, Outcome.PAID)
    history.reopen(LATER)
    assert {event.kind for event in history.events} == set(EVENT_TYPES)
    keys = [event.key for event in history.events]
    assert len(set(keys)) == len(keys)
    assert keys[:2] == ["1/1/opened", "1/1/letter/reminder/1"]


class _Unknown(ev.Event, frozen=True, kw_only=True):
    kind: ClassVar[str] = "unknown"


class _UnknownOfACase(ev.CaseEvent, frozen=True, kw_only=True):
    kind: ClassVar[str] = "unknown_of_a_case"


class _UnknownAtKronofogden(ek.KronofogdenEvent, frozen=True, kw_only=True):
    kind: ClassVar[str] = "unknown_at_kronofogden"


def test_nor_one_that_kronofogden_does_not_know() -> None:
    history = reminded()
    history.applied(LATER)
    event = _UnknownAtKronofogden(invoice_id=INVOICE, case_no=1, on=LATER, number=1)
    with pytest.raises(AssertionError, match="Kronofogden does not know"):
        fold(INVOICE, [*history.events, event])


def test_an_unknown_event_is_not_passed_over() -> None:
    history = reminded()
    for event in (
        _Unknown(invoice_id=INVOICE, on=LATER),
        _UnknownOfACase(invoice_id=INVOICE, case_no=1, on=LATER),
    ):
        with pytest.raises(AssertionError, match="does not know"):
            fold(INVOICE, [*history.events, event])
        with pytest.raises(NotImplementedError):
            _ = event.key


def test_two_events_are_equal_when_they_tell_the_same() -> None:
    paid = ev.PaymentReceived(
        invoice_id=1, on=date(2026, 3, 2), payment_id=1, amount_ore=1, to=ev.PaidTo.CREDITOR
    )
    assert {paid, replace(paid, seq=7)} == {paid}  # the place in the order is not what it tells
    assert paid != replace(paid, amount_ore=2)
    assert paid != ev.PaymentReversed(invoice_id=1, on=date(2026, 3, 2), payment_id=1)
