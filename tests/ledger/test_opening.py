"""Opening a file: what is ours is opened, all else is refused and left byte for byte."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from reminder_cli.errors import (
    LedgerDamaged,
    LedgerExists,
    LedgerTooNew,
    NoLedger,
    RemindError,
)
from reminder_cli.ledger.ledger import Ledger
from reminder_cli.ledger.schema_version import APPLICATION_ID, MIGRATION_SET, MIGRATIONS
from tests.ledger.worlds import dump, firm, row, world_on


def a_ledger(path: Path) -> None:
    world = firm(path.parent, row("1041"))
    world.ledger.close()
    assert world.path == path


def newer(path: Path) -> None:
    a_ledger(path)
    db = sqlite3.connect(path)
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
        (MIGRATION_SET, "m999_from_the_future", "2030-01-01"),
    )
    db.commit()
    db.close()


def header_gone(path: Path) -> None:
    a_ledger(path)
    path.write_bytes(b"\x00" * 100 + path.read_bytes()[100:])


def cut_short(path: Path) -> None:
    a_ledger(path)
    path.write_bytes(path.read_bytes()[:5000])


def pages_overwritten(path: Path) -> None:
    a_ledger(path)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * len(content[4096:])
    path.write_bytes(bytes(content))


def schema_overwritten(path: Path) -> None:
    a_ledger(path)
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xa5" * 3996
    path.write_bytes(bytes(content))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_text("Fakturanr;Kund;Belopp\n", encoding="utf-8")


def other_database(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE mine (a)")
    db.close()


REFUSED = {
    "newer": (newer, LedgerTooNew),
    "header gone": (header_gone, LedgerDamaged),
    "cut short": (cut_short, LedgerDamaged),
    "pages overwritten": (pages_overwritten, LedgerDamaged),
    "schema overwritten": (schema_overwritten, LedgerDamaged),
    "empty": (empty, LedgerDamaged),
    "text": (text, LedgerDamaged),
    "another program's": (other_database, LedgerDamaged),
}


@pytest.mark.parametrize(("spoil", "refusal"), REFUSED.values(), ids=list(REFUSED))
def test_refused_and_left_as_it_was(
    tmp_path: Path, spoil: object, refusal: type[RemindError]
) -> None:
    path = tmp_path / "ledger.db"
    assert callable(spoil)
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(refusal) as caught:
        firm_on(path)
    assert str(path) in caught.value.message
    assert caught.value.fix
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.glob("ledger.db.before*")] == []


def firm_on(path: Path) -> None:
    """Open, and read everything a command reads first."""
    world = world_on(path)
    try:
        assert world.company.name
    finally:
        if "ledger" in world.__dict__:
            world.ledger.close()


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(NoLedger, match="no ledger at"):
        firm_on(tmp_path / "nothing.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NoLedger):
        firm_on(tmp_path)


def test_never_made_over_another(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"mine")
    with pytest.raises(LedgerExists):
        Ledger.create(path)
    assert path.read_bytes() == b"mine"


def older(path: Path) -> None:
    """A ledger of a version that knew only the first step, with a firm in it."""
    from sqlite_utils import Database

    from reminder_cli.ledger.migrations import migrations

    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.close()
    db = Database(path, execute_plugins=False)
    migrations.apply(db, stop_before=MIGRATIONS[1])
    db.execute(
        "INSERT INTO company (company_id, name, org_number, collector)"
        " VALUES (1, 'Firman AB', '556036-0793', 'own')"
    )
    db.conn.commit()
    db.close()


def test_an_older_ledger_is_brought_up_with_a_backup_beside_it(tmp_path: Path) -> None:
    path, fresh = tmp_path / "ledger.db", tmp_path / "fresh.db"
    older(path)
    before = dump(path)
    firm_on(path)
    Ledger.create(fresh)
    assert schema(path) == schema(fresh)
    backup = tmp_path / f"ledger.db.before-{MIGRATIONS[-1]}"
    assert dump(backup) == before
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert dump(path)["company"] == before["company"]
    assert [r[2] for r in sorted(dump(path)["_sqlite_migrations"])] == list(MIGRATIONS)


def schema(path: Path) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    rows = db.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
    ).fetchall()
    db.close()
    return rows


def test_a_step_that_fails_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    older(path)
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE letter (mine)")  # the third step will stumble over it
    db.close()
    with pytest.raises(RemindError) as caught:
        firm_on(path)
    assert caught.value.fix
    assert dump(path)["company"]
    assert (tmp_path / f"ledger.db.before-{MIGRATIONS[-1]}").exists()
