"""Which case a payment met, which fees it paid, and how the interest in it is shared.

The replay of a claim says what a payment met in sum; the books and the settlement need it fee by
fee and case by case. Pure, and counts no interest anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from msgspec import Struct

from reminder_cli.domain import events as ev
from reminder_cli.domain.account import Account, Allocation, FeeState
from reminder_cli.domain.case import Case, Claim
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import PaidTo
from reminder_cli.domain.money import share


class PaidPart(Struct, frozen=True, kw_only=True):
    """One payment as the books see it; öre.

    ``fees`` are the fees it paid with how much of each; ``own_interest_ore`` is the creditor's
    share of the interest, cumulative per case and half up.
    """

    allocation: Allocation
    case: Case | None
    fees: tuple[tuple[FeeState, int], ...]
    own_interest_ore: int

    @property
    def payment(self) -> ev.PaymentReceived:
        """The payment."""
        return self.allocation.payment

    @property
    def under_partner(self) -> bool:
        """Whether a partner ran the case that the payment met."""
        return self.case is not None and self.case.opened.collector is Collector.PARTNER

    @property
    def held_by_partner(self) -> bool:
        """Whether the partner received the money and pays out what is the creditor's."""
        to = self.payment.to
        return to is PaidTo.PARTNER or (to is PaidTo.KRONOFOGDEN and self.under_partner)

    @property
    def reached_us_on(self) -> date:
        """The day the money reached the creditor."""
        return self.payment.paid_out_on or self.payment.on

    @property
    def own_fees_ore(self) -> int:
        """The creditor's own fees in it: all of its own case, else those claimed elsewhere."""
        if not self.under_partner:
            return self.allocation.fees_ore
        return sum(paid for fee, paid in self.fees if fee.claimed_elsewhere)

    @property
    def partner_fees_ore(self) -> int:
        """The partner's fees in it."""
        return self.allocation.fees_ore - self.own_fees_ore

    @property
    def partner_interest_ore(self) -> int:
        """The partner's share of the interest in it."""
        return self.allocation.interest_ore - self.own_interest_ore


def paid_parts(
    claim: Claim, account: Account, shares: Mapping[int, Fraction]
) -> tuple[PaidPart, ...]:
    """Every payment of the account, in the order it was applied."""
    left = [_paid_of(fee) for fee in account.fees]
    interest: dict[int, int] = {}
    parts = []
    for allocation in account.allocations:
        case = _case_of(claim, allocation.payment)
        own = allocation.interest_ore
        if case is not None:
            before = interest.get(case.case_no, 0)
            after = before + allocation.interest_ore
            percent = shares[case.case_no]
            own = share(after, percent=percent) - share(before, percent=percent)
            interest[case.case_no] = after
        parts.append(
            PaidPart(
                allocation=allocation,
                case=case,
                fees=_fees(account.fees, left, allocation.fees_ore),
                own_interest_ore=own,
            )
        )
    return tuple(parts)


def _paid_of(fee: FeeState) -> int:
    """What was paid of a fee. A lost one was never owed."""
    return 0 if fee.lost else fee.amount_ore - fee.waived_ore - fee.left_ore


def _fees(
    fees: tuple[FeeState, ...], left: list[int], amount_ore: int
) -> tuple[tuple[FeeState, int], ...]:
    """Oldest first, as the replay pays them. ``left``, what was paid of each, is counted down."""
    found = []
    for place, fee in enumerate(fees):
        paid = min(left[place], amount_ore)
        if paid:
            found.append((fee, paid))
            left[place] -= paid
            amount_ore -= paid
    return tuple(found)


def _case_of(claim: Claim, payment: ev.PaymentReceived) -> Case | None:
    """The newest case that ran when the payment came, or that was at Kronofogden on its day: what
    was collected there meets its costs and fees, however late it is told of. With none, it all went
    to the principal.
    """
    for case in reversed(claim.cases):
        known = case.opened.seq < payment.seq and case.opened.on <= payment.on
        ran = known and (case.closed_seq == 0 or payment.seq < case.closed_seq)
        if ran or case.was_at_kronofogden(payment.on):
            return case
    return None
