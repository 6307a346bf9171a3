"""Compares a ledger with a copy that is to take its place, and puts it there in one transaction."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from msgspec import Struct

from reminder_cli.ledger.ledger import Ledger, make_private_file, sync

# Derived, remembered for convenience, or about the file itself.
_NO_FACTS = (
    "case_state",
    "open_claim",
    "customer_key",
    "mark",
    "shown_plan",
    "_sqlite_migrations",
    "backup_file",
    # Told of by the customer that was changed, and by the changes of its statuses.
    "register_change",
    "customer_status",
)
# How much of a broken file is copied at once.
_PIECE = 1 << 20
BESIDE = ("-wal", "-shm", "-journal")


class GoneOut(Struct, frozen=True):
    """A letter that has gone out, or may have, and that the other ledger does not know of.

    ``fees_ore`` is what was claimed of fees in each invoice's case up to and with it.
    """

    letter_id: int
    kind: str
    state: str
    sent_on: date | None
    invoices: tuple[str, ...]
    fees_ore: tuple[int, ...]


class Missing(Struct, frozen=True, kw_only=True):
    """What one ledger has and another lacks: rows by table, since when, and the letters that went out."""

    rows: dict[str, int]
    since: str = ""
    letters: tuple[GoneOut, ...] = ()

    @property
    def total(self) -> int:
        """How many rows."""
        return sum(self.rows.values())


class Fate(Struct, frozen=True):
    """What this ledger knows of a letter that has not gone out in the other one."""

    letter_id: int
    state: str
    sent_on: date | None


@contextmanager
def beside(ledger: Ledger, other: Path) -> Iterator[None]:
    """The other ledger attached, to be compared with."""
    ledger.db.execute("ATTACH DATABASE ? AS other", (str(other),))
    try:
        yield
    finally:
        ledger.db.execute("DETACH DATABASE other")


def missing_in_other(ledger: Ledger) -> Missing:
    """What this ledger has and the attached one lacks, or has in another form."""
    return _missing(ledger, "main", "other")


def missing_here(ledger: Ledger) -> Missing:
    """What the attached one has and this ledger lacks."""
    return _missing(ledger, "other", "main")


def _missing(ledger: Ledger, here: str, there: str) -> Missing:
    db = ledger.db
    names = db.execute(
        f"SELECT name FROM {here}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        f" AND name NOT IN ({', '.join('?' * len(_NO_FACTS))}) ORDER BY name",
        _NO_FACTS,
    ).fetchall()
    rows = {}
    for (name,) in names:
        n = db.execute(
            f'SELECT count(*) FROM (SELECT * FROM {here}."{name}"'
            f' EXCEPT SELECT * FROM {there}."{name}")'
        ).fetchone()[0]
        if n:
            rows[name] = n
    return Missing(
        rows=rows, since=_since(db, here, there), letters=tuple(_gone_out(db, here, there))
    )


def _since(db: sqlite3.Connection, here: str, there: str) -> str:
    """The day of the first event, payment, letter or import that the other lacks; empty when none."""
    parts = " UNION ALL ".join(
        f"SELECT min(recorded_at) AS at FROM {here}.{table} WHERE {key} NOT IN"
        f" (SELECT {key} FROM {there}.{table})"
        for table, key in (
            ("event", "key"),
            ("payment", "key"),
            ("letter", "name"),
            ("import_file", "sha256"),
        )
    )
    return str(db.execute(f"SELECT coalesce(min(at), '') FROM ({parts})").fetchone()[0])[:10]


def _gone_out(db: sqlite3.Connection, here: str, there: str) -> Iterator[GoneOut]:
    """A letter that was taken back since is told too: the debtor has it."""
    rows = db.execute(
        "SELECT letter_id, kind, state, sent_on, (SELECT json_group_array(json_array(number,"
        f" ({_FEES.format(here=here)}))) FROM {here}.letter_invoice AS i"
        f" JOIN {here}.invoice USING (invoice_id) WHERE i.letter_id = letter.letter_id)"
        f" FROM {here}.letter AS letter WHERE state IN ('sent', 'started', 'uncertain') AND NOT EXISTS"
        f" (SELECT 1 FROM {there}.letter AS o WHERE o.letter_id = letter.letter_id"
        " AND o.name = letter.name AND o.sha256 = letter.sha256) ORDER BY letter_id"
    )
    for letter_id, kind, state, sent_on, claimed in rows:
        on = date.fromisoformat(sent_on) if sent_on else None
        numbers, fees = zip(*json.loads(claimed), strict=True)
        yield GoneOut(letter_id, kind, state, on, numbers, fees)


_FEES = """
    SELECT coalesce(sum(json_extract(e.body, '$.fee_ore')), 0) FROM {here}.event AS e
    JOIN {here}.event AS mine ON mine.invoice_id = e.invoice_id AND mine.kind = 'letter_issued'
        AND json_extract(mine.body, '$.letter_id') = letter.letter_id
    WHERE e.kind = 'letter_issued' AND e.invoice_id = i.invoice_id AND e.seq <= mine.seq
        AND json_extract(e.body, '$.case_no') = json_extract(mine.body, '$.case_no')
        AND NOT EXISTS (SELECT 1 FROM {here}.event AS back WHERE back.kind = 'letter_retracted'
            AND back.invoice_id = e.invoice_id
            AND json_extract(back.body, '$.letter_id') = json_extract(e.body, '$.letter_id'))
"""


def fates(ledger: Ledger) -> list[Fate]:
    """What became of the letters that have not gone out in the attached ledger, where this one differs."""
    rows = ledger.db.execute(
        "SELECT mine.letter_id, mine.state, mine.sent_on FROM main.letter AS mine"
        " JOIN other.letter AS theirs USING (letter_id, name, sha256)"
        " WHERE theirs.state NOT IN ('sent', 'undone') AND theirs.state <> mine.state"
    )
    return [
        Fate(row[0], row[1], date.fromisoformat(row[2]) if row[2] else None)
        for row in rows.fetchall()
    ]


def come_back(ledger: Ledger) -> list[int]:
    """The customers that were erased here and are whole in the attached ledger."""
    rows = ledger.db.execute(
        "SELECT customer_id FROM main.erasure WHERE customer_id NOT IN"
        " (SELECT customer_id FROM other.erasure) ORDER BY customer_id"
    )
    return [row[0] for row in rows]


def replace_with(ledger: Ledger, other: Path) -> None:
    """Put another ledger's whole content in the place of this one's, in one transaction.

    Only to be called while nobody else has the ledger open (:meth:`Ledger.alone`). Whoever opens
    it later finds the old content or the new, whenever this process is killed.
    """
    with closing(sqlite3.connect(other, isolation_level=None)) as source:
        source.backup(ledger.db, progress=_not_waiting)


def _not_waiting(status: int, _left: int, _pages: int) -> None:
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        # The backup would try again for ever; nobody else can hold the file, so this is a mistake of ours.
        raise AssertionError("the ledger is not ours alone")


def put_in_place(staged: Path, path: Path) -> None:
    """A ledger where there is none, or in the place of a file that cannot be read and was copied."""
    with closing(sqlite3.connect(staged, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    sync(staged)
    for suffix in BESIDE:  # of a ledger that is not this one
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    staged.replace(path)
    sync(path.parent)


def copy_bytes(path: Path, to: Path) -> None:
    """A private copy of a database file with its log, byte for byte.

    A rollback journal is left out: a ledger has none, and a false one can have SQLite delete a file.
    """
    for suffix in ("", "-wal"):
        source = path.with_name(path.name + suffix)
        if not source.is_file():
            continue
        target = to.with_name(to.name + suffix)
        make_private_file(target, os.O_EXCL)
        with source.open("rb") as read, target.open("wb") as write:
            shutil.copyfileobj(read, write, _PIECE)
            write.flush()
            os.fsync(write.fileno())
