"""Kills `remind` at every step of its letters and counts what arrived: python -m tests.crash.run_kills N SEED.

A real process, a real mail server, a real folder, kill -9: fifty letters, half by mail and half on
paper. After each kill the command is run again, as cron would, sometimes to be killed once more; then
every letter of every case must have arrived exactly once, or be uncertain and have arrived once or
not at all. The server is not always kind: some mails it puts off, refuses, or hangs up on.
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
from functools import partial
from pathlib import Path

from reminder_cli.domain.case import fold
from reminder_cli.ledger.letters import LetterRow, letters
from reminder_cli.services.outbox import mark_sent, resend
from reminder_cli.services.world import World
from tests.crash.kill_phases import PHASES, RETRIES, Aim, InTurn, Scene, phase_of
from tests.delivery_firm import DAY, invoice, make_firm, send_all, world_on
from tests.post_office import PostOffice, accept, post_office

ROOT = Path(__file__).parents[2]
LETTERS = 50
DEMANDS_ON = DAY + timedelta(days=15)
# Of the server, at each step of a mail: so that a kill can meet it there.
SLOW = 0.006
# What the server may say to a recipient's first mail, beside yes.
UNKIND = (
    "451 not now",
    "451 not now",
    "550 no such person",
    "550 no",
    "hang up",
    "take and hang up",
)


@dataclass
class Tally:
    """What was seen over all kills."""

    kills: int = 0
    finished_before: int = 0
    uncertain: int = 0
    uncertain_arrived: int = 0
    printed_instead: int = 0
    phases: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        met = "\n".join(f"{self.phases[phase]:6}  {phase}" for phase in PHASES)
        return (
            f"{self.kills} kills (and {self.finished_before} runs that ended before theirs), by "
            f"what they met:\n{met}\nletters uncertain at the end: {self.uncertain}, of which "
            f"{self.uncertain_arrived} had arrived; refused by the server and printed instead: "
            f"{self.printed_instead}"
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
    chance, tally = random.Random(seed), Tally()
    aims = InTurn(chance)
    with post_office() as office, tempfile.TemporaryDirectory() as temporary:
        office.slow_to_listen = office.slow_seconds = office.slow_to_answer = SLOW
        template = Path(temporary) / "template"
        template.mkdir()
        prepare(template, office.port)
        while tally.kills < numbers:
            scene = Scene(Path(temporary) / "run", office, LETTERS)
            shutil.copytree(template, scene.folder)
            office.taken.clear()
            if chance.random() < 0.08:
                _kill_a_retry(scene, chance, tally)
            else:
                office.data = _unkind(chance) if chance.random() < 0.5 else accept
                for _ in range(min(chance.choice((1, 2, 2, 3, 4)), numbers - tally.kills)):
                    aim = aims.draw(first=not _demands(scene.folder))
                    _kill(scene, _command_for(scene, aim, chance), aim, chance, tally)
            office.data = accept
            _check(scene.folder, office, tally)
            shutil.rmtree(scene.folder)
    return tally


def _unkind(chance: random.Random) -> Callable[[str], str]:
    """A server that has something against a few recipients, when it first hears of them."""
    some = chance.sample(range(1, LETTERS, 2), 4)
    says = {f"kund{n}@example.se": chance.choice(UNKIND) for n in some}
    return lambda recipient: says.pop(recipient, "250 OK")


def _kill_a_retry(scene: Scene, chance: random.Random, tally: Tally) -> None:
    """A day when the server took nothing, and the next try, which is killed."""
    scene.office.data = lambda _recipient: "451 not now"
    _finish(scene.folder, "tick")
    scene.office.data = accept
    _kill(scene, ["deliver", "--now"], chance.choice(RETRIES), chance, tally)


def _command_for(scene: Scene, aim: Aim, chance: random.Random) -> list[str]:
    """Mostly `tick`; what is killed while it delivers may be `deliver` too, or a run with a limit."""
    if aim.first:
        return ["tick"]
    some = [] if aim.whole else [["tick", "--limit", "35"]]
    command = chance.choice([["tick"], ["tick"], ["deliver", "--now"], *some])
    if command[0] == "deliver":
        _finish(scene.folder, "tick", "--no-deliver")
    return command


def _wait(process: subprocess.Popen[bytes], until: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end and not until():
        time.sleep(0.0003)


def _step_to(process: subprocess.Popen[bytes], there: Callable[[], bool]) -> None:
    """Let the process run a millisecond at a time until it stands where it is to be killed."""
    while process.poll() is None:
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.001)  # what it asked of the system a moment ago is done, too
        if there():
            return
        process.send_signal(signal.SIGCONT)
        time.sleep(0.001)


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
    # As after an installation: compiling the source at each start takes longer than fifty letters.
    environment |= {
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder.parent / "pyc"),
    }
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


def _demands(folder: Path) -> list[LetterRow]:
    world = world_on(folder / "ledger.db", DEMANDS_ON, trial=True)
    found = [x for x in letters(world.ledger) if x.kind == "demand"]
    world.ledger.close()
    return found


def _kill(
    scene: Scene, arguments: list[str], aim: Aim, chance: random.Random, tally: Tally
) -> None:
    left = LETTERS - sum(x.state not in {"recorded", "waiting"} for x in _demands(scene.folder))
    scene.office.step = ""
    moment, jitter = aim.moment(scene, left, chance), chance.uniform(0, aim.jitter)
    process = _start(scene.folder, *arguments)
    _wait(process, moment, 60)
    _wait(process, lambda: False, jitter)
    if aim.exactly is not None:
        _step_to(process, partial(aim.exactly, scene))
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    if process.returncode != -signal.SIGKILL:
        assert process.returncode == 0
        tally.finished_before += 1
        return
    tally.kills += 1
    time.sleep(3 * SLOW)  # the server finishes what it had in hand
    tally.phases[phase_of(scene, _demands(scene.folder))] += 1


def _check(folder: Path, office: PostOffice, tally: Tally) -> None:
    """Finish what was begun, as cron would, and count."""
    _finish(folder, "tick")
    _finish(folder, "deliver", "--now")
    world = world_on(folder / "ledger.db", DEMANDS_ON, trial=True)
    demands = [letter for letter in letters(world.ledger) if letter.kind == "demand"]
    _check_ledger(world, demands)
    world.ledger.close()
    arrived = Counter(office.ids())
    known = {letter.message_id: letter for letter in demands if letter.message_id}
    assert set(arrived) <= set(known), "a mail arrived that no letter in the ledger is"
    for letter in demands:
        _check_letter(folder, letter, arrived[letter.message_id], tally)
    _answer(folder, demands, arrived, office)


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
        tally.printed_instead += "email" in letter.recipient and bool(letter.recipient["email"])
    elif letter.state == "uncertain":
        assert not lies, letter
        assert times <= 1, letter
        tally.uncertain += 1
        tally.uncertain_arrived += times
    else:
        assert (letter.state, lies, times) == ("sent", False, 1), letter


def _answer(
    folder: Path, demands: list[LetterRow], arrived: Counter[str], office: PostOffice
) -> None:
    """Answer for each uncertain letter what the server knows; then each has arrived once."""
    world = world_on(folder / "ledger.db", DEMANDS_ON, trial=True)
    for letter in demands:
        if letter.state != "uncertain":
            continue
        if arrived[letter.message_id]:
            mark_sent(world, letter.letter_id, on=DEMANDS_ON)
        else:
            resend(world, letter.letter_id)
    world.ledger.close()
    assert set(Counter(office.ids()).values()) <= {1}
    on_paper = sum(letter.channel == "print" for letter in demands)
    assert len(office.ids()) + on_paper == LETTERS


def main() -> int:
    """Run from the command line; 1 if so many kills have left a step out."""
    numbers, seed = int(sys.argv[1]), int(sys.argv[2])
    began = time.monotonic()
    tally = run(numbers, seed)
    sys.stdout.write(f"seed {seed}: {tally}; {time.monotonic() - began:.0f} s\n")
    unmet = [phase for phase in PHASES if not tally.phases[phase]]
    if numbers >= 300 and unmet:
        sys.stdout.write(f"never met: {', '.join(unmet)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
