"""Restoring: only a whole ledger of this firm, never less than there is unasked, and no letter twice."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec.structs import replace

from reminder_cli.domain.adopting import Adoption
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import (
    DayBeforeLast,
    LedgerBusy,
    LedgerTooNew,
    PlanChanged,
    Refused,
    RejectedFile,
    RemindError,
)
from reminder_cli.ledger.customers import update_customer
from reminder_cli.ledger.replacing import Missing
from reminder_cli.ledger.schema_version import APPLICATION_ID, MIGRATION_SET
from reminder_cli.services.adopting import adopt
from reminder_cli.services.backup import back_up
from reminder_cli.services.cancel import cancel
from reminder_cli.services.delivering import DeliverOptions, deliver
from reminder_cli.services.dispute import dispute, resolve
from reminder_cli.services.hold import HoldOrder, hold
from reminder_cli.services.outbox import mark_sent, undo_letters
from reminder_cli.services.pay import pay
from reminder_cli.services.restore import RestoreOptions, RestoreReport, restore
from reminder_cli.services.resuming_letters import resume
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.tick import tick
from reminder_cli.services.verify import verify
from reminder_cli.services.world import World
from tests.delivery_firm import DAY, invoice, make_firm, rows_of, send_all, world_on
from tests.ledger.test_opening import schema
from tests.ledger.worlds import dump
from tests.post_office import PostOffice, post_office

LATER = DAY + timedelta(days=15)  # the day of the demands
NO_FACTS = ("mark", "case_state", "shown_plan", "backup_file")
T = TypeVar("T")
GO_BACK = RestoreOptions(discard_newer=True)


class Firm:
    """One ledger, opened anew for each thing that is done with it, as the program does."""

    def __init__(self, folder: Path, *rows: str, port: int = 0) -> None:
        settings = {"channel_demand": "email"} if port else {}
        self.path = make_firm(
            folder, rows or [invoice(1), invoice(2)], port=port, settings=settings
        )
        self.backup = folder / "backup.db"

    def on(self, day: date, do: Callable[[World], T]) -> T:
        world = world_on(self.path, day, trial=True)
        try:
            return do(world)
        finally:
            if "ledger" in world.__dict__:
                world.ledger.close()

    def take_backup(self, day: date = DAY) -> None:
        self.on(day, lambda world: back_up(world, self.backup))

    def restore(self, options: RestoreOptions = GO_BACK, day: date = LATER) -> RestoreReport:
        return self.on(day, lambda world: restore(world, self.backup, options))

    @property
    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        return dump(self.path, without=NO_FACTS)

    def lose(self) -> None:
        """The disk dies: neither ledger nor letters are left."""
        for path in self.path.parent.glob("ledger.db*"):
            path.unlink()
        shutil.rmtree(self.path.parent / "ledger-letters")

    def ruin(self) -> None:
        """The ledger is there and cannot be read."""
        for path in self.path.parent.glob("ledger.db-*"):
            path.unlink()
        self.path.write_bytes(b"\x00" * 4096 + self.path.read_bytes()[4096:])


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    """A firm that has sent two reminders and then made a backup."""
    made = Firm(tmp_path)
    made.on(DAY, lambda world: send_all(world, 1, 2))
    made.take_backup()
    return made


def all_is_well(world: World) -> bool:
    return all(check.ok for check in verify(world))


def is_held(world: World) -> bool:
    return world.restored_from is not None


# What comes back.


def test_on_a_new_computer(firm: Firm) -> None:
    rows, archive = firm.rows, files_of(firm.path.parent / "ledger-letters")
    firm.lose()
    report = firm.restore(RestoreOptions())
    assert (report.before, report.kept, report.held) == ("none", None, True)
    assert firm.rows == rows
    assert files_of(firm.path.parent / "ledger-letters") == {
        name: content for name, content in archive.items() if not name.startswith("to-print")
    }
    assert firm.on(LATER, all_is_well)
    assert stat.S_IMODE(firm.path.stat().st_mode) == 0o600
    assert (
        firm.on(LATER, lambda w: w.ledger.db.execute("PRAGMA journal_mode").fetchone()[0]) == "wal"
    )
    left = {p.name for p in firm.path.parent.iterdir() if p.name.startswith(".")}
    assert left == set()


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_private_whatever_the_umask(firm: Firm) -> None:
    firm.lose()
    before = os.umask(0)
    try:
        firm.restore()
    finally:
        os.umask(before)
    made = [firm.path, *(firm.path.parent / "ledger-letters").rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in made} == {0}


def test_own_texts_come_back_where_there_are_none(firm: Firm) -> None:
    logo = firm.path.parent / "ledger-letters" / "texts" / "logo.svg"
    logo.parent.mkdir()
    logo.write_text("<svg/>", encoding="utf-8")
    firm.backup.unlink()
    firm.take_backup()
    logo.write_text("<svg>newer</svg>", encoding="utf-8")
    firm.restore()
    assert "newer" in logo.read_text(encoding="utf-8")
    shutil.rmtree(logo.parent)
    firm.restore()
    assert logo.read_text(encoding="utf-8") == "<svg/>"


def test_a_ledger_that_is_just_the_same_sends_as_before(firm: Firm) -> None:
    report = firm.restore(RestoreOptions())
    assert report.lost == Missing(rows={})
    assert not report.held
    assert not firm.on(LATER, is_held)
    assert len(firm.on(LATER, tick).letters) == 2


def test_a_backup_of_an_older_version_is_brought_up(tmp_path: Path) -> None:
    fixture = Path(__file__).parents[1] / "ledger" / "schemas" / "0.1.0-m009.sql"
    old = tmp_path / "old.db"
    with closing(sqlite3.connect(old)) as db:
        db.executescript(fixture.read_text(encoding="utf-8"))
    fresh = tmp_path / "new" / "ledger.db"
    world = world_on(fresh, LATER, trial=True)
    report = restore(world, old, RestoreOptions())
    assert report.staged.without_file == (1, 2, 3, 4, 5)  # a plain copy has no letters with it
    assert report.staged.taken_on == date(2026, 3, 17)
    assert report.staged.rows["event"] == 10
    assert {c.code for c in verify(world) if not c.ok} == {"letters"}
    world.ledger.close()
    assert [p.name for p in tmp_path.glob("old.db*")] == ["old.db"]


# What is lost.


def happen_later(firm: Firm) -> None:
    """Two demands and a payment after the backup."""
    firm.on(LATER, tick)
    firm.on(LATER, lambda world: pay(world, "1", 100_00, on=LATER))


def test_a_worse_one_is_refused_and_says_what_would_be_lost(firm: Firm) -> None:
    happen_later(firm)
    rows = firm.rows
    with pytest.raises(Refused) as refused:
        firm.restore(RestoreOptions())
    told = refused.value.message.splitlines()
    assert told == [
        "The ledger has what the backup of 2026-03-02 lacks. Nothing was changed.",
        "  Since 2026-03-17:",
        "  3 events",
        "  2 letters, new or changed",
        "  1 payment, new or changed",
        "  2 other rows",
        "  Letter 3, Inkassokrav, 1: went out on 2026-03-17",
        "    remind send 1 --adopt demand --sent-on 2026-03-17 --fee 240",
        "  Letter 4, Inkassokrav, 2: went out on 2026-03-17",
        "    remind send 2 --adopt demand --sent-on 2026-03-17 --fee 240",
    ]
    assert "--discard-newer" in refused.value.fix
    assert firm.rows == rows
    assert sorted(p.name for p in firm.path.parent.glob("ledger.db.replaced*")) == []


def test_what_is_derived_is_no_row_that_would_be_lost(tmp_path: Path) -> None:
    firm = Firm(tmp_path)

    def happen(world: World) -> None:
        pay(world, "1", 100_00, on=LATER)
        with world.writing():
            update_customer(world.ledger, 2, {"name": "Nya Kund AB"}, now=world.now)

    firm.take_backup()
    firm.on(LATER, happen)
    with pytest.raises(Refused) as refused:
        firm.restore(RestoreOptions())
    told = refused.value.message.splitlines()
    assert told[2:] == ["  1 event", "  1 payment, new or changed", "  1 other row"]


def test_a_changed_row_is_a_loss_too(firm: Firm) -> None:
    def change(world: World) -> None:
        with world.writing():
            world.ledger.db.execute("UPDATE customer SET city = 'Umeå' WHERE customer_id = 1")

    firm.on(LATER, change)
    with pytest.raises(Refused, match="1 other row"):
        firm.restore(RestoreOptions())


def test_what_was_there_is_kept_whole_and_can_be_put_back(firm: Firm) -> None:
    happen_later(firm)
    rows = firm.rows
    report = firm.restore()
    assert report.kept is not None
    assert stat.S_IMODE(report.kept.stat().st_mode) == 0o600
    assert dump(report.kept, without=NO_FACTS) == rows
    again = firm.on(LATER, lambda world: restore(world, report.kept or Path(), RestoreOptions()))
    assert (again.lost, again.held) == (Missing(rows={}), True)
    assert firm.rows == rows
    assert firm.on(LATER, all_is_well)


def test_something_registered_while_the_user_was_asked(firm: Firm) -> None:
    happen_later(firm)
    look = firm.restore(RestoreOptions(dry_run=True))
    firm.on(LATER, lambda world: pay(world, "2", 100_00, on=LATER))
    rows = firm.rows
    with pytest.raises(PlanChanged):
        firm.restore(replace(GO_BACK, expected=look.lost))
    assert firm.rows == rows


def test_a_dry_run_changes_nothing(firm: Firm) -> None:
    happen_later(firm)
    before = (firm.rows, files_of(firm.path.parent))
    report = firm.restore(RestoreOptions(dry_run=True))
    assert report.lost is not None
    assert report.lost.rows["payment"] == 1
    after = {n: c for n, c in files_of(firm.path.parent).items() if not n.startswith("ledger.db")}
    assert after == {n: c for n, c in before[1].items() if not n.startswith("ledger.db")}
    assert firm.rows == before[0]


def test_a_ledger_that_cannot_be_read_is_kept_byte_for_byte(firm: Firm) -> None:
    happen_later(firm)
    firm.ruin()
    broken = firm.path.read_bytes()
    report = firm.restore(RestoreOptions())
    assert (report.before, report.lost, report.held) == ("unreadable", None, True)
    assert report.kept is not None
    assert report.kept.read_bytes() == broken
    kept = files_of(report.kept.with_name(f"{report.kept.name}-letters"))
    assert len([name for name in kept if name.startswith("archive/")]) == 8  # also those since
    assert firm.on(LATER, all_is_well)


@pytest.mark.parametrize("table", ["case_state", "event", "letter", "invoice_due", "sqlite_master"])
def test_a_ledger_with_a_damaged_page_gives_way_to_the_backup(firm: Firm, table: str) -> None:
    """It opens, and SQLite finds it damaged: the backup comes back, and what can be told is told."""
    happen_later(firm)
    with closing(sqlite3.connect(firm.path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    page = root[0] - 1 if root else 0
    content = bytearray(firm.path.read_bytes())
    content[page * 4096 + 100 : page * 4096 + 4096] = b"\xa5" * 3996
    firm.path.write_bytes(bytes(content))
    report = firm.restore(RestoreOptions())
    assert (report.before, report.held) == ("unreadable", True)
    assert report.kept is not None
    assert report.kept.read_bytes() == bytes(content)
    assert firm.rows == dump(firm.backup, without=NO_FACTS)
    assert firm.on(LATER, all_is_well)
    if table == "invoice_due":  # an index: all that matters can be read
        assert report.lost is not None
        assert [letter.letter_id for letter in report.lost.letters] == [3, 4]


def test_refused_while_another_has_the_ledger_open(firm: Firm) -> None:
    happen_later(firm)
    rows = firm.rows
    other = sqlite3.connect(firm.path)
    other.execute("SELECT count(*) FROM event").fetchone()
    with pytest.raises(LedgerBusy):
        firm.restore()
    other.close()
    assert firm.rows == rows
    firm.restore()


def test_refused_while_letters_go_out(firm: Firm) -> None:
    world = world_on(firm.path, DAY)
    with world.ledger.running(), pytest.raises(LedgerBusy):
        firm.restore()
    world.ledger.close()


# No letter twice.


def mails(firm: Firm, office: PostOffice) -> list[str]:
    return sorted(str(message["To"]) for _, message in office.taken)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as made:
        yield made


@pytest.fixture
def by_mail(tmp_path: Path, office: PostOffice) -> Firm:
    rows = [invoice(n, email=f"kund{n}@example.se") for n in (1, 2)]
    made = Firm(tmp_path, *rows, port=office.port)
    made.on(DAY, lambda world: send_all(world, 1, 2))
    assert len(office.taken) == 2
    return made


@pytest.mark.parametrize("disaster", ["went back", "new computer", "unreadable"])
def test_demands_that_went_out_after_the_backup_do_not_go_out_again(
    by_mail: Firm, office: PostOffice, disaster: str
) -> None:
    by_mail.take_backup()
    assert len(by_mail.on(LATER, tick).letters) == 2
    owed = fees_and_terms(by_mail)
    assert len(office.taken) == 4
    if disaster == "new computer":
        by_mail.lose()
    elif disaster == "unreadable":
        by_mail.ruin()
    day = LATER + timedelta(days=1)
    assert by_mail.restore(day=day).held
    report = by_mail.on(day, tick)
    assert {held.code for held in report.held} == {"restored"}
    assert not report.letters
    assert not report.is_silent, "cron would keep silent while nothing goes out"
    if disaster == "went back":
        with pytest.raises(Refused, match="are not registered"):
            by_mail.on(day, resume)
    for number in ("1", "2"):
        claimed = Adoption(step="demand", sent_on=LATER, fees_ore=240_00)
        by_mail.on(day, lambda world, n=number, a=claimed: adopt(world, [n], a))  # type: ignore[misc]
    by_mail.on(day, resume)
    for later in range(1, 6):
        by_mail.on(LATER + timedelta(days=later), tick)
    assert len(office.taken) == 4, "a letter went out twice"
    assert fees_and_terms(by_mail) == owed
    assert by_mail.on(day, lambda world: [c.code for c in verify(world) if not c.ok]) == []


def fees_and_terms(firm: Firm) -> list[tuple[object, ...]]:
    from reminder_cli.services.facts import subjects_by_number

    def look(world: World) -> list[tuple[object, ...]]:
        found = subjects_by_number(world, ["1", "2"])
        cases = [subject.open_case for subject in found]
        return [
            (s.account.fees_left_ore, s.account.owed_ore, c.stage, c.live_letters[-1].due_on)
            for s, c in zip(found, cases, strict=True)
            if c is not None
        ]

    return firm.on(LATER, look)


@pytest.mark.parametrize("disaster", ["went back", "new computer", "unreadable"])
def test_a_letter_that_waited_in_the_backup_and_went_out_since(
    tmp_path: Path, office: PostOffice, disaster: str
) -> None:
    rows = [invoice(n, email=f"kund{n}@example.se") for n in (1, 2)]
    firm = Firm(tmp_path, *rows, port=office.port)
    firm.on(DAY, lambda world: send_all(world, 1, 2, deliver=False))
    firm.take_backup()
    day = DAY + timedelta(days=1)
    firm.on(day, lambda world: deliver(world, DeliverOptions(only=frozenset({1}))))
    if disaster == "new computer":
        firm.lose()
    elif disaster == "unreadable":
        firm.ruin()
    firm.restore(day=day)
    states = {n: row.state for n, row in firm.on(day, rows_of).items()}
    # What the ledger before it knows is taken over; where nobody knows, the user is asked.
    known = disaster == "went back"
    assert states == ({1: "sent", 2: "waiting"} if known else {1: "uncertain", 2: "uncertain"})
    firm.on(day, tick)
    firm.on(day, lambda world: deliver(world, DeliverOptions(now=True)))
    assert len(office.taken) == 1
    if not known:
        firm.on(day, lambda world: mark_sent(world, 1, on=day))
    firm.on(day, resume)
    firm.on(day, tick)
    assert len(office.taken) == (2 if known else 1)
    assert [to for to, _ in office.taken].count("kund1@example.se") == 1
    assert firm.on(day, rows_of)[1].sent_on == day


def test_a_letter_undone_since_is_asked_about(firm: Firm) -> None:
    made = firm.on(DAY, lambda world: send(world, ["1"], SendOptions()))
    assert made.refused
    other = Firm(make_folder(firm), invoice(3))
    other.on(DAY, lambda world: send_all(world, 3, deliver=False))
    other.take_backup()
    other.on(DAY, lambda world: undo_letters(world, [1]))
    other.restore(day=DAY)
    assert other.on(DAY, rows_of)[1].state == "uncertain"


def make_folder(firm: Firm) -> Path:
    folder = firm.path.parent / "other"
    folder.mkdir()
    return folder


def test_nothing_new_is_sent_while_it_holds(firm: Firm) -> None:
    firm.lose()
    firm.restore()
    report = firm.on(LATER, lambda world: send(world, ["1", "2"], SendOptions()))
    assert not report.letters
    assert all("restored" in {g.code for g in gates} for _, gates in report.refused)


def test_resume_only_after_a_restore_and_never_of_a_backup_itself(firm: Firm) -> None:
    with pytest.raises(Refused, match="no backup was restored"):
        firm.on(DAY, resume)
    with pytest.raises(Refused, match="is a backup"):
        resume(world_on(firm.backup, LATER))


def test_resume_tells_what_waits(firm: Firm) -> None:
    firm.lose()
    firm.restore()
    tried = firm.on(LATER, lambda world: resume(world, dry_run=True))
    assert (tried.backup_of, tried.waiting, tried.uncertain) == (DAY, (), ())
    assert firm.on(LATER, is_held)
    firm.on(LATER, resume)
    assert not firm.on(LATER, is_held)
    assert len(firm.on(LATER, tick).letters) == 2


def test_what_is_known_to_have_gone_out_outlives_a_second_restore(by_mail: Firm) -> None:
    by_mail.take_backup()
    by_mail.on(LATER, tick)
    by_mail.restore()
    by_mail.restore()  # just the same: nothing more is known, and nothing less
    with pytest.raises(Refused, match="--adopt demand --sent-on 2026-03-17 --fee 240"):
        by_mail.on(LATER, resume)
    by_mail.on(LATER, lambda world: resume(world, anyway=True))
    assert not by_mail.on(LATER, is_held)


@pytest.mark.parametrize("disaster", ["new computer", "unreadable", "went back"])
def test_a_backup_made_while_letters_are_held_keeps_what_went_out(
    by_mail: Firm, office: PostOffice, disaster: str
) -> None:
    by_mail.take_backup()
    by_mail.on(LATER, tick)
    by_mail.restore()
    by_mail.backup.unlink()
    by_mail.take_backup(LATER)
    if disaster == "new computer":
        by_mail.lose()
    elif disaster == "unreadable":
        by_mail.ruin()
    else:
        by_mail.on(LATER, lambda world: resume(world, anyway=True))
        by_mail.on(LATER, lambda world: pay(world, "1", 1_00, on=LATER))
    assert by_mail.restore().held
    with pytest.raises(Refused, match="--adopt demand --sent-on 2026-03-17 --fee 240") as refused:
        by_mail.on(LATER, resume)
    assert refused.value.message.count("--adopt demand") == 2
    assert len(office.taken) == 4


def test_a_demand_is_registered_beside_one_that_was_undone(
    by_mail: Firm, office: PostOffice
) -> None:
    made = by_mail.on(LATER, lambda world: tick(world, deliver_letters=False))
    ids = [letter.letter_id for letter in made.letters]
    by_mail.on(LATER, lambda world: undo_letters(world, ids))
    by_mail.take_backup(LATER)
    day = LATER + timedelta(days=1)
    by_mail.on(day, tick)
    assert len(office.taken) == 4
    by_mail.restore(day=day)
    claimed = Adoption(step="demand", sent_on=day, fees_ore=240_00)
    taken = by_mail.on(day, lambda world: adopt(world, ["1", "2"], claimed))
    assert [str(status.stage) for status in taken] == ["demand", "demand"]
    by_mail.on(day, resume)
    by_mail.on(day + timedelta(days=1), tick)
    assert len(office.taken) == 4, "a letter went out twice"


@pytest.mark.parametrize("stopped", ["hold", "cancel"])
def test_a_letter_that_cannot_be_registered_stops_until_its_case_is_stopped(
    by_mail: Firm, office: PostOffice, stopped: str
) -> None:
    by_mail.on(DAY + timedelta(days=8), lambda world: dispute(world, ["1"], reason="x"))
    day = DAY + timedelta(days=22)
    by_mail.on(day, lambda world: resolve(world, ["1"], reason="x"))
    by_mail.take_backup(day)
    sent = by_mail.on(day, tick).letters
    assert LetterKind.RESUMED in [letter.kind for letter in sent]
    n = len(office.taken)
    by_mail.restore(day=day)
    claimed = Adoption(step="demand", sent_on=day, fees_ore=240_00)
    by_mail.on(day, lambda world: adopt(world, ["2"], claimed))
    with pytest.raises(Refused, match="went out on 2026-03-24") as refused:
        by_mail.on(day, resume)
    assert "remind hold 1 --until" in refused.value.message
    assert "remind cancel 1 --reason" in refused.value.message
    assert by_mail.on(day, is_held)
    if stopped == "hold":
        order = HoldOrder(until=day, reason="x")
        by_mail.on(day, lambda world: hold(world, ["1"], order))
    else:
        by_mail.on(day, lambda world: cancel(world, ["1"], reason="x"))
    by_mail.on(day, resume)
    by_mail.on(day, tick)
    assert len(office.taken) == n, "a letter went out twice"


def test_a_letter_of_unknown_fate_is_to_be_looked_into(firm: Firm) -> None:
    firm.on(LATER, tick)
    with closing(sqlite3.connect(firm.path)) as db, db:
        db.execute("UPDATE letter SET state = 'uncertain', sent_on = NULL WHERE letter_id = 3")
    firm.restore()
    rest = Adoption(step="demand", sent_on=LATER, fees_ore=240_00)
    firm.on(LATER, lambda world: adopt(world, ["2"], rest))
    with pytest.raises(Refused, match="nobody knows whether it went out") as refused:
        firm.on(LATER, resume)
    assert "remind send 1 --adopt demand --sent-on DATE" in refused.value.message
    firm.on(LATER, lambda world: adopt(world, ["1"], rest))
    firm.on(LATER, resume)


@pytest.mark.parametrize("ended", ["paid", "cancelled"])
def test_what_no_letter_may_go_out_about_need_not_be_registered(by_mail: Firm, ended: str) -> None:
    by_mail.take_backup()
    by_mail.on(LATER, tick)
    by_mail.restore()
    for number in ("1", "2"):
        if ended == "paid":
            by_mail.on(LATER, lambda world, n=number: pay(world, n, 2000_00, on=LATER))  # type: ignore[misc]
        else:
            by_mail.on(LATER, lambda world, n=number: cancel(world, [n], reason="x"))  # type: ignore[misc]
    by_mail.on(LATER, resume)


@pytest.mark.parametrize(
    ("adoption", "told"),
    [
        (Adoption(step="demand", sent_on=date(2026, 3, 16)), "before the term"),
        (Adoption(step="demand", sent_on=date(2026, 3, 18)), "has not come yet"),
        (Adoption(step="demand", sent_on=LATER, fees_ore=240_01), "more than may be claimed"),
        (Adoption(step="reminder", sent_on=LATER), "A case is open already"),
    ],
    ids=["too early", "not yet", "too much", "reminded already"],
)
def test_a_demand_since_the_backup_must_be_possible(
    firm: Firm, adoption: Adoption, told: str
) -> None:
    firm.lose()
    firm.restore()
    with pytest.raises(Refused, match=told):
        firm.on(LATER, lambda world: adopt(world, ["1"], adoption))


def test_only_after_a_restore_is_a_demand_stated_for_a_running_case(firm: Firm) -> None:
    with pytest.raises(Refused, match="A case is open already"):
        firm.on(LATER, lambda world: adopt(world, ["1"], Adoption(step="demand", sent_on=LATER)))


# What is no backup of ours.


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE mine (a)")
        db.commit()


def marked_foreign(path: Path) -> None:
    foreign(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def changed(statement: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as db:
            db.executescript(statement)

    return change


def written(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xa5" * len(content[8192:])
    path.write_bytes(bytes(content))


_NO_GUARD = "DROP TRIGGER event_no_update; "
_TRIGGER = (
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event"
    " BEGIN SELECT raise(ABORT, 'event is append-only'); END;"
)
HOSTILE: dict[str, Callable[[Path], None]] = {
    "empty": written(b""),
    "text": written(b"Fakturanr;Kund;Belopp\n"),
    "another program's": foreign,
    "another program's with our mark": marked_foreign,
    "pages overwritten": pages,
    "an event changed": changed(_NO_GUARD + "UPDATE event SET body = '{}';" + _TRIGGER),
    "an event of a kind nobody knows": changed(
        _NO_GUARD + "UPDATE event SET kind = 'x' WHERE seq = 1;" + _TRIGGER
    ),
    "a guard taken away": changed(_NO_GUARD),
    "a trigger of its own": changed(
        "CREATE TRIGGER x AFTER INSERT ON mark BEGIN DELETE FROM note; END;"
    ),
    "a view in the place of a table": changed(
        "ALTER TABLE note RENAME TO real; CREATE VIEW note AS SELECT * FROM real;"
    ),
    "a table that is not there": changed("DROP TABLE note;"),
    "a row that names another": changed(
        "PRAGMA foreign_keys = OFF; INSERT INTO letter_invoice VALUES (99, 99);"
    ),
    "no firm": changed("DELETE FROM company;"),
    "an impossible day": changed("UPDATE letter SET sent_on = 'yesterday';"),
    "files in another form": changed(
        "DROP TABLE backup_file; CREATE TABLE backup_file (x); INSERT INTO backup_file VALUES (1);"
    ),
}


@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=list(HOSTILE))
def test_a_file_that_is_no_whole_ledger(firm: Firm, spoil: Callable[[Path], None]) -> None:
    if spoil in (HOSTILE["another program's"], HOSTILE["another program's with our mark"]):
        firm.backup.unlink()
    spoil(firm.backup)
    refused_and_untouched(firm, "it is not a ledger of remind, or it is damaged")


def refused_and_untouched(firm: Firm, told: str, error: type[RemindError] = RejectedFile) -> None:
    """By a restore that would do anything the user asks for: the strictest test there is."""
    rows, before = firm.rows, files_of(firm.path.parent / "ledger-letters")
    backup = firm.backup.read_bytes() if firm.backup.is_file() else b""
    with pytest.raises(error, match=told) as refused:
        firm.restore()
    assert refused.value.fix
    assert firm.rows == rows
    assert files_of(firm.path.parent / "ledger-letters") == before
    assert [p.name for p in firm.path.parent.glob("ledger.db.replaced*")] == []
    assert [p.name for p in firm.path.parent.glob(".*")] == []
    if firm.backup.is_file():
        assert firm.backup.read_bytes() == backup


def test_cut_at_many_lengths(firm: Firm) -> None:
    whole = firm.backup.read_bytes()
    chance = random.Random(11)
    lengths = [0, 1, 15, 16, 99, 100, 4095, 4096, 4097, len(whole) - 4096, len(whole) - 1]
    for length in [*lengths, *(chance.randrange(len(whole)) for _ in range(25))]:
        firm.backup.write_bytes(whole[:length])
        refused_and_untouched(firm, "not a ledger of remind")


def test_bytes_changed_at_random_never_harm_the_ledger(firm: Firm) -> None:
    """A changed byte of a letter's file or of free text may pass; the ledger is whole in any case."""
    whole, rows = firm.backup.read_bytes(), firm.rows
    chance = random.Random(12)
    refused = 0
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 8, 64))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        firm.backup.write_bytes(bytes(content))
        try:
            firm.restore(RestoreOptions(dry_run=True))
        except RemindError:
            refused += 1
    assert refused > 10
    assert firm.rows == rows


def test_random_bytes(firm: Firm) -> None:
    firm.backup.write_bytes(random.Random(13).randbytes(100_000))
    refused_and_untouched(firm, "not a ledger of remind")


def test_a_newer_version(firm: Firm) -> None:
    changed(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        f" VALUES ('{MIGRATION_SET}', 'm999_from_the_future', '2030-01-01');"
    )(firm.backup)
    refused_and_untouched(firm, "backup.db was written by a newer version", LedgerTooNew)


def test_another_firms(firm: Firm) -> None:
    changed("UPDATE company SET org_number = '556923-4585', name = 'Annan AB';")(firm.backup)
    refused_and_untouched(firm, r"ledger of Annan AB \(556923-4585\)")


def test_another_firms_personnummer_is_masked(firm: Firm) -> None:
    changed("UPDATE company SET org_number = '811218-9876', name = 'Annan';")(firm.backup)
    refused_and_untouched(firm, r"Annan \(19811218-\*\*\*\*\)")


def test_a_trial_over_a_real_ledger(firm: Firm) -> None:
    changed("DELETE FROM mark WHERE key = 'trial';")(firm.path)
    world = world_on(firm.path, LATER)
    with pytest.raises(RejectedFile, match="of a trial"):
        restore(world, firm.backup, GO_BACK)
    world.ledger.close()


@pytest.mark.parametrize("link", ["itself", "a link to it", "a hard link to it"])
def test_the_ledger_itself(firm: Firm, link: str) -> None:
    firm.backup.unlink()
    if link == "itself":
        firm.backup = firm.path
    elif link == "a link to it":
        firm.backup.symlink_to(firm.path)
    else:
        firm.backup.hardlink_to(firm.path)
    rows = firm.rows
    with pytest.raises(Refused, match="is the ledger itself"):
        firm.restore()
    assert firm.rows == rows


def test_a_folder_a_pipe_and_nothing(firm: Firm) -> None:
    firm.backup.unlink()
    refused_and_untouched(firm, "is no file")
    firm.backup.symlink_to(firm.backup.with_name("nowhere"))
    refused_and_untouched(firm, "is no file")
    firm.backup.unlink()
    os.mkfifo(firm.backup)
    refused_and_untouched(firm, "is no file")
    firm.backup.unlink()
    firm.backup.mkdir()
    refused_and_untouched(firm, "is no file")


def test_a_link_to_a_backup_is_one(firm: Firm) -> None:
    moved = firm.backup.rename(firm.backup.with_name("moved.db"))
    firm.backup.symlink_to(moved)
    firm.restore()
    assert moved.is_file()


@pytest.mark.parametrize(
    "name",
    [
        "../ledger.db",
        "archive/../../ledger.db",
        "/tmp/remind-was-here.pdf",
        "archive/sub/x.pdf",
        "archive/.hidden.pdf",
        "to-print/x.pdf",
        "archive/x.sh",
        "texts/../../x.toml",
        "archive/x.pdf\x00.txt",
        "archive\\x.pdf",
    ],
)
def test_no_name_in_a_backup_leads_elsewhere(firm: Firm, name: str) -> None:
    before = {p for p in firm.path.parent.parent.rglob("*") if "replaced" not in p.name}
    with closing(sqlite3.connect(firm.backup)) as db:
        digest = hashlib.sha256(b"evil").hexdigest()
        db.execute("INSERT INTO backup_file VALUES (?, ?, ?)", (name, digest, b"evil"))
        db.commit()
    firm.restore()
    after = {p for p in firm.path.parent.parent.rglob("*") if "replaced" not in p.name}
    assert {p.name for p in after - before} <= {
        "ledger.db.running",
        "ledger.db-wal",
        "ledger.db-shm",
    }
    assert not Path("/tmp/remind-was-here.pdf").exists()


def test_a_damaged_letter_is_left_out_and_told(firm: Firm) -> None:
    content = firm.backup.read_bytes()
    place = content.index(b"%PDF")
    firm.backup.write_bytes(content[:place] + b"%pdf" + content[place + 4 :])
    firm.lose()
    report = firm.restore()
    assert (report.staged.damaged, report.staged.without_file) == (1, (1,))
    assert firm.on(LATER, lambda w: {c.code for c in verify(w) if not c.ok}) == {"letters"}


def test_a_plain_copy_of_a_ledger_in_use_with_its_log(firm: Firm) -> None:
    """What a user gets who copies the files by hand while a command runs."""
    world = world_on(firm.path, LATER, trial=True)
    pay(world, "1", 100_00, on=LATER)
    firm.backup.unlink()
    for ending in ("", "-wal"):
        shutil.copyfile(f"{firm.path}{ending}", f"{firm.backup}{ending}")
    world.ledger.close()
    rows = firm.rows
    firm.lose()
    report = firm.restore()
    assert report.staged.without_file == (1, 2)
    assert firm.rows == rows


def test_a_false_journal_beside_a_backup_is_not_followed(firm: Firm) -> None:
    """A journal can name a file that SQLite deletes when it rolls back."""
    victim = firm.backup.with_name("victim.txt")
    victim.write_text("mine", encoding="utf-8")
    name = str(victim).encode()
    journal = bytes.fromhex("d9d505f920a163d7") + struct.pack(">iIIII", 0, 1, 1, 512, 4096)
    journal = journal.ljust(512, b"\0") + struct.pack(">I", 1) + name
    journal += struct.pack(">II", len(name), sum(name)) + bytes.fromhex("d9d505f920a163d7")
    firm.backup.with_name("backup.db-journal").write_bytes(journal)
    firm.restore(RestoreOptions())
    assert victim.read_text(encoding="utf-8") == "mine"


def test_the_schema_after_a_restore_is_that_of_a_new_ledger(firm: Firm, tmp_path: Path) -> None:
    from reminder_cli.ledger.ledger import Ledger

    firm.restore()
    Ledger.create(tmp_path / "fresh.db")
    assert schema(firm.path) == schema(tmp_path / "fresh.db")


def test_nothing_of_the_letters_stays_in_the_ledgers_pages(firm: Firm) -> None:
    firm.restore()
    assert b"%PDF" not in firm.path.read_bytes()


def test_another_process_that_waits_writes_into_the_restored_ledger(firm: Firm) -> None:
    """It waits for the restore, and what it then registers is in the ledger, not in a file put aside."""
    happen_later(firm)
    command = [sys.executable, "-m", "reminder_cli", "--ledger", str(firm.path)]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "LANG": "C.UTF-8"}
    command += ["--today", LATER.isoformat(), "--trial"]
    restoring = subprocess.Popen(
        [*command, "restore", str(firm.backup), "--yes", "--discard-newer"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    paying = [
        subprocess.Popen(
            [*command, "pay", "2", f"{n},00"],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for n in range(10, 16)
    ]
    out, _ = restoring.communicate(timeout=60)
    assert restoring.returncode == 0, out.decode()
    confirmed = set()
    for n, process in zip(range(10, 16), paying, strict=True):
        process.communicate(timeout=60)
        if process.returncode == 0:
            confirmed.add(n * 100)
    here = {row[3] for row in dump(firm.path)["payment"]}
    kept = [
        {row[3] for row in dump(path)["payment"]}
        for path in firm.path.parent.glob("ledger.db.replaced-*")
    ]
    assert confirmed <= here | set().union(*kept), "a payment that was confirmed is nowhere"
    assert firm.on(LATER, all_is_well)


def test_a_clock_set_back(firm: Firm) -> None:
    rows = firm.rows
    with pytest.raises(DayBeforeLast):
        firm.restore(day=DAY - timedelta(days=1))
    assert firm.rows == rows


def test_two_restores_in_one_second_keep_both(firm: Firm) -> None:
    first, second = firm.restore().kept, firm.restore().kept
    assert first is not None
    assert second is not None
    assert first != second
    assert first.is_file()
    assert second.is_file()
