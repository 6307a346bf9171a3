"""Play more seeds than the tests do: python -m tests.simulation.run 17, or 100-199."""

from __future__ import annotations

import sys

from reminder_cli.i18n import set_language
from tests.simulation.play import play


def main(wanted: list[str]) -> None:
    """Each seed, or every seed of a range; stops at the first that finds something."""
    set_language("en")
    for text in wanted:
        first, _, last = text.partition("-")
        for seed in range(int(first), int(last or first) + 1):
            try:
                play(seed)
            except AssertionError:
                sys.stderr.write(f"seed {seed} failed\n")
                raise
            sys.stdout.write(f"seed {seed} holds\n")


if __name__ == "__main__":
    main(sys.argv[1:] or ["0"])
