"""What came in during a period, day by day, and what it means for fees and VAT, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct, field

from reminder_cli.domain.account import Account
from reminder_cli.domain.course import Receipt
from reminder_cli.domain.events import PaidTo
from reminder_cli.domain.statistics import month_of, months_between


class Day(Struct):
    """The payments booked on one day; öre. ``over_ore`` is more than was owed, the debtors' money.

    ``principal_ore`` is also what came in of it after it had been written off.
    """

    payments: set[int] = field(default_factory=set)
    amount_ore: int = 0
    principal_ore: int = 0
    fees_ore: int = 0
    interest_ore: int = 0
    costs_ore: int = 0
    over_ore: int = 0
    to_ore: dict[PaidTo, int] = field(default_factory=lambda: dict.fromkeys(PaidTo, 0))

    def add(self, receipt: Receipt) -> None:
        """Count what a payment brought on one invoice."""
        self.payments.add(receipt.payment_id)
        self.amount_ore += receipt.amount_ore
        self.principal_ore += receipt.principal_ore + receipt.recovered_ore
        self.fees_ore += receipt.fees_ore
        self.interest_ore += receipt.interest_ore
        self.costs_ore += receipt.costs_ore
        self.over_ore += receipt.over_ore
        self.to_ore[receipt.to] += receipt.amount_ore


class Month(Struct):
    """Fees, VAT, interest and commission of one month; öre. Commission is without its VAT."""

    amount_ore: int = 0
    fees_charged_ore: int = 0
    fees_paid_ore: int = 0
    partner_fees_ore: int = 0
    fee_vat_ore: int = 0
    commission_ore: int = 0
    commission_vat_ore: int = 0
    interest_paid_ore: int = 0
    own_interest_ore: int = 0

    @property
    def vat_ore(self) -> int:
        """The input VAT of what the partner will invoice for the month."""
        return self.fee_vat_ore + self.commission_vat_ore

    @property
    def partner_interest_ore(self) -> int:
        """The partner's share of the interest."""
        return self.interest_paid_ore - self.own_interest_ore

    def add(self, receipt: Receipt) -> None:
        """Count what a payment brought on one invoice."""
        self.amount_ore += receipt.amount_ore
        self.fees_paid_ore += receipt.fees_ore
        self.partner_fees_ore += receipt.partner_fees_ore
        self.fee_vat_ore += receipt.vat_ore
        self.commission_ore += receipt.commission_ore
        self.commission_vat_ore += receipt.commission_vat_ore
        self.interest_paid_ore += receipt.interest_ore
        self.own_interest_ore += receipt.own_interest_ore


class Takings:
    """What counts from ``first`` through ``last``. Months in which nothing came in are there too."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.total, self.all_days = Month(), Day()
        self.days: dict[date, Day] = defaultdict(Day)
        self.months = {month: Month() for month in months_between(first, last)}

    def add(self, account: Account, received: Sequence[Receipt]) -> None:
        """Count one claim: its payments, and the fees of letters sent, that lie in the period."""
        for receipt in received:
            if self.first <= receipt.on <= self.last:
                for day in (self.all_days, self.days[receipt.on]):
                    day.add(receipt)
                for month in (self.total, self.months[month_of(receipt.on)]):
                    month.add(receipt)
        for fee in account.fees:
            if not (fee.claimed_elsewhere or fee.lost) and self.first <= fee.on <= self.last:
                self.total.fees_charged_ore += fee.amount_ore
                self.months[month_of(fee.on)].fees_charged_ore += fee.amount_ore
