"""Terms that count from the day a letter really went out, and what its cases become by it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from msgspec.structs import replace

from reminder_cli.adapters.holidays_se import swedish_calendar
from reminder_cli.adapters.terms import carried_terms
from reminder_cli.domain import events as ev
from reminder_cli.domain.case import Case, fold
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Stage
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.fees import Act, BusinessCompensation
from reminder_cli.domain.rules.interest import DayCount
from reminder_cli.domain.sending import term_from, too_late

CALENDAR = swedish_calendar()
(OWN,) = [terms for terms in carried_terms() if terms.collector is Collector.OWN]
K = LetterKind


@pytest.mark.parametrize(
    ("kind", "dated", "printed_due", "sent", "due"),
    [
        (K.REMINDER, "2026-03-02", "2026-03-16", "2026-03-02", "2026-03-16"),
        (K.REMINDER, "2026-03-02", "2026-03-16", "2026-03-05", "2026-03-19"),
        (K.RETRACTION, "2026-03-02", "2026-03-16", "2026-03-05", "2026-03-19"),
        # 10 days after 27 March is Easter Monday: the day after.
        (K.DEMAND, "2026-03-25", "2026-04-07", "2026-03-27", "2026-04-07"),
        (K.DEMAND, "2026-03-17", "2026-03-27", "2026-03-19", "2026-03-30"),
        (K.RESUMED, "2026-03-02", "2026-03-12", "2026-03-05", "2026-03-16"),
        (K.INSTALMENT_PLAN, "2026-03-02", "2026-03-31", "2026-03-05", "2026-03-31"),
        # A printed day that is more generous than the rule stands.
        (K.DEMAND, "2026-03-17", "2026-04-30", "2026-03-19", "2026-04-30"),
    ],
)
def test_the_term_counts_from_the_day_it_went_out(
    kind: LetterKind, dated: str, printed_due: str, sent: str, due: str
) -> None:
    found = term_from(
        kind,
        date.fromisoformat(sent),
        dated_on=date.fromisoformat(dated),
        printed_due_on=date.fromisoformat(printed_due),
        terms=OWN,
        calendar=CALENDAR,
    )
    assert found == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("kind", "days_left", "late"),
    [
        (K.DEMAND, 8, False),
        (K.DEMAND, 7, True),
        (K.REMINDER, 1, False),
        (K.REMINDER, 0, True),
        (K.REST_NOTICE, -1, True),
        (K.INSTALMENT_MISSED, -1, False),
    ],
)
def test_when_too_little_time_is_left(kind: LetterKind, days_left: int, late: bool) -> None:
    due = date(2026, 3, 27)
    assert too_late(kind, due, sent_on=due - timedelta(days=days_left)) is late


def opened(case_no: int = 1, on: date = date(2026, 3, 2)) -> ev.CaseOpened:
    return ev.CaseOpened(
        invoice_id=1,
        case_no=case_no,
        on=on,
        collector=Collector.OWN,
        terms_version=1,
        principal_ore=1000_00,
        invoice_on=date(2026, 1, 20),
        due_on=date(2026, 2, 19),
        interest_from=date(2026, 2, 20),
        contract_percent=Fraction(10),
        day_count=DayCount.ACTUAL,
        customer_kind=CustomerKind.CONSUMER,
        reminder_fee_agreed=True,
        compensation=BusinessCompensation.FEES,
    )


def letter(letter_id: int, kind: LetterKind, on: date, starts: Stage | None) -> ev.LetterIssued:
    return ev.LetterIssued(
        invoice_id=1,
        case_no=1,
        on=on,
        letter=kind,
        number=letter_id,
        letter_id=letter_id,
        due_on=on + timedelta(days=14),
        fee_act=Act.REMINDER,
        fee_ore=60_00,
        total_ore=1060_00,
        interest_ore=0,
        sha256="",
        starts=starts,
    )


REMINDER = letter(1, K.REMINDER, date(2026, 3, 2), Stage.REMINDER)
DEMAND = letter(2, K.DEMAND, date(2026, 3, 17), Stage.DEMAND)
SECOND_DEMAND = letter(3, K.DEMAND, date(2026, 3, 23), Stage.DEMAND)
CHOOSE = ev.StageEntered(invoice_id=1, case_no=1, on=date(2026, 4, 7), stage=Stage.CHOOSE)


def sent(letter_id: int, on: date, number: int = 1) -> ev.LetterSent:
    due = on + timedelta(days=20)
    return ev.LetterSent(
        invoice_id=1, case_no=1, on=on, letter_id=letter_id, due_on=due, number=number
    )


def taken_back(letter_id: int) -> ev.LetterRetracted:
    return ev.LetterRetracted(invoice_id=1, case_no=1, on=date(2026, 4, 8), letter_id=letter_id)


def case_of(*events: ev.Event) -> Case:
    return fold(1, [opened(), *events]).cases[0]


def test_a_corrected_day_moves_letter_and_stage() -> None:
    case = case_of(REMINDER, sent(1, date(2026, 3, 5)), sent(1, date(2026, 3, 4), 2))
    assert (case.letters[0].on, case.letters[0].due_on) == (date(2026, 3, 4), date(2026, 3, 24))
    assert (case.stage_on, case.corrections) == (date(2026, 3, 4), 2)


def test_a_corrected_day_of_an_older_letter_leaves_the_stage() -> None:
    case = case_of(REMINDER, DEMAND, sent(1, date(2026, 3, 5)))
    assert (case.stage, case.stage_on) == (Stage.DEMAND, DEMAND.on)


@pytest.mark.parametrize(
    ("events", "stage", "stage_on"),
    [
        ((REMINDER, DEMAND, taken_back(2)), Stage.REMINDER, REMINDER.on),
        ((REMINDER, DEMAND, CHOOSE, taken_back(2)), Stage.REMINDER, REMINDER.on),
        ((REMINDER, DEMAND, taken_back(1)), Stage.DEMAND, DEMAND.on),
        ((REMINDER, DEMAND, SECOND_DEMAND, taken_back(2)), Stage.DEMAND, SECOND_DEMAND.on),
        ((REMINDER, DEMAND, SECOND_DEMAND, taken_back(3)), Stage.DEMAND, DEMAND.on),
        ((REMINDER, taken_back(1)), Stage.REMINDER, date(2026, 3, 2)),
    ],
)
def test_a_stage_falls_with_the_letter_that_began_it(
    events: tuple[ev.Event, ...], stage: Stage, stage_on: date
) -> None:
    case = case_of(*events)
    assert (case.stage, case.stage_on) == (stage, stage_on)


def test_a_closed_case_stays_closed_and_remembers_the_stage() -> None:
    closed = ev.CaseClosed(invoice_id=1, case_no=1, on=CHOOSE.on, outcome=ev.Outcome.PAID)
    case = case_of(REMINDER, DEMAND, closed, taken_back(2))
    assert (case.stage, case.stage_before_closing) == (Stage.CLOSED, Stage.REMINDER)


def test_only_a_retraction_is_told_of_a_closed_case() -> None:
    closed = ev.CaseClosed(invoice_id=1, case_no=1, on=CHOOSE.on, outcome=ev.Outcome.PAID)
    case = case_of(REMINDER, closed, replace(SECOND_DEMAND, letter=K.RETRACTION, starts=None))
    assert len(case.letters) == 2
    with pytest.raises(AssertionError, match="sends no letter"):
        case_of(REMINDER, closed, SECOND_DEMAND)
