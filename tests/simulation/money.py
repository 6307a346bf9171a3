"""What is owed on one invoice on an evening: every happening in order, in the plainest way.

Interest is a sum of principal and rate over days. Nothing here calls the program; where the two
differ, one of them is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tests.simulation.days import ONE_DAY, PARTS_OF_AN_ORE, parts_through
from tests.simulation.words import (
    APPLICATION,
    BROKEN,
    ELSEWHERE,
    ENFORCEMENT,
    FEES,
    KEPT,
    REMINDER,
    WORK,
)

if TYPE_CHECKING:
    from tests.simulation.books import Books, Happening


@dataclass
class Fee:
    """A fee of a letter, and what of it was paid and waived."""

    kind: str
    amount: int
    letter: Happening | None  # None: claimed elsewhere before
    lost: bool
    paid: int = 0
    waived: int = 0
    moved: bool = False  # here from another invoice of the same letter

    @property
    def left(self) -> int:
        return 0 if self.lost else self.amount - self.paid - self.waived

    @property
    def stands(self) -> bool:
        return not self.lost and self.waived < self.amount

    @property
    def whose(self) -> str:
        """Whether it is the collector's, or was claimed before the case came to it."""
        return ELSEWHERE if self.letter is None or self.letter.adopted else FEES


@dataclass
class Cost:
    """A cost at Kronofogden: 300, 380, or what it takes for itself."""

    kind: str
    amount: int
    paid: int = 0
    waived: int = 0
    fell: bool = False

    @property
    def left(self) -> int:
        return 0 if self.fell else self.amount - self.paid - self.waived

    @property
    def whose(self) -> str:
        return self.kind

    @property
    def is_theirs(self) -> bool:
        return self.kind in (ENFORCEMENT, KEPT)


@dataclass
class Met:
    """What one payment met: ``parts`` by their names, those of words.py for costs."""

    payment: Happening
    lost: int  # what had been written off by then
    kept: int = 0
    not_owed: int = 0
    parts: Counter[str] = field(default_factory=Counter)


@dataclass
class Standing:
    """What is owed on an evening."""

    principal: int
    today: date
    credited: int = 0
    over: int = 0
    fees: list[Fee] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    bore: list[tuple[date, date, int]] = field(default_factory=list)  # first, last day, principal
    bears_from: date | None = None  # the next day that bears interest
    ended: date = date.min
    interest_paid: int = 0
    interest_waived: int = 0
    principal_waived: int = 0  # as a small rest
    written_off: int = 0
    recovered: int = 0
    met: list[Met] = field(default_factory=list)
    lost: int = 0  # all that was written off or not granted
    paid: int = 0
    kept: int = 0  # by Kronofogden, of what it collected
    repaid: int = 0
    there: bool = False  # at Kronofogden

    def run(self, through: date) -> None:
        if self.bears_from is not None and through >= self.bears_from:
            self.bore.append((self.bears_from, through, self.principal))
            self.bears_from = through + ONE_DAY

    def interest(self, through: date) -> int:
        """All interest through a day, rounded half up once."""
        parts = sum(
            principal * parts_through(first, min(last, through))
            for first, last, principal in self.bore
            if first <= through
        )
        return (2 * parts + PARTS_OF_AN_ORE) // (2 * PARTS_OF_AN_ORE)

    def interest_left(self, through: date) -> int:
        return max(self.interest(through) - self.interest_paid - self.interest_waived, 0)

    @property
    def fees_left(self) -> int:
        return sum(fee.left for fee in self.fees)

    @property
    def costs_left(self) -> int:
        return sum(cost.left for cost in self.costs if not cost.is_theirs)

    @property
    def theirs_left(self) -> int:
        return sum(cost.left for cost in self.costs if cost.is_theirs)

    @property
    def owed(self) -> int:
        return self.principal + self.fees_left + self.costs_left + self.interest_left(self.today)

    @property
    def rest_is_small(self) -> bool:
        """Not above the fees, costs and interest charged, and something was paid or credited."""
        charged = sum(fee.amount - fee.waived for fee in self.fees if not fee.lost)
        charged += sum(c.amount - c.waived for c in self.costs if not c.fell and not c.is_theirs)
        charged += self.interest(self.today) - self.interest_waived
        return (self.paid > 0 or self.credited > 0) and self.owed <= charged


def evening_of(books: Books, day: date) -> Standing:
    """What is owed on the evening of a day, by all that is known."""
    return _Day(books, day).standing


class _Day:
    """One count from the beginning."""

    def __init__(self, books: Books, day: date) -> None:
        self.books, self.day = books, day
        known = [h for h in books.log if h.live and h.on <= day]
        credited = sum(h.amount for h in known if h.what == "credit")
        self.standing = now = Standing(max(books.principal - credited, 0), day, credited)
        now.over = max(credited - books.principal, 0)
        opened = books.of("open")
        if opened:
            now.bears_from = books.due + ONE_DAY
            self._claimed_elsewhere(opened[0])
        for h in sorted(known, key=lambda h: (h.on, h.order)):
            now.today = h.on
            now.run(h.on)
            getattr(self, f"_{h.what}", self._nothing)(h)
        now.today = day
        now.run(day)
        now.there = bool(books.there_on(day))

    def _nothing(self, h: Happening) -> None:
        """A flag, a stage, a term: no money."""

    # ---- letters and cases ----

    def _letter(self, h: Happening) -> None:
        if h.amount:
            lost = self._charged(h.kind) or h.away or self.books.crossed(h)
            self.standing.fees.append(Fee(h.kind, h.amount, h, lost=lost))
        if h.kind == BROKEN:
            self.standing.bears_from = max(h.on, self.books.due) + ONE_DAY

    def _moved(self, h: Happening) -> None:
        letter = next((x for x in self.books.letters if x.ref == h.ref), None)
        if letter is not None:
            lost = self._charged(h.kind) or self.books.crossed(letter)
            self.standing.fees.append(Fee(h.kind, h.amount, letter, lost=lost, moved=True))

    def _charged(self, kind: str) -> bool:
        return any(f.kind == kind and f.stands for f in self.standing.fees)

    def _plan(self, _h: Happening) -> None:
        self.standing.bears_from = None

    def _open(self, h: Happening) -> None:
        now = self.standing
        if h.case > 1:
            self._claimed_elsewhere(h)
            now.bears_from = max(h.on, now.ended + ONE_DAY, self.books.due + ONE_DAY)
            now.run(h.on)

    def _claimed_elsewhere(self, opened: Happening) -> None:
        """The reminder fee of another program, once."""
        known = any(fee.letter is None for fee in self.standing.fees)
        if opened.amount and not known and not self._charged(REMINDER):
            self.standing.fees.append(Fee(REMINDER, opened.amount, None, lost=False))

    def _close(self, h: Happening) -> None:
        now = self.standing
        now.interest_waived += now.interest_left(h.on)
        now.bears_from, now.ended = None, h.on
        for fee in now.fees:
            fee.waived += fee.left
        for cost in now.costs:
            cost.waived += 0 if cost.is_theirs else cost.left
        if h.kind == "paid":
            now.principal_waived += now.principal
            now.principal = 0
        elif h.kind == "written_off":
            now.written_off += now.principal
            now.lost += now.principal
            now.principal = 0

    # ---- Kronofogden ----

    def _applied(self, h: Happening) -> None:
        utslag = any(u.ref == h.ref for u in self.books.at_kronofogden("utslag", h.case))
        ended = self.books.at_kronofogden("withdrawn", h.case)
        fell = not utslag and any(w.ref == h.ref and w.on <= self.day for w in ended)
        self.standing.costs += [Cost(APPLICATION, 300_00, fell=fell), Cost(WORK, 380_00, fell=fell)]

    def _enforcement(self, _h: Happening) -> None:
        self.standing.costs.append(Cost(ENFORCEMENT, 600_00))

    def _utslag(self, h: Happening) -> None:
        """What is above its amounts is given up: interest, principal, the newest fees, costs."""
        now, given = self.standing, h.given
        if "interest" in given:
            now.interest_waived += max(now.interest_left(h.on) - given["interest"], 0)
        if "principal" in given:
            above = max(now.principal - given["principal"], 0)
            now.principal -= above
            now.lost += above
        if "fees" in given:
            above = max(now.fees_left - given["fees"], 0)
            for fee in reversed(now.fees):
                part = min(fee.left, above)
                fee.waived += part
                above -= part
        if "costs" in given:
            above = max(now.costs_left - given["costs"], 0)
            for kind in (WORK, APPLICATION):
                for cost in now.costs:
                    part = min(cost.left, above) if cost.kind == kind else 0
                    cost.waived += part
                    above -= part

    # ---- money ----

    def _repaid(self, h: Happening) -> None:
        self.standing.repaid += h.amount

    def _written_off(self, h: Happening) -> None:
        h.kind = "written_off"
        self._close(h)

    def _pay(self, payment: Happening) -> None:
        now = self.standing
        frozen = self._settled_letter(payment)
        interest = now.interest_left(frozen.dated if frozen else payment.on)
        owed = now.principal + now.fees_left + now.costs_left + interest
        now.paid += payment.amount
        met = Met(payment, now.written_off, self._kept(payment))
        rest = payment.amount - met.kept
        for part in self._order(payment):
            rest -= self._meet(part, rest, interest, met.parts)
        back = min(rest, now.written_off - now.recovered)
        met.not_owed = rest
        now.met.append(met)
        now.recovered += back
        now.over += rest - back
        if frozen and met.parts.total() == owed:
            # All the letter asked, in time though registered late: nothing after its day.
            now.interest_waived += now.interest_left(payment.on)

    def _order(self, payment: Happening) -> list[str]:
        if self.books.there_on(payment.on):
            return ["costs", "fees", "interest", "principal"]
        if not self.books.case_of(payment):
            return ["principal"]
        if self.books.partner:
            return ["principal", "costs", "fees", "interest"]
        return ["costs", "fees", "interest", "principal"]

    def _meet(self, part: str, rest: int, interest: int, parts: Counter[str]) -> int:
        now = self.standing
        if part == "principal":
            met = parts[part] = min(rest, now.principal)
            now.principal -= met
        elif part == "interest":
            met = parts[part] = min(rest, interest)
            now.interest_paid += met
        else:
            met = 0
            for one in self._debts(part):
                share = min(rest - met, one.left)
                one.paid += share
                parts[one.whose] += share
                met += share
        return met

    def _debts(self, part: str) -> Iterator[Fee | Cost]:
        if part == "fees":
            yield from self.standing.fees
            return
        for kind in (APPLICATION, WORK):
            yield from (cost for cost in self.standing.costs if cost.kind == kind)

    def _kept(self, payment: Happening) -> int:
        """What Kronofogden kept of what it collected: what it said, else what it had charged."""
        now = self.standing
        if payment.kind != "kronofogden":
            return 0
        theirs = now.theirs_left
        kept = min(payment.amount, theirs if payment.kept < 0 else payment.kept)
        if kept > theirs:
            now.costs.append(Cost(KEPT, kept - theirs))
        left = kept
        for kind in (ENFORCEMENT, KEPT):
            for cost in now.costs:
                part = min(cost.left, left) if cost.kind == kind else 0
                cost.paid += part
                left -= part
        now.kept += kept
        return kept

    def _settled_letter(self, payment: Happening) -> Happening | None:
        """The letter whose total was paid in time; also one taken back: nobody loses by that."""
        fees = self.standing.fees
        lost = {id(f.letter): f.amount for f in fees if f.lost and not f.moved}
        for letter in (h for h in self.books.log if h.what == "letter"):
            due = letter.until
            if not (letter.order < payment.order and letter.on <= payment.on <= due):
                continue
            in_time = [
                p for p in self.books.of("pay")
                if p.order > letter.order and p.on <= min(due, self.day)
            ]  # fmt: skip
            here = sum(f.amount for f in fees if f.moved and f.letter is letter and not f.lost)
            fell = lost.get(id(letter), 0) if letter.live else letter.amount
            credited = sum(c.amount for c in self.books.of("credit") if c.order > letter.order)
            if sum(p.amount for p in in_time) >= letter.total - fell - credited + here:
                return letter
        return None
