"""When a claim is lost (preskription), preskriptionslagen (1981:130) 2, 5, 6 §§."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from reminder_cli.domain.invoice import CustomerKind

CONSUMER_YEARS = 3  # 2 § 2 st
OTHER_YEARS = 10  # 2 § 1 st


def prescribed_on(
    arose_on: date, *, kind: CustomerKind, interrupted_on: Iterable[date] = ()
) -> date:
    """The first day on which the claim is lost.

    It runs from the day the claim arose (2 §) and anew from each interruption: a letter that
    reached the debtor, a payment, an acknowledgement (5, 6 §§). An interruption after the
    claim was lost does not bring it back.
    """
    years = CONSUMER_YEARS if kind is CustomerKind.CONSUMER else OTHER_YEARS
    lost_on = years_later(arose_on, years)
    for day in sorted(interrupted_on):
        if day >= lost_on:
            break
        lost_on = max(lost_on, years_later(day, years))
    return lost_on


def years_later(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 28 (lag (1930:173) 1 §).

    Written out because relativedelta takes longer to import than a status takes to show.
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
