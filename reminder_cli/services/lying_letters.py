"""Letters that lie to be printed although nothing of them is to be asked for any more."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.ledger import letters
from reminder_cli.services.facts import subjects_by_id

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def not_to_post(world: World, invoice_ids: Iterable[int]) -> list[tuple[int, Path]]:
    """The letters of these invoices whose PDF still lies to be printed, and whose cases are all over.

    Each is its number and where it lies. One that may be printed already is in nobody's hands yet.
    """
    folders = LetterFolders(world.letters_folder)
    found: dict[int, tuple[int, Path]] = {}
    for invoice_id in invoice_ids:
        for letter in letters.letters(world.ledger, invoice_id=invoice_id):
            # One whose term has run out was posted long ago and left lying; a retraction is to be posted.
            if letter.due_on < world.today or letter.kind == LetterKind.RETRACTION:
                continue
            path = folders.to_print(letter.name)
            if path is not None and not _asks(world, letter.invoice_ids):
                found[letter.letter_id] = (letter.letter_id, path)
    return list(found.values())


def _asks(world: World, invoice_ids: Iterable[int]) -> bool:
    return any(s.open_case is not None for s in subjects_by_id(world, list(invoice_ids)))
