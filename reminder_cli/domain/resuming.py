"""The term that starts anew when a case is taken up again (product.md section 3). It sends nothing.

That is: a dispute was answered, or a payment was taken back that had ended the case or because of
which a letter had asked for less. :meth:`Case.due_of` says to when a letter's term runs.
"""

from __future__ import annotations

from datetime import date

from reminder_cli.domain.calendar import BankingCalendar
from reminder_cli.domain.case import Case
from reminder_cli.domain.events import Stage
from reminder_cli.domain.rules.due_dates import demand_due, reminder_due
from reminder_cli.domain.terms import Terms

# At Kronofogden no letter goes out.
_WITH_A_TERM = (Stage.REMINDER, Stage.DEMAND, Stage.CHOOSE, Stage.MONITORING)


def needs_new_term(case: Case) -> bool:
    """Whether the case has been taken up since its last letter, whose term was over: a letter must
    tell of a new one.
    """
    letter = case.last_letter()
    return (
        case.lapsed
        and not case.disputed
        and letter is not None
        and case.stage in _WITH_A_TERM
        and case.resolved_seq > letter.seq
    )


def renewed_due(case: Case, on: date, *, terms: Terms, calendar: BankingCalendar) -> date | None:
    """The last letter's new last day to pay when the case is taken up again on ``on``.

    None at Kronofogden, and when it was over: then a letter must tell of a new one.
    """
    letter = case.last_letter()
    stage = case.stage if case.is_open else case.stage_before_closing
    if letter is None or stage not in _WITH_A_TERM or case.due_of(letter) < on:
        return None
    return new_term(stage, on, terms=terms, calendar=calendar)


def new_term(stage: Stage, start: date, *, terms: Terms, calendar: BankingCalendar) -> date:
    """The last day to pay when the term of a stage starts on ``start``.

    A demand's is never under eight days (inkassolagen (1974:182) 5 §).
    """
    if stage is Stage.REMINDER:
        return reminder_due(start, banking_days=terms.reminder_banking_days, calendar=calendar)
    return demand_due(start, days=terms.demand_days, calendar=calendar)
