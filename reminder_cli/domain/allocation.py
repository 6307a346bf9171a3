"""In which order a payment meets the parts of a claim (avräkning), handelsbalken 9:5 and the terms."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from reminder_cli.domain.company import Collector


class Part(StrEnum):
    """The parts of a claim."""

    PRINCIPAL = "principal"
    FEES = "fees"
    INTEREST = "interest"
    COSTS = "costs"  # at Kronofogden


_ORDER = {
    Collector.PARTNER: (Part.PRINCIPAL, Part.COSTS, Part.FEES, Part.INTEREST),
    Collector.OWN: (Part.COSTS, Part.FEES, Part.INTEREST, Part.PRINCIPAL),
}
# Whoever receives the money (product.md section 1).
_AT_KRONOFOGDEN = (Part.COSTS, Part.FEES, Part.INTEREST, Part.PRINCIPAL)


class Owed(Struct, frozen=True, kw_only=True):
    """What is owed of each part on a day, in öre."""

    principal_ore: int
    fees_ore: int
    interest_ore: int
    costs_ore: int = 0

    @property
    def total_ore(self) -> int:
        """All parts together."""
        return self.principal_ore + self.fees_ore + self.interest_ore + self.costs_ore


def order_for(
    collector: Collector, *, asked_more: bool, at_kronofogden: bool = False
) -> tuple[Part, ...]:
    """The order of the parts. Where no case asked for more, everything goes to the principal."""
    if at_kronofogden:
        return _AT_KRONOFOGDEN
    return _ORDER[collector] if asked_more else (Part.PRINCIPAL,)


def take(amount_ore: int, owed: Owed, order: tuple[Part, ...]) -> tuple[dict[Part, int], int]:
    """What of a payment meets each part, in that order, and what is left over; öre."""
    left = {
        Part.PRINCIPAL: owed.principal_ore,
        Part.FEES: owed.fees_ore,
        Part.INTEREST: owed.interest_ore,
        Part.COSTS: owed.costs_ore,
    }
    taken = dict.fromkeys(Part, 0)
    for part in order:
        taken[part] = min(amount_ore, left[part])
        amount_ore -= taken[part]
    return taken, amount_ore
