"""What is to be run, and when: on the mornings of working days, a few times.

A few, because a computer may be switched on late and a mail server away; `tick` does the same
thing once, however often it runs. It knows no scheduler.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

MINUTE, FIRST_HOUR, LAST_HOUR = 10, 8, 11
ALL = "all"  # the target of a schedule that runs every firm
MARKER = "# remind schedule: "  # what our own entries are found again by


class Job(Struct, frozen=True):
    """``target`` is the ledger's path, or :data:`ALL`; ``environment`` is set for this command only."""

    target: str
    arguments: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()


class Entry(Struct, frozen=True, kw_only=True):
    """An installed schedule: by what (cron, systemd), its exact line, and whether its times are ours."""

    by: str
    target: str
    line: str
    at_our_times: bool
    is_active: bool = True


class Unschedulable(ValueError):
    """A path that a scheduler cannot be told; the text is the path."""


def next_run(now: datetime) -> datetime:
    """The next time, in the time zone of ``now``, which is the computer's.

    >>> next_run(datetime(2026, 3, 6, 11, 10)).isoformat()
    '2026-03-09T08:10:00'
    >>> next_run(datetime(2026, 3, 6, 9, 9)).isoformat()
    '2026-03-06T09:10:00'
    """
    run = now.replace(minute=MINUTE, second=0, microsecond=0)
    while run <= now or run.weekday() > 4 or not FIRST_HOUR <= run.hour <= LAST_HOUR:
        run += timedelta(hours=1)
    return run
