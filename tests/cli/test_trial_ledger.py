"""A trial ledger goes on where it was left, its hints keep the day, and its backup becomes no real one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reminder_cli.ledger.practice import is_real, left_on
from tests.cli.runs import DAY, Firm, Ran

LATER = "2026-03-17"


def without_day(firm: Firm, *line: str, lang: str = "en") -> Ran:
    """As somebody runs it who has named the ledger, and no day."""
    named = ("--lang", lang, "--ledger", str(firm.ledger), *line)
    return firm.really(*named, REMIND_TODAY="", REMIND_TRIAL="", REMIND_LEDGER="")


def test_it_goes_on_where_it_was_left(filled: Firm) -> None:
    assert left_on(filled.ledger) is not None
    ran = without_day(filled, "tick")
    assert ran.code == 0
    assert f"Nothing is due on {DAY}." in ran.out
    assert f"A trial ledger: the day is {DAY}, where it was left." in ran.err
    assert (
        len(filled.answer("outbox")["letters"]) == 4
    )  # months of letters have not gone out at once


def test_a_day_that_is_given_moves_it_on(filled: Firm) -> None:
    filled.run("tick", "--no-deliver", day=LATER)
    assert f"the day is {LATER}" in without_day(filled, "status").err


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_hints_keep_the_day(filled: Firm, lang: str) -> None:
    line = ("--ledger", "ledger.db", "--today", LATER, "--lang", lang)
    shown = filled.really(*line, "list", REMIND_LEDGER="", REMIND_TODAY="").out
    assert f"remind --ledger ledger.db --today {LATER} send" in shown
    refused = filled.really(*line, "send", "9", REMIND_LEDGER="", REMIND_TODAY="").err
    assert f"remind --ledger ledger.db --today {LATER} list --all" in refused


def test_a_real_ledger_is_pointed_at_without_a_day(tmp_path: Path) -> None:
    """A look ahead in it must not end in a command that makes it a trial."""
    firm = Firm(tmp_path)
    made = without_day(firm, "init", "--yes", "--name", "F", "--org-number", "556036-0793",
                       "--bankgiro", "5536-7742", "--accept-terms")  # fmt: skip
    assert made.code == 0, made.err
    assert is_real(firm.ledger)
    line = ("--ledger", "ledger.db", "--today", "2035-01-02", "list")
    shown = firm.really(*line, REMIND_LEDGER="", REMIND_TODAY="", REMIND_TRIAL="").out
    assert "remind --ledger ledger.db list --all" in shown


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_its_backup_is_put_nowhere_by_mistake(filled: Firm, tmp_path: Path, lang: str) -> None:
    assert without_day(filled, "backup", "copy.db").code == 0
    there = Firm(tmp_path / "there")
    there.folder.mkdir()
    shutil.copy(filled.folder / "copy.db", there.folder)
    refused = without_day(there, "restore", "copy.db", "--yes", lang=lang)
    assert refused.code == 1
    assert "remind --trial --ledger " in refused.err
    assert not there.ledger.exists()
    assert without_day(there, "restore", "copy.db", "--dry-run").code == 0
    assert there.really("--trial", "restore", "copy.db", "--yes", REMIND_TODAY="").code == 0
    assert left_on(there.ledger) is not None


def test_on_a_terminal_it_is_asked(filled: Firm) -> None:
    assert without_day(filled, "backup", "copy.db").code == 0
    line = ("--ledger", "new.db", "restore", "copy.db")
    ran = filled.on_terminal(*line, typed=["n"], REMIND_TODAY="", REMIND_TRIAL="")
    assert "It is a trial ledger: it mails no customer" in " ".join(ran.out.split())
    assert not (filled.folder / "new.db").exists()
    assert filled.on_terminal(*line, typed=["y"], REMIND_TODAY="", REMIND_TRIAL="").code == 0
    assert (filled.folder / "new.db").exists()


def test_doctor_says_that_it_is_in_no_backup(filled: Firm) -> None:
    [check] = [
        c for c in filled.run("doctor", "--json").json["data"]["checks"] if c["code"] == "backup"
    ]
    assert check["ok"]
    assert "is in no backup: it is a trial" in check["message"]


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0 and then nothing", b"no ledger"])
def test_what_is_no_ledger_is_left_to_the_command(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    assert left_on(path) is None
    assert not is_real(path)
    assert path.read_bytes() == content
