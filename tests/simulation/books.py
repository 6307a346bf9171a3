"""The simulation's own books of one invoice, kept in the plainest way: day by day, in 2026.

All of 2026 has one rate, 10 % over 365 days, so that interest is a sum of principal and days.
Nothing here calls the program; where the two differ, one of them is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
REMINDER, DEMAND, REST_NOTICE = "reminder", "demand", "rest_notice"
RESUMED = "resumed"
CAPS = {REMINDER: 60_00, DEMAND: 180_00}
SMALL = 10_00  # own: at or under this, and something paid; partner: under 100 of fees and interest
PARTNERS_SMALL = 100_00


@dataclass
class Happening:
    """Something that counts on a day, and became known in this order."""

    order: int
    on: date
    what: str  # open, letter, pay, close
    case: int = 0
    ref: int = 0
    amount: int = 0  # of a payment, or a letter's fee
    kind: str = ""  # of a letter; how a case ended
    due: date = date.max
    total: int = 0
    live: bool = True
    away: bool = False  # a letter whose fee another invoice of it bears now


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
    days_of_principal: dict[date, int] = field(default_factory=dict)  # summed, to each day
    interest_paid: int = 0
    interest_waived: int = 0
    paid: int = 0
    over: int = 0
    today: date = date.min
    counted: bool = False  # whether today bears interest already

    def interest(self, through: date) -> int:
        """All interest through a day: principal times days, 10 % over 365, half up."""
        tenths = self.days_of_principal.get(through, 0) * 10
        return (2 * tenths + 36_500) // (2 * 36_500)

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
    monitored: bool = False
    # Payments taken back: when each had become known, and what had happened by the taking back.
    taken_back: list[tuple[int, int]] = field(default_factory=list)

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
        running = bool(self.of("open"))
        days = sorted({h.on for h in self.log if h.live and h.on <= day} | {self.due})
        today, total = min(days), 0
        while today <= day:
            now.counted = running and today > self.due
            if now.counted:
                total += now.principal
            now.days_of_principal[today] = total
            now.today = today
            for h in sorted(self.log, key=lambda h: h.order):
                if h.live and h.on == today:
                    running = self._do(now, h, running=running)
            total = now.days_of_principal[today]
            today += ONE_DAY
        return now

    def _do(self, now: Standing, h: Happening, *, running: bool) -> bool:
        if h.what == "letter" and h.amount:
            before = [f for f in now.fees if not f.lost and f.waived < f.amount]
            twice = any(f.kind == h.kind for f in before)
            lost = twice or h.away or self._crossed(h)
            now.fees.append(Fee(h.kind, h.amount, h, lost=lost))
        elif h.what == "moved":
            letter = next(x for x in self.letters if x.ref == h.ref)
            twice = any(f.kind == h.kind and not f.lost and f.waived < f.amount for f in now.fees)
            lost = twice or self._crossed(letter)
            now.fees.append(Fee(h.kind, h.amount, letter, lost=lost, moved=True))
        elif h.what == "pay":
            self._pay(now, h)
        elif h.what == "close":
            now.interest_waived += now.interest_left(h.on)
            for fee in now.fees:
                fee.waived += fee.left
            now.principal = 0 if h.kind == "paid" else now.principal
            return False
        elif h.what == "open":
            if h.case > 1 and not now.counted and h.on > self.due:
                # A later case's first day bears interest; it was not counted this morning.
                now.days_of_principal[h.on] += now.principal
                now.counted = True
            return True
        return running

    def _crossed(self, letter: Happening) -> bool:
        return any(p.order > letter.order and p.on < letter.on for p in self.of("pay"))

    def _pay(self, now: Standing, payment: Happening) -> None:
        frozen = self._settled_letter(now, payment)
        interest = now.interest_left(frozen.on if frozen else payment.on)
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

    def _settled_letter(self, now: Standing, payment: Happening) -> Happening | None:
        lost = {id(f.letter): f.amount for f in now.fees if f.lost and not f.moved}
        for letter in self.letters:
            in_time = [p for p in self.of("pay") if p.order > letter.order and p.on <= letter.due]
            here = sum(f.amount for f in now.fees if f.moved and f.letter is letter and not f.lost)
            asked = letter.total - lost.get(id(letter), 0) + here
            enough = sum(p.amount for p in in_time) >= asked
            if enough and payment in in_time and payment.on >= letter.on:
                return letter
        return None
