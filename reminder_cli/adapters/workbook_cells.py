"""The sheets of a workbook as rows of text, as a list in CSV would have them.

Real dates become ISO, numbers lose the ".0" that a spreadsheet puts on invoice numbers. Formulas are
never run: the value that the program stored is read. Nothing here looks at how large a file is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Cell = int | float | str | bool | time | date | datetime | timedelta
Row = tuple[int, list[str]]  # line in the sheet, cells

MAX_SHEETS = 50


class WorkbookUnread(Exception):
    """A workbook cannot be read: it is ``protected`` or ``damaged``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def sheets_of(path: Path) -> Iterator[Iterator[Row]]:
    """The rows of one sheet after another. Raises :class:`WorkbookUnread`, also in the middle."""
    from python_calamine import PasswordError, load_workbook

    try:
        with load_workbook(path) as workbook:
            for index in range(min(len(workbook.sheet_names), MAX_SHEETS)):
                yield _rows(workbook.get_sheet_by_index(index))
    except PasswordError as error:
        raise WorkbookUnread("protected") from error
    except BaseException as error:
        # The reader is written in Rust; what it does not expect comes as its own errors or as
        # a panic, which Python sees as a BaseException of a class it cannot import.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise WorkbookUnread("damaged") from error
        raise


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
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
