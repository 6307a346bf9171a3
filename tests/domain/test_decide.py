"""What is done with a case on a day: exactly one thing, never too early, never of too much.

Example C unless said: a reminder of 10 March with a term to the 24th, a demand of the 25th with a
term to 7 April, choose on the 8th.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from reminder_cli.domain import events as ev
from reminder_cli.domain.company import Collector
from reminder_cli.domain.decide_letters import fee_facts, first_reminder
from reminder_cli.domain.decide_rest import settles, small_rest
from reminder_cli.domain.decision import Close, EnterStage, Hold, IssueLetter
from reminder_cli.domain.events import Outcome, Stage
from reminder_cli.domain.gates import Gate
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.next_look import next_look
from reminder_cli.domain.rules.fees import Act, BusinessCompensation
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
from tests.domain.given import CALENDAR, INVOICE, OWN, PARTNER, History

# ---- the reminder ----


def test_the_first_reminder_has_its_fee_and_ten_banking_days() -> None:
    history = History()
    history.open(march(10))
    today = situation(history, march(10))
    facts = fee_facts(today.case, today.account, today=march(10))
    letter = first_reminder(today, CALENDAR, facts=facts)
    assert (letter.kind, letter.due_on, letter.fee_act, letter.fee_ore, letter.starts) == (
        LetterKind.REMINDER,
        march(24),
        Act.REMINDER,
        60_00,
        Stage.REMINDER,
    )


@pytest.mark.parametrize("agreed", [{"fee_agreed": False}, {"fee_claimed_ore": 60_00}])
def test_2_paragraph_no_fee_that_was_not_agreed_and_none_twice(agreed: dict[str, object]) -> None:
    history = History()
    history.open(march(10), **agreed)  # type: ignore[arg-type]
    today = situation(history, march(10))
    facts = fee_facts(today.case, today.account, today=march(10))
    letter = first_reminder(today, CALENDAR, facts=facts)
    assert (letter.fee_act, letter.fee_ore) == (None, 0)


# ---- the demand ----

#   day                     what comes
DEMAND_DAYS = [
    ("the day after the reminder", march(11), None),
    ("twelve days after it", march(23), None),
    ("the last day of its term", march(24), None),
    ("the day after its term", march(25), march(25)),
    ("weeks later: ticks were missed", april(20), april(20)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "sent"), [r[1:] for r in DEMAND_DAYS], ids=[r[0] for r in DEMAND_DAYS]
)
def test_the_demand_never_before_the_reminders_term_is_out(today: date, sent: date | None) -> None:
    decision = decided(reminded(), today)
    if sent is None:
        assert held(decision) == ("term_running", march(25))
        return
    assert isinstance(decision, IssueLetter)
    assert (decision.kind, decision.fee_act, decision.fee_ore, decision.starts) == (
        LetterKind.DEMAND,
        Act.DEMAND,
        180_00,
        Stage.DEMAND,
    )
    assert (decision.due_on - today).days >= 8


def test_a_demand_on_25_march_runs_over_easter() -> None:
    decision = decided(reminded(), march(25))
    assert isinstance(decision, IssueLetter)
    assert decision.due_on == april(7)


def test_a_demand_fee_that_was_paid_in_an_earlier_case_is_not_charged_again() -> None:
    history = demanded()
    history.pay(march(26), 300_00)
    history.close(march(27), Outcome.CANCELLED)
    history.open(april(1))
    history.reminder(april(1), april(17), fee_ore=0)
    decision = decided(history, april(20))
    assert isinstance(decision, IssueLetter)
    assert (decision.kind, decision.fee_act, decision.fee_ore) == (LetterKind.DEMAND, None, 0)


def test_a_waived_fee_may_be_charged_anew() -> None:
    history = demanded()
    history.close(march(27), Outcome.CANCELLED)
    history.open(april(1))
    today = situation(history, april(1))
    facts = fee_facts(today.case, today.account, today=april(1))
    assert facts.charged == {}
    assert first_reminder(today, CALENDAR, facts=facts).fee_ore == 60_00


def test_a_fee_partly_paid_and_partly_waived_is_not_charged_anew() -> None:
    history = reminded()
    history.pay(march(11), 30_00)
    history.close(march(12), Outcome.CANCELLED)
    history.open(april(1))
    facts = fee_facts(history.case, history.account(april(1)), today=april(1))
    assert facts.charged == {Act.REMINDER: 60_00}


def test_a_fee_that_fell_is_not_counted_as_charged() -> None:
    history = reminded()
    history.pay(march(9), 1_00)
    facts = fee_facts(history.case, history.account(march(25)), today=march(25))
    assert facts.charged == {}


@pytest.mark.parametrize(
    ("interest_from", "runs"), [(march(3), True), (march(26), False), (None, False)]
)
def test_whether_interest_runs_decides_the_450(interest_from: date | None, runs: bool) -> None:
    history = History()
    history.open(
        march(10),
        kind=CustomerKind.BUSINESS,
        compensation=BusinessCompensation.LATE_PAYMENT_450,
        interest_from=interest_from,
    )
    facts = fee_facts(history.case, history.account(march(25)), today=march(25))
    assert facts.interest_runs is runs


# ---- gates ----


def gate(code: str, *, hard: bool) -> Gate:
    return Gate(code=code, message=Text(code), hard=hard, law="")


def overriding(code: str) -> History:
    history = reminded()
    history.add(ev.GateOverridden(invoice_id=INVOICE, case_no=1, on=march(10), code=code))
    return history


def test_a_gate_holds_the_demand() -> None:
    decision = decided(reminded(), march(25), gates=(gate("no_address", hard=False),))
    assert held(decision) == ("no_address", None)


def test_a_hard_gate_is_told_of_before_a_soft_one() -> None:
    gates = (gate("no_address", hard=False), gate("no_id_number", hard=True))
    assert held(decided(reminded(), march(25), gates=gates)) == ("no_id_number", None)


def test_a_soft_gate_that_was_passed_is_passed() -> None:
    decision = decided(overriding("no_address"), march(25), gates=(gate("no_address", hard=False),))
    assert isinstance(decision, IssueLetter)


def test_a_hard_gate_stands_whatever_was_passed() -> None:
    decision = decided(overriding("no_address"), march(25), gates=(gate("no_address", hard=True),))
    assert held(decision) == ("no_address", None)


# ---- flags ----


def on_hold(history: History, until: date) -> History:
    history.hold(march(11), until)
    return history


def disputed(history: History) -> History:
    history.dispute(march(11))
    return history


def test_a_hold_stops_through_its_day_and_no_longer() -> None:
    history = on_hold(reminded(), april(2))  # the Thursday before Easter
    assert held(decided(history, april(2))) == ("on_hold", april(7))
    assert isinstance(decided(history, april(7)), IssueLetter)


def test_a_hold_says_what_was_promised_while_it_runs() -> None:
    history = reminded()
    history.add(
        ev.HoldPlaced(
            invoice_id=INVOICE,
            case_no=1,
            on=march(11),
            until=april(2),
            number=1,
            promise_ore=500_00,
        )
    )
    decision = decided(history, march(27))
    assert isinstance(decision, Hold)
    assert decision.why.values == {"day": april(2), "amount": "500,00"}
    # A hold put over it without a promise takes it away.
    history.add(
        ev.HoldPlaced(invoice_id=INVOICE, case_no=1, on=march(27), until=april(9), number=2)
    )
    decision = decided(history, march(27))
    assert isinstance(decision, Hold)
    assert decision.why.values == {"day": april(9)}


def test_a_hold_that_ends_before_the_term_shortens_nothing() -> None:
    history = on_hold(reminded(), march(16))
    assert held(decided(history, march(17))) == ("term_running", march(25))


def test_8_paragraph_a_dispute_stops_everything() -> None:
    for history in (reminded(), demanded(), at_choose()):
        assert held(decided(disputed(history), date(2026, 6, 30))) == ("disputed", None)


def test_what_is_paid_is_closed_also_on_hold_or_disputed() -> None:
    for flagged in (on_hold(reminded(), april(30)), disputed(reminded())):
        flagged.pay(march(24), 2465_26)
        assert isinstance(decided(flagged, march(25)), Close)


# ---- what settles, and what is only a small rest ----

#   sentence                                     collector  payment (24 March)   then
RESTS = [
    ("own: paid to the öre", Collector.OWN, 2465_26, "closed"),
    ("own: ten kronor left", Collector.OWN, 2474_47 - 10_00, "closed"),
    ("own: an öre more", Collector.OWN, 2474_47 - 10_01, "notice"),
    ("own: C: fees and interest left", Collector.OWN, 2400_00, "notice"),
    ("own: an öre above fees and interest", Collector.OWN, 2399_99, "demand"),
    ("own: nothing paid", Collector.OWN, 0, "demand"),
    ("partner: principal paid, under 100 left", Collector.PARTNER, 2400_00, "closed"),
    ("partner: an öre of principal left", Collector.PARTNER, 2399_99, "demand"),
    ("partner: half of it", Collector.PARTNER, 1200_00, "demand"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("collector", "amount", "then"), [r[1:] for r in RESTS], ids=[r[0] for r in RESTS]
)
def test_rests(collector: Collector, amount: int, then: str) -> None:
    history = reminded(collector=collector)
    if amount:
        history.pay(march(24), amount)
    decision = decided(history, march(25))
    kind = decision.kind if isinstance(decision, IssueLetter) else None
    assert (
        then
        == {
            None: "closed",
            LetterKind.REST_NOTICE: "notice",
            LetterKind.DEMAND: "demand",
        }[kind]
    )
    if then == "closed":
        assert isinstance(decision, Close)
        assert decision.outcome is Outcome.PAID


#   partner: rest of fees and interest      closes
UNDER_100 = [(99_99, True), (100_00, False), (100_01, False)]


@pytest.mark.parametrize(("rest", "closes"), UNDER_100)
def test_partner_a_rest_under_100(rest: int, closes: bool) -> None:
    history = reminded(collector=Collector.PARTNER)
    history.demand(march(25), april(7))
    history.pay(march(26), 2400_00)
    account = history.account(march(26))
    assert settles(replace(account, fees_left_ore=rest, interest_left_ore=0), PARTNER) is closes


def test_a_small_claim_of_which_nothing_was_paid_is_not_a_small_rest() -> None:
    history = History()
    history.open(march(10), 8_00, fee_agreed=False)
    account = history.account(march(10))
    assert not settles(account, OWN)
    assert not small_rest(account)


def test_credited_to_a_small_rest_it_settles() -> None:
    history = History()
    history.open(march(10))
    history.credit(march(11), 2395_00)
    assert settles(history.account(march(11)), OWN)


def rest_left() -> History:
    """C, the other way: 2 400.00 paid on the last day; 74.47 left."""
    history = reminded()
    history.pay(march(24), 2400_00)
    return history


def test_c_one_notice_without_fee_then_the_user_decides() -> None:
    history = rest_left()
    assert history.account(march(24)).owed_ore == 74_47
    decision = decided(history, march(25))
    assert isinstance(decision, IssueLetter)
    assert (decision.kind, decision.fee_act, decision.fee_ore, decision.starts) == (
        LetterKind.REST_NOTICE,
        None,
        0,
        None,
    )
    history.letter(LetterKind.REST_NOTICE, march(25), decision.due_on)
    assert held(decided(history, march(26)))[0] == "term_running"
    for day in (april(14), date(2026, 6, 30), date(2026, 12, 30)):
        assert held(decided(history, day)) == ("small_rest", None)


def test_a_notice_needs_no_id_number_but_an_address() -> None:
    only_demand = (gate("no_id_number", hard=True), gate("no_description", hard=True))
    assert isinstance(decided(rest_left(), march(25), gates=only_demand), IssueLetter)
    gates = (*only_demand, gate("bankrupt", hard=True))
    assert held(decided(rest_left(), march(25), gates=gates)) == ("bankrupt", None)


def test_a_rest_after_the_demand_is_told_of_too() -> None:
    history = demanded()
    history.pay(april(7), 2500_00)
    decision = decided(history, april(8))
    assert isinstance(decision, IssueLetter)
    assert decision.kind is LetterKind.REST_NOTICE
    history.letter(LetterKind.REST_NOTICE, april(8), april(22))
    assert held(decided(history, april(9)))[0] == "term_running"
    assert held(decided(history, april(23)))[0] == "small_rest"


def test_a_rest_at_the_choice_is_told_of_once() -> None:
    history = at_choose()
    history.pay(april(9), 2500_00)
    decision = decided(history, april(10))
    assert isinstance(decision, IssueLetter)
    history.letter(LetterKind.REST_NOTICE, april(10), april(24))
    assert held(decided(history, date(2026, 6, 1)))[0] == "small_rest"


# ---- after the demand ----


def test_the_term_of_the_demand_is_waited_out() -> None:
    assert held(decided(demanded(), april(7))) == ("term_running", april(8))
    decision = decided(demanded(), april(8))
    assert isinstance(decision, EnterStage)
    assert decision.stage is Stage.CHOOSE


def test_the_user_chooses_and_after_thirty_days_monitoring_comes_by_itself() -> None:
    ripe = date(2026, 5, 8)
    assert held(decided(at_choose(), april(9))) == ("users_turn", ripe)
    assert held(decided(at_choose(), date(2026, 5, 7))) == ("users_turn", ripe)
    decision = decided(at_choose(), ripe)
    assert isinstance(decision, EnterStage)
    assert decision.stage is Stage.MONITORING


def test_never_waits_for_ever() -> None:
    decision = decided(at_choose(), date(2026, 12, 30), after_demand_days=None)
    assert held(decision) == ("users_turn", None)


@pytest.mark.parametrize("stage", [Stage.MONITORING, Stage.KRONOFOGDEN])
def test_nothing_by_itself_at_the_later_stages(stage: Stage) -> None:
    history = at_choose()
    history.stage(april(9), stage)
    assert held(decided(history, date(2026, 12, 30))) == ("users_turn", None)


# ---- which cases are looked at: early perhaps, never late ----


def look(history: History, after: int | None = 30) -> date | None:
    claim = history.claim
    return next_look(claim, history.case, OWN, CALENDAR, after_demand_days=after)


def opened_only() -> History:
    history = History()
    history.open(march(10))
    return history


def closed() -> History:
    history = reminded()
    history.close(march(12), Outcome.CANCELLED)
    return history


def monitored() -> History:
    history = at_choose()
    history.stage(april(9), Stage.MONITORING)
    return history


def paid_at_choose() -> History:
    history = at_choose()
    history.pay(april(9), 2500_00)
    return history


LOOKS: list[tuple[str, Callable[[], History], int | None, date | None]] = [
    ("no letter yet", opened_only, 30, march(10)),
    ("reminder", reminded, 30, march(25)),
    ("demand", demanded, 30, april(8)),
    ("choose", at_choose, 30, date(2026, 5, 8)),
    ("choose, never", at_choose, None, None),
    ("choose, and something was paid", paid_at_choose, None, april(8)),
    ("monitoring", monitored, 30, date(2027, 3, 25)),
    ("closed", closed, 30, None),
    ("disputed", lambda: disputed(reminded()), 30, None),
    ("on hold beyond the term", lambda: on_hold(reminded(), april(2)), 30, april(3)),
    ("on hold within the term", lambda: on_hold(reminded(), march(16)), 30, march(25)),
    (
        "on hold beyond the year",
        lambda: on_hold(monitored(), date(2027, 4, 30)),
        30,
        date(2027, 5, 1),
    ),
]


@pytest.mark.parametrize(
    ("make", "after", "day"), [r[1:] for r in LOOKS], ids=[r[0] for r in LOOKS]
)
def test_the_day_a_case_is_looked_at(
    make: Callable[[], History], after: int | None, day: date | None
) -> None:
    assert look(make(), after) == day


@pytest.mark.parametrize(
    "make", [reminded, demanded, at_choose, rest_left, paid_at_choose], ids=lambda f: f.__name__
)
def test_it_is_never_looked_at_too_late(make: Callable[[], History]) -> None:
    history = make()
    first = look(history)
    assert first is not None
    day = history.case.letters[-1].on
    while day < date(2026, 6, 30):
        if CALENDAR.is_banking_day(day) and not isinstance(decided(history, day), Hold):
            assert first <= day
            return
        day = date.fromordinal(day.toordinal() + 1)
    pytest.fail("nothing was ever done")
