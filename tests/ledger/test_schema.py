"""What the file promises by itself, whoever writes in it: strict, append-only, private, marked."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

import reminder_cli
from reminder_cli.ledger.ledger import Ledger
from reminder_cli.ledger.schema_version import APPLICATION_ID, MIGRATION_SET, MIGRATIONS
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.world import World
from tests.ledger.worlds import firm, row


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path, row("1041"))
    send(made, ["1041"], SendOptions())
    yield made
    made.ledger.close()


def tables(db: sqlite3.Connection) -> dict[str, str]:
    found = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    return {name: sql for name, sql in found if not name.startswith("_sqlite")}


def test_every_table_is_strict(world: World) -> None:
    loose = [n for n, sql in tables(world.ledger.db).items() if "STRICT" not in sql.split(")")[-1]]
    assert loose == []


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("foreign_keys", 1),
        ("synchronous", 2),
        ("journal_mode", "wal"),
        ("recursive_triggers", 1),
        ("application_id", APPLICATION_ID),
    ],
)
def test_connection(world: World, pragma: str, value: object) -> None:
    assert world.ledger.db.execute(f"PRAGMA {pragma}").fetchone()[0] == value


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET counts_on = '2020-01-01'",
        "UPDATE event SET body = body",
        "UPDATE OR IGNORE event SET invoice_id = 1",
        "DELETE FROM event",
        "DELETE FROM event WHERE seq = 1",
        "INSERT OR REPLACE INTO event SELECT * FROM event",
        "REPLACE INTO event (key, invoice_id, kind, counts_on, recorded_at, body)"
        " SELECT key, invoice_id, kind, counts_on, recorded_at, body FROM event",
        "INSERT INTO event SELECT * FROM event WHERE true"
        " ON CONFLICT (key) DO UPDATE SET counts_on = '2020-01-01'",
    ],
    ids=[
        "update",
        "update to same",
        "update or ignore",
        "delete all",
        "delete one",
        "replace",
        "replace by key",
        "upsert",
    ],
)
def test_events_cannot_be_changed(world: World, statement: str) -> None:
    db = world.ledger.db
    before = [tuple(r) for r in db.execute("SELECT * FROM event")]
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|UNIQUE"):
        db.execute(statement)
    assert [tuple(r) for r in db.execute("SELECT * FROM event")] == before


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            "INSERT INTO event VALUES (NULL, 'k', 999, 'x', '2026-01-01', 'now', '{}', '')",
            "FOREIGN KEY",
        ),
        ("INSERT INTO event VALUES (NULL, 'k', 1, 'x', '1 Jan', 'now', '{}', '')", "CHECK"),
        ("INSERT INTO event VALUES (NULL, 'k', 1, 'x', '2026-01-01', 'now', '{', '')", "CHECK"),
        (
            "INSERT INTO event VALUES (NULL, 'k', 'one', 'x', '2026-01-01', 'now', '{}', '')",
            "INTEGER",
        ),
        ("UPDATE invoice SET total_ore = 12.5", "INTEGER"),
        ("UPDATE invoice SET customer_id = 999", "FOREIGN KEY"),
        ("DELETE FROM customer", "FOREIGN KEY"),
        ("UPDATE invoice SET number = ''", "CHECK"),
        ("INSERT INTO company SELECT 2, * FROM (SELECT name, org_number FROM company)", "columns"),
        ("UPDATE company SET company_id = 2", "CHECK"),
        ("UPDATE letter SET state = 'lost'", "CHECK"),
        (
            "INSERT INTO payment (payment_id, key, booked_on, amount_ore, source, recorded_at) VALUES (1, 'k', '2026-01-01', 0, 's', 'now')",
            "CHECK",
        ),
    ],
    ids=[
        "unknown invoice",
        "odd day",
        "odd body",
        "odd id",
        "half an öre",
        "unknown customer",
        "customer with invoices",
        "no number",
        "odd columns",
        "two firms",
        "odd state",
        "no amount",
    ],
)
def test_refused_by_the_file(world: World, statement: str, why: str) -> None:
    with pytest.raises(sqlite3.Error, match=why):
        world.ledger.db.execute(statement)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277, 0o777], ids=oct)
def test_only_the_owner_may_read_it(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "folder" / "ledger.db"
    path.parent.mkdir()
    kept = os.umask(umask)
    try:
        Ledger.create(path)
    finally:
        os.umask(kept)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_folder_is_private(tmp_path: Path) -> None:
    kept = os.umask(0o000)
    try:
        Ledger.create(tmp_path / "folder" / "ledger.db")
    finally:
        os.umask(kept)
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700


def test_beside_the_file_nothing_is_readable_by_others(world: World) -> None:
    with world.writing(), world.ledger.running():
        beside = {p.name: p for p in world.path.parent.glob("ledger.db*")}
        assert {"ledger.db-wal", "ledger.db-shm", "ledger.db.running"} <= set(beside)
        open_to_others = {n for n, p in beside.items() if p.stat().st_mode & 0o077}
    assert open_to_others == set()


def test_migrations_are_recorded(world: World) -> None:
    rows = world.ledger.db.execute("SELECT migration_set, name FROM _sqlite_migrations ORDER BY id")
    assert [tuple(r) for r in rows] == [(MIGRATION_SET, name) for name in MIGRATIONS]


def test_the_names_of_the_steps_are_the_steps() -> None:
    from reminder_cli.ledger.migrations import migrations

    assert tuple(step.name for step in migrations._migrations) == MIGRATIONS


def test_transform_is_never_used() -> None:
    # Table.transform drops triggers without a word (docs/decisions).
    package = Path(reminder_cli.__file__).parent
    used = [
        f"{path}: {line}"
        for path in package.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\.transform\(|\.transform_sql\(", line)
    ]
    assert used == []
