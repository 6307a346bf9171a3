"""Late interest (dröjsmålsränta), räntelagen (1975:635) 3, 4, 6 and 9 §§.

Exact fractions line by line; their sum is rounded once, by the caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cache
from itertools import accumulate, pairwise

from msgspec import Struct

from reminder_cli.domain.calendar import BankingCalendar
from reminder_cli.domain.money import exact_sum, rounded
from reminder_cli.domain.rules.reference_rate import half_year_start
from reminder_cli.errors import MissingReferenceRate

ADDITION_PERCENT = Fraction(8)  # räntelagen 6 §, SFS 2002:352
CONSUMER_CAP_ADDITION = Fraction(20)  # konsumentkreditlagen (2010:1846) 19 a §, SFS 2024:1238
ONE_DAY = timedelta(days=1)

# Percent per year, by the first day of the half-year (räntelagen 9 §).
Rates = Mapping[date, Fraction]


class DayCount(StrEnum):
    """How many days a year has. The Act says nothing; Kronofogden counts actual/actual."""

    ACTUAL = "actual/actual"
    FIXED_365 = "actual/365"


class InterestTerms(Struct, frozen=True, kw_only=True):
    """What was agreed about interest on one claim.

    ``first_day`` is the first day that bears interest; None when none is owed at all.
    ``contract_percent`` per year replaces räntelagen 6 §; for a consumer it is capped.
    """

    first_day: date | None
    contract_percent: Fraction | None = None
    consumer: bool = False
    day_count: DayCount = DayCount.ACTUAL


class InterestLine(Struct, frozen=True, kw_only=True):
    """Interest over days with one base and one rate; both days count. ``exact_ore`` unrounded."""

    first: date
    last: date
    base_ore: int
    percent: Fraction
    reference_percent: Fraction | None
    year_days: int
    exact_ore: Fraction

    @property
    def days(self) -> int:
        """How many days the line covers."""
        return (self.last - self.first).days + 1


def half_year_name(day: date) -> str:
    """As the command line writes a half-year.

    >>> half_year_name(date(2027, 3, 1))
    '2027-H1'
    """
    return f"{day.year}-H{1 if day.month < 7 else 2}"


def first_interest_day(
    due_date: date, *, agreed: bool, sent_on: date, calendar: BankingCalendar
) -> date:
    """The first day that bears interest.

    Agreed due date: the day after it, 3 §. Else the day after the later of it and 30 days from
    the sending, 4 §. A day on which banks are closed is moved first (lag (1930:173) 2 §, by analogy).
    """
    if not agreed:
        due_date = max(due_date, sent_on + timedelta(days=30))
    return calendar.on_or_after(due_date) + ONE_DAY


def interest_lines(
    base_ore: int, *, first: date, last: date, terms: InterestTerms, rates: Rates
) -> tuple[InterestLine, ...]:
    """Interest on ``base_ore`` from ``first`` through ``last``, split at 1 January and 1 July.

    6 §: the reference rate as it stands at each time, plus 8 percentage points. Raises
    :class:`MissingReferenceRate` for a half-year without a rate; nothing is guessed.
    """
    if terms.first_day is None or base_ore <= 0:
        return ()
    return tuple(
        _line(base_ore, start, end, terms, rates)
        for start, end in _half_years(max(first, terms.first_day), last)
    )


def _half_years(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        start = half_year_start(first)
        end = date(start.year, 6, 30) if start.month == 1 else date(start.year, 12, 31)
        yield first, min(end, last)
        first = end + ONE_DAY


def _line(
    base_ore: int, first: date, last: date, terms: InterestTerms, rates: Rates
) -> InterestLine:
    reference = rates.get(half_year_start(first))
    percent = _percent(first, reference, terms)
    leap = first.year % 4 == 0 and (first.year % 100 != 0 or first.year % 400 == 0)
    year_days = 366 if leap and terms.day_count is DayCount.ACTUAL else 365
    days = (last - first).days + 1
    return InterestLine(
        first=first,
        last=last,
        base_ore=base_ore,
        percent=percent,
        reference_percent=reference,
        year_days=year_days,
        # base x percent x days / (100 x days of the year), made a fraction once
        exact_ore=Fraction(
            base_ore * percent.numerator * days, percent.denominator * 100 * year_days
        ),
    )


def _percent(day: date, reference: Fraction | None, terms: InterestTerms) -> Fraction:
    contract = terms.contract_percent
    if contract is not None and not terms.consumer:
        return contract
    if reference is None:
        raise MissingReferenceRate(half_year_name(day), half_year_start(day))
    if contract is not None:
        return min(contract, reference + CONSUMER_CAP_ADDITION)
    return by_law(reference)


def by_law(reference: Fraction) -> Fraction:
    """The rate of räntelagen 6 §, percent per year.

    >>> by_law(Fraction(5, 2))
    Fraction(21, 2)
    """
    return _by_law(*reference.as_integer_ratio())


@cache
def _by_law(over: int, under: int) -> Fraction:
    return Fraction(over, under) + ADDITION_PERCENT


def total_ore(lines: tuple[InterestLine, ...]) -> int:
    """The interest of the lines together, rounded once to whole öre."""
    return rounded(exact_sum(line.exact_ore for line in lines))


def shown_amounts(lines: tuple[InterestLine, ...]) -> tuple[int, ...]:
    """The öre to print on each line, so that they add up: the total to its end less the one before.

    Rounding each line by itself and putting the rest on the last could print one below zero.
    """
    ends = [rounded(exact) for exact in accumulate(line.exact_ore for line in lines)]
    return tuple(end - before for before, end in pairwise([0, *ends]))
