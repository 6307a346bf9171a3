"""A ledger of every schema there has been comes up to this one, with a copy of it beside it first."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.ledger.ledger import Ledger
from reminder_cli.ledger.schema_version import MIGRATIONS
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.verify import verify_ledger
from tests.ledger.test_opening import schema
from tests.ledger.worlds import dump, world_on

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
DAY = date(2026, 3, 17)


def old_ledger(path: Path, script: Path) -> None:
    """The ledger of a fixture, as that version left it."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script.read_text(encoding="utf-8"))
        db.execute("PRAGMA journal_mode = WAL")
    path.chmod(0o600)


@pytest.fixture(params=SCHEMAS, ids=[path.stem for path in SCHEMAS])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    old_ledger(path, request.param)
    return path


def test_every_schema_there_has_been_comes_up_to_this_one(old: Path, tmp_path: Path) -> None:
    before = dump(old)
    world = world_on(old, DAY)
    assert [str(c.message) for c in verify_ledger(world) if not c.ok] == []
    subjects = subjects_by_number(world, ["1041", "1042", "1043"])
    assert [s.account.owed_ore for s in subjects] == [12829_04, 12327_51, 12500_00]
    world.ledger.close()
    after = dump(old)
    assert {name: after[name] for name in ("letter", "payment", "invoice")} == {
        name: before[name] for name in ("letter", "payment", "invoice")
    }
    assert after["event"] == [(*row, "") for row in before["event"]]  # by whom, nobody knows
    Ledger.create(tmp_path / "fresh.db")
    assert schema(old) == schema(tmp_path / "fresh.db")


@pytest.mark.parametrize("umask", [0o000, 0o022], ids=oct)
def test_the_copy_is_whole_private_and_named_after_the_new_schema(old: Path, umask: int) -> None:
    before, mask = dump(old), os.umask(umask)
    try:
        world_on(old, DAY).ledger.close()
    finally:
        os.umask(mask)
    copy = old.with_name(f"ledger.db.before-{MIGRATIONS[-1]}")
    assert dump(copy) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert list(old.parent.glob(".*")) == []


def test_an_earlier_copy_is_never_written_over(old: Path) -> None:
    copy = old.with_name(f"ledger.db.before-{MIGRATIONS[-1]}")
    copy.write_bytes(b"of another day")
    before = dump(old)
    world_on(old, DAY).ledger.close()
    assert copy.read_bytes() == b"of another day"
    assert dump(copy.with_name(f"{copy.name}-2")) == before


def test_without_room_for_the_copy_nothing_is_changed(old: Path) -> None:
    """A limit on the size of files that the copy does not fit in, and everything else does."""
    before = dump(old)
    done = subprocess.run(
        [sys.executable, "-c", _OPEN, str(old)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (done.returncode, done.stdout) == (0, "LedgerUnwritable\n"), done.stderr
    assert dump(old) == before
    assert {p.name for p in old.parent.iterdir()} <= {"ledger.db", "ledger.db-wal", "ledger.db-shm"}


_OPEN = """
import resource, sys
from pathlib import Path
from reminder_cli.ledger.ledger import Ledger
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    Ledger(Path(sys.argv[1]), project=lambda _id, _events: ())
except Exception as error:
    print(type(error).__name__)
"""
