"""SIE 4 as data: head, balances, and the vouchers that touch customers' claims (1510-1519).

After the SIE format 4B (2008-09-30) with the deviations that programs write. Only #TRANS is
summed: #BTRANS is struck and #RTRANS stands once more as #TRANS. What an invoice is, is asked
elsewhere. Vouchers are handed on one at a time and not kept: a year can have a million rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from msgspec import Struct, field

from reminder_cli.adapters.importers import sie4_plain as plain
from reminder_cli.adapters.importers.base import RowProblem
from reminder_cli.adapters.importers.cells import amount
from reminder_cli.adapters.importers.claims import CLAIMS
from reminder_cli.adapters.importers.sie4_text import fields, objects
from reminder_cli.i18n import Text

_TRANS = re.compile(  # possessive, so that half an account number never becomes an amount
    r'\s*#TRANS\s+"?([^\s"{]++)"?\s*+(\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\})?\s*+'
    r'"?([-+]?[\d.,]++)"?(?=\s|$)(.*)',
    re.IGNORECASE,
)
_NO_NUMBER = frozenset({"", "0"})
_NO_OBJECTS: Mapping[str, str] = {}
_objects = lru_cache(maxsize=1000)(objects)  # cost centres come again; nobody changes the answer
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)", re.ASCII)


class ClaimRow(Struct, frozen=True, gc=False):
    """A row on an account of customers' claims; debit positive, in öre."""

    account: str
    amount_ore: int
    text: str
    objects: Mapping[str, str]


class Voucher(Struct, gc=False):
    """A voucher, of its rows only those on claims. ``groups`` tells of the others too.

    ``vat_ore`` is its output VAT, credit positive.
    """

    line: int
    series: str
    number: str
    day: date
    text: str
    claims: list[ClaimRow] = field(default_factory=list)
    sum_ore: int = 0
    groups: int = 0
    vat_ore: int = 0

    @property
    def key(self) -> tuple[str, str, date]:
        """What makes it the same voucher in two files."""
        return self.series, self.number, self.day

    @property
    def is_numbered(self) -> bool:
        """Whether the program gave it a number; files for import leave that to the receiver."""
        return self.number not in _NO_NUMBER

    @property
    def sells(self) -> bool:
        """Whether a row is on income. Output VAT alone is no sale: a confirmed loss has it too."""
        return bool(self.groups & plain.SALES)

    @property
    def pays(self) -> bool:
        """Whether a row is on cash or a bank account."""
        return bool(self.groups & plain.MONEY)


class SieFile(Struct):
    """A file of type 4, as read, without its vouchers. Amounts are in öre.

    Balances are by (year, account); year 0 is the file's own. ``booked`` is the movement on each
    account of claims.
    """

    program: str = ""
    version: str = ""
    sie_type: str = ""
    org_number: str = ""
    company: str = ""
    years: dict[str, tuple[str, str]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    made_on: date | None = None
    covers: date | None = None
    last_booked: date = date.min
    opening: dict[tuple[str, str], int] = field(default_factory=dict)
    closing: dict[tuple[str, str], int] = field(default_factory=dict)
    booked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    voucher_count: int = 0
    numbered_count: int = 0
    unbalanced: list[str] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def is_import_file(self) -> bool:
        """Whether it is of type 4I: vouchers to be imported elsewhere, which number them."""
        return not self.numbered_count or not (self.years or self.opening or self.closing)


def vouchers(pieces: Iterable[str], file: SieFile) -> Iterator[Voucher]:
    """The vouchers that touch customers' claims, as they come; the rest goes into ``file``.

    ``pieces`` are whole lines, many at a time. ``file`` is complete when all have been read.
    Labels that are not known are skipped, as the format asks.
    """
    reader = _Reader(file)
    number, groups, days = 1, plain.Groups(), plain.Days()  # of the next line
    for piece in pieces:
        at, size = 0, len(piece)
        while at < size:
            whole = None if reader.is_inside else plain.whole_voucher(piece, at, days)
            if whole is None:
                end = piece.find("\n", at) + 1 or size
                ended = reader.line(number, piece[at:end])
                at = end
                number += 1
            else:
                ended = _taken(whole, number, groups, file)
                at = whole[-1]
                number += plain.LINES_AROUND + len(whole[-2])
            if ended is not None:
                yield ended
    if (ended := reader.end_file()) is not None:
        yield ended


def _taken(
    whole: plain.WholeVoucher, line: int, groups: plain.Groups, file: SieFile
) -> Voucher | None:
    """Count a plain voucher; it is given back when it touches claims."""
    series, number, day, text, rows, _end = whole
    total = group = vat = 0
    claims = []
    for account, objects_of, written, after in rows:
        ore = int(written.replace(".", "")) if written[-3:-2] == "." else plain.ore_of(written)
        total += ore
        its = groups[account]
        group |= its
        if its == plain.CLAIM:
            file.booked[account] += ore
            named = _objects(objects_of) if len(objects_of) > len("{}") else _NO_OBJECTS
            claims.append(ClaimRow(account, ore, text_after_amount(after) if after else "", named))
        elif its == plain.OUTPUT_VAT:
            vat -= ore
    file.voucher_count += 1
    if number not in _NO_NUMBER:
        file.numbered_count += 1
    if day > file.last_booked:  # noqa: PLR1730 - half the time of max, and every voucher asks
        file.last_booked = day
    if total:
        file.unbalanced.append(f"{series} {number}".strip())
    if not claims:
        return None
    return Voucher(line, series, number, day, text, claims, total, group, vat)


class _Reader:
    """Takes one line after another, with every deviation that programs write."""

    def __init__(self, file: SieFile) -> None:
        self._file = file
        self._voucher: Voucher | None = None
        self._labels: dict[str, Callable[[int, list[str]], None]] = {
            "#PROGRAM": self._program,
            "#SIETYP": self._type,
            "#ORGNR": self._org_number,
            "#FNAMN": self._company,
            "#RAR": self._year,
            "#KONTO": self._account,
            "#IB": self._opening,
            "#UB": self._closing,
            "#GEN": self._made,
            "#OMFATTN": self._covers,
        }

    @property
    def is_inside(self) -> bool:
        """Whether a voucher has begun and not ended."""
        return self._voucher is not None

    def line(self, number: int, line: str) -> Voucher | None:
        """Any line; the voucher that ended with it, if one did and it touches claims."""
        words = line.split(None, 1)
        if not words or words[0] == "{":
            return None
        if words[0][0] == "}":
            return self._end_voucher()
        label = words[0].upper()
        line = line.removesuffix("\n")
        if label == "#VER":
            ended = self._end_voucher()
            self._start_voucher(number, fields(line)[1:])
            return ended
        if label.startswith("#TRANS"):
            self._row(number, line)
        elif label in self._labels:
            self._labels[label](number, fields(line)[1:])
        return None

    def end_file(self) -> Voucher | None:
        """The voucher that the file ends in the middle of, if there is one."""
        if self._voucher is not None:
            self._problem(self._voucher.line, "#VER", self._voucher.number)
        return self._end_voucher()

    def _row(self, number: int, line: str) -> None:
        match = _TRANS.match(line)
        voucher = self._voucher
        if match is None or voucher is None:
            self._problem(number, "#TRANS", line.strip())
            return
        account = match[1]
        ore, group = self._ore(number, "#TRANS", match[3]), plain.group_of(account)
        voucher.sum_ore += ore
        voucher.groups |= group
        if group == plain.CLAIM:
            self._claim(account, ore, match[4], objects(match[2] or ""))
        elif group == plain.OUTPUT_VAT:
            voucher.vat_ore -= ore

    def _claim(self, account: str, ore: int, after: str, found: dict[str, str]) -> None:
        assert self._voucher is not None
        self._file.booked[account] += ore
        self._voucher.claims.append(
            ClaimRow(account, ore, text_after_amount(after) if after else "", found)
        )

    def _start_voucher(self, number: int, found: list[str]) -> None:
        series, name, day, text, *_ = [*found, "", "", "", ""]
        on = day_of(day) or date.min
        if on == date.min:
            self._problem(number, "#VER", day)
        self._voucher = Voucher(number, series, name, on, text)
        self._file.last_booked = max(self._file.last_booked, on)

    def _end_voucher(self) -> Voucher | None:
        voucher, self._voucher = self._voucher, None
        if voucher is None:
            return None
        self._file.voucher_count += 1
        self._file.numbered_count += voucher.is_numbered
        if voucher.sum_ore:
            self._file.unbalanced.append(f"{voucher.series} {voucher.number}".strip())
        return voucher if voucher.claims else None

    def _program(self, _number: int, found: list[str]) -> None:
        # Some write the name without quotation marks; then the last field is the version.
        name = found[:-1] if len(found) > 1 else found
        self._file.program = " ".join(name).strip()
        self._file.version = found[-1].strip() if len(found) > 1 else ""

    def _type(self, _number: int, found: list[str]) -> None:
        self._file.sie_type = found[0] if found else ""

    def _org_number(self, _number: int, found: list[str]) -> None:
        self._file.org_number = found[0] if found else ""

    def _company(self, _number: int, found: list[str]) -> None:
        self._file.company = " ".join(found)

    def _year(self, _number: int, found: list[str]) -> None:
        if len(found) >= 3:
            self._file.years[found[0]] = (found[1], found[2])

    def _account(self, _number: int, found: list[str]) -> None:
        if found and found[0].isdigit():
            self._file.accounts[found[0]] = " ".join(found[1:])

    def _made(self, _number: int, found: list[str]) -> None:
        self._file.made_on = day_of(found[0]) if found else None

    def _covers(self, _number: int, found: list[str]) -> None:
        self._file.covers = day_of(found[0]) if found else None

    def _opening(self, number: int, found: list[str]) -> None:
        self._balance(number, "#IB", found, self._file.opening)

    def _closing(self, number: int, found: list[str]) -> None:
        self._balance(number, "#UB", found, self._file.closing)

    def _balance(
        self, number: int, label: str, found: list[str], into: dict[tuple[str, str], int]
    ) -> None:
        if len(found) >= 3 and found[1].startswith(CLAIMS):
            into[found[0], found[1]] = self._ore(number, label, found[2])
        elif len(found) >= 3:
            into.setdefault((found[0], ""), 0)  # the file does state balances of this year

    def _ore(self, number: int, label: str, text: str) -> int:
        try:
            return amount(text)
        except ValueError:
            self._problem(number, label, text)
            return 0

    def _problem(self, number: int, label: str, found: str) -> None:
        fix = Text("The file is damaged here. Export it again from the bookkeeping program.")
        self._file.problems.append(RowProblem(number, label, found, fix))


def day_of(text: str) -> date | None:
    """The day that a label says; None when it says none."""
    match = _DAY.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def text_after_amount(after_amount: str) -> str:
    """The text of a row: after the date, which may be empty or left out."""
    text = plain.row_text(after_amount)
    if text is not None:
        return text
    rest = fields(after_amount)
    if rest and (not rest[0] or _DAY.fullmatch(rest[0])):
        rest = rest[1:]
    return rest[0] if rest else ""
