"""The simulation's own books of one invoice, kept in the plainest way: day by day.

Within 2025 and 2026 all years have 365 days and every rate is a whole percent, so that interest is a
sum of principal and percent over days. Nothing here calls the program; where the two differ, one
of them is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.simulation.days import banking_days_after, ten_days_after

ONE_DAY = timedelta(days=1)
REMINDER, DEMAND, REST_NOTICE = "reminder", "demand", "rest_notice"
RESUMED = "resumed"
PLAN, MISSED, BROKEN = "instalment_plan", "instalment_missed", "plan_broken"
OF_PLAN = frozenset({PLAN, MISSED, BROKEN})
CAPS = {REMINDER: 60_00, DEMAND: 180_00, PLAN: 170_00}
SMALL = 10_00  # own: at or under this, and something paid; partner: under 100 of fees and interest
PARTNERS_SMALL = 100_00


def percent(day: date) -> int:
    """Reference rate and eight more: 3, 2, 2 and 2 % in the half-years of 2025 and 2026."""
    return 11 if day < date(2025, 7, 1) else 10


@dataclass
class Happening:
    """Something that counts on a day, and became known in this order."""

    order: int
    on: date
    what: str  # open, letter, moved, pay, close, hold, release, dispute, resolve, plan
    case: int = 0
    ref: int = 0
    amount: int = 0  # of a payment, a letter's fee, or a promise
    kind: str = ""  # of a letter; how a case ended
    due: date = date.max
    total: int = 0
    live: bool = True
    away: bool = False  # a letter whose fee another invoice of it bears now
    dated: date = date.min  # of a letter; ``on`` is the day it went out
    sha: str = ""
    arrived: date | None = None
    until: date = date.min  # of a hold
    slips: list[tuple[date, int]] = field(default_factory=list)
    members: list[int] = field(default_factory=list)


@dataclass
class Fee:
    """A fee of a letter, and what of it was paid and waived."""

    kind: str
    amount: int
    letter: Happening
    lost: bool
    paid: int = 0
    waived: int = 0
    moved: bool = False  # here from another invoice of the same letter

    @property
    def left(self) -> int:
        return 0 if self.lost else self.amount - self.paid - self.waived


@dataclass
class Standing:
    """What is owed on an evening."""

    principal: int
    fees: list[Fee] = field(default_factory=list)
    percents: dict[date, int] = field(default_factory=dict)  # of principal, summed, to each day
    interest_paid: int = 0
    interest_waived: int = 0
    principal_waived: int = 0
    paid: int = 0
    over: int = 0
    today: date = date.min
    counted: bool = False  # whether today bears interest already
    running: bool = False
    paused: bool = False  # an instalment plan runs

    def interest(self, through: date) -> int:
        """All interest through a day: principal times percent of each day, over 365, half up."""
        return (2 * self.percents.get(through, 0) + 36_500) // (2 * 36_500)

    def interest_left(self, through: date) -> int:
        return max(self.interest(through) - self.interest_paid - self.interest_waived, 0)

    @property
    def fees_left(self) -> int:
        return sum(fee.left for fee in self.fees)

    @property
    def owed(self) -> int:
        return self.principal + self.fees_left + self.interest_left(self.today)

    @property
    def rest_is_small(self) -> bool:
        """Not above the fees and interest charged, and something was paid."""
        fees = sum(fee.amount - fee.waived for fee in self.fees if not fee.lost)
        charged = fees + self.interest(self.today) - self.interest_waived
        return self.paid > 0 and self.owed <= charged


@dataclass
class Books:
    """One invoice: what it was from the start, and all that happened."""

    number: str
    customer: str
    principal: int
    due: date  # moved
    partner: bool
    log: list[Happening] = field(default_factory=list)
    stage: str = ""
    stage_on: date = date.min
    # Payments taken back: when each had become known, what had happened by the taking back, its day.
    taken_back: list[tuple[int, int, date]] = field(default_factory=list)

    def of(self, what: str) -> list[Happening]:
        """The happenings of a kind that were not taken back, as they became known."""
        return [h for h in self.log if h.what == what and h.live]

    @property
    def letters(self) -> list[Happening]:
        return self.of("letter")

    @property
    def open_case(self) -> int:
        """The number of the case that runs; 0 when none does."""
        opened, ended = len(self.of("open")), {h.case for h in self.of("close")}
        return 0 if opened in ended else opened

    def settled(self, evening: Standing) -> bool:
        """Whether what is left is nothing, or so small that the terms waive it."""
        if evening.owed == 0:
            return True
        if evening.paid == 0:
            return False
        if self.partner:
            return evening.principal == 0 and evening.owed < PARTNERS_SMALL
        return evening.owed <= SMALL

    def evening(self, day: date) -> Standing:
        """What is owed on the evening of a day, by all that is known."""
        now = Standing(self.principal)
        now.running = bool(self.of("open"))
        by_day: dict[date, list[Happening]] = {}
        for h in self.log:
            if h.live and h.on <= day:
                by_day.setdefault(h.on, []).append(h)
        today, total = min([*by_day, self.due]), 0
        while today <= day:
            now.counted = now.running and not now.paused and today > self.due
            if now.counted:
                total += now.principal * percent(today)
            now.percents[today] = total
            now.today = today
            for h in by_day.get(today, ()):  # the log is in the order in which it became known
                self._do(now, h)
            total = now.percents[today]
            today += ONE_DAY
        return now

    def _do(self, now: Standing, h: Happening) -> None:
        match h.what:
            case "letter":
                self._charge(now, h)
                now.paused = now.paused and h.kind != BROKEN
            case "moved":
                self._charge_moved(now, h)
            case "pay":
                self._pay(now, h)
            case "plan":
                now.paused = True
            case "close":
                self._end(now, h)
            case "open":
                self._begin(now, h)
            case _:
                assert h.what in ("hold", "release", "dispute", "resolve"), h

    def _charge(self, now: Standing, h: Happening) -> None:
        if h.amount:
            before = [f for f in now.fees if not f.lost and f.waived < f.amount]
            twice = any(f.kind == h.kind for f in before)
            lost = twice or h.away or self._crossed(h)
            now.fees.append(Fee(h.kind, h.amount, h, lost=lost))

    def _charge_moved(self, now: Standing, h: Happening) -> None:
        letter = next((x for x in self.letters if x.ref == h.ref), None)
        if letter is not None:
            twice = any(f.kind == h.kind and not f.lost and f.waived < f.amount for f in now.fees)
            lost = twice or self._crossed(letter)
            now.fees.append(Fee(h.kind, h.amount, letter, lost=lost, moved=True))

    def _end(self, now: Standing, h: Happening) -> None:
        now.interest_waived += now.interest_left(h.on)
        for fee in now.fees:
            fee.waived += fee.left
        if h.kind == "paid":
            now.principal_waived += now.principal
            now.principal = 0
        now.running, now.counted = False, True  # a case that begins today counts from tomorrow

    def _begin(self, now: Standing, h: Happening) -> None:
        if h.case > 1 and not now.counted and h.on > self.due:
            # A later case's first day bears interest; it was not counted this morning.
            now.percents[h.on] += now.principal * percent(h.on)
            now.counted = True
        now.running, now.paused = True, False

    def _crossed(self, letter: Happening) -> bool:
        return any(p.order > letter.order and p.on < letter.on for p in self.of("pay"))

    def _pay(self, now: Standing, payment: Happening) -> None:
        frozen = self._settled_letter(now, payment)
        interest = now.interest_left(frozen.dated if frozen else payment.on)
        fees, owed = now.fees_left, now.principal + now.fees_left + interest
        rest = payment.amount
        now.paid += rest
        if not self._asked(payment):
            met = min(rest, now.principal)
            now.principal -= met
            now.over += rest - met
            if frozen and met == owed:
                # All the letter asked, in time though registered late: nothing after its day.
                now.interest_waived += now.interest_left(payment.on)
            return
        order = (
            ["principal", "fees", "interest"] if self.partner else ["fees", "interest", "principal"]
        )
        for part in order:
            met = min(rest, {"principal": now.principal, "fees": fees, "interest": interest}[part])
            rest -= met
            if part == "principal":
                now.principal -= met
            elif part == "interest":
                now.interest_paid += met
            else:
                for fee in now.fees:
                    one = min(met, fee.left)
                    fee.paid += one
                    met -= one
        now.over += rest
        if frozen and payment.amount >= owed:
            now.interest_waived += now.interest_left(payment.on)

    def _asked(self, payment: Happening) -> bool:
        ends = {h.case: h.order for h in self.of("close")}
        return any(
            o.order < payment.order < ends.get(o.case, payment.order + 1) and o.on <= payment.on
            for o in self.of("open")
        )

    def _due(self, letter: Happening) -> date:
        """The last day of its term; a dispute that is answered within it begins it anew."""
        due = letter.due
        for h in self.log:
            if h.what == "resolve" and h.case == letter.case and h.order > letter.order:
                newer = (x for x in self.letters if x.case == h.case and x.order > letter.order)
                is_newest = letter.live and not any(x.order < h.order for x in newer)
                if is_newest and due >= h.on:
                    due = max(due, self._anew(h))
        return due

    def _anew(self, resolved: Happening) -> date:
        """``kind`` is the stage; at monitoring and later no step waits for a term."""
        if resolved.kind == REMINDER:
            return banking_days_after(resolved.on, 10)
        return ten_days_after(resolved.on) if resolved.kind in (DEMAND, "choose") else date.min

    def _settled_letter(self, now: Standing, payment: Happening) -> Happening | None:
        """The letter whose total was paid in time; also one taken back: nobody loses by that."""
        lost = {id(f.letter): f.amount for f in now.fees if f.lost and not f.moved}
        for letter in (h for h in self.log if h.what == "letter"):
            due = self._due(letter)
            in_time = [p for p in self.of("pay") if p.order > letter.order and p.on <= due]
            here = sum(f.amount for f in now.fees if f.moved and f.letter is letter and not f.lost)
            fell = lost.get(id(letter), 0) if letter.live else letter.amount
            enough = sum(p.amount for p in in_time) >= letter.total - fell + here
            if enough and payment in in_time and payment.on >= letter.on:
                return letter
        return None

    # ---- what stands in the way of a letter ----

    def held(self, day: date) -> bool:
        """Whether no letter may go out that day: on hold, or disputed."""
        return day <= self.on_hold_until or self.disputed

    def stopped(self, day: date) -> bool:
        """Whether none may be made by itself: also on the day on which a hold was lifted."""
        return self.held(day) or any(h.what == "release" and h.on == day for h in self._flags())

    @property
    def disputed(self) -> bool:
        """Whether the newest case is."""
        raised = [h.what for h in self._flags() if h.what in ("dispute", "resolve")]
        return bool(raised) and raised[-1] == "dispute"

    @property
    def on_hold_until(self) -> date:
        """The day through which the newest case is on hold."""
        holds = [h for h in self._flags() if h.what in ("hold", "release")]
        return holds[-1].until if holds else date.min

    @property
    def free_from(self) -> date:
        """The day after the newest hold has ended or was lifted."""
        holds = [h for h in self._flags() if h.what in ("hold", "release")]
        return max(holds[-1].until, holds[-1].on) + ONE_DAY if holds else date.min

    def _flags(self) -> list[Happening]:
        opened = self.of("open")
        return [h for h in self.log if opened and h.order > opened[-1].order]

    @property
    def plan(self) -> Happening | None:
        """The instalment plan that runs, unless its letter was taken back or another has broken it."""
        mine = [x for x in self.letters if x.case == self.open_case]
        for plan in reversed(self.of("plan")):
            if self.open_case == plan.case:
                sent = any(x.ref == plan.ref for x in mine)
                broken = any(x.kind == BROKEN and x.order > plan.order for x in mine)
                return plan if sent and not broken else None
        return None

    def known_after(self, what: str, order: int) -> list[Happening]:
        """The happenings of a kind that became known after something."""
        return [h for h in self.of(what) if h.order > order]
