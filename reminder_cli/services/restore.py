"""Puts a backup in the place of the ledger, and lets no letter go out until the user says so.

The file may be anything: it is copied, checked whole, and only what passed is put in place, in one
step. What was there before is kept beside it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.delivery.kept_files import put
from reminder_cli.domain.identity import masked
from reminder_cli.errors import LedgerDamaged, LedgerUnwritable, NoLedger, PlanChanged, Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import backups, health, replacing
from reminder_cli.ledger.ledger import known_error, make_private_folder, running
from reminder_cli.ledger.replacing import Fate, Missing
from reminder_cli.services.backup import write_backup
from reminder_cli.services.losing import loss_lines
from reminder_cli.services.restore_staging import Staged, hold, keep_as_is, refused_file, stage
from reminder_cli.services.resuming_letters import gone_out

if TYPE_CHECKING:
    from reminder_cli.services.world import World


# What a ledger has that was used for more than to be set up.
_USED = ("event", "import_file", "invoice", "letter", "payment", "payment_file", "voucher_export")


class RestoreOptions(Struct, frozen=True, kw_only=True):
    """``discard_newer`` to lose what happened after the backup; ``expected`` what the user was told
    would be lost: anything else refuses. ``look`` does what the real thing does, up to the change.
    ``practice``: a trial is meant to be put where there is none.
    """

    discard_newer: bool = False
    dry_run: bool = False
    look: bool = False
    expected: Missing | None = None
    practice: bool = False

    @property
    def changes_nothing(self) -> bool:
        """Whether it is only looked at what would happen."""
        return self.dry_run or self.look


class RestoreReport(Struct, frozen=True, kw_only=True):
    """What was put in place, or would be. ``before`` is what was there: ``none``, ``unreadable`` or
    ``readable``; ``lost`` what it had and the backup lacks, None where nobody can tell.

    ``kept`` is where it lies now; ``held`` whether letters wait for the user's word; ``may_lose``
    whether the user has said that it may be lost.
    """

    staged: Staged
    before: str
    lost: Missing | None
    kept: Path | None
    held: bool
    come_back: tuple[int, ...] = ()
    may_lose: bool = False


class _Compared(Struct, frozen=True):
    """The present ledger beside the backup."""

    lost: Missing
    gained: Missing
    fates: tuple[Fate, ...]
    come_back: tuple[int, ...]
    is_unused: bool  # it was only set up: there is nothing in it to lose


def restore(world: World, file: Path, options: RestoreOptions) -> RestoreReport:
    """Check the file, compare it with the present ledger, and put it in its place."""
    _check_other(world, file)
    try:
        with ExitStack() as held:
            if options.changes_nothing:
                temporary = tempfile.TemporaryDirectory(prefix="remind-")
                folder = Path(held.enter_context(temporary))
            else:
                make_private_folder(world.path.parent)
                held.enter_context(running(world.path, wait=world.wait))
                folder = held.enter_context(_staging(world))
            return _restore(world, stage(world, file, folder), options)
    except OSError as error:
        raise LedgerUnwritable(str(world.path)) from error


def _check_other(world: World, file: Path) -> None:
    if file.exists() and world.path.exists() and file.samefile(world.path):
        raise Refused(
            _("{path} is the ledger itself. Nothing was changed.", path=file),
            fix=_("Name the file that was made with: remind backup FILE"),
        )
    if not file.is_file():
        raise refused_file(file, _("it is no file, or it is not there."))
    if not os.access(file, os.R_OK):
        raise refused_file(file, _("you may not read it."))


@contextmanager
def _staging(world: World) -> Iterator[Path]:
    """A private folder beside the ledger; what a killed run left in it is taken away."""
    folder = world.path.with_name(f".{world.path.name}.restoring")
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _restore(world: World, staged: Staged, options: RestoreOptions) -> RestoreReport:
    before = _what_is_there(world)
    if before != "none" and _answers(world):
        _check_same_firm(world, staged)
    if before != "readable" and not options.changes_nothing:
        _check_practice(world, staged, options)
    if before == "readable":
        return _over_readable(world, staged, options)
    return _over_unreadable(world, staged, options, before=before)


def _what_is_there(world: World) -> str:
    try:
        return "unreadable" if health.integrity(world.ledger) else "readable"
    except NoLedger:
        return "none"
    except Exception as error:
        if isinstance(error, LedgerDamaged) or _is_damage(world, error):
            return "unreadable"
        raise


def _is_damage(world: World, error: Exception) -> bool:
    return isinstance(known_error(error, world.path), LedgerDamaged)


def _answers(world: World) -> bool:
    """Whether as much of the ledger can be read as says whose it is."""
    try:
        return bool(world.company.org_number)
    except Exception as error:
        if isinstance(error, LedgerDamaged) or _is_damage(world, error):
            return False
        raise


def _check_same_firm(world: World, staged: Staged) -> None:
    ours, theirs = world.company, staged.company
    if ours.org_number != theirs.org_number:
        raise refused_file(
            staged.file,
            _(
                "it is the ledger of {name} ({number}), and this is the ledger of another firm.",
                name=theirs.name,
                number=masked(theirs.org_number, world.today),
            ),
        )
    if staged.trial and not _is_trial(world):
        raise refused_file(
            staged.file, _("it is of a trial with --today, and this ledger is real.")
        )


def _check_practice(world: World, staged: Staged, options: RestoreOptions) -> None:
    """Where there is no ledger to say what it is, a trial is put only when it is meant."""
    if staged.trial and not options.practice and not world.trial:
        raise Refused(
            _(
                "{file} is of a trial ledger: it mails no customer, and cannot become a real "
                "one. Nothing was changed.",
                file=staged.file,
            ),
            fix=_(
                "To try things out in it, name a file of its own: "
                "remind --trial --ledger NEW restore {file}. A real one is made with: remind init",
                file=staged.file,
            ),
        )


def _is_trial(world: World) -> bool:
    from reminder_cli.ledger import firm

    return bool(firm.mark(world.ledger, "trial")) or world.trial


def _over_readable(world: World, staged: Staged, options: RestoreOptions) -> RestoreReport:
    if options.changes_nothing:
        compared = _compare(world, staged)
        _check_loss(staged, compared, options)
        return _report(staged, compared, options, kept=None)
    world.check_day()
    with world.ledger.alone():
        compared = _compare(world, staged)
        _check_loss(staged, compared, options)
        if _is_same(compared):
            keep_as_is(staged, world)
        else:
            hold(staged, compared.fates, [*compared.lost.letters, *gone_out(world)])
        kept = _free_name(world)
        write_backup(world, kept)
        _put_letters(world, staged, over=False)
        replacing.replace_with(world.ledger, staged.path)
        _put_letters(world, staged, over=True)
    return _report(staged, compared, options, kept=kept)


def _compare(world: World, staged: Staged) -> _Compared:
    with replacing.beside(world.ledger, staged.path):
        return _Compared(
            lost=replacing.missing_in_other(world.ledger),
            gained=replacing.missing_here(world.ledger),
            fates=tuple(replacing.fates(world.ledger)),
            come_back=tuple(replacing.come_back(world.ledger)),
            is_unused=not any(map(backups.row_counts(world.ledger).get, _USED)),
        )


def _is_same(compared: _Compared) -> bool:
    """Only a ledger that has just what the backup has can say that nothing went out since."""
    return not compared.lost.total and not compared.gained.total


def _check_loss(staged: Staged, compared: _Compared, options: RestoreOptions) -> None:
    lost = compared.lost
    if options.expected is not None and lost != options.expected:
        raise PlanChanged
    may_lose = options.discard_newer or options.dry_run or compared.is_unused
    if lost.total and not may_lose:
        raise Refused(
            "\n".join(
                [
                    _(
                        "The ledger has what the backup of {day} lacks. Nothing was changed.",
                        day=staged.taken_on,
                    ),
                    *[f"  {line}" for line in loss_lines(lost)],
                ]
            ),
            fix=_(
                "See all of it with: remind restore {file} --dry-run. To go back all the same, add: "
                "--discard-newer",
                file=staged.file,
            ),
        )


def _report(
    staged: Staged, compared: _Compared, options: RestoreOptions, *, kept: Path | None
) -> RestoreReport:
    return RestoreReport(
        staged=staged,
        before="readable",
        lost=compared.lost,
        kept=kept,
        held=not _is_same(compared),
        come_back=compared.come_back,
        may_lose=options.discard_newer or compared.is_unused,
    )


def _over_unreadable(
    world: World, staged: Staged, options: RestoreOptions, *, before: str
) -> RestoreReport:
    """No ledger, or one that cannot be read: nobody knows what went out since, so all is held."""
    kept = _free_name(world) if before == "unreadable" else None
    lost = _what_can_be_read(world, staged) if kept else Missing(rows={})
    if "ledger" in world.__dict__:
        world.ledger.close()
    if not options.changes_nothing:
        hold(staged, None, lost.letters if lost else ())
        if kept is not None:
            replacing.copy_bytes(world.path, kept)
            if world.letters_folder.is_dir():
                shutil.copytree(world.letters_folder, _letters_beside(kept))
        _put_letters(world, staged, over=kept is not None)
        replacing.put_in_place(staged.path, world.path)
    return RestoreReport(
        staged=staged,
        before=before,
        lost=lost,
        kept=None if options.changes_nothing else kept,
        held=True,
    )


def _what_can_be_read(world: World, staged: Staged) -> Missing | None:
    """What a damaged ledger still tells of what would be lost; None when it tells nothing."""
    try:
        return _compare(world, staged).lost
    except Exception as error:
        if isinstance(error, LedgerDamaged) or _is_damage(world, error):
            return None
        raise


def _letters_beside(kept: Path) -> Path:
    return kept.with_name(f"{kept.name}-letters")


def _put_letters(world: World, staged: Staged, *, over: bool) -> None:
    """Put the letters of the backup where they belong; the firm's own texts only where it has none."""
    root, texts = world.letters_folder, staged.letters / "texts"
    for name in (name for name in staged.files if not name.startswith("texts/")):
        target, content = root / name, (staged.letters / name).read_bytes()
        if not target.is_file() or (over and target.read_bytes() != content):
            put(root, name, content)
    if texts.is_dir() and not (root / "texts").exists():
        root.mkdir(mode=0o700, exist_ok=True)
        texts.rename(root / "texts")


def _free_name(world: World) -> Path:
    stamp = f"{world.now:%Y%m%d-%H%M%S}"
    names = [world.path.with_name(f"{world.path.name}.replaced-{stamp}")]
    while names[-1].exists():
        names.append(names[0].with_name(f"{names[0].name}-{len(names) + 1}"))
    return names[-1]
