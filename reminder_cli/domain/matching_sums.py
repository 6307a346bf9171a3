"""Divides one payment over several claims, if there is one way only."""

from __future__ import annotations

from itertools import product
from math import prod

from reminder_cli.domain.matching_index import Claims
from reminder_cli.domain.matching_outcome import Allocation

# Eight claims with three amounts each; beyond it a person had better look.
_MOST_WAYS = 6561


def sole_division(claims: Claims, amount_ore: int) -> tuple[Allocation, ...] | None:
    """The one way in which amounts that settle each claim add up to the payment, or None."""
    choices = [sorted(claim.expected_ore | {claim.remaining_ore}) for claim in claims]
    if not claims or prod(map(len, choices)) > _MOST_WAYS:
        return None
    ways = [way for way in product(*choices) if sum(way) == amount_ore]
    if len(ways) != 1 or min(ways[0]) <= 0:
        return None
    return tuple(
        Allocation(claim.invoice_id, ore) for claim, ore in zip(claims, ways[0], strict=True)
    )
