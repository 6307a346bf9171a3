"""The interest of a claim as its days go by: run, paused, taken up again, paid and given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from msgspec import Struct, field

from reminder_cli.domain.money import exact_sum, rounded
from reminder_cli.domain.rules.interest import InterestLine, InterestTerms, Rates, interest_lines
from reminder_cli.errors import MissingReferenceRate

ONE_DAY = timedelta(days=1)


class InterestRun(Struct):
    """Lives only inside a replay. ``next_day`` is the next day that bears interest; None while none
    does. ``missing_rate`` names the half-year at which it stopped for want of a rate.
    """

    rates: Rates
    terms: InterestTerms
    lines: list[InterestLine] = field(default_factory=list)
    next_day: date | None = None
    resume_day: date = date.min
    missing_rate: str = ""
    paid: int = 0
    waived: int = 0

    def begin(self) -> None:
        """It runs from the first day of its terms."""
        self.next_day = self.terms.first_day

    def run(self, principal: int, through: date) -> None:
        """Count the days through that one on a principal in öre."""
        if self.next_day is None or through < self.next_day:
            return
        try:
            self.lines += self._to(self.next_day, principal, through)
        except MissingReferenceRate as missing:
            self.missing_rate = missing.half_year
            last_known = missing.first_day - ONE_DAY
            self.lines += self._to(self.next_day, principal, last_known)
            self.next_day = None
            return
        self.next_day = through + ONE_DAY

    def _to(self, first: date, principal: int, last: date) -> tuple[InterestLine, ...]:
        return interest_lines(principal, first=first, last=last, terms=self.terms, rates=self.rates)

    def pause(self) -> None:
        """No day bears interest until it is taken up again."""
        self.next_day = None

    def resume(self, on: date) -> None:
        """It runs again from that day, unless its terms or a rate that is missing say otherwise."""
        if self.terms.first_day is not None and not self.missing_rate:
            self.next_day = max(on, self.terms.first_day)

    def end(self, on: date) -> None:
        """The case has ended on that day: what comes later begins the day after at the earliest."""
        self.next_day, self.resume_day = None, on + ONE_DAY

    def begin_again(self, on: date, terms: InterestTerms) -> None:
        """A later case, under its own terms, opened on that day."""
        self.terms = terms
        self.resume(max(on, self.resume_day))

    def through(self, day: date) -> int:
        """All interest through ``day`` in öre, rounded once; the lines must reach that far."""
        return rounded(exact_sum(self._through(day)))

    def _through(self, day: date) -> Iterator[Fraction]:
        for line in self.lines:
            if line.last <= day:
                yield line.exact_ore
            elif line.first <= day:
                yield line.exact_ore * ((day - line.first).days + 1) / line.days

    def owed(self, day: date) -> int:
        """What of it is neither paid nor given up on that day, in öre."""
        return max(self.through(day) - self.paid - self.waived, 0)

    def waive(self, day: date, at_most: int | None = None) -> int:
        """Give up what is owed that day, or so much of it; returns how much that was, in öre."""
        left = self.owed(day)
        if at_most is not None:
            left = max(min(left, at_most), 0)
        self.waived += left
        return left
