"""`retract` is killed between its commit and the removal of the paper; whoever comes next clears it.

A real process, and a real kill -9: the moment is met exactly, because the process that dies does it
itself when the file is about to go.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reminder_cli.services.doctor import doctor
from reminder_cli.services.outbox import print_all
from reminder_cli.services.tick import tick
from tests.delivery_firm import DAY, invoice, make_firm, send_all, world_on

KILLED_AT_THE_REMOVAL = """
import os, signal, sys

def die(event, arguments):
    if event == "os.remove" and "to-print" in str(arguments[0]):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(die)
sys.argv = ["remind", "retract", "1", "--reason", "wrong customer", "--no-letter"]
from reminder_cli.cli.app import app
app()
"""


def outbox(path: Path) -> None:
    assert run(path, "outbox").returncode == 0


def quiet_tick(path: Path) -> None:
    done = run(path, "tick")
    assert "Nothing is due" in done.stdout, "the way that looks at no case"


def printed(path: Path) -> None:
    report = print_all(world_on(path, DAY), path.parent / "all.pdf")
    assert [letter.letter_id for letter in report.letters] == [2], "and not what was taken back"


def ticked(path: Path) -> None:
    tick(world_on(path, DAY))


def run(path: Path, *command: str, code: str = "") -> subprocess.CompletedProcess[str]:
    env = os.environ | {
        "REMIND_LEDGER": str(path),
        "REMIND_TODAY": DAY.isoformat(),
        "REMIND_TRIAL": "yes",
        "REMIND_LANG": "en",
    }
    arguments = ["-c", code] if code else ["-m", "reminder_cli", *command]
    return subprocess.run(
        [sys.executable, *arguments], env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("comes_next", [outbox, quiet_tick, ticked, printed])
def test_paper_that_was_taken_back_does_not_lie_to_be_posted(
    tmp_path: Path, comes_next: Callable[[Path], None]
) -> None:
    path = make_firm(tmp_path, [invoice(1), invoice(2)])
    world = world_on(path, DAY)
    send_all(world, 1, 2)
    lying = [
        world.letters_folder / "to-print" / f"2026-03-02-reminder-{n}.1.1.pdf"
        for n in ("1-1", "2-2")
    ]
    assert [paper.is_file() for paper in lying] == [True, True]
    assert run(path, code=KILLED_AT_THE_REMOVAL).returncode == -signal.SIGKILL
    assert lying[0].is_file(), "killed before it was removed"

    told = {check.code: check for check in doctor(world_on(path, DAY))}["to_print"]
    assert not told.ok
    assert lying[0].name in str(told.message)
    assert lying[1].name not in str(told.message)

    comes_next(path)
    assert not lying[0].exists()
    assert lying[1].is_file() == (comes_next is not printed), "the other is still to be posted"
