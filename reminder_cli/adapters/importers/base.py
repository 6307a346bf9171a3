"""What every reader of invoices gives: drafts, and all problems with where and what to write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from reminder_cli.domain.invoice import CustomerDraft, InvoiceDraft
from reminder_cli.i18n import Text, _

CLAIM_ACCOUNTS = ("1510", "1511", "1512")


class RowProblem(Struct, frozen=True):
    """A place that was not understood: where, what was found, and what to write instead."""

    line: int
    column: str
    found: str
    fix: Text

    def __str__(self) -> str:
        where = _("line {line}, {column}", line=self.line, column=self.column)
        return f"{where}: {self.found!r}. {self.fix}"


class ControlSum(Struct, frozen=True):
    """Whether what the vouchers say agrees with the balance the file states, in öre."""

    account: str
    booked_ore: int  # opening balance and movement
    ledger_ore: int  # the closing balance as the file states it

    @property
    def holds(self) -> bool:
        """Whether they agree to the öre."""
        return self.booked_ore == self.ledger_ore


class StatedBooks(Struct, frozen=True, kw_only=True):
    """What a bookkeeping file says of the accounts of claims; öre, debit positive.

    ``balances`` is opening and closing balance by account. ``items`` is what is left by invoice
    number, without those that are settled; below zero is a credit note, or paid too much. ``moved``
    is what was booked on invoices issued before ``first_on``.
    ``made_on`` is None when the file does not say when it was made.
    """

    first_on: date | None
    through_on: date
    made_on: date | None
    balances: dict[str, tuple[int, int]]
    items: dict[str, int]
    moved: dict[str, int]


def books_reach(*, last_booked: date, year_ends: date | None, made_on: date | None) -> date:
    """The last day a bookkeeping file tells of: of its last voucher, or of a year that is over.

    >>> books_reach(last_booked=date(2026, 3, 30), year_ends=date(2026, 12, 31), made_on=date(2026, 4, 9))
    datetime.date(2026, 3, 30)
    >>> books_reach(last_booked=date(2025, 12, 19), year_ends=date(2025, 12, 31), made_on=date(2026, 2, 9))
    datetime.date(2025, 12, 31)
    """
    if year_ends is not None and made_on is not None and made_on > year_ends:
        return max(year_ends, last_booked)
    return last_booked


class ReadFile(Struct):
    """A file as read. ``drafts`` may be read only once; ``problems`` and ``rows`` are complete
    when it has been read to its end. ``notes`` are things to tell the user that stop nothing.
    """

    format: str  # an honest name, such as "invoice list (columns recognised)"
    encoding: str
    drafts: Iterable[InvoiceDraft]
    customers: Iterable[CustomerDraft] = ()
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    rows: int = 0
    control_sums: tuple[ControlSum, ...] = ()
    org_number: str = ""  # of the firm the file is about, when it says
    header: tuple[str, ...] = ()  # the header row, for a saved mapping
    mapping: dict[str, str] = field(default_factory=dict)  # field -> column as read
    unexplained_ore: int = 0  # what no invoice explains of the claims account; never reminded of
    full_list: bool = False  # whether every open invoice is in it; known before the drafts are
    is_part: bool = False  # one page of several: nothing is said by what is not in it
    total_assumed: bool = False  # what is left stands for the amounts, which it does not say
    has_unread_formulas: bool = False  # a workbook that no program has counted: cells seem empty
    said_on: date | None = None  # the day it was made, by its own words
    settled: tuple[str, ...] = ()  # numbers of invoices the file shows as paid in full
    books: StatedBooks | None = None  # of a bookkeeping file that states balances
    chart: dict[str, str] = field(default_factory=dict)  # every account it has, with its name

    @property
    def tells_what_is_paid(self) -> bool:
        """Whether a list has a column from which an unpaid invoice is known."""
        return bool(self.mapping.keys() & {"remaining", "paid", "paid_on", "status"})


class ReadOptions(Struct, frozen=True, kw_only=True):
    """What the user said about the file. ``columns`` maps a field to a column's name or number.

    ``force`` reads a bookkeeping file although its sums do not agree or most of its rows do not
    name their invoice. ``claim_accounts`` are the accounts whose open items are invoices.
    ``saved`` are columns named before, by the header row of the list they were named for.
    """

    columns: dict[str, str] = field(default_factory=dict)
    saved: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)
    terms_days: int | None = None
    force: bool = False
    claim_accounts: tuple[str, ...] = CLAIM_ACCOUNTS


class Importer(Protocol):
    """A reader answers two questions: is it yours, and what does it say."""

    name: str

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether the file is ours, from its first bytes. Must not raise."""

    def read(self, path: Path, options: ReadOptions) -> ReadFile:
        """Everything in it. Raises :class:`~reminder_cli.errors.UnreadableFile` if it is not ours."""
