"""Which claim a payment is for: certain when nothing else fits, otherwise proposed.

The order is that of trust: OCR with its check digit; an invoice number with a second witness
(amount, name or giro); name or giro with an amount that only one claim has. What is booked
without asking must be right, so that two claims that fit, or a word that speaks against, make
it a proposal. Nothing is booked here.
"""

from __future__ import annotations

from reminder_cli.domain.matching_hits import Hit, Hits, find_hits
from reminder_cli.domain.matching_index import ClaimIndex, Claims, OpenClaim
from reminder_cli.domain.matching_outcome import Allocation, Certain, Match, Proposed, whole
from reminder_cli.domain.matching_payer import Payer, find_payer
from reminder_cli.domain.matching_proposals import proposals
from reminder_cli.domain.matching_sums import sole_division
from reminder_cli.domain.matching_words import Strength
from reminder_cli.domain.payment import PaymentDraft
from reminder_cli.i18n import Text

__all__ = ["Certain", "ClaimIndex", "Match", "OpenClaim", "Proposed", "match", "possible_for"]

# Below this a number that happens to have a right check digit is too easily something else.
_OCR_LENGTH = 5
_FEW = 200


def match(payment: PaymentDraft, index: ClaimIndex) -> Match:
    """What the payment is for. What a bank takes back, and sums of payments, are never certain."""
    hits = find_hits(payment, index)
    payer = find_payer(payment, index)
    certain = None
    if payment.amount_ore > 0 and not payment.is_reversal and not payment.is_deposit_sum:
        certain = _by_reference(payment, hits, payer) or _by_payer(payment, hits, payer)
    return certain or Proposed(proposals(payment, index, hits, payer))


def possible_for(payment: PaymentDraft, index: ClaimIndex) -> frozenset[str]:
    """The debtors whom a payment that waits may concern: better one too many than too few."""
    payer = find_payer(payment, index)
    claims = [hit.claim for hit in find_hits(payment, index).every]
    claims += index.by_amount.get(payment.amount_ore, ())
    claims += [*payer.same, *payer.by_giro]
    for name in payer.names:
        listed = [index.by_word[word] for word in name if word in index.by_word]
        rarest = min(listed, key=len, default=())
        if len(rarest) <= _FEW:
            claims += [claim for claim in rarest if payer.resembles(claim)]
    return frozenset(claim.debtor_key for claim in claims)


def _by_reference(payment: PaymentDraft, hits: Hits, payer: Payer) -> Certain | None:
    if hits.is_ambiguous or not hits.sure:
        return None
    if len(hits.claims) > 1:
        return _several(payment, hits)
    hit = max(hits.sure, key=lambda hit: (hit.is_ocr, hit.strength))
    reason = _reason(payment, hit, payer, has_stray=hits.has_stray)
    return Certain(whole(hit.claim, payment.amount_ore), reason) if reason else None


def _reason(payment: PaymentDraft, hit: Hit, payer: Payer, *, has_stray: bool) -> Text | None:
    """Why the number that was named is enough, or None."""
    number: dict[str, object] = {"number": hit.claim.number}
    settles = hit.claim.settled_by(payment.amount_ore)
    if has_stray and not settles:
        return None  # part of the money is for something that is not known here
    if _is_plain_ocr(hit):
        return Text("the OCR number is that of invoice {number}", number)
    if settles:
        return Text("number and amount are those of invoice {number}", number)
    if _fits_payer(payment, hit, payer):
        return Text("number and payer are those of invoice {number}", number)
    return None


def _is_plain_ocr(hit: Hit) -> bool:
    return hit.is_ocr and hit.strength >= Strength.NAMED and len(hit.number) >= _OCR_LENGTH


def _fits_payer(payment: PaymentDraft, hit: Hit, payer: Payer) -> bool:
    """Whether number and payer agree, and the money is not more than the claim."""
    most = max(hit.claim.remaining_ore, *hit.claim.expected_ore, 0)
    plain = hit.strength >= Strength.NAMED or len(hit.number) >= _OCR_LENGTH
    return plain and payment.amount_ore <= most and payer.is_witness_for(hit.claim)


def _several(payment: PaymentDraft, hits: Hits) -> Certain | None:
    """Several invoices named: certain only if the payer's split, or one sum, covers them all."""
    if hits.has_stray:
        return None
    allocations = _as_split(payment, hits) or sole_division(hits.claims, payment.amount_ore)
    if allocations is None:
        return None
    numbers = ", ".join(claim.number for claim in hits.claims)
    return Certain(
        allocations, Text("invoices {numbers} and the sum of their amounts", {"numbers": numbers})
    )


def _as_split(payment: PaymentDraft, hits: Hits) -> tuple[Allocation, ...] | None:
    by_reference = {hit.written: hit for hit in hits.sure if hit.strength is Strength.STRUCTURED}
    if len(payment.splits) != len(hits.claims):
        return None
    found = []
    for reference, ore in payment.splits:
        hit = by_reference.get(reference)
        if hit is None or ore <= 0:
            return None
        if not _is_plain_ocr(hit) and not hit.claim.settled_by(ore):
            return None
        found.append(Allocation(hit.claim.invoice_id, ore))
    if len({allocation.invoice_id for allocation in found}) < len(found):
        return None
    return tuple(found)


def _by_payer(payment: PaymentDraft, hits: Hits, payer: Payer) -> Certain | None:
    """Name or giro, and an amount that one claim has. A number for something else speaks against."""
    if hits.every or hits.has_stray or hits.has_unknown:
        return None
    fitting = _settled(payer.same, payment.amount_ore) | _settled(payer.by_giro, payment.amount_ore)
    debtors = {claim.debtor_key for claim in (*payer.same, *payer.by_giro)}
    if len(fitting) != 1 or len(debtors) != 1:
        return None
    claim = next(iter(fitting))
    return Certain(
        whole(claim, payment.amount_ore),
        Text(
            "the payer is the debtor, and only invoice {number} has this amount",
            {"number": claim.number},
        ),
    )


def _settled(claims: Claims, amount_ore: int) -> set[OpenClaim]:
    return {claim for claim in claims if claim.settled_by(amount_ore)}
