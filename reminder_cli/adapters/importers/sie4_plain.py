"""SIE 4 as almost every row writes it, read quickly: each answer is remembered, and None means
that it is not surely plain and has to be read by the patterns that take every deviation.

Nothing here may read a word in another way than those patterns do.
"""

from __future__ import annotations

import re
from datetime import date

from reminder_cli.adapters.importers.cells import amount
from reminder_cli.adapters.importers.claims import CLAIMS

CLAIM, MONEY, SALES = 1, 2, 4  # groups of accounts, each a bit
_REMEMBERED = 50_000

_AMOUNT = re.compile(r"-?\d{1,10}(?:\.\d\d?)?", re.ASCII)
_DAY = re.compile(r"[12]\d{7}", re.ASCII)
_SALES = re.compile(r"3[0-6]")  # income; 37 is rounding
_TEXT = re.compile(r'"([^"\\]*)"(?=\s|$)', re.ASCII)
# After the amount: the date, which may be empty or left out, and the text. Possessive, and never
# a date as the text.
_ROW_TEXT = re.compile(r'(?:(?:""|\d{8})\s+)?+"(?!\d{4}-?\d\d-?\d\d")([^"\\]*)"(?=\s|$)', re.ASCII)


def group_of(account: str) -> int:
    """The group of an account in the BAS plan that tells what a voucher does; 0 for any other.

    >>> group_of("1510") == CLAIM, group_of("3001") == SALES, group_of("3740")
    (True, True, 0)
    """
    if account.startswith(CLAIMS):
        return CLAIM
    if account.startswith("19"):
        return MONEY
    return SALES if _SALES.match(account) else 0


class Groups(dict[str, int | None]):
    """The group of each account."""

    def __missing__(self, account: str) -> int | None:
        if '"' in account or "{" in account:
            return None
        self[account] = group = group_of(account)
        return group


class Amounts(dict[str, int | None]):
    """Each amount in öre."""

    def __missing__(self, text: str) -> int | None:
        if not _AMOUNT.fullmatch(text):
            return None
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = ore = amount(text)
        return ore


class Days(dict[str, date | None]):
    """Each day of a voucher."""

    def __missing__(self, text: str) -> date | None:
        try:
            day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            return None
        self[text] = day
        return day


def first_text(text: str) -> str | None:
    """The text a line goes on with, when it stands in quotation marks without more of them."""
    match = _TEXT.match(text)
    return match[1] if match else None


def row_text(after_amount: str) -> str | None:
    """The text of a row, of what stands after its amount."""
    match = _ROW_TEXT.match(after_amount)
    return match[1] if match else None
