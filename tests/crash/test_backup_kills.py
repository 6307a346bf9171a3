"""A few of the kills of run_backup_kills.py, in every run of the tests."""

from __future__ import annotations

from tests.crash.run_backup_kills import run


def test_killed_at_random_moments_the_ledger_is_the_old_one_or_the_new_one() -> None:
    tally = run(8, 20260302)
    assert tally.kills >= 8  # a round may kill both of its runs
