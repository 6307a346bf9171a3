"""What the steps by the user share: names and reasons are asked for, and how the cases stand is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reminder_cli.cli.help_text import stands_for
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session
    from reminder_cli.services.views import CaseStatus


def named(invoices: Sequence[str] | None, usage: str) -> Sequence[str]:
    """The invoices that were named; :class:`WrongValue` when none was."""
    if not invoices:
        raise WrongValue(
            _("No invoice was named."), fix=_("Write: {usage}", usage=f"remind {stands_for(usage)}")
        )
    return invoices


def with_reason(reason: str) -> str:
    """The reason; :class:`WrongValue` when there is none."""
    if not reason.strip():
        raise WrongValue(
            _("This is done only with a reason, which is kept."),
            fix=_("Say why with --reason TEXT."),
            again=Again(add="--reason TEXT"),
        )
    return reason


def tell(session: Session, found: Sequence[CaseStatus], sentence: str) -> None:
    """How the cases stand after the step."""
    from reminder_cli.cli import json_output, lists, render

    def people() -> None:
        lists.cases(found, session.today)
        render.answer(sentence)

    render.report(session, lambda: json_output.statuses(found, session.today), people)
