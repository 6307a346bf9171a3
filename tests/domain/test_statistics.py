"""The figures of many cases, from cases written down here event by event."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reminder_cli.adapters.terms import carried_terms
from reminder_cli.domain import events as ev
from reminder_cli.domain.account import Account, basis_of
from reminder_cli.domain.ageing import Ageing
from reminder_cli.domain.case import fold
from reminder_cli.domain.company import Collector
from reminder_cli.domain.course import CaseCourse, Receipt, courses, receipts, visits
from reminder_cli.domain.events import Outcome, PaidTo, Stage
from reminder_cli.domain.forecast import ENOUGH, Experience, waited
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.replay import reckon
from reminder_cli.domain.rules.fees import Act, BusinessCompensation
from reminder_cli.domain.rules.interest import DayCount
from reminder_cli.domain.statistics import Statistics, median
from reminder_cli.domain.takings import Takings
from reminder_cli.domain.terms import Terms

SENT = date(2026, 1, 12)
TODAY = date(2026, 9, 30)
MONITORED = SENT + timedelta(days=60)


def _terms(collector: Collector, version: int) -> Terms:
    return next(t for t in carried_terms() if (t.collector, t.version) == (collector, version))


def _opened(
    case_no: int = 1, on: date = SENT, collector: Collector = Collector.PARTNER
) -> ev.CaseOpened:
    return ev.CaseOpened(
        invoice_id=1,
        case_no=case_no,
        on=on,
        collector=collector,
        terms_version=2 if collector is Collector.PARTNER else 1,
        principal_ore=1_000_00,
        invoice_on=SENT - timedelta(days=40),
        due_on=SENT - timedelta(days=10),
        interest_from=None,
        contract_percent=None,
        day_count=DayCount.ACTUAL,
        customer_kind=CustomerKind.CONSUMER,
        reminder_fee_agreed=True,
        compensation=BusinessCompensation.NONE,
    )


def _letter(on: date, act: Act, *, case_no: int = 1) -> ev.Event:
    reminder = act is Act.REMINDER
    return ev.LetterIssued(
        invoice_id=1,
        case_no=case_no,
        on=on,
        letter=LetterKind.REMINDER if reminder else LetterKind.DEMAND,
        number=1,
        letter_id=case_no * 10 + reminder,
        due_on=on + timedelta(days=14),
        fee_act=act,
        fee_ore=60_00 if reminder else 180_00,
        total_ore=1_060_00 if reminder else 1_240_00,
        interest_ore=0,
        sha256="",
        starts=Stage.REMINDER if reminder else Stage.DEMAND,
    )


def _paid(number: int, on: date, ore: int, to: PaidTo = PaidTo.PARTNER) -> ev.Event:
    return ev.PaymentReceived(invoice_id=1, on=on, payment_id=number, amount_ore=ore, to=to)


def _closed(on: date, outcome: Outcome, case_no: int = 1) -> ev.Event:
    return ev.CaseClosed(invoice_id=1, case_no=case_no, on=on, outcome=outcome)


def _stage(on: date, stage: Stage) -> ev.Event:
    return ev.StageEntered(invoice_id=1, case_no=1, on=on, stage=stage)


Seen = tuple[Account, tuple[Receipt, ...], list[CaseCourse]]


def _seen(*events: ev.Event) -> Seen:
    """What comes of the events, in this order."""
    known = [replace(event, seq=n) for n, event in enumerate(events, start=1)]
    claim = fold(1, known)
    assert claim.case is not None
    account = reckon(claim, basis_of(claim.case.opened), until=TODAY, rates={})
    stages = visits(1, known)
    received = receipts(claim, account, stages, _terms)
    return account, received, list(courses(claim, stages, received))


def _at_monitoring(*more: ev.Event, collector: Collector = Collector.PARTNER) -> Seen:
    """A case that came to monitoring, with more events, each known on the day it counts."""
    events = [
        _opened(collector=collector),
        _letter(SENT, Act.REMINDER),
        _letter(SENT + timedelta(days=20), Act.DEMAND),
        _stage(SENT + timedelta(days=35), Stage.CHOOSE),
        _stage(MONITORED, Stage.MONITORING),
        *more,
    ]
    return _seen(*sorted(events, key=lambda event: event.on))


def test_stages_with_what_was_asked_for() -> None:
    _account, _received, (course,) = _at_monitoring(_paid(1, MONITORED, 100_00))
    assert [(v.stage.value, (v.on - SENT).days, v.asked_ore) for v in course.visits] == [
        ("reminder", 0, 1_060_00),
        ("demand", 20, 1_240_00),
        ("choose", 35, 1_240_00),
        ("monitoring", 60, 1_240_00),
    ]


def test_commission_is_on_principal_at_monitoring_up_to_its_cap() -> None:
    """15 % of what came at monitoring, rounded cumulatively; what came before bears none."""
    before = _paid(1, MONITORED - timedelta(days=1), 300_00)
    first, second = _paid(2, MONITORED, 33), _paid(3, MONITORED + timedelta(days=1), 33)
    _account, received, _courses = _at_monitoring(before, first, second)
    # 15 % of 33 öre is 4,95; of 66 öre 9,9: together ten, whichever way they are split.
    assert [r.commission_ore for r in received] == [0, 5, 5]
    assert sum(r.commission_vat_ore for r in received) == 3  # 25 % of 10, half up


def test_no_commission_through_kronofogden() -> None:
    paid = _paid(1, MONITORED, 500_00, PaidTo.KRONOFOGDEN)
    _account, received, _courses = _at_monitoring(paid)
    assert received[0].commission_ore == 0


def test_own_cases_share_nothing() -> None:
    _account, received, _courses = _at_monitoring(
        _paid(1, MONITORED, 500_00), collector=Collector.OWN
    )
    (receipt,) = received
    assert receipt.fees_ore == 240_00
    assert (receipt.vat_ore, receipt.partner_fees_ore, receipt.commission_ore) == (0, 0, 0)


def test_a_case_that_is_cancelled_is_not_in_the_shares() -> None:
    account, _received, cases = _seen(
        _opened(),
        _letter(SENT, Act.REMINDER),
        _closed(SENT + timedelta(days=3), Outcome.CANCELLED),
        _opened(2, SENT + timedelta(days=30)),
        _letter(SENT + timedelta(days=30), Act.REMINDER, case_no=2),
        _paid(1, SENT + timedelta(days=35), 1_060_00),
        _closed(SENT + timedelta(days=35), Outcome.PAID, 2),
    )
    statistics = Statistics()
    statistics.add(7, account, cases)
    total = statistics.total
    assert (total.cases, total.counted, total.solved) == (2, 1, 1)
    assert total.recovered_percent == 100
    assert total.median_days == 5
    assert {o: s.cases for o, s in statistics.outcomes.items()} == {"cancelled": 1, "paid": 1}
    assert statistics.open_cases == 0


def test_money_between_two_cases_belongs_to_none() -> None:
    _account, received, cases = _seen(
        _opened(),
        _letter(SENT, Act.REMINDER),
        _closed(SENT + timedelta(days=3), Outcome.CANCELLED),
        _paid(1, SENT + timedelta(days=9), 400_00),
        _opened(2, SENT + timedelta(days=30)),
        _letter(SENT + timedelta(days=30), Act.REMINDER, case_no=2),
    )
    assert received[0].case_no == 0
    assert [case.recovered_ore for case in cases] == [0, 0]
    assert [case.principal_ore for case in cases] == [1_000_00, 600_00]


def test_solved_at_a_stage_counts_there_and_what_was_left_then() -> None:
    account, _received, cases = _at_monitoring(
        _paid(1, SENT + timedelta(days=5), 400_00),
        _paid(2, MONITORED + timedelta(days=5), 840_00),
        _closed(MONITORED + timedelta(days=5), Outcome.PAID),
    )
    statistics = Statistics()
    statistics.add(7, account, cases)
    by_stage = statistics.by_stage
    assert {s.value: (g.solved, g.principal_ore, g.recovered_ore) for s, g in by_stage.items()} == {
        "reminder": (0, 1_000_00, 400_00),
        "demand": (0, 600_00, 0),
        "choose": (0, 600_00, 0),
        "monitoring": (1, 600_00, 600_00),
    }
    assert by_stage[Stage.MONITORING].median_days == 5
    assert statistics.sums.fees_ore == 240_00


def test_a_payment_known_late_solves_where_the_case_stood_when_it_was_booked() -> None:
    """It was booked the day before the demand and known after it: the reminder solved the case."""
    demand = SENT + timedelta(days=20)
    account, _received, cases = _seen(
        _opened(),
        _letter(SENT, Act.REMINDER),
        _letter(demand, Act.DEMAND),
        _paid(1, demand - timedelta(days=1), 1_060_00),
        _closed(demand + timedelta(days=1), Outcome.PAID),
    )
    statistics = Statistics()
    statistics.add(7, account, cases)
    solved = {s.value: (g.solved, g.median_days) for s, g in statistics.by_stage.items()}
    assert solved == {"reminder": (1, 19), "demand": (0, None)}


def test_takings_count_only_their_days() -> None:
    account, received, _courses = _at_monitoring(
        _paid(1, SENT + timedelta(days=1), 100_00), _paid(2, MONITORED, 200_00)
    )
    takings = Takings(date(2026, 2, 1), date(2026, 3, 31))
    takings.add(account, received)
    assert takings.all_days.amount_ore == 200_00
    assert takings.total.fees_charged_ore == 180_00  # the reminder's was charged in January
    assert list(takings.months) == ["2026-02", "2026-03"]


def test_ageing_leaves_out_what_is_paid() -> None:
    ageing = Ageing()
    ageing.add(1, 0, due_on=date(2026, 1, 1), as_of=TODAY)
    ageing.add(1, 5, due_on=TODAY - timedelta(days=90), as_of=TODAY)
    ageing.add(2, 7, due_on=TODAY - timedelta(days=91), as_of=TODAY)
    assert ageing.total.amounts_ore == [0, 0, 0, 5, 7]
    assert set(ageing.customers) == {1, 2}


def test_forecast_is_the_share_that_came_in_before() -> None:
    """Five cases at monitoring, of 1 240 kr each, of which 310 kr came after ten days."""
    paid = _paid(1, MONITORED + timedelta(days=10), 310_00)
    _account, _received, (course,) = _at_monitoring(paid)
    experience = Experience(TODAY)
    for n in range(ENOUGH):
        enough = experience.expected(400_00, stage=Stage.MONITORING, waited_days=0, days=30)
        # Four stages of one case are four of the five that all stages together need.
        assert (enough is None) == (n * len(course.visits) < ENOUGH)
        experience.add(course)
    assert experience.expected(400_00, stage=Stage.MONITORING, waited_days=0, days=30) == 100_00
    # After thirty days at the stage nothing more came.
    assert experience.expected(400_00, stage=Stage.MONITORING, waited_days=30, days=90) == 0


def test_forecast_does_not_learn_from_days_to_come() -> None:
    _account, _received, (course,) = _at_monitoring()
    experience = Experience(MONITORED + timedelta(days=29))
    for _ in range(ENOUGH):
        experience.add(course)
    assert (Stage.MONITORING, 0, 30) not in experience.seen
    assert experience.seen[Stage.CHOOSE, 0, 30].cases == ENOUGH


@given(st.lists(st.integers(0, 400), min_size=1))
def test_median_is_the_middle(days: list[int]) -> None:
    ordered = sorted(days)
    middle = ordered[(len(days) - 1) // 2], ordered[len(days) // 2]
    assert median(Counter(days)) == Fraction(sum(middle), 2)


def test_a_fee_claimed_before_the_case_is_the_creditors() -> None:
    """Its 60 kr bear no VAT of the partner; the demand's 180 kr do."""
    opened = replace(_opened(), fee_claimed_ore=60_00, fee_claimed_on=SENT - timedelta(days=5))
    letter = _letter(SENT + timedelta(days=20), Act.DEMAND)
    _account, received, _courses = _seen(
        opened,
        letter,
        _paid(1, SENT + timedelta(days=25), 1_000_00 + 100_00),
        _paid(2, SENT + timedelta(days=26), 140_00),
    )
    assert [r.fees_ore for r in received] == [100_00, 140_00]
    assert [r.partner_fees_ore for r in received] == [40_00, 140_00]
    assert [r.vat_ore for r in received] == [10_00, 35_00]


# ---- what is counted where ----


def test_an_open_case_stands_at_its_stage_with_what_is_owed() -> None:
    account, _received, cases = _at_monitoring(_paid(1, MONITORED, 300_00))
    statistics = Statistics()
    statistics.add(7, account, cases)
    assert statistics.open_cases == 1
    # The partner takes the principal first; fees of 240.00 are left.
    standing = statistics.stages[Stage.MONITORING]
    assert (standing.cases, standing.principal_ore, standing.balance_ore) == (1, 700_00, 940_00)
    assert statistics.balance_ore == 940_00
    assert statistics.outcomes == {}
    assert statistics.total.solved_percent == 0
    assert statistics.total.recovered_percent == 30
    assert (statistics.sums.recovered_ore, statistics.sums.fees_charged_ore) == (300_00, 240_00)


def test_a_claim_that_was_never_sent_is_in_no_figure() -> None:
    statistics = Statistics()
    account, _received, _cases = _at_monitoring()
    statistics.add(7, account, [])
    assert statistics == Statistics()
    assert statistics.total.solved_percent is None
    assert statistics.total.recovered_percent is None


#   how a case ended           lost      given up beside it
ENDS = [
    ("written off", Outcome.WRITTEN_OFF, 1_000_00, 240_00),
    ("by composition", Outcome.SETTLED, 1_000_00, 240_00),
    ("credited", Outcome.CREDITED, 0, 1_240_00),
    ("cancelled: the principal is owed still", Outcome.CANCELLED, 0, 240_00),
]


@pytest.mark.parametrize(
    ("outcome", "lost", "waived"), [r[1:] for r in ENDS], ids=[r[0] for r in ENDS]
)
def test_what_was_lost_and_what_was_given_up(outcome: Outcome, lost: int, waived: int) -> None:
    account, _received, cases = _at_monitoring(_closed(MONITORED + timedelta(days=9), outcome))
    statistics = Statistics()
    statistics.add(7, account, cases)
    assert (statistics.sums.written_off_ore, statistics.sums.waived_ore) == (lost, waived)
    assert statistics.open_cases == 0
    assert statistics.outcomes[outcome.value].cases == 1


def test_a_letter_or_a_hold_within_a_stage_begins_none() -> None:
    hold = ev.HoldPlaced(invoice_id=1, case_no=1, on=MONITORED, until=TODAY, number=1)
    _account, _received, (course,) = _at_monitoring(hold)
    assert [visit.stage.value for visit in course.visits] == [
        "reminder",
        "demand",
        "choose",
        "monitoring",
    ]


def test_takings_say_whose_the_interest_and_the_vat_are() -> None:
    """Terms version 2: half of the interest is the creditor's, and VAT 25 % is on fees and commission."""
    opened = replace(
        _opened(),
        interest_from=SENT,
        contract_percent=Fraction(10),
        customer_kind=CustomerKind.BUSINESS,
    )
    events = [
        opened,
        _letter(SENT, Act.REMINDER),
        _stage(SENT + timedelta(days=30), Stage.MONITORING),
        _paid(1, SENT + timedelta(days=72), 1_000_00 + 60_00 + 20_00),
    ]
    account, received, _courses = _seen(*events)
    takings = Takings(date(2026, 3, 1), date(2026, 3, 31))
    takings.add(account, received)
    # 73 days at 10 % are 20.00; commission 15 % of 1 000.00.
    month = takings.months["2026-03"]
    assert (month.own_interest_ore, month.partner_interest_ore) == (10_00, 10_00)
    assert month.commission_ore == 150_00
    assert (month.fee_vat_ore, month.commission_vat_ore, month.vat_ore) == (15_00, 37_50, 52_50)


def test_ageing_sums_what_is_due_and_what_is_not() -> None:
    ageing = Ageing()
    ageing.add(1, 3, due_on=TODAY, as_of=TODAY)
    ageing.add(1, 5, due_on=TODAY - timedelta(days=1), as_of=TODAY)
    ageing.add(1, 7, due_on=TODAY - timedelta(days=31), as_of=TODAY)
    row = ageing.customers[1]
    assert row.amounts_ore == [3, 5, 7, 0, 0]
    assert (row.total_ore, row.overdue_ore) == (15, 12)


def test_a_forecast_learns_nothing_of_days_after_the_end() -> None:
    """Paid and closed on its tenth day at monitoring: no case of thirty days there was seen."""
    end = MONITORED + timedelta(days=10)
    _account, _received, (course,) = _at_monitoring(
        _paid(1, end, 1_240_00), _closed(end, Outcome.PAID)
    )
    experience = Experience(TODAY)
    experience.add(course)
    assert (Stage.MONITORING, 0, 30) in experience.seen
    assert (Stage.MONITORING, 30, 30) not in experience.seen
    assert not any(stage is Stage.CLOSED for stage, _days, _horizon in experience.seen)


#   days at the stage     counted as
WAITED = [(0, 0), (29, 0), (30, 30), (89, 30), (90, 90), (180, 180), (4000, 180)]


@pytest.mark.parametrize(("days", "as_"), WAITED)
def test_how_long_a_case_has_waited(days: int, as_: int) -> None:
    assert waited(TODAY - timedelta(days=days), as_of=TODAY) == as_
