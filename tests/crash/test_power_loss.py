"""A few of the copies of run_power_loss.py, in every run of the tests."""

from __future__ import annotations

from tests.crash.run_power_loss import run


def test_what_a_loss_of_power_leaves_opens_and_has_all_that_was_confirmed() -> None:
    tally = run(12, 20260302)
    assert tally.copies == 12
