"""Claims that a payment names by OCR or invoice number. It does not weigh amount or payer."""

from __future__ import annotations

from msgspec import Struct

from reminder_cli.domain.identity import ocr_valid
from reminder_cli.domain.invoice import plain_number
from reminder_cli.domain.matching_index import ClaimIndex, Claims, OpenClaim
from reminder_cli.domain.matching_words import Mention, Strength, mentions
from reminder_cli.domain.payment import PaymentDraft


class Hit(Struct, frozen=True):
    """A number that was written and a claim that bears it. ``written`` as in the file."""

    claim: OpenClaim
    number: str
    written: str
    strength: Strength
    is_ocr: bool


class Hits(Struct, frozen=True):
    """All that was named. ``sure`` leaves out what may as well be a date or an amount.

    ``is_ambiguous``: one number fits two claims. ``has_stray``: a reference in its own field
    that names nothing here. ``has_unknown``: the same for a number after "faktura".
    """

    every: tuple[Hit, ...]
    sure: tuple[Hit, ...]
    claims: Claims
    is_ambiguous: bool
    has_stray: bool
    has_unknown: bool


def find_hits(payment: PaymentDraft, index: ClaimIndex) -> Hits:
    """Every claim that the payment names. A number of two claims is settled by the amount."""
    written = {plain_number(reference): reference for reference in payment.references}
    every: list[Hit] = []
    sure: list[Hit] = []
    unresolved: set[Strength] = set()
    is_ambiguous = False
    for mention in mentions(payment):
        hits = _bearers(mention, written.get(mention.number, mention.number), index)
        every += hits
        if mention.strength is Strength.DOUBTFUL:
            continue
        if not hits:
            unresolved.add(mention.strength)
        chosen = _one(hits, payment.amount_ore)
        is_ambiguous = is_ambiguous or len(chosen) > 1
        sure += chosen
    return Hits(
        tuple(every),
        tuple(sure),
        tuple({hit.claim.invoice_id: hit.claim for hit in sure}.values()),
        is_ambiguous,
        Strength.STRUCTURED in unresolved,
        Strength.NAMED in unresolved,
    )


def _bearers(mention: Mention, written: str, index: ClaimIndex) -> list[Hit]:
    number, strength = mention
    by_ocr = index.by_ocr.get(number, ()) if ocr_valid(number) else ()
    hits = [Hit(claim, number, written, strength, is_ocr=True) for claim in by_ocr]
    known = {claim.invoice_id for claim in by_ocr}
    return hits + [
        Hit(claim, number, written, strength, is_ocr=False)
        for claim in index.by_number.get(number, ())
        if claim.invoice_id not in known
    ]


def _one(hits: list[Hit], amount_ore: int) -> list[Hit]:
    """The hits themselves, or the only one of several whose amount was paid."""
    if len(hits) < 2:
        return hits
    settled = [hit for hit in hits if hit.claim.settled_by(amount_ore)]
    return settled if len(settled) == 1 else hits
