"""Asks before what cannot be taken back: on a terminal, and nowhere else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from reminder_cli.cli import render
from reminder_cli.errors import Again, RealLedger, Refused
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session


def is_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def confirm(session: Session, question: str, *, yes: bool) -> None:
    """Go on when the user agrees; refuse where nobody can be asked and ``--yes`` was not given."""
    if yes:
        return
    if session.json or not is_terminal():
        raise Refused(
            _("This is done only with a yes, and nobody can be asked here. Nothing was changed."),
            fix=_("Look first with --dry-run, then give the command again with --yes."),
            again=Again(add="--yes"),
        )
    if not yes_or_no(question, default=False):
        raise Refused(_("Nothing was changed."))


def agree_to_trial(session: Session) -> bool:
    """That a real ledger becomes a trial. Raises :class:`RealLedger` when nobody agrees to it."""
    refused = RealLedger(session.today)
    if session.json or not is_terminal():
        raise refused
    render.answer(
        _(
            "This ledger is a real one, and today is not {day}. Written on that day it is a trial from "
            "then on: it mails no customer, and takes nothing on any day before.",
            day=session.today,
        )
    )
    if not yes_or_no(_("Shall it be a trial for good?"), default=False):
        raise refused
    return True


def yes_or_no(question: str, *, default: bool) -> bool:
    """The answer of a person, asked until it is one; Enter is ``default``."""
    choices = _("[Y/n]") if default else _("[y/N]")
    while True:
        text = input(f"{question} {choices} ").strip()
        answer = read_yes_no(text) if text else default
        if answer is not None:
            return answer
        print_wrong_answer()


def read_yes_no(text: str) -> bool | None:
    """What a person has written, in Swedish or English; None when it is neither."""
    return {"j": True, "y": True, "n": False}.get(text.casefold()[:1])


def print_wrong_answer() -> None:
    """What to write instead."""
    render.answer(_("Answer yes or no."))
