"""What must hold of any history with Kronofogden and instalment plans in it, on any day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reminder_cli.domain import events as ev
from reminder_cli.domain import events_kronofogden as ek
from reminder_cli.domain.account import Account
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome, PaidTo
from reminder_cli.domain.explain import explain_lines
from reminder_cli.domain.instalments import by_months, monthly
from reminder_cli.domain.kronofogden import Application
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.ledger.event_codec import decode, encode
from tests.domain.given import CALENDAR, INVOICE, History

CAREFULLY = settings(max_examples=100, deadline=None)
START = date(2025, 3, 3)
SENT = START + timedelta(days=8)
LAST = date(2026, 12, 31)
AT_KRONOFOGDEN = {"apply", "object", "utslag", "enforce", "report", "withdraw"}


def possible(history: History) -> list[str]:
    """What may happen next; what carries a case further stands more than once."""
    case, claim = history.case, history.claim
    running, acts = case.application, ["pay", "pay", "credit"]
    if any(a.utslag for a in case.applications):
        acts += ["report"] * 2
    if claim.live_payments:
        acts.append("unpay")
    if not case.is_open:
        return [*acts, "reopen"] if case.outcome is Outcome.PAID else acts
    if case.plan is not None:
        return [*acts, "break", "close"]
    if running is None:
        return [*acts, "apply", "apply", "apply", "plan", "close"]
    if running.utslag is not None:
        return [*acts, "enforce", "enforce", "withdraw"]
    return [*acts, "object", "utslag", "utslag", "utslag", "withdraw"]


@st.composite
def histories(draw: st.DrawFn, *, most: int = 14) -> History:
    history = History()
    history.open(
        SENT,
        draw(st.integers(1, 5000_00)),
        due_on=START,
        interest_from=START + timedelta(days=1),
        collector=draw(st.sampled_from(Collector)),
    )
    history.reminder(SENT, SENT + timedelta(days=14))
    today = SENT + timedelta(days=15)
    history.demand(today, today + timedelta(days=10))
    for _ in range(draw(st.integers(3, most))):
        today += timedelta(days=draw(st.integers(0, 30)))
        what = draw(st.sampled_from(possible(history)))
        (at_kronofogden if what in AT_KRONOFOGDEN else beside)(draw, history, today, what)
    return history


def amounts(history: History, today: date) -> st.SearchStrategy[int]:
    account = history.account(today)
    telling = [account.owed_ore, account.owed_ore + 1, account.costs_left_ore, 600_00, 1]
    return st.one_of(st.integers(1, 6000_00), st.sampled_from([max(x, 1) for x in telling]))


def at_kronofogden(draw: st.DrawFn, history: History, today: date, what: str) -> None:
    case = history.case
    running = case.application
    if what == "apply" and case.is_open and running is None and case.plan is None:
        history.applied(today)
    elif what == "report" and any(a.utslag for a in case.applications):
        amount = draw(amounts(history, today))
        kept = draw(st.one_of(st.none(), st.integers(0, amount)))
        history.pay(today, amount, to=PaidTo.KRONOFOGDEN, kept_ore=kept)
    elif running is not None and case.is_open:
        step(draw, history, running, today, what)


def step(draw: st.DrawFn, history: History, running: Application, today: date, what: str) -> None:
    if what == "withdraw":
        history.withdrawn(today)
    elif what == "object" and running.objected is None and running.utslag is None:
        history.objected(today)
    elif what == "utslag" and running.utslag is None:
        history.utslag(today, **granted(draw, history.account(today)))
    elif what == "enforce" and running.utslag is not None:
        history.enforced(today)


def granted(draw: st.DrawFn, account: Account) -> dict[str, int | None]:
    owed = {
        "principal_ore": account.principal_left_ore,
        "interest_ore": account.interest_left_ore,
        "fees_ore": account.fees_left_ore,
        "costs_ore": account.costs_left_ore,
    }
    return {k: draw(st.one_of(st.none(), st.integers(0, most))) for k, most in owed.items()}


def beside(draw: st.DrawFn, history: History, today: date, what: str) -> None:
    case, claim = history.case, history.claim
    if what == "pay":
        back = draw(st.sampled_from([0, 0, 0, 1, 30, 90]))
        history.pay(today - timedelta(days=back), draw(amounts(history, today)))
    elif what == "unpay" and claim.live_payments:
        history.unpay(today, draw(st.sampled_from(claim.live_payments)).payment_id)
    elif what == "credit":
        history.credit(today, draw(st.integers(1, 1000_00)))
    elif what == "close" and case.is_open:
        history.close(today, draw(st.sampled_from([Outcome.CANCELLED, Outcome.PAID])))
    elif what == "reopen" and case.outcome is Outcome.PAID:
        history.reopen(today)
    elif what == "plan" and case.is_open and case.plan is None and case.application is None:
        make_plan(history, today)
    elif what == "break" and case.plan is not None:
        history.letter(LetterKind.PLAN_BROKEN, today, today + timedelta(days=10))


def make_plan(history: History, today: date, months: int = 3) -> None:
    total = history.account(today).owed_ore
    if total < months:
        return
    first = today + timedelta(days=20)
    slips = monthly(by_months(total, months=months), first_on=first, calendar=CALENDAR)
    history.plan(today, *((slip.due_on, slip.amount_ore) for slip in slips))


def days_of(history: History) -> list[date]:
    days = {event.on + timedelta(days=n) for event in history.events for n in (0, 1)}
    return sorted({*days, LAST})


@CAREFULLY
@given(histories())
def test_the_explained_lines_add_up_to_the_balance(history: History) -> None:
    for day in days_of(history):
        account = history.account(day)
        lines = explain_lines(history.claim, account, {})
        assert sum(line.amount_ore for line in lines) == account.balance_ore


@CAREFULLY
@given(histories())
def test_every_ore_paid_goes_somewhere(history: History) -> None:
    for day in days_of(history):
        for met in history.account(day).allocations:
            parts = (
                met.principal_ore, met.fees_ore, met.interest_ore, met.costs_ore, met.over_ore, met.recovered_ore,
            )  # fmt: skip
            assert sum(parts) == met.payment.amount_ore
            assert min(parts) >= 0
            costs = met.costs
            assert costs.application_ore + costs.work_ore + costs.kept_ore == met.costs_ore
            assert costs.kept_ore == 0 or met.payment.to is PaidTo.KRONOFOGDEN


@CAREFULLY
@given(histories())
def test_of_costs_no_more_is_paid_than_was_owed(history: History) -> None:
    for day in days_of(history):
        account = history.account(day)
        paid = sum(met.costs_ore - met.costs.kept_ore for met in account.allocations)
        assert paid + account.costs_left_ore == account.costs_total_ore
        assert account.costs_left_ore >= 0
        assert account.kronofogdens_ore >= 0
        assert account.principal_left_ore >= 0
        assert all(0 <= c.left_ore <= c.amount_ore - c.waived_ore for c in account.costs)
        assert all(c.left_ore == 0 for c in account.costs if c.fell)


@CAREFULLY
@given(histories(), st.integers(1, 12))
def test_a_kept_plan_costs_no_interest(history: History, months: int) -> None:
    """From the day after its own day, whatever has been before."""
    today = max(event.on for event in history.events) + timedelta(days=1)
    case = history.case
    if not case.is_open or case.plan is not None or case.application is not None:
        return
    before = history.account(today).interest_total_ore
    make_plan(history, today, months)
    plan = history.case.plan
    if plan is None:
        return
    assert history.account(today + timedelta(days=400)).interest_total_ore == before
    for day, amount in zip(plan.days, plan.amounts_ore, strict=True):
        history.pay(date.fromisoformat(day), amount)
    account = history.account(date.fromisoformat(plan.days[-1]))
    assert account.interest_total_ore == before
    assert account.owed_ore == 0


@CAREFULLY
@given(histories())
def test_an_event_is_read_as_it_was_written(history: History) -> None:
    for event in history.events:
        back = decode(
            event.kind,
            invoice_id=event.invoice_id,
            on=event.on.isoformat(),
            seq=event.seq,
            body=encode(event),
        )
        assert (back, back.seq) == (event, event.seq)


def test_each_event_of_kronofogden_and_of_plans_has_a_key_of_its_own() -> None:
    history = History()
    history.open(SENT, 1000_00, due_on=START)
    base: dict[str, Any] = {"invoice_id": INVOICE, "case_no": 1, "on": SENT, "number": 1}
    events: list[ev.Event] = [
        ek.ApplicationMade(**base, fee_ore=1, work_ore=1),
        ek.ApplicationObjected(**base),
        ek.UtslagGiven(**base),
        ek.EnforcementCharged(**base, fee_ore=1, year=1),
        ek.EnforcementCharged(**base, fee_ore=1, year=2),
        ek.ApplicationWithdrawn(**base),
        ek.ApplicationMade(**{**base, "number": 2}, fee_ore=1, work_ore=1),
    ]
    keys = [event.key for event in events]
    assert len(set(keys)) == len(keys)
