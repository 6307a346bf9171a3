"""What payments say about sending a letter: one that may be the debtor's waits, or none is known yet.

It reads and decides nothing; the gates have the words.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reminder_cli.ledger import payment_queries

if TYPE_CHECKING:
    from reminder_cli.domain.calendar import BankingCalendar
    from reminder_cli.services.world import World


class WaitingDebtors:
    """The customers whom a payment that waits may concern, worked out when payments change.

    And the day through which the bank has told. While nothing can have been written neither is
    asked for again: a run asks for every case.
    """

    def __init__(self) -> None:
        self._mark: tuple[int, ...] = ()
        self._customers: frozenset[int] = frozenset()
        self._covered: date | None = None
        self._moment: tuple[int, int] | None = None

    def customers(self, world: World) -> frozenset[int]:
        """Their ids. Better one too many than a letter to somebody who has paid."""
        self._look(world)
        return self._customers

    def covered_until(self, world: World) -> date | None:
        """The day that the newest bank file reaches to; None when none was ever taken in."""
        self._look(world)
        return self._covered

    def _look(self, world: World) -> None:
        moment = world.ledger.moment
        if moment is not None and moment == self._moment:
            return
        mark = payment_queries.waiting_mark(world.ledger)
        if mark != self._mark:
            self._mark, self._customers = mark, _possible(world)
        self._covered = payment_queries.covered_until(world.ledger)
        self._moment = moment


def _possible(world: World) -> frozenset[int]:
    # Money that the bank took back keeps nobody from being reminded.
    waiting = [p.draft for p in payment_queries.waiting(world.ledger) if p.waiting_ore > 0]
    if not waiting:
        return frozenset()
    # Matching is imported only where something waits: every list asks for the gates.
    from reminder_cli.domain.matching import possible_for
    from reminder_cli.services.payments_matching import Matcher

    matcher = Matcher(world, about=())
    matcher.reach(waiting)
    return frozenset(int(key) for draft in waiting for key in possible_for(draft, matcher.index))


def stale_since(world: World, needed_until: date) -> date | None:
    """The day that the newest bank file reaches to, when that is not far enough; else None.

    ``needed_until`` is the last day of the step before: until the bank has told of it, nobody
    knows whether it was paid in time. A firm that never took a file in is not asked for one.
    """
    covered = world.waiting_debtors.covered_until(world)
    if covered is None:
        return None
    # Whoever looks ahead takes it that files go on coming; one that is late now is late then too.
    today = world.foreseen_from or world.today
    if covered < needed_until < today:
        return covered
    is_old = _older(world.calendar, covered, today, int(world.settings["payments_max_age"]))
    return covered if is_old else None


def _older(calendar: BankingCalendar, covered: date, today: date, banking_days: int) -> bool:
    """Whether more than so many banking days lie after a day."""
    if (today - covered).days > 10 * (banking_days + 2):
        return True  # there is no need to count, and the years may be outside the calendar
    return calendar.banking_days_between(covered, today) > banking_days
