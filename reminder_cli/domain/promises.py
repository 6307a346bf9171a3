"""Whether a promise to pay was kept: follows from the payments, so a back-dated one puts it right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from reminder_cli.domain.case import Claim
from reminder_cli.domain.events import HoldPlaced


class Promise(Struct, frozen=True, kw_only=True):
    """A promise with what was paid of it, in öre, and how it stands: open, kept or broken."""

    hold: HoldPlaced
    paid_ore: int
    state: str


def promises(claim: Claim, today: date) -> Iterator[Promise]:
    """Every promise of the claim's cases, oldest first; a lifted or changed one is left out.

    What was booked from the day of the promise through its last day counts, whenever it
    became known; what had come in earlier was not promised.
    """
    for case in claim.cases:
        for hold in case.promises:
            paid = sum(
                payment.amount_ore
                for payment in claim.live_payments
                if hold.on <= payment.on <= hold.until and payment.seq > hold.seq
            )
            yield Promise(hold=hold, paid_ore=paid, state=_state(hold, paid, today))


def _state(hold: HoldPlaced, paid_ore: int, today: date) -> str:
    if paid_ore >= hold.promise_ore:
        return "kept"
    return "broken" if today > hold.until else "open"
