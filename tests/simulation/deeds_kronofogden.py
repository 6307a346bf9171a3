"""What happens at Kronofogden, as the firm registers it: never before its time, never twice."""

from __future__ import annotations

from datetime import date, timedelta

from reminder_cli.domain.kronofogden_rules import Action
from reminder_cli.services.kronofogden import Decided, register, report
from tests.simulation.acting import Actor
from tests.simulation.books import Books
from tests.simulation.days import years_after

PARTS = ("principal", "interest", "fees", "costs")


class KronofogdenDeeds(Actor):
    """Application, objection, utslag, enforcement, money, withdrawal."""

    def apply(self) -> None:
        fitting = [b for b in self.books.values() if b.stage in ("choose", "monitoring")]
        ripe = [b for b in fitting if b.open_case]
        books = self.one(ripe) if self.dice.random() < 0.9 else self.running()
        if books is None:
            return
        number = books.number
        may = self._may_apply(books)
        found = self.in_world(lambda world: register(world, number, Action.APPLIED))
        self.expect(found, may=may, told=f"apply {number}")
        self.audit.compare([number])

    def _may_apply(self, books: Books) -> bool:
        unsent = any(x.arrived is None for x in books.letters) or self.audit.unsure(books)
        lost = self.today >= books.lost_on()
        stopped = books.disputed or self.critic.is_barred(books) or lost or unsent
        ripe = self.today >= books.may_apply_from
        return ripe and not (stopped or books.application)

    def step_there(self) -> None:
        """Whatever comes next, or does not come so."""
        there = [b for b in self.books.values() if b.open_case and b.application]
        books = self.one(there) if self.dice.random() < 0.95 else self.running()
        late = [b for b in self.books.values() if b.of("utslag") and not b.open_case]
        if late and self.dice.random() < 0.1:  # it tells of money when the case has ended
            self._report(self.dice.choice(late))
            return
        if books is None:
            return
        step = self.dice.choice(("objected", "utslag", "utslag", "enforcement", "report", "report"))
        if self.dice.random() < 0.12:
            step = "withdrawn"
        if step == "report":
            self._report(books)
            return
        number = books.number
        on = max(self.today - timedelta(days=self.dice.choice((0, 0, 2, 5))), self._last(books))
        given = self._given(books, on) if step == "utslag" and self.dice.random() < 0.5 else {}
        decided = Decided(**{f"{part}_ore": ore for part, ore in given.items()})
        may = self._may(books, step, on)
        found = self.in_world(
            lambda world: register(world, number, Action(step), on=on, decided=decided)
        )
        self.expect(found, may=may, told=f"{step} {number} on {on}")
        self.audit.compare([number])

    def _last(self, books: Books) -> date:
        steps = ("applied", "objected", "utslag", "enforcement")
        return max([h.on for step in steps for h in books.step_there(step)], default=self.today)

    def _given(self, books: Books, on: date) -> dict[str, int]:
        """All that was applied for, or some of it less."""
        now = books.evening(on)
        owed = {
            "principal": now.principal,
            "interest": now.interest_left(on),
            "fees": now.fees_left,
            "costs": now.costs_left,
        }
        return {
            part: self.dice.choice((owed[part], owed[part] // 2, 0))
            for part in PARTS
            if self.dice.random() < 0.3
        }

    def _may(self, books: Books, step: str, on: date) -> bool:
        if books.application is None:
            return False
        decided = bool(books.step_there("utslag"))
        if step == "objected":
            return not (decided or books.step_there("objected"))
        if step == "utslag":
            return not decided
        if step == "enforcement":
            charged = books.step_there("enforcement")
            yearly = not charged or on >= years_after(charged[-1].on, 1)
            return decided and yearly and books.evening(on).owed >= 100_00
        return True

    def _report(self, books: Books) -> None:
        number, owed = books.number, books.evening(self.today).owed
        amount = max(self.dice.choice((owed, owed + 600_00, owed // 2, owed // 3, 900_00)), 1)
        kept = self.dice.choice((None, None, 600_00, 250_00))
        if kept is not None:
            kept = min(kept, amount)
        may = bool(books.at_kronofogden("utslag", len(books.of("open"))))
        on = self.today - timedelta(days=self.dice.choice((0, 0, 1, 4)))
        found = self.in_world(lambda world: report(world, number, amount, on=on, kept_ore=kept))
        self.expect(found, may=may, told=f"report {number}")
        self.paid_or_not(books)
        self.audit.compare([number])
