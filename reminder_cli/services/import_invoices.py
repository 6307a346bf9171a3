"""Takes files of invoices into the registers: all or nothing, and a change is shown, never silent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reminder_cli.adapters.importers.base import ControlSum, ReadFile, ReadOptions, RowProblem
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.domain.invoice import InvoiceDraft, InvoiceKind
from reminder_cli.domain.money import decimal_string
from reminder_cli.errors import RejectedFile
from reminder_cli.i18n import Text, _, ngettext
from reminder_cli.ledger import invoices
from reminder_cli.ledger.invoices import INSERT_COLUMNS, FileRecord, StoredRow
from reminder_cli.services.customer_book import CustomerBook
from reminder_cli.services.facts import paid_elsewhere, subjects_by_id

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user said about the files."""

    columns: dict[str, str] = field(default_factory=dict)
    terms_days: int | None = None
    skip_problems: bool = False
    other_company: bool = False
    force_reason: str = ""
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a file says differently from the ledger; ``applied`` when it was taken over."""

    number: str
    field: str
    old: str
    new: str
    applied: bool


@dataclass(slots=True, kw_only=True)
class FileReport:
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

    @property
    def changed(self) -> int:
        """How many invoices the file says something different of."""
        return len({change.number for change in self.changes})


def import_files(world: World, paths: Iterable[Path], options: ImportOptions) -> list[FileReport]:
    """Read every file and take it in; the same file twice changes nothing.

    Raises :class:`RejectedFile` for the first file of which a row could not be read, unless
    problems are to be skipped; then nothing of any file has been taken.
    """
    with world.writing(dry_run=options.dry_run):
        return [_import_file(world, path, options) for path in paths]


def _import_file(world: World, path: Path, options: ImportOptions) -> FileReport:
    same = _same_as_newest(world, path, options)
    if same is not None:
        return same
    read = read_invoices(path, _read_options(world, options))
    _check_company(world, path, read, options)
    report = FileReport(file=path.name, format=read.format, encoding=read.encoding)
    record = FileRecord(
        sha256=_sha256(path),
        name=path.name,
        format=read.format,
        encoding=read.encoding,
        options=_said(options),
    )
    file_id = invoices.record_file(world.ledger, record, on=world.today, now=world.now)
    taker = _Taker(world, report, file_id)
    for batch in _batches(read.drafts):
        taker.take(batch)
    taker.book.update(read.customers)
    taker.book.save()
    taker.settle(read)
    if options.columns and read.header:
        invoices.save_mapping(world.ledger, read.header, options.columns)
    report.rows, report.problems, report.notes = (
        read.rows,
        read.problems,
        [*read.notes, *report.notes],
    )
    report.control_sums, report.unexplained_ore = read.control_sums, read.unexplained_ore
    if read.problems and not options.skip_problems:
        raise _rejected(path.name, read.problems)
    _check_control_sums(path.name, read.control_sums, options)
    if report.new or taker.recorded or report.settled:
        total = report.new + report.known + report.changed
        # A file with problems is read again next time, so that they are told again.
        kept = 0 if read.problems or report.notes else total
        invoices.set_file_counts(world.ledger, file_id, rows=read.rows, invoices=kept)
    else:
        invoices.forget_file(world.ledger, file_id)  # nothing of it was taken
    return report


def _same_as_newest(world: World, path: Path, options: ImportOptions) -> FileReport | None:
    """The report of a file that was the last one taken in: nothing of it can be new."""
    newest = invoices.newest_file(world.ledger)
    if newest is None or not newest.invoices or not path.is_file():
        return None
    if newest.sha256 != _sha256(path) or newest.options != _said(options):
        return None
    return FileReport(
        file=path.name,
        format=newest.format,
        encoding=newest.encoding,
        rows=newest.rows,
        known=newest.invoices,
    )


def _said(options: ImportOptions) -> str:
    """What the user said that decides how a file is read."""
    columns = ",".join(f"{field}={name}" for field, name in sorted(options.columns.items()))
    return f"{columns};{options.terms_days}"


def _read_options(world: World, options: ImportOptions) -> ReadOptions:
    return ReadOptions(
        columns=options.columns,
        saved=invoices.saved_mappings(world.ledger),
        terms_days=options.terms_days,
        force=bool(options.force_reason),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_company(world: World, path: Path, read: ReadFile, options: ImportOptions) -> None:
    ours = "".join(filter(str.isdigit, world.company.org_number))[-10:]
    theirs = "".join(filter(str.isdigit, read.org_number))[-10:]
    if theirs and theirs != ours and not options.other_company:
        raise RejectedFile(
            path.name,
            _("the file is of another firm, with org.nr {theirs}.", theirs=read.org_number),
            fix=_("Choose the right ledger with --company or --ledger, or say --other-company."),
        )


def _check_control_sums(name: str, sums: tuple[ControlSum, ...], options: ImportOptions) -> None:
    failed = [control for control in sums if not control.holds]
    if failed and not options.force_reason:
        raise RejectedFile(
            name,
            _("the vouchers do not add up to the balances in the file."),
            fix=_("Export the file again; or take it all the same with --force --reason TEXT."),
            problems=[
                _(
                    "account {account}: opening balance and vouchers give {booked}, the file says {ledger}",
                    account=control.account,
                    booked=decimal_string(control.booked_ore),
                    ledger=decimal_string(control.ledger_ore),
                )
                for control in failed
            ],
        )


def _rejected(name: str, problems: list[RowProblem]) -> RejectedFile:
    return RejectedFile(
        name,
        ngettext(
            "{n} place could not be read. Nothing was imported.",
            "{n} places could not be read. Nothing was imported.",
            len(problems),
        ),
        fix=_(
            "Correct them and import the file again, or take the good rows with --skip-problems."
        ),
        problems=[str(problem) for problem in problems],
    )


def _batches(drafts: Iterable[InvoiceDraft]) -> Iterator[list[InvoiceDraft]]:
    batch: list[InvoiceDraft] = []
    for draft in drafts:
        batch.append(draft)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


# What is compared with the register: the column, whether an empty value says nothing, and
# whether a change may be taken over while no case has used the old value.
_COMPARED = (
    ("invoice_date", False),
    ("due_date", False),
    ("total_ore", False),
    ("reduction_ore", False),
    ("currency", False),
    ("kind", False),
    ("ocr", True),
    ("description", True),
    ("handled_elsewhere", False),
)


# What a file says of an invoice, within the columns that are stored.
_SAID = slice(INSERT_COLUMNS.index("invoice_date"), INSERT_COLUMNS.index("file_id"))


class _Taker:
    """Compares drafts with the register and writes what is new or changed. Lives in one import."""

    def __init__(self, world: World, report: FileReport, file_id: int) -> None:
        self.world = world
        self.report = report
        self.file_id = file_id
        self.book = CustomerBook(world.ledger)
        self.recorded = 0
        self._first_list = not invoices.any_invoice(world.ledger)
        self._numbers: set[str] = set()
        self._days: dict[date, str] = {}  # a list has few different days

    def take(self, batch: list[InvoiceDraft]) -> None:
        stored = self._stored(batch)
        if not self._first_list:
            self._numbers.update(draft.number for draft in batch)
        new: list[tuple[object, ...]] = []
        for draft in batch:
            values = self._values(draft)
            row = stored.get(draft.number)
            if row is None:
                new.append(values)
                if draft.reduction_ore:
                    self._check_reduction(draft)
            elif values[_SAID] == tuple(row)[_SAID]:
                self.report.known += 1
            else:
                self._compare(draft, row)
        self.book.save()
        invoices.insert_invoices(self.world.ledger, new)
        self.report.new += len(new)

    def _stored(self, batch: list[InvoiceDraft]) -> dict[str, StoredRow]:
        if self._first_list:
            return {}  # a reader gives each number once, so there is nothing to compare with
        return invoices.stored_rows(self.world.ledger, [draft.number for draft in batch])

    def _values(self, draft: InvoiceDraft) -> tuple[object, ...]:
        remaining = draft.remaining_ore
        paid = 0 if remaining is None else draft.total_ore - draft.reduction_ore - remaining
        return (
            draft.number,
            self.book.customer_id(draft.customer),
            self._iso(draft.invoice_date),
            self._iso(draft.due_date),
            draft.total_ore,
            draft.reduction_ore,
            paid,
            remaining,
            draft.currency,
            draft.kind.value,
            draft.ocr,
            draft.description,
            int(draft.handled_elsewhere),
            draft.credits_number,
            draft.vat_ore,
            draft.sent_on.isoformat() if draft.sent_on else None,
            draft.fee_claimed_ore,
            draft.reminded_on.isoformat() if draft.reminded_on else None,
            int(draft.due_date_assumed),
            self.file_id,
            draft.row,
        )

    def _check_reduction(self, draft: InvoiceDraft) -> None:
        from reminder_cli.services.tax_reduction import impossible_reduction

        day = max(draft.due_date, self.world.today)  # the payment's day decides the percentage
        if impossible_reduction(abs(draft.total_ore), abs(draft.reduction_ore), paid_on=day):
            self.report.notes.append(
                Text(
                    "Invoice {number}: more tax reduction is stated than the law allows. Look at it "
                    "before you send it.",
                    {"number": draft.number},
                )
            )

    def _iso(self, day: date) -> str:
        text = self._days.get(day)
        if text is None:
            text = self._days[day] = day.isoformat()
        return text

    def _compare(self, draft: InvoiceDraft, row: StoredRow) -> None:
        changes = [*self._differences(draft, row), *self._remaining(draft, row)]
        if not changes:
            self.report.known += 1
        self.report.changes += changes

    def _differences(self, draft: InvoiceDraft, row: StoredRow) -> Iterator[Change]:
        started = (
            bool(self.world.ledger.events(row["invoice_id"]))
            if self._differs(draft, row)
            else False
        )
        for name, empty_says_nothing in _COMPARED:
            said, known = _stored(getattr(draft, name)), row[name]
            if said == known or (empty_says_nothing and not said):
                continue
            if name == "due_date" and draft.due_date_assumed:
                continue  # an assumed due date says nothing against a known one
            change = Change(
                number=draft.number,
                field=name.removesuffix("_ore"),
                old=_shown(name, known),
                new=_shown(name, said),
                applied=not started,
            )
            self._record(row["invoice_id"], change)
            if not started:
                invoices.update_invoice(self.world.ledger, row["invoice_id"], {name: said})
            yield change

    def _differs(self, draft: InvoiceDraft, row: StoredRow) -> bool:
        return any(
            _stored(getattr(draft, name)) != row[name]
            and not (empty_says_nothing and not getattr(draft, name))
            for name, empty_says_nothing in _COMPARED
        )

    def _remaining(self, draft: InvoiceDraft, row: StoredRow) -> Iterator[Change]:
        """What the file says is left. A lower sum is remembered and stops letters until it is settled."""
        said, known = draft.remaining_ore, row["file_remaining_ore"]
        if said is None or said == known:
            return
        invoices.update_invoice(self.world.ledger, row["invoice_id"], {"file_remaining_ore": said})
        old = row["total_ore"] - row["reduction_ore"] if known is None else known
        if draft.kind is InvoiceKind.INVOICE and self._more_is_paid(row["invoice_id"]):
            self.report.settled.append(draft.number)
        change = Change(
            number=draft.number,
            field="remaining",
            old=decimal_string(old),
            new=decimal_string(said),
            applied=False,
        )
        self._record(row["invoice_id"], change)
        yield change

    def _more_is_paid(self, invoice_id: int) -> bool:
        return paid_elsewhere(subjects_by_id(self.world, [invoice_id])[0]) > 0

    def settle(self, read: ReadFile) -> None:
        """Remember which invoices the file shows as paid, by saying so or by leaving them out.

        Nothing is booked: it is a proposed payment, and no letter goes out until it is settled.
        """
        gone = set(read.settled)
        if self._first_list or not (gone or read.full_list):
            return
        for invoice_id, number in invoices.open_in_files(self.world.ledger):
            if number in gone or (read.full_list and number not in self._numbers):
                invoices.update_invoice(self.world.ledger, invoice_id, {"file_remaining_ore": 0})
                self.report.settled.append(number)

    def _record(self, invoice_id: int, change: Change) -> None:
        """Remember a change, once: the same file again shows it again and records nothing."""
        known = invoices.last_change(self.world.ledger, invoice_id, change.field)
        if known == change.new and not change.applied:
            return
        self.recorded += 1
        stamp = self.world.now.isoformat(timespec="seconds")
        values = (change.field, change.old, change.new, int(change.applied))
        invoices.record_change(self.world.ledger, (invoice_id, *values, self.file_id, stamp))


def _stored(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, InvoiceKind):
        return value.value
    return value.isoformat() if hasattr(value, "isoformat") else value


def _shown(name: str, value: object) -> str:
    return decimal_string(value) if name.endswith("_ore") and isinstance(value, int) else str(value)
