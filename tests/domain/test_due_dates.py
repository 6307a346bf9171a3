"""How long the debtor has, and when the next letter may come: product terms, inkassolagen 5 §."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.rules.due_dates import (
    demand_due,
    demand_not_before,
    moved_due,
    reminder_due,
)
from tests.domain.given import CALENDAR

sent_days = st.dates(date(2003, 1, 1), date(2060, 12, 31)).filter(CALENDAR.is_banking_day)


#   paragraph                                due                 moved
MOVED = [
    ("a banking day stays", date(2026, 3, 10), date(2026, 3, 10)),
    ("1930:173 2 §: a Saturday", date(2026, 3, 7), date(2026, 3, 9)),
    ("1930:173 2 §: a Sunday", date(2026, 3, 1), date(2026, 3, 2)),
    ("1930:173 2 §: Midsummer Eve", date(2026, 6, 19), date(2026, 6, 22)),
    ("1930:173 2 §: Christmas Eve", date(2026, 12, 24), date(2026, 12, 28)),
    ("1930:173 2 §: New Year's Eve", date(2026, 12, 31), date(2027, 1, 4)),
    ("1930:173 2 §: Good Friday", date(2026, 4, 3), date(2026, 4, 7)),
]  # fmt: skip


@pytest.mark.parametrize(("due", "moved"), [r[1:] for r in MOVED], ids=[r[0] for r in MOVED])
def test_a_due_date_on_a_closed_day_is_moved(due: date, moved: date) -> None:
    assert moved_due(due, CALENDAR) == moved


#   sentence                                     sent              days  due
DEMANDS = [
    ("C: ten days over Easter", date(2026, 3, 25), 10, date(2026, 4, 7)),
    ("5 § inkassolagen: never under eight", date(2026, 3, 2), 3, date(2026, 3, 10)),
    ("exactly eight", date(2026, 3, 2), 8, date(2026, 3, 10)),
    ("the end is moved, never back", date(2026, 3, 3), 11, date(2026, 3, 16)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "days", "due"), [r[1:] for r in DEMANDS], ids=[r[0] for r in DEMANDS]
)
def test_a_demands_term(sent: date, days: int, due: date) -> None:
    assert demand_due(sent, days=days, calendar=CALENDAR) == due


#   sentence                                      reminder           its due           first day
RIPE = [
    ("C: the day after the term", date(2026, 3, 10), date(2026, 3, 24), date(2026, 3, 25)),
    ("A: the day after the term", date(2026, 1, 12), date(2026, 1, 26), date(2026, 1, 27)),
    ("twelve days when they end later", date(2026, 3, 10), date(2026, 3, 18), date(2026, 3, 23)),
    ("the day after a Friday is a Monday", date(2026, 3, 6), date(2026, 3, 20),
     date(2026, 3, 23)),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "due", "first"), [r[1:] for r in RIPE], ids=[r[0] for r in RIPE])
def test_the_first_day_of_the_demand(sent: date, due: date, first: date) -> None:
    assert demand_not_before(sent, due, days=12, calendar=CALENDAR) == first


@given(sent_days, st.integers(0, 40), st.integers(0, 30))
def test_a_demand_never_comes_before_the_reminders_term_is_out(
    sent: date, wait: int, banking_days: int
) -> None:
    due = reminder_due(sent, banking_days=banking_days, calendar=CALENDAR)
    first = demand_not_before(sent, due, days=wait, calendar=CALENDAR)
    assert first > due
    assert first >= sent + timedelta(days=wait)
    assert CALENDAR.is_banking_day(first)


@given(sent_days, st.integers(0, 30))
def test_no_demand_gives_less_than_eight_days(sent: date, days: int) -> None:
    due = demand_due(sent, days=days, calendar=CALENDAR)
    assert due >= sent + timedelta(days=max(days, 8))
    assert CALENDAR.is_banking_day(due)
