"""Banking days by hand: a small calendar that is told, and refuses what it was not told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.calendar import BankingCalendar

# 2026: Epiphany Tuesday 6 January, the only closed weekday told of here.
EPIPHANY = date(2026, 1, 6)
CALENDAR = BankingCalendar(frozenset({EPIPHANY}), covers=range(2026, 2027))

#   day                       open
DAYS = [
    ("a Monday", date(2026, 1, 5), True),
    ("a holiday on a Tuesday", EPIPHANY, False),
    ("a Friday", date(2026, 1, 9), True),
    ("a Saturday", date(2026, 1, 10), False),
    ("a Sunday", date(2026, 1, 11), False),
]  # fmt: skip


@pytest.mark.parametrize(("day", "is_open"), [r[1:] for r in DAYS], ids=[r[0] for r in DAYS])
def test_banking_days(day: date, is_open: bool) -> None:
    assert CALENDAR.is_banking_day(day) is is_open


def test_a_year_nobody_told_of_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="no holidays are known for 2027"):
        CALENDAR.is_banking_day(date(2027, 1, 4))
    with pytest.raises(ValueError, match="no holidays are known for 2027"):
        CALENDAR.on_or_after(date(2026, 12, 31) + timedelta(days=1))


#   from                  on or after
MOVED = [
    ("an open day stays", date(2026, 1, 5), date(2026, 1, 5)),
    ("a holiday to the day after", EPIPHANY, date(2026, 1, 7)),
    ("a Saturday to Monday", date(2026, 1, 10), date(2026, 1, 12)),
    ("a Sunday to Monday", date(2026, 1, 11), date(2026, 1, 12)),
]  # fmt: skip


@pytest.mark.parametrize(("day", "moved"), [r[1:] for r in MOVED], ids=[r[0] for r in MOVED])
def test_the_next_banking_day(day: date, moved: date) -> None:
    assert CALENDAR.on_or_after(day) == moved


#   from              count  to
COUNTED = [
    ("none is the day itself", date(2026, 1, 5), 0, date(2026, 1, 5)),
    ("the start day is not counted", date(2026, 1, 7), 1, date(2026, 1, 8)),
    ("a holiday is not counted", date(2026, 1, 5), 1, date(2026, 1, 7)),
    ("a weekend is not counted", date(2026, 1, 8), 2, date(2026, 1, 12)),
    ("from a closed day", date(2026, 1, 10), 1, date(2026, 1, 12)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "count", "last"), [r[1:] for r in COUNTED], ids=[r[0] for r in COUNTED]
)
def test_banking_days_are_counted(day: date, count: int, last: date) -> None:
    assert CALENDAR.add_banking_days(day, count=count) == last


@given(st.dates(date(2026, 1, 1), date(2026, 11, 1)), st.integers(1, 20))
def test_counting_forward_and_between_agree(start: date, count: int) -> None:
    last = CALENDAR.add_banking_days(start, count=count)
    assert CALENDAR.is_banking_day(last)
    assert CALENDAR.banking_days_between(start, last) == count
    assert CALENDAR.banking_days_between(start, last - timedelta(days=1)) == count - 1


def test_no_banking_days_backwards() -> None:
    assert CALENDAR.banking_days_between(date(2026, 1, 9), date(2026, 1, 5)) == 0


#   after                 through             banking days
BETWEEN = [
    ("the start day is not counted", date(2026, 1, 7), date(2026, 1, 8), 1),
    ("a holiday is not counted", date(2026, 1, 5), EPIPHANY, 0),
    ("a weekend is not counted", date(2026, 1, 8), date(2026, 1, 12), 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "days"), [r[1:] for r in BETWEEN], ids=[r[0] for r in BETWEEN]
)
def test_banking_days_between(first: date, last: date, days: int) -> None:
    assert CALENDAR.banking_days_between(first, last) == days
