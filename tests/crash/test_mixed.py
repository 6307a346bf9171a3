"""A few of the kills of run_mixed.py, in every run of the tests."""

from __future__ import annotations

from tests.crash.run_mixed import run


def test_whatever_is_killed_nothing_confirmed_is_lost_and_the_next_run_finishes() -> None:
    tally = run(20, 20260302)
    assert tally.kills >= 20
