"""Tick: safe at any frequency, on any day, after any crash; exactly one letter per case and stage."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from reminder_cli.adapters.letters import many
from reminder_cli.domain.events import LetterIssued
from reminder_cli.errors import DayBeforeLast
from reminder_cli.ledger.letters import LetterRow, letters
from reminder_cli.services import delivering
from reminder_cli.services.cancel import cancel
from reminder_cli.services.delivering import deliver, release
from reminder_cli.services.issuing import Issuer
from reminder_cli.services.pay import pay
from reminder_cli.services.send import SendOptions, send, send_overdue
from reminder_cli.services.tick import TickReport, tick
from reminder_cli.services.views import case_statuses
from reminder_cli.services.world import World
from tests.ledger.worlds import dump, firm, later, row, take_in, world_on

ROOT = Path(__file__).parent.parent.parent
SENT = date(2026, 3, 2)  # a Monday
REMINDER_DUE = date(2026, 3, 16)  # ten banking days later
DEMAND_ON = date(2026, 3, 17)
DEMAND_DUE = date(2026, 3, 27)
CHOOSE_ON = date(2026, 3, 30)  # the Monday after
MONITORING_ON = date(2026, 4, 29)
SATURDAY, SUNDAY = date(2026, 3, 21), date(2026, 3, 22)
EPIPHANY = date(2027, 1, 6)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path, row("1041"))
    send(made, ["1041"], SendOptions())
    yield made
    made.ledger.close()


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[World]:
    """A reminder that is committed and nothing else: --no-deliver leaves it so, as a crash would."""
    made = firm(tmp_path, row("1041"))
    send(made, ["1041"], SendOptions(deliver=False))
    yield made
    made.ledger.close()


def run(world: World, day: date, *, dry_run: bool = False) -> TickReport:
    world = later(world, day)
    report = tick(world, dry_run=dry_run)
    world.ledger.close()
    return report


def told(report: TickReport) -> list[tuple[str, str]]:
    """What was done: letters by kind, steps and closings."""
    done = [(number, x.kind.value) for x in report.letters for number in x.invoices]
    return [*done, *((m.invoice, m.to) for m in (*report.moved, *report.closed))]


def story(world: World, number_of: int = 1) -> list[tuple[str, date]]:
    found = world_on(world.path, date(2030, 1, 1))
    events = [(e.kind, e.on) for e in found.ledger.events(number_of)]
    found.ledger.close()
    return events


def test_the_whole_life_by_daily_runs(world: World) -> None:
    done = {}
    day = SENT
    while day <= MONITORING_ON + timedelta(days=30):
        report = run(world, day)
        if told(report):
            done[day] = told(report)
        day += timedelta(days=1)
    assert done == {
        DEMAND_ON: [("1041", "demand")],
        CHOOSE_ON: [("1041", "choose")],
        MONITORING_ON: [("1041", "monitoring")],
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (SENT, []),
        (REMINDER_DUE, []),
        (DEMAND_ON, [("1041", "demand")]),
        (date(2026, 12, 1), [("1041", "demand")]),
    ],
    ids=["same day", "last day of the reminder", "the day after", "months later"],
)
def test_the_demand_comes_when_the_reminder_has_run_out(
    world: World, day: date, expected: list[tuple[str, str]]
) -> None:
    assert told(run(world, day)) == expected


@pytest.mark.parametrize(
    "day", [SATURDAY, SUNDAY, EPIPHANY], ids=["Saturday", "Sunday", "trettondagen"]
)
def test_nothing_on_a_closed_day(world: World, day: date) -> None:
    before = dump(world.path)
    report = run(world, day)
    assert not report.banking_day
    assert told(report) == []
    assert dump(world.path) == before


@pytest.mark.parametrize("times", [2, 3])
def test_many_times_a_day_is_once(world: World, times: int) -> None:
    world = later(world, DEMAND_ON)
    assert told(tick(world)) == [("1041", "demand")]
    before = dump(world.path)
    for _ in range(times):
        assert told(tick(world)) == []
    assert dump(world.path) == before
    assert len(printed(world)) == 2
    world.ledger.close()


def test_missed_days_skip_no_stage_and_never_two_letters_a_day(world: World) -> None:
    # Months without a run: each stage still gets its own day and its own term.
    first = date(2026, 9, 1)
    assert told(run(world, first)) == [("1041", "demand")]
    assert told(run(world, first)) == []
    assert told(run(world, date(2026, 9, 11))) == []
    assert told(run(world, date(2026, 9, 14))) == [("1041", "choose")]
    assert told(run(world, date(2026, 10, 13))) == []
    assert told(run(world, date(2026, 10, 14))) == [("1041", "monitoring")]
    issued = [on for kind, on in story(world) if kind == "letter_issued"]
    assert issued == [SENT, first]


def test_a_term_counts_from_the_day_the_letter_went(world: World) -> None:
    report = run(world, date(2026, 4, 1))
    assert report.letters[0].due_on == date(2026, 4, 13)  # the 11th is a Saturday
    assert report.letters[0].sent_on == date(2026, 4, 1)


def test_a_day_before_the_last_is_refused_and_nothing_is_sent(world: World) -> None:
    run(world, DEMAND_ON)
    before = dump(world.path)
    back = world_on(world.path, date(2026, 2, 27))
    with pytest.raises(DayBeforeLast):
        tick(back)
    with pytest.raises(DayBeforeLast):
        pay(back, "1041", 100)
    assert told(tick(back, dry_run=True)) == []
    assert [s.stage for s in case_statuses(back)] == ["demand"]
    back.ledger.close()
    assert dump(world.path) == before


def test_a_day_before_the_last_is_told_though_nothing_is_due(tmp_path: Path) -> None:
    world = firm(tmp_path, row("1041"))
    for day in (date(2026, 2, 27), date(2026, 2, 28)):
        world = later(world, day)
        with pytest.raises(DayBeforeLast):
            tick(world)
    world.ledger.close()


def test_a_clock_set_back_does_not_send_what_was_made(waiting: World) -> None:
    world = waiting
    back = world_on(world.path, date(2026, 2, 27))
    with pytest.raises(DayBeforeLast):
        deliver(back)
    assert not (world.letters_folder / "to-print").exists()
    back.ledger.close()


# Joined demands


def test_demands_of_one_debtor_are_one_letter_and_one_fee(tmp_path: Path) -> None:
    world = firm(
        tmp_path,
        row("1", forfall="2026-02-19"),
        row("2", forfall="2026-02-20", belopp="800,00"),
        row("3", kundnr="102", kund="Byholms Måleri HB", org="969712-3462"),
    )
    for number in ("2", "1", "3"):  # 2 is the oldest case, though 1 is the oldest debt
        send(world, [number], SendOptions())
    report = run(world, DEMAND_ON)
    joined = {x.invoices: x.fees_ore for x in report.letters}
    # 60 of each reminder, 180 once a letter.
    assert joined == {("1", "2"): 300_00, ("3",): 240_00} or joined == {
        ("2", "1"): 300_00,
        ("3",): 240_00,
    }
    world = later(world, DEMAND_ON)
    fees = {
        invoice_id: e.fee_ore
        for invoice_id in (1, 2, 3)
        for e in world.ledger.events(invoice_id)
        if isinstance(e, LetterIssued) and e.letter.value == "demand"
    }
    assert sorted(fees.values()) == [0, 180_00, 180_00]
    assert len([x for x in letters(world.ledger) if x.kind == "demand"]) == 2
    assert len({x.letter_id for x in letters(world.ledger)}) == 5
    world.ledger.close()


def test_the_fee_of_a_joined_demand_is_on_the_oldest_case(tmp_path: Path) -> None:
    world = firm(tmp_path, row("1"), row("2", belopp="800,00"))
    send(world, ["2"], SendOptions())
    world = later(world, SENT + timedelta(days=1))
    send(world, ["1"], SendOptions())
    run(world, date(2026, 3, 18))
    world = later(world, date(2026, 3, 18))
    fees = {
        number: e.fee_ore
        for number, invoice_id in (("1", 1), ("2", 2))
        for e in world.ledger.events(invoice_id)
        if isinstance(e, LetterIssued) and e.letter.value == "demand"
    }
    assert fees == {"2": 180_00, "1": 0}
    world.ledger.close()


# What holds and what ends


@pytest.mark.parametrize(
    ("invoice", "code"),
    [
        (row("1", text=""), "no_description"),
        (row("1", org=""), "no_id_number"),
        (row("1", org="556912-3474"), "no_id_number"),
    ],
    ids=["no description", "no id number", "wrong check digit"],
)
def test_a_demand_that_may_not_be_sent_is_held(
    tmp_path: Path, invoice: dict[str, str], code: str
) -> None:
    world = firm(tmp_path, invoice)
    send(world, ["1"], SendOptions())
    report = run(world, DEMAND_ON)
    assert [(h.invoice, h.code) for h in report.held] == [("1", code)]
    assert told(report) == []
    # Put right, it goes the next day.
    world = later(world, date(2026, 3, 18))
    take_in(world, row("1"))
    assert told(run(world, date(2026, 3, 18))) == (
        [] if code == "no_description" else [("1", "demand")]
    )


def test_a_default_description_helps_a_running_case(tmp_path: Path) -> None:
    from reminder_cli.services.setup import change_setting

    world = firm(tmp_path, row("1", text=""))
    send(world, ["1"], SendOptions())
    run(world, DEMAND_ON)
    world = later(world, DEMAND_ON)
    change_setting(world, "default_description", "Målning enligt avtal")
    assert told(run(world, DEMAND_ON)) == [("1", "demand")]


@pytest.mark.parametrize(
    ("paid_ore", "on", "expected"),
    [
        (12_597_67, REMINDER_DUE, []),  # the letter's total in time: closed when it was registered
        (12_640_00, REMINDER_DUE, []),  # ten kronor or less: waived
        (12_500_00, REMINDER_DUE, [("1041", "rest_notice")]),  # the fee and interest are left
        (6_000_00, REMINDER_DUE, [("1041", "demand")]),
    ],
    ids=["all", "all but a small rest", "the principal", "half"],
)
def test_after_a_payment(
    world: World, paid_ore: int, on: date, expected: list[tuple[str, str]]
) -> None:
    world = later(world, on)
    pay(world, "1041", paid_ore)
    report = run(world, DEMAND_ON)
    assert told(report) == expected
    assert all(x.fees_ore <= 60_00 for x in report.letters if x.kind == "rest_notice")


def test_a_small_rest_is_told_of_once(world: World) -> None:
    world = later(world, REMINDER_DUE)
    pay(world, "1041", 12_500_00)
    notice = run(world, DEMAND_ON).letters[0]
    assert (notice.kind, notice.total_ore) == ("rest_notice", 145_66)
    found = {}
    for day in (date(2026, 3, 18), date(2026, 4, 1), date(2026, 6, 1), date(2026, 12, 1)):
        report = run(world, day)
        assert told(report) == []
        found[day] = [h.code for h in report.held]
    assert found[date(2026, 12, 1)] == ["small_rest"]


def test_choose_waits_when_told_to(tmp_path: Path) -> None:
    world = firm(tmp_path, row("1041"), settings={"after_demand_days": "never"})
    send(world, ["1041"], SendOptions())
    assert told(run(world, DEMAND_ON)) == [("1041", "demand")]
    assert told(run(world, CHOOSE_ON)) == [("1041", "choose")]
    for day in (date(2026, 4, 29), date(2027, 4, 29)):
        assert told(run(world, day)) == []


def test_monitoring_comes_on_a_banking_day(tmp_path: Path) -> None:
    world = firm(tmp_path, row("1041"), settings={"after_demand_days": "32"})
    send(world, ["1041"], SendOptions())
    run(world, DEMAND_ON)
    run(world, CHOOSE_ON)
    # 32 days later is 1 May, and then a week-end.
    assert told(run(world, date(2026, 5, 1))) == []
    assert told(run(world, date(2026, 5, 4))) == [("1041", "monitoring")]


def test_a_cancelled_case_is_left_alone(world: World) -> None:
    cancel(world, ["1041"], reason="agreed")
    for day in (DEMAND_ON, CHOOSE_ON, MONITORING_ON):
        assert told(run(world, day)) == []


# Plan and dry run


def test_a_plan_is_what_the_run_does(tmp_path: Path) -> None:
    world = firm(
        tmp_path, row("1"), row("2", kundnr="102", org="", kund="B AB"), row("3", kundnr="3")
    )
    send_overdue(world, SendOptions())
    pay(world, "3", 12_500_00)
    before = dump(world.path)
    plan = run(world, DEMAND_ON, dry_run=True)
    assert dump(world.path) == before
    real = run(world, DEMAND_ON)
    assert (told(plan), plan.hash) == (told(real), real.hash)
    assert [h.code for h in plan.held] == [h.code for h in real.held] == ["no_id_number"]
    assert run(world, DEMAND_ON, dry_run=True).hash != plan.hash


def test_the_hash_names_the_letters(world: World) -> None:
    first = run(world, DEMAND_ON, dry_run=True).hash
    assert run(world, DEMAND_ON, dry_run=True).hash == first
    later_day = run(world, date(2026, 3, 18), dry_run=True).hash
    world = later(world, DEMAND_ON)
    pay(world, "1041", 1_000_00)
    assert len({first, later_day, run(world, DEMAND_ON, dry_run=True).hash}) == 3


# Crashes


class Crash(BaseException):
    """A power cut, as far as Python can play one."""


def crashing(*_args: object, **_kwargs: object) -> None:
    raise Crash


def printed(world: World) -> list[str]:
    return sorted(p.name for p in (world.letters_folder / "to-print").glob("*.pdf"))


def states(world: World) -> list[str]:
    fresh = world_on(world.path, world.today)
    found: list[LetterRow] = letters(fresh.ledger)
    fresh.ledger.close()
    return [x.state for x in found]


def test_recorded_and_not_released_is_released_by_the_next_run_once(waiting: World) -> None:
    world = waiting
    assert states(world) == ["recorded"]
    assert printed(world) == []
    world = later(world, SENT + timedelta(days=1))
    report = tick(world)
    assert report.delivered is not None
    assert len(report.delivered.printed) == len(printed(world)) == 1
    assert states(world) == ["sent"]
    again = tick(world)
    assert again.delivered is not None
    assert again.delivered.printed == []
    assert len(printed(world)) == 1
    world.ledger.close()


def step_by_step(world: World) -> list[Callable[[], object]]:
    return [lambda: release(world), lambda: release(world), lambda: deliver(world)]


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_stopped_between_any_two_steps(waiting: World, steps: int) -> None:
    for step in step_by_step(waiting)[:steps]:
        step()
    world = later(waiting, SENT + timedelta(days=1))
    assert told(tick(world)) == []
    assert len(printed(world)) == 1
    assert states(world) == ["sent"]
    world.ledger.close()


# The program is shot by itself at one of these places. What is then on the disk is what a power
# cut leaves, and the next run has to make the best of it.
SHOT = """
import os, signal, sys
from datetime import date
from pathlib import Path
from importlib import import_module
where, day, path = sys.argv[1], date.fromisoformat(sys.argv[2]), Path(sys.argv[3])
from reminder_cli.services.tick import tick
from tests.ledger.worlds import world_on
module, _, name = where.partition(":")
owner = import_module(module)
for part in name.split(".")[:-1]:
    owner = getattr(owner, part)
last = name.split(".")[-1]
real = getattr(owner, last)
def shot(*args, **kwargs):
    if sys.argv[4] == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, last, shot)
tick(world_on(path, day))
"""

PLACES = {
    "before the letter is staged": (
        "reminder_cli.adapters.delivery.folder:LetterFolders.stage",
        "before",
    ),
    "after the letter is staged": (
        "reminder_cli.adapters.delivery.folder:LetterFolders.stage",
        "after",
    ),
    "before the events": ("reminder_cli.ledger.ledger:Ledger.append", "before"),
    "after the events": ("reminder_cli.ledger.ledger:Ledger.append", "after"),
    "before the commit": ("reminder_cli.ledger.letters:insert_letters", "after"),
    "after the commit": ("reminder_cli.services.tick:deliver_alone", "before"),
    "before the release": ("reminder_cli.adapters.delivery.folder:LetterFolders.release", "before"),
    "after the release": ("reminder_cli.adapters.delivery.folder:LetterFolders.release", "after"),
    "before it is put out": (
        "reminder_cli.adapters.delivery.folder:LetterFolders.put_out",
        "before",
    ),
    "after it is put out": ("reminder_cli.adapters.delivery.folder:LetterFolders.put_out", "after"),
}


@pytest.mark.parametrize(("place", "when"), PLACES.values(), ids=list(PLACES))
def test_shot_at(world: World, place: str, when: str) -> None:
    deliver(world)
    world.ledger.close()
    done = subprocess.run(
        [sys.executable, "-c", SHOT, place, str(DEMAND_ON), str(world.path), when],
        cwd=ROOT,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == -signal.SIGKILL, "the place was never reached"
    world = world_on(world.path, DEMAND_ON)
    tick(world)
    tick(world)
    assert states(world) == ["sent", "sent"]
    assert [kind for kind, _ in story(world)].count("letter_issued") == 2
    assert len(printed(world)) == 2
    record = {x.name: x.sha256 for x in letters(world.ledger)}
    import hashlib

    for name, sha256 in record.items():
        for folder in ("archive", "to-print"):
            content = (world.letters_folder / folder / f"{name}.pdf").read_bytes()
            assert hashlib.sha256(content).hexdigest() == sha256, f"{folder}: {name}"
    world.ledger.close()


def test_however_many_cores_the_run_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [str(n) for n in range(2001, 2010)]
    rows = [row(n, kundnr=f"k{n}", kund=f"Kund {n} AB") for n in numbers]
    (tmp_path / "template").mkdir()
    made = firm(tmp_path / "template", *rows)
    send(made, numbers, SendOptions())
    made.ledger.close()
    seen = []
    for cores in (1, 3):
        folder = tmp_path / str(cores)
        shutil.copytree(made.path.parent, folder)
        monkeypatch.setattr(many, "_cores", lambda cores=cores: cores)
        report = run(world_on(folder / made.path.name), DEMAND_ON)
        assert len(report.letters) == len(numbers)
        archive = sorted(folder.glob("*-letters/archive/*"))
        files = {path.name: path.read_bytes() for path in archive}
        seen.append((dump(folder / made.path.name), files, report.hash))
    assert seen[0] == seen[1]


def test_a_letter_that_was_never_recorded_is_never_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(world)
    world = later(world, DEMAND_ON)
    before = dump(world.path)
    with monkeypatch.context() as patch:
        patch.setattr(Issuer, "_record", crashing)
        with pytest.raises(Crash):
            tick(world)
    world.ledger.close()
    assert dump(world.path) == before
    staged = sorted((world.letters_folder / "staging").glob("*.pdf"))
    assert len(staged) == 1
    # Paid before the next run: the staged letter stays where it is, and nobody sends it.
    world = world_on(world.path, DEMAND_ON)
    pay(world, "1041", 13_000_00)
    delivering.deliver(world)
    tick(world)
    assert len(printed(world)) == 1
    assert sorted((world.letters_folder / "staging").glob("*.pdf")) == staged
    world.ledger.close()
