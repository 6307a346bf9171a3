"""What an instalment plan makes of a case: while it is kept nothing else is sent (product.md section 3).

Example C: demanded on 25 March with 180.00, then a plan of 30 March over what was owed, in three
parts of 890.00. A missed part gives, five banking days later, one reminder without fee; five
banking days after that the plan is broken.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from reminder_cli.domain.decide_plan import broken_plan
from reminder_cli.domain.decision import Decision, EnterStage, Hold, IssueLetter
from reminder_cli.domain.events import Stage
from reminder_cli.domain.gates import Gate
from reminder_cli.domain.instalments import Standing, paid_since, reminded_on
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.next_look import next_look
from reminder_cli.i18n import Text
from tests.domain import example_c
from tests.domain.example_c import april, demanded, held, march, situation
from tests.domain.given import CALENDAR, OWN, History

SLIPS = [(april(30), 890_00), (date(2026, 6, 1), 890_00), (date(2026, 6, 30), 890_00)]
REMINDED = date(2026, 5, 8)  # five banking days after 30 April; 1 May is a holiday
BROKEN = date(2026, 5, 18)  # five more; Ascension Day is the 14th


def planned() -> History:
    history = demanded()
    history.plan(march(30), *SLIPS)
    return history


def standing(history: History, *, blocked: bool = False) -> Standing | None:
    case = history.case
    if case.plan is None:
        return None
    return Standing(
        plan=case.plan,
        met_ore=paid_since(history.claim, case.plan),
        reminded_on=reminded_on(case, case.plan),
        resolved_on=case.resolved_on,
        blocked=blocked,
    )


def decided(history: History, today: date, *, blocked: bool = False, **more: Any) -> Decision:
    return example_c.decided(history, today, plan=standing(history, blocked=blocked), **more)


def looked_at(history: History) -> date | None:
    return next_look(history.claim, history.case, OWN, CALENDAR, after_demand_days=30)


def missed() -> History:
    """The first part did not come, and was reminded of."""
    history = planned()
    history.letter(LetterKind.INSTALMENT_MISSED, REMINDED, date(2026, 5, 15))
    return history


def paid(history: History, *amounts: tuple[date, int]) -> History:
    for on, ore in amounts:
        history.pay(on, ore)
    return history


def kept() -> History:
    return paid(planned(), (april(30), 890_00))


#   the plan                                       today               waits until
WAITS: list[tuple[str, History, date, date | None, str]] = [
    ("is kept, also after the demand's term", planned(), april(20), REMINDED, "is kept"),
    ("the part's own day", planned(), april(30), REMINDED, "is kept"),
    ("missed, within the five days", planned(), date(2026, 5, 7), REMINDED, "is missing"),
    ("the part came: the next one", kept(), REMINDED, date(2026, 6, 8), "is kept"),
    ("reminded, within five more", missed(), date(2026, 5, 15), BROKEN, "is missing"),
    ("the part came after its reminder", paid(missed(), (date(2026, 5, 11), 890_00)), BROKEN,
     date(2026, 6, 8), "is kept"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("history", "today", "until", "says"), [r[1:] for r in WAITS], ids=[r[0] for r in WAITS]
)
def test_while_it_is_kept_nothing_else_is_sent(
    history: History, today: date, until: date | None, says: str
) -> None:
    decision = decided(history, today)
    assert held(decision) == ("instalments", until)
    assert isinstance(decision, Hold)
    assert says in str(decision.why)
    assert looked_at(history) == until


def test_a_missed_part_gives_one_reminder_without_fee() -> None:
    letter = decided(planned(), REMINDED)
    assert isinstance(letter, IssueLetter)
    assert (letter.kind, letter.fee_act, letter.fee_ore, letter.starts) == (
        LetterKind.INSTALMENT_MISSED,
        None,
        0,
        None,
    )
    # Its day is the last on which the plan can be saved.
    assert letter.due_on == date(2026, 5, 15)
    assert [(slip.number, slip.amount_ore) for slip in letter.slips] == [(1, 890_00)]
    assert letter.plan_letter == 3


def test_then_the_plan_is_broken_and_the_whole_rest_is_due_in_ten_days() -> None:
    letter = decided(missed(), BROKEN)
    assert isinstance(letter, IssueLetter)
    assert (letter.kind, letter.fee_act, letter.fee_ore, letter.starts) == (
        LetterKind.PLAN_BROKEN,
        None,
        0,
        None,
    )
    assert letter.due_on == date(2026, 5, 28)
    assert str(letter.why) == "An instalment did not come."
    assert letter.plan_letter == 3
    assert letter.slips, "what did not come, so that the letter may say so"


def test_the_user_may_break_it_too() -> None:
    today = situation(planned(), april(1), plan=standing(planned()))
    letter = broken_plan(today, CALENDAR, why=Text("You ended it."))
    assert (letter.kind, letter.fee_ore, str(letter.why)) == (
        LetterKind.PLAN_BROKEN,
        0,
        "You ended it.",
    )


def broken() -> History:
    history = missed()
    history.letter(LetterKind.PLAN_BROKEN, BROKEN, date(2026, 5, 28))
    return history


def test_the_next_step_comes_after_the_term_of_the_letter_that_broke_it() -> None:
    history = broken()
    assert held(decided(history, date(2026, 5, 28))) == ("term_running", date(2026, 5, 29))
    then = decided(history, date(2026, 5, 29))
    assert isinstance(then, EnterStage)
    assert then.stage is Stage.CHOOSE
    assert looked_at(history) == date(2026, 5, 29)


def test_a_plan_of_a_reminded_case_leaves_it_there_and_the_demand_comes_next() -> None:
    history = example_c.reminded()
    history.plan(march(16), (march(31), 2474_47))
    history.letter(LetterKind.PLAN_BROKEN, april(16), april(27))
    assert looked_at(history) == april(28)
    assert held(decided(history, april(27))) == ("term_running", april(28))
    demand = decided(history, april(28))
    assert isinstance(demand, IssueLetter)
    assert demand.kind is LetterKind.DEMAND


# ---- what stops the plan's own letters ----

BANKRUPT = Gate(code="bankrupt", message=Text("bankrupt"), hard=True, law="")


def test_another_case_of_the_plan_is_disputed() -> None:
    assert held(decided(planned(), REMINDED, blocked=True)) == ("instalments", None)


def test_a_gate_stops_the_letter_of_a_missed_part() -> None:
    assert held(decided(planned(), REMINDED, gates=(BANKRUPT,))) == ("bankrupt", None)


def test_a_dispute_stops_it_and_its_answer_begins_the_five_days_anew() -> None:
    history = planned()
    history.dispute(date(2026, 5, 4))
    assert held(decided(history, REMINDED)) == ("disputed", None)
    history.resolve(date(2026, 5, 11))
    assert held(decided(history, date(2026, 5, 12))) == ("instalments", date(2026, 5, 19))
    assert isinstance(decided(history, date(2026, 5, 19)), IssueLetter)


def test_never_two_letters_of_one_case_on_one_day() -> None:
    """The demand was taken back, and the letter that says so goes out on the reminder's day."""
    history = planned()
    history.take_back(REMINDED, letter_id=2)
    history.letter(LetterKind.RETRACTION, REMINDED, date(2026, 5, 25))
    assert held(decided(history, REMINDED)) == ("sent_today", date(2026, 5, 11))
    assert isinstance(decided(history, date(2026, 5, 11)), IssueLetter)


def test_all_parts_met_and_something_left_all_the_same() -> None:
    """What came in met the plan's other case twice over: the user is told where to look."""
    history = planned()
    plan = standing(history)
    assert plan is not None
    all_met = Standing(plan=plan.plan, met_ore=2670_00)
    decision = example_c.decided(history, date(2026, 7, 1), plan=all_met)
    assert held(decision) == ("instalments", None)
    assert isinstance(decision, Hold)
    assert "remind payments list" in str(decision.why)


def test_too_little_missing_to_be_chased() -> None:
    """The setting tolerance says 30 kr, and the terms waive 10: the user is asked."""
    history = paid(planned(), (april(30), 2640_00))
    plan = standing(history)
    assert plan is not None
    tolerant = replace(plan, tolerance_ore=30_00)
    decision = example_c.decided(history, date(2026, 7, 20), plan=tolerant)
    assert held(decision) == ("instalments", None)
    assert isinstance(decision, Hold)
    assert "Only 30,00 kr is missing" in str(decision.why)
    assert "remind cancel 1041" in str(decision.why)


def test_a_reminder_taken_back_beside_a_plan_leaves_the_user_to_decide() -> None:
    """Of the case only the plan's letters are left, and none of them begins an inkassokrav."""
    history = example_c.reminded()
    history.plan(march(16), (march(31), 2465_26))
    history.letter(LetterKind.PLAN_BROKEN, april(7), april(17))
    history.take_back(april(8), letter_id=1)
    decision = decided(history, april(20))
    assert held(decision) == ("retracted", None)
    assert isinstance(decision, Hold)
    assert "remind cancel 1041" in str(decision.why)


# ---- what a plan costs ----


def no_interest() -> History:
    """A consumer whose invoice said nothing of interest."""
    history = History()
    history.open(march(10), interest_from=None)
    history.plan(march(16), (march(31), 2400_00))
    return history


def plan_taken_back() -> History:
    history = demanded()
    letter_id = history.plan(march(30), *SLIPS)
    history.take_back(march(30), letter_id)
    return history


def unknown_rate() -> History:
    """A plan until after the last half-year whose reference rate is known."""
    history = demanded()
    history.plan(date(2027, 1, 15), (date(2027, 2, 15), 2850_00))
    history.letter(LetterKind.PLAN_BROKEN, date(2027, 3, 1), date(2027, 3, 11))
    return history


def broken_interestless() -> History:
    history = no_interest()
    history.letter(LetterKind.PLAN_BROKEN, april(16), april(27))
    return history


#   interest of 65.75 öre a day, from 3 March           until      days
INTEREST: list[tuple[str, History, date, int]] = [
    ("while it is kept: none after the plan's day", planned(), april(30), 28),
    ("on the day it is broken: none", broken(), BROKEN, 28),
    ("from the day after it was broken", broken(), date(2026, 5, 19), 29),
    ("a plan taken back stopped nothing", plan_taken_back(), april(30), 59),
    ("none where none was told of", broken_interestless(), date(2026, 6, 30), 0),
    ("a rate that is not known is not guessed", unknown_rate(), date(2027, 3, 31), 304),
]  # fmt: skip


@pytest.mark.parametrize(
    ("history", "until", "days"), [r[1:] for r in INTEREST], ids=[r[0] for r in INTEREST]
)
def test_interest_stops_while_a_plan_is_kept(history: History, until: date, days: int) -> None:
    assert sum(line.days for line in history.account(until).interest) == days


def test_a_plan_taken_back_no_longer_runs() -> None:
    assert plan_taken_back().case.plan is None
    assert planned().case.plan is not None
    assert broken().case.plan is None
