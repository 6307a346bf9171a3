"""Registers that a debtor objects (bestrider), and that the objection has been answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reminder_cli.domain.case import Case
from reminder_cli.domain.events import DisputeRaised, DisputeResolved
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import Refused
from reminder_cli.i18n import _
from reminder_cli.ledger.letters import letter_by_id
from reminder_cli.services.facts import Subject, subjects_by_id, subjects_by_number
from reminder_cli.services.running import new_due, own_case
from reminder_cli.services.taking_back import undo
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


# What the debtor is to be told by a letter that waited is decided anew; a reminder is the user's own.
_DECIDED_ANEW = frozenset(
    {LetterKind.DEMAND, LetterKind.RESUMED, LetterKind.REST_NOTICE, LetterKind.MONITORING}
)


def _without_waiting(world: World, subject: Subject, case: Case) -> Case:
    """The case without a letter that never went out: no term of it can start anew."""
    letter = case.last_letter()
    if letter is None or letter.letter not in _DECIDED_ANEW:
        return case
    row = letter_by_id(world.ledger, letter.letter_id)
    if row is None or not undo(world, row):
        return case
    again = subjects_by_id(world, [subject.invoice.invoice_id])[0].claim.case
    assert again is not None, "it had one"
    return again


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
            case = _without_waiting(world, subject, case)
            resolved = DisputeResolved(
                invoice_id=subject.invoice.invoice_id,
                case_no=case.case_no,
                on=world.today,
                number=case.disputes,
                new_due_on=new_due(world, case),
            )
            world.record([resolved], {resolved.key: reason})
        return case_statuses(world, numbers=numbers)
