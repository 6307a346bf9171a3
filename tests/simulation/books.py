"""The simulation's own books of one invoice: what it was from the start, and all that happened.

What is owed, money.py counts. Nothing here calls the program; where the two differ, one of them
is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.simulation.days import ONE_DAY, banking_days_after, ten_days_after, years_after
from tests.simulation.money import Standing, evening_of
from tests.simulation.words import (
    BROKEN,
    DEMAND,
    OF_PLAN,
    PARTNERS_SMALL,
    REMINDER,
    SMALL,
)

WITH_A_TERM = (REMINDER, DEMAND, "choose", "monitoring")


@dataclass
class Happening:
    """Something that counts on a day, and became known in this order."""

    order: int
    on: date
    what: str  # the method of money.py that counts it, or a flag
    case: int = 0
    ref: int = 0  # of a letter, a payment, an application
    amount: int = 0  # of a payment, a letter's fee, a promise, a credit
    kind: str = ""  # of a letter; how a case ended; to whom was paid
    due: date = date.max
    renewed: date = date.min  # to when a letter's term runs anew
    total: int = 0
    live: bool = True
    away: bool = False  # a letter whose fee another invoice of it bears now
    dated: date = date.min  # of a letter; ``on`` is the day it went out
    sha: str = ""
    arrived: date | None = None
    until_on: date = date.min  # of a hold
    kept: int = -1  # by Kronofogden; -1 when it did not say
    given: dict[str, int] = field(default_factory=dict)  # by an utslag
    slips: list[tuple[date, int]] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    adopted: bool = False  # a letter that another program sent

    @property
    def until(self) -> date:
        """To when a letter's term runs."""
        return max(self.due, self.renewed)


@dataclass(frozen=True)
class Visit:
    """A case came to a stage: on a day, and in the order in which it became known."""

    case: int
    stage: str
    on: date
    order: int


@dataclass
class Books:
    """One invoice."""

    number: str
    customer: str
    principal: int
    dated: date
    due: date  # moved
    partner: bool
    consumer: bool = True
    log: list[Happening] = field(default_factory=list)
    stage: str = ""
    stage_on: date = date.min
    lapsed: int = 0  # when it was taken up after its term was over: a letter must tell of a new one
    # Payments taken back: when each had become known, what had happened by the taking back, its day.
    taken_back: list[tuple[int, int, date]] = field(default_factory=list)
    stages: list[Visit] = field(default_factory=list)
    version: int = 0  # grows with everything that happens
    _seen: dict[date, tuple[int, Standing]] = field(default_factory=dict)

    def of(self, what: str) -> list[Happening]:
        """The happenings of a kind that were not taken back, as they became known."""
        return [h for h in self.log if h.what == what and h.live]

    def known_after(self, what: str, order: int) -> list[Happening]:
        """The happenings of a kind that became known after something."""
        return [h for h in self.of(what) if h.order > order]

    def evening(self, day: date) -> Standing:
        """What is owed on the evening of a day, by all that is known."""
        version, standing = self._seen.get(day, (-1, None))
        if standing is None or version != self.version:
            standing = evening_of(self, day)
            self._seen = {day: (self.version, standing)}
        return standing

    def enter(self, stage: str, on: date, order: int) -> None:
        self.stage, self.stage_on = stage, on
        self.stages.append(Visit(len(self.of("open")), stage, on, order))

    # ---- its cases and letters ----

    @property
    def letters(self) -> list[Happening]:
        return self.of("letter")

    @property
    def open_case(self) -> int:
        """The number of the case that runs; 0 when none does."""
        opened, ended = len(self.of("open")), {h.case for h in self.of("close")}
        return 0 if opened in ended else opened

    def case_of(self, payment: Happening) -> int:
        """The case that a payment met: one that ran when it became known and had begun by its day,
        or that was at Kronofogden then; 0: none.
        """
        ends = {h.case: h.order for h in self.of("close")}
        ran = [
            o.case
            for o in self.of("open")
            if o.order < payment.order < ends.get(o.case, payment.order + 1) and o.on <= payment.on
        ]
        return max([0, *ran, *self.there_on(payment.on)])

    def there_on(self, day: date) -> list[int]:
        """The cases that were at Kronofogden on a day."""
        closed = {h.case: h.on for h in self.of("close")}
        found = []
        for made in self.of("applied"):
            ended = [w for w in self.of("withdrawn") if (w.case, w.ref) == (made.case, made.ref)]
            running = made.on <= day and not any(w.on <= day for w in ended)
            if running and day <= closed.get(made.case, day):
                found.append(made.case)
        return found

    def monitored(self, payment: Happening) -> bool:
        """Whether the case that a payment met was at monitoring then."""
        case = self.case_of(payment)
        turns = [(v.order, v.on, v.stage) for v in self.stages if v.case == case]
        turns += [(h.order, h.on, "closed") for h in self.of("close") if h.case == case]
        came = [
            stage for order, on, stage in sorted(turns) if (on, order) < (payment.on, payment.order)
        ]
        return came[-1:] == ["monitoring"]

    @property
    def of_case(self) -> list[Happening]:
        """The letters of the newest case that stand."""
        case = len(self.of("open"))
        return [x for x in self.letters if x.case == case]

    def settled(self, evening: Standing) -> bool:
        """Whether what is left is nothing, or so small that the terms waive it."""
        if evening.owed == 0:
            return True
        if evening.there or (evening.paid == 0 and evening.credited == 0):
            return False
        if self.partner:
            return evening.principal == 0 and evening.owed < PARTNERS_SMALL
        return evening.owed <= SMALL

    def crossed(self, letter: Happening) -> bool:
        """Whether a payment was booked before the letter's day and known only after it."""
        return any(p.order > letter.order and p.on < letter.on for p in self.of("pay"))

    def lost_on(self, *, without: int = 0) -> date:
        """The first day on which the claim is lost by limitation (preskriptionslagen 2, 5 §§).

        ``without`` a letter, by its number.
        """
        years = 3 if self.consumer else 10
        lost = years_after(self.dated, years)
        known = [h for h in self.log if h.live and h.what in ("letter", "pay")]
        told = (h.on for h in known if h.what == "pay" or not without or h.ref != without)
        for day in sorted(told):
            if day < lost:
                lost = max(lost, years_after(day, years))
        return lost

    # ---- terms that start anew ----

    def take_up(self, on: date, order: int) -> None:
        """A dispute was answered or a payment taken back: the last letter's term starts anew; one
        that was over must be told of anew."""
        last = self.of_case[-1:]
        if not last or self.stage not in WITH_A_TERM or last[0].until < on:
            self.lapsed = order
            return
        self.lapsed = 0
        early = self.stage == REMINDER
        anew = banking_days_after(on, 10) if early else ten_days_after(on)
        last[0].renewed = max(last[0].renewed, anew)

    @property
    def needs_new_term(self) -> bool:
        last = self.of_case[-1:]
        told = not last or last[0].order > self.lapsed
        return bool(self.lapsed) and not told and not self.disputed and self.stage in WITH_A_TERM

    # ---- what stands in the way of a letter ----

    def held(self, day: date) -> bool:
        """Whether no letter may go out that day: on hold, or disputed."""
        return day <= self.on_hold_until or self.disputed

    def stopped(self, day: date) -> bool:
        """Whether none may be made by itself: also on the day on which a hold was lifted."""
        return self.held(day) or self.released(day)

    def released(self, day: date) -> bool:
        return any(h.what == "release" and h.on == day for h in self._flags())

    @property
    def disputed(self) -> bool:
        """Whether the newest case is."""
        raised = [h.what for h in self._flags() if h.what in ("dispute", "resolve")]
        return bool(raised) and raised[-1] == "dispute"

    @property
    def on_hold_until(self) -> date:
        """The day through which the newest case is on hold."""
        holds = [h for h in self._flags() if h.what in ("hold", "release")]
        return holds[-1].until_on if holds else date.min

    @property
    def free_from(self) -> date:
        """The day after the newest hold has ended or was lifted."""
        holds = [h for h in self._flags() if h.what in ("hold", "release")]
        return max(holds[-1].until_on, holds[-1].on) + ONE_DAY if holds else date.min

    def _flags(self) -> list[Happening]:
        opened = self.of("open")
        return [h for h in self.log if opened and h.order > opened[-1].order]

    # ---- plans, Kronofogden, monitoring ----

    @property
    def plan(self) -> Happening | None:
        """The instalment plan that runs, unless its letter was taken back or another has broken it."""
        mine = self.of_case
        for plan in reversed(self.of("plan")):
            if self.open_case == plan.case:
                sent = any(x.ref == plan.ref for x in mine)
                broken = any(x.kind == BROKEN and x.order > plan.order for x in mine)
                return plan if sent and not broken else None
        return None

    def at_kronofogden(self, what: str, case: int) -> list[Happening]:
        return [h for h in self.of(what) if h.case == case]

    @property
    def application(self) -> Happening | None:
        """The application of the newest case that runs, if one does."""
        case = self.open_case
        made = self.at_kronofogden("applied", case)[-1:]
        ended = {w.ref for w in self.at_kronofogden("withdrawn", case)}
        return made[0] if case and made and made[0].ref not in ended else None

    def step_there(self, what: str) -> list[Happening]:
        """What was registered of the application that runs."""
        made = self.application
        here = self.at_kronofogden(what, self.open_case)
        return [h for h in here if made is not None and h.ref == made.ref]

    @property
    def may_apply_from(self) -> date:
        """The day after all terms are out (inkassolagen 6 §); never without a demand."""
        terms = [x.until for x in self.of_case if x.kind not in OF_PLAN or x.kind == BROKEN]
        if not any(x.kind == DEMAND for x in self.of_case) or self.plan or self.needs_new_term:
            return date.max
        return max(terms) + ONE_DAY

    @property
    def yearly_from(self) -> date:
        """The day from which the yearly letter of monitoring may go out."""
        last = self.of_case[-1:]
        yearly = years_after(last[0].on if last else self.stage_on, 1)
        return min(yearly, self.lost_on() - timedelta(days=30))
