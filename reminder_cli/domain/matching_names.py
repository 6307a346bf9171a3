"""Compares names of payers and debtors as banks mangle them. It decides nothing alone."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_NO_DIGIT = re.compile(r"\D")
_NUMBER = re.compile(r"\d{4,}")


def word_set(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


# Forms of business and words of a bank's line: none of them tells one payer from another.
_EMPTY = word_set(
    "ab aktiebolag aktiebolaget hb handelsbolag kb kommanditbolag ek for ekonomisk forening "
    "enskild firma filial publ as oy ltd gmbh inc och and the co "
    "bg pg bankgiro plusgiro bankgirot insattning inbetalning betalning overforing swish fran "
    "avsandare faktura fakturor fakturanr fakturanummer fakt faktnr inv invoice nr nummer no ocr "
    "ref referens kund kundnr kundnummer kr sek avser avs betald payment"
)


@lru_cache(maxsize=200_000)
def name_key(name: str) -> frozenset[str]:
    """The words that tell a name from others, without case, accents, order and business form.

    >>> sorted(name_key("ÖBERG, Åsa")) == sorted(name_key("Asa Öberg"))
    True
    >>> name_key("Alnö Bygg AB") == name_key("ALNO BYGG AKTIEBOLAG")
    True
    """
    return _telling_words(name)


def _telling_words(name: str) -> frozenset[str]:
    # Numbers count: Brf Eken 5 is not Brf Eken 7.
    return frozenset(plain_words(name)) - _EMPTY


def plain_words(name: str) -> list[str]:
    """The words of a name without case and accents, in their order.

    >>> plain_words("ÖBERG, Åsa")
    ['oberg', 'asa']
    """
    plain = name.casefold()
    if not plain.isascii():
        plain = "".join(
            char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char)
        )
        plain = plain.replace("ø", "o").replace("æ", "a").replace("ß", "ss")
    return _WORD.findall(plain)


def customer_keys(name: str, org_number: str) -> frozenset[str]:
    """What a customer may be found by: each word of its name, all of them, its identity number.

    >>> sorted(customer_keys("Alnö Bygg AB", "556036-0793"))
    ['#5560360793', '=alno bygg', 'alno', 'bygg']
    """
    # Not remembered: an import writes each customer's once, and there may be very many.
    words, identity = _telling_words(name), last_ten(org_number)
    whole = {f"={' '.join(sorted(words))}"} if words else set()
    return words | whole | ({f"#{identity}"} if identity else set())


def last_ten(org_number: str) -> str:
    """An org.nr or personnummer as its last ten digits, however it is written; may be empty.

    >>> last_ten("SE556036079301"), last_ten("19121212-1212"), last_ten("")
    ('6036079301', '1212121212', '')
    """
    return _NO_DIGIT.sub("", org_number).lstrip("0")[-10:].lstrip("0") if org_number else ""


def text_key(text: str) -> frozenset[str]:
    """As :func:`name_key`, for a line in which numbers of invoices may stand beside the name."""
    return frozenset(word for word in name_key(text) if not _NUMBER.fullmatch(word))


def same_name(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names are the same in all that tells them apart.

    One word is too little to know a person by, unless both consist of it and it is long.
    """
    return one == other and (len(one) >= 2 or sum(map(len, one)) >= 5)


def similar_name(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one name stands within the other, with two words or more in common.

    A middle name more or less; good enough beside another witness, never alone.
    """
    return len(one & other) >= 2 and (one <= other or other <= one)
