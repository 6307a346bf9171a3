"""Small rests, confirmed losses, what is recovered later, credits, and a refused tax reduction.

Mervärdesskattelagen (2023:200) 7 kap. 43-44 §§, 8 kap. 16 §: the output VAT of a confirmed loss
comes back by the invoice's own rates, in proportion, and is declared again if payment comes later.
Never of fees or interest, which bear no VAT.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct, field

from reminder_cli.domain.booking import (
    BookedFact,
    BookingRules,
    ClaimFacts,
    LeftOut,
    Rows,
    fact,
)
from reminder_cli.domain.booking_charges import Charges
from reminder_cli.domain.case import Case
from reminder_cli.domain.events import Outcome
from reminder_cli.i18n import Text

# What an utslag did not grant is not owed at all: it cannot be recovered.
LOST = frozenset({Outcome.WRITTEN_OFF.value, Outcome.SETTLED.value})


class Endings(Struct, kw_only=True):
    """Books what is given up when a case ends, and credits."""

    facts: ClaimFacts
    rules: BookingRules
    charges: Charges
    left_out: list[LeftOut] = field(default_factory=list)
    told: set[tuple[date, str]] = field(default_factory=set)

    def book(self, case: Case) -> Iterator[BookedFact]:
        """The voucher of a case's end: what was charged and is waived, and the principal."""
        if case.closed_on is None or case.outcome is None:
            return
        rows, accounts = Rows(), self.rules.accounts
        key = f"{case.opened.case}/closed/{case.closings}"
        principal = self._given_up(case.closed_on, case.outcome.value)
        if principal and self.rules.principal and not self.rules.cash_method:
            if not self._principal(case.outcome, principal, rows):
                self._unknown_vat(key, case.closed_on)
                return
            rows.credit(accounts.claims, principal)
        fees, interest = self.charges.dropped.get(case.case_no, (0, 0))
        rows.debit(accounts.fees, fees)
        rows.debit(accounts.interest, interest)
        rows.credit(accounts.claims, fees + interest)
        text = Text(_ENDINGS[case.outcome].msgid, {"number": self.facts.number})
        yield from fact(key, case.closed_on, text, rows)

    def losses(self) -> Iterator[BookedFact]:
        """What was lost otherwise than by the end of a case."""
        if not self.rules.principal or self.rules.cash_method:
            return
        for loss in self.facts.losses:
            rows, amount = Rows(), self._given_up(loss.on, loss.why)
            if not amount:
                continue
            if self.facts.vat is None:
                self._unknown_vat(loss.key, loss.on)
                continue
            self._lost(amount, rows, set_aside=loss.why in LOST)
            rows.credit(self.rules.accounts.claims, amount)
            words = _ENDINGS[Outcome.WRITTEN_OFF] if loss.why in LOST else _NOT_GRANTED
            text = Text(words.msgid, {"number": self.facts.number})
            yield from fact(loss.key, loss.on, text, rows)

    def _principal(self, outcome: Outcome, amount_ore: int, rows: Rows) -> bool:
        """The debit side of a principal given up; False where the VAT would have to be guessed."""
        accounts = self.rules.accounts
        if outcome is Outcome.PAID:
            rows.debit(accounts.rounding, amount_ore)
            return True
        if self.facts.vat is None:
            return False
        if outcome.value in LOST:
            self._lost(amount_ore, rows, set_aside=True)
        else:
            _sale_and_vat(self.facts, self.rules, amount_ore, rows)
        return True

    def _lost(self, amount_ore: int, rows: Rows, *, set_aside: bool) -> None:
        accounts = self.rules.accounts
        vat = self.facts.vat_in(amount_ore)
        rows.debit(accounts.loss, amount_ore - sum(ore for _, ore in vat))
        for percent, ore in vat:
            rows.debit(accounts.output_vat_of(percent), ore)
        if set_aside and self.facts.allowance_ore:
            rows.debit(accounts.allowance, self.facts.allowance_ore)
            rows.credit(accounts.expected_loss, self.facts.allowance_ore)

    def _given_up(self, on: date, why: str) -> int:
        """The principal that was given up on a day, for a reason (a code); asked again, nothing:
        two endings of one day and one reason have given it up once.
        """
        if (on, why) in self.told:
            return 0
        self.told.add((on, why))
        return sum(
            waiver.amount_ore
            for waiver in self.facts.account.waivers
            if (waiver.part, waiver.on, waiver.why) == ("principal", on, why)
        )

    def _unknown_vat(self, key: str, on: date) -> None:
        why = Text(
            "The VAT of invoice {number} is not known, so its loss is not booked. Say it with: "
            "remind write-off {number} --vat",
            {"number": self.facts.number},
        )
        self.left_out.append(LeftOut(key=key, on=on, why=why))

    def credits(self) -> Iterator[BookedFact]:
        """Credit notes: sale and VAT back against the claim, or against the debtor if it was paid."""
        if not self.rules.principal or self.rules.cash_method:
            return  # what was paid of it is corrected in the payments
        before = 0
        for credit in self.facts.claim.credits:
            room = max(self.facts.account.basis.principal_ore - before, 0)
            before += credit.amount_ore
            if credit.by_note:
                continue  # the credit note is in the books of the program it came from
            if self.facts.vat is None:
                why = Text(
                    "The VAT of invoice {number} is not known, so its credit is not booked. Say it "
                    "with: remind write-off {number} --vat",
                    {"number": self.facts.number},
                )
                self.left_out.append(LeftOut(key=credit.key, on=credit.on, why=why))
                continue
            rows, accounts = Rows(), self.rules.accounts
            _sale_and_vat(self.facts, self.rules, credit.amount_ore, rows)
            rows.credit(accounts.claims, min(credit.amount_ore, room))
            rows.credit(accounts.overpayments, max(credit.amount_ore - room, 0))
            text = Text("Credit, invoice {number}", {"number": self.facts.number})
            yield from fact(credit.key, credit.on, text, rows)

    def refused_reductions(self) -> Iterator[BookedFact]:
        """What Skatteverket refused of ROT, RUT or grön teknik is a claim on the customer."""
        if not self.rules.principal or self.rules.cash_method:
            return
        for refused in self.facts.reductions_refused:
            rows, accounts = Rows(), self.rules.accounts
            rows.debit(accounts.claims, refused.amount_ore)
            rows.credit(accounts.tax_reduction, refused.amount_ore)
            text = Text("Refused tax reduction, invoice {number}", {"number": self.facts.number})
            yield from fact(refused.key, refused.on, text, rows)


_ENDINGS = {
    Outcome.PAID: Text("Small rest, invoice {number}"),
    Outcome.CANCELLED: Text("Fee and interest waived, invoice {number}"),
    Outcome.CREDITED: Text("Credit, invoice {number}"),
    Outcome.WRITTEN_OFF: Text("Confirmed loss, invoice {number}"),
    Outcome.SETTLED: Text("Confirmed loss by composition, invoice {number}"),
}
_NOT_GRANTED = Text("Not granted by the utslag, invoice {number}")


def _sale_and_vat(facts: ClaimFacts, rules: BookingRules, amount_ore: int, rows: Rows) -> None:
    """Debit a part of the invoice: the sale and its VAT, each by its rates."""
    for percent, ore in facts.sales_in(amount_ore):
        rows.debit(rules.accounts.sales_of(percent), ore)
    for percent, ore in facts.vat_in(amount_ore):
        rows.debit(rules.accounts.output_vat_of(percent), ore)


class Recoveries:
    """What payments after a loss bring back of it, oldest first; the VAT is declared again."""

    def __init__(self, facts: ClaimFacts, rules: BookingRules) -> None:
        self._facts, self._rules = facts, rules
        self._recovered: dict[int, tuple[int, int]] = {}  # by payment: before it, and in it
        repaid: dict[int, int] = {}
        for repayment in facts.claim.repayments:
            repaid[repayment.payment_id] = (
                repaid.get(repayment.payment_id, 0) + repayment.amount_ore
            )
        # A loss whose VAT is not known is not booked, so nothing of it can be recovered yet.
        lost = [
            w
            for w in facts.account.waivers
            if facts.vat is not None and w.part == "principal" and w.why in LOST
        ]
        before = 0
        for allocation in facts.account.allocations:
            payment = allocation.payment
            room = sum(w.amount_ore for w in lost if w.on <= payment.on) - before
            free = facts.not_owed_ore(allocation) - repaid.get(payment.payment_id, 0)
            amount = max(min(free, room), 0)
            if amount:
                self._recovered[payment.payment_id] = before, amount
                before += amount

    def of(self, payment_id: int) -> int:
        """How much of a payment was recovered, in öre."""
        return self._recovered.get(payment_id, (0, 0))[1]

    def book(self, payment_id: int, rows: Rows) -> None:
        """Put the recovered part of a payment on its accounts."""
        if payment_id not in self._recovered:
            return
        before, amount = self._recovered[payment_id]
        accounts, vat = self._rules.accounts, self._facts.vat_between(before, before + amount)
        if self._rules.cash_method:
            # Nothing was ever lost in the books: it is the sale, paid at last.
            for percent, ore in self._facts.sales_between(before, before + amount):
                rows.credit(accounts.sales_of(percent), ore)
        else:
            rows.credit(accounts.recovered, amount - sum(ore for _, ore in vat))
        for percent, ore in vat:
            rows.credit(accounts.output_vat_of(percent), ore)
