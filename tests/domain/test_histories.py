"""What must hold whatever happens: random histories of one invoice, and the account of any day.

A history is drawn day by day: letters with fees, payments early, late, back-dated or taken back,
credits, closings, reopenings and further cases. The days of what the firm does only go forward;
the day a payment was booked may lie anywhere behind.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reminder_cli.domain import events as ev
from reminder_cli.domain.account import Account
from reminder_cli.domain.company import Collector
from reminder_cli.domain.decide_letters import fee_facts
from reminder_cli.domain.events import Outcome
from reminder_cli.domain.explain import explain_lines
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.fees import Act, BusinessCompensation, fee_for
from reminder_cli.domain.rules.interest import DayCount
from tests.domain.given import History

CAREFULLY = settings(max_examples=60, deadline=None)
START = date(2025, 3, 3)
ACTS = ("letter", "letter", "pay", "pay", "pay", "unpay", "credit", "close", "reopen", "open")


@st.composite
def histories(draw: st.DrawFn, *, closings: bool = True, most: int = 10) -> History:
    history = History()
    today = START + timedelta(days=draw(st.integers(8, 60)))
    agreed = draw(terms())
    history.open(today, draw(st.integers(1, 3000_00)), due_on=START, **agreed)  # type: ignore[arg-type]
    letter(history, today)
    for _ in range(draw(st.integers(0, most))):
        today += timedelta(days=draw(st.integers(0, 40)))
        what = draw(st.sampled_from(ACTS))
        if what == "letter" and history.case.is_open:
            letter(history, today)
        elif what == "pay":
            back = draw(st.sampled_from([0, 0, 0, 1, 2, 5, 30, 90]))
            history.pay(today - timedelta(days=back), draw(amounts(history, today)))
        elif what == "unpay" and history.claim.live_payments:
            payment = draw(st.sampled_from(history.claim.live_payments))
            take_back(history, today, payment)
        elif what == "credit":
            history.credit(today, draw(st.integers(1, 4000_00)))
        elif closings:
            end_or_begin(draw, history, today, what)
    return history


@st.composite
def terms(draw: st.DrawFn) -> dict[str, object]:
    claimed = draw(st.sampled_from([0, 0, 0, 30_00, 60_00, 90_00]))
    return {
        "interest_from": draw(st.sampled_from([START + timedelta(days=1)] * 3 + [None])),
        "collector": draw(st.sampled_from(Collector)),
        "kind": draw(st.sampled_from(CustomerKind)),
        "compensation": draw(st.sampled_from(BusinessCompensation)),
        "contract_percent": draw(st.sampled_from([None, None, Fraction(7), Fraction(24)])),
        "day_count": draw(st.sampled_from(DayCount)),
        "fee_agreed": draw(st.booleans()),
        "fee_claimed_ore": claimed,
        "fee_claimed_on": START if claimed else None,
    }


def amounts(history: History, today: date) -> st.SearchStrategy[int]:
    """Any amount, and above all those that matter: what is owed, a letter's total, nearly them."""
    account = history.account(today)
    telling = [account.owed_ore, account.principal_left_ore, account.fees_left_ore, 60_00, 1]
    telling += [x.total_ore for x in history.case.letters]
    near = [max(amount + more, 1) for amount in telling for more in (-1, 0, 1)]
    return st.one_of(st.integers(1, 4000_00), st.sampled_from(near))


def letter(history: History, today: date) -> None:
    """The next letter of the case, with the fee that the rules give it."""
    case, account = history.case, history.account(today)
    kinds = [LetterKind.REMINDER, LetterKind.DEMAND, LetterKind.REST_NOTICE]
    kind = kinds[min(len(case.letters), 2)]
    act, wanted = {0: (Act.REMINDER, 60_00), 1: (Act.DEMAND, 180_00)}.get(
        len(case.letters), (Act.DEMAND, 0)
    )
    facts = fee_facts(case, account, today=today)
    act, fee = fee_for(act, wanted, facts=facts, done_on=today)
    history.letter(kind, today, today + timedelta(days=14), fee_ore=fee, act=act)


def take_back(history: History, today: date, payment: ev.PaymentReceived) -> None:
    case = history.case
    history.unpay(today, payment.payment_id)
    if case.outcome is Outcome.PAID and payment.seq < case.closed_seq:
        history.reopen(today)


def end_or_begin(draw: st.DrawFn, history: History, today: date, what: str) -> None:
    case = history.case
    if what == "close" and case.is_open:
        history.close(today, draw(st.sampled_from([Outcome.CANCELLED, Outcome.PAID])))
    elif what == "open" and case.outcome is Outcome.CANCELLED:
        # The settings may have changed meanwhile; who the debtor is and who collects have not.
        agreed = draw(terms()) | {"kind": case.opened.customer_kind}
        agreed |= {"collector": case.opened.collector}
        history.open(today, case.opened.principal_ore, due_on=START, **agreed)  # type: ignore[arg-type]
        letter(history, today)


def days_of(history: History) -> list[date]:
    """Every day on which something counts, the day before and after, and a late one."""
    days = {event.on + timedelta(days=n) for event in history.events for n in (-1, 0, 1)}
    return sorted({*days, date(2026, 12, 31)})


def waived_interest(account: Account) -> int:
    return sum(w.amount_ore for w in account.waivers if w.part == "interest")


@CAREFULLY
@given(histories())
def test_the_explained_lines_add_up_to_the_balance_of_any_day(history: History) -> None:
    for day in days_of(history):
        account = history.account(day)
        lines = explain_lines(history.claim, account, {})
        assert sum(line.amount_ore for line in lines) == account.balance_ore


@CAREFULLY
@given(histories())
def test_every_ore_paid_goes_somewhere_and_no_amount_is_below_zero(history: History) -> None:
    for day in days_of(history):
        account = history.account(day)
        for met in account.allocations:
            parts = (
                met.principal_ore,
                met.fees_ore,
                met.interest_ore,
                met.over_ore,
                met.recovered_ore,
            )
            assert sum(parts) + met.costs_ore == met.payment.amount_ore
            assert min(parts) >= 0
        over = sum(met.over_ore for met in account.allocations)
        over += max(account.credited_ore - account.basis.principal_ore, 0)
        assert account.overpaid_ore == over
        assert account.principal_left_ore >= 0
        assert account.interest_left_ore >= 0
        assert all(0 <= fee.left_ore <= fee.amount_ore - fee.waived_ore for fee in account.fees)
        assert all(amount >= 0 for amount in account.interest_shown)


@CAREFULLY
@given(histories())
def test_of_each_part_no_more_is_paid_than_was_owed(history: History) -> None:
    for day in days_of(history):
        account = history.account(day)
        interest_paid = sum(met.interest_ore for met in account.allocations)
        left = account.interest_left_ore + interest_paid + waived_interest(account)
        assert left == account.interest_total_ore
        fees_paid = sum(met.fees_ore for met in account.allocations)
        assert fees_paid + account.fees_left_ore == account.fees_total_ore
        principal_paid = sum(met.principal_ore for met in account.allocations)
        given_up = sum(w.amount_ore for w in account.waivers if w.part == "principal")
        owed = max(account.basis.principal_ore - account.credited_ore, 0)
        assert principal_paid + account.principal_left_ore + given_up == owed


@CAREFULLY
@given(histories())
def test_no_fee_above_its_cap_none_twice_and_450_of_a_business(history: History) -> None:
    caps = {"reminder": 60_00, "demand": 180_00, "late_payment": 450_00}
    for day in days_of(history):
        account = history.account(day)
        standing: dict[str, int] = {}
        for fee in account.fees:
            if not fee.lost:
                act = "reminder" if fee.act == "elsewhere" else fee.act
                standing[act] = standing.get(act, 0) + fee.amount_ore - fee.waived_ore
        assert all(amount <= caps[act] for act, amount in standing.items())
        if not account.basis.interest.consumer:
            assert sum(standing.values()) <= 450_00


@CAREFULLY
@given(histories())
def test_a_letter_asks_for_what_is_owed_that_evening(history: History) -> None:
    """As long as nothing becomes known after it that counts from that day or before."""
    for place, event in enumerate(history.events, start=1):
        if isinstance(event, ev.LetterIssued):
            then = History()
            then.events = history.events[:place]
            assert then.account(event.on).owed_ore == event.total_ore


def cost(history: History, on: date) -> int:
    """All that the debtor pays in the end, if the rest is paid on that day."""
    account = history.account(on)
    return account.paid_ore - account.overpaid_ore + account.owed_ore


@CAREFULLY
@given(histories(closings=False), st.data())
def test_paying_earlier_never_costs_more(history: History, data: st.DataObject) -> None:
    payments = [event for event in history.events if isinstance(event, ev.PaymentReceived)]
    if not payments:
        return
    chosen = data.draw(st.sampled_from(payments))
    earlier_on = chosen.on - timedelta(days=data.draw(st.integers(1, 60)))
    earlier = History()
    earlier.events = [
        replace(event, on=earlier_on) if event is chosen else event for event in history.events
    ]
    end = date(2026, 12, 31)
    assert cost(earlier, end) <= cost(history, end)


@CAREFULLY
@given(histories(closings=False), st.integers(1, 200_00))
def test_crediting_never_costs_more(history: History, amount: int) -> None:
    end = date(2026, 12, 31)
    before = cost(history, end)
    history.credit(end, amount)
    assert cost(history, end) <= before


@CAREFULLY
@given(histories())
def test_a_payment_taken_back_never_counted(history: History) -> None:
    """But for the closing it made: without one, it is as though it had never been booked."""
    if any(isinstance(event, ev.CaseClosed) for event in history.events):
        return
    payment = history.pay(history.events[-1].on, 77_77)
    without = History()
    without.events = history.events[:-1]
    history.unpay(history.events[-1].on, payment)
    for day in days_of(history):
        with_it, never = history.account(day), without.account(day)
        assert replace(with_it, allocations=(), interest=()) == replace(
            never, allocations=(), interest=()
        )
