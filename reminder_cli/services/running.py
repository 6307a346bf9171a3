"""The case that a step by the user needs, or the refusal that names the rule and the way out."""

from __future__ import annotations

from reminder_cli.domain.case import Case
from reminder_cli.domain.events import Stage
from reminder_cli.errors import Refused
from reminder_cli.i18n import _
from reminder_cli.services.facts import Subject


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
    if case.stage is Stage.KRONOFOGDEN:
        raise Refused(
            _("Invoice {number} is at Kronofogden. Nothing was done.", number=number),
            fix=_(
                "Write to Kronofogden instead: they pause it or take the objection. What they "
                "answer is registered with: remind kronofogden {number} objected --on DATE",
                number=number,
            ),
        )
    return case
