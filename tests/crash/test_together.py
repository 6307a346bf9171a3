"""A short part of run_together.py, in every run of the tests."""

from __future__ import annotations

from tests.crash.run_together import run


def test_eight_at_once_lose_nothing_and_send_nothing_twice() -> None:
    tally = run(8, 6, 20260302)
    assert sum(tally.count.values()) >= 8
    assert tally.busy["status"] == 0
