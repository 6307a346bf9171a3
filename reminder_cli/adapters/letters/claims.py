"""One invoice of a letter as lines of text: principal, interest and each cost apart.

Inkassolagen (1974:182) 5 §. The lines stand for invoiced + interest + fees - payments = total.
"""

from __future__ import annotations

from fractions import Fraction

from reminder_cli.adapters.letters.clean import clean
from reminder_cli.adapters.letters.shown import ClaimShown, InterestTable, Pair
from reminder_cli.adapters.letters.wording import Wording, fill
from reminder_cli.domain.letter import InterestPeriod, LetterClaim, PaymentLine
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.money import show_kronor, show_percent

NBSP = "\u00a0"
_MINUS = "\u2212"
# What a reminder must not speak of, though one of an earlier case was paid.
_NOT_IN_REMINDER = {"demand", "application", "application_work", "enforcement", "collection"}


def kronor(ore: int) -> str:
    """The amount as it stands in a letter: no-break spaces, a real minus.

    >>> kronor(-123450) == "\\u22121\\u00a0234,50"
    True
    """
    return show_kronor(ore).replace(" ", NBSP).replace("-", _MINUS)


def show_claim(claim: LetterClaim, kind: LetterKind, words: Wording, *, alone: bool) -> ClaimShown:
    """The claim as lines. ``alone`` is false when the letter holds several."""
    labels = words.labels
    # What is asked for a missed instalment is the instalment: its interest is in the plan.
    periods_shown = claim.interest and kind is not LetterKind.INSTALMENT_MISSED
    return ClaimShown(
        title=fill(labels["invoice"], {"invoice": clean(claim.invoice_number)}),
        about=_about(claim, labels_of=words, alone=alone),
        rows=(*_charged(claim, kind, words), *_paid(claim, words)),
        total=kronor(claim.total_ore),
        left=_left(claim, words),
        interest=_interest_table(claim.interest, words) if periods_shown else None,
    )


def _about(claim: LetterClaim, *, labels_of: Wording, alone: bool) -> tuple[Pair, ...]:
    labels = labels_of.labels
    rows = [
        (labels["invoice_date"], claim.invoice_date.isoformat()),
        (labels["due_date"], claim.due_date.isoformat()),
    ]
    if claim.ocr and not alone:
        rows.append((labels["reference"], clean(claim.ocr)))
    if description := clean(claim.description):
        rows.append((labels["description"], description))
    return tuple(rows)


def _charged(claim: LetterClaim, kind: LetterKind, words: Wording) -> list[tuple[str, str, str]]:
    labels = words.labels
    first = "principal_at_first" if claim.payments else "principal"
    rows = [(labels[first], "", kronor(claim.invoiced_ore))]
    if claim.interest:
        label = fill(labels["interest"], {"last": claim.interest[-1].last.isoformat()})
        charged = sum(period.amount_ore for period in claim.interest)
        rows.append((label, "", kronor(charged)))
    for fee in claim.fees:
        hidden = kind is LetterKind.REMINDER and fee.act in _NOT_IN_REMINDER
        act = "elsewhere" if hidden else fee.act
        name = words.fees.get(act, words.fees["elsewhere"])
        law = words.laws.get(fee.law, clean(fee.law))
        rows.append((f"{name} {fee.on.isoformat()}", law, kronor(fee.amount_ore)))
    return rows


def _paid(claim: LetterClaim, words: Wording) -> list[tuple[str, str, str]]:
    return [
        (_payment_label(payment, words), "", kronor(-payment.amount_ore))
        for payment in claim.payments
    ]


def _payment_label(payment: PaymentLine, words: Wording) -> str:
    return f"{words.payments[payment.kind]} {payment.on.isoformat()}"


def _left(claim: LetterClaim, words: Wording) -> str:
    # After a payment the lines no longer show what is left of each part, and the law wants it.
    if not claim.payments or not claim.total_ore:
        return ""
    return fill(
        words.labels["left"],
        {
            "principal": kronor(claim.principal_ore),
            "interest": kronor(claim.interest_ore),
            "fees": kronor(claim.fees_ore),
        },
    )


def _interest_table(periods: tuple[InterestPeriod, ...], words: Wording) -> InterestTable:
    return InterestTable(
        rows=tuple(
            (
                period.first.isoformat(),
                period.last.isoformat(),
                str(period.days),
                kronor(period.base_ore),
                percent(period.percent) + NBSP + "%",
                kronor(period.amount_ore),
            )
            for period in periods
        ),
        note=_rate_note(periods, words),
    )


def _rate_note(periods: tuple[InterestPeriod, ...], words: Wording) -> str:
    # One addition in all periods: reference rate + 8 points, 6 § räntelagen (1975:635), or the
    # contract's own addition. Anything else is a rate that was agreed as such.
    additions = {
        None if period.reference_percent is None else period.percent - period.reference_percent
        for period in periods
    }
    points = additions.pop()
    if additions or points != 8:
        return words.labels["rate_by_contract"]
    return fill(words.labels["rate_by_law"], {"points": str(points)})


def percent(value: Fraction) -> str:
    """Percent per year with two decimals and a real minus."""
    return show_percent(value).replace("-", _MINUS)
