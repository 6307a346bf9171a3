"""Has the computer run `tick` by itself: through cron, or a timer of the user's systemd.

One schedule runs one ledger, or all of them; the same is never run by two.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from msgspec import Struct, field

from reminder_cli.adapters.schedule import crontab, systemd, windows
from reminder_cli.adapters.schedule.job import ALL, Entry, Job, Unschedulable
from reminder_cli.errors import AGAIN, Refused
from reminder_cli.i18n import _


class Installed(Struct, frozen=True, kw_only=True):
    """What was scheduled, or would be. ``by`` windows is only shown; ``replaced`` were taken away."""

    by: str
    target: str
    line: str
    files: dict[str, str] = field(default_factory=dict)
    is_new: bool = True
    replaced: tuple[str, ...] = ()


def job_for(target: str, program: Sequence[str], *, language: str, data_home: str) -> Job:
    """The command for one ledger or all, whole: what runs it has another PATH, folder and language."""
    one = () if target == ALL else ("--ledger", target)
    every = ("--all",) if target == ALL else ()
    arguments = (*program, "--lang", language, *one, "tick", *every, "--quiet")
    # Only where the data folder is looked for; a named ledger is found without it.
    environment = (("XDG_DATA_HOME", data_home),) if data_home and target == ALL else ()
    return Job(target, arguments, environment)


def mechanism(*, wants_systemd: bool, system: str) -> str:
    """What is to run it: as wished, else cron where there is one, else systemd."""
    if system == "nt":
        return windows.BY
    if wants_systemd:
        return systemd.BY
    if crontab.available():
        return crontab.BY
    if systemd.available():
        return systemd.BY
    raise Refused(
        _("This computer has neither the program crontab nor systemctl. Nothing is scheduled."),
        fix=_("Install cron, or run it every day: remind tick"),
    )


def installed() -> list[Entry]:
    """Every schedule of ours."""
    found = crontab.entries(crontab.read()) if crontab.available() else []
    return found + systemd.entries()


def install(job: Job, *, by: str, covered: Collection[str], dry_run: bool) -> Installed:
    """Schedule a job; what ran the same ledger before is taken away. Twice is once.

    ``covered`` are the ledgers that a schedule of all firms runs. Raises :class:`Refused`.
    """
    try:
        return _INSTALL[by](job, covered, dry_run)
    except Unschedulable as error:
        raise Refused(
            _("{path} has a sign that no schedule can be told.", path=repr(str(error))),
            fix=_("Move the ledger to a folder whose name has none of: backslash, line break."),
            again=AGAIN,
        ) from None


def _by_windows(job: Job, covered: Collection[str], dry_run: bool) -> Installed:  # noqa: ARG001, FBT001 one of three
    return Installed(by=windows.BY, target=job.target, line=windows.line(job), is_new=False)


def _by_cron(job: Job, covered: Collection[str], dry_run: bool) -> Installed:  # noqa: FBT001 one of three
    timers = _overtaken(job, systemd.entries(), covered, also_itself=True)
    before = crontab.read()
    gone = _overtaken(job, crontab.entries(before), covered, also_itself=False)
    after = crontab.with_job(crontab.without(before, gone), job)
    if not dry_run:
        if after != before:
            crontab.write(after)
        for target in timers:
            systemd.remove(target)
    return Installed(
        by=crontab.BY,
        target=job.target,
        line=crontab.line(job),
        is_new=after != before,
        replaced=(*gone, *timers),
    )


def _by_systemd(job: Job, covered: Collection[str], dry_run: bool) -> Installed:  # noqa: FBT001 one of three
    before = crontab.read() if crontab.available() else b""
    lines = _overtaken(job, crontab.entries(before), covered, also_itself=True)
    gone = _overtaken(job, systemd.entries(), covered, also_itself=False)
    files = systemd.files(job)
    is_new = True
    if not dry_run:
        is_new = systemd.install(job)
        for target in gone:
            systemd.remove(target)
        if lines:
            crontab.write(crontab.without(before, lines))
    return Installed(
        by=systemd.BY,
        target=job.target,
        line=systemd.line(job),
        files={str(systemd.folder() / name): text for name, text in files.items()},
        is_new=is_new,
        replaced=(*gone, *lines),
    )


_INSTALL: dict[str, Callable[[Job, Collection[str], bool], Installed]] = {
    crontab.BY: _by_cron,
    systemd.BY: _by_systemd,
    windows.BY: _by_windows,
}


def _overtaken(
    job: Job, found: Sequence[Entry], covered: Collection[str], *, also_itself: bool
) -> tuple[str, ...]:
    """The schedules that would run again what this job runs."""
    targets = [entry.target for entry in found]
    if job.target != ALL and job.target in covered and ALL in targets:
        raise Refused(
            _("All firms are scheduled together already, this one too. Nothing was changed."),
            fix=_("See it with: remind schedule show. End it with: remind schedule remove"),
        )
    same = {job.target} if also_itself else set()
    return tuple(t for t in targets if t in same or (job.target == ALL and t in covered))


def remove(target: str | None, *, dry_run: bool) -> list[Entry]:
    """Take away the schedule of a ledger, or all of ours for None; returns what is gone."""
    gone = [entry for entry in installed() if target in {None, entry.target}]
    if dry_run:
        return gone
    lines = [entry.target for entry in gone if entry.by == crontab.BY]
    if lines:
        crontab.write(crontab.without(crontab.read(), lines))
    for entry in gone:
        if entry.by == systemd.BY:
            systemd.remove(entry.target)
    return gone


def absolute(path: Path) -> str:
    """A path that means the same wherever a command is run from; a link in it stays a link."""
    return str(path.expanduser().absolute())
