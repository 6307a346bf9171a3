"""In which order a payment meets a claim: handelsbalken 9:5 and the terms of the partner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.allocation import Owed, Part, order_for, take
from reminder_cli.domain.company import Collector

OWN, PARTNER = Collector.OWN, Collector.PARTNER
OWED = Owed(principal_ore=1000_00, fees_ore=60_00, interest_ore=5_00)

#   sentence                                  collector  asked  amount    principal  fees    interest over
TABLE = [
    ("own: costs first", OWN, True, 50_00, 0, 50_00, 0, 0),
    ("own: then interest", OWN, True, 62_00, 0, 60_00, 2_00, 0),
    ("own: then principal", OWN, True, 165_00, 100_00, 60_00, 5_00, 0),
    ("own: to the öre", OWN, True, 1065_00, 1000_00, 60_00, 5_00, 0),
    ("own: more is over", OWN, True, 1065_01, 1000_00, 60_00, 5_00, 1),
    ("partner: principal first", PARTNER, True, 1000_00, 1000_00, 0, 0, 0),
    ("partner: then fees", PARTNER, True, 1030_00, 1000_00, 30_00, 0, 0),
    ("partner: then interest", PARTNER, True, 1062_00, 1000_00, 60_00, 2_00, 0),
    ("partner: more is over", PARTNER, True, 1100_00, 1000_00, 60_00, 5_00, 35_00),
    ("no case asked: principal only", OWN, False, 100_00, 100_00, 0, 0, 0),
    ("no case asked: the rest is over", OWN, False, 1065_00, 1000_00, 0, 0, 65_00),
    ("partner, no case asked", PARTNER, False, 1065_00, 1000_00, 0, 0, 65_00),
]  # fmt: skip


@pytest.mark.parametrize(
    ("collector", "asked", "amount", "principal", "fees", "interest", "over"),
    [r[1:] for r in TABLE],
    ids=[r[0] for r in TABLE],
)
def test_table(
    collector: Collector,
    asked: bool,
    amount: int,
    principal: int,
    fees: int,
    interest: int,
    over: int,
) -> None:
    taken, left = take(amount, OWED, order_for(collector, asked_more=asked))
    expected = {Part.PRINCIPAL: principal, Part.FEES: fees, Part.INTEREST: interest, Part.COSTS: 0}
    assert taken == expected
    assert left == over


ore = st.integers(0, 10**9)


@given(ore, ore, ore, ore, st.sampled_from(Collector), st.booleans())
def test_every_ore_goes_somewhere_and_none_to_more_than_is_owed(
    amount: int, principal: int, fees: int, interest: int, collector: Collector, asked: bool
) -> None:
    owed = Owed(principal_ore=principal, fees_ore=fees, interest_ore=interest)
    taken, over = take(amount, owed, order_for(collector, asked_more=asked))
    assert sum(taken.values()) + over == amount
    assert 0 <= taken[Part.PRINCIPAL] <= principal
    assert 0 <= taken[Part.FEES] <= fees
    assert 0 <= taken[Part.INTEREST] <= interest
    assert over >= 0
    assert over == 0 or not asked or sum(taken.values()) == owed.total_ore
