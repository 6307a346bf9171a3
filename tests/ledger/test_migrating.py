"""A ledger of every schema there has been comes up to this one, with a copy of it beside it first."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reminder_cli.ledger.books import rules_of
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


def test_the_rules_that_claims_are_booked_under_are_made_whole(old: Path) -> None:
    """What left on one account of sales stays on it, and the register of VAT is the one of today."""
    rules: dict[int, dict[str, Any]] = {
        1: {"accounts": {"sales": "3001"}, "cash_method": True},
        2: {"accounts": {"sales": "3041"}, "vat_registered": None},
        3: {"accounts": {"sales": "3041", "sales_12": "3042"}, "vat_registered": True},
    }
    with closing(sqlite3.connect(old)) as db:
        db.execute("INSERT OR REPLACE INTO setting VALUES ('vat_registered', 'false')")
        db.executemany(
            "INSERT INTO booked_under VALUES (?, ?)",
            [(invoice, json.dumps(kept)) for invoice, kept in rules.items()],
        )
        db.commit()
    world = world_on(old, DAY)
    found = rules_of(world.ledger, list(rules))
    assert [found[1].accounts.sales_of(percent) for percent in (25, 12, 6, 0)] == ["3001"] * 4
    assert [found[2].accounts.sales_of(percent) for percent in (25, 12, 6, 0)] == ["3041"] * 4
    assert [found[3].accounts.sales_of(percent) for percent in (12, 6)] == ["3042", "3041"]
    assert [found[invoice].vat_registered for invoice in rules] == [False, False, True]
    assert found[1].cash_method
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        world.ledger.db.execute("UPDATE booked_under SET rules = '{}'")
    world.ledger.close()
