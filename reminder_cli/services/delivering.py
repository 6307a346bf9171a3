"""Releases recorded letters and delivers them. Everything here may be done twice without harm."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.ledger import letters

if TYPE_CHECKING:
    from reminder_cli.services.world import World


@dataclass(slots=True)
class Delivered:
    """What was delivered: the folder to print from, and the files put there."""

    folder: Path
    printed: list[Path] = field(default_factory=list)


def release(world: World) -> None:
    """Move every recorded letter into the archive: it may be delivered from now on."""
    recorded = letters.letters(world.ledger, states=["recorded"])
    if not recorded:
        return
    folders = LetterFolders(world.letters_folder)
    for letter in recorded:
        folders.release(letter.name)
    with world.writing():
        for letter in recorded:
            letters.set_letter_state(world.ledger, letter.letter_id, "waiting")


def deliver(world: World) -> Delivered:
    """Deliver every letter that waits; a printed one counts as sent on the day it is dated."""
    release(world)
    folders = LetterFolders(world.letters_folder)
    delivered = Delivered(folders.print)
    waiting = letters.letters(world.ledger, states=["waiting"])
    if not waiting:
        return delivered
    for letter in waiting:
        delivered.printed.append(folders.put_out(letter.name))
    with world.writing():
        for letter in waiting:
            letters.set_letter_state(
                world.ledger, letter.letter_id, "sent", sent_on=letter.dated_on
            )
    return delivered
