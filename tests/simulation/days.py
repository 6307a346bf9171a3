"""The simulation's own calendar: banking days of 2025 and 2026, and the terms counted in them.

Lag (1930:173) 2 §; the days are written out, so that nothing here asks the program.
"""

from __future__ import annotations

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
CLOSED_2025 = "0101 0106 0418 0421 0501 0529 0606 0620 1224 1225 1226 1231"
CLOSED_2026 = "0101 0106 0403 0406 0501 0514 0619 1224 1225 1231"
CLOSED = frozenset(
    date(year, int(day[:2]), int(day[2:]))
    for year, days in ((2025, CLOSED_2025), (2026, CLOSED_2026))
    for day in days.split()
)


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
