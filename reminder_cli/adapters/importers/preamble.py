"""The day a list says that it is of, in the rows above its header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

# After a word that says so: a period or a selection has days of its own.
_SAID = re.compile(
    r"\b(?:per|utskri\w*|skapa[dt]\w*|rapportdatum|rapportdag|körd\w*|export\w*|hämta[dt]\w*|printed"
    r"|created|as\s+of|report\s+date)\b\D{0,20}?(\d{4})([-/.]?)(\d\d)\2(\d\d)(?!\d)",
    re.IGNORECASE,
)


def said_on(rows: Iterable[Sequence[str]]) -> date | None:
    """The latest day that one of these rows says the list is of; None when none does.

    >>> said_on([["Kundreskontra per 2026-09-30", ""], ["Exempelbolaget AB"]])
    datetime.date(2026, 9, 30)
    >>> said_on([["Fakturor", "2026-01-01", "2026-12-31"]])
    """
    days = (_day(found) for row in rows for found in _SAID.finditer(" ".join(filter(None, row))))
    return max(filter(None, days), default=None)


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None
