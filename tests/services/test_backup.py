"""A backup holds all that is needed to carry on, is checked, private, and writes over nothing."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from reminder_cli.errors import DayBeforeLast, Refused
from reminder_cli.services.backup import back_up
from reminder_cli.services.doctor import doctor
from reminder_cli.services.tick import tick
from reminder_cli.services.verify import verify
from reminder_cli.services.world import World
from tests.delivery_firm import DAY, invoice, make_firm, send_all, world_on
from tests.ledger.worlds import dump

LATER = DAY + timedelta(days=15)
NOT_COPIED = ("mark", "backup_file")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A firm that has sent two reminders."""
    path = make_firm(tmp_path, [invoice(1), invoice(2), invoice(3)])
    made = world_on(path, DAY)
    send_all(made, 1, 2)
    yield made
    made.ledger.close()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777], ids=oct)
def test_private_whatever_the_umask(world: World, umask: int) -> None:
    before = os.umask(umask)
    try:
        back_up(world, world.path.with_name("b.db"))
    finally:
        os.umask(before)
    assert stat.S_IMODE(world.path.with_name("b.db").stat().st_mode) == 0o600


def test_everything_is_in_it(world: World) -> None:
    report = back_up(world, world.path.with_name("b.db"))
    assert dump(report.path, without=NOT_COPIED) == dump(world.path, without=NOT_COPIED)
    with closing(sqlite3.connect(report.path)) as db:
        files = dict(db.execute("SELECT name, content FROM backup_file"))
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    archive = world.letters_folder / "archive"
    assert files == {f"archive/{p.name}": p.read_bytes() for p in archive.iterdir()}
    assert (report.files, report.missing, report.problems) == (4, (), ())
    assert report.size == report.path.stat().st_size
    assert [p.name for p in world.path.parent.glob(".*")] == []


def test_the_firms_own_texts_and_logo_are_in_it(world: World) -> None:
    texts = world.letters_folder / "texts" / "sv"
    texts.mkdir(parents=True)
    (texts / "reminder.toml").write_text("heading = 'Hej'", encoding="utf-8")
    (texts.parent / "logo.svg").write_text("<svg/>", encoding="utf-8")
    (texts.parent / "notes to self.doc").write_text("not ours", encoding="utf-8")
    (texts.parent / "secret.toml").symlink_to("/etc/hostname")
    report = back_up(world, world.path.with_name("b.db"))
    with closing(sqlite3.connect(report.path)) as db:
        names = {row[0] for row in db.execute("SELECT name FROM backup_file")}
    assert {name for name in names if name.startswith("texts")} == {
        "texts/sv/reminder.toml",
        "texts/logo.svg",
    }


def test_made_while_another_writes(world: World) -> None:
    other = world_on(world.path, DAY)
    with other.writing():
        other.ledger.db.execute("UPDATE customer SET city = 'Umeå'")
        report = back_up(world, world.path.with_name("b.db"))
    other.ledger.close()
    with closing(sqlite3.connect(report.path)) as db:
        assert db.execute("SELECT DISTINCT city FROM customer").fetchall() == [("Uppsala",)]


def a_file(path: Path) -> None:
    path.write_bytes(b"mine")


def a_folder(path: Path) -> None:
    path.mkdir()


def a_dangling_link(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


IN_THE_WAY = {
    "a file": (a_file, "exists already"),
    "a folder": (a_folder, "is a folder"),
    "a dangling link": (a_dangling_link, "exists already"),
}


@pytest.mark.parametrize(("make", "told"), IN_THE_WAY.values(), ids=list(IN_THE_WAY))
def test_never_over_what_is_there(world: World, make: object, told: str) -> None:
    path = world.path.with_name("b.db")
    assert callable(make)
    make(path)
    with pytest.raises(Refused, match=told) as refused:
        back_up(world, path)
    assert "remind backup" in refused.value.fix
    assert not path.with_name("nowhere").exists()
    if path.is_file():
        assert path.read_bytes() == b"mine"


def test_the_ledger_itself_is_no_place_for_it(world: World) -> None:
    before = world.path.read_bytes()
    with pytest.raises(Refused, match="exists already"):
        back_up(world, world.path)
    assert world.path.read_bytes() == before


def test_no_folder(world: World) -> None:
    with pytest.raises(Refused, match="no folder"):
        back_up(world, world.path.with_name("nowhere") / "b.db")


def test_a_day_before_the_last_one(world: World) -> None:
    early = world_on(world.path, DAY - timedelta(days=1))
    with pytest.raises(DayBeforeLast):
        back_up(early, world.path.with_name("b.db"))
    early.ledger.close()
    assert not world.path.with_name("b.db").exists()


def test_a_dry_run_leaves_nothing(world: World) -> None:
    names = sorted(p.name for p in world.path.parent.iterdir())
    before = dump(world.path)
    report = back_up(world, world.path.with_name("b.db"), dry_run=True)
    assert (report.rows["invoice"], report.files) == (3, 4)
    assert sorted(p.name for p in world.path.parent.iterdir()) == names
    assert dump(world.path) == before


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_letter_whose_file_is_not_right_is_told(world: World, damage: str) -> None:
    path = sorted((world.letters_folder / "archive").glob("*.pdf"))[1]
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"%PDF")
    assert back_up(world, world.path.with_name("b.db")).missing == (2,)


def test_what_is_wrong_in_the_ledger_is_told_and_copied(world: World) -> None:
    with closing(sqlite3.connect(world.path)) as db:
        db.execute("DROP TRIGGER event_no_update")
        db.commit()
    report = back_up(world, world.path.with_name("b.db"))
    assert [check.code for check in report.problems] == ["schema"]


def test_a_ledger_that_is_damaged_gets_no_backup(world: World) -> None:
    world.ledger.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    world.ledger.close()
    del world.__dict__["ledger"]
    content = bytearray(world.path.read_bytes())
    page = content.index(b"/1/opened") // 4096 * 4096
    content[page + 8 : page + 40] = b"\xa5" * 32
    world.path.write_bytes(bytes(content))
    with pytest.raises((Refused, sqlite3.DatabaseError)) as caught:
        back_up(world, world.path.with_name("b.db"))
    assert not world.path.with_name("b.db").exists(), caught.value
    assert [p.name for p in world.path.parent.glob(".*")] == []


def test_the_backup_used_as_it_is_sends_nothing(world: World) -> None:
    report = back_up(world, world.path.with_name("b.db"))
    copy = world_on(report.path, LATER)
    ticked = tick(copy)
    assert ticked.letters == []
    assert {held.code for held in ticked.held} == {"restored"}
    copy.ledger.close()
    # The ledger itself goes on as before.
    assert len(tick(world_on(world.path, LATER)).letters) == 2


def test_an_unexpected_trigger_is_found(world: World) -> None:
    world.ledger.db.execute("CREATE TRIGGER mine AFTER INSERT ON mark BEGIN DELETE FROM note; END")
    assert [check.code for check in verify(world) if not check.ok] == ["schema"]


def backed_up(world: World) -> bool:
    return next(check.ok for check in doctor(world) if check.code == "backup")


@pytest.mark.parametrize(
    ("days", "ok"), [(0, True), (14, True), (15, False)], ids=["today", "14 days", "15 days"]
)
def test_doctor_asks_for_one_when_a_fact_is_older_than_two_weeks(
    world: World, days: int, ok: bool
) -> None:
    later = world_on(world.path, DAY + timedelta(days=days))
    assert backed_up(later) is ok
    later.ledger.close()


def test_doctor_is_content_while_nothing_has_happened_since(world: World) -> None:
    back_up(world, world.path.with_name("b.db"))
    later = world_on(world.path, date(2027, 3, 2))
    assert backed_up(later)
    later.ledger.close()


def test_doctor_asks_nobody_who_tries_out(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    trial = world_on(path, DAY, trial=True)
    send_all(trial, 1)
    trial.ledger.close()
    later = world_on(path, DAY + timedelta(days=60))
    assert backed_up(later)
    later.ledger.close()
