"""How cost grows with the ledger: commands, `tick` and `verify`, beside a baseline of the same run.

They are rows of `python -m benchmarks.all`; what is measured here is called in processes of their own.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec.structs import replace

from benchmarks.ledgers import DUE, RIPE, TODAY, opened
from benchmarks.measuring import REMIND, Cost, apart, command
from reminder_cli.ledger.ledger import Ledger
from reminder_cli.services.tick import tick
from reminder_cli.services.verify import verify

BASE = [sys.executable, "-c", "import typer, rich.console, rich.table"]
PLAIN = {"NO_COLOR": "1", "REMIND_TODAY": TODAY.isoformat(), "REMIND_TRIAL": "yes"}


def standing(place: Path, size: int) -> Path:
    """The folder of the ledgers of this size, made if they are not there."""
    if not (place / "full" / "ledger.db").exists():
        apart("benchmarks.ledgers:make_standing", place, size)
    return place


def commands(place: Path) -> dict[str, tuple[Cost, Cost]]:
    """What command lines cost, each with its baseline."""

    def run(*words: str, at: str = "empty") -> Cost:
        env = {**PLAIN, "REMIND_LEDGER": str(place / at / "ledger.db")}
        return command(REMIND, *words, env=env, cache=place / "bytecode")

    base = command(*BASE, env={}, cache=place / "bytecode")
    version, status = run("--version"), run("status")
    return {
        "version": (version, base),
        "help": (run("--help"), base),
        "status": (run("status", at="few"), status),
        "idle": (run("tick", "--quiet", at="full"), version),
        "explain": (run("explain", "10005", at="full"), version),
        "show": (run("show", "10005", at="full"), version),
    }


def ticking(folder: str, size: str) -> Callable[[], object]:
    """A tick in which up to ten thousand cases get a demand each: decided, recorded, derived, committed.

    It is done as `plan --until` does it in its copy of the ledger: all but the PDFs. The ledger is
    left as it was made, in ``ticked``, for the baselines.
    """
    place = Path(folder)
    ticked = place / "ticked"
    ticked.mkdir(exist_ok=True)
    shutil.copy(place / "full" / "ledger.db", ticked / "ledger.db")
    firm = replace(opened(ticked, RIPE), forecast=True)
    firm.ledger.db.execute("SELECT 1")

    def work() -> None:
        report = tick(firm)
        assert len(report.letters) == min(int(size), DUE), report.held[:1]

    return work


def bare_rows(folder: str) -> Callable[[], object]:
    """The rows of that tick put into tables with an index, in one transaction."""
    rows = _written(Path(folder))
    path = Path(folder) / "bare.db"
    path.unlink(missing_ok=True)

    def work() -> None:
        db = sqlite3.connect(path)
        for table, found in rows.items():
            names = ", ".join(f"c{n}" for n in range(len(found[0])))
            db.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {names})")
            db.execute(f"CREATE INDEX {table}_0 ON {table} (c0)")
            db.executemany(f"INSERT INTO {table} VALUES (NULL, {_marks(found)})", found)
        db.commit()
        db.close()

    return work


def same_tables(folder: str) -> Callable[[], object]:
    """The same rows into the ledger's own tables, with their checks and indexes."""
    place = Path(folder)
    rows = _written(place)
    (place / "same").mkdir(exist_ok=True)
    shutil.copy(place / "full" / "ledger.db", place / "same" / "ledger.db")
    ledger = opened(place / "same").ledger
    _without_state(ledger, rows["case_state"])

    def work() -> None:
        ledger.db.execute("BEGIN IMMEDIATE")
        for table, found in rows.items():
            ledger.db.executemany(f"INSERT INTO {table} VALUES ({_marks(found)})", found)
        ledger.db.execute("COMMIT")

    return work


def _without_state(ledger: Ledger, states: Iterable[tuple[object, ...]]) -> None:
    """Leave out the rows that are to be written, so that they can be put in as new."""
    ledger.db.executemany(
        "DELETE FROM case_state WHERE invoice_id = ?", [(row[0],) for row in states]
    )


def _marks(rows: list[tuple[object, ...]]) -> str:
    return ", ".join("?" for _ in rows[0])


def _written(place: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the tick wrote, as it stands in the ledger it was done in."""
    db = sqlite3.connect(place / "ticked" / "ledger.db")
    db.execute("ATTACH ? AS before", (str(place / "full" / "ledger.db"),))
    last = db.execute("SELECT max(seq) FROM before.event").fetchone()[0]
    new = {
        "event": f"SELECT * FROM main.event WHERE seq > {last}",
        "case_state": "SELECT * FROM main.case_state WHERE invoice_id IN"
        f" (SELECT invoice_id FROM main.event WHERE seq > {last})",
        "letter": "SELECT * FROM main.letter",
        "letter_invoice": "SELECT * FROM main.letter_invoice",
    }
    found = {table: db.execute(query).fetchall() for table, query in new.items()}
    db.close()
    return found


def verifying(folder: str) -> Callable[[], object]:
    """`verify`, all of it."""
    firm = opened(Path(folder) / "full")

    def work() -> None:
        wrong = [check for check in verify(firm) if not check.ok]
        assert not wrong, wrong

    return work


def reading_events(folder: str) -> Callable[[], object]:
    """Every event read and decoded, some hundred invoices at a time, and nothing done with it."""
    return read_all(Path(folder) / "full")


def read_all(place: Path) -> Callable[[], object]:
    """The same of the ledger in this folder."""
    firm = opened(place)

    def work() -> None:
        last = firm.ledger.db.execute("SELECT max(invoice_id) FROM invoice").fetchone()[0]
        for start in range(1, last + 1, 500):
            firm.ledger.events_of(range(start, min(start + 500, last + 1)))

    return work


def reading_events_alone(folder: str) -> Callable[[], object]:
    """The same, an invoice at a time, as `explain` reads them."""
    firm = opened(Path(folder) / "full")

    def work() -> None:
        last = firm.ledger.db.execute("SELECT max(invoice_id) FROM invoice").fetchone()[0]
        for invoice_id in range(1, last + 1):
            firm.ledger.events(invoice_id)

    return work
