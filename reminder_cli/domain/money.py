"""Amounts in whole öre: reading, showing, and the one place where a fraction is rounded.

An amount is an ``int`` of öre everywhere; there is no float and no other currency.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

ZERO = Fraction(0)

_SPACES = {ord(space): " " for space in "\u00a0\u202f\u2009\u2007\t"} | {
    ord(minus): "-" for minus in "\u2212\u2013"
}
_PLAIN = re.compile(r"(?P<kronor>\d+|\d{1,3}(?: \d{3})+)(?:[.,](?P<ore>\d{1,2}))?")
_CURRENCY = re.compile(r"\s*(?:kr|sek|:-)\.?$", re.IGNORECASE)


def parse_kronor(text: str) -> int:
    """Read an amount as Swedish files write it; raise ``ValueError`` if it could be two numbers.

    >>> parse_kronor("1 234,50"), parse_kronor("-192,75 kr"), parse_kronor("1234.5")
    (123450, -19275, 123450)
    >>> parse_kronor("1.250,00")
    Traceback (most recent call last):
    ValueError: not one amount in kronor
    """
    plain = _CURRENCY.sub("", text.translate(_SPACES).strip()).strip()
    in_brackets = plain.startswith("(") and plain.endswith(")")
    negative = in_brackets or plain.startswith("-") or plain.endswith("-")
    if in_brackets:
        plain = plain[1:-1].strip()
    elif negative:
        plain = plain.replace("-", "", 1).strip()
    match = _PLAIN.fullmatch(plain)
    if match is None or not plain.isascii():
        # The text itself is left out: it may be somebody's personnummer in the wrong column.
        raise ValueError("not one amount in kronor")
    ore = int(match["kronor"].replace(" ", "")) * 100 + int((match["ore"] or "0").ljust(2, "0"))
    return -ore if negative else ore


def decimal_string(ore: int) -> str:
    """The amount as JSON and files carry it.

    >>> decimal_string(123450), decimal_string(-5)
    ('1234.50', '-0.05')
    """
    sign = "-" if ore < 0 else ""
    kronor, rest = divmod(abs(ore), 100)
    return f"{sign}{kronor}.{rest:02d}"


def show_kronor(ore: int) -> str:
    """The amount as people read it.

    >>> show_kronor(123450), show_kronor(-5)
    ('1 234,50', '-0,05')
    """
    sign = "-" if ore < 0 else ""
    kronor, rest = divmod(abs(ore), 100)
    return f"{sign}{kronor:,},{rest:02d}".replace(",", " ", f"{kronor:,}".count(","))


def exact_sum(amounts: Iterable[Fraction]) -> Fraction:
    """The sum of exact amounts; mostly there is one, and it is not added to a zero.

    >>> exact_sum([]), exact_sum([Fraction(5, 2), Fraction(1, 2)])
    (Fraction(0, 1), Fraction(3, 1))
    """
    first, *rest = tuple(amounts) or (ZERO,)
    return sum(rest, first)


def rounded(exact_ore: Fraction) -> int:
    """The one place where a fraction of an öre is dropped: half away from zero.

    >>> rounded(Fraction(5, 2)), rounded(Fraction(-5, 2)), rounded(Fraction(249, 100))
    (3, -3, 2)
    """
    # In whole numbers: each step with a Fraction would look for common factors again.
    over, under = exact_ore.as_integer_ratio()
    magnitude = (2 * abs(over) + under) // (2 * under)
    return magnitude if over >= 0 else -magnitude


def share(amount_ore: int, *, percent: Fraction) -> int:
    """That many percent of an amount, in öre, half up."""
    return rounded(amount_ore * percent / 100)


def share_of(amount_ore: int, *, part: int, whole: int) -> int:
    """The same share of an amount as ``part`` is of ``whole``, in öre, half up.

    >>> share_of(250_00, part=625_00, whole=1250_00)
    12500
    """
    return rounded(Fraction(amount_ore * part, whole))


def show_percent(percent: Fraction) -> str:
    """Percent per year with two decimals, as a letter shows it.

    >>> show_percent(Fraction(21, 2))
    '10,50'
    """
    return show_kronor(rounded(percent * 100))
