"""Instalment plans: the instalments, whether they are kept, and what follows when they are not.

Lag (1981:739) 3 § 2; product.md section 3. It records nothing. Amounts in öre.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from reminder_cli.domain.calendar import BankingCalendar
from reminder_cli.domain.case import Case, Claim
from reminder_cli.domain.events_instalments import PlanMade
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.terms import Terms

MOST_INSTALMENTS = 120


class Slip(Struct, frozen=True, kw_only=True):
    """One instalment: its number from 1, its day (a banking day) and öre."""

    number: int
    due_on: date
    amount_ore: int


def by_months(total_ore: int, *, months: int) -> tuple[int, ...]:
    """That many amounts; equal, and the last takes the rest.

    >>> by_months(1000, months=3)
    (333, 333, 334)
    """
    if not 0 < months <= min(total_ore, MOST_INSTALMENTS):
        raise ValueError("as many instalments as that cannot be made")
    each = total_ore // months
    return (*[each] * (months - 1), total_ore - each * (months - 1))


def by_amount(total_ore: int, *, each_ore: int) -> tuple[int, ...]:
    """As many amounts of that size as it takes; the last is the rest.

    >>> by_amount(1000, each_ore=400)
    (400, 400, 200)
    """
    if each_ore <= 0 or -(-total_ore // each_ore) > MOST_INSTALMENTS:
        raise ValueError("as many instalments as that cannot be made")
    whole, rest = divmod(total_ore, each_ore)
    return (*[each_ore] * whole, *([rest] if rest else []))


def monthly(
    amounts_ore: Sequence[int], *, first_on: date, calendar: BankingCalendar
) -> tuple[Slip, ...]:
    """The amounts as instalments, on the same day of each month or the month's last.

    Lag (1930:173) 1, 2 §§: a day that a month lacks is its last; a closed day moves on.
    """
    from dateutil.relativedelta import relativedelta

    return tuple(
        Slip(
            number=n + 1,
            due_on=calendar.on_or_after(first_on + relativedelta(months=n)),
            amount_ore=amount,
        )
        for n, amount in enumerate(amounts_ore)
    )


def slips_of(plan: PlanMade) -> tuple[Slip, ...]:
    """The instalments of a plan that was made."""
    pairs = zip(plan.days, plan.amounts_ore, strict=True)
    return tuple(
        Slip(number=n, due_on=date.fromisoformat(day), amount_ore=amount)
        for n, (day, amount) in enumerate(pairs, start=1)
    )


def split(slips: Sequence[Slip], shares_ore: Sequence[int]) -> list[list[int]]:
    """What of each instalment each case gets: the oldest case is filled first.

    >>> slips = [Slip(number=n, due_on=date.min, amount_ore=400) for n in (1, 2)]
    >>> split(slips, [500, 300])
    [[400, 0], [100, 300]]
    """
    left = list(shares_ore)
    parts = []
    for slip in slips:
        amount, row = slip.amount_ore, []
        for place, share in enumerate(left):
            part = min(amount, share)
            left[place] -= part
            amount -= part
            row.append(part)
        parts.append(row)
    return parts


class Standing(Struct, frozen=True, kw_only=True):
    """How a plan stands: what has met it (öre), and when an instalment was last reminded of.

    ``resolved_on`` is when a dispute was last answered: no day before it counts against the debtor.
    What is missing up to ``tolerance_ore`` is not chased (product.md section 2).
    """

    plan: PlanMade
    met_ore: int
    reminded_on: date | None = None
    resolved_on: date | None = None
    tolerance_ore: int = 0
    blocked: bool = False  # one of its cases is disputed or on hold

    @property
    def slips(self) -> tuple[Slip, ...]:
        """Its instalments."""
        return slips_of(self.plan)

    def unmet(self) -> Iterator[Slip]:
        """The instalments not met, each with what is left of it."""
        met = self.met_ore
        for slip in self.slips:
            left = slip.amount_ore - min(met, slip.amount_ore)
            met -= slip.amount_ore - left
            if left:
                yield Slip(number=slip.number, due_on=slip.due_on, amount_ore=left)

    def first_missed(self) -> Slip | None:
        """The first instalment with which more is missing than the tolerance."""
        missing = 0
        for slip in self.unmet():
            missing += slip.amount_ore
            if missing > self.tolerance_ore:
                return slip
        return None


class PlanAct(StrEnum):
    """What a plan asks for."""

    WAIT = "wait"
    REMIND = "remind"
    BREAK = "break"


class PlanStep(Struct, frozen=True, kw_only=True):
    """What a plan asks for now, or from ``on``; ``missed`` are the instalments not met by then."""

    act: PlanAct
    on: date | None
    missed: tuple[Slip, ...] = ()


def plan_step(
    standing: Standing, calendar: BankingCalendar, *, grace: int, broken: int, today: date
) -> PlanStep:
    """What to do with a plan; ``grace`` and ``broken`` are the banking days of the terms.

    A missed instalment is reminded of ``grace`` banking days after its day; ``broken`` banking
    days after that reminder the plan is broken. After an answered dispute both begin anew.
    """
    unmet, first = tuple(standing.unmet()), standing.first_missed()
    if first is None:
        return PlanStep(act=PlanAct.WAIT, on=None)
    reminded = _reminded(first, standing)
    if reminded is not None:
        on = calendar.add_banking_days(reminded, count=broken)
    else:
        start = max(first.due_on, standing.resolved_on or date.min)
        on = calendar.add_banking_days(start, count=grace)
    missed = tuple(slip for slip in unmet if slip.due_on < today) if first.due_on < today else ()
    if today < on:
        return PlanStep(act=PlanAct.WAIT, on=on, missed=missed)
    return PlanStep(act=PlanAct.BREAK if reminded else PlanAct.REMIND, on=on, missed=missed)


def _reminded(slip: Slip, standing: Standing) -> date | None:
    """When this instalment was reminded of, since a dispute was last answered."""
    day, resolved_on = standing.reminded_on, standing.resolved_on
    if day is None or day <= slip.due_on or (resolved_on is not None and day <= resolved_on):
        return None
    return day


def plan_look(
    claim: Claim,
    case: Case,
    plan: PlanMade,
    terms: Terms,
    calendar: BankingCalendar,
    tolerance_ore: int,
) -> date | None:
    """The first day on which a plan may ask for something; None when every instalment is met.

    By what met this claim alone: what met the plan's other cases can only make it later.
    """
    standing = Standing(
        plan=plan,
        met_ore=paid_since(claim, plan),
        reminded_on=reminded_on(case, plan),
        resolved_on=case.resolved_on,
        tolerance_ore=tolerance_ore,
    )
    grace, broken = terms.instalment_grace_banking_days, terms.instalment_broken_banking_days
    return plan_step(standing, calendar, grace=grace, broken=broken, today=date.min).on


def paid_since(claim: Claim, plan: PlanMade) -> int:
    """What became known as paid or credited on a claim since a plan was made, in öre."""
    paid = sum(p.amount_ore for p in claim.live_payments if p.seq > plan.seq)
    return paid + sum(c.amount_ore for c in claim.credits if c.seq > plan.seq)


def reminded_on(case: Case, plan: PlanMade) -> date | None:
    """When an instalment of a plan was last reminded of."""
    letter = case.last_letter(LetterKind.INSTALMENT_MISSED)
    return letter.on if letter is not None and letter.seq > plan.seq else None
