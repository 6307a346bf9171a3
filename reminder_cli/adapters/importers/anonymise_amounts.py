"""Other amounts for an anonymised file, as wide as they were, that add up where the old ones did.

Öre stay, so that what sums to whole kronor still does. Nothing here knows names or numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Protocol

from msgspec import Struct, field

from reminder_cli.adapters.importers.cells import amount
from reminder_cli.adapters.importers.claims import CLAIMS
from reminder_cli.adapters.importers.sie4 import text_after_amount
from reminder_cli.adapters.importers.sie4_patterns import invoice_number
from reminder_cli.adapters.importers.sie4_text import fields, objects

Chance = Callable[[str], int]  # a large number for a text, the same for the same text

_DIGITS = re.compile(r"\d")
_TRIES = 50  # scales to try before a sum that does not fit its place is left as it comes
_PERCENT = range(35, 90)  # smaller, so that every amount fits where it stood


class Scale:
    """Makes amounts smaller by one factor; what the rounding breaks is put right by the caller."""

    def __init__(self, chance: Chance, turn: int = 0) -> None:
        percent = _PERCENT[chance(f"scale {turn}") % len(_PERCENT)]
        self._factor = Fraction(percent * 100 + chance(f"part {turn}") % 100, 10_000)

    def __call__(self, ore: int) -> int:
        kronor, rest = divmod(abs(ore), 100)
        scaled = int(kronor * self._factor) * 100 + rest
        return -scaled if ore < 0 else scaled


def written(text: str, ore: int) -> str | None:
    """The amount in the place of another: as many digits; None when it does not fit.

    >>> written("1 250,00", 98700), written("-5", -300), written("-5", 300), written("0.00", -300)
    ('0 987,00', '-3', '03', None)
    >>> written("1250.00", -300)
    '-003.00'
    """
    whole, mark, part = _split(text)
    places = len(_DIGITS.findall(whole))
    decimals = (f"{abs(ore) % 100:02d}" + part[2:])[: len(part)] if mark else ""
    if not mark and ore % 100:
        return None
    digits = str(abs(ore) // 100)
    if ore < 0 and not text.startswith("-"):
        whole, places = f"-{whole[1:]}", places - 1
    elif ore >= 0 and text.startswith("-"):
        whole, places = f"0{whole[1:]}", places + 1
    if len(digits) > places:
        return None
    left = iter(digits.zfill(places))
    return _DIGITS.sub(lambda _digit: next(left), whole) + mark + decimals + _tail(text, mark, part)


def _split(text: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"(.*\d)([.,])(\d{1,3})(\D*)", text)
    return (found[1], found[2], found[3]) if found else (text, "", "")


def _tail(text: str, mark: str, part: str) -> str:
    return text[text.rindex(mark + part) + len(mark + part) :] if mark else ""


# SIE 4


_QUOTED = r'"(?:[^"\\\n]|\\.)*"'
_OBJECTS = rf"\{{(?:[^{{}}\"\n]|{_QUOTED})*\}}"
_NUMBER = r'"?(?P<amount>[-+]?\d[\d.,]*)"?(?=\s|$)'
_ROW = re.compile(
    rf'[ \t]*#(?P<label>TRANS|RTRANS|BTRANS)[ \t]+"?(?P<account>[^\s"{{]+)"?[ \t]*(?P<objects>{_OBJECTS})?[ \t]*'
    rf"{_NUMBER}(?P<after>.*)",
    re.IGNORECASE,
)
_BALANCE = re.compile(
    rf'[ \t]*#(?P<label>IB|UB|RES)[ \t]+"?(?P<year>-?\d+)"?[ \t]+"?(?P<account>\w+)"?[ \t]+{_NUMBER}'
    rf"|[ \t]*#(?:OIB|OUB|PSALDO|PBUDGET)[ \t]+(?:\S+[ \t]+){{2,3}}?{_OBJECTS}[ \t]*{_NUMBER.replace('amount', 'other')}",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[ \t]*#VER\b|[ \t]*\}", re.IGNORECASE)


class _Amount(Struct):
    text: str
    old: int
    account: str = ""
    new: int = 0


class _Books(Struct):
    """Every amount of a file in its order, and which of them belong together."""

    amounts: list[_Amount] = field(default_factory=list)
    vouchers: list[list[_Amount]] = field(default_factory=list)
    invoices: dict[str, list[_Amount]] = field(default_factory=lambda: defaultdict(list))
    opening: dict[str, _Amount] = field(default_factory=dict)
    closing: dict[str, _Amount] = field(default_factory=dict)


def amount_in_sie(line: str) -> tuple[int, int] | None:
    """Where the amount of a line stands."""
    found = _ROW.match(line) or _BALANCE.match(line)
    if found is None:
        return None
    group = "other" if found.re is _BALANCE and found["amount"] is None else "amount"
    try:
        amount(found[group])
    except ValueError:
        return None
    return found.span(group)


def sie_amounts(lines: Iterable[str], chance: Chance) -> Iterator[str]:
    """The new text of every amount, in the order of :func:`amount_in_sie`."""
    books = _books(lines)
    for turn in range(_TRIES):
        _scale(books, Scale(chance, turn))
        if all(written(each.text, each.new) is not None for each in books.amounts):
            break
    for each in books.amounts:
        yield written(each.text, each.new) or written(each.text, abs(each.new)) or each.text


def _books(lines: Iterable[str]) -> _Books:
    books = _Books()
    head: list[str] = []
    for line in lines:
        if _LABEL.match(line):
            head = fields(line)
            books.vouchers.append([])
            continue
        place = amount_in_sie(line)
        if place is None:
            continue
        text = line[slice(*place)]
        found = _Amount(text, amount(text))
        books.amounts.append(found)
        row, balance = _ROW.match(line), _BALANCE.match(line)
        if row is not None:
            _add_row(books, row, found, head[4] if len(head) > 4 else "")
        elif balance is not None and balance["year"] == "0":
            found.account = balance["account"]
            label = balance["label"].upper()
            if label in {"IB", "UB"}:
                (books.opening if label == "IB" else books.closing)[found.account] = found
    return books


def _add_row(books: _Books, row: re.Match[str], found: _Amount, text: str) -> None:
    if row["label"].upper() != "TRANS":
        return
    found.account = row["account"]
    if not books.vouchers:
        books.vouchers.append([])
    books.vouchers[-1].append(found)
    if found.account.startswith(CLAIMS):
        number = objects(row["objects"] or "").get("10", "")
        number = number or invoice_number(text_after_amount(row["after"]), text)
        if number:
            books.invoices[number].append(found)


def _scale(books: _Books, scale: Scale) -> None:
    for each in books.amounts:
        each.new = scale(each.old)
    for rows in books.invoices.values():
        even_out(rows, rows)
    for rows in books.vouchers:
        even_out(rows, [row for row in rows if not row.account.startswith(CLAIMS)])
    _open_with_what_is_paid(books)
    booked: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for rows in books.vouchers:
        for row in rows:
            booked[row.account][0] += row.old
            booked[row.account][1] += row.new
    for account, closing in books.closing.items():
        opening = books.opening.get(account, _Amount("", 0))
        old, new = booked.get(account, (0, 0))
        if account.startswith(CLAIMS) and opening.old + old == closing.old:
            closing.new = opening.new + new


class Changed(Protocol):
    """An amount as it was and as it will be."""

    old: int
    new: int


def _open_with_what_is_paid(books: _Books) -> None:
    """An opening balance that is all payments on earlier invoices stays that, with nothing unexplained."""
    earlier: dict[str, list[_Amount]] = defaultdict(list)
    for rows in books.invoices.values():
        if rows[0].old <= 0:
            for row in rows:
                earlier[row.account].append(row)
    for account, rows in earlier.items():
        opening = books.opening.get(account)
        if opening is not None and opening.old == -sum(row.old for row in rows):
            opening.new = -sum(row.new for row in rows)


def even_out(rows: Sequence[Changed], free: Sequence[Changed]) -> None:
    """Put what the rounding left over on the largest of the free rows, where all once made zero."""
    rest = sum(row.new for row in rows)
    if rest and free and not sum(row.old for row in rows):
        max(free, key=lambda row: abs(row.old)).new -= rest


# Files whose amounts have a place of their own


class Times:
    """Multiplies, which keeps every sum: for places so wide that the larger amount fits."""

    def __init__(self, chance: Chance) -> None:
        self._factor = 2 + chance("times") % 95

    def __call__(self, digits: str) -> str:
        changed = str(int(digits) * self._factor).zfill(len(digits))
        return changed if len(changed) == len(digits) else digits


class Within:
    """Keeps the number of digits and the order of amounts: lists say what is left of what."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance

    def __call__(self, text: str) -> str:
        """Another amount as it would be written; text that is no amount is given back."""
        whole, mark, part = _split(text)
        kronor = "".join(_DIGITS.findall(whole))
        if not kronor.strip("0"):
            return text
        low = 10 ** (len(kronor.lstrip("0")) - 1)
        span, percent = 9 * low, 30 + self._chance(f"share {low}") % 50
        shift = 1 + self._chance(f"shift {low}") % max(span * (100 - percent) // 100 - 1, 1)
        changed = low + (int(kronor) - low) * percent // 100 + shift
        left = iter(str(min(changed, 10 * low - 1)).zfill(len(kronor)))
        return _DIGITS.sub(lambda _digit: next(left), whole) + mark + part + _tail(text, mark, part)
