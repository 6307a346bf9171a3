"""The picture of the life of a case: each of its arrows is gone along by real commands, and there is no other."""

from __future__ import annotations

import subprocess
import sys

from reminder_cli.domain.events import Stage
from scripts.lifecycle import MOVES, PICTURES
from tests.cli.runs import ROOT, Firm, clean_env

Move = tuple[Stage | None, Stage]
# What is typed on which day. 1041 goes the long way round, 1046 to the end without anybody touching it.
TYPED = (
    ("2026-03-17", "tick"),
    ("2026-03-30", "tick"),
    ("2026-03-31", "choose 1041 monitoring"),
    ("2026-04-01", "choose 1041 choose"),
    ("2026-04-02", "kronofogden 1041 applied --on 2026-04-02"),
    ("2026-04-07", "kronofogden 1041 withdrawn --on 2026-04-07"),
    ("2026-04-08", "choose 1041 monitoring"),
    ("2026-04-09", "kronofogden 1041 applied --on 2026-04-09"),
    ("2026-04-29", "tick"),
)


def stages(firm: Firm, day: str) -> dict[str, Stage]:
    cases = firm.answer("status", day=day)["cases"]
    return {case["invoice"]: Stage(case["stage"]) for case in cases}


def test_every_arrow_and_no_other(filled: Firm) -> None:
    now = stages(filled, "2026-03-02")
    gone: dict[Move, str] = {(None, stage): "remind send" for stage in now.values()}
    for day, typed in TYPED:
        ran = filled.run(*typed.split(), day=day)
        assert ran.code == 0, f"{typed}: {ran.err}"
        before, now = now, stages(filled, day)
        for invoice, stage in now.items():
            if stage is not before[invoice]:
                gone.setdefault((before[invoice], stage), f"remind {typed.split()[0]}")
    assert gone == MOVES
    assert now["1046"] is Stage.MONITORING, "nobody chose, and it went there by itself"


def test_every_stage_is_drawn() -> None:
    met = {stage for move in MOVES for stage in move if stage}
    assert met == set(Stage) - {Stage.CLOSED}, "closing is drawn apart"


def test_the_pictures_are_what_the_program_does() -> None:
    line = [sys.executable, "scripts/lifecycle.py", "--check"]
    done = subprocess.run(line, check=False, cwd=ROOT, env=clean_env())
    assert done.returncode == 0
    assert all(path.exists() for path in PICTURES.values())
