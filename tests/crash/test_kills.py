"""A few of the kills of run_kills.py, in every run of the tests."""

from __future__ import annotations

from tests.crash.run_kills import run


def test_killed_at_every_step_every_letter_arrives_once_or_is_asked_about() -> None:
    tally = run(12, 20260302)
    assert tally.kills == 12
    assert sum(tally.phases.values()) == 12
