"""Lets letters go out again after a restore: the user has registered what went out meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from reminder_cli.domain.case import Case
from reminder_cli.domain.events import LetterIssued
from reminder_cli.domain.kronofogden_rules import at_kronofogden
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import backups, firm, invoices, letters
from reminder_cli.ledger.replacing import GoneOut
from reminder_cli.services.facts import Subject, subjects
from reminder_cli.services.losing import registering, stopping

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_SHOWN = 20


class ResumeReport(Struct, frozen=True, kw_only=True):
    """The day of the backup, the letters that wait to go out, and those of unknown fate."""

    backup_of: date
    waiting: tuple[int, ...]
    uncertain: tuple[int, ...]


def resume(world: World, *, anyway: bool = False, dry_run: bool = False) -> ResumeReport:
    """Take the hold away that a restore has put on all letters. Nothing is sent here.

    Refused while a letter that went out, or may have, is neither registered nor its case stopped,
    unless ``anyway``.
    """
    alone = world.ledger.running(wait=world.wait, dry_run=dry_run)
    with alone, world.writing(dry_run=dry_run):
        day = _backup_of(world)
        missing = [] if anyway else list(_not_registered(world))
        if missing:
            raise Refused(
                "\n  ".join(
                    [
                        _(
                            "Letters that went out, or may have, are not registered and could go out twice:"
                        ),
                        *missing[:_SHOWN],
                        *(["…"] if len(missing) > _SHOWN else []),
                    ]
                ),
                fix=_("Do so for each. Where that cannot be done: remind outbox resume --anyway"),
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
    return json.dumps(to_builtins(list(gone_out)))


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
    """What is left to be done, for claims that a letter may go out about."""
    for letter in gone_out(world):
        known = invoices.by_number(world.ledger, letter.invoices)
        found = {s.invoice.number: s for s in subjects(world, known.values())}
        commands = dict(zip(letter.invoices, registering(letter), strict=False))
        for number in (number for number in letter.invoices if number in found):
            if _may_ask(world, found[number], letter):
                yield commands.get(number) or stopping(letter, number)


def _may_ask(world: World, subject: Subject, letter: GoneOut) -> bool:
    """Whether the same letter may go out about this claim: none of its kind is on record since."""
    case, cases = subject.open_case, subject.claim.cases
    if subject.account.owed_ore <= 0 or (cases and case is None):
        return False
    if letter.kind not in {LetterKind.REMINDER, LetterKind.DEMAND} and (
        case is None or _is_stopped(world, case)
    ):
        return False  # it goes out in a case that runs only
    same = [x for one in cases for x in one.live_letters if x.letter == letter.kind]
    return not any(_is_it(x, letter) for x in same)


def _is_stopped(world: World, case: Case) -> bool:
    on_hold = case.hold_until is not None and world.today <= case.hold_until
    return on_hold or at_kronofogden(case)


def _is_it(issued: LetterIssued, letter: GoneOut) -> bool:
    if letter.sent_on is None:  # nobody knew: it is what the user has stated since
        return not issued.letter_id
    return issued.on >= letter.sent_on
