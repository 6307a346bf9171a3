"""Writes data/calendar/closed_days.txt from the holidays package; run it when that is updated.

The package costs 113 ms to import and the file one, and every start of `remind` needs the days.
"""

from __future__ import annotations

import holidays
from holidays.constants import DE_FACTO, PUBLIC

from reminder_cli.resources import data_path

FIRST, LAST = 1990, 2070


def closed_weekdays() -> list[str]:
    """Every Monday to Friday on which banks are closed, as ISO dates."""
    # The package moved the three eves to DE_FACTO and turned include_sundays off between
    # releases, so every argument is spelt out; tests/adapters/test_holidays_se.py pins the answer.
    closed = holidays.country_holidays(
        "SE", years=range(FIRST, LAST + 1), categories=(PUBLIC, DE_FACTO), include_sundays=False
    )
    return [day.isoformat() for day in sorted(closed) if day.weekday() < 5]


def file_text() -> str:
    """The whole file."""
    head = (
        f"# Weekdays on which Swedish banks are closed, {FIRST}-{LAST}, Saturdays and Sundays apart.\n"
        "# Lag (1989:253) om allmänna helgdagar, and the three eves of lag (1930:173) 2 §.\n"
        f"# Made by scripts/make_closed_days.py from the package holidays.\n"
    )
    return head + "\n".join(closed_weekdays()) + "\n"


if __name__ == "__main__":
    data_path("calendar", "closed_days.txt").write_text(file_text(), encoding="utf-8")
