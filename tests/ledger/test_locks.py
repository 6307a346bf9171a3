"""Two at once, and one that is killed: nobody loses a line, and who must wait is told so."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.errors import EXIT_BUSY, LedgerBusy
from reminder_cli.services.cancel import cancel
from reminder_cli.services.delivering import deliver
from reminder_cli.services.pay import pay
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.tick import tick
from reminder_cli.services.views import ListChoice, list_invoices
from reminder_cli.services.world import World
from tests.ledger.worlds import MONDAY, dump, firm, later, row, take_in, world_on

ROOT = Path(__file__).parent.parent.parent

# Another process with the ledger open: it does what it is told, says so, and waits for us.
OTHER = """
import sys
from datetime import date
from pathlib import Path
from tests.ledger.worlds import world_on
world = world_on(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
with world.ledger.{lock}():
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held_by_another(path: Path, lock: str, day: date = MONDAY) -> Iterator[subprocess.Popen[str]]:
    """Another process holds the ledger's ``writing`` or ``running`` lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER.format(lock=lock), str(path), str(day)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        if process.poll() is None:
            process.communicate("done\n")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path, row("1041"), row("1042"))
    send(made, ["1041"], SendOptions(deliver=False))
    made.ledger.close()
    yield (again := world_on(made.path, wait=0.05))
    again.ledger.close()


WRITERS: dict[str, Callable[[World], object]] = {
    "import": lambda world: take_in(world, row("1043")),
    "send": lambda world: send(world, ["1042"], SendOptions()),
    "send --dry-run": lambda world: send(world, ["1042"], SendOptions(dry_run=True)),
    "pay": lambda world: pay(world, "1041", 100),
    "cancel": lambda world: cancel(world, ["1041"], reason="x"),
    "tick": tick,
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=list(WRITERS))
def test_a_writer_waits_and_is_then_told(
    world: World, write: Callable[[World], object], tmp_path: Path
) -> None:
    before = dump(world.path)
    with (
        held_by_another(world.path, "writing"),
        pytest.raises(LedgerBusy, match="busy") as caught,
    ):
        write(world)
    assert caught.value.exit_status == EXIT_BUSY == 4
    assert caught.value.fix
    assert dump(world.path) == before
    assert not list(tmp_path.glob("*-letters/to-print/*"))


def test_a_writer_goes_on_when_the_other_is_done(world: World) -> None:
    world.ledger.close()
    patient = world_on(world.path, wait=10)
    with held_by_another(world.path, "writing") as other:
        # The other lets go while we wait: its wake-up call is on its way before we ask.
        assert other.stdin is not None
        other.stdin.write("done\n")
        other.stdin.flush()
        assert pay(patient, "1041", 100).payment_id == 1
    patient.ledger.close()


def test_a_reader_never_waits(world: World) -> None:
    with held_by_another(world.path, "writing"):
        assert len(list_invoices(world, ListChoice(which="all"))) == 2


def test_a_second_tick_is_told_at_once(world: World) -> None:
    deliver(world)  # a letter that has not gone out starts no term
    # With the patience of a real run: were it to wait, the other would be here to see it.
    patient = world_on(world.path, date(2026, 3, 17), wait=600)
    before = dump(world.path)
    with held_by_another(world.path, "running") as other:
        with pytest.raises(LedgerBusy):
            tick(patient)
        assert other.poll() is None
        # Only a second tick: whoever else writes is not in its way.
        assert pay(patient, "1042", 100).payment_id == 1
    assert dump(world.path)["letter"] == before["letter"]
    assert len(tick(patient).letters) == 1
    patient.ledger.close()


def test_a_dry_run_is_not_a_second_tick(world: World) -> None:
    with held_by_another(world.path, "running"):
        assert tick(world, dry_run=True).letters == []


@pytest.mark.parametrize("lock", ["running", "writing"])
def test_a_killed_process_leaves_no_lock(world: World, lock: str) -> None:
    with held_by_another(world.path, lock) as other:
        other.kill()
        other.wait()
        tick(world)
        pay(world, "1041", 100)


# It writes half of something large, so that pages spill to the disk, and is shot by itself:
# nothing of Python's or SQLite's gets to tidy up.
KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from reminder_cli.domain.events import PaidTo, PaymentReceived
from tests.ledger.worlds import world_on
world = world_on(Path(sys.argv[1]))
world.ledger.db.execute("PRAGMA cache_size = 10")
when = sys.argv[2]
if when == "committed":
    with world.writing():
        world.record([PaymentReceived(invoice_id=1, on=world.today, payment_id=0, amount_ore=100,
                                      to=PaidTo.CREDITOR)])
    os.kill(os.getpid(), signal.SIGKILL)
with world.writing():
    world.record(
        [
            PaymentReceived(invoice_id=1 + n % 2, on=world.today, payment_id=n, amount_ore=100,
                            to=PaidTo.CREDITOR)
            for n in range(20000)
        ]
    )
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(path: Path, when: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), when], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL


def test_killed_in_the_middle_of_a_write(world: World) -> None:
    before = dump(world.path)
    killed(world.path, "before the commit")
    assert whole(world.path)
    assert dump(world.path) == before
    assert pay(world, "1041", 100).payment_id == 1


def test_killed_right_after_a_commit(world: World) -> None:
    killed(world.path, "committed")
    assert whole(world.path)
    assert [e.kind for e in world.ledger.events(1)][-1] == "payment_received"
    derived = dump(world.path)["case_state"]
    with world.writing():
        world.ledger.derive_all()
    assert dump(world.path)["case_state"] == derived


def whole(path: Path) -> bool:
    db = sqlite3.connect(path)
    answer = db.execute("PRAGMA integrity_check").fetchone()[0]
    dangling = db.execute("PRAGMA foreign_key_check").fetchall()
    db.close()
    return bool(answer == "ok" and dangling == [])


def test_many_writers_lose_nothing(world: World) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom reminder_cli.services.pay import pay\n"
        "from tests.ledger.worlds import world_on\n"
        "world = world_on(Path(sys.argv[1]), wait=30)\n"
        "for n in range(10): pay(world, '1042', 100)\n"
    )
    several = [
        subprocess.Popen([sys.executable, "-c", script, str(world.path)], cwd=ROOT)
        for _ in range(3)
    ]
    assert [process.wait() for process in several] == [0, 0, 0]
    assert len(world.ledger.events(2)) == 30
    assert (
        later(world, MONDAY).ledger.db.execute("SELECT count(*) FROM payment").fetchone()[0] == 30
    )


def test_the_lock_holds_nothing(world: World) -> None:
    with held_by_another(world.path, "running"):
        lock = world.path.with_name("ledger.db.running")
        assert lock.stat().st_size == 0
        assert lock.stat().st_uid == os.getuid()
