"""Banking days. The calendar is told which days are closed; it knows no holiday itself."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

SATURDAY = 5
ONE_DAY = timedelta(days=1)


class BankingCalendar(Struct, frozen=True):
    """Closed days given from outside, so that the rules stay pure.

    ``closed`` holds the public holidays, Midsummer Eve, Christmas Eve and New Year's Eve;
    Saturdays and Sundays need not stand in it. ``covers`` are the years it is complete for.
    """

    closed: frozenset[date]
    covers: range

    def is_banking_day(self, day: date) -> bool:
        """Whether banks are open (bankdag). Half days are banking days.

        Raises ``ValueError`` for a year the calendar was not told of: nothing is guessed.
        """
        if day.year not in self.covers:
            raise ValueError(f"no holidays are known for {day.year}")
        return day.weekday() < SATURDAY and day not in self.closed

    def on_or_after(self, day: date) -> date:
        """The day itself, or the first banking day after it.

        Lag (1930:173) 2 §: a last day on a Saturday, a Sunday, another public holiday,
        Midsummer Eve, Christmas Eve or New Year's Eve is moved to the next business day.
        """
        while not self.is_banking_day(day):
            day += ONE_DAY
        return day

    def add_banking_days(self, day: date, *, count: int) -> date:
        """The ``count``-th banking day after ``day``; the start day is not counted."""
        for _ in range(count):
            day = self.on_or_after(day + ONE_DAY)
        return day

    def banking_days_between(self, first: date, last: date) -> int:
        """How many banking days lie after ``first`` up to and including ``last``."""
        days = 0
        day = first
        while day < last:
            day += ONE_DAY
            days += self.is_banking_day(day)
        return days
