"""Takes files of invoices into the registers: all or nothing, and a change is shown, never silent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reminder_cli.adapters.importers.base import (
    CLAIM_ACCOUNTS,
    ControlSum,
    ReadFile,
    ReadOptions,
    RowProblem,
)
from reminder_cli.adapters.importers.registry import read_together, together
from reminder_cli.domain.invoice import InvoiceDraft
from reminder_cli.domain.money import decimal_string
from reminder_cli.errors import RejectedFile
from reminder_cli.i18n import _, ngettext
from reminder_cli.ledger import invoices, stated_books
from reminder_cli.ledger.invoices import FileRecord
from reminder_cli.services.import_report import FileReport
from reminder_cli.services.invoice_taker import InvoiceTaker

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_BATCH = 1000

Progress = Callable[[int], None]


class ImportOptions(Struct, frozen=True, kw_only=True):
    """What the user said about the files. ``settle`` books what a file shows as paid since."""

    columns: dict[str, str] = field(default_factory=dict)
    terms_days: int | None = None
    skip_problems: bool = False
    other_company: bool = False
    force_reason: str = ""
    settle: bool = False
    dry_run: bool = False


def import_files(
    world: World,
    paths: Iterable[Path],
    options: ImportOptions,
    progress: Progress | None = None,
) -> list[FileReport]:
    """Read every file and take it in; the same file twice changes nothing.

    ``progress`` is told how many more invoices were read each time some have been.

    Bookkeeping files of one firm and several years are read as one, so that last year's invoices
    find this year's payments. Raises :class:`RejectedFile` for the first file of which a row could
    not be read, unless problems are to be skipped; then nothing of any file has been taken.
    """
    with world.writing(dry_run=options.dry_run):
        reports = [
            _import_group(world, group, options, progress) for group in together(list(paths))
        ]
    world.__dict__.pop("credit_notes", None)  # read anew by the next who asks
    return reports


def _import_group(
    world: World, paths: list[Path], options: ImportOptions, progress: Progress | None
) -> FileReport:
    same = _same_as_newest(world, paths, options)
    if same is not None:
        return same
    name = _name(paths)
    read = read_together(paths, _read_options(world, options))
    _check_company(world, name, read, options)
    report = FileReport(file=name, format=read.format, encoding=read.encoding)
    record = FileRecord(
        sha256=_sha256(paths),
        name=name,
        format=read.format,
        encoding=read.encoding,
        options=_said(options),
    )
    file_id = invoices.record_file(world.ledger, record, on=world.today, now=world.now)
    taker = InvoiceTaker(world, report, file_id, settle=options.settle, full_list=read.full_list)
    for batch in _batches(read.drafts):
        taker.take(batch)
        if progress is not None:
            progress(len(batch))
    taker.finish(read)
    if options.columns and read.header:
        invoices.save_mapping(world.ledger, read.header, options.columns)
    _complete(report, read)
    if read.problems and not options.skip_problems:
        raise _rejected(name, read.problems)
    _check_control_sums(name, read.control_sums, options)
    has_books = _keep_books(world, file_id, record, read)
    if report.new or taker.recorded or report.settled or has_books:
        total = report.new + report.known + report.changed
        # A file with problems is read again next time, so that they are told again.
        kept = 0 if read.problems or report.notes else total
        invoices.set_file_counts(world.ledger, file_id, rows=read.rows, invoices=kept)
    else:
        invoices.forget_file(world.ledger, file_id)  # nothing of it was taken
    return report


def _keep_books(world: World, file_id: int, record: FileRecord, read: ReadFile) -> bool:
    """Remember what a bookkeeping file says of the claims as a whole; False when it is known."""
    if read.chart:
        stated_books.save_chart(world.ledger, read.chart)
    said = read.books
    if said is None or stated_books.newest_sha256(world.ledger) == record.sha256:
        return False
    known = invoices.stored_rows(world.ledger, read.settled)  # of the others nothing is compared
    items = {number: (ore, False) for number, ore in said.items.items()}
    items |= {number: (ore, True) for number, ore in said.moved.items()}
    items |= {number: (0, False) for number in read.settled if number in known}
    stated_books.record(
        world.ledger,
        file_id,
        days=(said.first_on, said.through_on, said.made_on or world.today),
        balances=said.balances,
        items=items,
    )
    return True


def _complete(report: FileReport, read: ReadFile) -> None:
    report.rows, report.problems = read.rows, read.problems
    report.notes = [*read.notes, *report.notes]
    report.control_sums, report.unexplained_ore = read.control_sums, read.unexplained_ore


def _same_as_newest(world: World, paths: list[Path], options: ImportOptions) -> FileReport | None:
    """The report of a file that was the last one taken in: nothing of it can be new."""
    newest = invoices.newest_file(world.ledger)
    if (
        options.settle
        or newest is None
        or not newest.invoices
        or not all(path.is_file() for path in paths)
    ):
        return None
    if newest.options != _said(options) or newest.sha256 != _sha256(paths):
        return None
    is_of_books = newest.format.startswith(("SIE 4E", "SIE 5"))
    if is_of_books and stated_books.newest_sha256(world.ledger) != newest.sha256:
        return None  # taken in before the ledger kept what the file says of the account of claims
    return FileReport(
        file=_name(paths),
        format=newest.format,
        encoding=newest.encoding,
        rows=newest.rows,
        known=newest.invoices,
    )


def _name(paths: list[Path]) -> str:
    return " + ".join(path.name for path in paths)


def _said(options: ImportOptions) -> str:
    """What the user said that decides how a file is read."""
    columns = ",".join(f"{field}={name}" for field, name in sorted(options.columns.items()))
    return f"{columns};{options.terms_days};{options.force_reason}"


def _read_options(world: World, options: ImportOptions) -> ReadOptions:
    return ReadOptions(
        columns=options.columns,
        saved=invoices.saved_mappings(world.ledger),
        terms_days=options.terms_days,
        force=bool(options.force_reason),
        claim_accounts=tuple(dict.fromkeys((world.settings["account_claims"], *CLAIM_ACCOUNTS))),
    )


def _sha256(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _check_company(world: World, name: str, read: ReadFile, options: ImportOptions) -> None:
    ours = "".join(filter(str.isdigit, world.company.org_number))[-10:]
    theirs = "".join(filter(str.isdigit, read.org_number))[-10:]
    if theirs and theirs != ours and not options.other_company:
        raise RejectedFile(
            name,
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
    left = iter(drafts)
    while batch := list(islice(left, _BATCH)):
        yield batch
