"""Reads invoice lists kept as Excel or OpenDocument sheets: the sheet that looks most like one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from reminder_cli.adapters.file_limits import check_size
from reminder_cli.adapters.importers import headers
from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.table import read_table
from reminder_cli.adapters.workbook_cells import Row
from reminder_cli.adapters.workbooks import has_unread_formulas, is_workbook, read_sheets
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import _


class Spreadsheet:
    """Workbooks; the sheet that looks most like an invoice list is the one read."""

    name = "spreadsheet"

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the protocol's
        """Whether it begins as a zip file or an old Excel file."""
        return is_workbook(head)

    def read(self, path: Path, options: ReadOptions) -> ReadFile:
        """The best sheet as drafts, or its customers."""
        check_size(path)
        rows = _best(read_sheets(path.name, path), options)
        if rows is None:
            raise UnreadableFile(
                path.name,
                _("the workbook is empty."),
                fix=_("Export it again and try once more."),
            )
        read = ReadFile("invoice list (columns recognised)", "", ())
        read.has_unread_formulas = has_unread_formulas(path)
        return read_table(path.name, read, rows, options)


def _best(sheets: Iterator[Iterator[Row]], options: ReadOptions) -> Iterator[Row] | None:
    best: Iterator[Row] | None = None
    best_score = -1
    for rows in sheets:
        head = list(islice(rows, headers.HEADER_WITHIN))
        points = headers.score([cells for _line, cells in head], options.columns)
        if head and points > best_score:
            best, best_score = chain(head, rows), points
    return best
