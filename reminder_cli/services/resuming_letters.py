"""Lets letters go out again after a restore: the user has registered what went out meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from reminder_cli.domain.events import LetterIssued
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import backups, firm, invoices, letters
from reminder_cli.ledger.replacing import GoneOut
from reminder_cli.services.facts import Subject, subjects
from reminder_cli.services.losing import registering

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeReport:
    """The day of the backup, the letters that wait to go out, and those of unknown fate."""

    backup_of: date
    waiting: tuple[int, ...]
    uncertain: tuple[int, ...]


def resume(world: World, *, anyway: bool = False, dry_run: bool = False) -> ResumeReport:
    """Take the hold away that a restore has put on all letters. Nothing is sent here.

    Refused while a letter that is known to have gone out is not registered, unless ``anyway``.
    """
    with world.ledger.running(wait=world.wait), world.writing(dry_run=dry_run):
        day = _backup_of(world)
        missing = [] if anyway else list(_not_registered(world))
        if missing:
            raise Refused(
                "\n  ".join(
                    [
                        _("Letters that have gone out are not registered, and would go out twice:"),
                        *missing[:_SHOWN],
                        *(["…"] if len(missing) > _SHOWN else []),
                    ]
                ),
                fix=_("Register them so. Where that cannot be done: remind outbox resume --anyway"),
            )
        firm.forget_mark(world.ledger, firm.RESTORED_FROM)
        firm.forget_mark(world.ledger, firm.GONE_OUT)
        found = letters.letters(world.ledger, states=["recorded", "waiting", "uncertain"])
    world.__dict__.pop("restored_from", None)
    return ResumeReport(
        backup_of=day,
        waiting=tuple(x.letter_id for x in found if x.state != "uncertain"),
        uncertain=tuple(x.letter_id for x in found if x.state == "uncertain"),
    )


def _backup_of(world: World) -> date:
    day = world.restored_from
    if day is None:
        raise Refused(
            _("Nothing holds the letters: no backup was restored."),
            fix=_("See the letters with: remind outbox --open"),
        )
    if firm.mark(world.ledger, backups.TAKEN_AT):
        raise Refused(
            _("{path} is a backup, not a ledger. No letter goes out of it.", path=world.path),
            fix=_("Put it in the place of a ledger with: remind restore {path}", path=world.path),
        )
    return day


def told(gone_out: Sequence[GoneOut]) -> str:
    """Letters as a mark keeps them: numbers, days and amounts, no names."""
    return json.dumps([asdict(letter) for letter in gone_out], default=str)


def gone_out(world: World) -> Iterator[GoneOut]:
    """What went out after the backup that the ledger is, as the ledger before it knew."""
    for item in json.loads(firm.mark(world.ledger, firm.GONE_OUT) or "[]"):
        on = date.fromisoformat(item["sent_on"]) if item["sent_on"] else None
        yield GoneOut(
            letter_id=item["letter_id"],
            kind=LetterKind(item["kind"]).value,
            state=item["state"],
            sent_on=on,
            invoices=tuple(item["invoices"]),
            fees_ore=tuple(item["fees_ore"]),
        )


def _not_registered(world: World) -> Iterator[str]:
    """The commands that are left to be given, for claims that a letter may go out about."""
    for letter in gone_out(world):
        known = invoices.by_number(world.ledger, letter.invoices)
        asked = {s.invoice.number for s in subjects(world, known.values()) if _may_ask(s, letter)}
        commands = zip(letter.invoices, registering(letter), strict=False)
        yield from (command for number, command in commands if number in asked)


def _may_ask(subject: Subject, letter: GoneOut) -> bool:
    """Whether the same letter may go out about this claim: none of its kind is on record since."""
    cases = subject.claim.cases
    over = bool(cases) and subject.open_case is None
    same = [x for case in cases for x in case.live_letters if x.letter == letter.kind]
    return not over and subject.account.owed_ore > 0 and not any(_is_it(x, letter) for x in same)


def _is_it(issued: LetterIssued, letter: GoneOut) -> bool:
    return letter.sent_on is not None and issued.on >= letter.sent_on
