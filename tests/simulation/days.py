"""The simulation's own calendar and rates, written out, so that nothing here asks the program.

Banking days: lag (1930:173) 2 §. Reference rates: Riksbanken, in half percents.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
CLOSED_BY_YEAR = {
    2025: "0101 0106 0418 0421 0501 0529 0606 0620 1224 1225 1226 1231",
    2026: "0101 0106 0403 0406 0501 0514 0619 1224 1225 1231",
    2027: "0101 0106 0326 0329 0506 0625 1224 1231",
}
CLOSED = frozenset(
    date(year, int(day[:2]), int(day[2:]))
    for year, days in CLOSED_BY_YEAR.items()
    for day in days.split()
)
FIRST_RATE = date(2022, 1, 1)
# From each day on, in half percents; eight percent are added (räntelagen 6 §).
HALVES = (
    (date(2022, 1, 1), 0), (date(2022, 7, 1), 1), (date(2023, 1, 1), 5), (date(2023, 7, 1), 7),
    (date(2024, 1, 1), 8), (date(2024, 7, 1), 8), (date(2025, 1, 1), 6), (date(2025, 7, 1), 4),
    (date(2026, 1, 1), 4), (date(2026, 7, 1), 4), (date(2027, 1, 1), 4),
)  # fmt: skip
# One öre a day at one half percent a year is 366 parts in a year of 365 days, and 365 in one of 366.
PARTS_OF_AN_ORE = 200 * 365 * 366


def is_banking_day(day: date) -> bool:
    return day.weekday() < 5 and day not in CLOSED


def on_or_after(day: date) -> date:
    while not is_banking_day(day):
        day += ONE_DAY
    return day


def banking_days_after(day: date, count: int) -> date:
    for _ in range(count):
        day = on_or_after(day + ONE_DAY)
    return day


def ten_days_after(day: date) -> date:
    """The term of a demand, and of what takes a case up again later than the reminder."""
    return on_or_after(day + timedelta(days=10))


def years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _summed() -> list[int]:
    sums, day = [0], FIRST_RATE
    starts = [start for start, _ in HALVES]
    while day < date(2028, 1, 1):
        leap = day.year % 4 == 0
        halves = HALVES[bisect_right(starts, day) - 1][1] + 16
        sums.append(sums[-1] + halves * (365 if leap else 366))
        day += ONE_DAY
    return sums


_SUMS = _summed()


def parts_through(first: date, last: date) -> int:
    """What one öre bears in these days, both included, in parts of an öre."""
    start = (first - FIRST_RATE).days
    return _SUMS[(last - FIRST_RATE).days + 1] - _SUMS[start] if last >= first else 0
