"""`tick` killed at every single write, one after the other; the next run makes good whatever was left."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from reminder_cli.ledger.letters import LetterRow, letters
from reminder_cli.services.outbox import mark_sent, resend
from reminder_cli.services.tick import tick
from tests.delivery_firm import DAY, invoice, make_firm, send_all, world_on
from tests.post_office import PostOffice, post_office
from tests.simulation.killing import killed
from tests.simulation.stage import unset_letters

DEMANDS_ON = DAY + timedelta(days=15)
NUMBERS = (1, 2, 3)  # two by mail and one on paper


def test_killed_at_every_write_each_letter_goes_out_once_or_is_asked_about(tmp_path: Path) -> None:
    with post_office() as office, unset_letters():
        template = tmp_path / "template"
        template.mkdir()
        prepare(template, office.port)
        undisturbed = outcome(template, tmp_path / "undisturbed", office, lambda _path: None)
        assert undisturbed[1] == {"sent": len(NUMBERS)}
        uncertain, deaths = 0, 0
        while True:
            died: list[bool] = []

            def kill(path: Path, at: int = deaths + 1, died: list[bool] = died) -> None:
                died.append(killed(lambda: run(path), folder=path.parent, at=at))

            events, states = outcome(template, tmp_path / f"{deaths}", office, kill)
            assert events == undisturbed[0], f"killed at write {deaths + 1}"
            assert set(states) <= {"sent", "uncertain"}
            uncertain += states["uncertain"]
            if not died[0]:
                break
            deaths += 1
        assert deaths > 30
        assert 2 <= uncertain <= 8, "a mail that was begun is asked about, and no other"


def prepare(folder: Path, port: int) -> None:
    rows = [invoice(n, email=f"kund{n}@example.se" if n != 2 else "") for n in NUMBERS]
    path = make_firm(folder, rows, port=port, settings={"channel_demand": "email"})
    world = world_on(path, DAY, trial=True)
    send_all(world, *NUMBERS)
    world.ledger.close()


def run(path: Path) -> None:
    """The demands of the day."""
    world = world_on(path, DEMANDS_ON, trial=True)
    tick(world)
    world.ledger.close()


def outcome(
    template: Path, folder: Path, office: PostOffice, disturb: Callable[[Path], None]
) -> tuple[list[tuple[object, ...]], Counter[str]]:
    """The events, and how the letters stood, after a disturbed run and two of cron's after it."""
    shutil.copytree(template, folder)
    path = folder / "ledger.db"
    office.taken.clear()
    disturb(path)
    run(path)
    run(path)
    world = world_on(path, DEMANDS_ON, trial=True)
    demands = [letter for letter in letters(world.ledger) if letter.kind == "demand"]
    check(folder, demands, office)
    for letter in demands:
        if letter.state == "uncertain":
            if letter.message_id in office.ids():
                mark_sent(world, letter.letter_id, on=DEMANDS_ON)
            else:
                resend(world, letter.letter_id)
    world.ledger.close()
    assert sorted(Counter(office.ids()).values()) == [1, 1], "a mail was lost, or went out twice"
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT key, kind, counts_on, body FROM event ORDER BY seq").fetchall()
    return rows, Counter(letter.state for letter in demands)


def check(folder: Path, demands: list[LetterRow], office: PostOffice) -> None:
    assert len(demands) == len(NUMBERS)
    arrived = Counter(office.ids())
    for letter in demands:
        lies = (folder / "ledger-letters" / "to-print" / f"{letter.name}.pdf").exists()
        on_paper = letter.channel == "print"
        assert lies == on_paper
        times = arrived[letter.message_id]
        assert times == (0 if on_paper else 1) or (letter.state == "uncertain" and times == 0)
