"""What happens to an invoice beside its letters: credit notes used, losses, a fee that moves.

Past tense, frozen, never changed once recorded; as all events (see :mod:`reminder_cli.domain.events`).
"""

from __future__ import annotations

from typing import ClassVar

from reminder_cli.domain.events import CaseEvent, Event
from reminder_cli.domain.rules.fees import Act


class CreditUsed(Event, frozen=True, kw_only=True):
    """So much of this credit note was set off against another invoice; öre. It is used up by that."""

    kind: ClassVar[str] = "credit_used"
    against_id: int
    amount_ore: int
    number: int

    @property
    def key(self) -> str:
        """Once per credit note and number."""
        return f"{self.invoice_id}/credit_used/{self.number}"


class CreditLeft(Event, frozen=True, kw_only=True):
    """A person has said that this credit note is of no open invoice: it stops no letter any more."""

    kind: ClassVar[str] = "credit_left"

    @property
    def key(self) -> str:
        """Once per credit note."""
        return f"{self.invoice_id}/credit_left"


class WrittenOff(Event, frozen=True, kw_only=True):
    """The principal that was left of an invoice without an open case is a confirmed loss; öre.

    Where a case is open, its closing says it.
    """

    kind: ClassVar[str] = "written_off"
    amount_ore: int
    number: int

    @property
    def key(self) -> str:
        """Once per invoice and number."""
        return f"{self.invoice_id}/written_off/{self.number}"


class FeeMoved(CaseEvent, frozen=True, kw_only=True):
    """The one fee of a joined letter moved between two of its cases; öre. It counts on the letter's day.

    Recorded on both: ``away`` on the case that fell, and not on the one that bears it now.
    """

    kind: ClassVar[str] = "fee_moved"
    letter_id: int
    act: Act
    fee_ore: int
    other_id: int
    away: bool

    @property
    def key(self) -> str:
        """Once per case, letter and direction."""
        return f"{self.case}/fee_moved/{self.letter_id}/{'away' if self.away else 'here'}"


LIFE_EVENTS: dict[str, type[Event]] = {
    event.kind: event for event in (CreditUsed, CreditLeft, WrittenOff, FeeMoved)
}
