"""The yearly letter of monitoring goes out before the claim is lost: preskriptionslagen (1981:130) 5 §."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from reminder_cli.domain.events import Stage
from reminder_cli.domain.monitoring import first_letter_day, letter_day, lost_on
from tests.domain.example_c import at_choose
from tests.domain.given import CALENDAR, History


def monitored() -> History:
    history = at_choose()
    history.stage(date(2026, 5, 8), Stage.MONITORING)
    return history


def paid() -> History:
    history = monitored()
    history.pay(date(2026, 6, 1), 500_00)
    return history


def demand_taken_back() -> History:
    history = monitored()
    history.take_back(date(2026, 5, 11), letter_id=2)
    history.stage(date(2026, 5, 11), Stage.MONITORING)
    return history


def no_letter_left() -> History:
    """Both were taken back and nothing interrupts: three years from the invoice of 30 January 2026."""
    history = monitored()
    history.take_back(date(2026, 5, 11), letter_id=2)
    history.take_back(date(2026, 5, 11), letter_id=1)
    history.stage(date(2028, 6, 1), Stage.MONITORING)
    return history


#   by                                       history          letter             lost
DAYS: list[tuple[str, Callable[[], History], date, date]] = [
    ("a year after the demand, on Maundy Thursday", monitored, date(2027, 3, 25), date(2029, 3, 25)),
    ("6 § a payment interrupts, and moves no letter", paid, date(2027, 3, 25), date(2029, 6, 1)),
    ("the demand was taken back: by the reminder", demand_taken_back, date(2027, 3, 10),
     date(2029, 3, 10)),
    ("5 § a month before it is lost, if that is sooner: New Year's Eve is closed", no_letter_left,
     date(2029, 1, 2), date(2029, 1, 30)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "letter_on", "lost"), [r[1:] for r in DAYS], ids=[r[0] for r in DAYS]
)
def test_the_day_of_the_yearly_letter(
    make: Callable[[], History], letter_on: date, lost: date
) -> None:
    history = make()
    claim, case = history.claim, history.case
    assert lost_on(claim, case) == lost
    assert letter_day(claim, case, CALENDAR) == letter_on
    assert first_letter_day(claim, case) <= letter_on < lost
