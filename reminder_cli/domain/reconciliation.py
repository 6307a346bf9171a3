"""The claims of the ledger against the account of claims in the books, and what explains the rest.

Avstämning: what stands here, plus every line, plus what nothing explains, is what the books say, to
the öre. Pure; invoices come one at a time. It judges no fact right and changes none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from reminder_cli.domain.claim_movements import Movement, What

SHOWN = 10


class Why(StrEnum):
    """Why the books do not show a thing that the ledger has."""

    NONE = ""
    AFTER = "after"  # after the last day the books tell of
    NOT_EXPORTED = "not_exported"
    NOT_IN_FILE = "not_in_file"


class Books(Struct, frozen=True, kw_only=True):
    """What a bookkeeping file says of the account of claims; öre, debit positive.

    ``items`` is what it says is left by invoice number, nothing where it is settled; below zero is
    a credit note or an invoice paid too much. ``moved`` is what it booked on invoices issued
    before its first day, whose beginning stands only inside the opening balance.
    """

    first_on: date | None
    through_on: date
    opening_ore: int
    closing_ore: int
    items: Mapping[str, int]
    moved: Mapping[str, int]


class Position(Struct, frozen=True, kw_only=True):
    """One invoice or credit note of the ledger as the account of claims should hold it; öre.

    ``start_ore`` is what was left when it came here; ``overpaid_ore`` stands as a debt to the
    debtor. ``booked_elsewhere``: another program books its payments, no voucher of ours.
    """

    number: str
    dated_on: date
    start_ore: int
    movements: tuple[Movement, ...] = ()
    overpaid_ore: int = 0
    is_note: bool = False
    in_sek: bool = True
    booked_elsewhere: bool = False

    @property
    def here_ore(self) -> int:
        """What should stand on the account."""
        return self.start_ore + sum(movement.amount_ore for movement in self.movements)

    def left_on(self, day: date) -> int:
        """What should have stood there at the end of a day."""
        return self.start_ore + sum(m.amount_ore for m in self.movements if m.on <= day)


class Line(Struct):
    """One explanation: öre that the books have more (or, negative, less) than the ledger.

    ``numbers`` are the first few of the ``count`` invoices it is of.
    """

    amount_ore: int = 0
    count: int = 0
    numbers: list[str] = field(default_factory=list)
    _last: str = ""

    def add(self, amount_ore: int, number: str = "") -> None:
        """Take more of an invoice, or something that is of none; those of one come together."""
        self.amount_ore += amount_ore
        if number and number != self._last:
            self._last = number
            self.count += 1
            if len(self.numbers) < SHOWN:
                self.numbers.append(number)


class Reconciliation(Struct):
    """Filled invoice by invoice; complete after :meth:`finish`."""

    books: Books
    here_ore: int = 0
    lines: dict[tuple[What, Why], Line] = field(default_factory=dict)
    unknown: Line = field(default_factory=Line)  # more in the books, and no fact that says why
    _named_ore: int = 0
    _seen: set[str] = field(default_factory=set)

    @property
    def difference_ore(self) -> int:
        """How much more the books have than the ledger."""
        return self.books.closing_ore - self.here_ore

    @property
    def not_explained_ore(self) -> int:
        """What is left of the difference when every line is taken off."""
        return self.difference_ore - sum(line.amount_ore for line in self.lines.values())

    def add(self, position: Position) -> None:
        """Compare one invoice or credit note."""
        booked = self._booked(position)
        if booked is not None:
            self._named_ore += booked
        if not position.in_sek:
            self._explain(What.FOREIGN, Why.NONE, booked or 0, position.number)
            return
        self.here_ore += position.here_ore
        if booked is None:
            self._missing(position)
        else:
            self._compare(position, booked)

    def finish(self, *, waiting_ore: int) -> None:
        """What is of no invoice here. ``waiting_ore``: payments of these days that wait to be matched."""
        for number, ore in self.books.items.items():
            if number not in self._seen:
                self._named_ore += ore
                self._explain(What.NOT_HERE, Why.NONE, ore, number)
        rest = self.books.closing_ore - self._named_ore
        opening = _within(rest, self.books.opening_ore)
        self._explain(What.OPENING, Why.NONE, opening)
        self._explain_by_waiting(waiting_ore, rest - opening)

    def _explain_by_waiting(self, waiting_ore: int, rest_ore: int) -> None:
        """A payment the books have met an invoice with may be one that waits here."""
        there = self.lines.get((What.PAID_THERE, Why.NONE), Line())
        by_invoice = -_within(-waiting_ore, there.amount_ore)
        there.amount_ore += by_invoice
        more = -_within(by_invoice - waiting_ore, rest_ore)
        self._explain(What.WAITING, Why.NONE, -by_invoice - more)
        if not there.amount_ore:
            self.lines.pop((What.PAID_THERE, Why.NONE), None)

    def _booked(self, position: Position) -> int | None:
        """What the books have of it; None when they do not name it."""
        books, number = self.books, position.number
        if number in books.items:
            self._seen.add(number)
            return books.items[number]
        first = books.first_on
        if first is None or position.dated_on >= first or not position.in_sek:
            return None
        if not books.opening_ore:
            return None  # nothing was brought forward, so that it cannot be in there
        before = position.start_ore + sum(m.amount_ore for m in position.movements if m.on < first)
        return before + books.moved.get(number, 0)

    def _missing(self, position: Position) -> None:
        what = What.CREDIT_NOTE if position.is_note else What.INVOICE
        after = position.dated_on > self.books.through_on
        why = Why.AFTER if after else Why.NOT_IN_FILE
        self._explain(what, why, -position.here_ore, position.number)

    def _compare(self, position: Position, booked: int) -> None:
        through, number = self.books.through_on, position.number
        for movement in position.movements:
            if movement.on > through:
                self._explain(movement.what, Why.AFTER, -movement.amount_ore, number)
        left = booked - position.left_on(through)
        over = _within(left, -position.overpaid_ore)
        self._explain(What.OVERPAID, Why.NONE, over, number)
        left -= over
        left = self._not_booked(position, left)
        if left < 0:
            self._explain(What.PAID_THERE, Why.NONE, left, number)
        elif left:
            self.unknown.add(left, number)

    def _not_booked(self, position: Position, left: int) -> int:
        """Explain a difference by facts that the books do not have, the newest first.

        Returns what is left of it. What never left for the books is a better reason than a file
        that was not read in.
        """
        known = [m for m in reversed(position.movements) if m.on <= self.books.through_on]
        for movement in known:
            missing = movement.exported_ore - movement.amount_ore
            why = Why.NOT_EXPORTED
            if position.booked_elsewhere or movement.what is What.SET_OFF:
                missing, why = -movement.amount_ore, Why.NOT_IN_FILE
            part = _within(left, missing)
            self._explain(movement.what, why, part, position.number)
            left -= part
        for movement in known:
            part = _within(left, -movement.exported_ore)
            self._explain(movement.what, Why.NOT_IN_FILE, part, position.number)
            left -= part
        return left

    def _explain(self, what: What, why: Why, amount_ore: int, number: str = "") -> None:
        if amount_ore:
            self.lines.setdefault((what, why), Line()).add(amount_ore, number)


def _within(amount_ore: int, limit_ore: int) -> int:
    """The part of an amount that a limit of the same sign has room for.

    >>> _within(5, 3), _within(-5, -9), _within(5, -3)
    (3, -5, 0)
    """
    if limit_ore < 0:
        return max(min(amount_ore, 0), limit_ore)
    return min(max(amount_ore, 0), limit_ore)
