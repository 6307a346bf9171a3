"""Late interest, sentence by sentence of räntelagen (1975:635), to the öre."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.money import rounded
from reminder_cli.domain.rules.interest import (
    DayCount,
    InterestLine,
    InterestTerms,
    first_interest_day,
    half_year_name,
    interest_lines,
    shown_amounts,
    total_ore,
)
from reminder_cli.domain.rules.reference_rate import half_year_start
from reminder_cli.errors import MissingReferenceRate
from tests.domain.given import CALENDAR, RATES

with (Path(__file__).parent / "interest_vectors.csv").open(encoding="utf-8") as file:
    VECTORS = list(csv.DictReader(file))


def agreed_first_day(due: date) -> date:
    return first_interest_day(due, agreed=True, sent_on=due, calendar=CALENDAR)


@pytest.mark.parametrize("row", VECTORS, ids=[row["note"] for row in VECTORS])
def test_vectors(row: dict[str, str]) -> None:
    first = agreed_first_day(date.fromisoformat(row["due_date"]))
    assert first == date.fromisoformat(row["counted_from"])
    until = date.fromisoformat(row["until"])
    base = int(row["principal_ore"])
    terms = InterestTerms(first_day=first)
    lines: tuple[InterestLine, ...] = ()
    for payment in filter(None, row["payments_off_principal"].split(";")):
        day_text, amount = payment.split("=")
        paid_on = date.fromisoformat(day_text)
        lines += interest_lines(base, first=first, last=paid_on, terms=terms, rates=RATES)
        first, base = paid_on + timedelta(days=1), base - int(amount)
    lines += interest_lines(base, first=first, last=until, terms=terms, rates=RATES)
    assert total_ore(lines) == int(row["interest_ore"])
    assert sum(shown_amounts(lines)) == int(row["interest_ore"])


def interest(
    base_ore: int,
    first: date,
    last: date,
    *,
    contract: Fraction | None = None,
    consumer: bool = False,
    day_count: DayCount = DayCount.ACTUAL,
    rates: dict[date, Fraction] | None = None,
) -> tuple[InterestLine, ...]:
    terms = InterestTerms(
        first_day=first, contract_percent=contract, consumer=consumer, day_count=day_count
    )
    return interest_lines(
        base_ore, first=first, last=last, terms=terms, rates=RATES if rates is None else rates
    )


def test_kronofogdens_published_figure_of_2021() -> None:
    """6 780 kr at 8 % (reference rate 0), 1 January to 20 April 2021: 163 kr, kronor rounded down."""
    lines = interest(6780_00, date(2021, 1, 1), date(2021, 4, 20))
    assert [(line.days, line.percent) for line in lines] == [(110, Fraction(8))]
    assert total_ore(lines) == 163_46


def test_kronofogdens_older_figures_were_of_another_method() -> None:
    """35 000 kr at 9 % to 2014-06-27 was 4 952.50 by 30/360; it now counts actual days."""
    assert 35_000_00 * 9 * 566 // (100 * 360) == 4_952_50
    lines = interest(35_000_00, date(2012, 12, 2), date(2014, 6, 27), contract=Fraction(9))
    assert sum(line.days for line in lines) == 573
    assert total_ore(lines) == rounded(
        35_000_00 * Fraction(9, 100) * (Fraction(30, 366) + Fraction(543, 365))
    )


def test_actual_days_over_365_and_366() -> None:
    """The published way: whole years with the real number of days."""
    for year, days in ((2023, 365), (2024, 366), (2025, 365), (2026, 365)):
        lines = interest(1000_00, date(year, 1, 1), date(year, 12, 31), contract=Fraction(10))
        assert {line.year_days for line in lines} == {days}
        assert total_ore(lines) == 100_00


def test_the_setting_actual_365() -> None:
    lines = interest(10_000_00, date(2024, 12, 17), date(2025, 1, 20), day_count=DayCount.FIXED_365)
    assert {line.year_days for line in lines} == {365}
    assert total_ore(lines) == 109_59


#   year    leap
CENTURIES = [(2000, 366), (2024, 366), (2100, 365), (2023, 365)]


@pytest.mark.parametrize(("year", "days"), CENTURIES)
def test_leap_years(year: int, days: int) -> None:
    lines = interest(
        100, date(year, 3, 1), date(year, 3, 1), contract=Fraction(10), rates={}, consumer=False
    )
    assert lines[0].year_days == days


#   what                                    due                agreed  sent              first day
FIRST_DAYS = [
    ("3 §: the day after an agreed due date", date(2026, 3, 10), True, date(2026, 1, 2),
     date(2026, 3, 11)),
    ("1930:173 2 §: a Sunday is moved first", date(2026, 3, 1), True, date(2026, 1, 2),
     date(2026, 3, 3)),
    ("1930:173 2 §: Christmas Eve 2025", date(2025, 12, 24), True, date(2025, 11, 24),
     date(2025, 12, 30)),
    ("4 §: due date later than 30 days", date(2026, 3, 10), False, date(2026, 1, 2),
     date(2026, 3, 11)),
    ("4 §: 30 days after sending", date(2026, 2, 10), False, date(2026, 2, 3),
     date(2026, 3, 6)),
    ("4 §: 30 days end on a Sunday", date(2026, 2, 10), False, date(2026, 1, 30),
     date(2026, 3, 3)),
    ("4 §: sent late runs from the sending", date(2026, 1, 10), False, date(2026, 3, 10),
     date(2026, 4, 10)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("due", "agreed", "sent", "first"),
    [r[1:] for r in FIRST_DAYS],
    ids=[r[0] for r in FIRST_DAYS],
)
def test_the_first_day(due: date, agreed: bool, sent: date, first: date) -> None:
    assert first_interest_day(due, agreed=agreed, sent_on=sent, calendar=CALENDAR) == first


def test_paid_on_the_moved_due_date_costs_nothing() -> None:
    first = agreed_first_day(date(2026, 6, 19))
    assert interest(10_000_00, first, date(2026, 6, 22)) == ()
    assert total_ore(interest(10_000_00, first, date(2026, 6, 23))) == 2_74


def test_no_interest_at_all_when_none_was_told_of() -> None:
    terms = InterestTerms(first_day=None)
    assert (
        interest_lines(100, first=date(2026, 1, 1), last=date(2026, 2, 1), terms=terms, rates={})
        == ()
    )


def test_nothing_bears_nothing() -> None:
    assert interest(0, date(2026, 1, 1), date(2026, 2, 1), rates={}) == ()
    assert shown_amounts(()) == ()


def test_6_paragraph_the_rate_as_it_stands_at_each_time() -> None:
    lines = interest(100_00, date(2024, 6, 29), date(2025, 7, 2))
    assert [(x.first, x.last, x.reference_percent, x.percent, x.year_days) for x in lines] == [
        (date(2024, 6, 29), date(2024, 6, 30), Fraction(4), Fraction(12), 366),
        (date(2024, 7, 1), date(2024, 12, 31), Fraction(4), Fraction(12), 366),
        (date(2025, 1, 1), date(2025, 6, 30), Fraction(3), Fraction(11), 365),
        (date(2025, 7, 1), date(2025, 7, 2), Fraction(2), Fraction(10), 365),
    ]


def test_a_negative_reference_rate_is_not_lifted_to_zero() -> None:
    lines = interest(10_000_00, date(2018, 1, 1), date(2018, 6, 30))
    assert [line.percent for line in lines] == [Fraction(15, 2)]
    assert total_ore(lines) == rounded(Fraction(10_000_00 * 15 * 181, 2 * 100 * 365))


def test_9_paragraph_a_missing_rate_stops_the_counting() -> None:
    with pytest.raises(MissingReferenceRate) as error:
        interest(100_00, date(2026, 12, 1), date(2027, 1, 1))
    assert (error.value.half_year, error.value.first_day) == ("2027-H1", date(2027, 1, 1))
    assert total_ore(interest(100_00, date(2026, 12, 31), date(2026, 12, 31))) == 3


#   who and contract                                contract       consumer  reference     percent
CONTRACTS = [
    ("1 §: a business may agree on more", Fraction(24), False, Fraction(2), Fraction(24)),
    ("1 §: or on less", Fraction(5), False, Fraction(2), Fraction(5)),
    ("KkrL 19 a §: consumer under the cap", Fraction(21), True, Fraction(2), Fraction(21)),
    ("KkrL 19 a §: consumer at reference + 20", Fraction(24), True, Fraction(2), Fraction(22)),
    ("KkrL 19 a §: the cap follows the rate", Fraction(24), True, Fraction(-1, 2),
     Fraction(39, 2)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("contract", "consumer", "reference", "percent"),
    [r[1:] for r in CONTRACTS],
    ids=[r[0] for r in CONTRACTS],
)
def test_contract_rates(
    contract: Fraction, consumer: bool, reference: Fraction, percent: Fraction
) -> None:
    day = date(2026, 3, 3)
    lines = interest(
        100_00, day, day, contract=contract, consumer=consumer, rates={date(2026, 1, 1): reference}
    )
    assert [line.percent for line in lines] == [percent]


def test_a_contract_with_a_business_needs_no_reference_rate() -> None:
    lines = interest(100_00, date(2026, 12, 1), date(2027, 1, 31), contract=Fraction(9), rates={})
    assert [line.reference_percent for line in lines] == [None, None]


def test_a_consumers_cap_needs_one() -> None:
    with pytest.raises(MissingReferenceRate):
        interest(100_00, date(2027, 1, 1), date(2027, 1, 2), contract=Fraction(9), consumer=True)


@pytest.mark.parametrize(
    ("day", "start", "name"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), "2026-H1"),
        (date(2026, 6, 30), date(2026, 1, 1), "2026-H1"),
        (date(2026, 7, 1), date(2026, 7, 1), "2026-H2"),
        (date(2026, 12, 31), date(2026, 7, 1), "2026-H2"),
    ],
)
def test_half_years(day: date, start: date, name: str) -> None:
    assert (half_year_start(day), half_year_name(day)) == (start, name)


amounts = st.integers(min_value=0, max_value=10**10)
days = st.dates(date(2003, 1, 1), date(2026, 12, 31))


@given(amounts, days, days, days)
def test_splitting_a_period_never_changes_the_exact_interest(
    base: int, a: date, b: date, c: date
) -> None:
    first, middle, last = sorted((a, b, c))
    whole = interest(base, first, last)
    parts = interest(base, first, middle) + interest(base, middle + timedelta(days=1), last)
    assert sum(x.exact_ore for x in whole) == sum(x.exact_ore for x in parts)


@given(amounts, days, days)
def test_a_longer_time_never_costs_less(base: int, a: date, b: date) -> None:
    first, last = sorted((a, b))
    shorter = total_ore(interest(base, first, last - timedelta(days=1)))
    assert shorter <= total_ore(interest(base, first, last))


@given(amounts, days, days)
def test_every_day_is_counted_once_and_by_its_own_rate(base: int, a: date, b: date) -> None:
    first, last = sorted((a, b))
    expected = Fraction(0)
    if last - first < timedelta(days=800):
        day = first
        while day <= last:
            year_days = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
            rate = RATES[date(day.year, 1 if day.month <= 6 else 7, 1)] + 8
            expected += Fraction(base) * rate / 100 / year_days
            day += timedelta(days=1)
        assert sum((x.exact_ore for x in interest(base, first, last)), Fraction(0)) == expected


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 20)), min_size=1, max_size=12))
def test_the_lines_shown_add_up_and_none_is_below_zero(parts: list[tuple[int, int]]) -> None:
    day, lines = date(2025, 1, 1), list[InterestLine]()
    for base, length in parts:
        last = day + timedelta(days=length - 1)
        lines += interest(base, day, last)
        day = last + timedelta(days=1)
    shown = shown_amounts(tuple(lines))
    assert sum(shown) == total_ore(tuple(lines))
    assert all(amount >= 0 for amount in shown)


def test_half_an_ore_a_day_is_not_charged_back_on_the_last_line() -> None:
    # 18.25 kr at 10 % is half an öre a day: eight lines of a day are four öre in all.
    first_days_of_march = [date(2026, 3, day) for day in range(1, 9)]
    lines = tuple(line for day in first_days_of_march for line in interest(18_25, day, day))
    assert total_ore(lines) == 4
    assert all(amount >= 0 for amount in shown_amounts(lines))
