"""Whatever happens at Kronofogden, each krona of its costs stands once in the books, ours or settled.

Reckoned apart from the program: costs are four heaps, and a payment takes from them in their order.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from reminder_cli.domain import events_kronofogden as ek
from reminder_cli.domain.booking import Accounts, BookingRules, ClaimFacts, by_account
from reminder_cli.domain.booking_claim import book
from reminder_cli.domain.booking_kronofogden import (
    applications,
    costs_invoiced,
    costs_paid,
    not_granted,
)
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome, PaidTo
from reminder_cli.domain.settlement import settle, settlement_rows, totals
from reminder_cli.domain.settlement_case import SettlementFacts, case_sums
from tests.domain.given import OWN, PARTNER, History

START, LAST, FAR = date(2025, 5, 12), date(2026, 12, 31), date(2030, 12, 31)
Step = Callable[[History, date], None]


def _there(history: History) -> bool:
    return history.case.is_open and history.case.application is not None


def _apply(history: History, day: date) -> None:
    if history.case.is_open and not _there(history):
        history.applied(day)


def _utslag(costs_ore: int | None) -> Step:
    def step(history: History, day: date) -> None:
        if _there(history) and history.case.applications[-1].utslag is None:
            owed = history.account(day).costs_left_ore
            history.utslag(day, costs_ore=None if costs_ore is None else min(costs_ore, owed))

    return step


def _enforce(history: History, day: date) -> None:
    if _there(history) and history.case.applications[-1].utslag is not None:
        history.enforced(day)


def _invoice(ore: int, name: str, *, by_partner: bool, late: int) -> Step:
    def step(history: History, day: date) -> None:
        there = history.case.applications
        partners = history.case.opened.collector is Collector.PARTNER
        if there and there[-1].utslag is not None:
            on = max(day - timedelta(days=late), there[-1].utslag.on)
            history.invoiced(on, ore, invoice=name, by_partner=by_partner and partners)

    return step


def _pay(ore: int, to: PaidTo) -> Step:
    def step(history: History, day: date) -> None:
        partners = history.case.opened.collector is Collector.PARTNER
        if to is not PaidTo.PARTNER or partners:
            history.pay(day, ore, to=to)

    return step


def _unpay(history: History, day: date) -> None:
    live = history.claim.live_payments
    if live:
        history.unpay(day, live[-1].payment_id)


def _withdraw(history: History, day: date) -> None:
    if _there(history):
        history.withdrawn(day)


def _close(outcome: Outcome) -> Step:
    def step(history: History, day: date) -> None:
        if history.case.is_open and not _there(history):
            history.close(day, outcome)

    return step


MONEY = st.integers(1, 3000_00)
INVOICED = st.builds(
    _invoice,
    st.sampled_from([600_00, 200_00, 850_00, 0]),
    st.sampled_from(["1", "2"]),
    by_partner=st.sampled_from([True, True, False]),
    late=st.integers(0, 90),
)
PAID = st.builds(_pay, MONEY, st.sampled_from(list(PaidTo)))
STEPS = st.one_of(
    st.sampled_from([_apply, _enforce, _withdraw, _unpay]),
    st.builds(_utslag, st.sampled_from([None, 300_00])),
    INVOICED,
    INVOICED,
    PAID,
    PAID,
    st.builds(_close, st.sampled_from([Outcome.PAID, Outcome.WRITTEN_OFF])),
)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A case that has been decided at Kronofogden, and what happened then."""
    history, day = History(), START
    collector = draw(st.sampled_from(list(Collector)))
    history.open(day, 6_000_00, interest_from=day, collector=collector)
    history.demand(day, day + timedelta(days=10))
    for step in [_apply, _utslag(None), _enforce][: draw(st.sampled_from([3, 3, 3, 2, 1, 0]))]:
        day += timedelta(days=20)
        step(history, day)
    others = draw(st.lists(STEPS, max_size=6))
    # Always an invoice and money, in any order among the rest.
    for step in draw(st.permutations([draw(INVOICED), draw(PAID), draw(PAID), *others])):
        day += timedelta(days=draw(st.integers(0, 45)))
        if day > LAST:
            break
        step(history, day)
    return history


def first_told(history: History, last: ek.CostInvoiced) -> list[tuple[ek.CostInvoiced, int]]:
    """Each öre of an invoice counts from when it was first told of."""
    said = [
        e for e in history.events if isinstance(e, ek.CostInvoiced) and e.cost_key == last.cost_key
    ]
    marks = sorted({min(e.amount_ore, last.amount_ore) for e in said} | {0})
    return [
        (next(e for e in said if e.amount_ore >= high), high - low)
        for low, high in itertools.pairwise(marks)
    ]


def kept_apart(history: History) -> tuple[dict[str, int], dict[str, int]]:
    """What came to be of each heap of costs, and what was paid of it, in plain sums by day."""
    claim, account = history.claim, history.account(LAST)
    came = dict.fromkeys(("invoiced", "laid out", "application", "work"), 0)
    left, paid = dict(came), dict(came)
    steps: list[tuple[date, int, str, int]] = []
    for case in claim.cases:
        end = (case.closed_on or FAR, case.closed_seq or 10**9)
        for there in case.applications:
            made, given_up = there.made, there.withdrawn is not None and there.utslag is None
            came["application"] += made.fee_ore
            if not given_up:
                steps.append((made.on, made.seq, "application", made.fee_ore))
                steps.append((made.on, made.seq, "work", made.work_ore))
            if there.utslag is not None and there.utslag.costs_ore is not None:
                steps.append((there.utslag.on, there.utslag.seq, "utslag", there.utslag.costs_ore))
            for told in there.invoiced:
                heap = "laid out" if told.by_partner else "invoiced"
                came[heap] += told.amount_ore
                for first, ore in first_told(history, told):
                    on = max([first.on, *(p.on for p in claim.live_payments if p.seq < first.seq)])
                    if (on, first.seq) < end:
                        steps.append((on, first.seq, heap, ore))
        steps.append((*end, "end", 0))
    for met in account.allocations:
        ore = met.costs_ore - met.costs.kept_ore
        steps.append((met.payment.on, met.payment.seq, "pay", ore))
    too_much = 0  # of a payment, and met by an invoice that came after it
    for _, _, what, ore in sorted(steps, key=lambda s: s[:2]):
        if what == "end":
            left = dict.fromkeys(left, 0)
        elif what == "utslag":
            above = max(left["application"] + left["work"] - ore, 0)
            of_work = min(above, left["work"])
            left["work"] -= of_work
            left["application"] -= above - of_work
        elif what != "pay":
            left[what] += ore
        if what in {"pay", "invoiced", "laid out"}:
            rest = too_much + (ore if what == "pay" else 0)
            for heap in left:
                part = min(rest, left[heap])
                left[heap] -= part
                paid[heap] += part
                rest -= part
            too_much = rest
    assert too_much == 0, "no more was taken for costs than there were"
    return came, paid


@settings(deadline=None, max_examples=200)
@given(history=histories(), cuts=st.lists(st.integers(0, 590), max_size=4))
def test_each_krona_of_kronofogdens_costs_once(history: History, cuts: list[int]) -> None:
    claim, account = history.claim, history.account(LAST)
    partners = history.case.opened.collector is Collector.PARTNER
    facts = ClaimFacts(
        number="1042",
        claim=claim,
        account=account,
        shares={1: Fraction(50 if partners else 100)},
        total_ore=6_000_00,
        vat=(),
        costs_paid=costs_paid(account),
        costs_invoiced=tuple(costs_invoiced(claim)),
        losses=tuple(not_granted(claim)),
    )
    made = book(facts, BookingRules(), until=FAR).facts
    assert all(item.voucher().balanced for item in made)
    assert len({item.key for item in made}) == len(made)
    ours = by_account(row for item in made for row in item.rows)
    to_settle = SettlementFacts(
        number="1042",
        claim=claim,
        account=account,
        terms={1: PARTNER if partners else OWN},
        applications=tuple(applications(claim)),
        costs_paid=costs_paid(account),
    )
    theirs: dict[str, int] = {}
    before: dict[str, int] = {}
    for through in [*(START + timedelta(days=cut) for cut in sorted(cuts)), FAR]:
        cases = settle(case_sums(to_settle, through=through), {(1, 1): before})
        for case in cases:
            assert case.outlays_ore == sum(act.outlay_ore for act in case.acts)
            for item, ore in case.items.items():
                before[item] = before.get(item, 0) + ore
        rows = settlement_rows(totals(cases), Accounts(), vat_registered=True)
        assert sum(row.amount_ore for row in rows) == 0
        for name, ore in by_account(rows).items():
            theirs[name] = theirs.get(name, 0) + ore
    came, paid = kept_apart(history)
    outlays = came["application"] + came["laid out"]
    repaid = paid["application"] + paid["laid out"]
    assert ours.get("6062", 0) + theirs.get("6062", 0) == (
        came["invoiced"] - paid["invoiced"] + outlays - repaid
    )
    fees = sum(met.fees_ore for met in account.allocations)
    if partners:
        assert ours.get("6062", 0) == came["invoiced"] - paid["invoiced"]
        assert ours.get("2440", 0) == -came["invoiced"]
        assert ours.get("2890", 0) + theirs.get("2890", 0) == 0, "what was the partner's is settled"
        assert "3990" not in ours
    else:
        assert theirs == {}
        assert ours.get("2440", 0) == -came["invoiced"] - came["application"]
        assert ours.get("3990", 0) == -fees - paid["work"]
