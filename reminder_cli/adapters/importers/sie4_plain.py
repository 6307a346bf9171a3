"""SIE 4 as almost every voucher is written, read whole: one pattern for it and one for its rows.

What does not fit has to be read line by line, by the patterns that take every deviation. Nothing
here may read a voucher in another way than those do.
"""

from __future__ import annotations

import re
from datetime import date

from reminder_cli.adapters.importers.cells import amount
from reminder_cli.adapters.importers.claims import CLAIMS

CLAIM, MONEY, SALES, OUTPUT_VAT = 1, 2, 4, 8  # groups of accounts, each a bit

# Possessive throughout: what does not fit is given up at once.
_VOUCHER = re.compile(
    r'#VER[ \t]++("?)([0-9A-Za-z]*+)\1[ \t]++("?)([0-9A-Za-z]*+)\3[ \t]++([12]\d{7})'
    r'(?:[ \t]++"([^"\\\n]*+)"(?=[ \t\n])[^\n{}]*+)?+[ \t]*+\n[ \t]*+\{[ \t]*+\n'
    r"((?:[ \t]*+#TRANS[ \t][^\n]*+\n)++)[ \t]*+\}[ \t]*+\n",
    re.ASCII,
)
_ROW = re.compile(
    r'^[ \t]*+#TRANS[ \t]++([0-9A-Za-z]++)[ \t]++(\{(?:[^{}"\n]|"[^"\\\n]*+")*+\})[ \t]++'
    r"(-?\d{1,10}(?:\.\d\d?)?+)(?=[ \t\n])[ \t]*+([^\n]*+)\n",
    re.ASCII | re.MULTILINE,
)
# Income; 37 is rounding. Output VAT is no sale: a confirmed loss (D 6351, D 2611 / K 1510) takes it
# back, and is no credit note.
_SALES = re.compile(r"3[0-6]")
# On sales in Sweden, by rate; 2614 and on is what a buyer reckons itself.
_OUTPUT_VAT = re.compile(r"26[123][0-3]")
# After the amount: the date, which may be empty or left out, and the text. Possessive, and never
# a date as the text.
_ROW_TEXT = re.compile(r'(?:(?:""|\d{8})\s+)?+"(?!\d{4}-?\d\d-?\d\d")([^"\\]*)"(?=\s|$)', re.ASCII)


Row = tuple[str, str, str, str]  # account, object list, amount, and what stands after it
# Series, number, day, text, rows, and where the next line begins.
WholeVoucher = tuple[str, str, date, str, list[Row], int]
LINES_AROUND = 3  # of a whole voucher: the one it begins with, and the braces


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


class Groups(dict[str, int]):
    """The group of each account."""

    def __missing__(self, account: str) -> int:
        self[account] = group = group_of(account)
        return group


class Days(dict[str, date | None]):
    """Each day of a voucher; None when there is no such day."""

    def __missing__(self, text: str) -> date | None:
        try:
            self[text] = day = date.fromisoformat(text)
        except ValueError:
            return None
        return day


def whole_voucher(lines: str, at: int, days: Days) -> WholeVoucher | None:
    """The voucher that begins at a line, if all of it is there and plain."""
    found = _VOUCHER.match(lines, at)
    if found is None:
        return None
    _quote, series, _quote, number, written, text, body = found.groups()
    rows = _ROW.findall(body)
    day = days[written]
    if day is None or len(rows) != body.count("\n"):
        return None
    return series, number, day, text or "", rows, found.end()


def ore_of(text: str) -> int:
    """An amount as the pattern of a row takes it, in öre.

    >>> ore_of("-1250.00"), ore_of("8625"), ore_of("-987.5"), ore_of("-0")
    (-125000, 862500, -98750, 0)
    """
    return int(text.replace(".", "")) if text[-3:-2] == "." else amount(text)


def row_text(after_amount: str) -> str | None:
    """The text of a row, of what stands after its amount; None when it is not surely plain."""
    match = _ROW_TEXT.match(after_amount)
    return match[1] if match else None
