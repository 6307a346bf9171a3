"""How long a debtor has, and when the next step may come. Product terms; inkassolagen 5 §."""

from __future__ import annotations

from datetime import date, timedelta

from reminder_cli.domain.calendar import BankingCalendar

SHORTEST_DEMAND_DAYS = 8  # skälig tid, inkassolagen (1974:182) 5 §; IMY: never under 8 days
ONE_DAY = timedelta(days=1)


def moved_due(due_date: date, calendar: BankingCalendar) -> date:
    """The due date, or the next banking day when banks are closed (skuldebrevslagen 5 §, by analogy)."""
    return calendar.on_or_after(due_date)


def reminder_due(sent_on: date, *, banking_days: int, calendar: BankingCalendar) -> date:
    """The last day to pay a reminder sent on ``sent_on``."""
    return calendar.add_banking_days(sent_on, count=banking_days)


def demand_due(sent_on: date, *, days: int, calendar: BankingCalendar) -> date:
    """The last day to pay or object to a demand; never under eight days after it went out."""
    return calendar.on_or_after(sent_on + timedelta(days=max(days, SHORTEST_DEMAND_DAYS)))


def demand_not_before(
    reminder_on: date, reminder_due_on: date, *, days: int, calendar: BankingCalendar
) -> date:
    """The first day for the demand: ``days`` after the reminder, never before its term is out."""
    return calendar.on_or_after(max(reminder_on + timedelta(days=days), reminder_due_on + ONE_DAY))
