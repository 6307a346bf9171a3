"""The letters that will go out, and the money that may come in. An estimate from the firm's own past.

A letter is foreseen by asking the rules on its day, as `plan --until` does: what they would hold
then is told apart, with its reason.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.domain.decision import Decision, Hold, IssueLetter
from reminder_cli.domain.events import Stage
from reminder_cli.domain.forecast import HORIZONS, Experience, waited
from reminder_cli.domain.replay import reckon
from reminder_cli.i18n import NO_TEXT, Text
from reminder_cli.services.deciding import decide_for
from reminder_cli.services.lookback import foreseen_on
from reminder_cli.services.report_lines import Line

if TYPE_CHECKING:
    from reminder_cli.services.facts import Subject
    from reminder_cli.services.world import World

# The letter that a next step is, where it is one.
_LETTER_OF = {"demand": "demand", "rest_notice": "rest_notice", "monitoring_letter": "monitoring"}
_LOOKS = (
    5  # days on which a case is asked about before it is left: each looks at the next one named
)


class ComingLetter(Struct, frozen=True, kw_only=True):
    """A letter that will go out if nothing is paid before, or would but for a gate; öre.

    ``held_by`` is the code of the gate, ``why`` its sentence; empty when nothing stands before it.
    """

    on: date
    kind: str
    invoice: str
    customer_id: int
    customer: str
    owed_ore: int
    held_by: str = ""
    why: Text = NO_TEXT


class Horizon(Struct, frozen=True, kw_only=True):
    """What is expected within so many days. ``money_ore`` is None with too little to go by."""

    days: int
    letters: int
    money_ore: int | None


class Forecast:
    """Gathers from every case what comes next and what came before."""

    def __init__(self, there: World) -> None:
        self._there = there
        self._days: dict[date, World] = {}
        self.as_of = there.today
        self.experience = Experience(self.as_of)
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
        letter = self._foreseen(line)
        if letter is not None:
            self._letters.append(letter)

    def _foreseen(self, line: Line) -> ComingLetter | None:
        """The next letter of a case, by what the rules say on the day that they name now."""
        subject, on = line.subject, line.next_on
        for _look in range(_LOOKS):
            if on is None or on > self.as_of + timedelta(days=HORIZONS[-1]):
                return None
            decision = self._decision(subject, on)
            if isinstance(decision, IssueLetter):
                return _coming(subject, on, decision.kind.value)
            if not isinstance(decision, Hold):
                return None  # it comes to a stage, or ends, without a letter
            if decision.until is None or decision.until <= on:
                kind = _LETTER_OF.get(line.next_step)
                if kind is None:
                    return None
                return replace(_coming(subject, on, kind), held_by=decision.code, why=decision.why)
            on = decision.until
        return None

    def _decision(self, subject: Subject, on: date) -> Decision:
        if on not in self._days:
            self._days[on] = foreseen_on(self._there, on)
        there = self._days[on]
        account = reckon(
            subject.claim, subject.account.basis, until=max(on, self.as_of), rates=there.rates
        )
        return decide_for(there, replace(subject, account=account))

    @property
    def letters(self) -> list[ComingLetter]:
        """The letters to come, by day."""
        return self._sorted(held=False)

    @property
    def held(self) -> list[ComingLetter]:
        """The letters that would come, if it were not for what stands before them."""
        return self._sorted(held=True)

    def _sorted(self, *, held: bool) -> list[ComingLetter]:
        chosen = (letter for letter in self._letters if bool(letter.held_by) is held)
        return sorted(chosen, key=lambda letter: (letter.on, letter.invoice))

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
            for x in self.letters
            if x.on <= last
        }
        sums = [
            self.experience.expected(owed, stage=stage, waited_days=waited_days, days=days)
            for (stage, waited_days), owed in self.owed.items()
        ]
        known = [ore for ore in sums if ore is not None]
        money = sum(known) if known or not sums else None
        return Horizon(days=days, letters=len(letters), money_ore=money)


def _coming(subject: Subject, on: date, kind: str) -> ComingLetter:
    return ComingLetter(
        on=on,
        kind=kind,
        invoice=subject.invoice.number,
        customer_id=subject.customer.customer_id,
        customer=subject.customer.name,
        owed_ore=subject.account.owed_ore,
    )
