"""Draws docs/status.svg: what `remind status` shows on a terminal at the end of the demo; --check only looks."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from rich.console import Console
from rich.text import Text

from reminder_cli.services.demo import LAST_DAY

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "status.svg"
COLUMNS = 80


def shown(arguments: list[str], env: dict[str, str]) -> str:
    """What a command shows on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    line = [sys.executable, "-m", "reminder_cli", *arguments]
    process = subprocess.Popen(line, stdout=theirs, stderr=subprocess.DEVNULL, cwd=ROOT, env=env)
    os.close(theirs)
    text = b""
    try:
        while piece := os.read(ours, 65536):
            text += piece
    except OSError:
        pass  # Linux says so when the other side has closed
    os.close(ours)
    assert process.wait() == 0
    return text.decode().replace("\r\n", "\n")


def drawn() -> str:
    """The picture; the same demo gives the same picture."""
    env = {"PATH": os.environ["PATH"], "REMIND_LANG": "en", "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryDirectory() as folder:
        demo = [sys.executable, "-m", "reminder_cli", "demo", folder]
        subprocess.run(demo, check=True, capture_output=True, cwd=ROOT, env=env)
        env |= {"REMIND_LEDGER": f"{folder}/demo.db", "REMIND_TODAY": str(LAST_DAY)}
        text = shown(["status"], env)
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("$ remind status\n" + text.rstrip("\n")))
    return console.export_svg(title="remind", unique_id="remind")


def main() -> int:
    """Draw it, or say that it is not what the program shows."""
    picture = drawn()
    if "--check" not in sys.argv:
        PICTURE.write_text(picture, encoding="utf-8")
    elif not PICTURE.exists() or PICTURE.read_text(encoding="utf-8") != picture:
        print("docs/status.svg is not what remind shows: run scripts/docs.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
