"""What follows when a letter goes out on another day than it is dated. It writes no letter."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from reminder_cli.domain.calendar import BankingCalendar
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.due_dates import SHORTEST_DEMAND_DAYS, demand_due, reminder_due
from reminder_cli.domain.terms import Terms


def term_from(
    kind: LetterKind,
    sent_on: date,
    *,
    dated_on: date,
    printed_due_on: date,
    terms: Terms,
    calendar: BankingCalendar,
) -> date:
    """The last day to pay a letter that went out on ``sent_on``; never before the printed one.

    Every term counts from the day the letter really went out (product.md section 4). What is
    printed is what the debtor reads: he may rely on it, even if he would have less time by rule.
    """
    match kind:
        case LetterKind.DEMAND:
            due_on = demand_due(sent_on, days=terms.demand_days, calendar=calendar)
        case LetterKind.REMINDER | LetterKind.REST_NOTICE | LetterKind.RETRACTION:
            days = terms.reminder_banking_days
            due_on = reminder_due(sent_on, banking_days=days, calendar=calendar)
        case LetterKind.RESUMED | LetterKind.PLAN_BROKEN | LetterKind.MONITORING:
            due_on = calendar.on_or_after(sent_on + (printed_due_on - dated_on))
        case LetterKind.INSTALMENT_PLAN | LetterKind.INSTALMENT_MISSED:
            due_on = printed_due_on  # the plan names the days, not the letter
        case _:
            assert_never(kind)
    return max(due_on, printed_due_on)


def too_late(kind: LetterKind, printed_due_on: date, *, sent_on: date) -> bool:
    """Whether a letter that goes out that day gives too little time and must be made anew.

    A demand under eight days is no demand (inkassolagen (1974:182) 5 §, IMY); no other letter
    may name a day to pay by that has come already. The days of a plan stand in the plan.
    """
    match kind:
        case LetterKind.DEMAND:
            return (printed_due_on - sent_on).days < SHORTEST_DEMAND_DAYS
        case LetterKind.INSTALMENT_PLAN | LetterKind.INSTALMENT_MISSED:
            return False
        case _:
            return printed_due_on <= sent_on
