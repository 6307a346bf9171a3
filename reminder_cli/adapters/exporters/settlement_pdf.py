"""The settlement as PDF, A4: archival and accessible, the same bytes for the same settlement.

Values reach the template as JSON in an input of the engine, never as source.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time

from reminder_cli.adapters.exporters.printed_table import PrintedDocument, PrintedTable
from reminder_cli.adapters.letters import glyphs
from reminder_cli.domain.money import show_kronor
from reminder_cli.i18n import language
from reminder_cli.resources import data_path


def settlement_pdf(document: PrintedDocument, *, made_on: date) -> bytes:
    """The document as PDF (PDF/A-3a, PDF/UA-1)."""
    from typst import Compiler

    template = data_path("settlement", "settlement.typ")
    values = {
        "title": document.title,
        "author": document.author,
        "language": language(),
        "date": [made_on.year, made_on.month, made_on.day],
        "facts": [list(pair) for pair in document.facts],
        "summary": document.summary,
        "tables": [_table(table) for table in document.tables],
        "footer": document.footer,
    }
    made = Compiler(template, root=template.parent, ignore_system_fonts=True).compile(
        format="pdf",
        sys_inputs={"document": glyphs.without_missing(json.dumps(values, ensure_ascii=False))},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime.combine(made_on, time(0), UTC),
    )
    assert isinstance(made, bytes), "one PDF is one piece of bytes"
    return made


def _table(table: PrintedTable) -> dict[str, object]:
    return {
        "title": table.title,
        "heads": list(table.heads),
        "numbers": table.numbers,
        "rows": [[_shown(cell) for cell in row] for row in table.rows],
        "totals": [_shown(cell) for cell in table.totals],
    }


def _shown(cell: int | str) -> str:
    # Amounts are kept whole on a line.
    return show_kronor(cell).replace(" ", "\u00a0") if isinstance(cell, int) else cell
