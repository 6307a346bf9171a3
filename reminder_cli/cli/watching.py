"""What `tick` leaves behind for whoever is not looking: its mark, and a mail when something waits.

Nothing here may stop or fail a `tick`: what goes wrong is said on stderr, and that is all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reminder_cli.cli.context import unexpected
from reminder_cli.errors import (
    DayBeforeLast,
    LedgerBusy,
    NoLedger,
    PlanChanged,
    RealLedger,
    RemindError,
    WrongValue,
)
from reminder_cli.services.due import heartbeat, remember_failure

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session
    from reminder_cli.services.tick import TickReport

# Not a failure of what runs by itself: another run works, or the one who typed is told at once.
_NO_FAILURE = (LedgerBusy, NoLedger, DayBeforeLast, PlanChanged, RealLedger, WrongValue)


def done(session: Session, report: TickReport | None = None) -> None:
    """A `tick` has run to its end; without a report there was nothing to do."""
    quietly(lambda: _done(session, report))


def _done(session: Session, report: TickReport | None) -> str:
    is_first = heartbeat(session.world)
    if report is None and not is_first:
        return ""  # cron asks every hour: what waits has been told
    if report is not None and not report.banking_day:
        return ""
    if not session.notices:
        return ""
    from reminder_cli.cli.which_ledger import for_firm
    from reminder_cli.services.notice import notify

    return notify(session.world, report.held if report else (), for_firm)


@contextmanager
def failing(session: Session) -> Iterator[None]:
    """Leave a mark of the error that ends a `tick`, and tell the firm."""
    try:
        yield
    except _NO_FAILURE:
        raise
    except Exception as error:
        known = error if isinstance(error, RemindError) else session.translated(error)
        told = known or unexpected(error)
        quietly(lambda: _failed(session, told))
        raise


def _failed(session: Session, error: RemindError) -> str:
    from reminder_cli.cli.which_ledger import for_firm
    from reminder_cli.services.notice import notify_of_failure

    session.let_go()  # whatever the failed run held or remembers
    remember_failure(session.world, error)
    if not session.notices:
        return ""
    return notify_of_failure(session.world, for_firm)


def quietly(tell: Callable[[], str]) -> None:
    """Tell somebody; what goes wrong with that is said, and is nobody's failure."""
    from reminder_cli.cli.render import talk
    from reminder_cli.i18n import _

    try:
        problem = tell()
    except Exception as error:  # a mail about the run must never be what fails it
        problem = type(error).__name__
    if problem:
        from reminder_cli.services.words import problem_words

        words = problem_words(problem)
        talk(_("What waits for you could not be noted or mailed: {problem}", problem=words))
