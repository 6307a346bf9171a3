"""The vouchers of payments: to the creditor, to the partner, through Kronofogden; and paid back.

The partner's fees and its share of the interest are never the firm's income: received by the
partner they do not meet the books, received by the creditor they are its debt to the partner.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from reminder_cli.domain.booking import (
    BookedFact,
    BookingRules,
    ClaimFacts,
    LeftOut,
    PaidCosts,
    Rows,
    fact,
)
from reminder_cli.domain.booking_case import PaidPart
from reminder_cli.domain.booking_charges import Charges
from reminder_cli.domain.booking_losses import Recoveries
from reminder_cli.domain.events import PaidTo
from reminder_cli.i18n import Text


class Payments(Struct, kw_only=True):
    """Books the payments of one claim, oldest first."""

    facts: ClaimFacts
    rules: BookingRules
    charges: Charges
    recoveries: Recoveries
    principal_ore: int = 0  # so far, for the VAT of the cash method
    left_out: list[LeftOut] = field(default_factory=list)

    def book(self, part: PaidPart) -> Iterator[BookedFact]:
        """The voucher of one payment."""
        payment, rows = part.payment, Rows()
        self._principal(part, rows)
        self._recovered(part, rows)
        self._fees_and_interest(part, rows)
        self._costs(part, rows)
        if not part.held_by_partner:
            self._partners(part, rows)
            over = self.facts.not_owed_ore(part.allocation) - self.recoveries.of(payment.payment_id)
            rows.credit(self.rules.accounts.overpayments, over)
        rows.balance_on(self.rules.accounts.bank)
        text = Text(_words(part).msgid, self._number())
        yield from fact(payment.key, part.reached_us_on, text, rows)

    def repaid(self, parts: tuple[PaidPart, ...]) -> Iterator[BookedFact]:
        """What was paid back to the debtor by the creditor; what the partner held, it pays back."""
        ours = {part.payment.payment_id for part in parts if not part.held_by_partner}
        claim, accounts = self.facts.claim, self.rules.accounts
        for repayment in claim.repayments:
            if repayment.payment_id in ours:
                rows = Rows()
                rows.debit(accounts.overpayments, repayment.amount_ore)
                rows.credit(accounts.bank, repayment.amount_ore)
                text = Text("Overpayment paid back, invoice {number}", self._number())
                yield from fact(repayment.key, repayment.on, text, rows)

    def _number(self) -> dict[str, object]:
        return {"number": self.facts.number}

    def _principal(self, part: PaidPart, rows: Rows) -> None:
        amount = part.allocation.principal_ore
        if not self.rules.principal or not amount:
            return
        if self.rules.cash_method:
            self._income(part, amount, rows)
        else:
            rows.credit(self.rules.accounts.claims, amount)

    def _income(self, part: PaidPart, amount: int, rows: Rows) -> None:
        """By the cash method the sale and its VAT are booked when they are paid."""
        if self.facts.vat is None:
            why = Text(
                "The VAT of invoice {number} is not known: book the {part} of this payment in your "
                "bookkeeping program.",
                {**self._number(), "part": Text("principal")},
            )
            self.left_out.append(LeftOut(key=part.payment.key, on=part.reached_us_on, why=why))
            return
        before, self.principal_ore = self.principal_ore, self.principal_ore + amount
        accounts = self.rules.accounts
        for percent, ore in self.facts.sales_between(before, self.principal_ore):
            rows.credit(accounts.sales_of(percent), ore)
        for percent, ore in self.facts.vat_between(before, self.principal_ore):
            rows.credit(accounts.output_vat_of(percent), ore)

    def _recovered(self, part: PaidPart, rows: Rows) -> None:
        if self.rules.principal:
            self.recoveries.book(part.payment.payment_id, rows)

    def _fees_and_interest(self, part: PaidPart, rows: Rows) -> None:
        """The firm's own fees and share of the interest: income, or what was charged before."""
        accounts = self.rules.accounts
        fees, interest = self.charges.met.get(part.payment.payment_id, (0, 0))
        rows.credit(accounts.fees, part.own_fees_ore - fees)
        rows.credit(accounts.interest, part.own_interest_ore - interest)
        rows.credit(accounts.claims, fees + interest)

    def _costs(self, part: PaidPart, rows: Rows) -> None:
        costs, accounts = self._paid_costs(part), self.rules.accounts
        # What Kronofogden had invoiced the creditor comes back to it, whoever runs the case.
        rows.credit(accounts.collection_costs, costs.enforcement_ore)
        if not part.under_partner:
            rows.credit(accounts.collection_costs, costs.application_ore)
            rows.credit(accounts.fees, costs.work_ore)

    def _partners(self, part: PaidPart, rows: Rows) -> None:
        """What the creditor received that is the partner's: a debt until the settlement."""
        if part.under_partner:
            costs = self._paid_costs(part)
            fees = part.partner_fees_ore + costs.outlays_ore + costs.work_ore
            rows.credit(self.rules.accounts.partner, fees + part.partner_interest_ore)

    def _paid_costs(self, part: PaidPart) -> PaidCosts:
        costs = self.facts.costs_paid.get(part.payment.payment_id, PaidCosts())
        assert costs.total_ore == part.allocation.costs_ore, "the costs of a payment are all told"
        return costs


def _words(part: PaidPart) -> Text:
    if part.held_by_partner:
        return Text("Paid out by the partner, invoice {number}")
    if part.payment.to is PaidTo.KRONOFOGDEN:
        return Text("Paid out by Kronofogden, invoice {number}")
    return Text("Payment, invoice {number}")
