"""Ends a case by the user's will (avsluta): unpaid fees and interest are waived, what was paid stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reminder_cli.domain.decision import Close
from reminder_cli.domain.events import Outcome
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.domain.kronofogden_rules import at_kronofogden
from reminder_cli.errors import Refused
from reminder_cli.i18n import Text, _
from reminder_cli.services.deciding import closing
from reminder_cli.services.facts import Subject, subjects_by_number
from reminder_cli.services.fee_moving import move_fees

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def cancel(
    world: World, numbers: Sequence[str], *, reason: str, dry_run: bool = False
) -> list[Subject]:
    """Close the open cases of these invoices; all of them or none."""
    with world.writing(dry_run=dry_run):
        chosen = subjects_by_number(world, numbers)
        for subject in chosen:
            _check(subject)
        done = Close(outcome=Outcome.CANCELLED, why=Text("You cancelled it."))
        for subject in chosen:
            case = subject.open_case
            assert case is not None, "checked above"
            event = closing(subject, case, done, world.today)
            world.record([event], {event.key: reason})
        for subject in chosen:  # when all have ended, so that no fee moves to one that ends too
            move_fees(world, subject.invoice.invoice_id)
        return subjects_by_number(world, numbers)


def _check(subject: Subject) -> None:
    number, case = subject.invoice.number, subject.open_case
    if case is None:
        raise Refused(
            _("Invoice {number} has no open case. Nothing was cancelled.", number=number),
            fix=_("See it with: remind show {number}", number=number),
        )
    if at_kronofogden(case):
        raise Refused(
            _("Invoice {number} is at Kronofogden. Nothing was cancelled.", number=number),
            fix=_(
                "Withdraw it there first, then: remind kronofogden {number} withdrawn --on DATE",
                number=number,
            ),
        )
    if subject.statuses & {DebtorStatus.BANKRUPT, DebtorStatus.DECEASED}:
        raise Refused(
            _(
                "The debtor of {number} is bankrupt or has died. Nothing was cancelled.",
                number=number,
            ),
            fix=_("File the claim, or write it off with: remind write-off {number}", number=number),
        )
