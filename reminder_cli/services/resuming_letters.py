"""Lets letters go out again after a restore: the user has registered what went out meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reminder_cli.errors import Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import backups, firm, letters

if TYPE_CHECKING:
    from reminder_cli.services.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeReport:
    """The day of the backup, the letters that wait to go out, and those of unknown fate."""

    backup_of: date
    waiting: tuple[int, ...]
    uncertain: tuple[int, ...]


def resume(world: World, *, dry_run: bool = False) -> ResumeReport:
    """Take the hold away that a restore has put on all letters. Nothing is sent here."""
    with world.ledger.running(wait=world.wait), world.writing(dry_run=dry_run):
        day = world.restored_from
        if day is None:
            raise Refused(
                _("Nothing holds the letters: no backup was restored."),
                fix=_("See the letters with: remind outbox --open"),
            )
        if firm.mark(world.ledger, backups.TAKEN_AT):
            raise Refused(
                _("{path} is a backup, not a ledger. No letter goes out of it.", path=world.path),
                fix=_(
                    "Put it in the place of a ledger with: remind restore {path}", path=world.path
                ),
            )
        firm.forget_mark(world.ledger, firm.RESTORED_FROM)
        found = letters.letters(world.ledger, states=["recorded", "waiting", "uncertain"])
    world.__dict__.pop("restored_from", None)
    return ResumeReport(
        backup_of=day,
        waiting=tuple(x.letter_id for x in found if x.state != "uncertain"),
        uncertain=tuple(x.letter_id for x in found if x.state == "uncertain"),
    )
