"""Tables as the CSV that a spreadsheet opens: what `--csv` prints instead of the table on screen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reminder_cli.adapters.exporters import csv_table
from reminder_cli.cli.render import Column, Table, harmless

_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?: \d{3})+)(?:,\d+)?")
_NOT_KNOWN = "–"


def written(tables: Sequence[Table]) -> bytes:
    """Each table under a row of headings, an empty line between two; without their sums.

    A sum as a last row would be counted once more by whoever adds up the column.
    """
    return "\r\n".join(_lines(table) for table in tables).encode(csv_table.ENCODING)


def _lines(table: Table) -> str:
    kept = [place for place, column in enumerate(table.columns) if column.only != "screen"]
    columns = [table.columns[place] for place in kept]
    heads = [harmless(column.in_file or column.heading) for column in columns]
    rows = [[cell(row[place], table.columns[place]) for place in kept] for row in table.rows]
    return csv_table.as_csv([heads, *rows])


def cell(text: str, column: Column) -> str:
    """A cell as it stands in the file: numbers without spaces, texts never as a formula.

    >>> cell("-1 234,50", Column("", number=True)), cell("-1 234,50", Column(""))
    ('-1234,50', "'-1 234,50")
    """
    plain = harmless(text)
    if column.number:
        if plain == _NOT_KNOWN:
            return ""
        if _NUMBER.fullmatch(plain):
            return plain.replace(" ", "")
    return csv_table.harmless(plain)
