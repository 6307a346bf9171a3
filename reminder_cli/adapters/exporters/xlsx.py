"""Writes a workbook: sheets of tables, streamed row by row, the same bytes for the same content.

It knows nothing of what the tables are about. Text is always text: nothing that a name begins
with makes it a formula. openpyxl is imported by :class:`Book`, when a workbook is really made.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from textwrap import wrap
from typing import Any
from zipfile import ZIP_DEFLATED

from msgspec import Struct
from msgspec.structs import replace

Value = str | int | date | Fraction | None
_DAY_ZERO = date(1899, 12, 30)  # day 0 of Excel's dates, from 1900-03-01 on
_MOST_TEXT = 32_767  # characters in a cell
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs"}


class Kind(StrEnum):
    """What a cell holds. ``KRONOR`` takes öre; ``SHARE`` a percentage, ``DAYS`` days, as fractions."""

    TEXT = "text"
    WHOLE = "whole"
    KRONOR = "kronor"
    DATE = "date"
    SHARE = "share"
    RATE = "rate"
    DAYS = "days"
    LONG_TEXT = "long_text"
    TITLE = "title"
    SECTION = "section"
    HEADING = "heading"
    NUMBER_HEADING = "number_heading"
    DATE_HEADING = "date_heading"
    NOTE = "note"


HEADINGS = (Kind.HEADING, Kind.NUMBER_HEADING, Kind.DATE_HEADING)
FORMATS = {
    Kind.WHOLE: "#,##0",
    Kind.KRONOR: "#,##0.00;-#,##0.00;–",  # a table of zeros hides what there is
    Kind.DATE: "yyyy-mm-dd",
    Kind.SHARE: r"0.0\ %",
    Kind.RATE: r"0.00\ %",
    Kind.DAYS: "#,##0.0",
}
_HEIGHTS = {Kind.TITLE: 26, Kind.SECTION: 21}
_LINE = 15  # points of a line of text
_WIDTHS = {
    Kind.WHOLE: 9,
    Kind.KRONOR: 14,
    Kind.DATE: 12,
    Kind.SHARE: 10,
    Kind.RATE: 9,
    Kind.DAYS: 9,
}


class Column(Struct, frozen=True):
    """A column of a table. ``width`` in characters; 0 is what its kind and heading need."""

    heading: str
    kind: Kind = Kind.TEXT
    width: int = 0

    @property
    def heading_kind(self) -> Kind:
        """A heading stands as what is below it."""
        if self.kind in {Kind.TEXT, Kind.LONG_TEXT}:
            return Kind.HEADING
        return Kind.DATE_HEADING if self.kind is Kind.DATE else Kind.NUMBER_HEADING

    @property
    def needed(self) -> float:
        """The width, with room for the button of the filter beside the longest word."""
        word = max((len(part) for part in self.heading.split()), default=0) + 4
        return max(self.width or _WIDTHS.get(self.kind, 14), word)


class Block(Struct, frozen=True):
    """Where a table stands: its sheet, heading row, last row and first column, from 1."""

    sheet: str
    head_row: int
    last_row: int
    first_column: int


class Setup(Struct, frozen=True, kw_only=True):
    """What stands around the tables of a sheet. ``frozen`` rows are repeated on every page."""

    widths: Sequence[float]
    frozen_rows: int = 0
    frozen_columns: int = 0
    one_page: bool = False
    head: str = ""


class Chart(Struct, frozen=True, kw_only=True):
    """A chart of one column of a table by its first column, between two corners: column and row.

    ``shape`` is column, bar or line; ``value_column`` and the corners count from 0; ``labels``
    puts the figure at each bar.
    """

    shape: str
    title: str
    block: Block
    value_column: int
    kind: Kind
    first_cell: tuple[int, int]
    last_cell: tuple[int, int]
    colour: str = "1F3A4D"
    labels: bool = False


class Book:
    """A workbook in the making. ``day`` is the day its properties carry, instead of the clock's.

    To be used in a ``with`` statement, at the end of which the files of its sheets are gone.
    """

    def __init__(self, *, title: str, author: str, day: date) -> None:
        from openpyxl import Workbook
        from openpyxl.packaging.core import DocumentProperties

        from reminder_cli.adapters.exporters.xlsx_styles import Styles

        self.title = title
        moment = datetime.combine(day, time(0), UTC).replace(tzinfo=None)
        self.workbook = Workbook(write_only=True)
        self.workbook.properties = DocumentProperties(
            title=cleaned(title), creator=cleaned(author), created=moment, modified=moment
        )
        self.styles = Styles(self.workbook)

    def sheet(self, name: str, setup: Setup) -> Sheet:
        """Add a sheet; its rows are written to a file of their own as they come."""
        return Sheet(self, self.workbook.create_sheet(name), setup)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        from reminder_cli.adapters.exporters.xlsx_zip import abandon

        abandon(self.workbook)

    def save(self, path: Path) -> None:
        """Write the file, its parts in a fixed order and dated the same. May be called once.

        Only its owner can read it, whatever the umask: names and debts stand in it.
        """
        from openpyxl.writer.excel import ExcelWriter

        from reminder_cli.adapters.exporters.xlsx_zip import UndatedZip

        handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_TRUNC, stat.S_IRUSR | stat.S_IWUSR)
        # Workbook.save would put the clock's time into the properties.
        with os.fdopen(handle, "w+b") as file, UndatedZip(file, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(self.workbook, archive).write_data()


class Sheet:
    """One sheet: lines of text and figures, and tables one below the other."""

    def __init__(self, book: Book, worksheet: Any, setup: Setup) -> None:
        from reminder_cli.adapters.exporters.xlsx_styles import set_up

        self.book, self.worksheet = book, worksheet
        self.rows = 0
        self._columns: Sequence[Column] = ()
        self._name = ""
        self._head_row = 0
        set_up(worksheet, setup)
        self._kept: dict[tuple[int, Kind], Any] = {}

    def break_page(self) -> None:
        """Print what follows on a new page."""
        from openpyxl.worksheet.pagebreak import Break

        self.worksheet.row_breaks.append(Break(id=self.rows))

    def chart(self, spec: Chart) -> None:
        """Put a chart on the sheet."""
        from reminder_cli.adapters.exporters.xlsx_charts import add_chart

        add_chart(self.worksheet, spec)

    def line(self, *cells: tuple[Value, Kind], height: int = 0) -> None:
        """A row outside tables; ``height`` in points, 0 is what its kinds need."""
        self.rows += 1
        height = height or max((_HEIGHTS.get(kind, 0) for _value, kind in cells), default=0)
        if height:
            self.worksheet.row_dimensions[self.rows].height = height
        shown = [self._cell(n, value, kind) for n, (value, kind) in enumerate(cells)]
        self.worksheet.append(shown)

    def begin(self, name: str, columns: Sequence[Column]) -> None:
        """Start a table. ``name`` is unique in the book: ASCII letters and digits."""
        self._name, self._columns = name, _told_apart(columns)
        columns = self._columns
        lines = max(_lines(column.heading, column) for column in columns)
        cells = [(column.heading, column.heading_kind) for column in columns]
        self.line(*cells, height=2 + _LINE * max(lines, 1))
        self._head_row = self.rows

    def add(self, values: Sequence[Value]) -> None:
        """A row of the table."""
        cells = list(zip(values, (c.kind for c in self._columns), strict=True))
        self.line(*cells, height=self._long(values))

    def _long(self, values: Sequence[Value]) -> int:
        """The height of a row with text that is broken into lines; 0 when it has none."""
        lines = [
            _lines(str(value), column)
            for value, column in zip(values, self._columns, strict=True)
            if column.kind is Kind.LONG_TEXT
        ]
        return _LINE * max(lines) if lines else 0

    def end(self, sums: Sequence[Value] = (), *, filters: bool = True) -> Block:
        """Finish the table; ``sums`` stand below it, so that a filter leaves them alone."""
        from reminder_cli.adapters.exporters.xlsx_styles import add_table

        if self.rows == self._head_row:
            self.line()  # a table has at least one row
        rows = (self._head_row, self.rows)
        add_table(self.worksheet, self._name, self._columns, rows, filters=filters)
        block = Block(self.worksheet.title, self._head_row, self.rows, 1)
        if sums:
            self.rows += 1
            cells = [
                self._cell(n, value, column.kind, bold=True)
                for n, (value, column) in enumerate(zip(sums, self._columns, strict=True))
            ]
            self.worksheet.append(cells)
        return block

    def table(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Value]],
        sums: Sequence[Value] = (),
        *,
        filters: bool = True,
    ) -> Block:
        """A whole table at once."""
        self.begin(name, columns)
        for row in rows:
            self.add(row)
        return self.end(sums, filters=filters)

    def _cell(self, place: int, value: Value, kind: Kind, *, bold: bool = False) -> Any:
        """A styled cell. One object per column and kind is used again: each row is written at once."""
        if value is None:
            return None
        cell = self._kept.get((place, kind))
        if cell is None or bold:
            cell = self.book.styles.cell(self.worksheet, kind, bold=bold)
            if not bold:
                self._kept[place, kind] = cell
        if isinstance(value, str):
            cell.value = cleaned(value)
            cell.data_type = "s"  # openpyxl would make a formula of what begins with =
        else:
            cell.value = _number(value, kind)
        return cell


def _told_apart(columns: Sequence[Column]) -> list[Column]:
    """The columns, no two with one heading, which a table may not have: a language may have one
    word for two of ours."""
    seen: set[str] = set()
    apart = []
    for column in columns:
        heading, n = column.heading, 2
        while heading.casefold() in seen:
            heading, n = f"{column.heading} {n}", n + 1
        seen.add(heading.casefold())
        apart.append(replace(column, heading=heading))
    return apart


def _lines(text: str, column: Column) -> int:
    """How many lines a text is broken into, with a little room to spare."""
    return len(wrap(text, int(column.needed) - 2))


def _number(value: int | date | Fraction, kind: Kind) -> int | float:
    if isinstance(value, date):
        return (value - _DAY_ZERO).days
    # The only place where an amount becomes a number of kronor: Excel knows no öre.
    if kind in {Kind.KRONOR, Kind.SHARE, Kind.RATE}:
        return float(value) / 100 if isinstance(value, Fraction) else value / 100
    return value if isinstance(value, int) else float(value)


def cleaned(text: str) -> str:
    """Without the control characters that XML cannot hold, and no longer than a cell.

    >>> cleaned("a\\x00b")
    'ab'
    """
    if not text.isprintable():
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)
    return text[:_MOST_TEXT]
