"""Picks the reader for a file by what is in it, never by its name alone.

The one door into the readers: services call :func:`read_invoices` and know no format.
"""

from __future__ import annotations

from pathlib import Path

from reminder_cli.adapters.file_limits import check_size
from reminder_cli.adapters.importers.base import Importer, ReadFile, ReadOptions
from reminder_cli.adapters.importers.bokio_zip import BokioZip
from reminder_cli.adapters.importers.csv_invoices import CsvInvoices
from reminder_cli.adapters.importers.json_invoices import JsonInvoices
from reminder_cli.adapters.importers.sie4_invoices import Sie4Invoices, read_sie_years
from reminder_cli.adapters.importers.sie5 import Sie5
from reminder_cli.adapters.importers.spreadsheet import Spreadsheet
from reminder_cli.errors import Again, UnreadableFile
from reminder_cli.i18n import _

HEAD_BYTES = 4096

# In this order: the first that knows the file reads it, and almost anything can be a CSV.
IMPORTERS: tuple[Importer, ...] = (
    BokioZip(),
    Spreadsheet(),
    Sie5(),
    Sie4Invoices(),
    JsonInvoices(),
    CsvInvoices(),
)

_BINARY = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"SQLite f")


def read_invoices(path: Path, options: ReadOptions) -> ReadFile:
    """Read a file of invoices or customers in any format that is known.

    Raises :class:`~reminder_cli.errors.UnreadableFile` with what to give instead. The drafts
    may be read once; problems and notes are complete when they have been.
    """
    if path.is_dir():
        raise UnreadableFile(
            path.name,
            _("this is a folder."),
            fix=_("Give the files in it, one or several."),
            again=Again(instead={path.name: "FILE"}),
        )
    if not path.is_file():
        raise UnreadableFile(
            path.name,
            _("there is no such file."),
            fix=_("Give the path of the file."),
            again=Again(instead={path.name: "FILE"}),
        )
    check_size(path)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except PermissionError as error:
        raise UnreadableFile(
            path.name,
            _("It could not be opened."),
            fix=_("Check that the file is there and that you may read it."),
        ) from error
    _refuse_documents(path, head)
    for importer in IMPORTERS:
        if importer.recognises(path, head):
            return importer.read(path, options)
    raise UnreadableFile(
        path.name,
        _("this is not a text file, a workbook or a bookkeeping file."),
        fix=_fix_export(),
        again=Again(instead={path.name: "FILE"}),
    )


def together(paths: list[Path]) -> list[list[Path]]:
    """The files in the groups they are to be read in: several SIE 4 files as one, others alone."""
    years = [path for path in paths if path.is_file() and _is_sie4(path)]
    if len(years) < 2:
        return [[path] for path in paths]
    return [years, *([path] for path in paths if path not in years)]


def _is_sie4(path: Path) -> bool:
    with path.open("rb") as file:
        return Sie4Invoices().recognises(path, file.read(HEAD_BYTES))


def read_together(paths: list[Path], options: ReadOptions) -> ReadFile:
    """Read a group of :func:`together`."""
    if len(paths) == 1:
        return read_invoices(paths[0], options)
    for path in paths:
        check_size(path)
    return read_sie_years(paths, options)


def _refuse_documents(path: Path, head: bytes) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith(b"%pdf"):
        raise UnreadableFile(
            path.name,
            _("this is a PDF, which shows a list but does not hold one."),
            fix=_fix_export(),
            again=Again(instead={path.name: "FILE"}),
        )
    if start.startswith((b"<!doctype html", b"<html", b"<table")):
        raise UnreadableFile(
            path.name,
            _("this is a web page, though it may be called Excel."),
            fix=_("Open it in Excel and save it as xlsx or CSV."),
            again=Again(instead={path.name: "FILE"}),
        )
    if head.startswith(_BINARY):
        raise UnreadableFile(
            path.name,
            _("this is a picture, a packed file or a database."),
            fix=_fix_export(),
            again=Again(instead={path.name: "FILE"}),
        )


def _fix_export() -> str:
    return _("Export the list as CSV or Excel instead.")
