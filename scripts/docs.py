"""Keeps the generated parts of the documents and the catalogue in order; --check only looks."""

from __future__ import annotations

import subprocess
import sys

GENERATED = ["README.md"]


def main() -> int:
    """Run cog over every document with generated parts."""
    mode = ["--check", "--diff"] if "--check" in sys.argv else ["-r"]
    return subprocess.run(
        [sys.executable, "-m", "cogapp", *mode, *GENERATED], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
