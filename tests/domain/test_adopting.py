"""Fees of a debt that was chased elsewhere: what of them may be taken over, lag (1981:739) 2–4 §§."""

from __future__ import annotations

from datetime import date

import pytest

from reminder_cli.domain.adopting import split_fees
from reminder_cli.domain.events import Stage

NOW, BEFORE = date(2026, 3, 2), date(2013, 3, 15)
REMINDER, DEMAND = Stage.REMINDER, Stage.DEMAND

#   lag (1981:739)                              step      claimed  day     agreed  reminder, demand
TAKEN = [
    ("2 § a reminder fee that was agreed", REMINDER, 60_00, NOW, True, (60_00, 0)),
    ("2 § none was claimed, none was agreed", REMINDER, 0, NOW, False, (0, 0)),
    ("3 § a demand fee needs no agreement", DEMAND, 180_00, NOW, False, (0, 180_00)),
    ("3 § less than the cap is all the demand's", DEMAND, 100_00, NOW, True, (0, 100_00)),
    ("2, 3 §§ both", DEMAND, 240_00, NOW, True, (60_00, 180_00)),
    ("4 § the caps of the day of the act", DEMAND, 210_00, BEFORE, True, (50_00, 160_00)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "claimed", "on", "agreed", "parts"), [r[1:] for r in TAKEN], ids=[r[0] for r in TAKEN]
)
def test_fees_that_may_be_taken_over(
    step: Stage, claimed: int, on: date, agreed: bool, parts: tuple[int, int]
) -> None:
    assert split_fees(step, claimed, on=on, reminder_agreed=agreed) == parts


#   lag (1981:739)                              step      claimed  day     agreed
REFUSED = [
    ("2 § a reminder fee that was not agreed", REMINDER, 1, NOW, False),
    ("2 § nor beside the demand's", DEMAND, 180_01, NOW, False),
    ("4 § an öre above the reminder's cap", REMINDER, 60_01, NOW, True),
    ("4 § an öre above both caps", DEMAND, 240_01, NOW, True),
    ("4 § today's caps for an act of before", DEMAND, 240_00, BEFORE, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "claimed", "on", "agreed"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_more_than_may_be_claimed_is_refused(
    step: Stage, claimed: int, on: date, agreed: bool
) -> None:
    with pytest.raises(ValueError, match="more than may be claimed"):
        split_fees(step, claimed, on=on, reminder_agreed=agreed)
