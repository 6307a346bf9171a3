"""What may come in, from what came in before. An estimate, and nothing rests on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from reminder_cli.domain.course import CaseCourse, Receipt, Visit
from reminder_cli.domain.events import Stage

HORIZONS = (30, 60, 90)  # days
ENOUGH = 5  # cases; a share of fewer says nothing


@dataclass(slots=True)
class Came:
    """What was asked for and what came of it, over some cases; öre."""

    cases: int = 0
    asked_ore: int = 0
    came_ore: int = 0


@dataclass(slots=True)
class Experience:
    """What came in within so many days of a case's coming to a stage, of what was asked for then."""

    as_of: date
    seen: dict[tuple[Stage | None, int], Came] = field(default_factory=lambda: defaultdict(Came))

    def add(self, course: CaseCourse) -> None:
        """Learn from one case: from every stage it came to at least that many days ago."""
        for visit in course.visits:
            if visit.stage is Stage.CLOSED:
                continue
            for days in HORIZONS:
                if visit.on + timedelta(days=days) <= self.as_of:
                    self._add(visit, days, came_within(visit, course.receipts, days=days))

    def _add(self, visit: Visit, days: int, came_ore: int) -> None:
        for stage in (visit.stage, None):
            seen = self.seen[stage, days]
            seen.cases += 1
            seen.asked_ore += visit.asked_ore
            seen.came_ore += min(came_ore, visit.asked_ore)

    def expected(self, owed_ore: int, *, stage: Stage, days: int) -> int | None:
        """What may come in of a debt at a stage within so many days, in öre, rounded down.

        None where too few cases have come that far: then there is nothing to go by.
        """
        seen = self.seen[stage, days]
        if seen.cases < ENOUGH:
            seen = self.seen[None, days]
        if seen.cases < ENOUGH or not seen.asked_ore:
            return None
        return owed_ore * seen.came_ore // seen.asked_ore


def came_within(visit: Visit, receipts: Sequence[Receipt], *, days: int) -> int:
    """What came in after a case came to a stage, within so many days; öre."""
    last = visit.on + timedelta(days=days)
    start = (visit.on, visit.seq)
    return sum(r.met_ore for r in receipts if start <= (r.on, r.seq) and r.on <= last)
