"""Tells the calendar which days are closed in Sweden, from a data file; it computes none."""

from __future__ import annotations

from datetime import date

from reminder_cli.domain.calendar import BankingCalendar
from reminder_cli.resources import data_path


def swedish_calendar() -> BankingCalendar:
    """Swedish banking days for all the years the data file covers."""
    text = data_path("calendar", "closed_days.txt").read_text(encoding="utf-8")
    closed = [date.fromisoformat(line) for line in text.splitlines() if not line.startswith("#")]
    return BankingCalendar(frozenset(closed), covers=range(closed[0].year, closed[-1].year + 1))
