"""Makes text from outside harmless in a letter: no control characters, no hidden direction.

It never shortens a name: what a debtor is called is not ours to change.
"""

from __future__ import annotations

import unicodedata

# Cc control, Cf format (bidi marks and overrides, zero width), Cs surrogates, Co private use,
# Cn unassigned. Overrides could make 100,00 read as 00,001; surrogates cannot be stored as UTF-8.
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean(text: str) -> str:
    """One line of text, composed (NFC), with spaces where there were line breaks and tabs.

    >>> clean("Bo\\u202e\\x00 Ek\\n")
    'Bo Ek'
    """
    spaced = "".join(" " if char.isspace() else char for char in text)
    kept = "".join(char for char in spaced if unicodedata.category(char) not in _UNWANTED)
    return unicodedata.normalize("NFC", " ".join(kept.split()))
