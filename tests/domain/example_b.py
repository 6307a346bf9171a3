"""Example B as far as it has come: a claim that goes to Kronofogden.

12 500.00 kr, due on 30 April 2025, a reminder of 12 May and a demand of 27 May that ran over the
National Day to 9 June.
"""

from __future__ import annotations

from datetime import date

from reminder_cli.domain.company import Collector
from reminder_cli.domain.invoice import CustomerKind
from tests.domain.given import History

APPLIED = date(2025, 6, 16)
UTSLAG = date(2025, 8, 15)
COLLECTED = date(2025, 9, 15)


def reminded() -> History:
    history = History()
    history.open(
        date(2025, 5, 12),
        12_500_00,
        due_on=date(2025, 4, 30),
        interest_from=date(2025, 5, 1),
        collector=Collector.PARTNER,
        kind=CustomerKind.BUSINESS,
    )
    history.reminder(date(2025, 5, 12), date(2025, 5, 26))
    return history


def demanded() -> History:
    history = reminded()
    history.demand(date(2025, 5, 27), date(2025, 6, 9))
    return history


def applied() -> History:
    history = demanded()
    history.applied(APPLIED)
    return history


def objected() -> History:
    history = applied()
    history.objected(date(2025, 7, 2))
    return history


def decided() -> History:
    history = applied()
    history.utslag(UTSLAG)
    return history


def enforced() -> History:
    history = decided()
    history.enforced(UTSLAG)
    return history


def objected_then_judged() -> History:
    history = objected()
    history.utslag(UTSLAG)
    return history


def withdrawn() -> History:
    history = applied()
    history.withdrawn(date(2025, 7, 1))
    return history
