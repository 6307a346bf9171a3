"""What matching a payment gives: certainty, or proposals for a person to choose from."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from msgspec import Struct

from reminder_cli.domain.matching_index import OpenClaim
from reminder_cli.i18n import Text


class Allocation(NamedTuple):
    """So many öre of the payment for that invoice."""

    invoice_id: int
    amount_ore: int


class Rank(IntEnum):
    """How likely a proposal is; higher is better."""

    NAME_ONLY = 1
    AMOUNT_ONLY = 2
    DOUBTFUL_NUMBER = 3
    NUMBER = 4
    NAME_AND_SUM = 5
    NAME_AND_AMOUNT = 6
    NUMBER_AND_WITNESS = 7


class Proposal(Struct, frozen=True):
    """What the payment may be for, and why. The allocations add up to the payment."""

    allocations: tuple[Allocation, ...]
    reason: Text
    rank: Rank


class Certain(Struct, frozen=True):
    """What the payment is for: it may be booked without asking."""

    allocations: tuple[Allocation, ...]
    reason: Text


class Proposed(Struct, frozen=True):
    """Not certain. The best proposal stands first; there may be none."""

    proposals: tuple[Proposal, ...] = ()


Match = Certain | Proposed


def whole(claim: OpenClaim, amount_ore: int) -> tuple[Allocation, ...]:
    """All of the payment for one claim."""
    return (Allocation(claim.invoice_id, amount_ore),)
