"""ROT, RUT and green technology: only the customer's part is claimed; a refusal is its own claim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from reminder_cli.adapters.tax_reductions import carried_reductions
from reminder_cli.domain.rules.tax_reduction import largest_reduction
from reminder_cli.errors import Refused
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.tax_reduction import refused_reduction
from reminder_cli.services.world import World

ROT = "1043;103;Karin Holm;19760901-9885;2026-01-25;2026-02-24;40000;9000;10439;Badrum;Tallvägen 3;864 32;Matfors"
DUE = date(2026, 5, 1)

#   case                                              total     paid on           the most
LIMITS = [
    ("SFS 2025:323: ROT 50 % from 12 May 2025", 40_000_00, date(2025, 5, 12), 20_000_00),
    ("RUT 50 % whatever the day", 40_000_00, date(2026, 1, 1), 20_000_00),
    ("two persons' caps of 75 000", 900_000_00, date(2026, 1, 1), 150_000_00),
    ("before there was any", 40_000_00, date(2009, 6, 30), 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("total", "paid_on", "most"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS]
)
def test_the_most_that_may_be_asked_of_skatteverket(total: int, paid_on: date, most: int) -> None:
    assert largest_reduction(total, carried_reductions(), paid_on=paid_on) == most


@pytest.mark.parametrize(
    ("paid_on", "percent"),
    [
        (date(2024, 12, 31), 30),
        (date(2025, 5, 11), 30),
        (date(2025, 5, 12), 50),
        (date(2025, 12, 31), 50),
        (date(2026, 1, 1), 30),
    ],
)
def test_rot_by_the_day_of_payment(paid_on: date, percent: int) -> None:
    rot = [rule for rule in carried_reductions() if rule.kind == "ROT"]
    assert largest_reduction(10_000_00, rot, paid_on=paid_on) == 100_00 * percent


def test_only_the_customer_s_part_is_asked_for(
    firm: Callable[[str], World], take_in: Callable[..., None]
) -> None:
    world = firm("2026-03-02")
    take_in(world, ROT)
    letter = send(world, ["1043"], SendOptions()).letters[0]
    assert letter.principal_ore == 31_000_00


def test_what_skatteverket_refused_is_a_new_claim_without_anything_backwards(
    firm: Callable[[str], World], take_in: Callable[..., None]
) -> None:
    world = firm("2026-03-30")
    take_in(world, ROT)
    claim = refused_reduction(world, "1043", 4_000_00, due_on=DUE)
    assert claim.invoice.number == "1043-S1"
    assert claim.account.owed_ore == 4_000_00
    assert claim.account.basis.interest.first_day == date(2026, 5, 5)  # 1 May is a holiday
    assert send(world, ["1043-S1"], SendOptions()).refused[0][1][0].code == "not_due"
    late = firm("2026-05-05")
    letter = send(late, ["1043-S1"], SendOptions()).letters[0]
    assert (letter.principal_ore, letter.fees_ore) == (4_000_00, 60_00)


@pytest.mark.parametrize(
    ("amounts", "due_on"),
    [([9_000_01], DUE), ([5_000_00, 4_000_01], DUE), ([0], DUE), ([1_00], date(2026, 3, 30))],
    ids=["more than the part", "more than is left", "nothing", "due today"],
)
def test_refusals(
    firm: Callable[[str], World],
    take_in: Callable[..., None],
    amounts: list[int],
    due_on: date,
) -> None:
    world = firm("2026-03-30")
    take_in(world, ROT)
    for amount in amounts[:-1]:
        refused_reduction(world, "1043", amount, due_on=due_on)
    with pytest.raises(Refused):
        refused_reduction(world, "1043", amounts[-1], due_on=due_on)
    assert len(subjects_by_number(world, ["1043"])) == 1
