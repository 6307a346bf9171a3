"""The user's crontab: our entries in it, and every other line as it was, byte for byte.

An entry is two lines, a comment that says whose it is and the job. Read with ``crontab -l`` and
written with ``crontab -``, so that cron checks it and hears of it.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable

from reminder_cli.adapters.schedule.job import (
    FIRST_HOUR,
    LAST_HOUR,
    MARKER,
    MINUTE,
    Entry,
    Job,
    Unschedulable,
)
from reminder_cli.errors import Refused
from reminder_cli.i18n import _

BY = "cron"
TIMES = f"{MINUTE} {FIRST_HOUR}-{LAST_HOUR} * * 1-5"
_MARKER = MARKER.encode()
# What `crontab -l` says when there is none yet; every other failure is one, or a crontab that
# could not be read would be written over.
_NONE_YET = (b"no crontab for", b"no such file")


def available() -> bool:
    """Whether there is a program to ask."""
    return shutil.which("crontab") is not None


def line(job: Job) -> str:
    """The job as a line of a crontab. Raises :class:`Unschedulable`.

    >>> print(line(Job("all", ("/opt/50% x/remind", "tick"), (("A", "b c"),))))
    10 8-11 * * 1-5 A='b c' '/opt/50\\% x/remind' tick
    """
    environment = [f"{name}={shlex.quote(value)}" for name, value in job.environment]
    words = [*environment, *map(shlex.quote, job.arguments)]
    for text in (job.target, *words):
        # Crons differ in what a backslash before another sign than % means to them.
        if "\\" in text or not text.isprintable():
            raise Unschedulable(text)
    # To cron a % is the end of the line, whatever quotes it stands in.
    return f"{TIMES} {' '.join(words)}".replace("%", "\\%")


def entries(content: bytes) -> list[Entry]:
    """Our entries in a crontab, those switched off by hand left out."""
    found = []
    for target, job in _blocks(content):
        if job:
            text = os.fsdecode(job).strip()
            is_ours = text.startswith(f"{TIMES} ")
            found.append(Entry(by=BY, target=target, line=text, at_our_times=is_ours))
    return found


def without(content: bytes, targets: Iterable[str]) -> bytes:
    """The crontab without our entries for these targets."""
    gone, kept, lines = set(targets), [], content.splitlines(keepends=True)
    place = 0
    while place < len(lines):
        if _target(lines[place]) in gone:
            place += 1 + bool(_job_at(lines, place + 1))
            continue
        kept.append(lines[place])
        place += 1
    return b"".join(kept)


def with_job(content: bytes, job: Job) -> bytes:
    """The crontab with this job: in the place of the one for the same target, else at the end."""
    new = os.fsencode(f"{MARKER}{job.target}\n{line(job)}\n")
    lines = content.splitlines(keepends=True)
    for place, text in enumerate(lines):
        if _target(text) == job.target:
            after = place + 1 + bool(_job_at(lines, place + 1))
            return b"".join([*lines[:place], new, *lines[after:]])
    if content and not content.endswith(b"\n"):
        content += b"\n"
    return content + new


def read() -> bytes:
    """The user's crontab; empty when there is none."""
    done = _run("-l")
    if done.returncode == 0:
        return done.stdout
    if any(words in done.stderr.lower() for words in _NONE_YET):
        return b""
    raise _refused(done)


def write(content: bytes) -> None:
    """Put a crontab in the place of the user's."""
    done = _run("-", content)
    if done.returncode != 0:
        raise _refused(done)


def _blocks(content: bytes) -> Iterable[tuple[str, bytes]]:
    lines = content.splitlines(keepends=True)
    for place, text in enumerate(lines):
        target = _target(text)
        if target is not None:
            yield target, _job_at(lines, place + 1)


def _target(text: bytes) -> str | None:
    if not text.startswith(_MARKER):
        return None
    return os.fsdecode(text[len(_MARKER) :].rstrip(b"\r\n"))


def _job_at(lines: list[bytes], place: int) -> bytes:
    """The job that follows a marker; nothing when somebody took it away or made it a comment."""
    text = lines[place] if place < len(lines) else b""
    return b"" if not text.strip() or text.lstrip().startswith(b"#") else text


def _run(argument: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("crontab")
    assert program is not None, "asked for only where there is one"
    return subprocess.run(  # noqa: S603 the system's own program
        [program, argument],
        input=content,
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )


def _refused(done: subprocess.CompletedProcess[bytes]) -> Refused:
    said = done.stderr.decode(errors="replace").strip() or str(done.returncode)
    return Refused(
        _("The program crontab said: {said}. Your crontab is as it was.", said=said),
        fix=_("Try a systemd timer instead: remind schedule install --systemd"),
    )
