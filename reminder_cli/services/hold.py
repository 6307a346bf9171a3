"""Puts cases on hold until a day, with or without a promise to pay, and lifts a hold again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.events import HoldPlaced, HoldReleased
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import _
from reminder_cli.services.facts import Subject, subjects_by_number
from reminder_cli.services.running import own_case
from reminder_cli.services.views import CaseStatus, case_statuses

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class HoldOrder(Struct, frozen=True, kw_only=True):
    """Until when and why. ``promise_ore`` is what the debtor promised to pay by then; 0 for none."""

    until: date
    reason: str
    promise_ore: int = 0


def hold(
    world: World, numbers: Sequence[str], order: HoldOrder, *, dry_run: bool = False
) -> list[CaseStatus]:
    """Nothing is sent in these cases through a day; all of them are held or none."""
    _check(world, order)
    with world.writing(dry_run=dry_run):
        for subject in subjects_by_number(world, numbers):
            _hold(world, subject, order)
        return case_statuses(world, numbers=numbers)


def _check(world: World, order: HoldOrder) -> None:
    if order.until < world.today:
        raise Refused(
            _("{day} has passed. Nothing was put on hold.", day=order.until),
            fix=_("Give a day that has not passed with --until DATE."),
            again=Again(add="--until DATE"),
        )
    if order.promise_ore < 0:
        raise Refused(
            _("A promise to pay is more than 0 kr."),
            fix=_("Write for example --promise 500."),
            again=Again(add="--promise AMOUNT"),
        )


def _hold(world: World, subject: Subject, order: HoldOrder) -> None:
    case, number = own_case(subject), subject.invoice.number
    if order.promise_ore > subject.account.owed_ore:
        raise Refused(
            _("Less than what was promised is owed on {number}. Nothing was done.", number=number),
            fix=_("See what is owed with: remind explain {number}", number=number),
        )
    placed = HoldPlaced(
        invoice_id=subject.invoice.invoice_id,
        case_no=case.case_no,
        on=world.today,
        until=order.until,
        number=case.holds + 1,
        promise_ore=order.promise_ore,
    )
    world.record([placed], {placed.key: order.reason})


def release(
    world: World, numbers: Sequence[str], *, reason: str = "", dry_run: bool = False
) -> list[CaseStatus]:
    """Lift the holds of these cases; the next step comes on the first banking day after today."""
    with world.writing(dry_run=dry_run):
        for subject in subjects_by_number(world, numbers):
            case = own_case(subject)
            if case.hold_until is None or case.hold_until < world.today:
                raise Refused(
                    _("Invoice {number} is not on hold.", number=subject.invoice.number),
                    fix=_(
                        "See how it stands with: remind status {number}",
                        number=subject.invoice.number,
                    ),
                )
            lifted = HoldReleased(
                invoice_id=subject.invoice.invoice_id,
                case_no=case.case_no,
                on=world.today,
                number=case.holds,
            )
            world.record([lifted], {lifted.key: reason} if reason else None)
        return case_statuses(world, numbers=numbers)
