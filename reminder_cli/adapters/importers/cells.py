"""Reads single cells: amounts, dates, yes and no. Text in, values out.

It knows no columns and no files. An amount or a date that could be two things is refused;
nothing here falls back on a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum, auto

from reminder_cli.domain.money import parse_kronor
from reminder_cli.i18n import Text

# Ten thousand million kronor: more is an OCR number or a personnummer in the wrong column.
MAX_ORE = 10**12
FIRST_YEAR, LAST_YEAR = 1990, 2099

WRITE_KRONOR = Text("Write kronor as 1234,50.")
WRITE_DATE = Text("Write the date as {example}.", {"example": "2026-08-31"})

_SIMPLE = re.compile(r"-?[0-9]{1,10}[.,][0-9][0-9]").fullmatch
_WHOLE = re.compile(r"-?[0-9]{1,10}").fullmatch
_YES = frozenset({"true", "ja", "yes", "j", "y", "x", "1", "sant", "sann"})
_NO_DECIMALS = frozenset({".0", ",0"})
_NO = frozenset({"false", "nej", "no", "n", "0", "falskt", "falsk"})
NO_AMOUNT = frozenset({"", "-", "–", "\u2212"})  # Excel's accounting format shows zero as a dash


def amount(text: str) -> int:
    """An amount in öre; ``ValueError`` if it is none or could be two.

    >>> amount("12 500,00"), amount("-0,50"), amount("7")
    (1250000, -50, 700)
    """
    if _SIMPLE(text):
        return int(text[:-3] + text[-2:])
    ore = int(text) * 100 if _WHOLE(text) else parse_kronor(text)
    if abs(ore) > MAX_ORE:
        raise ValueError("too large to be an amount")
    return ore


def without_decimal(number: str) -> str:
    """A number that stands for a thing, without the decimal that a program has put on it.

    >>> without_decimal("1042.0"), without_decimal("1042,0"), without_decimal("F-10.0")
    ('1042', '1042', 'F-10.0')
    """
    if number[-2:] in _NO_DECIMALS and number[:-2].isdigit():
        return number[:-2]
    return number


def is_yes(text: str) -> bool:
    """Whether a cell says yes, in Swedish or English.

    >>> is_yes("Ja"), is_yes("False"), is_yes("")
    (True, False, False)
    """
    return bool(text) and text.strip().casefold() in _YES


def is_no(text: str) -> bool:
    """Whether a cell says no, or nothing.

    >>> is_no("Nej"), is_no(" "), is_no("kanske")
    (True, True, False)
    """
    plain = text.strip().casefold()
    return not plain or plain in _NO


class DateKind(Enum):
    """How a date is written. Kinds of one family can stand in one column without doubt."""

    YEAR_FIRST = auto()  # 2026-08-31, 20260831, 2026/08/31, Excel's day number; 31 augusti 2026
    DAY_FIRST = auto()  # 31/08/2026
    SHORT_YEAR = auto()  # 26-08-31
    UNKNOWN = auto()


_YEAR_FIRST = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2|\s+)(\d{4})", re.ASCII)
_SHORT = re.compile(r"(\d\d)-(\d\d)-(\d\d)", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_IN_WORDS = re.compile(
    r"(?:den\s+)?(\d{1,2})(?::?e)?[.\s-]+(jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:s|ch)?|apr(?:il)?|maj|may"
    r"|juni?|june|juli?|july|aug(?:usti|ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
    r"[.\s-]+(\d{4})",
    re.IGNORECASE | re.ASCII,
)
_SERIAL = re.compile(r"([2-9]\d{4})(?:\.\d+)?", re.ASCII)
_EXCEL_START = date(1899, 12, 30)


def date_kind(text: str) -> DateKind:
    """The family a date text belongs to, by its shape."""
    if _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text) or _SERIAL.fullmatch(text):
        return DateKind.YEAR_FIRST
    if _DAY_FIRST.fullmatch(text):
        return DateKind.DAY_FIRST
    if _IN_WORDS.fullmatch(text):
        return DateKind.YEAR_FIRST
    return DateKind.SHORT_YEAR if _SHORT.fullmatch(text) else DateKind.UNKNOWN


def is_surely_date(text: str) -> bool:
    """Whether a cell that could also hold an amount holds a day.

    >>> is_surely_date("2026-08-31"), is_surely_date("25000")
    (True, False)
    """
    return date_kind(text) is not DateKind.UNKNOWN and not _SERIAL.fullmatch(text)


class DateColumn:
    """Reads the dates of one column, after a look at a sample of them.

    A column is written one way. What deviates is refused, because a spreadsheet in another
    language turns 02/03 into a real date and leaves 31/03 as text; and 02/03 is refused
    unless other rows show which part is the day.
    """

    __slots__ = ("_read", "_settled", "kind")

    def __init__(self, sample: Iterable[str]) -> None:
        texts = [text for text in map(str.strip, sample) if text]
        kinds = Counter(kind for kind in map(date_kind, texts) if kind is not DateKind.UNKNOWN)
        self.kind = kinds.most_common(1)[0][0] if kinds else DateKind.YEAR_FIRST
        self._settled = self._is_settled(texts)
        self._read: dict[str, date] = {}

    def read(self, text: str) -> date:
        """The day; ``ValueError`` when the text is no date, or deviates, or could be two."""
        day = self._read.get(text)
        if day is None:
            if len(self._read) > 50_000:  # more different days than an archive of a century has
                self._read.clear()
            day = self._read[text] = self._parse(text.strip())
        return day

    def _parse(self, text: str) -> date:
        if date_kind(text) is not self.kind:
            raise ValueError("not written as the other dates of the column")
        if self.kind is DateKind.YEAR_FIRST:
            return _sane(_year_first(text))
        if self.kind is DateKind.DAY_FIRST:
            match = _DAY_FIRST.fullmatch(text)
            assert match is not None
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            if not self._settled:
                raise ValueError("day or month first?")
            return _sane(date(year, second, first))
        year, month, day = map(int, text.split("-"))
        if not self._settled and 1 <= year <= 31:
            raise ValueError("year or day first?")
        return _sane(date(2000 + year, month, day))

    def _is_settled(self, texts: list[str]) -> bool:
        """Whether the column as a whole shows which part is the day."""
        if self.kind is DateKind.DAY_FIRST:
            pairs = [(int(m[1]), int(m[3])) for m in map(_DAY_FIRST.fullmatch, texts) if m]
            return any(first > 12 for first, _ in pairs) and all(month <= 12 for _, month in pairs)
        if self.kind is DateKind.SHORT_YEAR:
            shorts = [(int(m[1]), int(m[3])) for m in map(_SHORT.fullmatch, texts) if m]
            firsts = [first for first, _ in shorts]
            lasts = [last for _, last in shorts]
            # Years hardly change in one list and days do.
            return max(firsts) - min(firsts) <= 2 < max(lasts) - min(lasts)
        return True


def _year_first(text: str) -> date:
    if match := _YEAR_FIRST.fullmatch(text):
        return date(int(match[1]), int(match[3]), int(match[4]))
    if match := _COMPACT.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _IN_WORDS.fullmatch(text):
        month = match[2].casefold()[:3].replace("may", "maj").replace("oct", "okt")
        return date(int(match[3]), _MONTHS.index(month) + 1, int(match[1]))
    return _EXCEL_START + timedelta(days=int(float(text)))


def _sane(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("not a year that an invoice has")
    return day
