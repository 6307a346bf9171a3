"""What a loss of power leaves: python -m tests.crash.run_power_loss N SEED.

A process registers payments, one after the other, and says after each that it is recorded, and how long
SQLite's log (the WAL) is by then: so much of it was safely on disk. At a random moment the process is
stopped and database and log are copied, as a disk would hold them. Then the log's tail, which nobody
had promised, is cut or filled with rubbish (a torn write); or the log is cut anywhere at all, as with
a disk that lies about what is safe. Every copy must open, and verify; of what was confirmed
nothing may be missing, if the disk did not lie; and what is there are the first payments, without a gap.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from reminder_cli.services.verify import verify_ledger
from tests.delivery_firm import DAY, invoice, make_firm, world_on

ROOT = Path(__file__).parents[2]
INVOICES = 40
COPIES = 8  # of one process
# What writes; a payment is one transaction, and 1 000 pages of log are a checkpoint.
WRITER = """
import sys
from pathlib import Path
from reminder_cli.services.pay import pay
from tests.delivery_firm import DAY, world_on
path = Path(sys.argv[1])
world = world_on(path, DAY)
log = path.with_name(path.name + "-wal")
for number in range(10_000):
    pay(world, str(1 + number % {invoices}), 100 + number)
    print(number + 1, log.stat().st_size, flush=True)
"""


@dataclass
class Writer:
    """The process that writes, and the last thing that it confirmed: payments, bytes of the log."""

    process: subprocess.Popen[str]
    confirmed: tuple[int, int] = (0, 0)

    def listen(self) -> None:
        """Hear what is confirmed, until the process is gone."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            number, size = map(int, line.split())
            self.confirmed = (number, size)


@dataclass
class Tally:
    """What was seen over all copies."""

    copies: int = 0
    most_payments: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(self.kinds.items()))
        return f"{self.copies} copies: {kinds}; up to {self.most_payments} payments"


def run(copies: int, seed: int) -> Tally:
    """So many copies; raises AssertionError at the first that does not open, verify, or has a gap."""
    chance, tally, rounds = random.Random(seed), Tally(), 0
    with tempfile.TemporaryDirectory() as temporary:
        while tally.copies < copies:
            rounds += 1
            folder = Path(temporary) / str(rounds)
            folder.mkdir()
            _one_process(folder, min(COPIES, copies - tally.copies), chance, tally)
    return tally


def _one_process(folder: Path, copies: int, chance: random.Random, tally: Tally) -> None:
    path = make_firm(folder, [invoice(n) for n in range(1, INVOICES + 1)])
    at_start = path.read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER.format(invoices=INVOICES), str(path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    writer = Writer(process)
    listener = threading.Thread(target=writer.listen)
    listener.start()
    try:
        for _ in range(copies):
            time.sleep(chance.uniform(0, 0.2))
            confirmed, kept, files = _stopped(writer, path)
            untouched = files[0] == at_start  # no checkpoint yet: all payments are in the log
            kind, log = _damaged(files[1], kept, chance, untouched=untouched)
            _check(folder / "copy.db", files[0], log)
            found = _payments(folder / "copy.db")
            assert found == list(range(1, len(found) + 1)), "a gap"
            assert kind == "cut anywhere" or len(found) >= confirmed, "a confirmed payment is lost"
            tally.copies += 1
            tally.kinds[kind] += 1
            tally.most_payments = max(tally.most_payments, len(found))
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        listener.join()
        process.communicate()


def _stopped(writer: Writer, path: Path) -> tuple[int, int, tuple[bytes, bytes]]:
    """What is confirmed, and the bytes of both files, while the process stands still."""
    writer.process.send_signal(signal.SIGSTOP)
    os.waitpid(writer.process.pid, os.WUNTRACED)  # until it really stands
    time.sleep(0.01)  # what it said before it stood is heard
    number, size = writer.confirmed
    log = path.with_name(f"{path.name}-wal")
    files = (path.read_bytes(), log.read_bytes() if log.exists() else b"")
    writer.process.send_signal(signal.SIGCONT)
    return number, size, files


def _damaged(log: bytes, safe: int, chance: random.Random, *, untouched: bool) -> tuple[str, bytes]:
    """The log as a loss of power may leave it.

    Once there was a checkpoint the log is written again from its beginning, so that its length says
    nothing of what is safe: then it is left whole, with rubbish behind it.
    """
    if not untouched:
        return "rubbish behind", log + chance.randbytes(chance.randrange(1, 9000))
    kind = chance.choice(("tail cut", "tail torn", "cut anywhere"))
    if kind == "cut anywhere":
        return kind, log[: chance.randrange(len(log) + 1)]
    kept = log[: chance.randint(min(safe, len(log)), len(log))]
    if kind == "tail torn":
        kept += chance.randbytes(chance.randrange(1, 9000))
    return kind, kept


def _check(copy: Path, database: bytes, log: bytes) -> None:
    copy.write_bytes(database)
    copy.with_name(f"{copy.name}-wal").write_bytes(log)
    copy.with_name(f"{copy.name}-shm").unlink(missing_ok=True)
    world = world_on(copy, DAY)
    wrong = [str(check.message) for check in verify_ledger(world) if not check.ok]
    world.ledger.close()
    assert wrong == []


def _payments(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute("SELECT payment_id FROM payment ORDER BY 1")]


def main() -> int:
    """Run from the command line."""
    copies, seed = int(sys.argv[1]), int(sys.argv[2])
    began = time.monotonic()
    tally = run(copies, seed)
    sys.stdout.write(f"seed {seed}: {tally}; {time.monotonic() - began:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
