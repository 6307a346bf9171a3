"""Keeps the generated parts of the documents and the catalogue in order; --check only looks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
GENERATED = ["README.md"]


def main() -> int:
    """Run cog over every document with generated parts, then bring the catalogue in step."""
    check = "--check" in sys.argv
    summaries = (
        "reminder_cli/cli/summaries.py"  # first: the help that documents show is made from it
    )
    cog = ["--check", "--diff"] if check else ["-r"]
    messages = ["--check"] if check else []
    commands = (
        [sys.executable, "-m", "cogapp", *cog, summaries, *GENERATED],
        [sys.executable, "scripts/messages.py", *messages],
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return max(subprocess.run(c, check=False, cwd=ROOT, env=env).returncode for c in commands)


if __name__ == "__main__":
    sys.exit(main())
