"""What became of letters in one delivery, as data. It delivers nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec import Struct, field

from reminder_cli.ledger.letters import LetterRow


class Postponed(Struct, frozen=True):
    """A letter that the server did not take now, why (a code), and when it is tried again."""

    letter_id: int
    invoices: tuple[str, ...]
    problem: str
    next_try_at: datetime


class Mailed(Struct):
    """What became of the mails. ``refused`` are to be printed; ``broken`` have no sound file."""

    sent: list[int] = field(default_factory=list)
    postponed: list[Postponed] = field(default_factory=list)
    refused: list[LetterRow] = field(default_factory=list)
    uncertain: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    waits: list[Waits] = field(default_factory=list)
    copies_lost: int = 0


class TakenBack(Struct, frozen=True, kw_only=True):
    """A letter that did not go out, why, and the number of the one made in its place (0: none)."""

    letter_id: int
    invoices: tuple[str, ...]
    why: str
    new_letter_id: int = 0


class Waits(Struct, frozen=True):
    """A letter that does not go out now, and why; empty where its case says that itself."""

    letter_id: int
    why: str


class PutOut(Struct, frozen=True):
    """A letter that was put out to print, and its file."""

    letter_id: int
    path: Path


class Delivered(Struct):
    """What became of the letters: the folder to print from, the files put there, and the mails.

    ``letters`` are those that were looked at, by number. ``refused`` went to print because the server would not take them; ``broken`` have no sound
    file; ``waits`` have something in their way; ``left`` is more than the limit.
    """

    folder: Path
    letters: dict[int, LetterRow] = field(default_factory=dict)
    put_out: list[PutOut] = field(default_factory=list)
    mailed: list[int] = field(default_factory=list)
    postponed: list[Postponed] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    uncertain: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)
    waits: list[Waits] = field(default_factory=list)
    left: int = 0
    copies_lost: int = 0

    @property
    def printed(self) -> list[Path]:
        """The files that were put out to print."""
        return [item.path for item in self.put_out]

    @property
    def held(self) -> int:
        """How many letters wait because something stands in their way."""
        return len(self.waits)

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to tell."""
        told = (self.mailed, self.postponed, self.refused, self.uncertain, self.broken)
        return not (self.put_out or self.taken_back or self.held or self.left or any(told))
