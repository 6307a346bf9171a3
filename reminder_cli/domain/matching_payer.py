"""Claims on those who may have paid: by name and by giro. It does not weigh amounts."""

from __future__ import annotations

from dataclasses import dataclass

from reminder_cli.domain.matching_index import ClaimIndex, Claims, OpenClaim
from reminder_cli.domain.matching_names import name_key, same_name, similar_name
from reminder_cli.domain.payment import PaymentDraft


@dataclass(frozen=True, slots=True)
class Payer:
    """``same`` are claims on debtors of exactly that name, ``by_giro`` on known payers."""

    names: tuple[frozenset[str], ...]
    same: Claims
    by_giro: Claims

    def is_witness_for(self, claim: OpenClaim) -> bool:
        """Whether name or giro speak for this claim, beside another witness."""
        return claim in self.by_giro or self.resembles(claim)

    def resembles(self, claim: OpenClaim) -> bool:
        """Whether the debtor's name is the payer's, a middle name more or less."""
        key = name_key(claim.debtor_name)
        return any(same_name(name, key) or similar_name(name, key) for name in self.names)


def find_payer(payment: PaymentDraft, index: ClaimIndex) -> Payer:
    """Who may have paid. Many lists have the name only in the text, so it is looked for there."""
    written = [payment.payer] if payment.payer else payment.texts
    names = tuple(dict.fromkeys(key for text in written if (key := name_key(text))))
    same = [
        claim for name in names if same_name(name, name) for claim in index.by_name.get(name, ())
    ]
    return Payer(names, tuple(same), index.by_giro.get(payment.payer_giro, ()))
