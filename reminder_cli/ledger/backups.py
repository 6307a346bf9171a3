"""A backup file: a whole ledger, with the bytes of its letters in one table more.

It is made while the ledger is in use, and never read by another path than a ledger: what it says
is checked before it may take a ledger's place.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from reminder_cli.ledger.ledger import Ledger, applied_steps, make_private_file
from reminder_cli.ledger.schema_version import APPLICATION_ID, MIGRATIONS

TAKEN_AT = "taken_at"  # the mark in a backup: when it was made
_FILES = "backup_file"


def fill(ledger: Ledger, path: Path, *, marks: dict[str, str]) -> dict[str, int]:
    """Copy the whole ledger, as it stands at one moment, into a new private file; rows by table.

    ``marks`` are written into the copy. The file needs no other file beside it.
    """
    make_private_file(path, os.O_EXCL)
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        ledger.db.execute("BEGIN")  # what is counted is what is copied, whoever writes meanwhile
        try:
            rows = row_counts(ledger)
            ledger.db.backup(copy)
        finally:
            ledger.db.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute(
            f"CREATE TABLE {_FILES} (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL,"
            " content BLOB NOT NULL) STRICT"
        )
        copy.executemany("INSERT OR REPLACE INTO mark (key, value) VALUES (?, ?)", marks.items())
    return rows


def add_files(path: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Put files into a backup in one transaction; how many."""
    n = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        for name, content in files:
            values = (name, hashlib.sha256(content).hexdigest(), content)
            db.execute(f"INSERT INTO {_FILES} VALUES (?, ?, ?)", values)
            n += 1
        db.execute("COMMIT")
    return n


def row_counts(ledger: Ledger) -> dict[str, int]:
    """How many rows each table of a ledger has."""
    names = ledger.db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        f" AND name <> '{_FILES}' ORDER BY name"
    ).fetchall()
    return {
        name: ledger.db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names
    }


def files_in(ledger: Ledger) -> Iterator[tuple[str, bytes, bool]]:
    """Name, bytes and soundness of each file in an opened backup; none in a plain ledger."""
    if _has_files(ledger.db):
        for name, sha256, content in ledger.db.execute(f"SELECT * FROM {_FILES} ORDER BY name"):
            yield name, content, hashlib.sha256(content).hexdigest() == sha256


@contextmanager
def _untrusted(path: Path) -> Iterator[sqlite3.Connection]:
    """A file that may be anything. A foreign trigger can spoil only the file itself, and is found later."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA cell_size_check = ON")
        yield db


def is_ledger(path: Path) -> bool:
    """Whether the file bears our mark and is whole. Raises ``sqlite3.DatabaseError`` if it is no database."""
    with _untrusted(path) as db:
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            return False
        pages, size = (
            db.execute(f"PRAGMA {of}").fetchone()[0] for of in ("page_count", "page_size")
        )
        if path.stat().st_size % size or path.stat().st_size < pages * size - _in_log(path):
            return False  # cut short: what is missing may be no more than the end of a letter
        return bool(db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")


def _in_log(path: Path) -> int:
    """How many bytes at most lie in the log beside a file, and not in the file yet."""
    log = path.with_name(f"{path.name}-wal")
    return log.stat().st_size if log.exists() else 0


def is_newer(path: Path) -> bool:
    """Whether a newer version of the program has written the file."""
    with _untrusted(path) as db:
        return not applied_steps(db) <= set(MIGRATIONS)


def take_files_out(path: Path) -> Iterator[tuple[str, bytes | None]]:
    """Every file of a backup, None for the bytes of one that is damaged.

    Afterwards the table is gone, and what is left is a ledger.
    """
    with _untrusted(path) as db:
        if not _has_files(db):
            return
        for name, sha256, content in db.execute(f"SELECT name, sha256, content FROM {_FILES}"):
            sound = isinstance(content, bytes) and hashlib.sha256(content).hexdigest() == sha256
            yield str(name), content if sound else None
        db.execute(f"DROP TABLE {_FILES}")
        db.execute("VACUUM")  # the pages that held the letters would stay in the file


def _has_files(db: sqlite3.Connection) -> bool:
    found = db.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (_FILES,)
    ).fetchone()
    return found is not None
