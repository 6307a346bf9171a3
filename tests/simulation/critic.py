"""What must hold of every letter, of every case that ends, and of every fee that moves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.simulation.books import (
    BROKEN,
    CAPS,
    DEMAND,
    MISSED,
    OF_PLAN,
    PLAN,
    REMINDER,
    REST_NOTICE,
    RESUMED,
    Books,
    Happening,
)
from tests.simulation.days import (
    ONE_DAY,
    banking_days_after,
    is_banking_day,
    on_or_after,
    ten_days_after,
)
from tests.simulation.reading import News

ONCE = (REMINDER, DEMAND, REST_NOTICE)


class Critic:
    """Asked of each event, as it is read, with the books as they stood before it."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.bankrupt: set[str] = set()  # customers
        self.cancelled: set[str] = set()  # invoices whose case the firm has ended
        self.by_number: dict[int, Books] = {}  # of the ledger
        self._unmet: dict[int, date | None] = {}  # by the letter that breaks a plan

    # ---- a letter is made ----

    def letter(self, books: Books, letter: Happening) -> None:
        evening = books.evening(letter.on)
        mine = [x for x in books.letters if x.case == letter.case]
        told = f"{books.number} {letter}"
        assert letter.on == self.today, told
        # The firm may make a plan on any day; what goes out by itself does not.
        assert is_banking_day(letter.on) or letter.kind == PLAN, told
        assert is_banking_day(letter.due), told
        assert letter.case == books.open_case, f"a letter of a case that does not run: {told}"
        anew = any(x.kind == letter.kind and not x.live for x in books.log)
        by_hand = letter.kind == PLAN or anew  # or it goes out at last, as one that had waited
        stopped = books.held(letter.on) if by_hand else books.stopped(letter.on)
        assert not stopped, f"on hold or disputed: {told}"
        assert books.customer not in self.bankrupt, f"to one who is bankrupt: {told}"
        assert evening.owed > 0, f"asked for a settled debt: {told}"
        assert not books.settled(evening), f"asked for what is waived: {told}"
        assert letter.total == evening.owed + letter.amount, f"{told}, owed {evening.owed}"
        assert letter.amount in (0, CAPS.get(letter.kind, 0)), told
        if letter.amount:
            stands = [f for f in evening.fees if f.kind == letter.kind and not f.lost]
            assert all(f.waived > 0 and f.paid == 0 for f in stands), f"a fee twice: {told}"
        if letter.kind != PLAN:
            assert letter.on not in {x.on for x in mine}, f"two on one day: {told}"
            assert books.plan is None or letter.kind in OF_PLAN, f"beside a plan: {told}"
        if letter.kind in ONCE:
            assert letter.kind not in {x.kind for x in mine}, f"twice: {told}"
        self._of_its_kind(books, letter, mine, told)
        self._term(books, letter, told)

    def _of_its_kind(
        self, books: Books, letter: Happening, mine: list[Happening], told: str
    ) -> None:
        evening = books.evening(letter.on)
        if letter.kind == REMINDER:
            assert not mine, told
            assert letter.on > books.due, f"not due: {told}"
        elif letter.kind in (DEMAND, REST_NOTICE):
            assert self._waited(books, mine, letter), f"too soon: {told}"
            assert evening.rest_is_small == (letter.kind == REST_NOTICE), told
        elif letter.kind == RESUMED:
            self._resumed(books, letter, mine[-1])
        elif letter.kind == MISSED:
            self._missed(books, letter)
        elif letter.kind == BROKEN:
            self._broken(books, letter)
        else:
            assert letter.kind == PLAN, told

    def _term(self, books: Books, letter: Happening, told: str) -> None:
        """The day to pay by is the one of the terms; of a letter made anew it may be later."""
        due = {
            REMINDER: banking_days_after(letter.on, 10),
            REST_NOTICE: banking_days_after(letter.on, 10),
            DEMAND: ten_days_after(letter.on),
            BROKEN: ten_days_after(letter.on),
            MISSED: banking_days_after(letter.on, 4),
        }
        if letter.kind == RESUMED:
            early = books.stage == REMINDER
            due[RESUMED] = (banking_days_after(letter.on, 10), ten_days_after(letter.on))[not early]
        if letter.kind in due:
            anew = any(h.kind == letter.kind and not h.live for h in books.log)
            assert letter.due == due[letter.kind] or (anew and letter.due > due[letter.kind]), told

    def _waited(self, books: Books, mine: list[Happening], letter: Happening) -> bool:
        last = mine[-1]
        waited = last.due + ONE_DAY
        if letter.kind != DEMAND:
            return letter.on >= waited
        asked = [x for x in mine if x.kind in (REMINDER, RESUMED)]
        waited = max(waited, asked[-1].on + timedelta(days=12))
        answered = books.known_after("resolve", last.order)
        if answered:  # the term runs anew; one that had run out is told of by a letter
            told = last.due >= answered[-1].on
            return told and letter.on > banking_days_after(answered[-1].on, 10)
        return letter.on >= waited

    def _resumed(self, books: Books, letter: Happening, last: Happening) -> None:
        """A new term without fee: a dispute was answered, or a payment taken back that had ended
        the case or because of which less had been asked for."""
        since = [known for known, back, _ in books.taken_back if back >= last.order]
        ended = any(h.what == "close" and not h.live and h.order > last.order for h in books.log)
        told_less = any(x.order > known for x in books.letters for known in since)
        answered = books.known_after("resolve", last.order)
        assert ended or told_less or answered, f"taken up for nothing: {books.number} {letter}"
        assert letter.amount == 0
        assert letter.on > last.on
        assert letter.on > last.due, "the term of the letter before had not run out"
        assert not books.evening(letter.on).rest_is_small

    def _missed(self, books: Books, letter: Happening) -> None:
        plan = books.plan
        assert plan is not None, f"no plan runs: {books.number} {letter}"
        unmet = self.unmet(plan)
        assert unmet is not None, f"the plan is kept: {books.number} {letter}"
        start = max([unmet, *(h.on for h in books.known_after("resolve", plan.order))])
        assert letter.on >= banking_days_after(start, 5), f"too soon: {books.number} {letter}"
        before = [x for x in books.known_after("letter", plan.order) if x.kind == MISSED]
        anew = [h.on for b in self._members(plan) for h in b.known_after("resolve", plan.order)]
        anew += [
            day for b in self._members(plan) for _, back, day in b.taken_back if back > plan.order
        ]
        again = all(x.on <= max([unmet, *anew]) for x in before)
        assert again, f"reminded of twice: {books.number} {letter}"

    def _broken(self, books: Books, letter: Happening) -> None:
        plan = books.plan
        assert plan is not None, f"no plan runs: {books.number} {letter}"
        # Of one letter for several cases: as it was before the plan was broken in the first.
        unmet = self._unmet.setdefault(letter.ref, self.unmet(plan))
        assert unmet is not None, f"the plan is kept: {books.number} {letter}"
        told = [x for x in books.known_after("letter", plan.order) if x.kind == MISSED]
        assert told, f"broken without a word: {books.number} {letter}"
        assert told[-1].on > unmet, f"another instalment was reminded of: {books.number} {letter}"
        assert letter.on >= banking_days_after(told[-1].on, 5), f"{books.number} {letter}"

    def _members(self, plan: Happening) -> list[Books]:
        return [self.by_number[member] for member in plan.members]

    def met(self, plan: Happening) -> int:
        """What was paid since on all invoices of a plan, or what is not owed any more of it."""
        paid = left = 0
        for books in self._members(plan):
            made = next(h for h in books.of("plan") if h.ref == plan.ref)
            paid += sum(p.amount for p in books.known_after("pay", made.order))
            runs = books.plan is not None and books.plan.ref == plan.ref
            left += books.evening(self.today).owed if runs else 0
        return max(paid, sum(amount for _, amount in plan.slips) - left)

    def unmet(self, plan: Happening) -> date | None:
        """The day of the first instalment that what was paid since does not reach."""
        asked, paid = 0, self.met(plan)
        for day, amount in plan.slips:
            asked += amount
            if asked > paid:
                return day
        return None

    def joined(self, group: News) -> None:
        assert len({books.customer for books, _ in group}) == 1
        kinds = {letter.kind for _, letter in group}
        assert len(group) == 1 or kinds == {DEMAND} or kinds <= OF_PLAN
        assert len(kinds) == 1
        cap = CAPS.get(group[0][1].kind, 0)
        assert sum(letter.amount for _, letter in group) <= cap, "one letter, one fee"

    # ---- it arrives ----

    def arrived(self, books: Books, letter: Happening) -> None:
        """What must hold on the day on which it goes out, whenever it was made."""
        told = f"{books.number} {letter}"
        assert letter.arrived is None, f"it came twice: {told}"
        assert letter.live, f"it had been taken back: {told}"
        assert letter.case == books.open_case, f"of a case that has ended: {told}"
        assert not books.held(self.today), f"it went out in spite of a hold: {told}"
        assert books.customer not in self.bankrupt, f"to one who is bankrupt: {told}"
        assert not books.known_after("pay", letter.order), f"something was paid since: {told}"
        if letter.kind == DEMAND:
            assert (letter.due - self.today).days >= 8, f"under eight days: {told}"
        letter.arrived = self.today

    # ---- a fee moves, a case ends ----

    def moved(self, books: Books, letter: Happening, body: dict[str, Any]) -> None:
        assert body["fee_ore"] == CAPS[letter.kind]
        if not body["away"]:
            assert books.open_case, f"{books.number}: a fee moved to a case that does not run"
            assert not books.disputed, f"{books.number}: a fee moved to a case that is disputed"
            return
        borne = [f for f in books.evening(self.today).fees if f.letter is letter]
        fell = all(f.lost or (f.waived == f.amount and f.paid == 0) for f in borne)
        assert borne, f"{books.number}: a fee moved that it never bore"
        assert fell, f"{books.number}: a fee moved though it is owed here"

    def closed(self, books: Books, end: Happening) -> None:
        assert end.on == self.today
        assert books.open_case == end.case, "ended though it did not run"
        if end.kind == "paid":
            assert books.settled(books.evening(end.on)), f"{books.number}: closed, but owed"
            return
        assert end.kind == "cancelled"
        bare = not [x for x in books.letters if x.case == end.case]
        assert bare or books.number in self.cancelled, f"{books.number}: ended by itself"

    # ---- in the evening ----

    def asked_in_time(self, books: Books, evening: date) -> None:
        """After a run that was not disturbed: what was due to happen has happened.

        Only of cases whose course is plain, with at most a hold; the others are looked at when all
        has come to rest.
        """
        mine = [x for x in books.letters if x.case == books.open_case]
        plain = not (books.taken_back or books.of("plan") or books.of("dispute"))
        at_rest = books.stage == "monitoring"
        if not mine or not plain or at_rest or any(x.arrived is None for x in mine):
            return
        last = mine[-1]
        ripe = last.due + ONE_DAY
        if last.kind == REMINDER:
            ripe = max(ripe, last.on + timedelta(days=12))
        if books.stage == "choose":
            ripe = max(ripe, books.stage_on + timedelta(days=30))
        waits = books.stopped(evening) or on_or_after(max(ripe, books.free_from)) > evening
        assert waits or last.kind == REST_NOTICE, f"{books.number}: nothing came after {last}"
