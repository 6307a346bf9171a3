"""Which claim a payment is for: certain when nothing else fits, otherwise proposed.

The order is that of trust: OCR with its check digit; an invoice number with a second witness
(amount, name or giro); name or giro with an amount that only one claim has. What is booked
without asking must be right, so that two claims that fit, or a word that speaks against, make
it a proposal. Nothing is booked here.
"""

from __future__ import annotations

from msgspec import Struct

from reminder_cli.domain.identity import ocr_valid
from reminder_cli.domain.invoice import plain_number
from reminder_cli.domain.matching_hits import Hit, Hits, find_hits
from reminder_cli.domain.matching_index import ClaimIndex, OpenClaim
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


def match(payment: PaymentDraft, index: ClaimIndex) -> Match:
    """What the payment is for. What a bank takes back, and sums of payments, are never certain."""
    return plainly_certain(payment, index) or match_at_length(payment, index)


def plainly_certain(payment: PaymentDraft, index: ClaimIndex) -> Certain | None:
    """The answer of :func:`match_at_length` for the plainest payment, which is nearly every one:
    an OCR number of one claim alone, and no other word. None when it must be thought about.
    """
    if payment.texts or len(payment.references) != 1 or not _may_be_sure(payment):
        return None
    number = plain_number(payment.references[0])
    bearers = index.by_ocr.get(number, ())
    if len(bearers) != 1 or len(number) < _OCR_LENGTH or not ocr_valid(number):
        return None
    claim = bearers[0]
    if any(other.invoice_id != claim.invoice_id for other in index.by_number.get(number, ())):
        return None
    return _named_by_ocr(claim, payment.amount_ore)


def match_at_length(payment: PaymentDraft, index: ClaimIndex) -> Match:
    """The same by all the rules, in the order of trust."""
    hits = find_hits(payment, index)
    may_be_sure = _may_be_sure(payment)
    # Most payments end here, before anybody's name is looked at.
    certain = _by_ocr(payment, hits) if may_be_sure else None
    if certain is not None:
        return certain
    payer = find_payer(payment, index)
    if may_be_sure:
        evidence = _Evidence(payment, index, hits, payer)
        certain = _by_reference(evidence) or _by_payer(evidence)
    return certain or Proposed(proposals(payment, index, hits, payer))


def _may_be_sure(payment: PaymentDraft) -> bool:
    return payment.amount_ore > 0 and not payment.is_reversal and not payment.is_deposit_sum


def possible_for(payment: PaymentDraft, index: ClaimIndex) -> frozenset[str]:
    """The debtors whom a payment that waits may concern: better one too many than too few."""
    claims = [hit.claim for hit in find_hits(payment, index).every]
    claims += index.by_amount.get(payment.amount_ore, ())
    payers = find_payer(payment, index).candidates(index)
    return payers | {claim.debtor_key for claim in claims}


class _Evidence(Struct, frozen=True):
    payment: PaymentDraft
    index: ClaimIndex
    hits: Hits
    payer: Payer

    def is_trusted(self, hit: Hit, amount_ore: int) -> bool:
        """Whether the number is right: by its check digit, the payer, or an amount of its own.

        Where everybody owes the same, number and amount agree even when a digit is wrong.
        """
        only_one = len(self.index.by_amount.get(amount_ore, ())) == 1
        return _is_plain_ocr(hit) or only_one or self.is_by(hit.claim)

    def is_by(self, claim: OpenClaim) -> bool:
        """Whether the payer is the debtor of this claim and can be nobody else."""
        return self.payer.is_only(claim.debtor_key, self.index)


def _is_plain_ocr(hit: Hit) -> bool:
    return hit.is_ocr and hit.strength >= Strength.NAMED and len(hit.number) >= _OCR_LENGTH


def _by_ocr(payment: PaymentDraft, hits: Hits) -> Certain | None:
    """An OCR number that names one claim, whatever the amount."""
    if hits.is_ambiguous or len(hits.claims) != 1 or not any(map(_is_plain_ocr, hits.sure)):
        return None
    claim = hits.claims[0]
    if hits.has_stray and not claim.settled_by(payment.amount_ore):
        return None  # part of the money is for something that is not known here
    return _named_by_ocr(claim, payment.amount_ore)


def _named_by_ocr(claim: OpenClaim, amount_ore: int) -> Certain:
    reason = Text("the OCR number is that of invoice {number}", {"number": claim.number})
    return Certain(whole(claim, amount_ore), reason)


def _by_reference(evidence: _Evidence) -> Certain | None:
    hits, payment = evidence.hits, evidence.payment
    if hits.is_ambiguous or not hits.sure:
        return None
    if len(hits.claims) > 1:
        return _several(evidence)
    hit = max(hits.sure, key=lambda hit: (hit.is_ocr, hit.strength))
    reason = _reason(evidence, hit)
    return Certain(whole(hit.claim, payment.amount_ore), reason) if reason else None


def _reason(evidence: _Evidence, hit: Hit) -> Text | None:
    """Why the number that was named is enough, or None."""
    number: dict[str, object] = {"number": hit.claim.number}
    amount = evidence.payment.amount_ore
    settles = hit.claim.settled_by(amount)
    if evidence.hits.has_stray and not settles:
        return None
    if settles and evidence.is_trusted(hit, amount):
        return Text("number and amount are those of invoice {number}", number)
    if _fits_payer(evidence, hit):
        return Text("number and payer are those of invoice {number}", number)
    return None


def _fits_payer(evidence: _Evidence, hit: Hit) -> bool:
    """Whether number and payer agree, and the amount does not say that another was meant."""
    amount, claim = evidence.payment.amount_ore, hit.claim
    plain = hit.strength >= Strength.NAMED or len(hit.number) >= _OCR_LENGTH
    most = max(claim.remaining_ore, *claim.expected_ore, 0)
    return (
        plain
        and amount <= most
        and evidence.is_by(claim)
        and not any(
            other.settled_by(amount) for other in evidence.index.by_debtor[claim.debtor_key]
        )
    )


def _several(evidence: _Evidence) -> Certain | None:
    """Several invoices named: certain only if the payer's split, or one sum, covers them all."""
    payment, hits = evidence.payment, evidence.hits
    if hits.has_stray:
        return None
    allocations = _as_split(payment, hits) or sole_division(hits.claims, payment.amount_ore)
    if allocations is None or not _all_trusted(evidence, allocations):
        return None
    numbers = ", ".join(claim.number for claim in hits.claims)
    return Certain(
        allocations, Text("invoices {numbers} and the sum of their amounts", {"numbers": numbers})
    )


def _all_trusted(evidence: _Evidence, allocations: tuple[Allocation, ...]) -> bool:
    amounts = {allocation.invoice_id: allocation.amount_ore for allocation in allocations}
    trusted = {
        hit.claim.invoice_id
        for hit in evidence.hits.sure
        if evidence.is_trusted(hit, amounts[hit.claim.invoice_id])
    }
    return trusted == amounts.keys()


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


def _by_payer(evidence: _Evidence) -> Certain | None:
    """Name or giro, and an amount that one claim has. A number for something else speaks against."""
    hits, payer, amount = evidence.hits, evidence.payer, evidence.payment.amount_ore
    if hits.every or hits.has_stray or hits.has_unknown:
        return None
    known = (*payer.same, *payer.by_giro)
    fitting = {claim.invoice_id: claim for claim in known if claim.settled_by(amount)}
    if len(fitting) != 1 or len({claim.debtor_key for claim in known}) != 1:
        return None
    (claim,) = fitting.values()
    reason = Text(
        "the payer is the debtor, and only invoice {number} has this amount",
        {"number": claim.number},
    )
    return Certain(whole(claim, amount), reason)
