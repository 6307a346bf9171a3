"""Bokföringslagen (1999:1078) 7 kap. 2 §: how long bookkeeping is kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.rules.retention import may_be_erased_from

STATUTE = [
    ("7 kap. 2 §: a calendar year", date(2026, 12, 31), date(2034, 1, 1)),
    ("7 kap. 2 §: a year that ends within a calendar year", date(2026, 4, 30), date(2034, 1, 1)),
    ("7 kap. 2 §: a day later is a calendar year later", date(2027, 1, 1), date(2035, 1, 1)),
    ("7 kap. 2 §: a leap day", date(2028, 2, 29), date(2036, 1, 1)),
]


@pytest.mark.parametrize(("end", "first"), [r[1:] for r in STATUTE], ids=[r[0] for r in STATUTE])
def test_the_first_day(end: date, first: date) -> None:
    assert may_be_erased_from(end) == first


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_never_before_seven_whole_years(end: date) -> None:
    first = may_be_erased_from(end)
    assert first.year - end.year == 8
    assert (first - end).days > 7 * 365
