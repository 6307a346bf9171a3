"""Play more seeds than the tests do: python -m tests.simulation.run 17, or 100-199.

Whole worlds, two years of 300 invoices each; with --small those that CI plays most of.
"""

from __future__ import annotations

import argparse
import os
import sys

from reminder_cli.i18n import set_language
from tests.simulation.play import play
from tests.simulation.size import FULL, SMALL


def main() -> None:
    """Each seed, or every seed of a range; ends at the first that finds something, unless --all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", nargs="*", default=["0"], help="a seed, or a range as 0-199")
    parser.add_argument("--small", action="store_true", help="months and some ten invoices")
    parser.add_argument("--all", action="store_true", help="go on after one that found something")
    asked = parser.parse_args()
    set_language("en")
    size, failed = (SMALL if asked.small else FULL), 0
    for seed in (n for text in asked.seeds for n in _range(text)):
        before = sum(os.times()[:4])
        try:
            played = play(seed, size)
        except Exception as found:
            failed += 1
            sys.stdout.write(f"seed {seed} FAILED: {type(found).__name__}: {found}\n")
            if not asked.all:
                raise
            continue
        took = sum(os.times()[:4]) - before
        cases = sum(len(books.of("open")) for books in played.books.values())
        letters = len(played.reader.letters)
        sys.stdout.write(
            f"seed {seed} holds: {cases} cases, {letters} letters, {played.deaths} kills, {took:.0f} s\n"
        )
        sys.stdout.flush()
    sys.exit(bool(failed))


def _range(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    main()
