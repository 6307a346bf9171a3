"""How long bookkeeping must be kept (arkivering), bokföringslagen (1999:1078) 7 kap. 2 §."""

from __future__ import annotations

from datetime import date

YEARS = 7


def may_be_erased_from(fiscal_year_end: date) -> date:
    """The first day on which what was booked in a fiscal year (räkenskapsår) need not be kept.

    It is kept through the seventh year after the end of the calendar year in which the fiscal
    year ended (7 kap. 2 §, SFS 2024:342). The name of the other party is part of a voucher
    (5 kap. 7 §), so a customer is kept as long as the last thing that was booked.

    >>> may_be_erased_from(date(2026, 12, 31)), may_be_erased_from(date(2026, 4, 30))
    (datetime.date(2034, 1, 1), datetime.date(2034, 1, 1))
    """
    return date(fiscal_year_end.year + YEARS + 1, 1, 1)
