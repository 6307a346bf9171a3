"""How big a played world is. CI plays small ones and a few whole ones; the long command whole ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TWO_YEARS_FROM = date(2025, 1, 7)  # the last day is in 2026: later rates are not known yet


@dataclass(frozen=True)
class Size:
    """``storm`` are days in which anything happens, ``calm`` days in which only `tick` runs."""

    invoices: int
    customers: int
    storm: int
    calm: int
    starts: tuple[date, ...]


FULL = Size(300, 60, 620, 100, (TWO_YEARS_FROM,))
SMALL = Size(36, 9, 90, 75, (date(2025, 2, 4), date(2025, 9, 2), date(2026, 1, 7)))
