"""What became of imported files, as data. It reads and writes nothing."""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from reminder_cli.adapters.importers.base import ControlSum, RowProblem
from reminder_cli.domain.identity import masked
from reminder_cli.i18n import Text


class Change(Struct, frozen=True, kw_only=True):
    """What a file says differently from the ledger; ``applied`` when it was taken over."""

    number: str
    field: str
    old: str
    new: str
    applied: bool

    def masked(self, today: date) -> Change:
        """The same as it may be shown: a personnummer without its last four digits."""
        if self.field != "org_number":
            return self
        return replace(self, old=masked(self.old, today), new=masked(self.new, today))


class FileReport(Struct, kw_only=True):
    """What became of one file. ``settled`` are invoices the file says are paid, fully or more."""

    file: str
    format: str
    encoding: str
    rows: int = 0
    new: int = 0
    known: int = 0
    changes: list[Change] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    control_sums: tuple[ControlSum, ...] = ()
    unexplained_ore: int = 0
    customer_changes: list[Change] = field(default_factory=list)
    new_customers: int = 0
    unsure: list[str] = field(default_factory=list)  # new customers who may be private persons
    booked: list[tuple[str, int]] = field(default_factory=list)  # settled with --settle; öre

    @property
    def changed(self) -> int:
        """How many invoices the file says something different of."""
        return len({change.number for change in self.changes})
