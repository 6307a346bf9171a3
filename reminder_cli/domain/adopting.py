"""A debt that was chased elsewhere: what is stated of it, and its fees as the parts of a case."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from reminder_cli.domain.events import Stage
from reminder_cli.domain.rules.fees import Act, fee_cap


class Adoption(Struct, frozen=True, kw_only=True):
    """At which step a debt stands, since when, and all fees claimed so far (None: as imported)."""

    step: str
    sent_on: date
    fees_ore: int | None = None
    override: frozenset[str] = frozenset()
    reason: str = ""


def split_fees(step: Stage, fees_ore: int, *, on: date, reminder_agreed: bool) -> tuple[int, int]:
    """What of all fees claimed so far is for a reminder and what for a demand, in öre.

    Raises ``ValueError`` when they are more than may be claimed: lag (1981:739) 2, 4 §§.

    >>> split_fees(Stage.DEMAND, 240_00, on=date(2026, 3, 2), reminder_agreed=True)
    (6000, 18000)
    """
    demand = 0
    if step is Stage.DEMAND:
        demand = min(fees_ore, fee_cap(Act.DEMAND, done_on=on))
    reminder = fees_ore - demand
    most = fee_cap(Act.REMINDER, done_on=on) if reminder_agreed else 0
    if reminder > most:
        raise ValueError("more than may be claimed")
    return reminder, demand
