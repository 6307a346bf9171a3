"""Reads invoice lists kept as Excel or OpenDocument sheets (xlsx, xls, ods).

Cells become text on the way, so that one set of rules reads all lists: real dates as ISO,
numbers without the ".0" that a spreadsheet puts on invoice numbers. Formulas are never run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reminder_cli.adapters.importers import headers
from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.limits import check_size, check_zip, damaged
from reminder_cli.adapters.importers.old_excel import old_rows
from reminder_cli.adapters.importers.table import Row, read_table
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Cell = int | float | str | bool | time | date | datetime | timedelta

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_SHEETS = 50
_WORKBOOK_PARTS = frozenset({"xl/workbook.xml", "content.xml"})


class Spreadsheet:
    """Workbooks; the sheet that looks most like an invoice list is the one read."""

    name = "spreadsheet"

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the protocol's
        """Whether it begins as a zip file or an old Excel file."""
        return head.startswith((ZIP_MAGIC, OLE_MAGIC))

    def read(self, path: Path, options: ReadOptions) -> ReadFile:
        """The best sheet as drafts, or its customers."""
        check_size(path)
        with path.open("rb") as file:
            is_zip = file.read(4) == ZIP_MAGIC
        if is_zip and not _WORKBOOK_PARTS & set(check_zip(path)):
            raise UnreadableFile(
                path.name,
                _("this zip file is not an Excel or OpenDocument workbook."),
                fix=_("Unpack it and give the file with the invoices, saved as xlsx or CSV."),
            )
        rows = _rows_of_zip(path, options) if is_zip else old_rows(path, options.columns)
        read = ReadFile("invoice list (columns recognised)", "", ())
        return read_table(path.name, read, rows, options)


class NoSheet(Exception):
    """No sheet can be read: the workbook is ``protected`` or ``empty``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def protected(path: Path) -> UnreadableFile:
    """The error for a workbook with a password."""
    return UnreadableFile(
        path.name,
        _("the workbook is protected with a password."),
        fix=_("Save it without a password and give that file."),
    )


def empty(path: Path) -> UnreadableFile:
    """The error for a workbook without a row."""
    return UnreadableFile(
        path.name, _("the workbook is empty."), fix=_("Export it again and try once more.")
    )


def _rows_of_zip(path: Path, options: ReadOptions) -> Iterator[Row]:
    try:
        return sheet_rows(best_sheet(path, options))
    except NoSheet as error:
        raise (protected if error.why == "protected" else empty)(path) from error
    except BaseException as error:
        # The reader is written in Rust; what it does not expect comes as its own errors or as
        # a panic, which Python sees as a BaseException of a class it cannot import.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise damaged(path) from error
        raise


def best_sheet(path: Path, options: ReadOptions) -> CalamineSheet:
    """The sheet that looks most like an invoice list. Raises :class:`NoSheet`, or what it likes."""
    from python_calamine import PasswordError, load_workbook

    try:
        workbook = load_workbook(path)
    except PasswordError as error:
        raise NoSheet("protected") from error
    with workbook:
        return _choose(workbook, options)


def _choose(workbook: CalamineWorkbook, options: ReadOptions) -> CalamineSheet:
    best: CalamineSheet | None = None
    best_score = -1
    for index in range(min(len(workbook.sheet_names), MAX_SHEETS)):
        sheet = workbook.get_sheet_by_index(index)
        rows = [
            row
            for _at, (_line, row) in zip(
                range(headers.HEADER_WITHIN), sheet_rows(sheet), strict=False
            )
        ]
        points = headers.score(rows, options.columns)
        if rows and points > best_score:
            best, best_score = sheet, points
    if best is None:
        raise NoSheet("empty")
    return best


def sheet_rows(sheet: CalamineSheet) -> Iterator[Row]:
    """The rows of a sheet as text, with the lines they stand on."""
    # Empty columns to the left are left out by the reader; column numbers count them.
    left = [""] * (sheet.start[1] if sheet.start else 0)
    for line, row in enumerate(sheet.iter_rows(), start=1):
        yield line, left + [cell if type(cell) is str else cell_text(cell) for cell in row]


def cell_text(cell: Cell) -> str:
    """A cell as text, the way a list in CSV would have it.

    >>> cell_text(1042.0), cell_text(12.5), cell_text(0.1 + 0.2), cell_text(date(2026, 8, 1))
    ('1042', '12.5', '0.3', '2026-08-01')
    """
    match cell:
        case bool():
            return "true" if cell else "false"
        case int():
            return str(cell)
        case float():
            # Six decimals keep what a person wrote and drop what binary fractions add.
            text = f"{cell:.6f}".rstrip("0").rstrip(".")
            return "0" if text == "-0" else text
        case datetime():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)
