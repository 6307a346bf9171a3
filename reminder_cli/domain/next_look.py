"""The day on which a case is to be looked at. What is done then, :mod:`reminder_cli.domain.decide` says."""

from __future__ import annotations

from datetime import date, timedelta

from reminder_cli.domain.calendar import ONE_DAY, BankingCalendar
from reminder_cli.domain.case import Case, Claim
from reminder_cli.domain.events import LetterIssued, Stage
from reminder_cli.domain.instalments import plan_look
from reminder_cli.domain.kronofogden import look_at
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.monitoring import first_letter_day
from reminder_cli.domain.resuming import needs_new_term
from reminder_cli.domain.rules.due_dates import demand_not_before
from reminder_cli.domain.terms import Terms


def next_look(
    claim: Claim,
    case: Case,
    terms: Terms,
    calendar: BankingCalendar,
    *,
    after_demand_days: int | None,
    tolerance_ore: int = 0,
) -> date | None:
    """The first day on which something may have to be done with a case; None when never by itself.

    For choosing which cases to look at. It may be early, never late: what is done then,
    :func:`decide` says.
    """
    if not case.is_open or case.disputed:
        return None
    if case.plan is not None:
        day = plan_look(claim, case, case.plan, terms, calendar, tolerance_ore)
    else:
        day = _stage_look(case, terms, calendar, after_demand_days)
    if case.stage is Stage.CHOOSE and claim.live_payments:
        day = case.stage_on  # a payment may have left a small rest, which is told of at once
    if day is None and case.stage is Stage.MONITORING:
        day = first_letter_day(claim, case)
    if day is not None and case.released_on is not None:
        day = max(day, case.released_on + ONE_DAY)
    if day is not None and case.hold_until is not None:
        return max(day, case.hold_until + ONE_DAY)
    return day


def _stage_look(
    case: Case, terms: Terms, calendar: BankingCalendar, after_demand_days: int | None
) -> date | None:
    letter = case.last_letter()
    if letter is None:
        return case.opened.on
    if case.application is not None:
        return look_at(case.application)
    if needs_new_term(case):
        return case.resolved_on
    return _letter_look(case, letter, terms, calendar, after_demand_days)


def _letter_look(
    case: Case,
    letter: LetterIssued,
    terms: Terms,
    calendar: BankingCalendar,
    after_demand_days: int | None,
) -> date | None:
    match case.stage:
        case Stage.REMINDER:
            broken = letter.letter is LetterKind.PLAN_BROKEN
            days = 0 if broken else terms.demand_after_days
            return demand_not_before(letter.on, case.due_of(letter), days=days, calendar=calendar)
        case Stage.DEMAND:
            return case.due_of(letter) + ONE_DAY
        case Stage.CHOOSE if after_demand_days is not None:
            return case.stage_on + timedelta(days=after_demand_days)
        case _:
            return None
