"""Compares names of payers and debtors as banks mangle them. It decides nothing alone."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+")


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
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    letters = letters.replace("ø", "o").replace("æ", "a").replace("ß", "ss")
    return frozenset(word for word in _WORD.findall(letters) if word not in _EMPTY)


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
