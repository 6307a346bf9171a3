"""Reads a list of cases that another program has begun: number, step, date and fees of each.

It knows nothing of invoices; whether a case can be taken over, a service decides.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from reminder_cli.adapters.file_limits import check_size
from reminder_cli.adapters.importers.base import RowProblem
from reminder_cli.adapters.importers.cells import DateColumn
from reminder_cli.adapters.importers.csv_invoices import SEPARATORS, text_rows
from reminder_cli.adapters.text_encoding import table_encoding
from reminder_cli.domain.money import parse_kronor
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import Text, _

_WORDS = {
    "number": {"number", "invoice", "invoice number", "fakturanr", "fakturanummer", "nummer"},
    "step": {"step", "steg", "åtgärd"},
    "date": {"date", "sent on", "datum", "skickad", "skickat"},
    "fees": {"fees", "fee", "avgifter", "avgift"},
}
_STEPS = {
    "reminder": "reminder",
    "påminnelse": "reminder",
    "demand": "demand",
    "inkassokrav": "demand",
    "krav": "demand",
}


class AdoptedRow(Struct, frozen=True, kw_only=True):
    """One case of the list. ``fees_ore`` are all fees claimed so far; None when nothing is said."""

    line: int
    number: str
    step: str
    sent_on: date
    fees_ore: int | None


class AdoptedFile(Struct):
    """The rows that could be read, and every problem of the others."""

    rows: list[AdoptedRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def read_adoptions(path: Path) -> AdoptedFile:
    """The cases of a list kept as text. Raises :class:`UnreadableFile` when it is no such list."""
    check_size(path)
    with path.open(encoding=table_encoding(path), errors="replace", newline="") as file:
        head = file.readline()
        separator = max(SEPARATORS, key=head.count)
        names = next(csv.reader([head], delimiter=separator), [])
        columns = _columns(path, names)
        rows = [(line + 1, row) for line, row in text_rows(path.name, file, separator) if any(row)]
    found = AdoptedFile()
    dates = DateColumn(_cell(row, columns["date"]) for _, row in rows)
    for line, row in rows:
        problems = list(_problems(line, row, columns, dates))
        found.problems += problems
        if not problems:
            found.rows.append(_row(line, row, columns, dates))
    return found


def _columns(path: Path, names: list[str]) -> dict[str, int]:
    said = [name.strip().casefold() for name in names]
    columns = {
        key: next((i for i, name in enumerate(said) if name in words), -1)
        for key, words in _WORDS.items()
    }
    missing = [key for key in ("number", "step", "date") if columns[key] < 0]
    if missing:
        raise UnreadableFile(
            path.name,
            _("these columns are missing: {names}.", names=", ".join(missing)),
            fix=_("The first row names the columns: number;step;date;fees"),
        )
    return columns


def _cell(row: list[str], column: int) -> str:
    return row[column].strip() if 0 <= column < len(row) else ""


def _problems(
    line: int, row: list[str], columns: dict[str, int], dates: DateColumn
) -> Iterator[RowProblem]:
    if not _cell(row, columns["number"]):
        yield RowProblem(line, "number", "", Text("Write the number of the invoice."))
    step = _cell(row, columns["step"])
    if step.casefold() not in _STEPS:
        yield RowProblem(line, "step", step, Text("Write reminder or demand."))
    day = _cell(row, columns["date"])
    try:
        dates.read(day)
    except ValueError:
        yield RowProblem(line, "date", day, Text("Write the day as 2026-11-24."))
    fees = _cell(row, columns["fees"])
    try:
        negative = bool(fees) and parse_kronor(fees) < 0
    except ValueError:
        negative = True
    if negative:
        yield RowProblem(line, "fees", fees, Text("Write kronor as 60 or 60,00."))


def _row(line: int, row: list[str], columns: dict[str, int], dates: DateColumn) -> AdoptedRow:
    fees = _cell(row, columns["fees"])
    return AdoptedRow(
        line=line,
        number=_cell(row, columns["number"]),
        step=_STEPS[_cell(row, columns["step"]).casefold()],
        sent_on=dates.read(_cell(row, columns["date"])),
        fees_ore=parse_kronor(fees) if fees else None,
    )
