"""A glance at a ledger while somebody is typing: it writes nothing, waits for nobody and migrates nothing.

Whatever keeps it from looking, there is nothing to offer, and that is no error: the command
itself will say what is wrong.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from reminder_cli.ledger.schema_version import APPLICATION_ID

SHOWN = 200  # more than anybody looks through
_WAIT_SECONDS = 0.1
_AFTER_ALL = "\U0010ffff"  # stands after whatever a number may go on with


def invoices(path: Path, begins: str, *, credit_notes: bool = False) -> list[tuple[str, str]]:
    """Numbers that begin so with the customer's name: the newest, in order of number."""
    return _rows(
        path,
        "SELECT invoice.number, name FROM invoice JOIN customer USING (customer_id)"
        " WHERE invoice.number BETWEEN ?1 AND ?1 || ?2 AND (invoice.kind = 'credit_note') = ?3"
        " ORDER BY invoice_id DESC LIMIT ?4",
        (begins, _AFTER_ALL, credit_notes, SHOWN),
    )


def customers(path: Path, begins: str) -> list[tuple[str, str]]:
    """Customer numbers that begin so, with the name."""
    return _rows(
        path,
        "SELECT number, name FROM customer WHERE number BETWEEN ?1 AND ?1 || ?2"
        " AND number <> '' LIMIT ?3",
        (begins, _AFTER_ALL, SHOWN),
    )


def _rows(path: Path, query: str, values: tuple[object, ...]) -> list[tuple[str, str]]:
    try:
        # Opened for writing so that SQLite tidies up after itself, and then kept from it.
        address = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS)) as db:
            db.execute("PRAGMA query_only = ON")
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return []
            return sorted(db.execute(query, values).fetchall())
    except (sqlite3.Error, OSError):
        return []
