"""Takes letters back in the ledger, and makes one again. It sends nothing and asks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reminder_cli.domain.decide_rest import settles
from reminder_cli.domain.decision import Close, IssueLetter
from reminder_cli.domain.events import LetterIssued, LetterRetracted, Outcome
from reminder_cli.domain.sending import term_from
from reminder_cli.i18n import Text
from reminder_cli.ledger.letters import Change, LetterRow, change_letter
from reminder_cli.services.deciding import closing
from reminder_cli.services.facts import Subject, subjects_by_id
from reminder_cli.services.issuing import IssuedLetter, Issuer, without_fee
from reminder_cli.services.sent_day import Place, places_of

if TYPE_CHECKING:
    from reminder_cli.services.world import World

UNSENT = ("recorded", "waiting", "failed")


def retract_events(world: World, letter: LetterRow, *, reason: str = "") -> None:
    """The letter no longer counts in any of its cases: its fee falls, its stage is undone."""
    events = [
        LetterRetracted(
            invoice_id=place.claim.invoice_id,
            case_no=place.case.case_no,
            on=world.today,
            letter_id=letter.letter_id,
        )
        for place in places_of(world, letter)
    ]
    world.record(events, {event.key: reason for event in events if reason})


def undo(world: World, letter: LetterRow) -> bool:
    """Take back a letter that has not gone out; False when it has, meanwhile. Under the write lock."""
    change = Change(state="undone", problem="")
    if not change_letter(world.ledger, letter.letter_id, change, was=UNSENT):
        return False
    retract_events(world, letter)
    return True


def close_bare(world: World, invoice_ids: Sequence[int]) -> list[Subject]:
    """End the cases that no letter is left of, so that the invoice can be sent again; who they are."""
    bare = [subject for subject in subjects_by_id(world, invoice_ids) if _is_bare(subject)]
    done = Close(outcome=Outcome.CANCELLED, why=Text("Its only letter was taken back."))
    for subject in bare:
        case = subject.open_case
        assert case is not None, "only an open case is bare"
        world.record([closing(subject, case, done, world.today)])
    return bare


def _is_bare(subject: Subject) -> bool:
    case = subject.open_case
    if case is None or case.application is not None:
        return False
    return bool(case.letters) and not case.live_letters


def begins_stage(place: Place) -> bool:
    """Whether the case stands where it does by this letter: no later one has begun a stage."""
    later = (x for x in place.case.live_letters if x.seq > place.event.seq)
    return place.event.starts is not None and not any(x.starts for x in later)


def may_write(world: World) -> bool:
    """Whether new letters may be written: the terms in force are accepted, and nothing was restored."""
    terms = world.terms_in_force()
    accepted = terms is not None and terms.version <= world.accepted_version
    return accepted and world.restored_from is None


def issue_again(
    world: World,
    letter: LetterRow,
    places: Sequence[Place],
    *,
    with_fee: bool,
    why: Text,
    dry_run: bool = False,
) -> IssuedLetter | None:
    """The same letter, made today for the cases that still run; None when nothing is left to ask for.

    ``with_fee`` when the old one never went out: the fee is charged by the new one, once.
    """
    old = {place.claim.invoice_id: place.event for place in places if place.case.is_open}
    items: list[tuple[Subject, IssueLetter]] = []
    for subject in subjects_by_id(world, list(old)):
        if not _close_if_settled(world, subject):
            made = _again(world, letter, subject, old[subject.invoice.invoice_id], why)
            items.append((subject, made if with_fee else without_fee(made)))
    if not items:
        return None
    return Issuer(world, dry_run=dry_run).issue(items, channel=letter.channel)


def _again(
    world: World, letter: LetterRow, subject: Subject, old: LetterIssued, why: Text
) -> IssueLetter:
    case = subject.open_case
    assert case is not None, "only for cases that run"
    due_on = term_from(
        old.letter,
        world.today,
        dated_on=letter.dated_on,
        printed_due_on=letter.due_on,
        terms=world.terms_of(case.opened.collector, case.opened.terms_version),
        calendar=world.calendar,
    )
    return IssueLetter(
        kind=old.letter,
        due_on=due_on,
        fee_act=old.fee_act,
        fee_ore=old.fee_ore,
        starts=old.starts,
        why=why,
    )


def _close_if_settled(world: World, subject: Subject) -> bool:
    """Without the fee of a letter that never went out, what was paid may be enough."""
    case = subject.open_case
    assert case is not None, "only for cases that run"
    if not settles(
        subject.account, world.terms_of(case.opened.collector, case.opened.terms_version)
    ):
        return False
    done = Close(outcome=Outcome.PAID, why=Text("It is paid."))
    world.record([closing(subject, case, done, world.today)])
    return True
