"""Whether a file is a ledger for practice, and on which day it was left, without opening it as a ledger.

Asked before a command knows its day, so that a file that is damaged, older or no ledger is left to the
command, which says so.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path


def left_on(path: Path) -> date | None:
    """The last day written in a ledger for practice; None for a real one, or where that cannot be told."""
    marks = _marks(path)
    return (
        date.fromisoformat(marks["last_day"]) if "trial" in marks and "last_day" in marks else None
    )


def is_real(path: Path) -> bool:
    """Whether there is a ledger that has been written on real days only."""
    marks = _marks(path)
    return "last_day" in marks and "trial" not in marks


def _marks(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return dict(
                db.execute("SELECT key, value FROM mark WHERE key IN ('trial', 'last_day')")
            )
    except (sqlite3.Error, ValueError):
        return {}
