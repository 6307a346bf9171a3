"""What is owed on a claim on a day, öre by öre, and how each payment was applied: as data.

:mod:`reminder_cli.domain.replay` makes it.
"""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct, field

from reminder_cli.domain import events as ev
from reminder_cli.domain.company import Collector
from reminder_cli.domain.costs import CostsMet, CostState
from reminder_cli.domain.money import exact_sum, rounded
from reminder_cli.domain.rules.interest import (
    InterestLine,
    InterestTerms,
    shown_amounts,
)

ONE_DAY = timedelta(days=1)


class Basis(Struct, frozen=True, kw_only=True):
    """What a claim is counted from: the customer's part left when it came here, and its terms."""

    principal_ore: int
    invoice_on: date
    due_on: date
    interest: InterestTerms
    collector: Collector
    fee_claimed_ore: int = 0
    fee_claimed_on: date | None = None


class FeeState(Struct, frozen=True, kw_only=True):
    """A fee: what for, when, how much, what is left; ``lost`` says why it is not owed.

    ``claimed_elsewhere`` before the case came here, it is the creditor's own, whoever collects.
    """

    act: str
    on: date
    amount_ore: int
    left_ore: int
    law: str
    letter_id: int = 0
    lost: str = ""
    waived_ore: int = 0
    claimed_elsewhere: bool = False


class Allocation(Struct, frozen=True, kw_only=True):
    """How one payment was applied, in öre; ``over_ore`` is more than was owed.

    ``recovered_ore`` came in of a principal that had been written off: it is the creditor's.
    ``costs_ore`` is all that met costs at Kronofogden; ``costs`` says which, and what it kept.
    """

    payment: ev.PaymentReceived
    principal_ore: int = 0
    fees_ore: int = 0
    interest_ore: int = 0
    costs_ore: int = 0
    over_ore: int = 0
    recovered_ore: int = 0
    costs: CostsMet = field(default_factory=CostsMet)


class Waiver(Struct, frozen=True, kw_only=True):
    """What was given up: the day, the part, öre, and why (a code)."""

    on: date
    part: str
    amount_ore: int
    why: str


class Account(Struct, frozen=True, kw_only=True):
    """The whole of a claim on ``until``. Öre; ``*_left_ore`` is owed that day.

    ``missing_rate`` names the half-year at which the interest stopped because its reference rate
    is not known; nothing is guessed, and no letter may go out.
    """

    until: date
    basis: Basis
    credited_ore: int
    principal_left_ore: int
    fees_left_ore: int
    interest_left_ore: int
    costs_left_ore: int
    overpaid_ore: int
    repaid_ore: int
    interest: tuple[InterestLine, ...]
    fees: tuple[FeeState, ...]
    allocations: tuple[Allocation, ...]
    waivers: tuple[Waiver, ...]
    missing_rate: str = ""
    costs: tuple[CostState, ...] = ()
    at_kronofogden: bool = False

    @property
    def kronofogdens_ore(self) -> int:
        """What Kronofogden has yet to take for itself; it is not owed to the creditor."""
        return sum(cost.left_ore for cost in self.costs if cost.is_kronofogdens)

    @property
    def costs_total_ore(self) -> int:
        """All costs of applications that stand, paid or not."""
        return sum(
            cost.amount_ore - cost.waived_ore
            for cost in self.costs
            if not cost.fell and not cost.is_kronofogdens
        )

    @property
    def interest_total_ore(self) -> int:
        """All interest from its first day, rounded once."""
        return rounded(exact_sum(line.exact_ore for line in self.interest))

    @property
    def interest_shown(self) -> tuple[int, ...]:
        """The öre of each interest line; they add up to the total."""
        return shown_amounts(self.interest)

    @property
    def fees_total_ore(self) -> int:
        """All fees that stand, paid or not."""
        return sum(fee.amount_ore - fee.waived_ore for fee in self.fees if not fee.lost)

    @property
    def interest_waived_ore(self) -> int:
        """All interest that was given up."""
        return sum(w.amount_ore for w in self.waivers if w.part == "interest")

    @property
    def paid_ore(self) -> int:
        """All that was paid here and not taken back."""
        return sum(a.payment.amount_ore for a in self.allocations)

    @property
    def rest_ore(self) -> int:
        """What is owed beside the principal."""
        return self.fees_left_ore + self.interest_left_ore + self.costs_left_ore

    @property
    def owed_ore(self) -> int:
        """What the debtor owes, never below zero."""
        return self.principal_left_ore + self.rest_ore

    @property
    def balance_ore(self) -> int:
        """What is owed less what is to be paid back to the debtor."""
        return self.owed_ore - self.overpaid_ore


def basis_of(opened: ev.CaseOpened) -> Basis:
    """What a case is counted from."""
    return Basis(
        principal_ore=opened.principal_ore,
        invoice_on=opened.invoice_on,
        due_on=opened.due_on,
        interest=InterestTerms(
            first_day=opened.interest_from,
            contract_percent=opened.contract_percent,
            consumer=opened.customer_kind.value == "consumer",
            day_count=opened.day_count,
        ),
        collector=opened.collector,
        fee_claimed_ore=opened.fee_claimed_ore,
        fee_claimed_on=opened.fee_claimed_on,
    )
