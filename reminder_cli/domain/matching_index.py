"""Open claims by everything a payment can name. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple, TypeVar

from reminder_cli.domain.invoice import plain_number
from reminder_cli.domain.matching_names import name_key


class OpenClaim(NamedTuple):
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
_Keys = Callable[[OpenClaim], Iterable[_K]]


class ClaimIndex:
    """Dictionaries only: no payment is compared with all claims.

    Each is made when it is first asked for: most files name every invoice by its OCR number.
    """

    def __init__(self, claims: Iterable[OpenClaim]) -> None:
        self._claims = {claim.invoice_id: claim for claim in claims}

    @classmethod
    def build(cls, claims: Iterable[OpenClaim]) -> ClaimIndex:
        """The index of these claims."""
        return cls(claims)

    @cached_property
    def by_ocr(self) -> dict[str, Claims]:
        """By OCR number, plain."""
        return _table(self._claims, _ocr)

    @cached_property
    def by_number(self) -> dict[str, Claims]:
        """By number of the invoice, plain."""
        return _table(self._claims, _number)

    @cached_property
    def by_amount(self) -> dict[int, Claims]:
        """By each amount that settles, in öre."""
        return _table(self._claims, _amounts)

    @cached_property
    def by_giro(self) -> dict[str, Claims]:
        """By what the payer is known by."""
        return _table(self._claims, _giros)

    @cached_property
    def by_name(self) -> dict[frozenset[str], Claims]:
        """By the debtor's name, as :func:`name_key` has it."""
        return _table(self._claims, _names)

    @cached_property
    def by_word(self) -> dict[str, dict[int, OpenClaim]]:
        """By each word of the debtor's name, then by invoice: thousands may share a word."""
        found: dict[str, dict[int, OpenClaim]] = {}
        for claim in self._claims.values():
            for word in name_key(claim.debtor_name):
                found.setdefault(word, {})[claim.invoice_id] = claim
        return found

    @cached_property
    def by_debtor(self) -> dict[str, Claims]:
        """By debtor."""
        return _table(self._claims, _debtors)

    def renew(self, old: OpenClaim, new: OpenClaim | None) -> None:
        """Put a claim in another's place after a payment met it; None when nothing is left of it.

        Number, OCR, giros and debtor of the two are the same.
        """
        self._claims.pop(old.invoice_id, None)
        if new is not None:
            self._claims[new.invoice_id] = new
        for name, keys in _TABLES.items():
            # What nobody has asked for yet will be made of the claims as they are by then.
            if name in self.__dict__:
                _swap(self.__dict__[name], keys, old, new)
        if "by_word" in self.__dict__:
            for word in name_key(old.debtor_name):
                same = self.by_word.setdefault(word, {})
                same.pop(old.invoice_id, None)
                if new is not None:
                    same[new.invoice_id] = new


def _ocr(claim: OpenClaim) -> Iterable[str]:
    return claim.ocr_keys


def _number(claim: OpenClaim) -> Iterable[str]:
    return (plain_number(claim.number),) if claim.number else ()


def _amounts(claim: OpenClaim) -> Iterable[int]:
    return claim.expected_ore | {claim.remaining_ore}


def _giros(claim: OpenClaim) -> Iterable[str]:
    return claim.payer_giros


def _names(claim: OpenClaim) -> Iterable[frozenset[str]]:
    key = name_key(claim.debtor_name)
    return (key,) if key else ()


def _debtors(claim: OpenClaim) -> Iterable[str]:
    return (claim.debtor_key,)


_TABLES: Mapping[str, _Keys[object]] = {
    "by_ocr": _ocr,
    "by_number": _number,
    "by_amount": _amounts,
    "by_giro": _giros,
    "by_name": _names,
    "by_debtor": _debtors,
}


def _table(claims: Mapping[int, OpenClaim], keys: _Keys[_K]) -> dict[_K, Claims]:
    alone: dict[_K, Claims] = {}
    several: dict[_K, list[OpenClaim]] = {}
    for claim in claims.values():
        for key in keys(claim):
            if key not in alone:
                alone[key] = (claim,)
            elif key in several:
                several[key].append(claim)
            else:
                several[key] = [*alone[key], claim]
    alone.update((key, tuple(found)) for key, found in several.items())
    return alone


def _swap(table: dict[_K, Claims], keys: _Keys[_K], old: OpenClaim, new: OpenClaim | None) -> None:
    for key in keys(old):
        if key in table:
            table[key] = tuple(c for c in table[key] if c.invoice_id != old.invoice_id)
    if new is not None:
        for key in keys(new):
            table[key] = (*table.get(key, ()), new)
