"""Many processes at one ledger: python -m tests.crash.run_together PROCESSES SECONDS SEED.

Each process draws commands, as users and cron would give them: `pay`, `import`, `tick`, `status`. At the end
every payment that was confirmed is there once, every invoice that was confirmed is there, each case has one
letter of a kind, no reader was ever told that the ledger is busy, and no writer waited longer than it may.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from reminder_cli.errors import EXIT_BUSY
from reminder_cli.ledger.ledger import WAIT_SECONDS
from reminder_cli.ledger.letters import letters
from reminder_cli.services.verify import verify
from tests.delivery_firm import DAY, invoice, make_firm, send_all, world_on
from tests.ledger.worlds import dump
from tests.services.payments_firm import HEADER, Inv

ROOT = Path(__file__).parents[2]
LETTERS = 30
LATER = DAY + timedelta(days=15)
WRITERS = ("pay", "import", "tick")
DRAWN = ("pay", "pay", "import", "tick", "status", "status")


@dataclass
class Done:
    """What one process gave, and how it ended."""

    command: str
    code: int
    seconds: float
    what: str
    output: str


@dataclass
class Tally:
    """What was seen."""

    count: Counter[str] = field(default_factory=Counter)
    busy: Counter[str] = field(default_factory=Counter)
    longest: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    replaced: int = 0

    def __str__(self) -> str:
        commands = "; ".join(
            f"{n} {name} ({self.busy[name]} told that another runs, longest {self.longest[name]:.1f} s)"
            for name, n in sorted(self.count.items())
        )
        return f"{commands}; letters made anew before they went out: {self.replaced}"


def run(processes: int, seconds: float, seed: int) -> Tally:
    """So many at once for so long; raises AssertionError at the first thing lost, doubled or refused."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        path = make_firm(folder, [invoice(n) for n in range(1, LETTERS + 1)])
        world = world_on(path, DAY, trial=True)
        send_all(world, *range(1, LETTERS + 1))
        world.ledger.close()
        end = time.monotonic() + seconds
        with ThreadPoolExecutor(processes) as pool:
            started = [pool.submit(_user, folder, n, seed, end) for n in range(processes)]
            done = [one for user in started for one in user.result()]
        assert _run(folder, 0, "tick", "tick").code == 0  # with nobody else it goes through
        return _check(path, done)


def _user(folder: Path, number: int, seed: int, end: float) -> list[Done]:
    """One of those who work at the ledger at once, until the time is over."""
    chance, done = random.Random(f"{seed} {number}"), list[Done]()
    while time.monotonic() < end:
        name, serial = chance.choice(DRAWN), len(done)
        mark = f"{number}{serial:04d}"
        if name == "pay":  # an amount that no other payment has
            arguments: tuple[str, ...] = (
                "pay",
                str(chance.randint(1, LETTERS)),
                f"0,{1 + len(done) % 99:02d}",
            )
        elif name == "import":
            (folder / f"{mark}.csv").write_text(
                "\n".join([HEADER, Inv(f"9{mark}", 100, customer=number).row(), ""]), "utf-8"
            )
            arguments = ("import", f"{mark}.csv")
        else:
            arguments = (name,)
        done.append(_run(folder, number, name, *arguments))
    return done


def _run(folder: Path, number: int, name: str, *arguments: str) -> Done:
    line = [sys.executable, "-m", "reminder_cli", "--ledger", str(folder / "ledger.db")]
    began = time.monotonic()
    ended = subprocess.run(
        [*line, "--today", LATER.isoformat(), "--trial", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.monotonic() - began
    return Done(name, ended.returncode, took, " ".join(arguments), ended.stdout + ended.stderr)


def _check(path: Path, done: list[Done]) -> Tally:
    tally = Tally()
    for one in done:
        tally.count[one.command] += 1
        tally.busy[one.command] += one.code == EXIT_BUSY
        tally.longest[one.command] = max(tally.longest[one.command], one.seconds)
        may_be_busy = one.command in WRITERS
        assert one.code == 0 or (may_be_busy and one.code == EXIT_BUSY), (one.what, one.output)
        assert "database is locked" not in one.output
        assert "Traceback" not in one.output
    tally.replaced = _check_ledger(path, done)
    return tally


def _check_ledger(path: Path, done: list[Done]) -> int:
    world = world_on(path, LATER, trial=True)
    assert [str(check.message) for check in verify(world) if not check.ok] == []
    made = letters(world.ledger)
    world.ledger.close()
    # What was paid while a letter waited makes another in its place; the first never goes out.
    gone_out = [row for row in made if row.state != "undone"]
    per_kind = Counter((row.kind, i) for row in gone_out for i in row.invoice_ids)
    twice = [row for row in made if any(per_kind[row.kind, i] > 1 for i in row.invoice_ids)]
    assert twice == [], "a letter went out twice"
    lies = {file.stem for file in (path.parent / "ledger-letters" / "to-print").glob("*.pdf")}
    assert lies == {row.name for row in gone_out}, "what lies to be printed is not what was sent"
    assert {("demand", n) for n in range(1, LETTERS + 1)} <= set(per_kind), "a letter is missing"
    rows = dump(path)
    confirmed = [one for one in done if one.code == 0]
    assert len(rows["payment"]) == sum(one.command == "pay" for one in confirmed)
    imports = sum(one.command == "import" for one in confirmed)
    assert len(rows["invoice"]) == LETTERS + imports
    return len(made) - len(gone_out)


def main() -> int:
    """Run from the command line."""
    processes, seconds, seed = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    tally = run(processes, seconds, seed)
    sys.stdout.write(f"{processes} processes, {seconds:.0f} s, seed {seed}: {tally}\n")
    sys.stdout.write(f"a writer waits {WAIT_SECONDS:.0f} s at most, then says that it is busy\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
