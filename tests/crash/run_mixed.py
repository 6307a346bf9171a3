"""Kills a mix of commands at random moments: python -m tests.crash.run_mixed N SEED.

A firm's two months are played once without a kill, command by command, and the folder is kept as it was
before and after each. Then, N times: one command of the chain, drawn, is started as a process of its own
on a copy of the folder before it, and killed with kill -9. What is in the ledger must be all that was
there before and, of the rest, only what the command would have written; ``verify`` must be clean; and
the same command, given again, must lead to the very rows that the run without a kill led to.
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
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from msgspec.structs import replace

from reminder_cli.domain.company import Collector
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.verify import verify
from tests.adapters.payments.files import Pay, Section, bgmax
from tests.delivery_firm import COMPANY, DAY, world_on
from tests.ledger.worlds import dump
from tests.services.payments_firm import HEADER, Inv, ocr

ROOT = Path(__file__).parents[2]
PARTNER = replace(
    COMPANY,
    collector=Collector.PARTNER,
    partner_name="Ombudet Inkasso AB",
    partner_org_number="556923-4585",
)
Rows = dict[str, list[tuple[object, ...]]]
DERIVED = {"case_state", "open_claim"}  # verify looks whether they are what the events say
# The rest of a ledger is what happened: a row that was there once is there for ever.
CHANGES = DERIVED | {"letter", "payment", "customer", "invoice"}
NOTED = {"mark", "backup_file", "_sqlite_migrations", "shown_plan"}  # when the program ran


@dataclass(frozen=True)
class Command:
    """A command of the chain.

    ``once``: it is not given again when it has done its work. ``begun``: what finishes it when only
    its first half was recorded; else the command itself does.
    """

    name: str
    arguments: tuple[str, ...]
    day: date
    writes: str = ""  # a file of its own
    once: bool = False
    begun: tuple[str, ...] = ()


def _later(days: int) -> date:
    return DAY + timedelta(days=days)


def _send(days: int, *numbers: int) -> Command:
    return Command(
        "send", ("send", *map(_number, numbers)), _later(days), begun=("deliver",), once=True
    )


def _number(n: int) -> str:
    return str(2000 + n)


CHAIN = (
    Command("import", ("import", "list.csv"), DAY),
    Command("import", ("import", "more.csv"), DAY),
    _send(0, 1, 2, 3, 4, 5, 6, 7, 8),
    Command("payments import", ("payments", "import", "bank1.txt"), _later(14)),
    Command("pay", ("pay", "2003", "500"), _later(14), once=True),
    Command("tick", ("tick",), _later(15)),
    Command("backup", ("backup", "first.db"), _later(15), writes="first.db"),
    _send(21, 9, 10),
    Command("cancel", ("cancel", "2005", "--reason", "fel"), _later(22), once=True),
    Command("payments import", ("payments", "import", "bank2.txt"), _later(36)),
    Command("tick", ("tick",), _later(37)),
    Command("pay", ("pay", "2006", "1240"), _later(37), once=True),
    Command(
        "settle",
        ("settle", "--period", "2026-03", "--invoice", "4711", "--on", "2026-04-05"),
        _later(38),
        once=True,
    ),
    Command(
        "export",
        ("export", "sie", "books.se"),
        _later(38),
        writes="books.se",
        once=True,
        begun=("export", "sie", "books.se", "--redo", "1"),
    ),
    Command("report", ("report", "--xlsx", "report.xlsx"), _later(38), writes="report.xlsx"),
    Command("restore", ("restore", "first.db", "--yes", "--discard-newer"), _later(39)),
)


@dataclass
class Tally:
    """What was seen over all kills."""

    kills: int = 0
    ended_before: int = 0
    met: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __str__(self) -> str:
        names = sorted({name for name, _ in self.met})
        seen = "; ".join(
            f"{name}: "
            + ", ".join(f"{n} {state}" for (of, state), n in sorted(self.met.items()) if of == name)
            for name in names
        )
        return f"{self.kills} kills ({self.ended_before} runs ended before theirs). {seen}"


@dataclass(frozen=True)
class Link:
    """A command, the folders before and after it, the rows in both, and how long it took."""

    command: Command
    folder: Path
    before: Rows
    after: Rows
    file: bytes
    whole: float
    opened: float  # of the whole, from the moment when the ledger was open


def play(folder: Path) -> Iterator[Link]:
    """The chain without a kill, link by link."""
    now = folder / "0"
    now.mkdir()
    world = world_on(now / "ledger.db", DAY)
    set_up(world, Answers(company=PARTNER, accept_terms=True, settings={}))
    world.ledger.close()
    for name, numbers in (("list.csv", range(1, 7)), ("more.csv", range(1, 13))):
        rows = [Inv(_number(n), 1000 + n, customer=n).row() for n in numbers]
        (now / name).write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    (now / "bank1.txt").write_bytes(_bank((1, 1_060_00), (2, 400_00)))
    (now / "bank2.txt").write_bytes(_bank((4, 1_000_00), (2, 300_00), serial=2))
    for number, command in enumerate(CHAIN, start=1):
        following = folder / str(number)
        shutil.copytree(now, following)
        process = _start(following, command)
        began = time.monotonic()
        _wait_until_open(process, following)
        opened = time.monotonic()
        _ended_well(process)
        ended = time.monotonic()
        yield Link(
            command,
            now,
            dump(now / "ledger.db"),
            dump(following / "ledger.db"),
            (following / command.writes).read_bytes() if command.writes else b"",
            ended - began,
            ended - opened,
        )
        now = following


def _bank(*payments: tuple[int, int], serial: int = 1) -> bytes:
    lines = [
        Pay(ore, reference=ocr(_number(number)), serial=serial * 100 + number)
        for number, ore in payments
    ]
    on = "20260316" if serial == 1 else "20260407"
    opening = f"01BGMAX               01{on}173035010331P"
    return bgmax(Section(lines, serial=serial, on=on, bankgiro="55367742"), opening=opening)


def run(numbers: int, seed: int) -> Tally:
    """So many kills; raises AssertionError at the first thing that is lost or half done."""
    chance = random.Random(seed)
    tally = Tally()
    with tempfile.TemporaryDirectory() as temporary:
        links = list(play(_made(Path(temporary) / "chain")))
        while tally.kills < numbers:
            folder = Path(temporary) / "run"
            link = chance.choice(links)
            shutil.copytree(link.folder, folder)
            for _ in range(chance.choice((1, 1, 1, 2))):
                _kill(folder, link, chance, tally)
                if _check(folder, link, tally) != "not begun" and link.command.once:
                    break  # a user would see that it is there, and not give it twice
            _finish(folder, link)
            shutil.rmtree(folder)
    return tally


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _start(folder: Path, command: Command, *instead: str) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-m", "reminder_cli", "--ledger", str(folder / "ledger.db")]
    line += ["--today", command.day.isoformat(), "--trial", *(instead or command.arguments)]
    return subprocess.Popen(
        line,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _ended_well(process: subprocess.Popen[bytes]) -> None:
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output.decode()


def _wait_until_open(process: subprocess.Popen[bytes], folder: Path) -> None:
    """SQLite makes this file when the ledger is first looked into."""
    log = folder / "ledger.db-shm"
    while process.poll() is None and not log.exists():
        time.sleep(0.0005)


def _kill(folder: Path, link: Link, chance: random.Random, tally: Tally) -> None:
    within = chance.random() < 0.8  # else it may hit while Python starts
    for leftover in ("ledger.db-shm",):  # of an earlier kill; SQLite makes it anew
        (folder / leftover).unlink(missing_ok=True)
    process = _start(folder, link.command)
    if within:
        _wait_until_open(process, folder)
    end = time.monotonic() + chance.uniform(0, 0.9 * link.opened if within else link.whole)
    while process.poll() is None and time.monotonic() < end:
        time.sleep(0.0005)
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    process.communicate()
    killed = process.returncode == -signal.SIGKILL
    tally.kills += killed
    tally.ended_before += not killed


def _check(folder: Path, link: Link, tally: Tally) -> str:
    world = world_on(folder / "ledger.db", link.command.day, trial=True)
    wrong = [str(check.message) for check in verify(world) if not check.ok]
    world.ledger.close()
    assert wrong == [], (link.command, wrong)
    rows = dump(folder / "ledger.db")
    state = _state(rows, link)
    assert state != "neither", (link.command, _difference(rows, link))
    tally.met[link.command.name, state] += 1
    written = folder / link.command.writes
    if link.command.writes and written.exists():
        same = link.command.name == "backup" or written.read_bytes() == link.file
        assert same, "half a file has the name of a whole one"
        if link.command.name == "backup":
            assert _facts(dump(written)) == _facts(link.before)
    return state


def _state(rows: Rows, link: Link) -> str:
    """Where the kill left the ledger: as before, as after, or between two of several steps."""
    if _facts(rows) == _facts(link.before):
        return "not begun"
    if _facts(rows) == _facts(link.after):
        return "done"
    if link.command.name == "restore":
        return "neither"
    for table, kept in _facts(rows).items():
        before, after = link.before[table], link.after[table]
        lost = set(before) - set(kept)
        foreign = set(kept) - set(before) - set(after)
        if table not in CHANGES and (lost or foreign):
            return "neither"
        if table not in DERIVED and len(kept) < len(before):
            return "neither"
    return "on its way"


def _facts(rows: Rows) -> Rows:
    return {table: found for table, found in rows.items() if table not in NOTED}


def _difference(rows: Rows, link: Link) -> list[str]:
    return [
        f"{table}: {[row for row in found if row not in link.after[table]][:2]}"
        for table, found in _facts(rows).items()
        if found != link.after[table]
    ]


def _finish(folder: Path, link: Link) -> None:
    """Give the command again, as a user or cron would; then everything is as if nothing had been."""
    command = link.command
    state = _state(dump(folder / "ledger.db"), link)
    missing = bool(command.writes) and not (folder / command.writes).exists()
    if command.name == "backup":
        (folder / command.writes).unlink(missing_ok=True)
    if command.begun and (state == "on its way" or (state == "done" and missing)):
        _ended_well(_start(folder, command, *command.begun))
    elif not (state == "done" and command.once):
        _ended_well(_start(folder, command))
    rows = dump(folder / "ledger.db")
    assert _facts(rows) == _facts(link.after), (command, _difference(rows, link))
    if command.name == "backup":
        assert _facts(dump(folder / command.writes)) == _facts(link.before)
    elif command.writes:
        assert (folder / command.writes).read_bytes() == link.file


def main() -> int:
    """Run from the command line."""
    numbers, seed = int(sys.argv[1]), int(sys.argv[2])
    began = time.monotonic()
    tally = run(numbers, seed)
    sys.stdout.write(f"seed {seed}: {tally}; {time.monotonic() - began:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
