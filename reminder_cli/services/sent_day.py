"""Records that a letter went out, and on which day: every term counts from that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.case import Case, Claim, fold
from reminder_cli.domain.events import LetterIssued, LetterSent
from reminder_cli.domain.sending import term_from
from reminder_cli.ledger.letters import Change, LetterRow, change_letter

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class Place(Struct, frozen=True):
    """Where a letter stands: in which case of which claim, and as which event."""

    claim: Claim
    case: Case
    event: LetterIssued


def places_of(world: World, letter: LetterRow) -> list[Place]:
    """The cases that a letter belongs to and that it has not been taken back in."""
    events = world.ledger.events_of(letter.invoice_ids)
    claims = [fold(invoice_id, events[invoice_id]) for invoice_id in letter.invoice_ids]
    return [place for claim in claims for place in _places(claim, letter.letter_id)]


def _places(claim: Claim, letter_id: int) -> Iterator[Place]:
    for case in claim.cases:
        for event in case.live_letters:
            if event.letter_id == letter_id:
                yield Place(claim, case, event)


def record_sent(world: World, letter: LetterRow, on: date, *, channel: str = "") -> None:
    """Mark a letter as sent on a day, under the write lock; its term moves with the day."""
    change = Change(state="sent", sent_on=on, channel=channel or letter.channel)
    change_letter(world.ledger, letter.letter_id, change)
    if on == letter.dated_on and letter.sent_on is None:
        return  # the ordinary letter, sent on the day it was made
    # A case that has ended has no term to move; a fee moved past its end would come back to life.
    moved = [p for p in places_of(world, letter) if p.case.is_open and p.event.on != on]
    world.record([_moved(world, letter, place, on) for place in moved])


def _moved(world: World, letter: LetterRow, place: Place, on: date) -> LetterSent:
    opened = place.case.opened
    return LetterSent(
        invoice_id=place.claim.invoice_id,
        case_no=place.case.case_no,
        on=on,
        letter_id=letter.letter_id,
        due_on=term_from(
            place.event.letter,
            on,
            dated_on=letter.dated_on,
            printed_due_on=letter.due_on,
            terms=world.terms_of(opened.collector, opened.terms_version),
            calendar=world.calendar,
        ),
        number=place.case.corrections + 1,
    )
