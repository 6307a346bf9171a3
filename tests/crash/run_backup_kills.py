"""Kills `backup` and `restore` at random moments: python -m tests.crash.run_backup_kills N SEED.

Real processes, kill -9. After each kill the ledger is the one it was or the one of the backup,
whole in either case; a file with the backup's name is a whole backup; and the same command,
given again, finishes the work.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from reminder_cli.services.pay import pay
from reminder_cli.services.tick import tick
from reminder_cli.services.verify import verify
from tests.delivery_firm import DAY, invoice, make_firm, send_all, world_on
from tests.ledger.worlds import dump

ROOT = Path(__file__).parents[2]
LETTERS = 12
LATER = DAY + timedelta(days=15)
# What differs between a ledger and its backup, or is made anew.
NO_FACTS = ("mark", "case_state", "shown_plan", "_sqlite_migrations", "backup_file")
Rows = dict[str, list[tuple[object, ...]]]


@dataclass
class Tally:
    """What was seen over all kills."""

    kills: int = 0
    ended_before: int = 0
    met: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        met = ", ".join(f"{what}: {n}" for what, n in sorted(self.met.items()))
        return f"{self.kills} kills ({self.ended_before} runs ended before theirs); {met}"


def prepare(folder: Path) -> tuple[Rows, Rows]:
    """A firm, a backup of it, and what happened after: demands, payments. The rows then and now."""
    path = make_firm(folder, [invoice(n) for n in range(1, LETTERS + 1)])
    world = world_on(path, DAY, trial=True)
    send_all(world, *range(1, LETTERS + 1))
    world.ledger.close()
    then = dump(path, without=NO_FACTS)
    _finish(folder, "backup", str(folder / "backup.db"))
    later = world_on(path, LATER, trial=True)
    tick(later)
    pay(later, "1", 500_00, on=LATER)
    later.ledger.close()
    return then, dump(path, without=NO_FACTS)


def run(numbers: int, seed: int) -> Tally:
    """So many kills; raises AssertionError at the first thing that is lost or half done."""
    chance = random.Random(seed)
    tally = Tally()
    with tempfile.TemporaryDirectory() as temporary:
        template = Path(temporary) / "template"
        template.mkdir()
        then, now = prepare(template)
        longest = {name: _time(template, Path(temporary) / "timed", name) for name in COMMANDS}
        while tally.kills < numbers:
            folder = Path(temporary) / "run"
            shutil.copytree(template, folder)
            name = chance.choice(list(COMMANDS))
            for _ in range(chance.choice((1, 1, 2))):
                within = chance.random() < 0.7  # where it works on files, not while Python starts
                after = chance.uniform(0, longest[name] * (0.6 if within else 1))
                _kill(folder, name, after, tally, within=within)
                _check(folder, then, now, tally)
            _finish_it(folder, name, then, now)
            shutil.rmtree(folder)
    return tally


COMMANDS = {
    "backup": ("backup", "again.db"),
    "restore": ("restore", "backup.db", "--yes", "--discard-newer"),
}

# What there is once the work on files has begun.
BEGUN = {"backup": ".again.db.part", "restore": ".ledger.db.restoring"}


def _start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "reminder_cli", "--ledger", str(folder / "ledger.db")]
    command += ["--today", LATER.isoformat(), "--trial", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _finish(folder: Path, *arguments: str) -> None:
    process = _start(folder, *arguments)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output.decode()


def _time(template: Path, folder: Path, name: str) -> float:
    shutil.copytree(template, folder)
    began = time.monotonic()
    _finish(folder, *COMMANDS[name])
    took = time.monotonic() - began
    shutil.rmtree(folder)
    return took


def _kill(folder: Path, name: str, after: float, tally: Tally, *, within: bool) -> None:
    begun = folder / BEGUN[name]
    shutil.rmtree(begun, ignore_errors=True)
    begun.unlink(missing_ok=True)
    process = _start(folder, *COMMANDS[name])
    while within and process.poll() is None and not begun.exists():
        time.sleep(0.0005)
    end = time.monotonic() + after
    while process.poll() is None and time.monotonic() < end:
        time.sleep(0.0005)
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    killed = process.returncode == -signal.SIGKILL
    tally.kills += killed
    tally.ended_before += not killed


def _check(folder: Path, then: Rows, now: Rows, tally: Tally) -> None:
    world = world_on(folder / "ledger.db", LATER, trial=True)
    assert [check.code for check in verify(world) if not check.ok] == []
    held = world.restored_from is not None
    world.ledger.close()
    rows = dump(folder / "ledger.db", without=NO_FACTS)
    assert rows == (then if held else now), "neither the old ledger nor the new one"
    tally.met["the new ledger" if held else "the old ledger"] += 1
    for copy in [folder / "again.db", *folder.glob("ledger.db.replaced-*")]:
        if copy.exists() and not copy.name.endswith(("-wal", "-shm")):
            assert dump(copy, without=NO_FACTS) in (then, now), copy
            tally.met["whole copies"] += 1
    left = list(folder.glob(".*"))
    tally.met["left half made"] += bool(left)
    assert all(path.stat().st_mode & 0o077 == 0 for path in left)


def _finish_it(folder: Path, name: str, then: Rows, now: Rows) -> None:
    (folder / "again.db").unlink(missing_ok=True)
    _finish(folder, *COMMANDS[name])
    rows = dump(folder / "ledger.db", without=NO_FACTS)
    assert rows == (then if name == "restore" else now)
    assert [p.name for p in folder.glob(".*") if p.name != ".ledger.db.restoring"] == []
    if name == "restore":
        assert list(folder.glob(".*")) == []
        kept = [dump(p, without=NO_FACTS) for p in folder.glob("ledger.db.replaced-*")]
        assert now in kept, "what was there before is not kept"
    else:
        assert dump(folder / "again.db", without=NO_FACTS) == now


def main() -> int:
    """Run from the command line."""
    numbers, seed = int(sys.argv[1]), int(sys.argv[2])
    began = time.monotonic()
    tally = run(numbers, seed)
    sys.stdout.write(f"seed {seed}: {tally}; {time.monotonic() - began:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
