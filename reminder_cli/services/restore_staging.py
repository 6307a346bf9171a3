"""Takes a file that may be anything to pieces in a private folder: only a whole ledger comes out.

Nothing here touches the ledger in use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.adapters.delivery.kept_files import is_letter, is_text, kept_files, put
from reminder_cli.errors import LedgerBusy, LedgerTooNew, LedgerUnwritable, RejectedFile
from reminder_cli.i18n import _
from reminder_cli.ledger import backups, customers, firm, health, invoices, letters, payment_queries
from reminder_cli.ledger.ledger import known_error
from reminder_cli.ledger.letters import Change, LetterRow, change_letter
from reminder_cli.ledger.replacing import Fate, GoneOut, copy_bytes
from reminder_cli.services.delivering import release
from reminder_cli.services.resuming_letters import gone_out as told_by
from reminder_cli.services.resuming_letters import told
from reminder_cli.services.sent_day import record_sent
from reminder_cli.services.verify import verify_ledger

if TYPE_CHECKING:
    from reminder_cli.domain.company import Company
    from reminder_cli.services.world import World

_OPEN = ("recorded", "waiting", "started")


class Staged(Struct, frozen=True, kw_only=True):
    """A backup that is whole: its ledger at ``path``, its letters below ``letters``, named ``files``.

    ``without_file`` are letters whose bytes are neither in it nor in the present archive;
    ``damaged`` counts the files in it that are not what was put in. ``gone_out`` are the letters
    that it was waiting to have registered itself, when it was made after another restore.
    """

    file: Path
    world: World
    path: Path
    letters: Path
    files: tuple[str, ...]
    company: Company
    taken_on: date
    trial: bool
    rows: dict[str, int]
    without_file: tuple[int, ...]
    damaged: int
    gone_out: tuple[GoneOut, ...]


def refused_file(file: Path, reason: str) -> RejectedFile:
    """Why a file cannot be restored. Nothing was changed."""
    return RejectedFile(
        str(file), reason, fix=_("Nothing was changed. Give a file made with: remind backup FILE")
    )


def stage(world: World, file: Path, folder: Path) -> Staged:
    """Copy the file into the folder, bring it to this version, and check all of it."""
    path = folder / "ledger.db"
    try:
        return _stage(world, file, path)
    except LedgerTooNew as error:
        raise LedgerTooNew(str(file)) from error
    except (RejectedFile, OSError):
        raise
    except Exception as error:
        known = known_error(error, path.parent)
        if isinstance(known, (LedgerUnwritable, LedgerBusy)):
            raise known from error
        # Whatever else goes wrong with a file from outside, it is the file that is wrong.
        raise _not_whole(file) from error


def _not_whole(file: Path, what: str = "") -> RejectedFile:
    reason = _("it is not a ledger of remind, or it is damaged.")
    return refused_file(file, f"{reason} {what}".rstrip())


def _stage(world: World, file: Path, path: Path) -> Staged:
    copy_bytes(file, path)
    if not backups.is_ledger(path):
        raise _not_whole(file)
    if backups.is_newer(path):
        raise LedgerTooNew(str(file))
    copy = replace(world, path=path, before_trial=None)  # it is no ledger of anybody yet
    damaged = 0
    for name, content in backups.take_files_out(path):
        if content is None:
            damaged += 1
        elif is_letter(name) or is_text(name):
            put(copy.letters_folder, name, content)
    try:
        return _read(world, copy, file, damaged)
    finally:
        copy.ledger.close()


def _read(world: World, copy: World, file: Path, damaged: int) -> Staged:
    gone_out = tuple(told_by(copy))
    taken_on = _forget_backup(copy)
    wrong = next((check for check in verify_ledger(copy) if not check.ok), None)
    if wrong is not None:
        raise _not_whole(file, str(wrong.message))
    _read_registers(copy)
    without_file = tuple(_add_what_lies_here(world, copy))
    release(copy)
    return Staged(
        file=file,
        world=copy,
        path=copy.path,
        letters=copy.letters_folder,
        files=tuple(name for name, _content in kept_files(copy.letters_folder)),
        company=copy.company,
        taken_on=taken_on,
        trial=bool(firm.mark(copy.ledger, "trial")),
        rows=backups.row_counts(copy.ledger),
        without_file=without_file,
        damaged=damaged,
        gone_out=gone_out,
    )


def _read_registers(copy: World) -> None:
    """What no invariant looks at must be readable too: a day that is none would stop every list."""
    list(invoices.all_registered(copy.ledger))
    customers.all_customers(copy.ledger)
    letters.letters(copy.ledger)
    payment_queries.waiting(copy.ledger)
    settings = copy.settings
    for key in firm.settings(copy.ledger):
        settings[key]
    assert copy.agreements is not None, "read"


def _forget_backup(copy: World) -> date:
    """Make a ledger of the backup: its own marks go, the list of cases is made anew; its day."""
    ledger = copy.ledger
    taken = firm.mark(ledger, backups.TAKEN_AT) or health.last_record(ledger)
    with ledger.writing():
        firm.forget_mark(ledger, backups.TAKEN_AT)
        firm.forget_mark(ledger, firm.RESTORED_FROM)
        firm.forget_mark(ledger, firm.GONE_OUT)
        ledger.derive_all()
    return date.fromisoformat(taken[:10]) if taken else copy.today


def _add_what_lies_here(world: World, copy: World) -> Iterator[int]:
    """A plain copy of a ledger has no letters with it: those that lie here are the same, or missing."""
    for letter_id, name, sha256 in health.letters_with_file(copy.ledger):
        places = [f"{folder}/{name}" for folder in ("archive", "staging")]
        if any((copy.letters_folder / f"{place}.pdf").is_file() for place in places):
            continue
        for place in places:
            pdf, text = (world.letters_folder / f"{place}{ending}" for ending in (".pdf", ".txt"))
            if pdf.is_file() and health.sha256_of(content := pdf.read_bytes()) == sha256:
                put(copy.letters_folder, f"{place}.pdf", content)
                if text.is_file():
                    put(copy.letters_folder, f"{place}.txt", text.read_bytes())
                break
        else:
            yield letter_id


def hold(staged: Staged, fates: Sequence[Fate] | None, gone_out: Sequence[GoneOut] = ()) -> None:
    """Let nothing go out of the ledger that is put in place, and nothing twice.

    ``fates`` is what the ledger before it knew of letters that wait in the backup; None when it
    cannot be asked: then nobody knows of any of them. ``gone_out`` are those it sent since; those
    that the backup itself knew of stay known.
    """
    world = replace(staged.world)
    try:
        with world.writing():
            _settle(world, fates)
            firm.save_mark(world.ledger, firm.RESTORED_FROM, staged.taken_on.isoformat())
            firm.save_mark(
                world.ledger, firm.GONE_OUT, told([*dict.fromkeys((*staged.gone_out, *gone_out))])
            )
    finally:
        world.ledger.close()


def keep_as_is(staged: Staged, present: World) -> None:
    """The backup is just what the ledger is: letters go out of it, or are held, as they were before."""
    world = replace(staged.world)
    try:
        with world.writing():
            for key in (firm.RESTORED_FROM, firm.GONE_OUT):
                if value := firm.mark(present.ledger, key):
                    firm.save_mark(world.ledger, key, value)
    finally:
        world.ledger.close()


def _settle(world: World, fates: Sequence[Fate] | None) -> None:
    waiting = letters.letters(world.ledger, states=[*_OPEN, "failed", "uncertain"])
    known = None if fates is None else {fate.letter_id: fate for fate in fates}
    for letter in waiting:
        fate = known.get(letter.letter_id) if known is not None else None
        if fate is not None and fate.state == "sent" and fate.sent_on is not None:
            record_sent(world, letter, fate.sent_on)
        elif fate is not None or (known is None and letter.state in _OPEN):
            _ask(world, letter)


def _ask(world: World, letter: LetterRow) -> None:
    change = Change(state="uncertain", problem="restored")
    change_letter(world.ledger, letter.letter_id, change)
