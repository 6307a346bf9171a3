"""A timer of the user's own systemd: two small files, and `systemctl --user` told of them."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from reminder_cli.adapters.schedule.job import (
    ALL,
    FIRST_HOUR,
    LAST_HOUR,
    MARKER,
    MINUTE,
    Entry,
    Job,
    Unschedulable,
)
from reminder_cli.errors import EXIT_BUSY, Refused
from reminder_cli.i18n import _

BY = "systemd"
TIMES = f"OnCalendar=Mon..Fri *-*-* {FIRST_HOUR:02}..{LAST_HOUR:02}:{MINUTE:02}:00"
_SERVICE = """{marker}{target}
[Unit]
Description=remind tick

[Service]
Type=oneshot
# Another run was at work: nothing is wrong.
SuccessExitStatus={busy}
{environment}{command}
"""
_TIMER = """{marker}{target}
[Unit]
Description=remind tick on the mornings of working days

[Timer]
{times}
Persistent=true

[Install]
WantedBy=timers.target
"""


def available() -> bool:
    """Whether there is a program to ask."""
    return shutil.which("systemctl") is not None


def folder() -> Path:
    """Where the user's units lie."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "systemd" / "user"


def unit(target: str) -> str:
    """The name of the units for a target, without ending."""
    if target == ALL:
        return "remind-all"
    return f"remind-{hashlib.sha256(os.fsencode(target)).hexdigest()[:8]}"


def line(job: Job) -> str:
    """The line of the service that runs the job. Raises :class:`Unschedulable`.

    >>> print(line(Job("all", ("/opt/50% of/remind", "tick"))))
    ExecStart="/opt/50%% of/remind" "tick"
    """
    return "ExecStart=" + " ".join(_quoted(word) for word in job.arguments)


def files(job: Job) -> dict[str, str]:
    """The files of a job by their names."""
    values = {"marker": MARKER, "target": job.target}
    environment = "".join(
        f"Environment={_quoted(f'{name}={value}', in_command=False)}\n"
        for name, value in job.environment
    )
    service = _SERVICE.format(**values, environment=environment, command=line(job), busy=EXIT_BUSY)
    name = unit(job.target)
    return {f"{name}.service": service, f"{name}.timer": _TIMER.format(**values, times=TIMES)}


def entries() -> list[Entry]:
    """The timers that are installed, and whether systemd runs them."""
    return [entry for path in sorted(folder().glob("remind-*.timer")) for entry in _entry(path)]


def install(job: Job) -> bool:
    """Write the units and start the timer; returns whether anything had to be done."""
    wanted = files(job)
    timer = f"{unit(job.target)}.timer"
    known = {name: _text(folder() / name) for name in wanted}
    if known == wanted and _is_active(timer):
        return False
    folder().mkdir(parents=True, exist_ok=True)
    for name, text in wanted.items():
        beside = folder() / f".{name}.part"
        beside.write_text(text, encoding="utf-8", errors="surrogateescape")
        beside.replace(folder() / name)
    try:
        _systemctl("daemon-reload")
        _systemctl("enable", "--now", timer)
    except Refused:
        _put_back(known)
        raise
    return True


def remove(target: str) -> None:
    """Stop the timer and take its units away."""
    name = unit(target)
    _systemctl("disable", "--now", f"{name}.timer")
    for ending in ("timer", "service"):
        (folder() / f"{name}.{ending}").unlink(missing_ok=True)
    _systemctl("daemon-reload")


def _put_back(known: dict[str, str]) -> None:
    """The units as they were before an installation that systemd would not take."""
    for name, text in known.items():
        if text:
            (folder() / name).write_text(text, encoding="utf-8", errors="surrogateescape")
        else:
            (folder() / name).unlink(missing_ok=True)


def _entry(timer: Path) -> list[Entry]:
    first, _newline, text = _text(timer).partition("\n")
    command = re.search(r"^ExecStart=.*", _text(timer.with_suffix(".service")), re.MULTILINE)
    if not first.startswith(MARKER) or command is None:
        return []
    return [
        Entry(
            by=BY,
            target=first.removeprefix(MARKER),
            line=command.group(),
            at_our_times=f"\n{TIMES}\n" in text,
            is_active=_is_active(timer.name),
        )
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _quoted(text: str, *, in_command: bool = True) -> str:
    """A word as systemd reads it: % begins a specifier, and in a command $ a variable."""
    if not text.isprintable():
        raise Unschedulable(text)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped.replace("$", "$$") if in_command else escaped}"'


def _is_active(timer: str) -> bool:
    return available() and _run("is-active", "--quiet", timer).returncode == 0


def _systemctl(*arguments: str) -> None:
    done = _run(*arguments)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip() or str(done.returncode)
        raise Refused(
            _("The program systemctl said: {said}. Nothing is scheduled by it.", said=said),
            fix=_(
                "See the line to run by other means with: remind schedule install --dry-run, or run "
                "remind tick every day"
            ),
        )


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("systemctl")
    if program is None:
        raise Refused(
            _("There is no program systemctl on this computer."),
            fix=_("Use cron with: remind schedule install, or run remind tick every day"),
        )
    return subprocess.run(  # noqa: S603 the system's own program
        [program, "--user", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
