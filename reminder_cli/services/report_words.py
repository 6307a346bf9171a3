"""The words of the report that the terminal and the workbook share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from reminder_cli.domain.money import rounded, show_kronor
from reminder_cli.i18n import Text, _, ngettext

AGES = (
    Text("Not due"),
    Text("1–30 days"),
    Text("31–60 days"),
    Text("61–90 days"),
    Text("Over 90 days"),
)
KINDS = {
    "consumer": Text("Consumer"),
    "business": Text("Business"),
    "public_body": Text("Public body"),
}


def room_for(words: Mapping[str, Text]) -> int:
    """The width of a column in which any of these words may stand, in the language of now."""
    return max(len(str(word)) for word in words.values()) + 2


def one_decimal(value: Fraction | None) -> str:
    """A share or a number of days with one decimal, as people read it; a dash where there is none.

    >>> one_decimal(Fraction(200, 3)), one_decimal(None)
    ('66,7', '–')
    """
    if value is None:
        return "–"
    tenths = rounded(value * 10) * 10
    return show_kronor(tenths)[:-1]


def empty_note(as_of: date) -> str:
    """That nothing is there yet."""
    return _("No invoices had been taken in by {day}.", day=as_of)


def foreign_note(invoices: int) -> str:
    """That some invoices are not in the sums."""
    return ngettext(
        "{n} invoice in another currency is not in the sums.",
        "{n} invoices in other currencies are not in the sums.",
        invoices,
    )
