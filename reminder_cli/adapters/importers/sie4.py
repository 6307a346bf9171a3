"""SIE 4 as data: head, balances, and the vouchers that touch customers' claims (1510-1519).

After the SIE format 4B (2008-09-30) with the deviations that programs write. Only #TRANS is
summed: #BTRANS is struck and #RTRANS stands once more as #TRANS. What an invoice is, is asked
elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from reminder_cli.adapters.importers.base import RowProblem
from reminder_cli.adapters.importers.cells import amount
from reminder_cli.adapters.importers.claims import CLAIMS
from reminder_cli.adapters.importers.sie4_text import fields, lines, objects
from reminder_cli.i18n import Text

_TRANS = re.compile(  # possessive, so that half an account number never becomes an amount
    r'\s*#TRANS\s+"?([^\s"{]++)"?\s*+(\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\})?\s*+'
    r'"?([-+]?[\d.,]++)"?(?=\s|$)(.*)',
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)", re.ASCII)
_SALES = re.compile(r"3[0-6]|26[1-3]")  # income and output VAT; 37 is rounding
_MONEY = "19"


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A row on an account of customers' claims; debit positive, in öre."""

    account: str
    amount_ore: int
    text: str
    objects: dict[str, str]


@dataclass(slots=True)
class Voucher:
    """A voucher, of its rows only those on claims. ``sells`` and ``pays`` tell of the others."""

    line: int
    series: str
    number: str
    day: date
    text: str
    claims: list[ClaimRow] = field(default_factory=list)
    sum_ore: int = 0
    sells: bool = False
    pays: bool = False

    @property
    def key(self) -> tuple[str, str, date]:
        """What makes it the same voucher in two files."""
        return self.series, self.number, self.day

    @property
    def is_numbered(self) -> bool:
        """Whether the program gave it a number; files for import leave that to the receiver."""
        return self.number not in {"", "0"}


@dataclass(slots=True)
class SieFile:
    """A file of type 4, as read. Balances are by (year, account) in öre; year 0 is the file's own."""

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
    vouchers: list[Voucher] = field(default_factory=list)
    voucher_count: int = 0
    numbered_count: int = 0
    unbalanced: list[str] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def is_import_file(self) -> bool:
        """Whether it is of type 4I: vouchers to be imported elsewhere, which number them."""
        return not self.numbered_count or not (self.years or self.opening or self.closing)


def parse(text: str) -> SieFile:
    """Read the text of a file. Labels that are not known are skipped, as the format asks."""
    reader = _Reader()
    for number, line in enumerate(lines(text), start=1):
        start = line.lstrip()
        if start[:6].upper() == "#TRANS":
            reader.transaction(number, line)
        elif start.startswith("#"):
            reader.label(number, start)
        elif start.startswith("}"):
            reader.end_voucher()
    reader.end_file()
    return reader.file


class _Reader:
    def __init__(self) -> None:
        self.file = SieFile()
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
            "#VER": self._start_voucher,
        }

    def label(self, number: int, line: str) -> None:
        label = line.split(None, 1)[0].upper()
        handler = self._labels.get(label)
        if handler is not None:
            handler(number, fields(line)[1:])

    def transaction(self, number: int, line: str) -> None:
        match = _TRANS.match(line)
        voucher = self._voucher
        if match is None or voucher is None:
            self._problem(number, "#TRANS", line.strip())
            return
        account, group = match[1], match[1][:2]
        ore = self._ore(number, "#TRANS", match[3])
        voucher.sum_ore += ore
        if account.startswith(CLAIMS):
            voucher.claims.append(
                ClaimRow(account, ore, _row_text(match[4]), objects(match[2] or ""))
            )
        elif group == _MONEY:
            voucher.pays = True
        elif _SALES.match(group):
            voucher.sells = True

    def end_voucher(self) -> None:
        voucher, self._voucher = self._voucher, None
        if voucher is None:
            return
        self.file.voucher_count += 1
        self.file.numbered_count += voucher.is_numbered
        if voucher.sum_ore:
            self.file.unbalanced.append(f"{voucher.series} {voucher.number}".strip())
        if voucher.claims:
            self.file.vouchers.append(voucher)

    def end_file(self) -> None:
        if self._voucher is not None:
            self._problem(self._voucher.line, "#VER", self._voucher.number)
            self.end_voucher()

    def _start_voucher(self, number: int, found: list[str]) -> None:
        self.end_voucher()
        series, name, day, text, *_ = [*found, "", "", "", ""]
        on = day_of(day) or date.min
        if on == date.min:
            self._problem(number, "#VER", day)
        self.file.last_booked = max(self.file.last_booked, on)
        self._voucher = Voucher(number, series, name, on, text)

    def _program(self, _number: int, found: list[str]) -> None:
        # Some write the name without quotation marks; then the last field is the version.
        name = found[:-1] if len(found) > 1 else found
        self.file.program = " ".join(name).strip()
        self.file.version = found[-1].strip() if len(found) > 1 else ""

    def _type(self, _number: int, found: list[str]) -> None:
        self.file.sie_type = found[0] if found else ""

    def _org_number(self, _number: int, found: list[str]) -> None:
        self.file.org_number = found[0] if found else ""

    def _company(self, _number: int, found: list[str]) -> None:
        self.file.company = " ".join(found)

    def _year(self, _number: int, found: list[str]) -> None:
        if len(found) >= 3:
            self.file.years[found[0]] = (found[1], found[2])

    def _account(self, _number: int, found: list[str]) -> None:
        if found and found[0].isdigit():
            self.file.accounts[found[0]] = " ".join(found[1:])

    def _made(self, _number: int, found: list[str]) -> None:
        self.file.made_on = day_of(found[0]) if found else None

    def _covers(self, _number: int, found: list[str]) -> None:
        self.file.covers = day_of(found[0]) if found else None

    def _opening(self, number: int, found: list[str]) -> None:
        self._balance(number, "#IB", found, self.file.opening)

    def _closing(self, number: int, found: list[str]) -> None:
        self._balance(number, "#UB", found, self.file.closing)

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
        self.file.problems.append(RowProblem(number, label, found, fix))


def day_of(text: str) -> date | None:
    """The day that a label says; None when it says none."""
    match = _DAY.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _row_text(after_amount: str) -> str:
    """The text of a row: after the date, which may be empty or left out."""
    rest = fields(after_amount)
    if rest and (not rest[0] or _DAY.fullmatch(rest[0])):
        rest = rest[1:]
    return rest[0] if rest else ""
