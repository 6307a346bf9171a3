"""What is owed of a claim at Kronofogden: its costs, what it kept, and what the utslag gave.

Lag (1990:746) 46, 48 §§; förordning (1992:1094) 1, 6 §§; product.md section 5. Example B.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from reminder_cli.domain.account import Account
from reminder_cli.domain.events import Outcome, PaidTo, Stage
from reminder_cli.domain.explain import explain_lines
from tests.domain.example_b import (
    APPLIED,
    COLLECTED,
    UTSLAG,
    applied,
    decided,
    demanded,
    enforced,
    objected,
    objected_then_judged,
)
from tests.domain.given import History


def explained(history: History, day: date) -> Account:
    """The account of a day, whose lines add up to its balance."""
    account = history.account(day)
    lines = explain_lines(history.claim, account, {})
    assert sum(line.amount_ore for line in lines) == account.balance_ore
    return account


def met(account: Account) -> list[tuple[int, int, int, int, int]]:
    """What each payment met of costs, fees, interest, principal, and what was too much."""
    return [
        (a.costs_ore, a.fees_ore, a.interest_ore, a.principal_ore, a.over_ore)
        for a in account.allocations
    ]


def test_b_to_the_ore() -> None:
    history = enforced()
    account = explained(history, UTSLAG)
    # The 600 are Kronofogden's own: not owed to the creditor, whoever is paid.
    assert (account.costs_left_ore, account.kronofogdens_ore) == (680_00, 600_00)
    history.pay(COLLECTED, 5600_00, to=PaidTo.KRONOFOGDEN)
    account = explained(history, COLLECTED)
    assert met(account) == [(1280_00, 240_00, 493_49, 3586_51, 0)]
    costs = account.allocations[0].costs
    assert (costs.kept_ore, costs.application_ore, costs.work_ore) == (600_00, 300_00, 380_00)
    assert account.owed_ore == 8913_49
    last = date(2025, 11, 28)
    history.pay(last, 9094_21, to=PaidTo.PARTNER)
    history.close(last, Outcome.PAID)
    account = explained(history, last)
    assert met(account)[1] == (0, 0, 180_72, 8913_49, 0)
    assert (account.owed_ore, account.interest_total_ore, account.waivers) == (0, 674_21, ())


#   what Kronofogden says it kept of 5 600     kept     all costs met    it has yet to take
KEPT = [
    ("not said: its fees come first", None, 1280_00, 0),
    ("its 600", 600_00, 1280_00, 0),
    ("nothing yet", 0, 680_00, 600_00),
    ("more: costs it had not told of", 850_00, 1530_00, 0),
]


@pytest.mark.parametrize(("kept", "costs", "left"), [r[1:] for r in KEPT], ids=[r[0] for r in KEPT])
def test_what_it_kept_of_what_it_collected(kept: int | None, costs: int, left: int) -> None:
    history = enforced()
    history.pay(COLLECTED, 5600_00, to=PaidTo.KRONOFOGDEN, kept_ore=kept)
    account = explained(history, COLLECTED)
    assert account.allocations[0].costs_ore == costs
    assert account.kronofogdens_ore == left


# 61 days at 11 % and 46 at 10 %: 229.79 + 157.53 = 387.33 of interest.
#   the utslag                granted               what is left: principal, interest, fees, costs
UTSLAGS: list[tuple[str, dict[str, int], tuple[int, int, int, int], list[tuple[str, int]]]] = [
    ("as applied for", {}, (12_500_00, 387_33, 240_00, 680_00), []),
    ("less principal", {"principal_ore": 12_000_00}, (12_000_00, 387_33, 240_00, 680_00),
     [("principal", 500_00)]),
    ("less interest", {"interest_ore": 300_00}, (12_500_00, 300_00, 240_00, 680_00),
     [("interest", 87_33)]),
    ("less fees: the newest first", {"fees_ore": 40_00}, (12_500_00, 387_33, 40_00, 680_00),
     [("fee", 180_00), ("fee", 20_00)]),
    ("less costs: the work first", {"costs_ore": 200_00}, (12_500_00, 387_33, 240_00, 200_00),
     [("cost", 480_00)]),
    ("all of each", {"principal_ore": 12_500_00, "interest_ore": 387_33, "fees_ore": 240_00,
     "costs_ore": 680_00}, (12_500_00, 387_33, 240_00, 680_00), []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("granted", "left", "given_up"), [r[1:] for r in UTSLAGS], ids=[r[0] for r in UTSLAGS]
)
def test_the_amounts_of_the_utslag_replace_the_claim(
    granted: dict[str, int],
    left: tuple[int, int, int, int],
    given_up: list[tuple[str, int]],
) -> None:
    history = applied()
    history.utslag(UTSLAG, **granted)
    account = explained(history, UTSLAG)
    assert left == (
        account.principal_left_ore,
        account.interest_left_ore,
        account.fees_left_ore,
        account.costs_left_ore,
    )
    assert [(w.part, w.amount_ore) for w in account.waivers] == given_up
    assert {w.why for w in account.waivers} <= {"utslag"}


#   it ended                               history    stage     disputed   costs that stand
ENDED: list[tuple[str, Callable[[], History], bool, int]] = [
    ("46 § without an utslag the costs fall", applied, False, 0),
    ("46 § so they do after an objection, which stands", objected, True, 0),
    ("after an utslag they stand", decided, False, 680_00),
    ("the objection was answered by the judgment", objected_then_judged, False, 680_00),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "disputed", "costs"), [r[1:] for r in ENDED], ids=[r[0] for r in ENDED]
)
def test_when_it_ends_there(make: Callable[[], History], disputed: bool, costs: int) -> None:
    history = make()
    day = date(2025, 10, 1)
    assert history.case.stage is Stage.KRONOFOGDEN
    history.withdrawn(day)
    case = history.case
    assert (case.stage, case.stage_on, case.disputed) == (Stage.CHOOSE, day, disputed)
    account = explained(history, day)
    assert (account.costs_left_ore, account.costs_total_ore) == (costs, costs)
    assert account.at_kronofogden is False
    before = explained(history, date(2025, 9, 30))
    assert (before.costs_left_ore, before.at_kronofogden) == (680_00, True)


def test_costs_without_an_amount_are_no_cost() -> None:
    history = demanded()
    history.applied(APPLIED, work_ore=0)
    account = explained(history, APPLIED)
    assert [(cost.kind.value, cost.amount_ore) for cost in account.costs] == [
        ("application", 300_00)
    ]
