"""Turns a csv text or a spreadsheet into rows of text, and finds the header. Knows no bank."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from reminder_cli.adapters.payments.base import decode
from reminder_cli.adapters.workbook_cells import Row as SheetRow
from reminder_cli.adapters.workbooks import is_workbook, read_sheets
from reminder_cli.domain.money import parse_kronor
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import _

Row = list[str]

MAX_ROWS = 1_000_000
HEADER_WITHIN = 40  # rows above the header: account, period, search words
MAX_ORE = 10**15  # a spreadsheet's own limit of exactness; more is a number of something else
_DELIMITERS = ";\t,"
_THREE_DECIMALS = re.compile(r"-?\d+\.\d\d0")


class Table(Struct, frozen=True):
    """Rows with their line numbers; ``preamble`` are the first cells above the header."""

    preamble: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[int, Row], ...]


def read_tables(
    name: str, data: bytes, is_header: Callable[[Row], bool]
) -> tuple[list[Table], str]:
    """Every table with a header that ``is_header`` accepts, and the encoding."""
    if is_workbook(data):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "list")
            path.write_bytes(data)
            sheets = map(_plain_rows, read_sheets(name, path))
            return [table for sheet in sheets if (table := _table(sheet, is_header))], "spreadsheet"
    text, encoding = decode(data)
    for delimiter in _DELIMITERS:
        head = list(_csv_rows(name, "\n".join(text.splitlines()[:HEADER_WITHIN]), delimiter))
        if any(is_header(row) for _line, row in head):
            table = _table(_csv_rows(name, text, delimiter), is_header)
            return [table] if table else [], encoding
    return [], encoding


def _table(rows: Iterator[tuple[int, Row]], is_header: Callable[[Row], bool]) -> Table | None:
    above: list[str] = []
    for passed, (_line, row) in enumerate(rows):
        if is_header(row):
            body = tuple((line, cells) for line, cells in rows if any(cells))
            return Table(tuple(above), tuple(row), body)
        if passed >= HEADER_WITHIN:
            return None
        above.append(row[0] if row else "")
    return None


def _plain_rows(sheet: Iterable[SheetRow]) -> Iterator[tuple[int, Row]]:
    for line, cells in sheet:
        yield line, _plain(cells)


def _plain(cells: Row) -> Row:
    return [" ".join(cell.split()) for cell in cells]


def _csv_rows(name: str, text: str, delimiter: str) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, _plain(row)
            if reader.line_num > MAX_ROWS:
                raise UnreadableFile(
                    name,
                    _("It has more than {n} rows.", n=MAX_ROWS),
                    fix=_("Ask the bank for shorter periods, and read them one by one."),
                )
    except csv.Error as error:
        raise UnreadableFile(
            name,
            _("Line {n} is not a row of a csv file.", n=reader.line_num),
            fix=_("Fetch the file from the bank again, and do not edit it."),
        ) from error


def plain_name(header: str) -> str:
    """A column's name as letters only, for comparison with what banks call it."""
    return re.sub(r"[\W_\d]", "", header.casefold())


def has_three_decimals(amounts: list[str]) -> bool:
    """Whether every amount is written as SEB does it, ``-253.520`` for 253,52.

    The same text could be 253 520 elsewhere, so all of a column must be of that shape.
    """
    return bool(amounts) and all(_THREE_DECIMALS.fullmatch(amount) for amount in amounts)


def parse_amount(text: str, *, three_decimals: bool) -> int:
    """Öre of an amount in a bank's file. Raises ValueError if it is not one amount."""
    # One bank's minus is lost on the way and arrives as a question mark.
    plain = "-" + text[1:] if text.startswith("?") else text
    if three_decimals:
        plain = plain.removesuffix("0")
    # "+" before an incoming amount adds nothing.
    ore = parse_kronor(plain.removeprefix("+"))
    if abs(ore) > MAX_ORE:
        raise ValueError("no bank moves so much at once")
    return ore
