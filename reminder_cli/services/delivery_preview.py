"""What a delivery would do with each letter that waits, by the same last look. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.ledger import letters
from reminder_cli.ledger.letters import LetterRow
from reminder_cli.services.channels import EMAIL, may_mail
from reminder_cli.services.delivering import DeliverOptions
from reminder_cli.services.freshness import Todo, last_look

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class Foreseen(StrEnum):
    """What would become of a letter."""

    MAIL = "mail"
    PRINT = "print"
    WAIT = "wait"
    LATER = "later"
    UNDO = "undo"
    AGAIN = "again"


class Outlook(Struct, frozen=True, kw_only=True):
    """One letter, what would become of it, and why if it would not go out as it is."""

    letter: LetterRow
    foreseen: Foreseen
    why: str = ""


def foresee(world: World, options: DeliverOptions) -> list[Outlook]:
    """What `deliver` would do now with the letters that wait; those beyond the limit are left out."""
    waiting = letters.letters(world.ledger, states=["recorded", "waiting"])
    if options.only is not None:
        waiting = [letter for letter in waiting if letter.letter_id in options.only]
    found = list(_each(world, waiting, options))
    going = [item for item in found if item.foreseen in {Foreseen.MAIL, Foreseen.PRINT}]
    over = {item.letter.letter_id for item in going[options.limit :]} if options.limit else set()
    return [item for item in found if item.letter.letter_id not in over]


def _each(world: World, waiting: list[LetterRow], options: DeliverOptions) -> Iterator[Outlook]:
    mails = may_mail(world)
    for letter in waiting:
        todo, why = last_look(world, letter)
        if todo is not Todo.SEND:
            yield Outlook(letter=letter, foreseen=Foreseen(todo.value), why=str(why))
        elif letter.next_try_at and letter.next_try_at > world.now and not options.now:
            yield Outlook(letter=letter, foreseen=Foreseen.LATER)
        else:
            way = Foreseen.MAIL if letter.channel == EMAIL and mails else Foreseen.PRINT
            yield Outlook(letter=letter, foreseen=way)
