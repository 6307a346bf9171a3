"""Refuses a letter whose lines do not add up: better no letter than a wrong sum in one.

All amounts in öre. A refusal is an error of the program that built the letter, not of a user.
"""

from __future__ import annotations

from reminder_cli.domain.letter import LetterClaim, LetterData
from reminder_cli.domain.letter_kind import LetterKind


def asked_ore(letter: LetterData) -> int:
    """What this letter asks to be paid by its due date, in öre.

    The whole, but for a missed instalment only the instalments that were due before the letter.
    """
    if letter.kind is not LetterKind.INSTALMENT_MISSED:
        return letter.total_ore
    return sum(slip.amount_ore for slip in letter.slips if slip.due_on < letter.dated_on)


def check_sums(letter: LetterData) -> None:
    """Raise ``ValueError`` unless every line, part and total of the letter agree."""
    for claim in letter.claims:
        _check_claim(claim)
    asked = asked_ore(letter)
    if asked <= 0 and letter.kind is not LetterKind.RETRACTION:
        raise ValueError(f"letter {letter.number} asks for {asked} öre")
    if asked > letter.total_ore:
        raise ValueError(f"letter {letter.number} asks for more than is owed")
    if letter.kind is LetterKind.INSTALMENT_PLAN:
        planned = sum(slip.amount_ore for slip in letter.slips)
        if planned != letter.total_ore:
            raise ValueError(f"letter {letter.number}: the plan is {planned} öre, not the debt")
    if asked > 0 and not (letter.giro or letter.swish):
        raise ValueError(f"letter {letter.number} gives no way to pay")


def _check_claim(claim: LetterClaim) -> None:
    interest = sum(period.amount_ore for period in claim.interest)
    fees = sum(fee.amount_ore for fee in claim.fees)
    paid = sum(payment.amount_ore for payment in claim.payments)
    if claim.invoiced_ore + interest + fees - paid != claim.total_ore:
        raise ValueError(
            f"invoice {claim.invoice_number}: {claim.invoiced_ore} + {interest} + {fees} - {paid}"
            f" is not {claim.total_ore} öre"
        )
    parts = (
        (claim.principal_ore, claim.invoiced_ore),
        (claim.interest_ore, interest),
        (claim.fees_ore, fees),
    )
    # Payments only lower: with the total right, this makes the parts right too when nothing
    # has been paid, and keeps them within what was charged when something has.
    if any(not 0 <= left <= charged for left, charged in parts):
        raise ValueError(f"invoice {claim.invoice_number}: more is left than was charged")
