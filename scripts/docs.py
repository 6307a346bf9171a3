"""Keeps the generated parts of the documents, the catalogue, the manual and the pictures in order; --check only looks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
GENERATED = [
    f"{folder}/{page}.md"
    for folder in ("docs", "docs/sv")
    for page in ("architecture", "bookkeeping", "commands")
]


def main() -> int:
    """Run cog over every document with generated parts, then bring the rest in step."""
    check = "--check" in sys.argv
    summaries = (
        "reminder_cli/cli/summaries.py"  # first: the help that documents show is made from it
    )
    cog = ["--check", "--diff"] if check else ["-r"]
    only_look = ["--check"] if check else []
    commands = (
        [sys.executable, "-m", "cogapp", *cog, summaries, *GENERATED],
        [sys.executable, "scripts/messages.py", *only_look],
        [sys.executable, "scripts/walks.py", *only_look],
        [sys.executable, "scripts/manual.py", *only_look],
        [sys.executable, "scripts/lifecycle.py", *only_look],
        [sys.executable, "scripts/picture.py", *only_look],
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return max(subprocess.run(c, check=False, cwd=ROOT, env=env).returncode for c in commands)


if __name__ == "__main__":
    sys.exit(main())
