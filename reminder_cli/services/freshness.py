"""Looks once more at letters that have waited: is each still right on the day it goes out?

A letter can wait because the user wished it or because a server was away. Meanwhile the debtor
may have paid or objected, and the day to pay may have come near. What is no longer right is
taken back and, where it can be, made again; nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.sending import too_late
from reminder_cli.i18n import NO_TEXT, Text
from reminder_cli.ledger.letters import LetterRow
from reminder_cli.services.delivered import TakenBack
from reminder_cli.services.facts import Subject, subjects_by_id
from reminder_cli.services.sent_day import Place, places_of
from reminder_cli.services.taking_back import close_bare, issue_again, may_write, undo

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class _Do(Enum):
    SEND = "send"
    WAIT = "wait"
    UNDO = "undo"
    AGAIN = "again"


_PAID_SINCE = Text("Something was paid or credited after it was made.")
_CASE_OVER = Text("Its case has ended.")
_TOO_LATE = Text("It would leave too little time to pay.")


def look_again(
    world: World, waiting: Sequence[LetterRow]
) -> tuple[list[LetterRow], list[TakenBack]]:
    """The letters that are right as they are, and those that were taken back or made again."""
    right: list[LetterRow] = []
    back: list[TakenBack] = []
    for letter in waiting:
        todo, why = _verdict(world, letter)
        if todo is _Do.SEND:
            right.append(letter)
        elif todo is not _Do.WAIT:
            with world.writing():
                back += _take_back(world, letter, why, again=todo is _Do.AGAIN)
    return right, back


def _verdict(world: World, letter: LetterRow) -> tuple[_Do, Text]:
    kind = LetterKind(letter.kind)
    if kind is LetterKind.RETRACTION:
        return _Do.SEND, NO_TEXT
    subjects = subjects_by_id(world, letter.invoice_ids)
    places = places_of(world, letter)
    if not places or any(not place.case.is_open for place in places):
        return _Do.UNDO, _CASE_OVER
    if any(_is_stopped(world, subject) for subject in subjects):
        return _Do.WAIT, NO_TEXT
    if any(_paid_since(place) for place in places):
        # The next step after a payment may be another one, so `tick` decides anew; a reminder
        # was the user's own choice and is only put right.
        return (_again(world) if kind is LetterKind.REMINDER else _Do.UNDO), _PAID_SINCE
    if too_late(kind, letter.due_on, sent_on=world.today):
        return _again(world), _TOO_LATE
    return _Do.SEND, NO_TEXT


def _again(world: World) -> _Do:
    """No letter is written while newer terms wait to be accepted (product.md section 1)."""
    return _Do.AGAIN if may_write(world) else _Do.WAIT


def _is_stopped(world: World, subject: Subject) -> bool:
    case = subject.open_case
    held = case is not None and case.hold_until is not None and world.today <= case.hold_until
    disputed = case is not None and case.disputed
    return held or disputed or bool(subject.statuses) or bool(subject.account.missing_rate)


def _paid_since(place: Place) -> bool:
    known = place.event.seq
    facts = (*place.claim.live_payments, *place.claim.credits)
    return any(fact.seq > known for fact in facts)


def _take_back(world: World, letter: LetterRow, why: Text, *, again: bool) -> list[TakenBack]:
    places = places_of(world, letter)
    if not undo(world, letter):
        return []
    new = issue_again(world, letter, places, with_fee=True, why=why) if again else None
    close_bare(world, letter.invoice_ids)
    return [
        TakenBack(
            letter_id=letter.letter_id,
            invoices=letter.invoices,
            why=str(why),
            new_letter_id=new.letter_id if new else 0,
        )
    ]
