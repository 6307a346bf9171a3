"""ROT, RUT and green technology: only the customer's part is claimed; a refusal is its own claim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from reminder_cli.errors import Refused
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.tax_reduction import refused_reduction
from reminder_cli.services.world import World

ROT = "1043;103;Karin Holm;19760901-9885;2026-01-25;2026-02-24;40000;9000;10439;Badrum;Tallvägen 3;864 32;Matfors"
DUE = date(2026, 5, 1)


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
