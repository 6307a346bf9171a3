"""What `schedule` does with the command line it was given, and what it tells."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reminder_cli.adapters.data_folder import places
from reminder_cli.adapters.delivery.secrets import VARIABLE
from reminder_cli.adapters.schedule.job import ALL, Entry, next_run
from reminder_cli.cli import render
from reminder_cli.cli.bureau import refuse_beside_all
from reminder_cli.errors import NoLedger
from reminder_cli.i18n import _, language
from reminder_cli.services import scheduling
from reminder_cli.services.scheduling import Installed

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session


def install(session: Session, *, all_firms: bool, wants_systemd: bool, dry_run: bool) -> Installed:
    """Schedule the ledger that is named; all of them when asked, or when none is and there are several."""
    found = places()
    if all_firms:
        refuse_beside_all(session, [])
    everyone = all_firms or (not session.named_by and len(found) > 1)
    if not everyone and not session.path.is_file():
        raise NoLedger(str(session.path))
    job = scheduling.job_for(
        ALL if everyone else scheduling.absolute(session.path),
        program(),
        language=language(),
        data_home=os.environ.get("XDG_DATA_HOME", ""),
    )
    return scheduling.install(
        job,
        by=scheduling.mechanism(wants_systemd=wants_systemd, system=os.name),
        covered={scheduling.absolute(place.path) for place in found},
        dry_run=dry_run,
    )


def program() -> list[str]:
    """How this very program is started, by its whole path: the command, or its Python."""
    path = Path(sys.argv[0]).absolute()
    if path.stem == "remind" and path.is_file() and os.access(path, os.X_OK):
        return [str(path)]
    return [sys.executable, "-m", "reminder_cli"]


def next_time(session: Session, *, at_our_times: bool = True) -> datetime | None:
    """When it runs next by the computer's own clock; None for times that somebody else chose."""
    return next_run(session.now.astimezone()) if at_our_times else None


def installed_data(session: Session, done: Installed) -> dict[str, Any]:
    """An installation as JSON."""
    return {
        "by": done.by,
        "target": done.target,
        "line": done.line,
        "files": done.files,
        "changed": done.is_new,
        "replaced": list(done.replaced),
        "next_run": _iso(next_time(session)),
    }


def entries_data(session: Session, entries: Sequence[Entry]) -> dict[str, Any]:
    """What is scheduled as JSON."""
    return {
        "schedules": [
            {
                "by": entry.by,
                "target": entry.target,
                "line": entry.line,
                "active": entry.is_active,
                "next_run": _iso(next_time(session, at_our_times=entry.at_our_times)),
            }
            for entry in entries
        ]
    }


def tell_installed(session: Session, done: Installed, *, dry_run: bool) -> None:
    """What was scheduled, the line itself, and what the user should know."""
    if done.by == "windows":
        render.answer(_("Paste this line where Windows takes commands (Command Prompt):"))
        render.answer(done.line)
        return
    if dry_run:
        render.answer(_("This would be written:"))
    elif done.is_new:
        render.answer(_("Tick runs by itself from now on, by {by}.", by=done.by))
    else:
        render.answer(_("It was scheduled already; nothing was changed."))
    for path, text in done.files.items() if dry_run else ():
        render.answer(f"{path}:")
        render.answer(text)
    if not (dry_run and done.files):
        render.answer(done.line)
    for target in done.replaced:
        render.answer(_("It takes the place of the schedule for {target}.", target=_name(target)))
    render.answer(_("For: {target}", target=_name(done.target)))
    render.answer(_("Next run: {when}", when=_when(next_time(session))))
    _tell_what_it_needs(session, done)


def _tell_what_it_needs(session: Session, done: Installed) -> None:
    if done.by == "systemd":
        render.answer(
            _("Timers run while you are logged in. For all the time: loginctl enable-linger")
        )
    if os.environ.get(VARIABLE):
        render.answer(
            _(
                "The password in {variable} is not known to {by}: put it in the system's keyring, or "
                "in {by}'s own settings. See docs/by-itself.md.",
                variable=VARIABLE,
                by=done.by,
            )
        )
    if done.target != ALL and not session.world.settings["notify_to"]:
        render.answer(
            _("To get a mail when something waits for you: remind settings set notify_to ADDRESS")
        )


def tell(session: Session, entries: Sequence[Entry]) -> None:
    """Each schedule: for what, by what, the next run, and the line."""
    if not entries:
        render.answer(_("Nothing is scheduled. Do it with: remind schedule install"))
    for entry in entries:
        render.answer(_("For: {target}", target=_name(entry.target)))
        render.answer(_("Run by: {by}", by=entry.by))
        if entry.is_active:
            when = next_time(session, at_our_times=entry.at_our_times)
            render.answer(_("Next run: {when}", when=_when(when)))
        else:
            render.answer(
                _("It does not run. Start it anew with: remind schedule install --systemd")
            )
        render.answer(entry.line)


def tell_removed(gone: Sequence[Entry], *, dry_run: bool) -> None:
    """What is no longer scheduled."""
    if not gone:
        render.answer(_("Nothing was scheduled. See: remind schedule show"))
    for entry in gone:
        what = {"target": _name(entry.target), "by": entry.by}
        render.answer(
            _("The schedule of {by} would end for: {target}", **what)
            if dry_run
            else _("The schedule of {by} has ended for: {target}", **what)
        )


def _name(target: str) -> str:
    return _("every firm in the data folder") if target == ALL else target


def _when(moment: datetime | None) -> str:
    if moment is None:
        return _("at the times that stand in the line")
    return f"{moment:%Y-%m-%d %H:%M}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
