"""Runs the command as a user does: in this process, in another one, and on a terminal of 80 columns."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from codecs import getincrementaldecoder
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from reminder_cli.cli.app import app

ROOT = Path(__file__).parent.parent.parent
DAY = "2026-03-02"
INIT = [
    "init",
    "--yes",
    "--name",
    "Firman",
    "--org-number",
    "556036-0793",
    "--bankgiro",
    "5536-7742",
    "--accept-terms",
]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer as JSON: all of stdout, and nothing else."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm's ledger in a folder of its own, and the command that works on it."""

    folder: Path

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.folder / "ledger.db"

    def env(self, day: str = DAY) -> dict[str, str]:
        """The environment of a run: this ledger, this day, English; some are made as real ones."""
        return {
            "REMIND_LEDGER": str(self.ledger),
            "REMIND_TODAY": day,
            "REMIND_TRIAL": "yes",
            "REMIND_LANG": "en",
        }

    def run(self, *arguments: str, day: str = DAY) -> Ran:
        """In this process."""
        done = CliRunner().invoke(app, list(arguments), env=self.env(day))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, without_trial(done.stderr))

    def answer(self, *arguments: str, day: str = DAY) -> Any:
        """What a command that must go well answers as JSON."""
        ran = self.run(*arguments, "--json", day=day)
        assert ran.code == 0, ran.err + ran.out
        envelope = ran.json
        assert envelope["errors"] == []
        return envelope["data"]

    def really(self, *arguments: str, day: str = DAY, **env: str) -> Ran:
        """In a process of its own, through pipes."""
        done = subprocess.run(
            command(arguments),
            capture_output=True,
            encoding="utf-8",
            check=False,
            cwd=self.folder,
            env={**clean_env(), **self.env(day), **env},
        )
        return Ran(done.returncode, done.stdout, without_trial(done.stderr))

    def on_terminal(
        self,
        *arguments: str,
        day: str = DAY,
        columns: int = 80,
        typed: Sequence[str] = (),
        keys: tuple[str, str] = ("", ""),
        **env: str,
    ) -> Ran:
        """In a process of its own, on a terminal; ``err`` is part of ``out`` there.

        ``typed`` are lines that somebody has typed ahead.
        ``keys`` is a text to wait for, and what is typed when it is shown.
        """
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        process = subprocess.Popen(
            command(arguments),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=self.folder,
            env={**clean_env(), "TERM": "xterm", **self.env(day), **env},
        )
        os.close(theirs)
        if typed:  # and then nothing more, so that a question too many does not wait for ever
            os.write(ours, "".join(f"{line}\n" for line in typed).encode() + b"\x04")
        shown = b""
        awaited, pressed = (text.encode() for text in keys)
        while piece := read(ours):
            shown += piece
            if pressed and awaited in shown:
                os.write(ours, pressed)
                pressed = b""
        os.close(ours)
        code = process.wait()
        return Ran(code, without_trial(shown.decode().replace("\r\n", "\n")), "")


def talk_on_terminal(
    typed: Sequence[str],
    line: Sequence[str],
    env: dict[str, str],
    folder: Path,
    *,
    columns: int = 80,
) -> Ran:
    """A command on a terminal, answered at each prompt as a person does: what the screen shows.

    A line without its end is a prompt: nothing else leaves one. No answer left closes the input.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        line, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env={**env, "TERM": "xterm"}
    )
    os.close(theirs)
    answers, shown = list(typed), ""
    decoder = getincrementaldecoder("utf-8")()  # a letter may come in two pieces
    while piece := read(ours):
        shown += decoder.decode(piece)
        if shown.endswith((": ", "] ")):
            os.write(ours, f"{answers.pop(0)}\n".encode() if answers else b"\x04")
    os.close(ours)
    return Ran(process.wait(), shown.replace("\r\n", "\n"), "")


def read(terminal: int) -> bytes:
    """What the other side has written; nothing when it has gone."""
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the last one has closed the terminal
        return b""


def command(arguments: Sequence[str]) -> list[str]:
    """The command line of a process of its own."""
    return [sys.executable, "-m", "reminder_cli", *arguments]


def program(folder: Path) -> Path:
    """The command under its own name, as it is once installed; made when it is first asked for."""
    path = folder / "bin" / "remind"
    if not path.exists():
        path.parent.mkdir()
        path.write_text(
            f"#!{sys.executable}\nfrom reminder_cli.__main__ import main\nmain()\n",
            encoding="utf-8",
        )
        path.chmod(0o700)
    return path


def clean_env() -> dict[str, str]:
    """Our environment without what would change what is shown."""
    hidden = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "LC_ALL", "LC_MESSAGES", "LANG"}
    kept = {k: v for k, v in os.environ.items() if k not in hidden and not k.startswith("REMIND_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def without_trial(text: str) -> str:
    """Without the line that says that the day was given."""
    return re.sub(r"^Trying out: the day is [\d-]+\.\n", "", text, flags=re.MULTILINE)


def plain(text: str) -> str:
    """Without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
