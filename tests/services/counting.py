"""Counts what work does: Python's calls, SQLite's statements and the steps of its machine.

They are the same in each run, whatever else the computer does; seconds are not.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple

from reminder_cli.services.world import World


class Counted(NamedTuple):
    """Calls of functions, of Python and of C; statements; steps of SQLite's machine."""

    calls: int
    statements: int
    steps: int

    def beyond(self, other: Counted, *, by: int) -> Counted:
        """What each of so many things more has taken, rounded up."""
        more = (mine - its for mine, its in zip(self, other, strict=True))
        return Counted(*(-(-found // by) for found in more))


def counted(world: World, work: Callable[[World], object]) -> Counted:
    """What a piece of work did in this world, whose ledger is open."""
    calls = statements = steps = 0

    def called(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    def asked(_sql: str) -> None:
        nonlocal statements
        statements += 1

    def stepped() -> int:
        nonlocal steps
        steps += 1
        return 0

    db = world.ledger.db
    work(world)  # once before, unseen by the ledger's counters: what is made once is not counted
    db.set_trace_callback(asked)
    db.set_progress_handler(stepped, 1)
    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work(world)
    finally:
        sys.setprofile(before)
        db.set_trace_callback(None)
        db.set_progress_handler(None, 0)
    return Counted(calls, statements, steps)
