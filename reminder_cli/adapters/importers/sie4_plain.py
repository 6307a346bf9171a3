"""SIE 4 as almost every row writes it, read quickly: each answer is remembered, and None means
that it is not surely plain and has to be read by the patterns that take every deviation.

Nothing here may read a word in another way than those patterns do.
"""

from __future__ import annotations

import re
from datetime import date

from reminder_cli.adapters.importers.cells import amount
from reminder_cli.adapters.importers.claims import CLAIMS

CLAIM, MONEY, SALES, OUTPUT_VAT = 1, 2, 4, 8  # groups of accounts, each a bit
_REMEMBERED = 10_000

_AMOUNT = re.compile(r"-?\d{1,10}(?:\.\d\d?)?", re.ASCII)
_DAY = re.compile(r"[12]\d{7}", re.ASCII)
# Income; 37 is rounding. Output VAT is no sale: a confirmed loss (D 6351, D 2611 / K 1510) takes it
# back, and is no credit note.
_SALES = re.compile(r"3[0-6]")
# On sales in Sweden, by rate; 2614 and on is what a buyer reckons itself.
_OUTPUT_VAT = re.compile(r"26[123][0-3]")
_TEXT = re.compile(r'"([^"\\]*)"(?=\s|$)', re.ASCII)
# After the amount: the date, which may be empty or left out, and the text. Possessive, and never
# a date as the text.
_ROW_TEXT = re.compile(r'(?:(?:""|\d{8})\s+)?+"(?!\d{4}-?\d\d-?\d\d")([^"\\]*)"(?=\s|$)', re.ASCII)


def group_of(account: str) -> int:
    """The group of an account in the BAS plan that tells what a voucher does; 0 for any other.

    >>> group_of("1510") == CLAIM, group_of("3001") == SALES, group_of("3740")
    (True, True, 0)
    >>> group_of("2611") == OUTPUT_VAT, group_of("2614"), group_of("2641")
    (True, 0, 0)
    """
    if account.startswith(CLAIMS):
        return CLAIM
    if account.startswith("19"):
        return MONEY
    if _SALES.match(account):
        return SALES
    return OUTPUT_VAT if _OUTPUT_VAT.match(account) else 0


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
        whole, _point, decimals = text.partition(".")
        kronor = whole.removeprefix("-")
        digits = kronor + decimals
        # The same as the pattern, and twice as quick: a year has more amounts than anything else.
        if len(decimals) == 2 < len(digits) < 13 and digits.isdigit() and text.isascii():
            ore = int(digits) if kronor == whole else -int(digits)
        elif _AMOUNT.fullmatch(text):
            ore = amount(text)
        else:
            return None
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = ore
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


def name(word: str) -> str | None:
    """A series or a number, of letters and digits, in quotation marks or not.

    >>> name("A"), name('"12"'), name('""'), name('"A')
    ('A', '12', '', None)
    """
    if word.isalnum():
        return word
    inner = word[1:-1]
    return inner if word == f'"{inner}"' and (inner.isalnum() or not inner) else None


def first_text(text: str) -> str | None:
    """The text a line goes on with, when it stands in quotation marks without more of them."""
    match = _TEXT.match(text)
    return match[1] if match else None


def row_text(after_amount: str) -> str | None:
    """The text of a row, of what stands after its amount."""
    match = _ROW_TEXT.match(after_amount)
    return match[1] if match else None
