"""The story of an invoice, in the order it became known: events, and promises kept or broken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from reminder_cli.domain.events import Event
from reminder_cli.domain.money import show_kronor
from reminder_cli.domain.promises import promises
from reminder_cli.i18n import Text
from reminder_cli.ledger import cases
from reminder_cli.services.facts import Subject
from reminder_cli.services.views import Happening
from reminder_cli.services.words import happening

if TYPE_CHECKING:
    from reminder_cli.services.world import World

ONE_DAY = timedelta(days=1)
# The one amount that says most of an event, by the name of its field.
_AMOUNTS = ("total_ore", "amount_ore", "principal_ore", "promise_ore", "fee_ore")


def story_of(world: World, subject: Subject) -> list[Happening]:
    """What happened, when it counted, when it was recorded and by whom, with letter and amount."""
    invoice_id = subject.invoice.invoice_id
    events = world.events_of([invoice_id])[invoice_id]
    stamps = cases.recorded(world.ledger, invoice_id)
    notes = cases.notes(world.ledger, [event.key for event in events])
    told = [_told(event, stamps[event.seq], notes.get(event.key, "")) for event in events]
    for promise in _promises(world, subject):
        day = promise.on.isoformat()
        place = next((i for i, h in enumerate(told) if h.recorded_at[:10] > day), len(told))
        told.insert(place, promise)
    return told


def _told(event: Event, recorded: tuple[str, str], note: str) -> Happening:
    amounts = (getattr(event, name, None) for name in _AMOUNTS)
    return Happening(
        on=event.on,
        recorded_at=recorded[0],
        recorded_by=recorded[1],
        kind=event.kind,
        what=happening(event),
        note=note,
        letter_id=getattr(event, "letter_id", None) or None,
        amount_ore=next((amount for amount in amounts if amount), None),
    )


def _promises(world: World, subject: Subject) -> Iterator[Happening]:
    """What became of each promise; counted from the payments, so it was never recorded."""
    for promise in promises(subject.claim, world.today):
        if promise.state == "open":
            continue
        values = {
            "promised": show_kronor(promise.hold.promise_ore),
            "paid": show_kronor(promise.paid_ore),
        }
        kept = promise.state == "kept"
        text = Text("The promise to pay {promised} kr was kept: {paid} kr came in", values)
        if not kept:
            text = Text(
                "The promise to pay {promised} kr was broken: {paid} kr came in. The case goes on",
                values,
            )
        yield Happening(
            on=promise.hold.until if kept else promise.hold.until + ONE_DAY,
            recorded_at="",
            kind="promise_kept" if kept else "promise_broken",
            what=text,
            note="",
            amount_ore=promise.paid_ore,
        )
