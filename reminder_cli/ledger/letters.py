"""The archive of letters: who got which bytes, when and how, and what became of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from sqlite3 import Row

from msgspec import Struct

from reminder_cli.ledger.ledger import Ledger

# What has not gone out, or may not have.
OPEN_STATES = ("recorded", "waiting", "started", "failed", "uncertain")


class LetterRow(Struct, frozen=True, kw_only=True):
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
    invoice_ids: tuple[int, ...] = ()
    recorded_at: str = ""
    attempts: int = 0
    next_try_at: datetime | None = None
    message_id: str = ""
    problem: str = ""


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
        USING (invoice_id) WHERE letter_invoice.letter_id = letter.letter_id) AS numbers,
        (SELECT json_group_array(invoice_id) FROM letter_invoice
        WHERE letter_invoice.letter_id = letter.letter_id) AS ids
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
    return [_read(row) for row in rows]


def named_ocrs(ledger: Ledger) -> list[tuple[int, str]]:
    """The OCR numbers that letters for one invoice have named, each with its invoice's id."""
    return ledger.db.execute(
        "SELECT DISTINCT invoice_id, ocr FROM letter JOIN letter_invoice USING (letter_id)"
        " WHERE ocr <> '' AND state <> 'undone'"
    ).fetchall()


def letter_by_id(ledger: Ledger, letter_id: int) -> LetterRow | None:
    """One letter, if there is one of that number."""
    row = ledger.db.execute(f"{_SELECT} WHERE letter_id = ?", (letter_id,)).fetchone()
    return None if row is None else _read(row)


def not_to_lie(ledger: Ledger, names: Sequence[str], *, taken_back_only: bool = False) -> list[str]:
    """Which of these letters must not lie to be printed: not on record as sent, or taken back since.

    ``taken_back_only`` leaves out those that are not on record: a run may be putting them out now.
    """
    rows = ledger.db.execute(
        """
        WITH lying AS (
            SELECT name, state = 'sent' AS sent, EXISTS (
                SELECT 1 FROM letter_invoice JOIN event USING (invoice_id)
                WHERE letter_invoice.letter_id = letter.letter_id
                AND event.kind = 'letter_retracted'
                AND json_extract(event.body, '$.letter_id') = letter.letter_id) AS back
            FROM letter WHERE name IN (SELECT value FROM json_each(:names)))
        SELECT name FROM lying GROUP BY name
        -- A letter that was undone and made again on its day has the same name.
        HAVING max(sent AND NOT back) = 0 AND (max(sent) OR NOT :taken_back_only) ORDER BY name
        """,
        {"names": json.dumps(list(names)), "taken_back_only": taken_back_only},
    )
    return [str(row[0]) for row in rows]


def unsent_letter(
    ledger: Ledger, invoice_id: int, *, also: Sequence[str] = ("recorded", "waiting")
) -> int | None:
    """A letter that asks for this invoice and has not gone out, or may not have; None when none.

    ``also`` are the states of letters that go by themselves with the next run.
    """
    states = ("started", "failed", "uncertain", *also)
    row = ledger.db.execute(
        "SELECT letter_id FROM letter_invoice JOIN letter USING (letter_id)"
        " WHERE invoice_id = ? AND state IN (SELECT value FROM json_each(?)) ORDER BY letter_id",
        (invoice_id, json.dumps(states)),
    ).fetchone()
    return None if row is None else int(row[0])


def _read(row: Row) -> LetterRow:
    next_try = row["next_try_at"]
    return LetterRow(
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
        invoice_ids=tuple(json.loads(row["ids"])),
        recorded_at=row["recorded_at"],
        attempts=row["attempts"],
        next_try_at=datetime.fromisoformat(next_try) if next_try else None,
        message_id=row["message_id"],
        problem=row["problem"],
    )


class Change(Struct, frozen=True, kw_only=True):
    """What becomes of a letter. What is None stays as it is; ``next_try_at`` is always written."""

    state: str
    sent_on: date | None = None
    channel: str | None = None
    attempts: int | None = None
    next_try_at: datetime | None = None
    message_id: str | None = None
    problem: str | None = None


def change_letter(
    ledger: Ledger, letter_id: int, change: Change, *, was: Sequence[str] = ()
) -> bool:
    """Write what became of a letter, only if its state still is one of ``was``; whether it was.

    Two processes may have read the same letter: without the condition, the slower one would
    set a letter that has gone out back to waiting, and it would go out twice.
    """
    moment = change.next_try_at
    done = ledger.db.execute(
        "UPDATE letter SET state = :state, sent_on = coalesce(:sent_on, sent_on),"
        " channel = coalesce(:channel, channel), attempts = coalesce(:attempts, attempts),"
        " next_try_at = :next_try_at, message_id = coalesce(:message_id, message_id),"
        " problem = coalesce(:problem, problem) WHERE letter_id = :letter_id"
        " AND (:any OR state IN (SELECT value FROM json_each(:was)))",
        {
            "state": change.state,
            "sent_on": change.sent_on.isoformat() if change.sent_on else None,
            "channel": change.channel,
            "attempts": change.attempts,
            "next_try_at": moment.isoformat(timespec="seconds") if moment else None,
            "message_id": change.message_id,
            "problem": change.problem,
            "letter_id": letter_id,
            "any": not was,
            "was": json.dumps(list(was)),
        },
    )
    return done.rowcount == 1
