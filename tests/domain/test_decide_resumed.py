"""What comes after something stood in the way: an answered dispute, a lifted hold, a letter taken back.

Product.md section 3: a term that was running starts anew, and one that had run out gets a new
letter without fee; nothing goes out on the day itself. Example C.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from reminder_cli.domain.decide_letters import first_demand
from reminder_cli.domain.decision import EnterStage, Hold, IssueLetter
from reminder_cli.domain.events import Outcome, Stage
from reminder_cli.domain.gates import Gate
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.next_look import next_look
from reminder_cli.domain.rules.fees import Act
from reminder_cli.i18n import Text
from tests.domain.example_c import (
    april,
    at_choose,
    decided,
    demanded,
    held,
    march,
    reminded,
    situation,
)
from tests.domain.given import CALENDAR, OWN, History

Answered = Callable[[], History]


def answered(make: Answered, on: date) -> Answered:
    """Disputed two days before it was answered."""

    def made() -> History:
        history = make()
        history.dispute(on - timedelta(days=2))
        history.resolve(on)
        return history

    return made


def monitored() -> History:
    history = at_choose()
    history.stage(date(2026, 5, 8), Stage.MONITORING)
    return history


def looked_at(history: History) -> date | None:
    return next_look(history.claim, history.case, OWN, CALENDAR, after_demand_days=30)


# ---- the dispute was answered while the term ran: it starts anew ----

#   the dispute was answered            case       on         last day of the new term, next
RUNS_ANEW: list[tuple[str, Answered, date, date, date]] = [
    ("a reminder's ten banking days", reminded, march(16), march(30), march(31)),
    ("on the last day of the reminder's", reminded, march(24), april(9), april(10)),
    ("a demand's ten days", demanded, march(30), april(9), april(10)),
    ("5 § a demand's never under eight", demanded, april(7), april(17), april(20)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "on", "last_day", "then"), [r[1:] for r in RUNS_ANEW], ids=[r[0] for r in RUNS_ANEW]
)
def test_a_term_that_ran_starts_anew(make: Answered, on: date, last_day: date, then: date) -> None:
    history = answered(make, on)()
    assert held(decided(history, on)) == ("term_running", then)
    assert held(decided(history, last_day)) == ("term_running", then)
    assert not isinstance(decided(history, then), Hold)


# ---- it was answered after the term: a letter without fee begins a new one ----

#   answered after the term of                case       on          the new letter's last day
BEGINS: list[tuple[str, Answered, date, date]] = [
    ("the reminder", reminded, march(25), april(10)),
    ("the demand: ten days", demanded, april(8), april(20)),
    ("the demand, at the choice", at_choose, april(22), date(2026, 5, 4)),
    ("the demand, at monitoring", monitored, date(2026, 6, 8), date(2026, 6, 18)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "on", "due_on"), [r[1:] for r in BEGINS], ids=[r[0] for r in BEGINS]
)
def test_a_term_that_was_out_begins_with_a_letter_without_fee(
    make: Answered, on: date, due_on: date
) -> None:
    history = answered(make, on)()
    letter = decided(history, on)
    assert isinstance(letter, IssueLetter)
    assert (letter.kind, letter.fee_ore, letter.starts) == (LetterKind.RESUMED, 0, None)
    assert (letter.fee_act, letter.due_on) == (None, due_on)
    assert looked_at(history) == on
    history.letter(LetterKind.RESUMED, on, due_on)
    assert isinstance(decided(history, due_on), Hold)


def gate(code: str) -> Gate:
    return Gate(code=code, message=Text(code), hard=True, law="")


def test_the_letter_of_a_new_term_passes_the_gates_of_a_letter() -> None:
    history = answered(demanded, april(8))()
    assert held(decided(history, april(8), gates=(gate("bankrupt"),))) == ("bankrupt", None)
    only_demand = (gate("no_id_number"), gate("no_description"))
    assert isinstance(decided(history, april(8), gates=only_demand), IssueLetter)


def test_monitoring_waits_for_the_term_of_the_new_letter() -> None:
    """It was answered at the choice, so late that the new term is longer than the thirty days."""
    history = answered(at_choose, date(2026, 5, 7))()
    history.letter(LetterKind.RESUMED, date(2026, 5, 7), date(2026, 5, 18))
    assert held(decided(history, date(2026, 5, 8))) == ("users_turn", date(2026, 5, 19))
    monitoring = decided(history, date(2026, 5, 19))
    assert isinstance(monitoring, EnterStage)
    assert monitoring.stage is Stage.MONITORING


def test_a_small_rest_gets_its_one_notice_and_no_new_term() -> None:
    history = answered(reminded, march(25))()
    history.pay(march(26), 2400_00)
    notice = decided(history, march(27))
    assert isinstance(notice, IssueLetter)
    assert notice.kind is LetterKind.REST_NOTICE


def test_a_rest_is_told_of_after_the_term_that_runs() -> None:
    """Something was paid after the new letter: the debtor has until its day before anything comes."""
    history = answered(at_choose, april(22))()
    history.letter(LetterKind.RESUMED, april(22), date(2026, 5, 4))
    history.pay(april(23), 2500_00)
    assert held(decided(history, april(24))) == ("term_running", date(2026, 5, 5))
    notice = decided(history, date(2026, 5, 5))
    assert isinstance(notice, IssueLetter)
    assert notice.kind is LetterKind.REST_NOTICE


def test_a_payment_taken_back_begins_a_new_term_too() -> None:
    """The debtor had been told that it was over."""
    history = reminded()
    payment = history.pay(march(20), 2465_26)
    history.close(march(20), Outcome.PAID)
    history.unpay(march(26), payment)
    history.reopen(march(26))
    letter = decided(history, march(26))
    assert isinstance(letter, IssueLetter)
    assert letter.kind is LetterKind.RESUMED


# ---- what a renewed term is worth, whatever renewed it ----


def paid_and_taken_back() -> History:
    """What the reminder asked was paid on 20 March, and the bank took it back on the 23rd."""
    history = reminded()
    payment = history.pay(march(20), 2465_26)
    history.close(march(20), Outcome.PAID)
    history.unpay(march(23), payment)
    history.reopen(march(23))
    return history


def told_of_less() -> History:
    """1 000 kr were paid before the demand; it asked for the rest; the bank took the 1 000 back."""
    history = reminded()
    payment = history.pay(march(20), 1000_00)
    history.demand(march(25), april(7))
    history.unpay(march(30), payment)
    return history


@pytest.mark.parametrize(
    ("make", "last_day"),
    [(paid_and_taken_back, april(8)), (told_of_less, april(9)), (answered(reminded, march(23)), april(8))],
    ids=["a payment that had ended it is taken back", "one that had lowered it", "a dispute answered"],
)  # fmt: skip
def test_who_pays_the_letters_sum_within_a_renewed_term_owes_no_later_interest(
    make: Answered, last_day: date
) -> None:
    history = make()
    letter = history.case.live_letters[-1]
    assert history.case.due_of(letter) == last_day
    assert isinstance(decided(history, last_day), Hold)
    owed = history.account(letter.on).owed_ore
    history.pay(last_day, owed)
    account = history.account(last_day)
    assert (account.owed_ore, account.overpaid_ore) == (0, 0)
    assert account.waivers[-1].why == "settled_letter"


# ---- a hold that was lifted ----


def test_on_the_day_a_hold_is_lifted_nothing_is_sent() -> None:
    """The later of the step's own day and the first banking day after the hold."""
    history = reminded()
    history.hold(march(11), date(2026, 6, 30))
    history.release(march(27))  # a Friday
    assert held(decided(history, march(27))) == ("on_hold", march(30))
    assert history.case.quiet_until == march(27)
    assert looked_at(history) == march(28)
    demand = decided(history, march(30))
    assert isinstance(demand, IssueLetter)
    assert demand.kind is LetterKind.DEMAND


def test_a_hold_lifted_within_the_term_shortens_nothing() -> None:
    history = reminded()
    history.hold(march(11), date(2026, 6, 30))
    history.release(march(12))
    assert held(decided(history, march(13))) == ("term_running", march(25))
    assert looked_at(history) == march(25)


# ---- a demand that was taken back ----


def demand_taken_back() -> History:
    history = demanded()
    history.take_back(march(26), history.case.letters[-1].letter_id)
    return history


def test_a_demand_taken_back_after_it_went_out_is_not_sent_again_by_itself() -> None:
    history = demand_taken_back()
    decision = decided(history, march(27), demand_taken_back=True)
    assert held(decision) == ("retracted", None)
    assert isinstance(decision, Hold)
    assert "remind cancel 1041" in str(decision.why)
    assert "remind send 1041" in str(decision.why)


@pytest.mark.parametrize(
    ("day", "told_of_the_term"), [(march(26), True), (march(31), True), (date(2026, 4, 10), False)]
)
def test_no_demand_is_foretold_while_the_letter_that_takes_one_back_runs(
    day: date, told_of_the_term: bool
) -> None:
    history = demand_taken_back()
    history.letter(LetterKind.RETRACTION, march(26), date(2026, 4, 9))
    decision = decided(history, day, demand_taken_back=True)
    assert held(decision) == ("retracted", None)
    assert isinstance(decision, Hold)
    assert ("2026-04-09" in str(decision.why)) is told_of_the_term
    assert "remind cancel 1041" in str(decision.why)


def test_one_undone_before_it_went_out_is_sent_again() -> None:
    demand = decided(demand_taken_back(), march(25))
    assert isinstance(demand, IssueLetter)
    assert (demand.kind, demand.fee_ore) == (LetterKind.DEMAND, 180_00)


# ---- a demand without a reminder ----


def test_5_paragraph_no_reminder_is_needed_before_a_demand() -> None:
    history = History()
    history.open(march(10))
    demand = first_demand(situation(history, march(10)), CALENDAR)
    assert (demand.kind, demand.fee_act, demand.fee_ore, demand.starts, demand.due_on) == (
        LetterKind.DEMAND,
        Act.DEMAND,
        180_00,
        Stage.DEMAND,
        march(20),
    )
    assert str(demand.why) == "You sent it."


# ---- the yearly letter ----

YEARLY = date(2027, 3, 25)


def test_once_a_year_a_letter_without_fee_so_that_the_claim_is_not_lost() -> None:
    """Preskriptionslagen (1981:130) 5 §."""
    history = monitored()
    before = decided(history, date(2027, 3, 24), monitoring_on=YEARLY)
    assert held(before) == ("monitoring", YEARLY)
    letter = decided(history, YEARLY, monitoring_on=YEARLY)
    assert isinstance(letter, IssueLetter)
    assert (letter.kind, letter.fee_act, letter.fee_ore, letter.starts) == (
        LetterKind.MONITORING,
        None,
        0,
        None,
    )
    assert letter.due_on == date(2027, 4, 5)
    stopped = decided(history, YEARLY, monitoring_on=YEARLY, gates=(gate("deceased"),))
    assert held(stopped) == ("deceased", None)


def test_a_small_rest_at_monitoring_gets_one_notice_and_no_yearly_letter() -> None:
    history = monitored()
    history.pay(date(2026, 6, 1), 2600_00)
    notice = decided(history, YEARLY, monitoring_on=YEARLY)
    assert isinstance(notice, IssueLetter)
    assert notice.kind is LetterKind.REST_NOTICE
