"""The term that starts anew when a dispute has been answered (product.md section 3). It sends nothing."""

from __future__ import annotations

from datetime import date

from reminder_cli.domain.calendar import BankingCalendar
from reminder_cli.domain.case import Case
from reminder_cli.domain.events import LetterIssued, Stage
from reminder_cli.domain.rules.due_dates import demand_due, reminder_due
from reminder_cli.domain.terms import Terms

# At the later stages no step waits for the term of a letter.
_WITH_A_TERM = (Stage.REMINDER, Stage.DEMAND, Stage.CHOOSE)


def waits_for_new_term(case: Case) -> bool:
    """Whether a dispute has been answered since the last letter, so that its term runs anew."""
    letter = case.last_letter()
    answered = not case.disputed and case.resolved_on is not None
    return (
        answered
        and letter is not None
        and case.stage in _WITH_A_TERM
        and case.resolved_seq > letter.seq
    )


def term_end(case: Case, letter: LetterIssued) -> date:
    """The last day of a letter's term, also as it began anew when a payment was taken back."""
    due_on = case.due_of(letter)
    if waits_for_new_term(case) and case.new_due_on is not None:
        return max(due_on, case.new_due_on)
    return due_on


def renewed_due(case: Case, on: date, *, terms: Terms, calendar: BankingCalendar) -> date | None:
    """The last letter's new last day to pay when the case is taken up again on ``on``.

    None when no step waits for its term, or it was over: then a letter must tell of a new one.
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
