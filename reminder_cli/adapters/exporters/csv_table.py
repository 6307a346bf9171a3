"""How every CSV of ours is written: RFC 4180 with semicolons, as a Swedish Excel opens it at once.

A text that a spreadsheet would run as a formula is made plain text; the same rows give the same
bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from reminder_cli.domain.money import decimal_string

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# UTF-8 with a byte order mark: without it Excel reads å, ä and ö wrongly.
ENCODING = "utf-8-sig"


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """The rows as lines that end in CR LF; texts from outside must be :func:`harmless` already."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def amount(ore: int) -> str:
    """An amount with a decimal comma and no spaces.

    >>> amount(123450), amount(-5)
    ('1234,50', '-0,05')
    """
    return decimal_string(ore).replace(".", ",")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("Payment, invoice =1")
    ("'=1+1", 'Payment, invoice =1')
    """
    plain = " ".join(text.split()) if any(c in text for c in "\r\n\t") else text
    return f"'{plain}" if text.lstrip(" ").startswith(_FORMULA) else plain
