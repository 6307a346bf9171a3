"""The partner's settlement to the öre, and that each krona is settled exactly once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reminder_cli.domain.account import Account, Allocation
from reminder_cli.domain.booking import Accounts, PaidCosts, by_account
from reminder_cli.domain.booking_kronofogden import costs_paid
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import LetterIssued, Outcome, PaidTo, Stage
from reminder_cli.domain.settlement import (
    SettledCase,
    Totals,
    settle,
    settlement_rows,
    totals,
)
from reminder_cli.domain.settlement_case import (
    Application,
    MonitoringSpan,
    SettlementFacts,
    case_sums,
)
from reminder_cli.services.booking_facts import monitoring_spans
from tests.domain.given import INVOICE, OWN, PARTNER, History, example_a, example_a_reminded
from tests.domain.test_booking import example_b

Items = dict[tuple[int, int], dict[str, int]]


def facts_of(
    history: History,
    *,
    until: date = date(2026, 12, 31),
    account: Account | None = None,
    applications: tuple[Application, ...] = (),
    costs_paid: dict[int, PaidCosts] | None = None,
) -> SettlementFacts:
    claim = history.claim
    return SettlementFacts(
        number="1042",
        claim=claim,
        account=account or history.account(until),
        terms={
            case.case_no: PARTNER if case.opened.collector is Collector.PARTNER else OWN
            for case in claim.cases
        },
        monitoring=tuple(monitoring_spans(INVOICE, history.events)),
        applications=applications,
        costs_paid=costs_paid or {},
    )


def settled(facts: SettlementFacts, through: date, before: Items | None = None) -> SettledCase:
    [case] = settle(case_sums(facts, through=through), before or {})
    return case


def rows(case: SettledCase, *, vat_registered: bool = True) -> dict[str, int]:
    made = settlement_rows(totals([case]), Accounts(), vat_registered=vat_registered)
    assert sum(row.amount_ore for row in made) == 0
    return by_account(made)


def remember(before: Items, cases: tuple[SettledCase, ...]) -> None:
    for case in cases:
        items = before.setdefault((case.invoice_id, case.case_no), {})
        for item, ore in case.items.items():
            items[item] = items.get(item, 0) + ore


# ---- A ----


def test_a_paid_to_the_partner() -> None:
    case = settled(facts_of(example_a(PaidTo.PARTNER)), date(2026, 1, 31))
    assert rows(case) == {"2641": 15_00, "2440": -15_00}
    assert (case.fees_paid_ore, case.interest_share_ore) == (60_00, 1_92)
    [act] = case.acts
    assert (act.on, act.what, act.fee_ore, act.paid_ore, act.vat_ore) == (
        date(2026, 1, 12),
        "reminder",
        60_00,
        60_00,
        15_00,
    )


def test_a_paid_to_the_creditor() -> None:
    case = settled(facts_of(example_a(PaidTo.CREDITOR)), date(2026, 1, 31))
    assert rows(case) == {"2641": 15_00, "2890": 61_91, "2440": -76_91}


def test_a_not_registered_for_vat_the_vat_is_cost() -> None:
    case = settled(facts_of(example_a(PaidTo.PARTNER)), date(2026, 1, 31))
    assert rows(case, vat_registered=False) == {"6062": 15_00, "2440": -15_00}


def test_a_the_demand_was_out_vat_on_what_is_paid_of_its_fee() -> None:
    history = example_a_reminded()
    history.demand(date(2026, 1, 27), date(2026, 2, 6))
    history.pay(date(2026, 1, 27), 1063_33, to=PaidTo.PARTNER)
    case = settled(facts_of(history), date(2026, 1, 31))
    assert (case.fees_paid_ore, case.vat_ore) == (63_83, 15_96)
    assert [(a.what, a.paid_ore, a.vat_ore) for a in case.acts] == [
        ("reminder", 60_00, 15_00),
        ("demand", 3_83, 96),
    ]


def test_a_the_creditor_s_interest_is_told_of_in_the_month_it_is_paid_out() -> None:
    history = example_a_reminded()
    history.pay(date(2026, 1, 27), 1063_33, to=PaidTo.PARTNER, paid_out_on=date(2026, 2, 3))
    before: Items = {}
    january = settled(facts_of(history), date(2026, 1, 31), before)
    assert (january.vat_ore, january.interest_share_ore) == (15_00, 0)
    remember(before, (january,))
    february = settled(facts_of(history), date(2026, 2, 28), before)
    assert (february.vat_ore, february.interest_share_ore) == (0, 1_92)


# ---- B ----


def example_b_facts() -> SettlementFacts:
    made = example_b()
    applied = Application(
        key="1/1/applied", case_no=1, on=date(2025, 6, 16), work_ore=380_00, outlay_ore=300_00
    )
    return SettlementFacts(
        number="2001",
        claim=made.claim,
        account=made.account,
        terms={1: PARTNER},
        applications=(applied,),
        costs_paid=made.costs_paid,
    )


def test_b_the_outlay_at_the_application_and_back_when_the_debtor_pays() -> None:
    facts = example_b_facts()
    before: Items = {}
    june = settled(facts, date(2025, 6, 30), before)
    assert rows(june) == {"6062": 300_00, "2440": -300_00}
    assert [act.what for act in june.acts] == ["reminder", "demand", "kronofogden"]
    remember(before, (june,))
    assert settle(case_sums(facts, through=date(2025, 8, 31)), before) == ()
    september = settled(facts, date(2025, 9, 30), before)
    assert rows(september) == {"2641": 155_00, "2440": 145_00, "6062": -300_00}
    assert september.fees_paid_ore == 620_00
    remember(before, (september,))
    november = settled(facts, date(2025, 11, 30), before)
    assert (november.interest_share_ore, november.vat_ore) == (90_36, 0)
    assert rows(november) == {}


def monitored(paid: list[tuple[date, int, PaidTo]]) -> History:
    history = History()
    history.open(
        date(2025, 5, 12),
        12_500_00,
        due_on=date(2025, 4, 30),
        interest_from=date(2025, 5, 1),
        collector=Collector.PARTNER,
    )
    history.stage(date(2025, 6, 10), Stage.MONITORING)
    for on, amount, to in paid:
        history.pay(on, amount, to=to)
    return history


def test_b_commission_on_principal_paid_at_monitoring() -> None:
    history = monitored([(date(2025, 9, 15), 5000_00, PaidTo.PARTNER)])
    case = settled(facts_of(history), date(2025, 9, 30))
    assert rows(case) == {"6062": 750_00, "2641": 187_50, "2440": -937_50}


COMMISSION = [
    ("to the creditor too", [(date(2025, 9, 15), 5000_00, PaidTo.CREDITOR)], 750_00),
    ("before monitoring", [(date(2025, 6, 9), 5000_00, PaidTo.PARTNER)], 0),
    ("through Kronofogden", [(date(2025, 9, 15), 5000_00, PaidTo.KRONOFOGDEN)], 0),
    ("on the day it began", [(date(2025, 6, 10), 5000_00, PaidTo.PARTNER)], 750_00),
    (
        "half up, cumulative",
        [(date(2025, 9, 15), 3, PaidTo.PARTNER), (date(2025, 9, 16), 7, PaidTo.PARTNER)],
        2,  # 15 % of 10 öre is 1.5; of 3 and 7 apart it would be 0 and 1
    ),
]


@pytest.mark.parametrize(
    ("paid", "commission"), [r[1:] for r in COMMISSION], ids=[r[0] for r in COMMISSION]
)
def test_commission(paid: list[tuple[date, int, PaidTo]], commission: int) -> None:
    facts = facts_of(monitored(paid))
    [sums] = case_sums(facts, through=date(2025, 12, 31))
    assert sums.commission_ore == commission


def test_commission_stops_at_its_cap_over_the_life_of_the_case() -> None:
    history = History()
    history.open(date(2025, 5, 12), 40_000_00, interest_from=None, collector=Collector.PARTNER)
    history.stage(date(2025, 6, 10), Stage.MONITORING)
    before: Items = {}
    paid = []
    for month in (7, 8, 9):
        history.pay(date(2025, month, 15), 10_000_00, to=PaidTo.PARTNER)
        made = settle(case_sums(facts_of(history), through=date(2025, month, 28)), before)
        remember(before, made)
        paid.append(totals(made).commission_ore)
    assert paid == [1500_00, 500_00, 0]


def test_a_payment_that_ended_monitoring_came_there_and_one_taken_back_reopens_it() -> None:
    history = monitored([(date(2025, 9, 15), 12_500_00, PaidTo.PARTNER)])
    history.close(date(2025, 9, 15), Outcome.PAID)
    [sums] = case_sums(facts_of(history), through=date(2025, 12, 31))
    assert sums.commission_ore == 1875_00
    history.unpay(date(2025, 9, 20), 1)
    history.reopen(date(2025, 9, 20))
    history.pay(date(2025, 9, 18), 1000_00, to=PaidTo.PARTNER)
    assert monitoring_spans(INVOICE, history.events) == [
        MonitoringSpan(case_no=1, first=date(2025, 6, 10), came_seq=2)
    ]
    [sums] = case_sums(facts_of(history), through=date(2025, 12, 31))
    assert sums.commission_ore == 150_00


def test_a_payment_after_monitoring_ended_earns_nothing() -> None:
    first = date(2025, 6, 10)
    span = MonitoringSpan(case_no=1, first=first, came_seq=2, last=date(2025, 8, 1), left_seq=3)
    history = monitored([(date(2025, 8, 1), 1000_00, PaidTo.PARTNER)])
    facts = replace(facts_of(history), monitoring=(replace(span, left_seq=3),))
    [sums] = case_sums(facts, through=date(2025, 12, 31))
    assert sums.commission_ore == 0  # it became known as number 3, after the case had left
    facts = replace(facts, monitoring=(replace(span, left_seq=4),))
    [sums] = case_sums(facts, through=date(2025, 12, 31))
    assert sums.commission_ore == 150_00


def test_what_was_paid_before_monitoring_began_that_day_earns_nothing() -> None:
    """product.md section 1: on principal paid while the case is at monitoring."""
    history = History()
    history.open(date(2025, 5, 12), 12_500_00, interest_from=None, collector=Collector.PARTNER)
    history.pay(date(2025, 6, 10), 5000_00, to=PaidTo.PARTNER)
    history.stage(date(2025, 6, 10), Stage.MONITORING)
    [sums] = case_sums(facts_of(history), through=date(2025, 12, 31))
    assert sums.commission_ore == 0
    history.pay(date(2025, 6, 10), 1000_00, to=PaidTo.PARTNER)
    [sums] = case_sums(facts_of(history), through=date(2025, 12, 31))
    assert sums.commission_ore == 150_00


@pytest.mark.parametrize(
    ("on", "fees_ore"),
    [
        pytest.param(date(2026, 6, 1), 60_00, id="collected while it was there"),
        pytest.param(date(2026, 6, 2), 0, id="collected on the day it ended, told of after it"),
        pytest.param(date(2026, 6, 3), 0, id="collected after it had ended"),
    ],
)
def test_money_of_kronofogden_told_of_when_the_case_has_ended(on: date, fees_ore: int) -> None:
    """product.md section 5: a payment counts by its day; section 6: the partner's fees are never
    the firm's income.
    """
    history = example_a_reminded()
    history.applied(date(2026, 3, 2))
    history.utslag(date(2026, 4, 1))
    history.close(date(2026, 6, 2), Outcome.WRITTEN_OFF)
    history.pay(on, 5000_00, to=PaidTo.KRONOFOGDEN)
    costs = costs_paid(history.account(date(2026, 12, 31)))
    [sums] = case_sums(facts_of(history, costs_paid=costs), through=date(2026, 12, 31))
    assert sum(act.paid_ore for act in sums.acts) == fees_ore


def test_a_letter_of_the_next_month_is_told_of_in_the_next() -> None:
    history = example_a_reminded()
    history.demand(date(2026, 2, 2), date(2026, 2, 12))
    before: Items = {}
    january = settled(facts_of(history), date(2026, 1, 31), before)
    assert [act.what for act in january.acts] == ["reminder"]
    remember(before, (january,))
    february = settled(facts_of(history), date(2026, 2, 28), before)
    assert [act.what for act in february.acts if act.is_new] == ["demand"]


# ---- settled while only the sum of the outlays was kept, not each act's ----


def of_an_older_program(before: Items) -> Items:
    return {
        case: {item: ore for item, ore in items.items() if not item.startswith("outlay/")}
        for case, items in before.items()
    }


def laid_out(*, paid_ore: int = 0, enforced: bool = False) -> SettlementFacts:
    facts = example_b_facts()
    [applied] = facts.applications
    more = replace(applied, key="1/1/enforced", on=date(2025, 7, 2), work_ore=0, outlay_ore=600_00)
    paid = {number: PaidCosts() for number in facts.costs_paid}
    if paid_ore:
        paid[min(paid)] = PaidCosts(application_ore=paid_ore)
    made = (applied, more) if enforced else (applied,)
    return replace(facts, applications=made, costs_paid=paid)


def of_acts(case: SettledCase) -> list[tuple[str, int, bool]]:
    return [(act.what, act.outlay_ore, act.is_new) for act in case.acts if act.outlay_ore]


def through(facts: SettlementFacts, before: Items) -> tuple[SettledCase, ...]:
    return settle(case_sums(facts, through=date(2025, 12, 31)), before)


def test_an_outlay_that_an_older_program_settled_is_not_told_of_again() -> None:
    before: Items = {}
    remember(before, through(laid_out(), before))
    before = of_an_older_program(before)
    assert before[1, 1]["outlays"] == 300_00
    assert through(laid_out(), before) == ()
    [more] = through(laid_out(enforced=True), before)
    assert (of_acts(more), more.outlays_ore) == ([("kronofogden", 600_00, True)], 600_00)
    remember(before, (more,))
    assert through(laid_out(enforced=True), before) == ()


def test_what_is_paid_back_of_such_an_outlay_is_taken_back_of_it_once() -> None:
    before: Items = {}
    remember(before, through(laid_out(enforced=True), before))
    before = of_an_older_program(before)
    facts = laid_out(paid_ore=200_00, enforced=True)
    [back] = through(facts, before)
    assert (of_acts(back), back.outlays_ore) == ([("kronofogden", -200_00, False)], -200_00)
    remember(before, (back,))
    assert through(facts, before) == ()
    assert sum(v for k, v in before[1, 1].items() if k.startswith("outlay/")) == 700_00


# ---- once, ever ----


def test_a_payment_taken_back_is_a_correcting_line_in_the_next() -> None:
    history = example_a(PaidTo.CREDITOR)
    before: Items = {}
    remember(before, settle(case_sums(facts_of(history), through=date(2026, 1, 31)), before))
    history.unpay(date(2026, 2, 10), 1)
    february = settled(facts_of(history), date(2026, 2, 28), before)
    assert rows(february) == {"2641": -15_00, "2890": -61_91, "2440": 76_91}
    assert [(a.what, a.paid_ore, a.is_new) for a in february.acts] == [("reminder", -60_00, False)]


def test_what_became_known_late_falls_in_the_next() -> None:
    history = example_a(PaidTo.PARTNER)
    known_late = history.events[2:]
    history.events = history.events[:2]
    before: Items = {}
    remember(before, settle(case_sums(facts_of(history), through=date(2026, 1, 31)), before))
    assert before == {(1, 1): {"told/letter/1": 1}}
    history.events += known_late
    february = settled(facts_of(history), date(2026, 2, 28), before)
    assert rows(february) == {"2641": 15_00, "2440": -15_00}


def test_a_waived_fee_is_not_settled_and_an_own_case_never() -> None:
    history = History()
    history.open(date(2026, 3, 10), collector=Collector.PARTNER)
    history.reminder(date(2026, 3, 10), date(2026, 3, 24))
    history.close(date(2026, 3, 20), Outcome.CANCELLED)
    case = settled(facts_of(history), date(2026, 3, 31))
    assert (case.fees_paid_ore, case.vat_ore, len(case.acts)) == (0, 0, 1)
    history = History()
    history.open(date(2026, 3, 10))
    assert list(case_sums(facts_of(history), through=date(2026, 3, 31))) == []


@settings(deadline=None, max_examples=150)
@given(
    paid=st.lists(
        st.tuples(
            st.integers(0, 200),
            st.integers(1, 2_000_00),
            st.sampled_from([PaidTo.PARTNER, PaidTo.CREDITOR]),
        ),
        max_size=6,
    ),
    monitoring=st.integers(20, 200),
    cuts=st.sets(st.integers(0, 260), max_size=6),
)
def test_any_split_of_periods_settles_the_same_in_sum(
    paid: list[tuple[int, int, PaidTo]], monitoring: int, cuts: set[int]
) -> None:
    start = date(2025, 5, 12)
    history = History()
    history.open(start, 6_000_00, interest_from=start, collector=Collector.PARTNER)
    history.reminder(start, start + timedelta(days=14))
    history.demand(start + timedelta(days=15), start + timedelta(days=25))
    history.stage(start + timedelta(days=monitoring), Stage.MONITORING)
    for days, amount, to in sorted(paid, key=lambda p: p[0]):
        history.pay(start + timedelta(days=days), amount, to=to)
    facts = facts_of(history)
    end = start + timedelta(days=261)
    whole = totals(settle(case_sums(facts, through=end), {}))
    before: Items = {}
    parts: list[Totals] = []
    for day in [*sorted(cuts), 261]:
        made = settle(case_sums(facts, through=start + timedelta(days=day)), before)
        remember(before, made)
        parts.append(totals(made))
        for case in made:
            # What stands beside the actions, and on the commission, is all of the VAT.
            on_acts = sum(act.vat_ore for act in case.acts)
            assert case.fees_paid_ore == sum(act.paid_ore for act in case.acts)
            assert case.commission_ore or on_acts == case.vat_ore
    for name in Totals.__struct_fields__:
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name), name
    assert settle(case_sums(facts, through=end), before) == ()


@settings(deadline=None, max_examples=100)
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 25),
            st.integers(-2, 2_000_00),
            st.sampled_from([PaidTo.PARTNER, PaidTo.CREDITOR]),
        ),
        max_size=8,
    ),
    settled_after=st.sets(st.integers(0, 8), max_size=5),
)
def test_what_is_taken_back_or_known_late_is_settled_in_the_end_as_if_known_from_the_start(
    steps: list[tuple[int, int, PaidTo]], settled_after: set[int]
) -> None:
    """Months are settled as the events come; payments are dated back, and the last one taken back."""
    start = date(2025, 5, 12)
    history = History()
    history.open(start, 6_000_00, interest_from=start, collector=Collector.PARTNER)
    history.reminder(start, start + timedelta(days=14))
    history.demand(start + timedelta(days=15), start + timedelta(days=25))
    history.stage(start + timedelta(days=40), Stage.MONITORING)
    before: Items = {}
    parts: list[Totals] = []
    day = start + timedelta(days=45)
    for place, (days, amount, to) in enumerate(steps):
        day += timedelta(days=days)
        live = history.claim.live_payments
        if amount > 0:
            history.pay(day - timedelta(days=2 * days), amount, to=to)
        elif live:
            history.unpay(day, live[amount].payment_id if len(live) > 1 else live[-1].payment_id)
        if place in settled_after:
            made = settle(case_sums(facts_of(history), through=day), before)
            remember(before, made)
            parts.append(totals(made))
    end = date(2026, 12, 31)
    last = settle(case_sums(facts_of(history), through=end), before)
    remember(before, last)
    parts.append(totals(last))
    whole = totals(settle(case_sums(facts_of(history), through=end), {}))
    for name in Totals.__struct_fields__:
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name), name
    assert settle(case_sums(facts_of(history), through=end), before) == ()


def test_each_allocation_is_of_a_payment() -> None:
    # The example is put together by hand; its parts add up to what was paid.
    for met in example_b().account.allocations:
        assert _sum(met) == met.payment.amount_ore


def _sum(met: Allocation) -> int:
    return (
        met.principal_ore
        + met.fees_ore
        + met.interest_ore
        + met.costs_ore
        + met.over_ore
        + met.recovered_ore
    )


@pytest.mark.parametrize(
    ("document_lost", "paid_ore", "acts"),
    [(False, 0, []), (True, 60_00, ["reminder"])],
    ids=["another's, taken over", "the partner's, its document lost in a restored backup"],
)
def test_whose_a_fee_is_whose_letter_has_no_document(
    document_lost: bool, paid_ore: int, acts: list[str]
) -> None:
    """Product.md section 1: the creditor's own is a fee claimed before the case was opened."""
    history = example_a(PaidTo.PARTNER)
    history.events = [
        replace(event, letter_id=0, document_lost=document_lost)
        if isinstance(event, LetterIssued)
        else event
        for event in history.events
    ]
    cases = list(settle(case_sums(facts_of(history), through=date(2026, 1, 31)), {}))
    assert sum(case.fees_paid_ore for case in cases) == paid_ore
    assert [act.what for case in cases for act in case.acts] == acts
