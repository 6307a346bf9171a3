"""Registers that a debtor objects (bestrider), and that the objection has been answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reminder_cli.domain.events import DisputeRaised, DisputeResolved
from reminder_cli.errors import Refused
from reminder_cli.i18n import _
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.running import new_due, own_case
from reminder_cli.services.views import CaseStatus, case_statuses

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def dispute(
    world: World, numbers: Sequence[str], *, reason: str, dry_run: bool = False
) -> list[CaseStatus]:
    """Stop everything in these cases until the objection is answered (inkassolagen 8 §)."""
    with world.writing(dry_run=dry_run):
        for subject in subjects_by_number(world, numbers):
            case = own_case(subject)
            if case.disputed:
                number = subject.invoice.number
                raise Refused(
                    _("Invoice {number} is disputed already.", number=number),
                    fix=_(
                        "When it has been answered: remind resolve {number} --reason TEXT",
                        number=number,
                    ),
                )
            raised = DisputeRaised(
                invoice_id=subject.invoice.invoice_id,
                case_no=case.case_no,
                on=world.today,
                number=case.disputes + 1,
            )
            world.record([raised], {raised.key: reason})
        return case_statuses(world, numbers=numbers)


def resolve(
    world: World, numbers: Sequence[str], *, reason: str, dry_run: bool = False
) -> list[CaseStatus]:
    """The objection has been answered: the term of the last letter starts anew."""
    with world.writing(dry_run=dry_run):
        for subject in subjects_by_number(world, numbers):
            newest = subject.claim.case
            # Also of a cancelled case: the invoice is not sent again while it is disputed.
            case = newest if newest and newest.disputed else own_case(subject)
            if not case.disputed:
                number = subject.invoice.number
                raise Refused(
                    _("Invoice {number} is not disputed.", number=number),
                    fix=_("See how it stands with: remind status {number}", number=number),
                )
            resolved = DisputeResolved(
                invoice_id=subject.invoice.invoice_id,
                case_no=case.case_no,
                on=world.today,
                number=case.disputes,
                new_due_on=new_due(world, case),
            )
            world.record([resolved], {resolved.key: reason})
        return case_statuses(world, numbers=numbers)
