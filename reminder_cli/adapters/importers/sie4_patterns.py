"""How bookkeeping programs name the invoice and the customer in the text of a voucher.

Measured on files of the programs named; a text that fits nothing has no invoice, and a range
("Kundfakt 2448 - 2450") or a journal number is not one.
"""

from __future__ import annotations

import re

from msgspec import Struct

_ONE = r"(?!\s*(?:-|–|och|,)\s*\d)"  # not the first of several

# Of a text in small letters: a pattern that does not ask for case finds its first letters quickly.
NUMBER = tuple(
    re.compile(pattern)
    for pattern in (
        rf"kund(?:avtals|kredit|ränte)?(?:fakturor|faktura|fakt\b\.?|fkt)\.?\s+(?:nr\.?\s*)?(\d+)\b{_ONE}",
        r"^(?:kund|kredit)(?:faktura|bet)\b.*\((\d+)\)\s*$",  # Fortnox
        r"^(?:kundfaktura till|kreditfaktura till|(?:del)?inbetalning från)\b.*,\s*(\d+)\s*$",  # Spiris
        rf"\b(?:faktura|invoice):?\s*#?\s*(\d+)\b{_ONE}",  # Bokio, e-conomic; our own vouchers
        rf"\bfakt(?:\.|nr[:.]?|\.nr[:.]?)?\s*(\d+)\b{_ONE}",  # Visma, SoftOne
        r"^(?:be/)?(?:fa|kn|kr)(\d+)/",  # Visma Compact, Norstedts
        r"^\[(\d+)\]",  # BL
        r"^\d{3,}\s+\S.*,\s*(\d+)$",  # Mamut: the customer's number first
        r"^(\d+)\s{2,}\S",  # SoftOne
    )
)
_NAME = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?:kund|kredit)(?:faktura|bet)\s+(?P<name>.*?)\s*\(\d+\)\s*$",
        r"^(?:kundfaktura till|kreditfaktura till|(?:del)?inbetalning från)\s+(?P<customer>\d+)\s+(?P<name>.*),\s*\d+\s*$",
        r"\bfaktura:?\s*#?\s*\d+\s+betalad av\s+(?P<name>.*?)(?:\s*\(v\d+\))?$",
        r"\bfaktura:?\s*#?\s*\d+,\s*kund:\s*(?P<customer>\d+)\s*-\s*(?P<name>.*)$",
        r"\bfaktnr:?\s*\d+,\s*namn:\s*(?P<name>.*)$",
        r"^(?:be/)?(?:fa|kn|kr)\d+/(?P<name>.*)$",
        r"^\[\d+\]\s*(?P<name>.*)$",
        r"^(?P<customer>\d{3,})\s+(?P<name>\S.*),\s*\d+$",
        r"(?:faktura|fakt|fkt)\.?:?\s*(?:nr\.?\s*)?#?\d+\s*[,:]?\s+(?P<name>.*)$",
        r"^\d+\s{2,}(?P<name>\S.*)$",
    )
)
_CREDIT = re.compile(r"\b(?:kund)?kredit(?:faktura|fakt|fkt|nota)\b|^KR\d", re.IGNORECASE)


class Named(Struct, frozen=True):
    """The customer as a text names it; empty where it does not."""

    name: str = ""
    customer: str = ""


def invoice_number(*texts: str) -> str:
    """The invoice a row is about: its own text is asked first, then the voucher's.

    >>> invoice_number("", "Kundfaktura Alnö Bygg AB (1042)"), invoice_number("Kundfakt 2448 - 2450")
    ('1042', '')
    """
    for text in texts:
        if not text:
            continue
        small = text.lower()
        for pattern in NUMBER:
            match = pattern.search(small)
            if match is not None:
                return match[1]
    return ""


def customer_named(*texts: str) -> Named:
    """The customer in the texts; the longest name, because programs cut some of them short.

    >>> customer_named("Faktnr: 742, Namn: Storstads", "Kundavtalsfkt 742 Storstads IF").name
    'Storstads IF'
    """
    name = customer = ""
    for text in texts:
        if not text:
            continue
        small = text.lower()
        for pattern in _NAME:
            match = pattern.search(small)
            if match is not None:
                break
        else:
            continue
        start, end = match.span("name")
        if end - start <= len(name):
            continue
        # A letter that becomes two when it is small moves those after it.
        found = (text if len(text) == len(small) else small)[start:end].strip()
        if len(found) > len(name):
            name = found
            customer = match["customer"] if "customer" in match.re.groupindex else ""
    return Named(name, customer)


def says_credit(*texts: str) -> bool:
    """Whether a text calls the document a credit note."""
    return any(map(_CREDIT.search, texts))
