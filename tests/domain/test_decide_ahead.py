"""What comes after a hold, and when: on the later of the step's own day and the day after the hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from reminder_cli.domain import events as ev
from reminder_cli.domain.decide import decide
from reminder_cli.domain.decide_ahead import after_hold
from reminder_cli.domain.decision import EnterStage, Hold, IssueLetter
from reminder_cli.domain.gates import Gate
from reminder_cli.i18n import Text
from tests.domain.example_c import april, at_choose, demanded, march, reminded, situation
from tests.domain.given import CALENDAR, INVOICE, History

TODAY = march(12)


def on_hold(history: History, on: date, until: date) -> History:
    history.add(ev.HoldPlaced(invoice_id=INVOICE, case_no=1, on=on, until=until, number=1))
    return history


def released(history: History, on: date) -> History:
    on_hold(history, on, on)
    history.add(ev.HoldReleased(invoice_id=INVOICE, case_no=1, on=on, number=1))
    return history


AHEAD: list[tuple[str, Callable[[], History], date, type, date]] = [
    ("3: a hold within the reminder's term", lambda: on_hold(reminded(), march(12), march(16)),
     march(12), Hold, march(25)),
    ("3: lifted within the reminder's term", lambda: released(reminded(), march(12)),
     march(12), Hold, march(25)),
    ("3: a hold beyond the reminder's term", lambda: on_hold(reminded(), march(12), april(2)),
     march(12), IssueLetter, april(7)),
    ("3: a hold within the demand's term", lambda: on_hold(demanded(), march(26), march(30)),
     march(26), Hold, april(8)),
    ("3: a hold beyond the demand's term", lambda: on_hold(demanded(), march(26), april(20)),
     march(26), EnterStage, april(21)),
    ("3: a hold while the user chooses", lambda: on_hold(at_choose(), april(9), april(10)),
     april(9), Hold, date(2026, 5, 8)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "today", "what", "on"), [row[1:] for row in AHEAD], ids=[row[0] for row in AHEAD]
)
def test_the_step_comes_on_the_later_day(
    given: Callable[[], History], today: date, what: type, on: date
) -> None:
    now = situation(given(), today)
    held = decide(now, CALENDAR)
    assert isinstance(held, Hold)
    then, day = after_hold(now, held, CALENDAR)
    assert (type(then), day) == (what, on)


def test_what_is_so_today_only_does_not_stand_in_the_way() -> None:
    stale = Gate(code="stale_payments", message=Text("Old."), hard=False, law="")
    no_number = Gate(code="no_id_number", message=Text("No number."), hard=True, law="")
    now = situation(on_hold(reminded(), march(12), april(2)), march(12), gates=(stale,))
    held = decide(now, CALENDAR)
    assert isinstance(held, Hold)
    assert isinstance(after_hold(now, held, CALENDAR)[0], IssueLetter)
    then, day = after_hold(replace(now, gates=(stale, no_number)), held, CALENDAR)
    assert isinstance(then, Hold)
    assert (then.code, day) == ("no_id_number", april(7))


def test_a_hold_without_an_end_is_followed_by_nothing() -> None:
    now = situation(reminded(), TODAY)
    with pytest.raises(ValueError, match="without an end"):
        after_hold(now, Hold(code="disputed", why=Text("Disputed.")), CALENDAR)
