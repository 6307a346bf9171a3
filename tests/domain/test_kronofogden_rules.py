"""When a claim may go to Kronofogden, what may be registered there, and what is waited for.

Example B, whose demand ran to 9 June 2025. Inkassolagen (1974:182) 6 §; lag (1990:746).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from reminder_cli.domain.decide import decide
from reminder_cli.domain.decision import Hold, Situation
from reminder_cli.domain.gates import Gate
from reminder_cli.domain.kronofogden_rules import (
    Action,
    Refusal,
    application_refusal,
    at_kronofogden,
    blocking,
    fee_refusal,
    gate_refusal,
    never_there,
    no_utslag,
    not_ripe,
    step_refusal,
    utslag_refusal,
)
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.next_look import next_look
from reminder_cli.i18n import Text
from tests.domain.example_b import (
    UTSLAG,
    applied,
    decided,
    demanded,
    enforced,
    objected,
    objected_then_judged,
    reminded,
    withdrawn,
)
from tests.domain.given import CALENDAR, PARTNER, History

NUMBER = "2001"


# ---- when it may go there: inkassolagen 6 § ----


def resumed_in_time() -> History:
    history = demanded()
    history.dispute(date(2025, 6, 2))
    history.resolve(date(2025, 6, 5))
    return history


def resumed_after_the_term() -> History:
    history = demanded()
    history.dispute(date(2025, 6, 2))
    history.resolve(date(2025, 6, 16))
    return history


def with_a_plan() -> History:
    history = demanded()
    history.plan(date(2025, 6, 10), (date(2025, 6, 30), 6_500_00), (date(2025, 7, 31), 6_500_00))
    return history


def plan_broken() -> History:
    history = with_a_plan()
    history.letter(LetterKind.INSTALMENT_MISSED, date(2025, 7, 7), date(2025, 7, 11))
    history.letter(LetterKind.PLAN_BROKEN, date(2025, 7, 14), date(2025, 7, 24))
    return history


#   6 §                                        history                 asked on            refused
RIPE: list[tuple[str, Callable[[], History], date, str]] = [
    ("no demand has been sent", reminded, date(2025, 7, 1), "no_demand"),
    ("the last day of its term", demanded, date(2025, 6, 9), "term_running"),
    ("the day after its term", demanded, date(2025, 6, 10), ""),
    ("answered in time: the last day of the new term", resumed_in_time, date(2025, 6, 16),
     "term_running"),
    ("answered in time: the day after it", resumed_in_time, date(2025, 6, 17), ""),
    ("answered after the term: no letter with a new one", resumed_after_the_term,
     date(2025, 9, 1), "term_not_begun"),
    ("a plan runs, whatever its days", with_a_plan, date(2025, 9, 1), "instalments"),
    ("it was broken: the last day of that letter", plan_broken, date(2025, 7, 24), "term_running"),
    ("it was broken: the day after", plan_broken, date(2025, 7, 25), ""),
]  # fmt: skip


def code_of(refusal: Refusal | None) -> str:
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("make", "on", "code"), [r[1:] for r in RIPE], ids=[f"6 § {r[0]}" for r in RIPE]
)
def test_only_after_a_demand_and_its_term(make: Callable[[], History], on: date, code: str) -> None:
    refusal = not_ripe(make().case, NUMBER, on=on)
    assert code_of(refusal) == code


def gate(code: str, *, hard: bool) -> Gate:
    return Gate(code=code, message=Text(code), hard=hard, law="8 §")


DISPUTED, NO_ADDRESS = gate("disputed", hard=True), gate("no_address", hard=False)
WAITING, TERMS = gate("unmatched_payment", hard=False), gate("terms_not_accepted", hard=True)

#   gates that stand                           passed          keep it from being written   refuse
GATES: list[tuple[str, tuple[Gate, ...], frozenset[str], list[Gate], str]] = [
    ("none", (), frozenset(), [], ""),
    ("a hard one", (NO_ADDRESS, DISPUTED), frozenset({"disputed"}), [NO_ADDRESS, DISPUTED],
     "disputed"),
    ("a soft one, passed once and for all", (NO_ADDRESS,), frozenset({"no_address"}), [], ""),
    ("a payment that waits, passed for a letter", (WAITING,), frozenset({"unmatched_payment"}),
     [WAITING], ""),
    ("terms not accepted stop letters only", (TERMS,), frozenset(), [], ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("gates", "overridden", "left", "refused"), [r[1:] for r in GATES], ids=[r[0] for r in GATES]
)
def test_8_paragraph_a_gate_that_stands(
    gates: tuple[Gate, ...], overridden: frozenset[str], left: list[Gate], refused: str
) -> None:
    assert list(blocking(gates, overridden)) == left
    assert code_of(gate_refusal(gates, NUMBER)) == refused


#   an application                                   history   gates        refused
APPLICATIONS: list[tuple[str, Callable[[], History], tuple[Gate, ...], str]] = [
    ("after the demand's term", demanded, (), ""),
    ("twice", applied, (), "at_kronofogden"),
    ("without a demand, whatever else stands", reminded, (DISPUTED,), "no_demand"),
    ("of a disputed claim", demanded, (DISPUTED,), "disputed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "gates", "code"), [r[1:] for r in APPLICATIONS], ids=[r[0] for r in APPLICATIONS]
)
def test_an_application(make: Callable[[], History], gates: tuple[Gate, ...], code: str) -> None:
    refusal = application_refusal(make().case, gates, NUMBER, on=date(2025, 6, 20))
    assert code_of(refusal) == code


# ---- what may be registered there ----


LATER = date(2025, 9, 1)

#   what is registered                       history    action              on           refused
STEPS: list[tuple[str, Callable[[], History], Action, date, str]] = [
    ("nothing before the application", demanded, Action.UTSLAG, LATER, "not_at_kronofogden"),
    ("nothing after it ended", withdrawn, Action.OBJECTED, LATER, "not_at_kronofogden"),
    ("nothing before the last thing registered", objected, Action.UTSLAG, date(2025, 7, 1),
     "out_of_order"),
    ("two on one day", objected, Action.UTSLAG, date(2025, 7, 2), ""),
    ("an objection", applied, Action.OBJECTED, LATER, ""),
    ("no second objection", objected, Action.OBJECTED, LATER, "objected"),
    ("a judgment after the objection", objected, Action.UTSLAG, LATER, ""),
    ("no objection after the utslag", decided, Action.OBJECTED, LATER, "utslag_given"),
    ("no second utslag", decided, Action.UTSLAG, LATER, "utslag_given"),
    ("UB 3:1 no enforcement without an utslag", applied, Action.ENFORCEMENT, LATER, "no_utslag"),
    ("UB 3:1 enforcement with one", decided, Action.ENFORCEMENT, LATER, ""),
    ("it may always be withdrawn", applied, Action.WITHDRAWN, LATER, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "action", "on", "code"), [r[1:] for r in STEPS], ids=[r[0] for r in STEPS]
)
def test_what_may_be_registered(
    make: Callable[[], History], action: Action, on: date, code: str
) -> None:
    refusal = step_refusal(make().case, action, NUMBER, on=on)
    assert code_of(refusal) == code
    if code == "no_utslag":
        assert refusal == no_utslag(NUMBER)


def nearly_paid() -> History:
    history = decided()
    history.pay(date(2025, 8, 20), history.account(date(2025, 8, 20)).owed_ore - 99_99)
    return history


#   förordning (1992:1094) 6 §         history      on                 refused
FEES: list[tuple[str, Callable[[], History], date, str]] = [
    ("the first", decided, UTSLAG, ""),
    ("a day less than a year later", enforced, date(2026, 8, 14), "within_a_year"),
    ("a year later", enforced, date(2026, 8, 15), ""),
    ("99.99 kr is left", nearly_paid, date(2025, 8, 20), "too_little_left"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "on", "code"), [r[1:] for r in FEES], ids=[f"6 § {r[0]}" for r in FEES]
)
def test_one_fee_a_year_and_none_under_100_kr(
    make: Callable[[], History], on: date, code: str
) -> None:
    history = make()
    application = history.case.applications[-1]
    refusal = fee_refusal(application, history.account(on), NUMBER, on=on)
    assert code_of(refusal) == code


#   granted                      refused, naming
GRANTED: list[tuple[str, dict[str, int | None], str]] = [
    ("as applied for", {"principal": None, "interest": None, "fees": None, "costs": None}, ""),
    ("to the öre", {"principal": 12_500_00, "fees": 240_00, "costs": 680_00}, ""),
    ("nothing", {"principal": 0, "interest": 0, "fees": 0, "costs": 0}, ""),
    ("an öre too much", {"principal": 12_500_00, "costs": 680_01}, "--costs"),
    ("less than nothing", {"interest": -1}, "--interest"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("granted", "option"), [r[1:] for r in GRANTED], ids=[f"1990:746 {r[0]}" for r in GRANTED]
)
def test_an_utslag_gives_no_more_than_was_asked_for(
    granted: dict[str, int | None], option: str
) -> None:
    refusal = utslag_refusal(applied().account(UTSLAG), granted, NUMBER)
    assert code_of(refusal) == ("above_the_claim" if option else "")
    if refusal is not None:
        assert option in str(refusal.why)


#   case                 is there   an utslag was never given
WHERE: list[tuple[str, Callable[[], History], bool, bool]] = [
    ("before it", demanded, False, True),
    ("applied", applied, True, True),
    ("decided", decided, True, False),
    ("ended without an utslag", withdrawn, False, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "there", "never"), [r[1:] for r in WHERE], ids=[r[0] for r in WHERE]
)
def test_where_it_is(make: Callable[[], History], there: bool, never: bool) -> None:
    assert at_kronofogden(make().case) is there
    assert never_there(make().case) is never


def test_a_claim_without_a_case_was_never_there() -> None:
    assert never_there(None)


# ---- what is waited for, and when the user is reminded of it ----


#   what                                     history   today              code, day           look
WAITS: list[tuple[str, Callable[[], History], date, str, date | None, date | None]] = [
    ("applied", applied, date(2025, 6, 17), "at_kronofogden", None, None),
    ("34 § objected: four weeks to ask for the court", objected, date(2025, 7, 30), "objected",
     date(2025, 7, 30), date(2025, 7, 23)),
    ("34 § they have passed", objected, date(2025, 7, 31), "objected", None, date(2025, 7, 23)),
    ("34 § judged: nothing to ask for", objected_then_judged, LATER, "at_kronofogden", None, None),
    ("6 § enforced: the year runs", enforced, date(2026, 8, 14), "at_kronofogden",
     date(2026, 8, 15), date(2026, 8, 15)),
    ("6 § enforced: another year", enforced, date(2026, 8, 15), "yearly_fee", None,
     date(2026, 8, 15)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "today", "code", "until", "looked_at"),
    [r[1:] for r in WAITS],
    ids=[r[0] for r in WAITS],
)
def test_what_is_waited_for(
    make: Callable[[], History],
    today: date,
    code: str,
    until: date | None,
    looked_at: date | None,
) -> None:
    history = make()
    situation = Situation(
        case=history.case,
        account=history.account(today),
        terms=PARTNER,
        gates=(),
        after_demand_days=30,
        today=today,
        number=NUMBER,
    )
    decision = decide(situation, CALENDAR)
    assert isinstance(decision, Hold)
    assert (decision.code, decision.until) == (code, until)
    look = next_look(history.claim, history.case, PARTNER, CALENDAR, after_demand_days=30)
    assert look == looked_at
