"""What every reader of invoices gives: drafts, and all problems with where and what to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reminder_cli.domain.invoice import CustomerDraft, InvoiceDraft
from reminder_cli.i18n import Text, _


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A place that was not understood: where, what was found, and what to write instead."""

    line: int
    column: str
    found: str
    fix: Text

    def __str__(self) -> str:
        where = _("line {line}, {column}", line=self.line, column=self.column)
        return f"{where}: {self.found!r}. {self.fix}"


@dataclass(frozen=True, slots=True)
class ControlSum:
    """Whether what the vouchers say agrees with the balance the file states, in öre."""

    account: str
    booked_ore: int  # opening balance and movement
    ledger_ore: int  # the closing balance as the file states it

    @property
    def holds(self) -> bool:
        """Whether they agree to the öre."""
        return self.booked_ore == self.ledger_ore


@dataclass(slots=True)
class ReadFile:
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
    settled: tuple[str, ...] = ()  # numbers of invoices the file shows as paid in full


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the user said about the file. ``columns`` maps a field to a column's name or number.

    ``force`` reads a bookkeeping file although its sums do not agree or most of its rows do not
    name their invoice. ``claim_accounts`` are the accounts whose open items are invoices.
    ``saved`` are columns named before, by the header row of the list they were named for.
    """

    columns: dict[str, str] = field(default_factory=dict)
    saved: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)
    terms_days: int | None = None
    force: bool = False
    claim_accounts: tuple[str, ...] = ("1510", "1511", "1512")


class Importer(Protocol):
    """A reader answers two questions: is it yours, and what does it say."""

    name: str

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether the file is ours, from its first bytes. Must not raise."""

    def read(self, path: Path, options: ReadOptions) -> ReadFile:
        """Everything in it. Raises :class:`~reminder_cli.errors.UnreadableFile` if it is not ours."""
