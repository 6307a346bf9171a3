"""Money comes in, is taken back or paid back; invoices are credited and written off."""

from __future__ import annotations

from datetime import timedelta

from reminder_cli.domain.events import PaidTo
from reminder_cli.services.invoice_life import credit, undo, write_off
from reminder_cli.services.payments_waiting import repay
from tests.simulation.acting import Actor, No
from tests.simulation.books import Books, Happening
from tests.simulation.words import DEMAND, REMINDER

BEYOND_LETTERS = {"bankrupt", "deceased", "debt_relief"}


class MoneyDeeds(Actor):
    """What customers pay, and what becomes of invoices that they do not."""

    def pay(self) -> None:
        cased = self.dice.random() < 0.9
        books = self.one([b for b in self.books.values() if bool(b.of("open")) == cased])
        if books is None:
            return
        on = self.today - timedelta(days=self.dice.choice((0, 0, 0, 1, 1, 2, 3, 6, 15)))
        amount = self._amount(books)
        to = PaidTo.PARTNER if self.partner and self.dice.random() < 0.7 else PaidTo.CREDITOR
        number = books.number
        paid = self.do(lambda: self.firm.pay(number, amount, on=on, to=to))
        met = [(beside, h) for beside, h in self.news if h.what == "pay"]
        if paid is None and not met:
            return
        assert sum(h.amount for _, h in met) == amount, "a payment was not applied whole"
        assert {(h.on, h.kind) for _, h in met} == {(on, to.value)}
        for beside, _ in met:
            assert beside is books or share_a_letter(books, beside)
            self.paid_or_not(beside)
        if paid is not None:
            assert not isinstance(paid, No)
            others = [self.books[o.after.invoice.number] for o in paid.others if not o.closed]
            left = [b for b in others if self._owed_then(b, met[0][1])]
            assert not (paid.allocation.over_ore and left), "too much here, while others are owed"
        self.audit.compare([beside.number for beside, _ in met])

    def _owed_then(self, books: Books, payment: Happening) -> int:
        """What it could meet: before its case began an invoice asks for the principal alone."""
        then = books.evening(payment.on)
        return then.owed if books.case_of(payment) else then.principal

    def _amount(self, books: Books) -> int:
        evening = books.evening(self.today)
        totals = [x.total for x in books.letters] or [books.principal]
        slips = [amount for h in books.of("plan") for _, amount in h.slips]
        choices = (
            totals[-1],
            totals[-1],
            totals[0],
            totals[-1] - 1,
            totals[-1] + self.dice.randrange(1, 50_00),
            evening.principal,
            evening.owed,
            evening.owed // 2,
            totals[-1] // 3,
            slips[-1] if slips else 60_00,
            slips[0] - 65 if slips else 60_00,
        )
        return max(self.dice.choice(choices), 1)

    def unpay(self) -> None:
        payments = [(b, p) for b in self.books.values() for p in b.of("pay")]
        if not payments:
            return
        _books, chosen = self.dice.choice(payments)
        met = [(b, p) for b, p in payments if p.ref == chosen.ref]
        ended = [b for b, p in met if not b.open_case and helped_to_end(b, p.order)]
        self.do(lambda: self.firm.unpay(chosen.ref))
        gone = {p.live for _, p in met}
        assert len(gone) == 1, "a payment was taken back in part"
        if gone == {False}:
            for books, _payment in met:
                self.paid_or_not(books)
            for books in ended:
                again = books.settled(books.evening(self.today))
                ends = [h.kind for h in books.of("close")]
                bare = ends[-1:] == ["cancelled"]  # nothing had gone out
                assert books.open_case or again or bare, f"{books.number}: not taken up again"

    def repay(self) -> None:
        """What was paid too much is paid back."""
        paid = [(b, b.evening(self.today)) for b in self.books.values() if b.of("pay")]
        over = [b for b, evening in paid if evening.over > evening.repaid]
        books = self.one(over)
        if books is not None:
            ref = books.of("pay")[-1].ref
            before = books.evening(self.today)
            self.in_world(lambda world: repay(world, ref))
            after = books.evening(self.today)
            assert after.repaid - before.repaid <= max(before.over - before.repaid, 0), books.number

    def credit(self) -> None:
        """Lowered from the start, or all of it: never while a case runs."""
        books = self.one(list(self.books.values()))
        if books is None or (books.open_case and self.dice.random() < 0.8):
            return
        number = books.number
        left = books.principal - books.evening(self.today).credited
        amount = self.dice.choice((left, left // 2, left + 1, 5_00))
        on = self.today - timedelta(days=self.dice.choice((0, 0, 3, 40)))
        if self.dice.random() < 0.2:
            found = self.in_world(lambda world: undo(world, number, reason="fel"))
            may = not books.open_case and left > 0
        else:
            found = self.in_world(lambda world: credit(world, number, amount, reason="fel", on=on))
            may = not books.open_case and 0 < amount <= left
        self.expect(found, may=may, told=f"credit {number} {amount}")
        self.audit.compare([number])

    def write_off(self) -> None:
        books = self.one([b for b in self.books.values() if b.of("open")])
        if books is None:
            return
        number = books.number
        runs = books.open_case and books.stage in (REMINDER, DEMAND)
        beyond = self.critic.barred.get(books.customer, set()) & BEYOND_LETTERS
        may = books.evening(self.today).principal > 0 and not (runs and not beyond)
        self.critic.lost.add(number)
        found = self.in_world(lambda world: write_off(world, number, reason="utmätning gav inget"))
        self.expect(found, may=may, told=f"write off {number}")
        if found is not None and may:
            assert not books.open_case, number
            assert books.evening(self.today).principal == 0, number
        self.audit.compare([number])


def share_a_letter(one: Books, other: Books) -> bool:
    return bool({x.ref for x in one.letters} & {x.ref for x in other.letters} - {0})


def helped_to_end(books: Books, order: int) -> bool:
    closings: list[Happening] = [h for h in books.of("close") if h.kind == "paid"]
    last = books.of("close")[-1:]
    return bool(closings) and last == closings[-1:] and order < closings[-1].order
