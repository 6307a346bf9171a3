"""What has moved a claim on the account of claims (kundfordringar, 1510), and which fact did it.

The same facts as the vouchers, seen from one account; it books nothing and knows no file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.domain.booking import BookingRules, ClaimFacts, by_account
from reminder_cli.domain.booking_claim import book
from reminder_cli.domain.case import Claim
from reminder_cli.domain.events import Outcome


class What(StrEnum):
    """A kind of fact that moves a claim, or of what makes the ledger and the books differ."""

    PAYMENT = "payment"
    CREDIT = "credit"
    SET_OFF = "set_off"
    LOSS = "loss"
    SMALL_REST = "small_rest"
    CHARGE = "charge"
    REFUSED_REDUCTION = "refused_reduction"
    CORRECTION = "correction"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    FOREIGN = "foreign_currency"
    NOT_HERE = "not_here"
    PAID_THERE = "paid_in_books"
    OVERPAID = "overpaid"
    OPENING = "opening_balance"
    WAITING = "waiting_payment"


class Movement(Struct, frozen=True, kw_only=True):
    """One fact on the account of claims; öre, debit positive.

    ``exported_ore`` is what of it had left for the books when these were looked at.
    """

    what: What
    on: date
    amount_ore: int
    exported_ore: int = 0


def movements(
    facts: ClaimFacts, rules: BookingRules, *, until: date, exported: Mapping[str, int]
) -> Iterator[Movement]:
    """Every movement of an invoice's claim dated ``until`` or earlier.

    Also where another program books them, or none does before payment: what the account should
    hold by the facts. ``exported`` is öre on the account by the key of the fact.
    """
    accounts = rules.accounts
    # The VAT of the invoice moves other accounts only, so that it need not be known here.
    all_of_it = BookingRules(accounts=accounts, when_charged=rules.charges)
    kinds, gone = _kinds(facts), dict(exported)
    for fact in book(replace(facts, vat=()), all_of_it, until=until).facts:
        amount = by_account(fact.rows).get(accounts.claims, 0)
        if amount:
            yield Movement(
                what=kinds[fact.key],
                on=fact.on,
                amount_ore=amount,
                exported_ore=gone.pop(fact.key, 0),
            )
    for ore in gone.values():  # taken back since: the books wait for the correction
        if ore:
            yield Movement(what=What.CORRECTION, on=date.min, amount_ore=0, exported_ore=ore)
    yield from _set_off(facts)


def note_movements(claim: Claim) -> Iterator[Movement]:
    """What of a credit note was set off against invoices."""
    for used in claim.used:
        yield Movement(what=What.SET_OFF, on=used.on, amount_ore=used.amount_ore)


def _kinds(facts: ClaimFacts) -> dict[str, What]:
    """What each fact that can move the claim is, by its key."""
    claim = facts.claim
    kinds = {payment.key: What.PAYMENT for payment in claim.payments}
    kinds |= {credit.key: What.CREDIT for credit in claim.credits}
    kinds |= {loss.key: What.LOSS for loss in facts.losses}
    kinds |= {refused.key: What.REFUSED_REDUCTION for refused in facts.reductions_refused}
    for case in claim.cases:
        kinds |= {letter.key: What.CHARGE for letter in case.letters}
        if case.outcome is not None:
            kinds[f"{case.opened.case}/closed/{case.closings}"] = _ENDINGS[case.outcome]
    return kinds


_ENDINGS = {
    Outcome.PAID: What.SMALL_REST,
    Outcome.CANCELLED: What.CHARGE,
    Outcome.CREDITED: What.CREDIT,
    Outcome.WRITTEN_OFF: What.LOSS,
    Outcome.SETTLED: What.LOSS,
}


def _set_off(facts: ClaimFacts) -> Iterator[Movement]:
    """Credit notes of the bookkeeping program, set off here: no vouchers of ours."""
    before = 0
    for credit in facts.claim.credits:
        room = max(facts.account.basis.principal_ore - before, 0)
        before += credit.amount_ore
        if credit.by_note and room:
            amount = -min(credit.amount_ore, room)
            yield Movement(what=What.SET_OFF, on=credit.on, amount_ore=amount)
