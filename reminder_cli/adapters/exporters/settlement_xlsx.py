"""The settlement as a workbook: one sheet a table, amounts as numbers, the same bytes again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from reminder_cli.adapters.exporters.printed_table import PrintedDocument, PrintedTable
from reminder_cli.adapters.exporters.xlsx import Book, Column, Kind, Setup


def write_settlement_xlsx(document: PrintedDocument, path: Path, *, made_on: date) -> None:
    """Write the workbook; a file of that name is replaced only when the new one is whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        with Book(title=document.title, author=document.author, day=made_on) as book:
            for number, table in enumerate(document.tables, start=1):
                _sheet(book, number, table, document.title)
            book.save(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _sheet(book: Book, number: int, table: PrintedTable, head: str) -> None:
    columns = [
        Column(heading, Kind.KRONOR if is_number else Kind.TEXT, 0 if is_number else 22)
        for heading, is_number in zip(table.heads, table.numbers, strict=True)
    ]
    name = table.title.split(":")[0][:31]
    setup = Setup(widths=[column.needed for column in columns], frozen_rows=1, head=head)
    sheet = book.sheet(name, setup)
    sheet.table(f"Table{number}", columns, table.rows, table.totals, filters=False)
