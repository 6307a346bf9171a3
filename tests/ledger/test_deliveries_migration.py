"""A ledger from before deliveries were counted is brought up to date with its letters."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from reminder_cli.ledger.ledger import Ledger
from reminder_cli.ledger.letters import letters
from reminder_cli.ledger.migrations import migrations
from reminder_cli.ledger.schema_version import APPLICATION_ID


def test_letters_from_before_get_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    db = Database(path, execute_plugins=False)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrations.apply(db, stop_before="m004_deliveries")
    db.execute(
        "INSERT INTO customer VALUES (1, '', 'N', 'consumer', '', '', '', '', '', '', 'sv', 0, 'n')"
    )
    db.execute(
        "INSERT INTO letter VALUES (1, 'reminder', 1, '2026-03-02', '2026-03-16', 'print', 'sv',"
        " 106000, '', '', 'name', '{}', 'waiting', NULL, '2026-03-02T09:00:00')"
    )
    db.conn.commit()
    db.close()
    ledger = Ledger(path, project=lambda _id, _events: ())
    (letter,) = letters(ledger)
    assert (letter.attempts, letter.next_try_at, letter.message_id, letter.problem) == (
        0,
        None,
        "",
        "",
    )
    ledger.close()
    (copy,) = tmp_path.glob("old.db.before-*")
    with sqlite3.connect(copy) as before:
        assert before.execute("SELECT state FROM letter").fetchone() == ("waiting",)
    before.close()
