"""Reads invoice lists and customer lists kept as text with ; , TAB or | between the cells.

The separator is the one that gives the best header row: counting beats guessing from
statistics. Rows come one at a time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from reminder_cli.adapters.file_limits import check_size
from reminder_cli.adapters.importers import headers
from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.table import read_table
from reminder_cli.adapters.text_encoding import shown_encoding, table_encoding
from reminder_cli.adapters.workbook_cells import Row
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import _

SEPARATORS = (";", ",", "\t", "|")
_HEAD_CHARACTERS = 200_000


class CsvInvoices:
    """The reader of last resort: anything that is text may be a list."""

    name = "invoice list"

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the protocol's
        """Whether it is text at all."""
        return b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))

    def read(self, path: Path, options: ReadOptions) -> ReadFile:
        """The list as drafts, or its customers."""
        check_size(path)
        encoding = table_encoding(path)
        separator = best_separator(_head(path, encoding), options)
        file = ReadFile("invoice list (columns recognised)", shown_encoding(encoding), ())
        return read_table(path.name, file, _rows(path, encoding, separator), options)


def best_separator(text: str, options: ReadOptions) -> str:
    """The separator that gives the header with most known words in the beginning of a list."""

    def rank(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text[:_HEAD_CHARACTERS], newline=""), delimiter=separator)
        try:
            rows = list(islice(reader, headers.HEADER_WITHIN))
        except csv.Error:
            return 0, 0
        return headers.score(rows, options.columns), max(map(len, rows), default=0)

    return max(SEPARATORS, key=rank)


def text_rows(name: str, text: TextIO, separator: str) -> Iterator[Row]:
    """The rows with the lines they start on. Strict: an odd quotation mark swallows rows."""
    reader = csv.reader(text, delimiter=separator, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            name,
            _("the quotation marks do not fit together from line {line} on.", line=line),
            fix=_('Write a quotation mark inside a quoted text twice: "He said ""yes"""'),
        ) from error


def _head(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        text = file.read(_HEAD_CHARACTERS)
    if "\x00" in text:
        raise UnreadableFile(
            path.name,
            _("this is not a text file with a list."),
            fix=_("Export the list as CSV or Excel and give that file."),
        )
    return text


def _rows(path: Path, encoding: str, separator: str) -> Iterator[Row]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        yield from text_rows(path.name, file, separator)
