"""Kills `remind` at random moments and counts what arrived: python -m tests.crash.run_kills N SEED.

A real process, a real mail server, a real folder, kill -9. After each kill the command is run
again, as cron would, sometimes to be killed once more; then every letter of every case must have
arrived exactly once, or be uncertain and have arrived once or not at all.
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
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from reminder_cli.domain.case import fold
from reminder_cli.ledger.letters import LetterRow, letters
from reminder_cli.services.world import World
from tests.delivery_firm import DAY, invoice, make_firm, send_all, world_on
from tests.post_office import PostOffice, post_office

ROOT = Path(__file__).parents[2]
LETTERS = 20
DEMANDS_ON = DAY + timedelta(days=15)
# Some letters are left waiting by an earlier run, so that `deliver` has something to do as well.
COMMANDS = (["tick"], ["tick"], ["deliver"], ["tick", "--limit", "7"])
SLOW = 0.006  # of the server, before and after it takes a mail: so that many kills meet a mail on its way


@dataclass
class Tally:
    """What was seen over all kills."""

    kills: int = 0
    finished_before: int = 0
    uncertain: int = 0
    uncertain_arrived: int = 0
    states_met: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        met = ", ".join(f"{n} {state}" for state, n in sorted(self.states_met.items()))
        return (
            f"{self.kills} kills (and {self.finished_before} runs that ended before theirs); "
            f"letters as the kills left them: {met}; uncertain: {self.uncertain}, "
            f"of which {self.uncertain_arrived} had arrived"
        )


def prepare(folder: Path, port: int) -> Path:
    """A firm whose cases have been reminded: half of its debtors have an address to mail to."""
    rows = [invoice(n, email=f"kund{n}@example.se" if n % 2 else "") for n in range(1, LETTERS + 1)]
    path = make_firm(folder, rows, port=port, settings={"channel_demand": "email"})
    world = world_on(path, DAY, trial=True)
    send_all(world, *range(1, LETTERS + 1))
    world.ledger.close()
    return path


def run(numbers: int, seed: int) -> Tally:
    """So many kills; raises AssertionError at the first letter that is lost, doubled or unrecorded."""
    chance = random.Random(seed)
    tally = Tally()
    with post_office() as office, tempfile.TemporaryDirectory() as temporary:
        office.slow_seconds = office.slow_to_answer = SLOW
        template = Path(temporary) / "template"
        template.mkdir()
        prepare(template, office.port)
        longest = _time_a_run(template, Path(temporary) / "timed", office)
        while tally.kills < numbers:
            folder = Path(temporary) / "run"
            shutil.copytree(template, folder)
            office.taken.clear()
            for _ in range(min(chance.choice((1, 1, 2, 3)), numbers - tally.kills)):
                office.begun = 0
                _kill(folder, chance.choice(COMMANDS), _moment(chance, office, longest), tally)
            _check(folder, office, tally)
            shutil.rmtree(folder)
    return tally


def _moment(
    chance: random.Random, office: PostOffice, longest: float
) -> Callable[[subprocess.Popen[bytes]], None]:
    """When to kill: any time within a run, or around the moment when some mail is on its way."""
    if chance.random() < 0.5:
        after = chance.uniform(0.1, longest)
        return lambda process: _wait(process, lambda: False, after)
    mails, jitter = chance.randrange(LETTERS // 2), chance.uniform(0, 3 * SLOW)

    def around(process: subprocess.Popen[bytes]) -> None:
        _wait(process, lambda: office.begun > mails, 2 * longest)
        _wait(process, lambda: False, jitter)

    return around


def _wait(process: subprocess.Popen[bytes], until: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end and not until():
        time.sleep(0.0005)


def _command(folder: Path, *arguments: str) -> list[str]:
    day = DEMANDS_ON.isoformat()
    ledger = str(folder / "ledger.db")
    return [
        sys.executable,
        "-m",
        "reminder_cli",
        "--ledger",
        ledger,
        "--today",
        day,
        "--trial",
        *arguments,
    ]


def _start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    return subprocess.Popen(
        _command(folder, *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
    )


def _finish(folder: Path, *arguments: str) -> str:
    process = _start(folder, *arguments)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output.decode()
    return output.decode()


def _time_a_run(template: Path, folder: Path, office: PostOffice) -> float:
    shutil.copytree(template, folder)
    began = time.monotonic()
    _finish(folder, "tick")
    took = time.monotonic() - began
    shutil.rmtree(folder)
    return took


def _kill(
    folder: Path,
    arguments: list[str],
    moment: Callable[[subprocess.Popen[bytes]], None],
    tally: Tally,
) -> None:
    if arguments == ["deliver"]:
        _finish(folder, "tick", "--no-deliver")
    process = _start(folder, *arguments)
    moment(process)
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    killed = process.returncode == -signal.SIGKILL
    tally.kills += killed
    tally.finished_before += not killed
    world = world_on(folder / "ledger.db", DEMANDS_ON, trial=True)
    tally.states_met.update(x.state for x in letters(world.ledger) if x.kind == "demand")
    world.ledger.close()


def _check(folder: Path, office: PostOffice, tally: Tally) -> None:
    """Finish what was begun, as cron would, and count."""
    _finish(folder, "tick")
    _finish(folder, "tick")
    world = world_on(folder / "ledger.db", DEMANDS_ON, trial=True)
    demands = [letter for letter in letters(world.ledger) if letter.kind == "demand"]
    _check_ledger(world, demands)
    arrived = Counter(office.ids())
    known = {letter.message_id: letter for letter in demands if letter.message_id}
    assert set(arrived) <= set(known), "a mail arrived that no letter in the ledger is"
    for letter in demands:
        _check_letter(folder, letter, arrived[letter.message_id], tally)
    world.ledger.close()
    _answer(folder, [x for x in demands if x.state == "uncertain"], arrived, office)


def _check_ledger(world: World, demands: list[LetterRow]) -> None:
    per_invoice = Counter(i for x in demands if x.state != "undone" for i in x.invoice_ids)
    assert per_invoice == Counter(range(1, LETTERS + 1)), "a case has no demand, or two"
    for letter in demands:
        for invoice_id in letter.invoice_ids:
            case = fold(invoice_id, world.ledger.events(invoice_id)).cases[0]
            mine = [x for x in case.letters if x.letter_id == letter.letter_id]
            assert [x.sha256 for x in mine] == [letter.sha256], "a letter without its event"


def _check_letter(folder: Path, letter: LetterRow, times: int, tally: Tally) -> None:
    lies = (folder / "ledger-letters" / "to-print" / f"{letter.name}.pdf").exists()
    if letter.channel == "print":
        assert (letter.state, lies, times) == ("sent", True, 0), letter
    elif letter.state == "uncertain":
        assert not lies, letter
        assert times <= 1, letter
        tally.uncertain += 1
        tally.uncertain_arrived += times
    else:
        assert (letter.state, lies, times) == ("sent", False, 1), letter


def _answer(
    folder: Path, uncertain: list[LetterRow], arrived: Counter[str], office: PostOffice
) -> None:
    """Answer for each uncertain letter what the server knows; then each has arrived once."""
    for letter in uncertain:
        number, day = str(letter.letter_id), DEMANDS_ON.isoformat()
        if arrived[letter.message_id]:
            _finish(folder, "outbox", "sent", number, "--on", day)
        else:
            _finish(folder, "outbox", "resend", number)
    _finish(folder, "tick")
    assert set(Counter(office.ids()).values()) <= {1}
    assert len(office.ids()) == LETTERS // 2


def main() -> int:
    """Run from the command line."""
    numbers, seed = int(sys.argv[1]), int(sys.argv[2])
    began = time.monotonic()
    tally = run(numbers, seed)
    sys.stdout.write(f"seed {seed}: {tally}; {time.monotonic() - began:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
