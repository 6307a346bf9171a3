"""Where a run of `tick` is killed: moments to aim at, and what the dead process left behind.

A letter takes milliseconds and a run seconds, so that kills drawn from the clock alone would meet
some steps of docs/delivery.md hardly ever. What was met is read from what is left, never from the aim.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reminder_cli.ledger.letters import LetterRow
from tests.post_office import PostOffice

# What a kill can leave, in the order of docs/delivery.md.
BEFORE = "before the first file"
STAGING = "staging"
STAGED = "all staged, not committed"
RECORDED = "committed, being released"
RELEASED = "released, none begun"
BEGUN = "begun, none of its content sent"
CONTENT = "content on its way"
TAKEN = "taken, not recorded"
PUT_OUT = "put out to print, not recorded"
BETWEEN = "between two letters"
DELIVERED = "all delivered"
RETRY = "a retry on its way"
REFUSED = "postponed or refused, the others to come"
PHASES = (
    BEFORE,
    STAGING,
    STAGED,
    RECORDED,
    RELEASED,
    BEGUN,
    CONTENT,
    TAKEN,
    REFUSED,
    RETRY,
    PUT_OUT,
    BETWEEN,
    DELIVERED,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A firm in its folder, its mail server, and how many demands it will have."""

    folder: Path
    office: PostOffice
    letters: int

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.db"

    def files(self, name: str) -> list[str]:
        """The PDFs of demands in one of the folders of letters."""
        place = self.folder / "ledger-letters" / name
        if not place.is_dir():
            return []
        # A name that stands alone: what is being written still has another.
        return [x.stem for x in place.glob("[!.]*-demand-*.pdf")]


@dataclass(frozen=True, slots=True)
class Aim:
    """When to kill: as soon as more than a drawn number are counted, and up to ``jitter`` seconds later.

    ``share`` of the letters that are left is drawn from; 0 means the first, 1 any of them, and with
    ``whole`` it is the last. ``first`` aims at what comes but once, before letters are on record. What
    takes a moment too short to be met from outside is looked for ``exactly``, while the process is held.
    """

    name: str
    count: Callable[[Scene], int]
    share: float = 1.0
    jitter: float = 0.0
    whole: bool = False
    first: bool = False
    exactly: Callable[[Scene], bool] | None = None

    def moment(self, scene: Scene, left: int, chance: random.Random) -> Callable[[], bool]:
        """What is asked again and again until it says to kill."""
        before = self.count(scene)
        most = max(int(left * self.share), 1)
        wanted = before + (most - 1 if self.whole else chance.randrange(most))
        return lambda: self.count(scene) > wanted


def _recorded(which: str, *, if_locked: int = 0) -> Callable[[Scene], int]:
    """How many letters are so in the ledger, read beside the process that writes them."""
    sql = f"SELECT count(*) FROM letter WHERE kind = 'demand' AND {which}"

    def count(scene: Scene) -> int:
        ledger = sqlite3.connect(f"file:{scene.ledger}?mode=ro", uri=True, timeout=0)
        try:
            return int(ledger.execute(sql).fetchone()[0])
        except sqlite3.OperationalError:
            return if_locked
        finally:
            ledger.close()

    return count


def _lying(folder: str) -> Callable[[Scene], int]:
    return lambda scene: len(scene.files(folder))


_ON_PAPER = _recorded("state = 'sent' AND channel = 'print'", if_locked=1000)


def _one_is_not_recorded(scene: Scene) -> bool:
    """Whether more lies to be printed than is on record as sent.

    Or than seems to be: a record that is just being made safe is found by the next to open the ledger.
    """
    return len(scene.files("to-print")) > _ON_PAPER(scene)


_ASKED = itertools.count()  # more each time: the moment has come at once

AIMS = (
    Aim("start", lambda _scene: next(_ASKED), share=0, jitter=0.5, first=True),
    Aim("stage", _lying("staging"), first=True),
    Aim("commit", _lying("staging"), whole=True, jitter=0.02, first=True),
    Aim("release", _lying("archive"), first=True),
    Aim("released", _recorded("state = 'waiting'"), share=0, jitter=0.05, first=True),
    Aim("announce", lambda scene: scene.office.announced, share=0.5, jitter=0.004),
    Aim("content", lambda scene: scene.office.begun, share=0.5, jitter=0.004),
    Aim("taken", lambda scene: len(scene.office.taken), share=0.5, jitter=0.008),
    Aim("delivered", _recorded("state = 'sent'")),
    # Twice, since one in four of them meets it.
    *(Aim("print", _lying("to-print"), share=0.5, exactly=_one_is_not_recorded),) * 2,
    Aim("end", _recorded("state IN ('sent', 'uncertain')"), whole=True, jitter=0.02),
)
# The same of a server that has said "not now" to every letter the run before.
RETRIES = tuple(aim for aim in AIMS if aim.name in {"announce", "content", "taken"})


def phase_of(scene: Scene, demands: Sequence[LetterRow]) -> str:
    """What a kill met, by what it left on disk, in the ledger and with the server."""
    letters = [x for x in demands if x.state != "undone"]
    if not letters:
        staged = len(scene.files("staging"))
        return BEFORE if not staged else STAGING if staged < scene.letters else STAGED
    states = {x.state for x in letters}
    if "recorded" in states:
        return RECORDED
    begun = [x for x in letters if x.state == "started"]
    if begun:
        return RETRY if begun[0].attempts > 1 else _on_its_way(begun[0], scene.office)
    if set(scene.files("to-print")) & {x.name for x in letters if x.state != "sent"}:
        return PUT_OUT
    return _between(letters, states)


def _on_its_way(letter: LetterRow, office: PostOffice) -> str:
    if letter.message_id in office.ids():
        return TAKEN
    return CONTENT if office.step == "content" else BEGUN


def _between(letters: Iterable[LetterRow], states: set[str]) -> str:
    if "waiting" not in states:
        return DELIVERED
    if any(x.state == "waiting" and x.problem for x in letters):
        return REFUSED
    return BETWEEN if "sent" in states else RELEASED


class InTurn:
    """Draws aims so that each comes as often as the others."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._left: list[Aim] = []

    def draw(self, *, first: bool) -> Aim:
        """The next aim; those at what comes but once are kept until it can come."""
        if not any(first or not aim.first for aim in self._left):
            self._left += self._chance.sample(AIMS, len(AIMS))
        aim = next(aim for aim in self._left if first or not aim.first)
        self._left.remove(aim)
        return aim
