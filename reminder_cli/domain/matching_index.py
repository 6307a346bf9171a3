"""Open claims by everything a payment can name, built once. It decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from reminder_cli.domain.matching_names import name_key
from reminder_cli.domain.matching_words import plain_number


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClaim:
    """An invoice of which something is left to pay. Öre; giros as digits alone.

    ``expected_ore`` are the amounts that settle it: principal left, total with fees and
    interest, total of a letter. ``debtor_key`` is the same for all claims on one debtor.
    ``letter_ocrs`` are the OCR numbers that letters named for it.
    """

    invoice_id: int
    number: str
    ocr: str
    remaining_ore: int
    expected_ore: frozenset[int]
    debtor_key: str
    debtor_name: str = ""
    payer_giros: frozenset[str] = frozenset()
    letter_ocrs: frozenset[str] = frozenset()

    @property
    def ocr_keys(self) -> frozenset[str]:
        """The plain forms of its own OCR number and of those in its letters."""
        if not self.letter_ocrs:
            return frozenset({plain_number(self.ocr)} if self.ocr else ())
        return frozenset(plain_number(ocr) for ocr in {self.ocr, *self.letter_ocrs} if ocr)

    def settled_by(self, amount_ore: int) -> bool:
        """Whether exactly this amount settles the claim."""
        return amount_ore == self.remaining_ore or amount_ore in self.expected_ore


Claims = tuple[OpenClaim, ...]
_K = TypeVar("_K")


@dataclass(frozen=True, slots=True)
class ClaimIndex:
    """Dictionaries only: no payment is compared with all claims."""

    by_ocr: dict[str, Claims]
    by_number: dict[str, Claims]
    by_amount: dict[int, Claims]
    by_giro: dict[str, Claims]
    by_name: dict[frozenset[str], Claims]
    by_word: dict[str, Claims]
    by_debtor: dict[str, Claims]

    @classmethod
    def build(cls, claims: Iterable[OpenClaim]) -> ClaimIndex:
        """The index of these claims."""
        ocr, number, giro, word, debtor = (defaultdict[str, list[OpenClaim]](list) for _ in "abcde")
        amount: defaultdict[int, list[OpenClaim]] = defaultdict(list)
        name: defaultdict[frozenset[str], list[OpenClaim]] = defaultdict(list)
        for claim in claims:
            for key in claim.ocr_keys:
                ocr[key].append(claim)
            if claim.number:
                number[plain_number(claim.number)].append(claim)
            for ore in claim.expected_ore | {claim.remaining_ore}:
                amount[ore].append(claim)
            for digits in claim.payer_giros:
                giro[digits].append(claim)
            words = name_key(claim.debtor_name)
            name[words].append(claim)
            for part in words:
                word[part].append(claim)
            debtor[claim.debtor_key].append(claim)
        name.pop(frozenset(), None)
        return cls(
            _closed(ocr),
            _closed(number),
            _closed(amount),
            _closed(giro),
            _closed(name),
            _closed(word),
            _closed(debtor),
        )

    def renew(self, old: OpenClaim, new: OpenClaim | None) -> None:
        """Put a claim in another's place after a payment met it; None when nothing is left of it.

        Number, OCR, giros and debtor of the two are the same.
        """
        for number in old.ocr_keys:
            _swap(self.by_ocr, number, old, new)
        _swap(self.by_number, plain_number(old.number), old, new)
        for ore in old.expected_ore | {old.remaining_ore}:
            _swap(self.by_amount, ore, old, None)
        if new is not None:
            for ore in new.expected_ore | {new.remaining_ore}:
                self.by_amount[ore] = (*self.by_amount.get(ore, ()), new)
        for digits in old.payer_giros:
            _swap(self.by_giro, digits, old, new)
        key = name_key(old.debtor_name)
        _swap(self.by_name, key, old, new)
        for part in key:
            _swap(self.by_word, part, old, new)
        _swap(self.by_debtor, old.debtor_key, old, new)


def _swap(table: dict[_K, Claims], key: _K, old: OpenClaim, new: OpenClaim | None) -> None:
    if key in table:
        others = tuple(claim for claim in table[key] if claim.invoice_id != old.invoice_id)
        table[key] = others if new is None else (*others, new)


def _closed(lists: dict[_K, list[OpenClaim]]) -> dict[_K, Claims]:
    return {key: tuple(claims) for key, claims in lists.items()}
