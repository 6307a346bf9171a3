"""Whether an instalment plan is kept, and what may go out when it is not."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from tests.simulation.books import Books, Happening
from tests.simulation.days import banking_days_after
from tests.simulation.words import BROKEN, MISSED, PLAN, RETRACTION, TOLERANCE


class Told(Protocol):
    today: date
    by_number: dict[int, Books]


class Plans:
    """Asked by the critic of each letter of a plan."""

    def __init__(self, critic: Told) -> None:
        self.critic = critic
        self._unmet: dict[int, date | None] = {}  # by the letter that breaks a plan

    def letter(self, books: Books, letter: Happening, *, by_hand: bool) -> None:
        told = f"{books.number} {letter}"
        if letter.kind in (PLAN, RETRACTION):
            return
        plan = books.plan
        assert plan is not None, f"no plan runs: {told}"
        if letter.kind == MISSED:
            self._missed(books, plan, letter, told)
            return
        assert letter.kind == BROKEN, told
        # One that had waited is made anew: the plan had been broken by the first, maybe by hand.
        anew = any(x.kind == BROKEN and not x.live and x.order > plan.order for x in books.log)
        if not (by_hand or anew):
            self._broken(books, plan, letter, told)

    def _missed(self, books: Books, plan: Happening, letter: Happening, told: str) -> None:
        unmet = self.unmet(plan)
        assert unmet is not None, f"the plan is kept: {told}"
        start = max([unmet, *(h.on for h in books.known_after("resolve", plan.order))])
        assert letter.on >= banking_days_after(start, 5), f"too soon: {told}"
        before = [x for x in books.known_after("letter", plan.order) if x.kind == MISSED]
        anew = [h.on for b in self.members(plan) for h in b.known_after("resolve", plan.order)]
        anew += [
            day for b in self.members(plan) for _, back, day in b.taken_back if back > plan.order
        ]
        again = all(x.on <= max([unmet, *anew]) for x in before)
        assert again, f"reminded of twice: {told}"

    def _broken(self, books: Books, plan: Happening, letter: Happening, told: str) -> None:
        # Of one letter for several cases: as it was before the plan was broken in the first.
        unmet = self._unmet.setdefault(letter.ref, self.unmet(plan))
        assert unmet is not None, f"the plan is kept: {told}"
        reminded = [x for x in books.known_after("letter", plan.order) if x.kind == MISSED]
        assert reminded, f"broken without a word: {told}"
        assert reminded[-1].on > unmet, f"another instalment was reminded of: {told}"
        assert letter.on >= banking_days_after(reminded[-1].on, 5), told

    def members(self, plan: Happening) -> list[Books]:
        return [self.critic.by_number[member] for member in plan.members]

    def met(self, plan: Happening) -> int:
        """What was paid since on all invoices of a plan, or what is not owed any more of it."""
        paid = left = 0
        for books in self.members(plan):
            made = next(h for h in books.of("plan") if h.ref == plan.ref)
            paid += sum(p.amount for p in books.known_after("pay", made.order))
            paid += sum(c.amount for c in books.known_after("credit", made.order))
            runs = books.plan is not None and books.plan.ref == plan.ref
            left += books.evening(self.critic.today).owed if runs else 0
        return max(paid, sum(amount for _, amount in plan.slips) - left)

    def unmet(self, plan: Happening) -> date | None:
        """The day of the first instalment with which more is missing than is tolerated."""
        asked, paid = 0, self.met(plan)
        for day, amount in plan.slips:
            asked += amount
            if asked - paid > TOLERANCE:
                return day
        return None
