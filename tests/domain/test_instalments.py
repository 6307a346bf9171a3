"""Instalments: they add up, fall on banking days of each month, and say what a plan asks for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.events_instalments import PlanMade
from reminder_cli.domain.instalments import (
    MOST_INSTALMENTS,
    PlanAct,
    Slip,
    Standing,
    by_amount,
    by_months,
    monthly,
    plan_step,
    slips_of,
    split,
)
from tests.domain.given import CALENDAR

ORE = st.integers(1, 10**9)
DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))


@given(ORE, st.integers(1, MOST_INSTALMENTS))
def test_by_months_they_add_up_and_the_last_takes_the_rest(total: int, months: int) -> None:
    if months > total:
        with pytest.raises(ValueError, match="cannot be made"):
            by_months(total, months=months)
        return
    amounts = by_months(total, months=months)
    assert sum(amounts) == total
    assert len(amounts) == months
    assert len(set(amounts[:-1])) <= 1
    assert 0 < amounts[0] <= amounts[-1] < amounts[0] + months


@given(ORE, ORE)
def test_by_amount_they_add_up_and_the_last_is_no_larger(total: int, each: int) -> None:
    if -(-total // each) > MOST_INSTALMENTS:
        with pytest.raises(ValueError, match="cannot be made"):
            by_amount(total, each_ore=each)
        return
    amounts = by_amount(total, each_ore=each)
    assert sum(amounts) == total
    assert all(amount == each for amount in amounts[:-1])
    assert 0 < amounts[-1] <= each


@pytest.mark.parametrize("months", [0, -1, MOST_INSTALMENTS + 1])
def test_not_so_many_months(months: int) -> None:
    with pytest.raises(ValueError, match="cannot be made"):
        by_months(10_000, months=months)


@pytest.mark.parametrize("each", [0, -1])
def test_not_such_an_amount(each: int) -> None:
    with pytest.raises(ValueError, match="cannot be made"):
        by_amount(10_000, each_ore=each)


def test_the_same_day_of_each_month_moved_to_a_banking_day() -> None:
    slips = monthly([1] * 6, first_on=date(2026, 1, 31), calendar=CALENDAR)
    assert [slip.due_on for slip in slips] == [
        date(2026, 2, 2),  # 31 January is a Saturday
        date(2026, 3, 2),  # February has 28 days, and the 28th is a Saturday
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 6, 1),  # 31 May is a Sunday
        date(2026, 6, 30),
    ]


@given(DAYS, st.integers(1, 60))
def test_the_days_go_forward_and_are_banking_days(first: date, months: int) -> None:
    days = [s.due_on for s in monthly([1] * months, first_on=first, calendar=CALENDAR)]
    assert days == sorted(set(days))
    assert all(CALENDAR.is_banking_day(day) for day in days)
    assert days[0] >= first


@given(st.lists(ORE, min_size=1, max_size=5), st.integers(1, 24))
def test_the_parts_of_the_cases_fill_the_oldest_first(shares: list[int], months: int) -> None:
    total = sum(shares)
    if months > total:
        return
    slips = monthly(by_months(total, months=months), first_on=date(2026, 1, 5), calendar=CALENDAR)
    parts = split(slips, shares)
    assert [sum(row) for row in parts] == [slip.amount_ore for slip in slips]
    assert [sum(row[i] for row in parts) for i in range(len(shares))] == shares
    for row in parts:
        filled = [i for i, part in enumerate(row) if part]
        assert filled == list(range(filled[0], filled[-1] + 1))


def plan(*slips: tuple[date, int]) -> PlanMade:
    return PlanMade(
        invoice_id=1,
        case_no=1,
        on=date(2026, 3, 2),
        letter_id=7,
        members=(1,),
        total_ore=sum(ore for _, ore in slips),
        share_ore=sum(ore for _, ore in slips),
        days=tuple(day.isoformat() for day, _ in slips),
        amounts_ore=tuple(ore for _, ore in slips),
    )


THREE = plan((date(2026, 3, 31), 100), (date(2026, 4, 30), 100), (date(2026, 6, 1), 150))
LATE = date(2026, 4, 9)  # five banking days after 31 March, over Easter

#  sentence                                  met  reminded           today              act      on
TABLE = [
    ("nothing due yet", 0, None, date(2026, 3, 30), "wait", LATE),
    ("the day itself is in time", 0, None, date(2026, 3, 31), "wait", LATE),
    ("missed, and still within five banking days", 0, None, date(2026, 4, 8), "wait", LATE),
    ("five banking days later", 0, None, LATE, "remind", LATE),
    ("an öre too little", 99, None, LATE, "remind", LATE),
    ("met: the next one", 100, None, LATE, "wait", date(2026, 5, 8)),
    ("reminded, five more", 0, LATE, date(2026, 4, 15), "wait", date(2026, 4, 16)),
    ("they have passed", 0, LATE, date(2026, 4, 16), "break", date(2026, 4, 16)),
    ("paid after the reminder", 100, LATE, date(2026, 4, 16), "wait", date(2026, 5, 8)),
    ("the next is missed: a reminder of its own", 100, LATE, date(2026, 5, 8), "remind", None),
    ("paid ahead", 250, None, date(2026, 6, 1), "wait", date(2026, 6, 8)),
    ("all met", 350, None, date(2027, 1, 1), "wait", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("met", "reminded", "today", "act", "on"), [r[1:] for r in TABLE], ids=[r[0] for r in TABLE]
)
def test_what_a_plan_asks_for(
    met: int, reminded: date | None, today: date, act: str, on: date | None
) -> None:
    standing = Standing(plan=THREE, met_ore=met, reminded_on=reminded)
    step = plan_step(standing, CALENDAR, grace=5, broken=5, today=today)
    assert step.act is PlanAct(act)
    if on is not None or step.act is PlanAct.WAIT:
        assert step.on == on


#  sentence                                            met  today              act      on
TOLERATED = [
    ("ten missing of the first: not chased", 90, date(2026, 5, 1), "wait", date(2026, 5, 8)),
    ("eleven missing", 89, LATE, "remind", LATE),
    ("what is missing of two is more", 190, date(2026, 5, 8), "wait", date(2026, 6, 8)),
    ("at the end it is too small to chase", 340, date(2026, 12, 1), "wait", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("met", "today", "act", "on"), [r[1:] for r in TOLERATED], ids=[r[0] for r in TOLERATED]
)
def test_what_is_missing_up_to_the_tolerance_is_not_chased(
    met: int, today: date, act: str, on: date | None
) -> None:
    """Product.md section 2: at or below `tolerance`; here 10 öre."""
    standing = Standing(plan=THREE, met_ore=met, tolerance_ore=10)
    step = plan_step(standing, CALENDAR, grace=5, broken=5, today=today)
    assert (step.act, step.on) == (PlanAct(act), on)


def test_what_is_missed_is_what_is_left_of_it() -> None:
    standing = Standing(plan=THREE, met_ore=130)
    step = plan_step(standing, CALENDAR, grace=5, broken=5, today=date(2026, 6, 9))
    assert step.missed == (
        Slip(number=2, due_on=date(2026, 4, 30), amount_ore=70),
        Slip(number=3, due_on=date(2026, 6, 1), amount_ore=150),
    )


@given(st.integers(0, 400), st.integers(0, 200))
def test_kept_is_cumulative(met: int, later: int) -> None:
    """A plan is kept on a day exactly when what met it is at least what was due before."""
    today = date(2026, 3, 1) + timedelta(days=later)
    due = sum(slip.amount_ore for slip in slips_of(THREE) if slip.due_on < today)
    step = plan_step(Standing(plan=THREE, met_ore=met), CALENDAR, grace=5, broken=5, today=today)
    assert bool(step.missed) == (met < due)
    assert sum(slip.amount_ore for slip in step.missed) == max(due - met, 0)


#   how                       parts
PARTS = [
    ("3 § 2 a complete plan: the last takes the rest", by_months(10_00, months=3),
     (3_33, 3_33, 3_34)),
    ("one part is the whole", by_months(10_00, months=1), (10_00,)),
    ("an öre each", by_months(3, months=3), (1, 1, 1)),
    ("by amount: the last is the rest", by_amount(10_00, each_ore=4_00), (4_00, 4_00, 2_00)),
    ("by amount, even", by_amount(8_00, each_ore=4_00), (4_00, 4_00)),
    ("by an amount above the whole", by_amount(3_00, each_ore=4_00), (3_00,)),
]  # fmt: skip


@pytest.mark.parametrize(("made", "parts"), [r[1:] for r in PARTS], ids=[r[0] for r in PARTS])
def test_the_parts_of_a_plan(made: tuple[int, ...], parts: tuple[int, ...]) -> None:
    assert made == parts


def test_the_oldest_case_is_filled_first() -> None:
    slips = monthly([4_00, 4_00], first_on=date(2026, 3, 31), calendar=CALENDAR)
    assert split(slips, [5_00, 3_00]) == [[4_00, 0], [1_00, 3_00]]
