"""The archive of letters: who got which bytes, when and how, and what became of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reminder_cli.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """A letter in the archive. ``name`` is the file's name without ending; öre."""

    letter_id: int
    kind: str
    customer_id: int
    dated_on: date
    due_on: date
    channel: str
    language: str
    total_ore: int
    ocr: str
    sha256: str
    name: str
    recipient: dict[str, str]
    state: str
    sent_on: date | None
    invoices: tuple[str, ...]


def next_letter_id(ledger: Ledger) -> int:
    """The id of the next letter; only to be used under the write lock."""
    row = ledger.db.execute("SELECT coalesce(max(letter_id), 0) + 1 FROM letter").fetchone()
    return int(row[0])


def insert_letter(
    ledger: Ledger, letter: LetterRow, *, invoice_ids: Sequence[int], now: datetime
) -> None:
    """Record a letter with the invoices it asks for."""
    ledger.db.execute(
        "INSERT INTO letter (letter_id, kind, customer_id, dated_on, due_on, channel, language,"
        " total_ore, ocr, sha256, name, recipient, state, sent_on, recorded_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            letter.letter_id,
            letter.kind,
            letter.customer_id,
            letter.dated_on.isoformat(),
            letter.due_on.isoformat(),
            letter.channel,
            letter.language,
            letter.total_ore,
            letter.ocr,
            letter.sha256,
            letter.name,
            json.dumps(letter.recipient, ensure_ascii=False),
            letter.state,
            letter.sent_on.isoformat() if letter.sent_on else None,
            now.isoformat(timespec="seconds"),
        ),
    )
    ledger.db.executemany(
        "INSERT INTO letter_invoice VALUES (?, ?)",
        [(letter.letter_id, invoice_id) for invoice_id in invoice_ids],
    )


_SELECT = """
    SELECT letter.*, (SELECT json_group_array(number) FROM letter_invoice JOIN invoice
        USING (invoice_id) WHERE letter_invoice.letter_id = letter.letter_id) AS numbers
    FROM letter"""


def letters(
    ledger: Ledger, *, states: Sequence[str] = (), invoice_id: int | None = None
) -> list[LetterRow]:
    """The letters in these states (any, when none is named), of one invoice if named, oldest first."""
    rows = ledger.db.execute(
        f"{_SELECT} WHERE (:any OR state IN (SELECT value FROM json_each(:states)))"
        " AND (:invoice IS NULL OR letter_id IN"
        " (SELECT letter_id FROM letter_invoice WHERE invoice_id = :invoice)) ORDER BY letter_id",
        {"any": not states, "states": json.dumps(list(states)), "invoice": invoice_id},
    )
    return [
        LetterRow(
            letter_id=row["letter_id"],
            kind=row["kind"],
            customer_id=row["customer_id"],
            dated_on=date.fromisoformat(row["dated_on"]),
            due_on=date.fromisoformat(row["due_on"]),
            channel=row["channel"],
            language=row["language"],
            total_ore=row["total_ore"],
            ocr=row["ocr"],
            sha256=row["sha256"],
            name=row["name"],
            recipient=json.loads(row["recipient"]),
            state=row["state"],
            sent_on=date.fromisoformat(row["sent_on"]) if row["sent_on"] else None,
            invoices=tuple(json.loads(row["numbers"])),
        )
        for row in rows
    ]


def set_letter_state(
    ledger: Ledger, letter_id: int, state: str, *, sent_on: date | None = None
) -> None:
    """What became of a letter."""
    ledger.db.execute(
        "UPDATE letter SET state = ?, sent_on = coalesce(?, sent_on) WHERE letter_id = ?",
        (state, sent_on.isoformat() if sent_on else None, letter_id),
    )
