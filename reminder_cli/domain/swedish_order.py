"""The order of names in a Swedish list: å, ä and ö come last, and in this order."""

from __future__ import annotations

import unicodedata

# After z, and in the order of the alphabet, which is not that of Unicode (ä, å, ö).
_LAST = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"}


def swedish_order(text: str) -> str:
    """What to sort a text by: case does not count, nor any other accent (Svenska skrivregler).

    >>> sorted(["Öberg", "Ängen", "Ånge", "Zeta", "éclair", "Ek"], key=swedish_order)
    ['éclair', 'Ek', 'Zeta', 'Ånge', 'Ängen', 'Öberg']
    """
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFC", text).casefold()
    return "".join(_LAST.get(char) or _plain(char) for char in composed)


def _plain(char: str) -> str:
    parts = unicodedata.normalize("NFKD", char)
    return "".join(part for part in parts if not unicodedata.combining(part)) or char
