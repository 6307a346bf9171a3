"""The reference rate of a half-year, as a value. Where rates come from is an adapter's business."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from msgspec import Struct


class ReferenceRate(Struct, frozen=True):
    """The rate from ``from_date``, a 1 January or 1 July. Percent per year; räntelagen 9 §.

    ``confirmed`` is whether Riksbanken's own table or a notice in SFS has been seen to say so.
    """

    from_date: date
    percent: Fraction
    source: str
    confirmed: bool


def half_year_start(day: date) -> date:
    """The first day of the calendar half-year, for which the reference rate is set.

    >>> half_year_start(date(2026, 6, 30)), half_year_start(date(2026, 7, 1))
    (datetime.date(2026, 1, 1), datetime.date(2026, 7, 1))
    """
    return date(day.year, 1 if day.month < 7 else 7, 1)
