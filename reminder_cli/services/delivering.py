"""Releases recorded letters and delivers them: by mail, or to the folder people print from.

One process at a time delivers. Killed at any moment, the next run finishes what was begun; of a
mail whose fate nobody can know, it asks. How, stands in docs/delivery.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.errors import LedgerBusy
from reminder_cli.ledger import letters
from reminder_cli.ledger.letters import Change, LetterRow, change_letter
from reminder_cli.services.channels import EMAIL, may_mail
from reminder_cli.services.delivered import Delivered, Mailed, PutOut
from reminder_cli.services.freshness import look_again, may_go_out
from reminder_cli.services.sent_day import record_sent

if TYPE_CHECKING:
    from reminder_cli.services.world import World

# Told how many letters are done, of how many.
Progress = Callable[[int, int], None]


class DeliverOptions(Struct, frozen=True, kw_only=True):
    """``limit`` letters at most; ``now`` also those whose next try has not come; ``only`` these."""

    limit: int | None = None
    now: bool = False
    only: frozenset[int] | None = None
    progress: Progress | None = None


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
            change_letter(world.ledger, letter.letter_id, Change(state="waiting"), was=["recorded"])


def deliver(world: World, options: DeliverOptions | None = None) -> Delivered:
    """Deliver the letters that wait, each on the day it really goes out.

    Raises :class:`LedgerBusy` while another `tick` or `deliver` runs.
    """
    with world.ledger.running(wait=world.wait):
        return deliver_alone(world, options)


def deliver_or_leave(world: World, options: DeliverOptions) -> Delivered | None:
    """The same; while another run delivers, the letters are left to it or to the next."""
    try:
        return deliver(world, options)
    except LedgerBusy:
        return None


def deliver_alone(
    world: World, options: DeliverOptions | None = None, delivered: Delivered | None = None
) -> Delivered:
    """The same, for whoever holds the lock already; goes on with ``delivered`` where it is given."""
    if delivered is None:
        delivered = _begin(world)
    else:
        release(world)
    _Run(world, options or DeliverOptions(), delivered).deliver()
    return delivered


def ready(world: World) -> Delivered:
    """What `tick` does before it decides: what is no longer right is taken back, to be decided anew."""
    delivered = _begin(world)
    _look_again(world, DeliverOptions(), delivered)
    return delivered


def _begin(world: World) -> Delivered:
    """Release what is recorded, and own up to mails that were begun by a run that has died."""
    release(world)
    _clear_print(world)
    delivered = Delivered(LetterFolders(world.letters_folder).print)
    begun = letters.letters(world.ledger, states=["started"])
    if begun:
        # Whoever began them held the lock that is ours now: nobody is sending them any more.
        with world.writing():
            for letter in begun:
                change = Change(state="uncertain", problem="interrupted")
                change_letter(world.ledger, letter.letter_id, change, was=["started"])
    unsure = {x.letter_id: x for x in letters.letters(world.ledger, states=["uncertain"])}
    delivered.uncertain += unsure
    delivered.letters |= unsure
    return delivered


def _clear_print(world: World) -> None:
    """Take out of the folder to print what is not on record as sent, or was taken back: a run died there."""
    folders = LetterFolders(world.letters_folder)
    lying = folders.lying()
    for name in letters.not_to_lie(world.ledger, lying) if lying else ():
        folders.take_back(name)


def _look_again(world: World, options: DeliverOptions, delivered: Delivered) -> list[LetterRow]:
    """Take back what is no longer right; the letters that may go out, with those made anew."""
    waiting = letters.letters(world.ledger, states=["waiting"])
    if options.only is not None:
        waiting = [x for x in waiting if x.letter_id in options.only]
    delivered.letters |= {letter.letter_id: letter for letter in waiting}
    right, back, delivered.waits = look_again(world, waiting)
    delivered.taken_back += back
    new = {item.new_letter_id for item in back}
    if any(new):
        release(world)
        made = [x for x in letters.letters(world.ledger, states=["waiting"]) if x.letter_id in new]
        delivered.letters |= {letter.letter_id: letter for letter in made}
        right += made
    return right


class _Run:
    """One delivery: what is due goes out, in order, and is recorded."""

    def __init__(self, world: World, options: DeliverOptions, delivered: Delivered) -> None:
        self._world = world
        self._options = options
        self._delivered = delivered
        self._count = 0
        self._total = 0

    def deliver(self) -> None:
        """Mail first: what the server refuses is printed in the same run."""
        due = self._due()
        by_mail = [x for x in due if x.channel == EMAIL] if may_mail(self._world) else []
        chosen = {letter.letter_id for letter in by_mail}
        on_paper = [x for x in due if x.letter_id not in chosen]
        if by_mail:
            from reminder_cli.services.mailing import Post  # and the mail libraries with it

            mailed = Post(self._world, step=self._step).send_all(by_mail)
            self._tell(mailed)
            on_paper += mailed.refused
        self._print(on_paper)

    def _due(self) -> list[LetterRow]:
        world, options = self._world, self._options
        right = _look_again(world, options, self._delivered)
        due = [x for x in right if options.now or not x.next_try_at or x.next_try_at <= world.now]
        chosen = due[: options.limit]
        self._delivered.left = len(due) - len(chosen)
        self._total = len(chosen)
        return chosen

    def _tell(self, mailed: Mailed) -> None:
        delivered = self._delivered
        delivered.mailed += mailed.sent
        delivered.postponed += mailed.postponed
        delivered.refused += [letter.letter_id for letter in mailed.refused]
        delivered.uncertain += mailed.uncertain
        delivered.broken += mailed.broken
        delivered.waits += mailed.waits
        delivered.copies_lost = mailed.copies_lost

    def _print(self, on_paper: Sequence[LetterRow]) -> None:
        """Put letters out to print; each is on record as sent before the next is looked at."""
        for letter in on_paper:
            with self._world.writing():
                self._print_one(letter)
            self._step()

    def _print_one(self, letter: LetterRow) -> None:
        """Under the write lock, so that nothing is registered between the last look and the record."""
        world, delivered = self._world, self._delivered
        now = letters.letter_by_id(world.ledger, letter.letter_id)
        if now is None or now.state != "waiting":
            return
        waits = may_go_out(world, now)
        if waits is not None:
            delivered.waits.append(waits)
            return
        folders = LetterFolders(world.letters_folder)
        if folders.read(now.name, sha256=now.sha256) is None:
            change = Change(state="failed", problem="no_file")
            change_letter(world.ledger, now.letter_id, change, was=["waiting"])
            delivered.broken.append(now.letter_id)
            return
        try:
            path = folders.put_out(now.name)
            record_sent(world, now, world.today, channel="print")
        except BaseException:
            folders.take_back(now.name)  # it is not on record: the next run puts it out
            raise
        delivered.put_out.append(PutOut(now.letter_id, path))

    def _step(self) -> None:
        self._count += 1
        if self._options.progress is not None:
            self._options.progress(self._count, self._total)
