"""Spoilt inputs for every reader: python -m tests.fuzz.run N SEED [NAME]. 100000 takes some minutes.

The inputs that a reader raised something foreign at are left in a folder, with its name printed.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from reminder_cli.i18n import set_language
from tests.fuzz.readers import Reader, readers


@dataclass
class Tally:
    """What was seen: inputs and how many of them were read, of each reader; and the faults."""

    tried: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    faults: list[tuple[str, bytes, BaseException]] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{name}: {n} inputs, {self.read[name]} read, the slowest took {self.slowest[name]:.2f} s"
            for name, n in self.tried.items()
        ]
        return "\n".join([*lines, f"{self.tried.total()} inputs, {len(self.faults)} faults"])


def run(numbers: int, seed: int, *, only: str = "") -> Tally:
    """So many inputs, shared out among the readers."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as temporary:
        chosen = [reader for reader in readers(Path(temporary)) if only in reader.name]
        whole = sum(reader.share for reader in chosen)
        for reader in chosen:
            for good in reader.good:
                assert reader.attempt(good), f"{reader.name}: what is right was not read"
            _fuzz(reader, max(1, numbers * reader.share // whole), seed, tally)
    return tally


def _fuzz(reader: Reader, numbers: int, seed: int, tally: Tally) -> None:
    chance = random.Random(f"{seed} {reader.name}")
    for _ in range(numbers):
        data = reader.spoilt(chance.choice(reader.good), chance)
        began = time.process_time()
        try:
            tally.read[reader.name] += reader.attempt(data)
        except Exception as error:
            tally.faults.append((reader.name, data, error))
        took = time.process_time() - began
        tally.slowest[reader.name] = max(tally.slowest.get(reader.name, 0), took)
        tally.tried[reader.name] += 1


def main() -> int:
    """Run from the command line."""
    set_language("en")
    tally = run(int(sys.argv[1]), int(sys.argv[2]), only=" ".join(sys.argv[3:]))
    sys.stdout.write(f"{tally}\n")
    if tally.faults:
        kept = Path(tempfile.mkdtemp(prefix="remind-fuzz-"))
        for number, (name, data, error) in enumerate(tally.faults):
            (kept / f"{number}").write_bytes(data)
            sys.stdout.write(f"{kept / str(number)}: {name}: {type(error).__name__}: {error}\n")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
