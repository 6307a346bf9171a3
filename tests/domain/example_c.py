"""Example C as far as it has come, and what is decided of it on a day.

A reminder of 10 March with a term to the 24th, a demand of the 25th with a term to 7 April, choose
on the 8th.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from reminder_cli.domain.company import Collector
from reminder_cli.domain.decide import decide
from reminder_cli.domain.decision import Decision, Hold, Situation
from reminder_cli.domain.events import Stage
from reminder_cli.domain.gates import Gate
from tests.domain.given import CALENDAR, OWN, PARTNER, History


def march(day: int) -> date:
    return date(2026, 3, day)


def april(day: int) -> date:
    return date(2026, 4, day)


def reminded(**agreed: Any) -> History:
    history = History()
    history.open(march(10), **agreed)
    history.reminder(march(10), march(24))
    return history


def demanded() -> History:
    history = reminded()
    history.demand(march(25), april(7))
    return history


def at_choose() -> History:
    history = demanded()
    history.stage(april(8), Stage.CHOOSE)
    return history


def situation(
    history: History,
    today: date,
    *,
    gates: tuple[Gate, ...] = (),
    after_demand_days: int | None = 30,
    **more: Any,
) -> Situation:
    """What a decision of that day rests on."""
    case = history.case
    own = case.opened.collector is Collector.OWN
    return Situation(
        case=case,
        account=history.account(today),
        terms=OWN if own else PARTNER,
        gates=gates,
        after_demand_days=after_demand_days,
        today=today,
        number="1041",
        **more,
    )


def decided(history: History, today: date, **more: Any) -> Decision:
    """What is done that day."""
    return decide(situation(history, today, **more), CALENDAR)


def held(decision: Decision) -> tuple[str, date | None]:
    """Why nothing is done, and until when."""
    assert isinstance(decision, Hold)
    return decision.code, decision.until
