"""In which order a payment meets the parts of a claim (avräkning), handelsbalken 9:5 and the terms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reminder_cli.domain.company import Collector


class Part(StrEnum):
    """The parts of a claim."""

    PRINCIPAL = "principal"
    FEES = "fees"
    INTEREST = "interest"


_ORDER = {
    Collector.PARTNER: (Part.PRINCIPAL, Part.FEES, Part.INTEREST),
    Collector.OWN: (Part.FEES, Part.INTEREST, Part.PRINCIPAL),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is owed of each part on a day, in öre."""

    principal_ore: int
    fees_ore: int
    interest_ore: int

    @property
    def total_ore(self) -> int:
        """All parts together."""
        return self.principal_ore + self.fees_ore + self.interest_ore


def order_for(collector: Collector, *, asked_more: bool) -> tuple[Part, ...]:
    """The order of the parts. Where no case asked for more, everything goes to the principal."""
    return _ORDER[collector] if asked_more else (Part.PRINCIPAL,)


def take(amount_ore: int, owed: Owed, order: tuple[Part, ...]) -> tuple[dict[Part, int], int]:
    """What of a payment meets each part, in that order, and what is left over; öre."""
    left = {
        Part.PRINCIPAL: owed.principal_ore,
        Part.FEES: owed.fees_ore,
        Part.INTEREST: owed.interest_ore,
    }
    taken = dict.fromkeys(Part, 0)
    for part in order:
        taken[part] = min(amount_ore, left[part])
        amount_ore -= taken[part]
    return taken, amount_ore
