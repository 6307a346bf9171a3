"""What happens to an invoice beside its letters: a fee that moves, a loss, a credit note used, a plan.

One letter of several cases has one fee (god inkassosed; product.md section 3): if the case that bears
it falls, the fee moves. Example C.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from reminder_cli.domain import events_life as el
from reminder_cli.domain.account import Account
from reminder_cli.domain.events import Event, Outcome
from reminder_cli.domain.events_instalments import PlanMade
from reminder_cli.domain.explain import explain_lines
from reminder_cli.domain.rules.fees import Act
from tests.domain.example_c import april, demanded, march, reminded
from tests.domain.given import INVOICE, History

DEMAND = 2  # the letter's id
OTHER = 2  # another invoice of the same letter


def explained(history: History, day: date) -> Account:
    """The account of a day, whose lines add up to its balance."""
    account = history.account(day)
    lines = explain_lines(history.claim, account, {})
    assert sum(line.amount_ore for line in lines) == account.balance_ore
    return account


# ---- the one fee of a joined letter ----


def move(history: History, on: date, *, away: bool) -> History:
    history.add(
        el.FeeMoved(
            invoice_id=INVOICE,
            case_no=1,
            on=on,
            letter_id=DEMAND,
            act=Act.DEMAND,
            fee_ore=180_00,
            other_id=OTHER,
            away=away,
        )
    )
    return history


def joined() -> History:
    """The demand's fee was put on an older case."""
    history = reminded()
    history.demand(march(25), april(7), fee_ore=0)
    return history


def moved_away() -> History:
    return move(demanded(), march(25), away=True)


def moved_here() -> History:
    """It counts on the day of the letter, whenever the other case fell."""
    return move(joined(), march(25), away=False)


def moved_here_and_on() -> History:
    return move(moved_here(), march(25), away=True)


Borne = list[tuple[str, int, str]]
REMINDER = ("reminder", 60_00, "")

#   the demand's fee                           history            fees borne
FEES: list[tuple[str, Callable[[], History], Borne]] = [
    ("stands on the case that bears it", demanded, [REMINDER, ("demand", 180_00, "")]),
    ("is not owed where another bears it", joined, [REMINDER]),
    ("is not owed where it moved from", moved_away, [REMINDER, ("demand", 180_00, "moved")]),
    ("is owed where it moved to", moved_here, [REMINDER, ("demand", 180_00, "")]),
    ("is not owed where it moved on from", moved_here_and_on, [REMINDER]),
]  # fmt: skip


@pytest.mark.parametrize(("make", "borne"), [r[1:] for r in FEES], ids=[r[0] for r in FEES])
def test_one_letter_one_fee(make: Callable[[], History], borne: Borne) -> None:
    account = explained(make(), march(26))
    assert [(fee.act, fee.amount_ore, fee.lost) for fee in account.fees] == borne
    assert account.fees_left_ore == sum(ore for _, ore, lost in borne if not lost)


def test_a_fee_that_moved_here_is_charged_on_the_letters_day() -> None:
    account = explained(moved_here(), march(26))
    assert [(fee.on, fee.law) for fee in account.fees[1:]] == [
        (march(25), "lag (1981:739) 3, 4 §§")
    ]


def test_after_it_moved_here_the_letter_is_settled_with_the_fee_and_not_without() -> None:
    """The one letter asked for the 180.00 all the time, on the row of the other invoice."""
    total = moved_here().case.letters[-1].total_ore
    assert total == 2475_12
    without, with_fee = moved_here(), moved_here()
    without.pay(april(7), total)
    # Fees 240.00, interest 23.67 through the day, and the rest to the principal.
    assert explained(without, april(7)).owed_ore == 2400_00 + 240_00 + 23_67 - total
    with_fee.pay(april(7), total + 180_00)
    assert explained(with_fee, april(7)).owed_ore == 0


def test_after_it_moved_on_the_letter_is_settled_without_it() -> None:
    history = moved_here_and_on()
    history.pay(april(7), history.case.letters[-1].total_ore)
    account = explained(history, april(7))
    assert (account.owed_ore, account.overpaid_ore) == (0, 0)


# ---- a loss without an open case: product.md section 3, mervärdesskattelagen 7:43 ----


def cancelled_and_lost() -> History:
    history = reminded()
    history.pay(march(20), 1000_00)
    history.close(march(23), Outcome.CANCELLED)
    left = history.account(march(23)).principal_left_ore
    history.add(el.WrittenOff(invoice_id=INVOICE, on=april(1), amount_ore=left, number=1))
    return history


def test_a_loss_ends_the_principal_and_the_interest() -> None:
    history = cancelled_and_lost()
    assert explained(history, march(31)).owed_ore == 1471_84
    account = explained(history, april(30))
    assert account.owed_ore == 0
    lost = [w for w in account.waivers if w.part == "principal"]
    assert [(w.on, w.amount_ore, w.why) for w in lost] == [(april(1), 1471_84, "written_off")]


def test_7_43_what_comes_in_after_it_is_recovered_and_only_the_rest_too_much() -> None:
    history = cancelled_and_lost()
    history.pay(april(20), 1000_00)
    history.pay(april(27), 500_00)
    account = explained(history, april(30))
    assert [(a.recovered_ore, a.over_ore) for a in account.allocations[1:]] == [
        (1000_00, 0),
        (471_84, 28_16),
    ]
    assert account.overpaid_ore == 28_16


def test_a_credit_note_is_used_up_by_what_was_set_off() -> None:
    history = History()
    used = el.CreditUsed(invoice_id=INVOICE, on=march(2), against_id=9, amount_ore=1, number=1)
    history.add(used)
    assert [use.amount_ore for use in history.claim.used] == [1]


def test_a_credit_note_is_left_when_a_person_says_so() -> None:
    history = History()
    assert not history.claim.left
    history.add(el.CreditLeft(invoice_id=INVOICE, on=march(2)))
    assert history.claim.left


# ---- what makes it the same happening ----

EVENT: dict[str, Any] = {"invoice_id": INVOICE, "on": march(2)}
FEE: dict[str, Any] = {"case_no": 1, "act": Act.DEMAND, "fee_ore": 1, "other_id": OTHER}
PLAN: dict[str, Any] = {
    "members": (1,),
    "total_ore": 1,
    "share_ore": 1,
    "days": ("2026-03-31",),
    "amounts_ore": (1,),
}
EVENTS: list[tuple[Event, str]] = [
    (el.CreditUsed(**EVENT, against_id=9, amount_ore=1, number=2), "1/credit_used/2"),
    (el.CreditLeft(**EVENT), "1/credit_left"),
    (el.WrittenOff(**EVENT, amount_ore=1, number=2), "1/written_off/2"),
    (el.FeeMoved(**EVENT, **FEE, letter_id=7, away=True), "1/1/fee_moved/7/away"),
    (el.FeeMoved(**EVENT, **FEE, letter_id=7, away=False), "1/1/fee_moved/7/here"),
    (PlanMade(**EVENT, **PLAN, case_no=1, letter_id=7), "1/1/plan/7"),
]


@pytest.mark.parametrize(("event", "key"), EVENTS, ids=[key for _, key in EVENTS])
def test_each_event_has_a_key_of_its_own(event: Event, key: str) -> None:
    assert event.key == key
