"""A letter that has gone out is taken back: to the öre, and with a letter saying so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.events import Outcome, Stage
from reminder_cli.errors import Refused
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.pay import pay
from reminder_cli.services.retract import RetractReport, retract
from reminder_cli.services.tick import tick
from reminder_cli.services.world import World
from tests.delivery_firm import DAY, invoice, make_firm, rows_of, send_all, world_on

DEMAND_DAY = date(2026, 3, 17)
LATER = date(2026, 3, 19)


def demanded(tmp_path: Path) -> Path:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    assert len(tick(world_on(path, DEMAND_DAY)).letters) == 1
    return path


def owed(report: RetractReport) -> tuple[int, int]:
    return report.before[0].account.owed_ore, report.after[0].account.owed_ore


def text_of(world: World, letter_id: int) -> str:
    name = rows_of(world)[letter_id].name
    return (world.letters_folder / "archive" / f"{name}.txt").read_text(encoding="utf-8")


def test_a_demand_is_taken_back_and_the_case_is_at_the_reminder(tmp_path: Path) -> None:
    path = demanded(tmp_path)
    world = world_on(path, LATER)
    report = retract(world, 2, reason="sent by mistake")
    before, after = owed(report)
    assert before - after == 180_00
    (subject,) = subjects_by_number(world, ["1"])
    case = subject.open_case
    assert case is not None
    assert (case.stage, case.stage_on) == (Stage.REMINDER, DAY)
    assert report.notice is not None
    assert report.notice.total_ore == after
    text = text_of(world, report.notice.letter_id)
    assert "Brev 2 (2026-03-17) återtas" in " ".join(text.split())
    assert rows_of(world)[3].state == "sent"
    # The debtor is given time to pay the right amount, and no new demand comes by itself.
    assert tick(world_on(path, date(2026, 4, 2))).letters == []
    later = tick(world_on(path, date(2026, 4, 7)))
    assert later.letters == []
    assert [held.code for held in later.held] == ["retracted"]


def test_the_only_letter_taken_back_ends_the_case(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    report = retract(world_on(path, LATER), 1, reason="wrong customer")
    case = report.after[0].claim.case
    assert case is not None
    assert case.outcome is Outcome.CANCELLED
    assert report.after[0].account.owed_ore == 1000_00, "neither fee nor interest is left"
    assert report.notice is not None
    assert report.notice.total_ore == 1000_00
    assert send_all(world_on(path, LATER), 1).letters


def test_without_a_letter_nothing_is_sent(tmp_path: Path) -> None:
    path = demanded(tmp_path)
    report = retract(world_on(path, LATER), 2, reason="told by phone", with_letter=False)
    assert report.notice is None
    assert set(rows_of(world_on(path, LATER))) == {1, 2}


def test_a_dry_run_takes_nothing_back(tmp_path: Path) -> None:
    path = demanded(tmp_path)
    report = retract(world_on(path, LATER), 2, reason="perhaps", dry_run=True)
    before, after = owed(report)
    assert before - after == 180_00
    (subject,) = subjects_by_number(world_on(path, LATER), ["1"])
    assert subject.account.owed_ore == before
    assert set(rows_of(world_on(path, LATER))) == {1, 2}


def test_a_fee_that_was_paid_is_to_be_paid_back(tmp_path: Path) -> None:
    path = demanded(tmp_path)
    world = world_on(path, LATER)
    pay(world, "1", rows_of(world)[2].total_ore)
    report = retract(world, 2, reason="sent by mistake")
    assert report.before[0].account.overpaid_ore == 0
    assert report.after[0].account.overpaid_ore == 180_00
    assert report.notice is not None
    assert "inget återstår" in " ".join(text_of(world, report.notice.letter_id).split())


def test_taken_back_twice_is_refused(tmp_path: Path) -> None:
    path = demanded(tmp_path)
    world = world_on(path, LATER)
    retract(world, 2, reason="once")
    with pytest.raises(Refused, match="taken back already"):
        retract(world, 2, reason="twice")
    with pytest.raises(Refused, match="is a retraction"):
        retract(world, 3, reason="the other way")


def test_what_has_not_gone_out_is_undone_instead(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1, deliver=False)
    with pytest.raises(Refused, match="has not gone out") as refused:
        retract(world_on(path, DAY), 1, reason="oops")
    assert "outbox undo" in refused.value.fix


def test_a_letter_of_an_older_case_is_refused(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    retract(world_on(path, DAY), 1, reason="first", with_letter=False)
    send_all(world_on(path, LATER), 1)
    with pytest.raises(Refused, match="taken back already"):
        retract(world_on(path, LATER), 1, reason="again")
    assert retract(world_on(path, LATER), 2, reason="second", with_letter=False).notice is None
