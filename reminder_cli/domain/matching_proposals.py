"""What to show a person about a payment that is not certain, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator

from reminder_cli.domain.matching_hits import Hits
from reminder_cli.domain.matching_index import ClaimIndex, OpenClaim
from reminder_cli.domain.matching_outcome import Proposal, Rank, whole
from reminder_cli.domain.matching_payer import Payer
from reminder_cli.domain.matching_sums import sole_division
from reminder_cli.domain.matching_words import Strength
from reminder_cli.domain.payment import PaymentDraft
from reminder_cli.i18n import Text

MOST = 5


def proposals(
    payment: PaymentDraft, index: ClaimIndex, hits: Hits, payer: Payer
) -> tuple[Proposal, ...]:
    """At most five, each claim or group of claims once, with the best reason for it."""
    best: dict[tuple[int, ...], Proposal] = {}
    for proposal in _all(payment, index, hits, payer):
        key = tuple(allocation.invoice_id for allocation in proposal.allocations)
        if key not in best or best[key].rank < proposal.rank:
            best[key] = proposal
    ranked = sorted(best.items(), key=lambda item: (-item[1].rank, item[0]))
    return tuple(proposal for _key, proposal in ranked[:MOST])


def _all(payment: PaymentDraft, index: ClaimIndex, hits: Hits, payer: Payer) -> Iterator[Proposal]:
    yield from _by_number(payment, hits, payer)
    yield from _by_name(payment, index, payer)
    with_amount = index.by_amount.get(payment.amount_ore, ())
    one_debtor = len({claim.debtor_key for claim in with_amount}) == 1
    for claim in with_amount[:MOST]:
        if payer.resembles(claim):
            yield _proposal(
                claim,
                payment,
                Text("debtor and amount of invoice {number}", _number(claim)),
                Rank.NAME_AND_AMOUNT,
            )
        elif one_debtor:
            yield _proposal(
                claim,
                payment,
                Text("only this debtor owes the amount of {number}", _number(claim)),
                Rank.AMOUNT_ONLY,
            )
        else:
            yield _proposal(
                claim,
                payment,
                Text("the amount of invoice {number}, among others", _number(claim)),
                Rank.AMOUNT_ONLY,
            )


def _by_number(payment: PaymentDraft, hits: Hits, payer: Payer) -> Iterator[Proposal]:
    division = sole_division(hits.claims, payment.amount_ore) if len(hits.claims) > 1 else None
    if division is not None:
        numbers = ", ".join(claim.number for claim in hits.claims)
        reason = Text("invoices {numbers} and the sum of their amounts", {"numbers": numbers})
        yield Proposal(division, reason, Rank.NUMBER_AND_WITNESS)
    for hit in hits.every:
        if hit.claim.settled_by(payment.amount_ore):
            yield _proposal(
                hit.claim,
                payment,
                Text("number and amount of invoice {number}", _number(hit.claim)),
                Rank.NUMBER_AND_WITNESS,
            )
        elif payer.resembles(hit.claim):
            yield _proposal(
                hit.claim,
                payment,
                Text("number and debtor of invoice {number}", _number(hit.claim)),
                Rank.NUMBER_AND_WITNESS,
            )
        elif hit.strength is Strength.DOUBTFUL:
            yield _proposal(
                hit.claim,
                payment,
                Text("perhaps the number of invoice {number}", _number(hit.claim)),
                Rank.DOUBTFUL_NUMBER,
            )
        else:
            yield _proposal(
                hit.claim,
                payment,
                Text("the number of invoice {number}", _number(hit.claim)),
                Rank.NUMBER,
            )


def _by_name(payment: PaymentDraft, index: ClaimIndex, payer: Payer) -> Iterator[Proposal]:
    known = (*payer.by_giro, *payer.same)
    for claim in known[: MOST * 4]:
        if claim.settled_by(payment.amount_ore):
            yield _proposal(
                claim,
                payment,
                Text("debtor and amount of invoice {number}", _number(claim)),
                Rank.NAME_AND_AMOUNT,
            )
        else:
            yield _proposal(
                claim,
                payment,
                Text("the debtor of invoice {number}", _number(claim)),
                Rank.NAME_ONLY,
            )
    for debtor in dict.fromkeys(claim.debtor_key for claim in known[: MOST * 4]):
        claims = index.by_debtor[debtor]
        division = sole_division(claims, payment.amount_ore) if len(claims) > 1 else None
        if division is not None:
            yield Proposal(division, Text("the sum of all that the debtor owes"), Rank.NAME_AND_SUM)


def _number(claim: OpenClaim) -> dict[str, object]:
    return {"number": claim.number}


def _proposal(claim: OpenClaim, payment: PaymentDraft, reason: Text, rank: Rank) -> Proposal:
    return Proposal(whole(claim, payment.amount_ore), reason, rank)
