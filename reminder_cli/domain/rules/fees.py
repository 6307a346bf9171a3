"""What collecting may cost the debtor: lag (1981:739) om ersättning för inkassokostnader m.m.

The amounts stand in 4 § itself since 2013-03-16 (SFS 2013:56); förordning (1981:1057) applies
to acts before that day.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from reminder_cli.domain.invoice import CustomerKind

LATE_PAYMENT_ORE = 450_00  # förseningsersättning, 4 a §, SFS 2013:56


class Act(StrEnum):
    """What a fee is for."""

    REMINDER = "reminder"  # betalningspåminnelse, 2 §
    DEMAND = "demand"  # inkassokrav, 3 § 1
    PLAN = "plan"  # amorteringsplan, 3 § 2
    LATE_PAYMENT = "late_payment"  # förseningsersättning, 4 a §


LAW = {
    Act.REMINDER: "lag (1981:739) 2, 4 §§",
    Act.DEMAND: "lag (1981:739) 3, 4 §§",
    Act.PLAN: "lag (1981:739) 3, 4 §§",
    Act.LATE_PAYMENT: "lag (1981:739) 4 a §",
}


class BusinessCompensation(StrEnum):
    """What is asked of a business or a public body beside interest."""

    FEES = "fees"
    LATE_PAYMENT_450 = "late_payment_450"
    NONE = "none"


class FeeCaps(Struct, frozen=True):
    """The most that may be charged for each act done from a day on; öre."""

    in_force_from: date
    source: str
    reminder_ore: int
    demand_ore: int
    plan_ore: int

    def cap(self, act: Act) -> int:
        """The cap of one act, in öre."""
        return {
            Act.REMINDER: self.reminder_ore,
            Act.DEMAND: self.demand_ore,
            Act.PLAN: self.plan_ore,
            Act.LATE_PAYMENT: LATE_PAYMENT_ORE,
        }[act]


FEE_CAPS = (
    FeeCaps(date(2003, 7, 1), "SFS 2003:294", 50_00, 160_00, 150_00),
    FeeCaps(date(2013, 3, 16), "SFS 2013:56", 60_00, 180_00, 170_00),
)


@lru_cache(maxsize=1024)
def fee_cap(act: Act, *, done_on: date) -> int:
    """The most that may be charged for one act, in öre. 4 § lag (1981:739).

    Raises ``ValueError`` before 2003-07-01: the older amounts are not known here.

    >>> fee_cap(Act.REMINDER, done_on=date(2013, 3, 15)), fee_cap(Act.REMINDER, done_on=date(2013, 3, 16))
    (5000, 6000)
    """
    known = [caps for caps in FEE_CAPS if caps.in_force_from <= done_on]
    if not known:
        raise ValueError(f"no fee caps are known for {done_on}")
    return known[-1].cap(act)


class FeeFacts(Struct, frozen=True, kw_only=True):
    """What decides a fee. ``charged`` are the acts charged and not waived, öre by act.

    ``interest_runs`` says whether the creditor has a right to late interest on the day, which
    is when a business owes förseningsersättning.
    """

    kind: CustomerKind
    reminder_agreed: bool
    compensation: BusinessCompensation
    charged: dict[Act, int]
    interest_runs: bool


def fee_for(act: Act, wanted_ore: int, *, facts: FeeFacts, done_on: date) -> tuple[Act, int]:
    """What to charge for an act, as which act, in öre; 0 when nothing may be charged.

    2 §: a reminder fee only if agreed when the debt arose. Each act is charged once. 5 § 2 st:
    who has a right to the 450 kr gets the other fees only in so far as they together exceed it.
    """
    business = facts.kind is not CustomerKind.CONSUMER
    if business and facts.compensation is BusinessCompensation.NONE:
        return act, 0
    if business and facts.compensation is BusinessCompensation.LATE_PAYMENT_450:
        if Act.LATE_PAYMENT in facts.charged:
            return act, 0  # 60 + 180 + 170 never exceeds 450, so nothing is added (5 § 2 st)
        if facts.interest_runs:
            return Act.LATE_PAYMENT, LATE_PAYMENT_ORE - sum(facts.charged.values())
    if act in facts.charged or (act is Act.REMINDER and not facts.reminder_agreed):
        return act, 0
    fee = min(wanted_ore, fee_cap(act, done_on=done_on))
    if business:
        fee = min(fee, LATE_PAYMENT_ORE - sum(facts.charged.values()))
    return act, max(fee, 0)
