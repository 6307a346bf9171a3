"""What the firm does with its cases: send, take over, stop, let go on, end, and choose."""

from __future__ import annotations

from datetime import date, timedelta

from reminder_cli.domain.adopting import Adoption
from reminder_cli.domain.gates import DebtorStatus, Step
from reminder_cli.services.adopting import adopt, adopt_file
from reminder_cli.services.choose import choose
from reminder_cli.services.debtors import Changes, debtor
from reminder_cli.services.dispute import dispute, resolve
from reminder_cli.services.hold import HoldOrder, hold, release
from reminder_cli.services.instalments import PlanWish, break_plan, make_plan
from reminder_cli.services.retract import retract
from reminder_cli.services.send import SendOptions, send
from tests.simulation.acting import Actor
from tests.simulation.books import Books, Happening
from tests.simulation.days import is_banking_day
from tests.simulation.words import BROKEN, DEMAND, PLAN, REMINDER, RETRACTION, TOLERANCE

STATUSES = (*DebtorStatus, DebtorStatus.BANKRUPT)
CANNOT_CANCEL = {"bankrupt", "deceased"}


class CaseDeeds(Actor):
    """Each is refused just when the books say so."""

    # ---- it begins ----

    def send(self) -> None:
        if not is_banking_day(self.today):
            return
        due = [n for n, b in self.books.items() if self._may_be_sent(b)]
        known = due if len(due) > 4 and self.dice.random() < 0.6 else sorted(self.books)
        first, *others = self.dice.sample(known, 4)
        if self.dice.random() < 0.5:  # all of one debtor, who will get one inkassokrav for them
            mine = self.books[first].customer
            others = [n for n, b in self.books.items() if b.customer == mine and n != first]
        numbers = [first, *others]
        may = {number for number in numbers if self._may_be_sent(self.books[number])}
        options = SendOptions(start=Step.DEMAND if self.dice.random() < 0.1 else Step.REMINDER)
        report = self.in_world(lambda world: send(world, numbers, options))
        opened = {books.number for books, h in self.news if h.what == "open"}
        assert opened in ((may, set()) if report is None else (may,)), "sent against the books"

    def _may_be_sent(self, books: Books) -> bool:
        evening = books.evening(self.today)
        due = self.today > books.due and evening.principal > TOLERANCE
        lost = self.today >= books.lost_on()
        stopped = books.held(self.today) or self.critic.is_barred(books) or lost
        return due and not (stopped or books.open_case)

    def adopt(self) -> None:
        """Some were chased elsewhere: one by one, or as the list of another program."""
        late = [n for n, b in self.books.items() if self._may_be_sent(b)]
        known = late if late and self.dice.random() < 0.8 else sorted(self.books)
        numbers = self.dice.sample(known, min(self.dice.randrange(1, 5), len(known)))
        taken = []
        for number in numbers:
            books = self.books[number]
            span = min((self.today - books.due).days, 100)
            sent_on = self.today - timedelta(days=self.dice.randrange(max(span, 1)))
            taken.append((number, self.dice.choice((REMINDER, DEMAND)), sent_on))
        fees = self.dice.choice((0, 60_00, 180_00, 240_00, 300_00))
        may = all(self._may_be_adopted(*item, fees) for item in taken)
        if len(numbers) == 1:
            [(number, step, on)] = taken
            adoption = Adoption(step=step, sent_on=on, fees_ore=fees)
            found = self.in_world(lambda world: adopt(world, [number], adoption), doing="adopt")
            self.expect(found, may=may, told=taken)
            return
        path = self.firm.folder / "ärenden.csv"
        lines = [f"{number};{step};{on};{fees // 100}" for number, step, on in taken]
        path.write_text("\n".join(["number;step;date;fees", *lines]), encoding="utf-8")
        found = self.in_world(lambda world: adopt_file(world, path), doing="adopt")
        self.expect(found, may=may, told=taken)

    def _may_be_adopted(self, number: str, step: str, on: date, fees: int) -> bool:
        books = self.books[number]
        ended = [h.on for h in books.of("close")]
        late = on > books.due and on > max(ended, default=date.min)
        most = 60_00 if step == REMINDER else 240_00
        return self._may_be_sent(books) and late and fees <= most

    # ---- it is stopped, and goes on ----

    def cancel(self, books: Books | None = None) -> None:
        books = books or self.running()
        if books and self.dice.random() < 0.6:
            self.critic.cancelled.add(books.number)
            found = self.do(lambda: self.firm.cancel(books.number))
            barred = self.critic.barred.get(books.customer, set())
            may = not (books.application or barred & CANNOT_CANCEL)
            self.expect(found, may=may, told=f"cancel {books.number}")
            assert found is None or not may or not books.open_case

    def hold(self) -> None:
        books = self.running()
        if books is None:
            return
        until = self.today + timedelta(days=self.dice.randrange(0, 30))
        owed = books.evening(self.today).owed
        promise = self.dice.choice((0, owed, owed // 2, owed + 1))
        order = HoldOrder(until=until, reason="lovat", promise_ore=promise)
        may = promise <= owed and books.application is None
        found = self.in_world(lambda world: hold(world, [books.number], order))
        self.expect(found, may=may, told=f"hold {books.number}")
        assert found is None or not may or books.stopped(until)

    def release(self) -> None:
        books = self.one(
            [b for b in self.books.values() if b.open_case and b.on_hold_until >= self.today]
        )
        if books is not None:
            may = books.application is None
            found = self.in_world(lambda world: release(world, [books.number]))
            self.expect(found, may=may, told=f"release {books.number}")

    def dispute(self, books: Books | None = None) -> None:
        books = books or self.running()
        if books is not None:
            may = not books.disputed and books.application is None
            found = self.in_world(lambda world: dispute(world, [books.number], reason="fel"))
            self.expect(found, may=may, told=f"dispute {books.number}")

    def resolve(self, books: Books | None = None) -> None:
        books = books or self.one([b for b in self.books.values() if b.disputed])
        if books is not None:
            number = books.number
            found = self.in_world(lambda world: resolve(world, [number], reason="svarat"))
            self.expect(found, may=True, told=f"resolve {number}")

    def quarrel(self) -> None:
        """Of the cases of one inkassokrav one is disputed, and the one that bears its fee is ended."""
        running = [b for b in self.books.values() if b.open_case]
        pairs = [
            (one, other)
            for one in running
            for other in running
            if one is not other
            and one.customer == other.customer
            and {x.ref for x in one.letters if x.kind == DEMAND and x.amount and x.ref}
            & {x.ref for x in other.letters}
        ]
        if pairs:
            one, other = self.dice.choice(pairs)
            self.dispute(other)
            self.cancel(one)

    def status(self) -> None:
        """Of a few debtors something is known, and some of it is over again."""
        barred = self.critic.barred
        customer = str(self.dice.randrange(1, self.size.customers + 1))
        status = self.dice.choice(STATUSES)
        change = Changes(statuses={status: self.today})
        if customer in barred:
            change = Changes(cleared=frozenset({self.dice.choice(sorted(barred[customer]))}))
        elif len(barred) >= max(self.size.customers // 10, 1) or self.dice.random() < 0.5:
            return
        self.in_world(lambda world: debtor(world, customer, change))
        self.critic.barred = self.audit.barred()

    # ---- instalments ----

    def plan(self) -> None:
        books = self.running()
        if books is None:
            return
        mates = [b for b in self.books.values() if b.open_case and b.customer == books.customer]
        members = [books, *self.dice.sample(mates, self.dice.randrange(0, min(2, len(mates)) + 1))]
        numbers = list(dict.fromkeys(b.number for b in members))
        agreed = self.dice.choice((None, self.today))
        each = max(sum(self.books[n].evening(self.today).owed for n in numbers) // 2 + 100, 1)
        by_months = self.dice.random() < 0.7
        wish = PlanWish(
            first_on=self.today + timedelta(days=self.dice.randrange(3, 20)),
            months=self.dice.randrange(1, 3) if by_months else None,
            amount_ore=None if by_months else each,
            agreed_on=agreed,
        )
        may = all(self._may_have_a_plan(self.books[number]) for number in numbers)
        found = self.in_world(lambda world: make_plan(world, numbers, wish))
        self.expect(found, may=may, told=f"plan {numbers}")
        for beside, h in self.news:
            if h.what == "plan":
                letter = next(x for x in beside.letters if x.ref == h.ref)
                assert not letter.amount or agreed, "a fee for a plan that was not agreed on"

    def _may_have_a_plan(self, books: Books) -> bool:
        unsent = any(x.arrived is None for x in books.letters) or self.audit.unsure(books)
        lost = self.today >= books.lost_on()
        stopped = books.held(self.today) or self.critic.is_barred(books) or lost
        return not (unsent or stopped or books.plan or books.application)

    def break_plan(self) -> None:
        books = self.one([b for b in self.books.values() if b.open_case and b.plan])
        if books is None:
            return
        plan, number = books.plan, books.number
        assert plan is not None
        members = [b for b in self.critic.plans.members(plan) if b.plan is not None]
        owed = all(b.evening(self.today).owed for b in members)
        may = owed and all(self._may_be_written_to(b) for b in members)
        found = self.in_world(lambda world: break_plan(world, number), doing="break")
        self.expect(found, may=may, told=f"break {number}")

    def _may_be_written_to(self, books: Books) -> bool:
        unsent = any(x.arrived is None for x in books.letters) or self.audit.unsure(books)
        lost = self.today >= books.lost_on()
        return not (unsent or books.held(self.today) or self.critic.is_barred(books) or lost)

    # ---- after the demand; a letter taken back ----

    def choose(self) -> None:
        fitting = [b for b in self.books.values() if b.stage in ("choose", "monitoring")]
        books = self.one([b for b in fitting if b.open_case]) or self.running()
        if books is None:
            return
        number, choice = books.number, self.dice.choice(("monitoring", "choose"))
        comes_from = {"monitoring": "choose", "choose": "monitoring"}[choice]
        may = books.stage == comes_from and not (books.disputed or books.application)
        found = self.in_world(lambda world: choose(world, [number], choice), doing="choose")
        self.expect(found, may=may, told=f"choose {number} {choice}")

    def retract(self) -> None:
        """A letter is taken back that has gone out, all or some of its cases still running."""
        sent = [
            (b, x)
            for b in self.books.values()
            for x in b.of_case
            if x.arrived and not x.adopted and x.kind != RETRACTION
        ]
        if not sent:
            return
        _, letter = self.dice.choice(sent)
        group = self.reader.letters[letter.ref]
        of_plan = letter.kind in (PLAN, BROKEN) or any(b.plan for b, _ in group)
        self.critic.cancelled |= {b.number for b, _ in group}
        told = self.dice.random() < 0.7
        found = self.in_world(
            lambda world: retract(world, letter.ref, reason="fel", with_letter=told),
            doing="retract",
        )
        if not (told or self._over(group) or any(self.audit.unsure(b) for b, _ in group)):
            self.expect(found, may=True, told=f"retract {letter}")
        kept = all(self.today < b.lost_on(without=letter.ref) for b, _ in group)
        plain = kept and not of_plan and all(self._may_be_written_to(b) for b, _ in group)
        if found is not None and plain and not self._over(group):
            self.expect(found, may=True, told=f"retract {letter}")

    def _over(self, group: list[tuple[Books, Happening]]) -> bool:
        # One that ended there, as a loss, is there still.
        there = any(
            {h.ref for h in b.at_kronofogden("applied", x.case)}
            - {h.ref for h in b.at_kronofogden("withdrawn", x.case)}
            for b, x in group
        )
        older = any(x.case != len(b.of("open")) or not x.live for b, x in group)
        return there or older
