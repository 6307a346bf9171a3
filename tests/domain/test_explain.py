"""Every öre explained: the lines add up to the balance, and each names its law."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from reminder_cli.domain import events as ev
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome
from reminder_cli.domain.explain import Before, ExplainLine, explain_lines
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.fees import Act
from tests.domain.given import INVOICE, History

SOURCES = {date(2026, 1, 1): "Riksbanken 2026-H1"}


def march(day: int) -> date:
    return date(2026, 3, day)


def explained(history: History, until: date) -> list[ExplainLine]:
    account = history.account(until)
    lines = explain_lines(history.claim, account, SOURCES)
    assert sum(line.amount_ore for line in lines) == account.balance_ore
    return lines


def reminded(**agreed: object) -> History:
    history = History()
    history.open(march(10), **agreed)  # type: ignore[arg-type]
    history.reminder(march(10), march(24))
    return history


def test_example_c_line_by_line() -> None:
    history = reminded()
    history.pay(march(20), 1000_00)
    history.demand(march(25), date(2026, 4, 7))
    history.pay(date(2026, 4, 2), 1700_00)
    history.close(date(2026, 4, 2), Outcome.PAID)
    lines = explained(history, date(2026, 4, 2))
    assert [(line.kind, line.first, line.last, line.amount_ore) for line in lines] == [
        ("principal", date(2026, 1, 30), None, 2400_00),
        ("fee", march(10), None, 60_00),
        ("interest", march(3), march(20), 11_84),
        ("payment", march(20), None, -1000_00),
        ("fee", march(25), None, 180_00),
        ("interest", march(21), date(2026, 4, 2), 5_24),
        ("payment", date(2026, 4, 2), None, -1700_00),
        ("waived", date(2026, 4, 2), None, -3_23),
    ]
    assert sum(line.amount_ore for line in lines) == -46_15
    assert str(lines[-1].what) == "interest after the letter, waived: its total was paid in time"
    assert "too much 46,15" in str(lines[-2].what)


def test_an_interest_line_says_how_it_was_counted() -> None:
    [line] = [x for x in explained(reminded(), march(20)) if x.kind == "interest"]
    assert (line.days, line.year_days, line.base_ore) == (18, 365, 2400_00)
    assert (line.reference_percent, line.percent) == (Fraction(2), Fraction(10))
    assert (line.law, line.source) == ("räntelagen (1975:635) 6 §", "Riksbanken 2026-H1")


def test_a_contract_rate_is_by_contract() -> None:
    history = reminded(contract_percent=Fraction(15))
    [line] = [x for x in explained(history, march(20)) if x.kind == "interest"]
    assert (line.law, line.percent) == ("avtal", Fraction(15))


#   what                    law of the payment's line
ORDERS = [
    (Collector.OWN, "fees, interest, principal (handelsbalken 9:5)"),
    (Collector.PARTNER, "principal, fees, interest (terms of the partner)"),
]


@pytest.mark.parametrize(("collector", "law"), ORDERS)
def test_a_payment_says_what_it_met(collector: Collector, law: str) -> None:
    history = reminded(collector=collector)
    history.pay(march(20), 100_00)
    [line] = [x for x in explained(history, march(20)) if x.kind == "payment"]
    assert line.law == law
    assert "principal" in str(line.what)


def test_a_fee_that_fell_is_shown_and_taken_off() -> None:
    history = reminded()
    history.pay(march(9), 100_00)
    lines = explained(history, march(20))
    lines = [x for x in lines if x.first == march(10) and x.kind in {"fee", "waived"}]
    assert [(x.kind, x.amount_ore, x.law) for x in lines] == [
        ("fee", 60_00, "lag (1981:739) 2, 4 §§"),
        ("waived", -60_00, "inkassolagen (1974:182) 4 §"),
    ]
    assert "had been booked before the letter" in str(lines[1].what)


def test_a_letter_taken_back_is_said_to_be() -> None:
    history = reminded()
    history.add(ev.LetterRetracted(invoice_id=INVOICE, case_no=1, on=march(12), letter_id=1))
    assert any("taken back" in str(x.what) for x in explained(history, march(20)))


def test_a_fee_that_stood_before_is_said_to() -> None:
    history = reminded()
    crossing = history.pay(march(9), 100_00)
    history.pay(march(11), 100_00)
    history.close(march(12), Outcome.CANCELLED)
    history.open(march(20))
    history.reminder(march(20), date(2026, 4, 7))
    history.unpay(march(23), crossing)
    [line] = [x for x in explained(history, march(23)) if "charged and stands" in str(x.what)]
    assert (line.amount_ore, line.law) == (-60_00, "lag (1981:739) 2, 4 §§")


def test_credits_and_money_paid_back() -> None:
    history = reminded()
    payment = history.pay(march(20), 2465_26)
    history.close(march(20), Outcome.PAID)
    history.credit(march(23), 400_00)
    history.repay(march(24), payment, 400_88)
    lines = explained(history, march(25))
    assert [(x.kind, x.amount_ore) for x in lines if x.first >= march(23)] == [
        ("credit", -400_00),
        ("payment", 400_88),
    ]
    assert sum(x.amount_ore for x in lines) == 0
    assert len(explained(history, march(22))) == len(lines) - 2


#   why a case ended       words
ENDS = [
    (Outcome.PAID, "small rest, waived"),
    (Outcome.CANCELLED, "waived when the case was cancelled"),
    (Outcome.CREDITED, "waived when the invoice was credited"),
    (Outcome.WRITTEN_OFF, "written off"),
    (Outcome.SETTLED, "given up by agreement"),
]


@pytest.mark.parametrize(("outcome", "words"), ENDS)
def test_what_was_given_up_says_why(outcome: Outcome, words: str) -> None:
    history = reminded()
    history.close(march(20), outcome)
    waived = [x for x in explained(history, march(25)) if x.kind == "waived"]
    assert {str(x.what) for x in waived} == {words}


#   act                 words
FEES = [
    (Act.REMINDER, "Reminder fee"),
    (Act.DEMAND, "Fee for the inkassokrav"),
    (Act.PLAN, "Fee for the instalment plan"),
    (Act.LATE_PAYMENT, "Compensation for late payment"),
]


@pytest.mark.parametrize(("act", "words"), FEES)
def test_a_fee_says_what_for(act: Act, words: str) -> None:
    history = History()
    history.open(march(10))
    history.letter(LetterKind.REMINDER, march(10), march(24), fee_ore=40_00, act=act)
    assert words in [str(x.what) for x in explained(history, march(11))]


CAPS = {Act.REMINDER: 60_00, Act.DEMAND: 180_00, Act.PLAN: 170_00, Act.LATE_PAYMENT: 450_00}


@pytest.mark.parametrize("act", Act)
def test_a_fee_says_the_most_it_may_be(act: Act) -> None:
    """4 and 4 a §§ lag (1981:739)."""
    history = History()
    history.open(march(10))
    history.letter(LetterKind.REMINDER, march(10), march(24), fee_ore=40_00, act=act)
    assert [x.cap_ore for x in explained(history, march(11)) if x.kind == "fee"] == [CAPS[act]]


@pytest.mark.parametrize(("on", "cap"), [(date(2013, 3, 15), 50_00), (date(2013, 3, 16), 60_00)])
def test_a_fee_from_elsewhere_has_the_cap_of_its_day(on: date, cap: int) -> None:
    history = History()
    history.open(march(10), fee_claimed_ore=40_00, fee_claimed_on=on)
    assert [x.cap_ore for x in explained(history, march(11)) if x.kind == "fee"] == [cap]


def test_a_fee_from_elsewhere_says_so() -> None:
    history = History()
    history.open(march(10), fee_claimed_ore=60_00)
    assert "Reminder fee charged before" in [str(x.what) for x in explained(history, march(11))]


def test_what_was_paid_before_it_came_here_is_told_with_the_principal() -> None:
    history = reminded()
    before = Before(invoiced_ore=3000_00, paid_ore=600_00, through=march(1))
    account = history.account(march(10))
    principal = explain_lines(history.claim, account, SOURCES, before=before)[0]
    assert principal.amount_ore == 2400_00
    assert "3 000,00 less 600,00 paid through 2026-03-01" in str(principal.what).replace(
        "\xa0", " "
    )
