"""The letters that will go out, and the money that may come in. An estimate from the firm's own past."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reminder_cli.domain.events import Stage
from reminder_cli.domain.forecast import HORIZONS, Experience, waited
from reminder_cli.services.report_lines import Line
from reminder_cli.services.words import LETTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingLetter:
    """A letter that will go out if nothing is paid before; öre."""

    on: date
    kind: str
    invoice: str
    customer_id: int
    customer: str
    owed_ore: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """What is expected within so many days. ``money_ore`` is None with too little to go by."""

    days: int
    letters: int
    money_ore: int | None


class Forecast:
    """Gathers from every case what comes next and what came before."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of
        self.experience = Experience(as_of)
        self.owed: dict[tuple[Stage, int], int] = defaultdict(int)
        self._letters: list[ComingLetter] = []

    def add(self, line: Line) -> None:
        """Learn from the cases of one invoice, and foresee the one that runs."""
        for course in line.cases:
            self.experience.add(course)
        case, subject = line.subject.open_case, line.subject
        # Nothing is expected of a debt that is disputed, or of a debtor who cannot pay.
        if case is None or case.disputed or subject.statuses:
            return
        # By the visit, not the case: after a reopening it is the day of the reopening.
        since = line.visits[-1].on
        self.owed[case.stage, waited(since, as_of=self.as_of)] += subject.account.owed_ore
        if line.next_on is None or not _is_letter(line.next_step, case.stage):
            return
        if line.next_on <= self.as_of + timedelta(days=HORIZONS[-1]):
            self._letters.append(
                ComingLetter(
                    on=line.next_on,
                    kind=line.next_step,
                    invoice=subject.invoice.number,
                    customer_id=subject.customer.customer_id,
                    customer=subject.customer.name,
                    owed_ore=subject.account.owed_ore,
                )
            )

    @property
    def letters(self) -> list[ComingLetter]:
        """The letters to come, by day."""
        return sorted(self._letters, key=lambda letter: (letter.on, letter.invoice))

    @property
    def horizons(self) -> list[Horizon]:
        """What is expected within 30, 60 and 90 days."""
        found = [self._horizon(days) for days in HORIZONS]
        for place in range(1, len(found)):
            before, money = found[place - 1].money_ore, found[place].money_ore
            if before is not None and (money is None or money < before):
                # Fewer cases have come so far; what comes within 30 days comes within 60.
                found[place] = replace(found[place], money_ore=before)
        return found

    def _horizon(self, days: int) -> Horizon:
        last = self.as_of + timedelta(days=days)
        # Demands of one debtor on one day are one letter.
        letters = {
            (x.on, x.kind, x.customer_id, "" if x.kind == "demand" else x.invoice)
            for x in self._letters
            if x.on <= last
        }
        sums = [
            self.experience.expected(owed, stage=stage, waited_days=waited_days, days=days)
            for (stage, waited_days), owed in self.owed.items()
        ]
        known = [ore for ore in sums if ore is not None]
        money = sum(known) if known or not sums else None
        return Horizon(days=days, letters=len(letters), money_ore=money)


def _is_letter(step: str, stage: Stage) -> bool:
    # To come to monitoring is a step without a letter; at monitoring it is the yearly letter.
    return step in LETTERS and (step != "monitoring" or stage is Stage.MONITORING)
