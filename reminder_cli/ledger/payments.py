"""The register of payments. What each did to a claim stands in the events."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime

from reminder_cli.ledger.ledger import Ledger


def record_payment(
    ledger: Ledger,
    *,
    key: str,
    on: date,
    amount_ore: int,
    source: str,
    reference: str,
    now: datetime,
) -> int:
    """Add a payment; returns its id."""
    cursor = ledger.db.execute(
        "INSERT INTO payment (key, booked_on, amount_ore, source, reference, recorded_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (key, on.isoformat(), amount_ore, source, reference, now.isoformat(timespec="seconds")),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def next_payment_id(ledger: Ledger) -> int:
    """The id of the next payment; only to be used under the write lock."""
    row = ledger.db.execute("SELECT coalesce(max(payment_id), 0) + 1 FROM payment").fetchone()
    return int(row[0])


def payment(ledger: Ledger, payment_id: int) -> sqlite3.Row | None:
    """One payment, if there is one with that id."""
    row: sqlite3.Row | None = ledger.db.execute(
        "SELECT * FROM payment WHERE payment_id = ?", (payment_id,)
    ).fetchone()
    return row


def invoices_of(ledger: Ledger, payment_id: int) -> Sequence[int]:
    """The invoices that a payment met."""
    rows = ledger.db.execute(
        "SELECT DISTINCT invoice_id FROM event WHERE kind = 'payment_received'"
        " AND json_extract(body, '$.payment_id') = ?",
        (payment_id,),
    )
    return [row[0] for row in rows]
