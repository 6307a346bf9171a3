"""Finds the claims that some payments can be about, so that the cost is theirs and not the ledger's.

The rules of matching look a claim up by number, amount, name, giro and debtor. All claims that a
payment can reach in that way are found, so that the answer is the one that all claims would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from reminder_cli.domain.matching_index import ClaimIndex
from reminder_cli.domain.matching_names import last_ten
from reminder_cli.domain.matching_payer import FEW, payer_names
from reminder_cli.domain.matching_words import mentions
from reminder_cli.ledger import claim_search

if TYPE_CHECKING:
    from reminder_cli.domain.payment import PaymentDraft
    from reminder_cli.ledger.ledger import Ledger
    from reminder_cli.services.payments_claims import Claims


def named(ledger: Ledger, drafts: Iterable[PaymentDraft]) -> set[int]:
    """The invoices whose number or OCR number stands in these payments."""
    return claim_search.by_number(ledger, _numbers(drafts))


def reached(
    ledger: Ledger, drafts: Sequence[PaymentDraft], claims: Claims, index: ClaimIndex
) -> set[int]:
    """Every invoice that matching can look at for these payments, paid ones too.

    Those that :func:`named` gives are in the index already; the giros become known to ``claims``.
    """
    by_number = named(ledger, drafts)
    giros = _giros(drafts)
    paid_by = claim_search.payers(ledger, giros)
    claims.paid_by(paid_by)
    names = {name for draft in drafts for name in payer_names(draft)}
    keys = [f"={' '.join(sorted(name))}" for name in names] + [f"#{giro}" for giro in giros]
    customers = claim_search.customers_by_key(ledger, keys) | paid_by.keys()
    found = by_number | claim_search.of_customers(ledger, customers)
    found |= claim_search.by_amount(ledger, _amounts(drafts, index))
    words = sorted({word for name in names for word in name})
    most = _most(drafts)
    found |= claim_search.by_word(ledger, words, most)
    return found | claim_search.paid_before_by_word(ledger, words, most)


def _numbers(drafts: Iterable[PaymentDraft]) -> set[str]:
    return {mention.number for draft in drafts for mention in mentions(draft)}


def _giros(drafts: Iterable[PaymentDraft]) -> set[str]:
    said = {
        giro for draft in drafts for giro in (draft.payer_giro, last_ten(draft.payer_org_number))
    }
    return said - {""}


def _amounts(drafts: Iterable[PaymentDraft], index: ClaimIndex) -> set[int]:
    """What was paid, and what settles each invoice that is named: that may be a share of it."""
    amounts = {draft.amount_ore for draft in drafts}
    for number in _numbers(drafts):
        for claim in (*index.by_ocr.get(number, ()), *index.by_number.get(number, ())):
            amounts |= claim.expected_ore | {claim.remaining_ore}
    return amounts


def _most(drafts: Sequence[PaymentDraft]) -> int:
    """How many claims that share a word are enough to know that they are too many to look through,
    also when each of these payments has settled what it names.
    """
    return FEW + 1 + sum(1 + len(mentions(draft)) for draft in drafts)
