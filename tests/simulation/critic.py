"""What must hold of every letter, of every stage and case that ends, and of every fee that moves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.simulation.books import Books, Happening
from tests.simulation.days import (
    ONE_DAY,
    banking_days_after,
    is_banking_day,
    on_or_after,
    ten_days_after,
)
from tests.simulation.plans import Plans
from tests.simulation.reading import News
from tests.simulation.words import (
    BROKEN,
    CAPS,
    DEMAND,
    MISSED,
    OF_PLAN,
    PLAN,
    REMINDER,
    REST_NOTICE,
    RESUMED,
    RETRACTION,
    YEARLY,
)

ONCE = (REMINDER, DEMAND, REST_NOTICE)
ASKING = (REMINDER, REST_NOTICE, RESUMED, RETRACTION)


class Critic:
    """Asked of each event, as it is read, with the books as they stood before it.

    ``doing`` is what the firm does by hand just now: some letters go out by that alone.
    """

    def __init__(self, today: date) -> None:
        self.today = today
        self.doing = ""
        self.barred: dict[str, set[str]] = {}  # by customer, what is known of it
        self.cancelled: set[str] = set()  # invoices whose case the firm has ended
        self.lost: set[str] = set()  # invoices that the firm has written off
        self.by_number: dict[int, Books] = {}  # of the ledger
        self.plans = Plans(self)

    def is_barred(self, books: Books) -> bool:
        return bool(self.barred.get(books.customer))

    # ---- a letter is made ----

    def letter(self, books: Books, letter: Happening) -> None:
        evening = books.evening(letter.on)
        told = f"{books.number} {letter}"
        assert letter.total == evening.owed + letter.amount, f"{told}, owed {evening.owed}"
        if letter.adopted:  # what others asked for: of a fee that was charged here nothing is owed
            assert self.doing == "adopt", told
            return
        self._fee(books, letter, told)
        assert letter.on == self.today, told
        by_hand = letter.kind in (PLAN, RETRACTION) or self.doing == "break"
        # The firm may act on any day; what goes out by itself does not.
        assert is_banking_day(letter.on) or by_hand, told
        assert is_banking_day(letter.due), told
        anew = any(x.kind == letter.kind and not x.live for x in books.log)
        # By hand, or it goes out at last, as one that had waited.
        stopped = books.held(letter.on) if by_hand or anew else books.stopped(letter.on)
        assert not stopped, f"on hold or disputed: {told}"
        assert not self.is_barred(books), f"to one who is bankrupt or has died: {told}"
        assert letter.on < books.lost_on(), f"of a claim that is lost: {told}"
        assert books.application is None, f"beside Kronofogden: {told}"
        self._wanted(books, letter, told)
        mine = [x for x in books.letters if x.case == letter.case]
        if not by_hand:
            assert letter.on not in {x.on for x in mine}, f"two on one day: {told}"
        assert books.plan is None or letter.kind in OF_PLAN, f"beside a plan: {told}"
        if letter.kind in ONCE:
            assert letter.kind not in {x.kind for x in mine}, f"twice: {told}"
        self._of_its_kind(books, letter, mine, told)
        self._term(books, letter, told)

    def _wanted(self, books: Books, letter: Happening, told: str) -> None:
        """It asks for something that is owed; one that takes another back may only tell."""
        evening = books.evening(letter.on)
        if letter.kind == RETRACTION:
            assert self.doing == "retract", told
            return
        assert letter.case == books.open_case, f"a letter of a case that does not run: {told}"
        assert evening.owed > 0, f"asked for a settled debt: {told}"
        assert not books.settled(evening), f"asked for what is waived: {told}"

    def _fee(self, books: Books, letter: Happening, told: str) -> None:
        cap = CAPS.get(letter.kind, 0)
        assert letter.amount in (0, cap), told
        if letter.amount:
            fees = [f for f in books.evening(letter.on).fees if f.kind == letter.kind]
            stands = [f for f in fees if not f.lost]
            assert all(f.waived > 0 and f.paid == 0 for f in stands), f"a fee twice: {told}"

    def _of_its_kind(
        self, books: Books, letter: Happening, mine: list[Happening], told: str
    ) -> None:
        evening = books.evening(letter.on)
        if letter.kind == REMINDER or (letter.kind == DEMAND and not mine):
            assert not mine, told
            assert letter.on > books.due, f"not due: {told}"
        elif letter.kind in (DEMAND, REST_NOTICE):
            assert self._waited(books, mine, letter), f"too soon: {told}"
            assert evening.rest_is_small == (letter.kind == REST_NOTICE), told
            assert not (letter.kind == DEMAND and self.taken_back(books)), f"taken back: {told}"
        elif letter.kind == RESUMED:
            assert books.needs_new_term, f"taken up for nothing: {told}"
            assert letter.on > mine[-1].until, f"the term before had not run out: {told}"
            assert not evening.rest_is_small, told
        elif letter.kind == YEARLY:
            assert books.stage == "monitoring", told
            assert letter.on >= books.yearly_from, f"within a year: {told}"
            assert letter.on > mine[-1].until, told
            assert not evening.rest_is_small, told
        else:
            self.plans.letter(books, letter, by_hand=self.doing == "break")

    def taken_back(self, books: Books) -> bool:
        """Whether a demand that the debtor had was taken back in the case, or all that asked was."""
        case = books.open_case
        mine = [x for x in books.log if x.what == "letter" and x.case == case]
        gone = any(x.kind == DEMAND and x.arrived and not x.live for x in mine)
        asking = {*ASKING, DEMAND}
        return gone or not any(x.kind in asking and x.live for x in mine)

    def _term(self, books: Books, letter: Happening, told: str) -> None:
        """The day to pay by is the one of the terms; of a letter made anew it may be later."""
        late = ten_days_after(letter.on)
        early = banking_days_after(letter.on, 10)
        due = {REMINDER: early, REST_NOTICE: early, RETRACTION: early, DEMAND: late, BROKEN: late}
        due |= {YEARLY: late, MISSED: banking_days_after(letter.on, 4)}
        due |= {RESUMED: early if books.stage == REMINDER else late}
        if letter.kind in due:
            anew = any(h.kind == letter.kind and not h.live for h in books.log)
            assert letter.due == due[letter.kind] or (anew and letter.due > due[letter.kind]), told

    def _waited(self, books: Books, mine: list[Happening], letter: Happening) -> bool:
        """All terms are out, and of a demand twelve days have passed since the newest asked."""
        terms = [x.until for x in mine if x.kind not in (PLAN, MISSED)]
        asked = [x.on for x in mine if x.kind in ASKING]
        early = books.stage == REMINDER and asked
        ripe = [asked[-1] + timedelta(days=12)] if early and mine[-1].kind != BROKEN else []
        waited = letter.on > max(terms) and letter.on >= max(ripe, default=letter.on)
        # The notice of a rest is a new term too.
        return waited and not (books.needs_new_term and letter.kind == DEMAND)

    def joined(self, group: News) -> None:
        assert len({books.customer for books, _ in group}) == 1
        kinds = {letter.kind for _, letter in group}
        assert len(group) == 1 or kinds in ({DEMAND}, {RETRACTION}) or kinds <= OF_PLAN
        assert len(kinds) == 1
        cap = CAPS.get(group[0][1].kind, 0)
        assert sum(letter.amount for _, letter in group) <= cap, "one letter, one fee"

    # ---- it arrives, or is taken back ----

    def arrived(self, books: Books, letter: Happening) -> None:
        """What must hold on the day on which it goes out, whenever it was made."""
        told = f"{books.number} {letter}"
        assert letter.arrived is None, f"it came twice: {told}"
        assert letter.live, f"it had been taken back: {told}"
        if letter.kind != RETRACTION:
            assert letter.case == books.open_case, f"of a case that has ended: {told}"
            assert not books.held(self.today), f"it went out in spite of a hold: {told}"
            waited = letter.dated < self.today and books.released(self.today)
            assert not waited, f"the hold was lifted today: {told}"
            assert not self.is_barred(books), f"to one who is bankrupt: {told}"
            assert not books.known_after("pay", letter.order), f"something was paid since: {told}"
            assert books.application is None, f"beside Kronofogden: {told}"
        if letter.kind == DEMAND:
            assert (letter.due - self.today).days >= 8, f"under eight days: {told}"
        letter.arrived = self.today

    def retracted(self, books: Books, letter: Happening) -> None:
        by_hand = self.doing == "retract"
        assert by_hand or letter.arrived is None, f"{books.number}: undone though it had gone out"

    # ---- a stage is entered, a fee moves, a case ends ----

    def entered(self, books: Books, stage: str, on: date) -> None:
        told = f"{books.number} to {stage}"
        assert on == self.today, told
        assert books.open_case, told
        assert books.application is None, told
        assert not books.disputed, told
        if self.doing == "choose":
            assert {books.stage, stage} == {"choose", "monitoring"}, told
            return
        assert (books.stage, stage) in ((DEMAND, "choose"), ("choose", "monitoring")), told
        assert is_banking_day(on), told
        assert not books.stopped(on), told
        assert books.plan is None, told
        assert not books.needs_new_term, told
        assert not books.evening(on).rest_is_small, told
        assert on > books.of_case[-1].until, f"its term had not run out: {told}"
        if stage == "monitoring":
            assert on >= books.stage_on + timedelta(days=30), told

    def moved(self, books: Books, letter: Happening, body: dict[str, Any]) -> None:
        assert body["fee_ore"] == CAPS[letter.kind]
        if not body["away"]:
            assert books.open_case, f"{books.number}: a fee moved to a case that does not run"
            assert not books.disputed, f"{books.number}: a fee moved to a case that is disputed"
            assert books.application is None, f"{books.number}: a fee moved to Kronofogden"
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
        if end.kind == "written_off":
            assert books.number in self.lost, f"{books.number}: written off by itself"
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
        mine = books.of_case
        odd = books.taken_back or any(
            h.what in ("plan", "dispute", "applied", "credit") or not h.live or h.kind == RETRACTION
            for h in books.log
        )
        if not mine or odd or any(x.arrived is None for x in mine):
            return
        last = mine[-1]
        ripe = last.until + ONE_DAY
        if books.stage == REMINDER:
            ripe = max(ripe, last.on + timedelta(days=12))
        elif books.stage == "choose":
            ripe = max(ripe, books.stage_on + timedelta(days=30))
        elif books.stage == "monitoring":
            # One step of a case in a run: what brought it there today brings no letter as well.
            ripe = max(books.yearly_from, books.stage_on + ONE_DAY)
        waits = books.stopped(evening) or on_or_after(max(ripe, books.free_from)) > evening
        told = any(x.kind == REST_NOTICE for x in mine) and books.evening(evening).rest_is_small
        lost = evening >= books.lost_on()
        assert waits or told or lost, f"{books.number}: nothing came after {last}"
