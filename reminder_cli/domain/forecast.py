"""What may come in, from what came in before. An estimate, and nothing rests on it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from msgspec import Struct, field

from reminder_cli.domain.course import CaseCourse, Visit
from reminder_cli.domain.events import Stage

HORIZONS = (30, 60, 90)  # days
WAITED = (0, 30, 90, 180)  # days since a case came to its stage; a new case pays better than an old
ENOUGH = 5  # cases; a share of fewer says nothing


class Came(Struct):
    """What was left to pay and what came of it, over some cases; öre."""

    cases: int = 0
    left_ore: int = 0
    came_ore: int = 0


def waited(since: date, *, as_of: date) -> int:
    """How long a case has been at its stage, as one of ``WAITED``.

    >>> waited(date(2026, 1, 1), as_of=date(2026, 1, 30)), waited(date(2026, 1, 1), as_of=date(2026, 1, 31))
    (0, 30)
    """
    return max(days for days in WAITED if days <= (as_of - since).days)


class Experience(Struct):
    """What came in within so many days of cases that had been at a stage for so many days."""

    as_of: date
    seen: dict[tuple[Stage | None, int, int], Came] = field(
        default_factory=lambda: defaultdict(Came)
    )

    def add(self, course: CaseCourse) -> None:
        """Learn from one case: from every stage it came to, as far as its days have passed."""
        for visit in course.visits:
            if visit.stage is not Stage.CLOSED:
                for days in WAITED:
                    self._learn(course, visit, days)

    def _learn(self, course: CaseCourse, visit: Visit, days: int) -> None:
        start = visit.on + timedelta(days=days)
        closed_on = course.case.closed_on
        if days and closed_on is not None and closed_on <= start:
            return  # there was nothing left to wait for
        since = [r for r in course.receipts if (r.on, r.seq) >= (visit.on, visit.seq)]
        later = [r for r in since if r.on > start] if days else since
        paid = sum(r.met_ore for r in since) - sum(r.met_ore for r in later)
        left = max(visit.asked_ore - paid, 0)
        for horizon in HORIZONS:
            end = start + timedelta(days=horizon)
            if end > self.as_of:
                return
            came = sum(r.met_ore for r in later if r.on <= end)
            for stage in (visit.stage, None):
                seen = self.seen[stage, days, horizon]
                seen.cases += 1
                seen.left_ore += left
                seen.came_ore += min(came, left)

    def expected(self, owed_ore: int, *, stage: Stage, waited_days: int, days: int) -> int | None:
        """What may come in of a debt at a stage within so many days, in öre, rounded down.

        None where too few cases have come that far: then there is nothing to go by.
        """
        seen = self.seen[stage, waited_days, days]
        if seen.cases < ENOUGH:
            seen = self.seen[None, waited_days, days]
        if seen.cases < ENOUGH or not seen.left_ore:
            return None
        return owed_ore * seen.came_ore // seen.left_ore
