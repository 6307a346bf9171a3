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
from reminder_cli.errors import Again, RejectedFile
from reminder_cli.i18n import Text, _, ngettext
from reminder_cli.ledger import file_signs, invoices, stated_books
from reminder_cli.ledger.invoices import FileRecord
from reminder_cli.services.file_age import FileAge
from reminder_cli.services.import_report import FileReport
from reminder_cli.services.invoice_taker import InvoiceTaker

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_BATCH = 1000

Progress = Callable[[int], None]


class ImportOptions(Struct, frozen=True, kw_only=True):
    """What the user said about the files. ``settle`` books what a file shows as paid since;
    ``older`` takes one that seems older than another that was taken in before.
    """

    columns: dict[str, str] = field(default_factory=dict)
    terms_days: int | None = None
    skip_problems: bool = False
    other_company: bool = False
    force_reason: str = ""
    settle: bool = False
    older: bool = False
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
    same = _taken_before(world, paths, options)
    if same is not None:
        return same
    name = _name(paths)
    read = read_together(paths, _read_options(world, options))
    _check_company(world, name, read, options)
    age = FileAge(world, name, paths, read)
    if not options.older:
        age.refuse_older()
    report = FileReport(file=name, format=read.format, encoding=read.encoding)
    record = _record(name, _sha256(paths), read, options)
    file_id = invoices.record_file(world.ledger, record, on=world.today, now=world.now)
    taker = InvoiceTaker(world, report, file_id, read, settle=options.settle)
    _take(taker, read, progress)
    families = taker.families(age.shape)
    if not options.older:
        _refuse_older_list(age, taker, families, sure=read.full_list or options.settle)
    taker.finish(read, families)
    _complete(report, read, age.weak_signs(taker.newest_on, families))
    if read.problems and not options.skip_problems:
        raise _rejected(name, read.problems)
    _check_control_sums(name, read.control_sums, options)
    _keep_mapping(world, read, options)
    has_books = _keep_books(world, file_id, record, read)
    if report.new or taker.recorded or report.settled or has_books or age.is_news:
        file_signs.record(world.ledger, file_id, age.signs(taker.newest_on), families=families)
        # A file with problems is read again next time, so that they are told again.
        total = report.new + report.known + report.changed
        kept = 0 if read.problems or report.notes else total
        invoices.set_file_counts(world.ledger, file_id, rows=read.rows, invoices=kept)
    else:
        invoices.forget_file(world.ledger, file_id)  # nothing of it was taken
    return report


def _record(name: str, sha256: str, read: ReadFile, options: ImportOptions) -> FileRecord:
    return FileRecord(
        sha256=sha256,
        name=name,
        format=read.format,
        encoding=read.encoding,
        options=_said(options),
    )


def _keep_mapping(world: World, read: ReadFile, options: ImportOptions) -> None:
    if options.columns and read.header:
        invoices.save_mapping(world.ledger, read.header, options.columns)


def _take(taker: InvoiceTaker, read: ReadFile, progress: Progress | None) -> None:
    for batch in _batches(read.drafts):
        taker.take(batch)
        if progress is not None:
            progress(len(batch))


def _refuse_older_list(
    age: FileAge, taker: InvoiceTaker, families: frozenset[int], *, sure: bool
) -> None:
    """Hold a list that is older by what it shows; ``sure``: also by what it alone leaves out."""
    odd = taker.report.new + taker.more_left
    if odd or sure:
        age.refuse_older_list(taker.newest_on, families, odd=odd)


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


def _complete(report: FileReport, read: ReadFile, signs: Iterable[Text]) -> None:
    report.rows, report.problems = read.rows, read.problems
    report.notes = [*read.notes, *report.notes]
    if report.new or report.changes or report.settled:
        report.notes += signs
    report.control_sums, report.unexplained_ore = read.control_sums, read.unexplained_ore


def _taken_before(world: World, paths: list[Path], options: ImportOptions) -> FileReport | None:
    """The report of a file that was taken in already: nothing of it can be new."""
    newest = invoices.newest_file(world.ledger)
    if (
        options.settle
        or options.older
        or newest is None
        or not all(path.is_file() for path in paths)
    ):
        return None
    known = invoices.taken_file(world.ledger, _sha256(paths), _said(options))
    if known is None or not known.invoices:
        return None
    is_of_books = known.format.startswith(("SIE 4E", "SIE 5"))
    if is_of_books and stated_books.newest_sha256(world.ledger) != known.sha256:
        return None  # taken in before the ledger kept what the file says of the account of claims
    report = FileReport(
        file=_name(paths),
        format=known.format,
        encoding=known.encoding,
        rows=known.rows,
        known=known.invoices,
    )
    if known.sha256 != newest.sha256:
        report.notes.append(
            Text(
                "This very file was taken in before, and {newest} after it. It is older, and nothing of "
                "it was taken in again. If it is the newest all the same, say --older.",
                {"newest": newest.name},
            )
        )
    return report


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
            fix=_(
                "Take it into that firm's ledger: remind --company NAME import FILE. If it is of this "
                "firm all the same, add --other-company."
            ),
        )


def _check_control_sums(name: str, sums: tuple[ControlSum, ...], options: ImportOptions) -> None:
    failed = [control for control in sums if not control.holds]
    if failed and not options.force_reason:
        raise RejectedFile(
            name,
            _("the vouchers do not add up to the balances in the file."),
            fix=_("Export the file again; or take it all the same with --force --reason TEXT."),
            again=Again(add="--force --reason TEXT"),
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
