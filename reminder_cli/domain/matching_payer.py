"""Claims on those who may have paid: by name and by giro. It does not weigh amounts."""

from __future__ import annotations

from msgspec import Struct

from reminder_cli.domain.matching_index import ClaimIndex, Claims, OpenClaim
from reminder_cli.domain.matching_names import name_key, same_name, similar_name, text_key
from reminder_cli.domain.payment import PaymentDraft

# A name of which more claims share the rarest word is too common to look through.
FEW = 200


class Payer(Struct, frozen=True):
    """``same`` are claims on debtors of exactly that name, ``by_giro`` on known payers."""

    names: tuple[frozenset[str], ...]
    same: Claims
    by_giro: Claims

    def resembles(self, claim: OpenClaim) -> bool:
        """Whether the debtor's name is the payer's, a middle name more or less."""
        key = name_key(claim.debtor_name)
        return any(same_name(name, key) or similar_name(name, key) for name in self.names)

    def candidates(self, index: ClaimIndex) -> frozenset[str]:
        """The debtors that the payer may be: by giro and name, also by a name that resembles."""
        claims = [*self.same, *self.by_giro]
        for name in self.names:
            listed = [index.by_word[word] for word in name if word in index.by_word]
            rarest = min(listed, key=len, default={})
            if len(rarest) <= FEW:
                claims += [claim for claim in rarest.values() if self.resembles(claim)]
        return frozenset(claim.debtor_key for claim in claims)

    def is_only(self, debtor_key: str, index: ClaimIndex) -> bool:
        """Whether the payer is this debtor and can be no other."""
        known = {claim.debtor_key for claim in (*self.same, *self.by_giro)}
        # With a name that is exactly one debtor's, those with a middle name more do not count.
        return (known or self.candidates(index)) == {debtor_key}


def payer_names(payment: PaymentDraft) -> tuple[frozenset[str], ...]:
    """The names that the payer may have, each once."""
    if payment.payer:
        keys = [name_key(payment.payer)]
    else:
        keys = [text_key(text) for text in payment.texts]
    return tuple(dict.fromkeys(key for key in keys if key))


def find_payer(payment: PaymentDraft, index: ClaimIndex) -> Payer:
    """Who may have paid. Many lists have the name only in the text, so it is looked for there."""
    names = payer_names(payment)
    same = [
        claim for name in names if same_name(name, name) for claim in index.by_name.get(name, ())
    ]
    return Payer(names, tuple(same), index.by_giro.get(payment.payer_giro, ()))
