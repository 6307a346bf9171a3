"""An instalment plan as it was made (amorteringsplan, lag (1981:739) 3 §). Past tense, frozen.

It is broken by the letter that says so; there is no event of that beside the letter.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from reminder_cli.domain.events import CaseEvent, Event


class PlanMade(CaseEvent, frozen=True, kw_only=True):
    """A plan for one case or several of one debtor; each of its cases has this event.

    ``letter_id`` names the plan. ``members`` are the invoices, oldest case first; ``share_ore`` is
    this case's part of ``total_ore``. ``days`` (ISO) and ``amounts_ore`` are the instalments of
    the whole plan. ``agreed_on`` is set when it was made together with the debtor. Öre.
    """

    kind: ClassVar[str] = "plan_made"
    letter_id: int
    members: tuple[int, ...]
    total_ore: int
    share_ore: int
    days: tuple[str, ...]
    amounts_ore: tuple[int, ...]
    agreed_on: date | None = None

    @property
    def key(self) -> str:
        """Once per case and plan."""
        return f"{self.case}/plan/{self.letter_id}"


INSTALMENT_EVENTS: dict[str, type[Event]] = {PlanMade.kind: PlanMade}
