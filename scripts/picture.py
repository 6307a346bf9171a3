"""Draws docs/status.svg and its Swedish twin: what `remind status` shows at the end of the demo; --check only looks."""

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
PICTURES = {"en": ROOT / "docs" / "status.svg", "sv": ROOT / "docs" / "sv" / "status.svg"}
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


def drawn() -> dict[str, str]:
    """The picture in each language; the same demo gives the same pictures."""
    env = {"PATH": os.environ["PATH"], "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryDirectory() as folder:
        demo = [sys.executable, "-m", "reminder_cli", "demo", folder]
        subprocess.run(demo, check=True, capture_output=True, cwd=ROOT, env=env)
        env |= {"REMIND_LEDGER": f"{folder}/demo.db", "REMIND_TODAY": str(LAST_DAY)}
        texts = {lang: shown(["status"], {**env, "REMIND_LANG": lang}) for lang in PICTURES}
    return {lang: _as_svg(text) for lang, text in texts.items()}


def _as_svg(text: str) -> str:
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("$ remind status\n" + text.rstrip("\n")))
    return console.export_svg(title="remind", unique_id="remind")


def main() -> int:
    """Draw them, or say which is not what the program shows."""
    stale = 0
    for lang, picture in drawn().items():
        path = PICTURES[lang]
        if "--check" not in sys.argv:
            path.write_text(picture, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != picture:
            print(f"{path.relative_to(ROOT)} is not what remind shows: run scripts/docs.py")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
