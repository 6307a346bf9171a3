"""Makes a backup of the ledger with its letters in one file, and checks that it can be used."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.adapters.delivery.kept_files import kept_files
from reminder_cli.errors import LedgerBusy, LedgerUnwritable, Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import backups, firm, health
from reminder_cli.ledger.ledger import known_error, sync
from reminder_cli.services.new_file import must_have_folder
from reminder_cli.services.verify import Check, verify_ledger

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class BackupReport(Struct, frozen=True, kw_only=True):
    """A backup that was made, or would be. ``missing`` are letters whose file is gone or changed;
    ``problems`` what `verify` finds in the ledger itself, and so in its backup.
    """

    path: Path
    size: int
    rows: dict[str, int]
    files: int
    missing: tuple[int, ...]
    problems: tuple[Check, ...]


def back_up(world: World, path: Path, *, dry_run: bool = False) -> BackupReport:
    """Make a backup at ``path``, where there must be nothing; a dry run makes it and takes it away."""
    world.check_day()
    _check_free(world, path)
    report = write_backup(world, path, dry_run=dry_run)
    if not dry_run:
        # The backup stands, whether or not it can be remembered here that it was made.
        with contextlib.suppress(LedgerBusy, LedgerUnwritable), world.writing():
            firm.save_mark(world.ledger, firm.LAST_BACKUP, _moment(world))
    return report


def _check_free(world: World, path: Path) -> None:
    example = f"remind-{world.today}.db"
    if path.is_dir():
        raise Refused(
            _("{path} is a folder. Nothing was written.", path=path),
            fix=_("Name a file in it: remind backup {path}", path=path / example),
        )
    if path.exists() or path.is_symlink():
        raise Refused(
            _("{path} exists already. A backup is never written over another file.", path=path),
            fix=_("Give another name: remind backup {path}", path=path.with_name(example)),
        )
    must_have_folder(path)


def write_backup(world: World, path: Path, *, dry_run: bool = False) -> BackupReport:
    """Write beside the place, check, have it on disk, and only then give it its name."""
    part = path.with_name(f".{path.name}.part")
    try:
        remove(part)
        rows = _fill(world, part)
        n = backups.add_files(part, kept_files(world.letters_folder))
        missing, problems = _checked(world, part, rows)
        sync(part)
        size = part.stat().st_size
        if not dry_run:
            part.rename(path)
            sync(path.parent)
    except Exception as error:
        # The ledger is only read here: what cannot be written is the backup.
        if isinstance(error, OSError) or isinstance(known_error(error, path), LedgerUnwritable):
            raise LedgerUnwritable(str(path)) from error
        raise
    finally:
        remove(part)
    return BackupReport(
        path=path, size=size, rows=rows, files=n, missing=missing, problems=problems
    )


def _fill(world: World, part: Path) -> dict[str, int]:
    marks = {
        backups.TAKEN_AT: _moment(world),
        firm.LAST_BACKUP: _moment(world),
        # Whoever uses the copy as it is, in the place of the ledger or beside it, sends nothing.
        firm.RESTORED_FROM: world.today.isoformat(),
    }
    return backups.fill(world.ledger, part, marks=marks)


def _checked(
    world: World, part: Path, rows: dict[str, int]
) -> tuple[tuple[int, ...], tuple[Check, ...]]:
    """Open what was written as it would be opened in need: all of it must be there, and be whole."""
    copy = replace(world, path=part)
    try:
        found = backups.row_counts(copy.ledger)
        wrong = {name for name in rows if name != "mark" and rows[name] != found.get(name)}
        files = {}
        for name, content, sound in backups.files_in(copy.ledger):
            files[name] = health.sha256_of(content)
            wrong |= set() if sound else {name}
        problems = tuple(check for check in verify_ledger(copy) if not check.ok)
        broken = any(check.code == "integrity" for check in problems)
        missing = tuple(_without_file(copy, files))
    finally:
        copy.ledger.close()
    if wrong or broken:
        raise Refused(
            _("What was written is not what the ledger holds. There is no backup."),
            fix=_("Check the disk, look at the ledger with: remind verify, and try another place."),
        )
    return missing, problems


def _without_file(copy: World, files: dict[str, str]) -> Iterator[int]:
    for letter_id, name, sha256 in health.archived_letters(copy.ledger):
        places = (f"archive/{name}.pdf", f"staging/{name}.pdf")
        if not any(files.get(place) == sha256 for place in places):
            yield letter_id


def _moment(world: World) -> str:
    return world.now.isoformat(timespec="seconds")


def remove(part: Path) -> None:
    """Take away a database file that has not got its name, with what SQLite put beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
