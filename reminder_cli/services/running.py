"""The case that a step by the user needs, or the refusal that names the rule and the way out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reminder_cli.domain.case import Case
from reminder_cli.domain.kronofogden_rules import at_kronofogden
from reminder_cli.domain.resuming import renewed_due
from reminder_cli.errors import Refused
from reminder_cli.i18n import _
from reminder_cli.ledger.letters import unsent_letter
from reminder_cli.services.facts import Subject

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def running_case(subject: Subject) -> Case:
    """The open case of an invoice; :class:`Refused` when there is none."""
    case, number = subject.open_case, subject.invoice.number
    if case is None:
        raise Refused(
            _("Invoice {number} has no open case. Nothing was done.", number=number),
            fix=_("See it with: remind show {number}", number=number),
        )
    return case


def own_case(subject: Subject) -> Case:
    """The same, refused at Kronofogden: there a case is stopped by writing to them."""
    case, number = running_case(subject), subject.invoice.number
    if at_kronofogden(case):
        raise Refused(
            _("Invoice {number} is at Kronofogden. Nothing was done.", number=number),
            fix=_(
                "Write to Kronofogden instead: they pause it or take the objection. What they "
                "answer is registered with: remind kronofogden {number} objected --on DATE",
                number=number,
            ),
        )
    return case


def new_due(world: World, case: Case) -> date | None:
    """The last day of the last letter's term when the case is taken up again today, if it renews."""
    opened = case.opened
    terms = world.terms_of(opened.collector, opened.terms_version)
    return renewed_due(case, world.today, terms=terms, calendar=world.calendar)


def all_sent(world: World, subject: Subject) -> None:
    """Refused while a letter has not gone out: what it says is not known to the debtor."""
    letter_id = unsent_letter(world.ledger, subject.invoice.invoice_id)
    if letter_id is None:
        return
    raise Refused(
        _(
            "Letter {id} of invoice {number} has not gone out, or nobody knows whether it has. "
            "Nothing was done.",
            id=letter_id,
            number=subject.invoice.number,
        ),
        fix=_(
            "Send it with: remind deliver, or undo it with: remind outbox undo {id}. "
            "See: remind outbox",
            id=letter_id,
        ),
    )
