"""What has happened to a case at Kronofogden, as the user registered it. Past tense, frozen.

Lag (1990:746) om betalningsföreläggande och handräckning; utsökningsbalken. No amount is worked
out here; öre throughout.
"""

from __future__ import annotations

from typing import ClassVar

from reminder_cli.domain.events import CaseEvent, Event


class KronofogdenEvent(CaseEvent, frozen=True, kw_only=True):
    """An event of one application; ``number`` counts the applications of a case from 1."""

    number: int


class ApplicationMade(KronofogdenEvent, frozen=True, kw_only=True):
    """The creditor applied for betalningsföreläggande: its fee and own work, in öre."""

    kind: ClassVar[str] = "application_made"
    fee_ore: int
    work_ore: int

    @property
    def key(self) -> str:
        """Once per case and application."""
        return f"{self.case}/kronofogden/{self.number}/applied"


class ApplicationObjected(KronofogdenEvent, frozen=True, kw_only=True):
    """The debtor disputes the application (bestrider); ``on`` is the day Kronofogden told of it."""

    kind: ClassVar[str] = "application_objected"

    @property
    def key(self) -> str:
        """Once per application."""
        return f"{self.case}/kronofogden/{self.number}/objected"


class UtslagGiven(KronofogdenEvent, frozen=True, kw_only=True):
    """The decision (utslag, or a court's judgment). Öre; None where it is as applied for."""

    kind: ClassVar[str] = "utslag_given"
    principal_ore: int | None = None
    interest_ore: int | None = None
    fees_ore: int | None = None
    costs_ore: int | None = None

    @property
    def key(self) -> str:
        """Once per application."""
        return f"{self.case}/kronofogden/{self.number}/utslag"


class EnforcementCharged(KronofogdenEvent, frozen=True, kw_only=True):
    """Kronofogden charges its fee (grundavgift) for a year of enforcement; öre. ``year`` from 1."""

    kind: ClassVar[str] = "enforcement_charged"
    fee_ore: int
    year: int

    @property
    def key(self) -> str:
        """Once per application and year."""
        return f"{self.case}/kronofogden/{self.number}/enforcement/{self.year}"


class CostInvoiced(KronofogdenEvent, frozen=True, kw_only=True):
    """Kronofogden invoiced what it could not take from the debtor (utsökningsbalken 17:2); öre.

    The applicant has to pay it: the creditor, or the partner for it (``by_partner``). Said again
    of the same ``invoice``, it replaces what was said before; nothing takes it back.
    """

    kind: ClassVar[str] = "cost_invoiced"
    invoice: str
    amount_ore: int
    by_partner: bool
    times: int

    @property
    def cost_key(self) -> str:
        """Names the invoice, however often it was said."""
        return f"{self.case}/kronofogden/{self.number}/invoiced/{self.invoice}"

    @property
    def key(self) -> str:
        """Once per invoice of Kronofogden's and time it was said."""
        return f"{self.cost_key}/{self.times}"


class ApplicationWithdrawn(KronofogdenEvent, frozen=True, kw_only=True):
    """The matter ended at Kronofogden, by the creditor's will or because no utslag came."""

    kind: ClassVar[str] = "application_withdrawn"

    @property
    def key(self) -> str:
        """Once per application."""
        return f"{self.case}/kronofogden/{self.number}/withdrawn"


KRONOFOGDEN_EVENTS: dict[str, type[Event]] = {
    event.kind: event
    for event in (
        ApplicationMade,
        ApplicationObjected,
        UtslagGiven,
        EnforcementCharged,
        CostInvoiced,
        ApplicationWithdrawn,
    )
}
