"""Which cases there are, from the derived table: for lists and for choosing what to look at.

No decision may rest on it; a decision folds the events.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from reminder_cli.ledger.ledger import Ledger


def to_look_at(ledger: Ledger, today: date) -> list[int]:
    """The invoices whose case may have something to do, oldest case first."""
    rows = ledger.db.execute(
        "SELECT invoice_id FROM case_state WHERE look_on <= ? ORDER BY opened_on, invoice_id",
        (today.isoformat(),),
    )
    return [row[0] for row in rows]


def any_to_look_at(ledger: Ledger, today: date) -> bool:
    """Whether any case may have something to do."""
    row = ledger.db.execute(
        "SELECT 1 FROM case_state WHERE look_on <= ? LIMIT 1", (today.isoformat(),)
    ).fetchone()
    return row is not None


def any_letter_waits(ledger: Ledger) -> bool:
    """Whether a letter is recorded and not yet out."""
    row = ledger.db.execute(
        "SELECT 1 FROM letter WHERE state NOT IN ('sent', 'undone') LIMIT 1"
    ).fetchone()
    return row is not None


def waiting_letters(ledger: Ledger) -> int:
    """How many letters are recorded and not yet out."""
    row = ledger.db.execute(
        "SELECT count(*) FROM letter WHERE state NOT IN ('sent', 'undone')"
    ).fetchone()
    return int(row[0])


def with_cases(
    ledger: Ledger, *, open_cases: bool, closed_cases: bool, stage: str = ""
) -> list[int]:
    """The invoices with a case that is open or closed, at a stage if named, oldest case first."""
    rows = ledger.db.execute(
        "SELECT DISTINCT invoice_id FROM case_state"
        " WHERE ((outcome IS NULL AND :open) OR (outcome IS NOT NULL AND :closed))"
        " AND (:stage = '' OR stage = :stage) ORDER BY opened_on, invoice_id",
        {"open": open_cases, "closed": closed_cases, "stage": stage},
    )
    return [row[0] for row in rows]


def any_case(ledger: Ledger, which: str) -> bool:
    """Whether there is a case: an open, a closed, or any one (open, closed, all)."""
    condition = {"open": "outcome IS NULL", "closed": "outcome IS NOT NULL", "all": "1"}[which]
    row = ledger.db.execute(f"SELECT 1 FROM case_state WHERE {condition} LIMIT 1").fetchone()
    return row is not None


def count_open(ledger: Ledger) -> int:
    """How many cases are open."""
    row = ledger.db.execute("SELECT count(*) FROM case_state WHERE outcome IS NULL").fetchone()
    return int(row[0])


def states_of(ledger: Ledger, invoice_ids: Sequence[int]) -> dict[int, tuple[str, str | None, str]]:
    """Stage, sent day and outcome of the newest case of each invoice that has one."""
    rows = ledger.db.execute(
        "SELECT invoice_id, stage, sent_on, coalesce(outcome, '') FROM case_state"
        " WHERE invoice_id IN (SELECT value FROM json_each(?)) ORDER BY invoice_id, case_no",
        (json.dumps(list(invoice_ids)),),
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def with_events(ledger: Ledger) -> set[int]:
    """Every invoice that something has happened to."""
    return {row[0] for row in ledger.db.execute("SELECT DISTINCT invoice_id FROM event")}


def open_of_customer(ledger: Ledger, customer_id: int) -> list[int]:
    """The invoices of a customer whose case is open, oldest first."""
    rows = ledger.db.execute(
        "SELECT invoice_id FROM case_state WHERE customer_id = ? AND outcome IS NULL"
        " ORDER BY opened_on, invoice_id",
        (customer_id,),
    )
    return [row[0] for row in rows]


def notes(ledger: Ledger, keys: Sequence[str]) -> dict[str, str]:
    """The free text beside events, by their keys."""
    rows = ledger.db.execute(
        "SELECT event_key, text FROM note WHERE event_key IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    return dict(rows.fetchall())


def recorded(ledger: Ledger, invoice_id: int) -> dict[int, tuple[str, str]]:
    """When each event of an invoice was recorded and by whom, by its place in the order."""
    rows = ledger.db.execute(
        "SELECT seq, recorded_at, recorded_by FROM event WHERE invoice_id = ?", (invoice_id,)
    )
    return {seq: (at, by) for seq, at, by in rows}
