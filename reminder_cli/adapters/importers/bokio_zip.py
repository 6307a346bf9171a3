"""Reads the zip file in which Bokio exports everything: its invoices, and who the customers are.

Checked against the column list of the export. Nothing is unpacked to disk, so that names in
the zip file lead nowhere.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from reminder_cli.adapters.file_limits import check_size, check_zip, damaged
from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.csv_invoices import best_separator, text_rows
from reminder_cli.adapters.importers.table import read_table
from reminder_cli.adapters.workbooks import ZIP_MAGIC
from reminder_cli.domain.invoice import CustomerDraft, InvoiceDraft
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import _

_INVOICES = "InvoiceSummaries.csv"
_CUSTOMERS = "Customers.csv"


class BokioZip:
    """A zip file that holds InvoiceSummaries.csv."""

    name = "Bokio"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether the table of contents names Bokio's list of invoices."""
        if not head.startswith(ZIP_MAGIC):
            return False
        try:
            with zipfile.ZipFile(path) as archive:
                return bool(_members(archive.namelist(), _INVOICES))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return False

    def read(self, path: Path, options: ReadOptions) -> ReadFile:
        """Every invoice, its customer completed from the list of customers."""
        check_size(path)
        check_zip(path.name, path)
        try:
            with zipfile.ZipFile(path) as archive:
                customers = tuple(_customers(path, archive))
                file = ReadFile("Bokio (checked against its column list)", "UTF-8", ())
                _table(path, archive, _INVOICES, file, options)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, UnicodeError) as error:
            raise damaged(path.name) from error
        file.drafts = _completed(file.drafts, customers)
        file.customers = customers
        file.full_list = True
        return file


def _customers(path: Path, archive: zipfile.ZipFile) -> Iterable[CustomerDraft]:
    if not _members(archive.namelist(), _CUSTOMERS):
        return ()
    file = ReadFile("", "", ())
    _table(path, archive, _CUSTOMERS, file, ReadOptions())
    return file.customers


def _table(
    path: Path, archive: zipfile.ZipFile, wanted: str, file: ReadFile, options: ReadOptions
) -> None:
    members = _members(archive.namelist(), wanted)
    if len(members) > 1:
        raise UnreadableFile(
            path.name,
            _("the zip file holds {name} more than once.", name=wanted),
            fix=_("Give the zip file as Bokio made it, one export at a time."),
        )
    text = archive.read(members[0]).decode("utf-8-sig")
    name = f"{path.name}/{wanted}"
    rows = text_rows(name, io.StringIO(text, newline=""), best_separator(text, options))
    read_table(name, file, rows, options)


def _members(names: Iterable[str], wanted: str) -> list[str]:
    return [name for name in names if PurePosixPath(name).name == wanted]


def _completed(
    drafts: Iterable[InvoiceDraft], customers: Iterable[CustomerDraft]
) -> Iterator[InvoiceDraft]:
    """The invoice says what it knows; the list of customers says the rest."""
    known = {customer.number: customer for customer in customers if customer.number}
    for draft in drafts:
        other = known.get(draft.customer.number)
        if other is None:
            yield draft
            continue
        merged = [mine or theirs for mine, theirs in zip(draft.customer, other, strict=True)]
        yield draft._replace(customer=CustomerDraft._make(merged))
