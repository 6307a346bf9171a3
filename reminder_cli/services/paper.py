"""Letters that lie to be printed: those to be posted, and those that were taken back.

A letter on paper counts as sent from the day it was put out, before anybody has posted it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.ledger import letters

if TYPE_CHECKING:
    from reminder_cli.ledger.letters import LetterRow
    from reminder_cli.services.world import World


def to_post(world: World) -> list[LetterRow]:
    """The letters that lie to be printed and are to be posted, oldest first."""
    folders = LetterFolders(world.letters_folder)
    lying = set(folders.lying())
    if not lying:
        return []
    lying -= set(letters.not_to_lie(world.ledger, sorted(lying)))
    sent = letters.letters(world.ledger, states=["sent"])
    return [letter for letter in sent if letter.name in lying]


def open_letters(world: World) -> list[LetterRow]:
    """The letters that wait for somebody: not gone out, of unknown fate, or to be printed and posted."""
    waiting = letters.letters(world.ledger, states=letters.OPEN_STATES)
    return sorted([*waiting, *to_post(world)], key=lambda letter: letter.letter_id)


def taken_back_but_lying(world: World) -> list[str]:
    """Letters that were taken back and lie to be printed all the same: a run died between the two."""
    lying = LetterFolders(world.letters_folder).lying()
    return letters.not_to_lie(world.ledger, lying, taken_back_only=True) if lying else []


def clear_taken_back(world: World) -> None:
    """Take those out of the folder. One that was taken back never goes out again: no lock is needed."""
    folders = LetterFolders(world.letters_folder)
    with suppress(OSError):  # who may only look leaves it to whoever may write
        for name in taken_back_but_lying(world):
            folders.take_back(name)
