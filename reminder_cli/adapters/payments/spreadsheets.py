"""Reads xlsx and xls into rows of text, exactly. Knows no bank, and no header."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction
from zipfile import BadZipFile, ZipFile

from reminder_cli.adapters.payments.base import MAX_BYTES
from reminder_cli.domain.money import decimal_string, rounded
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import _

MAX_ROWS = 1_000_000
MAX_CELLS = 30_000_000

Row = list[str]

_XLSX = b"PK\x03\x04"
_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb'<c[^>]*? r="([A-Z]{1,3})(\d{1,7})"')


def is_spreadsheet(head: bytes) -> bool:
    """Whether these bytes open an xlsx (a zip) or an old xls (a compound file)."""
    return head.startswith((_XLSX, _XLS))


def too_long(name: str) -> UnreadableFile:
    """A file with more rows than any period of a bank."""
    return UnreadableFile(
        name,
        _("It has more than {n} rows, or cells far outside the list.", n=MAX_ROWS),
        fix=_("Ask the bank for shorter periods, and read them one by one."),
    )


def read_sheets(name: str, data: bytes) -> list[Iterator[tuple[int, Row]]]:
    """The rows of every sheet with their numbers. Raises UnreadableFile."""
    # 9 ms that a csv need not pay.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if data.startswith(_XLSX):
            _check_size(name, data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(sheet) for sheet in book.sheet_names]
        return [_sheet_rows(sheet.to_python(skip_empty_area=False)) for sheet in sheets]
    except (
        CalamineError,
        ValueError,
        OSError,
        KeyError,
        IndexError,
        OverflowError,
        BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnreadableFile(
            name,
            _("It is not a spreadsheet that can be opened."),
            fix=_("Open it in your spreadsheet program and save it as xlsx or csv."),
        ) from error


def _check_size(name: str, data: bytes) -> None:
    """Refuse a sheet that would not fit in memory: the reader makes room for every cell within
    the outermost ones, and one forgotten cell in the last corner is enough.
    """
    with ZipFile(io.BytesIO(data)) as book:
        if sum(part.file_size for part in book.infolist()) > MAX_BYTES:
            raise too_long(name)
        for part in book.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                with book.open(part) as stream:
                    height, width = _extent(stream.read(MAX_BYTES))
                if height * width > MAX_CELLS or height > MAX_ROWS:
                    raise too_long(name)


def _extent(sheet: bytes) -> tuple[int, int]:
    """The last row and the last column of the cells in a sheet's XML."""
    height = width = 0
    for column, row in _CELL.findall(sheet):
        number = 0
        for letter in column:
            number = number * 26 + letter - 64
        height, width = max(height, int(row)), max(width, number)
    return height, width


def _sheet_rows(rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, Row]]:
    for line, row in enumerate(rows, 1):
        yield line, [_cell(cell) for cell in row]


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return _number(value)
    return " ".join(str(value).split())


def _number(value: float) -> str:
    # A spreadsheet holds every number as a float; its shortest digits are what was typed.
    # What is not within a hair of whole öre is left as it is, and refused as an amount.
    try:
        exact = Fraction(repr(value)) * 100
    except ValueError:  # not a number, or infinite
        return repr(value)
    ore = rounded(exact)
    if abs(exact - ore) > Fraction(1, 10_000):
        return repr(value)
    return decimal_string(ore) if ore % 100 else str(ore // 100)
