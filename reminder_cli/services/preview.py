"""The text of the letter that comes next for an invoice, before it goes; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.domain.decision import Hold, IssueLetter
from reminder_cli.domain.gates import Gate, Step
from reminder_cli.errors import Refused
from reminder_cli.i18n import Text, _
from reminder_cli.ledger import customers, letters
from reminder_cli.services.channels import own_texts
from reminder_cli.services.deciding import decide_for
from reminder_cli.services.facts import Subject, gates_of, subjects_by_id, subjects_by_number
from reminder_cli.services.joining import joined
from reminder_cli.services.letter_building import build_letter
from reminder_cli.services.lookback import foreseen_on
from reminder_cli.services.send import SendOptions, open_with

if TYPE_CHECKING:
    from reminder_cli.services.world import World

Items = Sequence[tuple[Subject, IssueLetter]]


class Preview(Struct, frozen=True, kw_only=True):
    """A letter as text. ``what`` says which it is; ``gates`` are what keeps it from going now."""

    what: Text
    text: str
    gates: tuple[Gate, ...] = ()


def preview(world: World, number: str) -> Preview:
    """The letter that would go out now or comes next, else the last one that was made.

    Raises :class:`Refused` when there is none of either.
    """
    found: list[Preview] = []
    with world.writing(dry_run=True):
        [subject] = subjects_by_number(world, [number])
        coming = _next(world, subject) if subject.open_case else _first(world, subject)
        found += [coming] if coming else []
    if found:
        return found[0]
    last = _last(world, subject)
    if last is None:
        raise Refused(
            _("No letter of invoice {number} comes by itself, and none was made.", number=number),
            fix=_("See how it stands with: remind show {number}", number=number),
        )
    return last


def _first(world: World, subject: Subject) -> Preview | None:
    """The reminder that opens a case; of what is no claim, or is paid, there is none."""
    gates = gates_of(world, subject, Step.REMINDER)
    if {"paid", "credit_note", "cash_note", "not_sek"} & {gate.code for gate in gates}:
        return None
    items = [open_with(world, subject, (), SendOptions())]
    what = Text("Reminder that would go out {day}", {"day": world.today})
    return Preview(what=what, text=_text(world, items), gates=gates)


def _next(world: World, subject: Subject) -> Preview | None:
    """The next letter of a running case, on its day, with the other cases that share it."""
    on = _day_of_next(world, subject)
    if on is None:
        return None
    there = world if on == world.today else foreseen_on(world, on)
    ids = customers.invoices_of(there.ledger, subject.customer.customer_id)
    running = [mate for mate in subjects_by_id(there, ids) if mate.open_case is not None]
    for items in joined([(mate, decide_for(there, mate)) for mate in running]):
        if any(mate.invoice.number == subject.invoice.number for mate, _made in items):
            what = Text("Letter that comes {day}, if nothing is paid before", {"day": on})
            return Preview(what=what, text=_text(there, items))
    return None


def _day_of_next(world: World, subject: Subject) -> date | None:
    decision = decide_for(world, subject)
    if isinstance(decision, Hold):
        return decision.until
    return world.today if isinstance(decision, IssueLetter) else None


def _last(world: World, subject: Subject) -> Preview | None:
    for letter in reversed(letters.letters(world.ledger, invoice_id=subject.invoice.invoice_id)):
        kept = LetterFolders(world.letters_folder).read(letter.name, sha256=letter.sha256)
        if kept is not None:
            what = Text("Letter {id} of {day}", {"id": letter.letter_id, "day": letter.dated_on})
            return Preview(what=what, text=kept[1])
    return None


def _text(world: World, items: Items) -> str:
    from reminder_cli.adapters.letters.text import render_text

    number = str(letters.next_letter_id(world.ledger))
    return render_text(build_letter(world, items, number=number), own_texts(world))
