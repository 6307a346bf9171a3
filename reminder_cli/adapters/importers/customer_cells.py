"""Makes customers of the cells of a row: who it is, and whether a consumer or a firm.

The kind is only told when the file shows it; a missing answer is None, never a guess.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from reminder_cli.adapters.importers.cells import without_decimal
from reminder_cli.domain.identity import IdNumber, parse_id_number
from reminder_cli.domain.invoice import CustomerDraft, CustomerKind

# Only the kind of number is asked, so any day after every birth will do; 2000, a leap year,
# lies in its century.
_ANY_DAY = date(2099, 12, 31)
_MASKED = re.compile(r"\d{0,8}[xX*•#]{2,}-?[\dxX*•#]*|\d{6,8}-?[xX*•#]{4}")
_LOOKS_SWEDISH = re.compile(r"(?:\d{2})?\d{6}[-+ ]?\d{4}", re.ASCII)
_KIND_WORDS = {
    CustomerKind.CONSUMER: (
        "individual privat privatperson private person consumer konsument true ja"
    ),
    CustomerKind.BUSINESS: "company företag foretag business bolag näringsidkare firma organisation",
    CustomerKind.PUBLIC_BODY: "offentlig myndighet kommun region public",
}
_KINDS = {word: kind for kind, words in _KIND_WORDS.items() for word in words.split()}
_LANGUAGES = {"sv": "sv", "se": "sv", "en": "en", "gb": "en", "us": "en"}


class CustomerCells(NamedTuple):
    """What a row says of its customer, as text."""

    customer_name: str
    customer_number: str
    org_number: str
    customer_kind: str
    email: str
    street: str
    postal_code: str
    city: str
    country: str
    language: str


def customer(row: int, cells: CustomerCells) -> tuple[CustomerDraft, bool]:
    """The customer, and whether the organisation number's check digit is wrong."""
    texts = CustomerCells._make(map(_squeezed, cells))
    org_number = texts.org_number
    masked = bool(org_number) and bool(_MASKED.fullmatch(org_number))
    if masked:
        org_number = ""
    identity = _identity(org_number) if org_number else None
    kind = _KINDS.get(texts.customer_kind.casefold())
    if kind is None:
        kind = CustomerKind.CONSUMER if masked else _kind_of(identity)
    draft = CustomerDraft(
        row,
        texts.customer_name,
        without_decimal(texts.customer_number),
        org_number,
        kind,
        texts.email,
        texts.street,
        texts.postal_code,
        texts.city,
        texts.country,
        _LANGUAGES.get(texts.language.casefold()[:2], ""),
    )
    return draft, identity is None and bool(_LOOKS_SWEDISH.fullmatch(org_number))


def _squeezed(text: str) -> str:
    """With single blanks; the same object when nothing changes, as thousands are remembered."""
    if not text:
        return text
    squeezed = " ".join(text.split())
    return text if squeezed == text else squeezed


def _identity(text: str) -> IdNumber | None:
    try:
        return parse_id_number(text, today=_ANY_DAY)
    except ValueError:
        return None


def _kind_of(identity: IdNumber | None) -> CustomerKind | None:
    """A person is a consumer; numbers from 2 on are of state, municipalities and regions.

    Any other organisation number may be of a firm or of a club; the file does not say.
    """
    if identity is None:
        return None
    if identity.kind in {"person", "coordination"}:
        return CustomerKind.CONSUMER
    return CustomerKind.PUBLIC_BODY if identity.digits.startswith("2") else None
