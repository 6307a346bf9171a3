"""How cost grows with the ledger: each command at several sizes, as a ratio to a baseline of the
same run, with the slope (0: the same at every size; 1: in step with the size).

Run it with: python benchmarks/scale.py [SIZE…]. It writes in a temporary folder only.
"""

from __future__ import annotations

import math
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from main_job import BASE, TODAY, command, open_cases, world, write_list
from msgspec.structs import replace

from reminder_cli.domain.identity import luhn_digit
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.tick import tick
from reminder_cli.services.verify import verify
from reminder_cli.services.world import World

SIZES = (1_000, 10_000, 100_000)
OPEN = 10
RIPE = TODAY + timedelta(days=22)  # a Tuesday, when the term of the reminders has run out


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement; seconds."""

    took: float
    baseline: float

    @property
    def ratio(self) -> float:
        """By how much it is slower than what cannot be avoided."""
        return self.took / self.baseline


@dataclass(slots=True)
class Row:
    """A line of the table: what, beside what, the goal, and a figure for each size."""

    what: str
    beside: str
    goal: str
    figures: dict[int, Figure] = field(default_factory=dict)

    def slope(self) -> float:
        """The exponent of growth between the smallest and the largest size."""
        sizes = sorted(self.figures)
        first, last = self.figures[sizes[0]], self.figures[sizes[-1]]
        if len(sizes) < 2:
            return 0.0
        return math.log(last.took / first.took) / math.log(sizes[-1] / sizes[0])


def cpu(work: Callable[[], object], runs: int = 1) -> float:
    """The least processor time of some runs, so that what else the machine does counts little."""

    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(once() for _ in range(runs))


def measure(size: int, rows: dict[str, Row], folder: Path) -> None:
    """All rows at one size."""
    plain = {"NO_COLOR": "1", "REMIND_TODAY": TODAY.isoformat(), "REMIND_TRIAL": "yes"}
    remind = str(Path(sys.executable).with_name("remind"))
    empty, few, full = (folder / name for name in ("empty", "few", "full"))
    world(empty).ledger.close()
    write_list(folder / "list.csv", size)
    for place, most in ((few, OPEN), (full, None)):
        firm = world(place)
        import_files(firm, [folder / "list.csv"], ImportOptions())
        open_cases(firm, most)
        firm.ledger.close()

    def run(*words: str, at: Path = empty) -> float:
        env = {**plain, "REMIND_LEDGER": str(at / "ledger.db")}
        return command(remind, *words, env=env, cache=folder / "bytecode")

    base = command(*BASE, env={}, cache=folder / "bytecode")
    version, status = run("--version"), run("status")
    rows["version"].figures[size] = Figure(version, base)
    rows["help"].figures[size] = Figure(run("--help"), base)
    rows["status"].figures[size] = Figure(run("status", at=few), status)
    rows["idle"].figures[size] = Figure(run("tick", "--quiet", at=full), version)
    rows["explain"].figures[size] = Figure(run("explain", "10005", at=full), version)
    rows["show"].figures[size] = Figure(run("show", "10005", at=full), version)
    rows["verify"].figures[size] = verified(full)
    write_ripe(folder / "each.csv", size)
    each = folder / "each"
    firm = world(each)
    import_files(firm, [folder / "each.csv"], ImportOptions())
    open_cases(firm)
    firm.ledger.close()
    rows["tick"].figures[size] = letters_due(each, size)


def write_ripe(path: Path, rows: int) -> None:
    """Invoices of a customer each, who can get a demand: with a number of its own and an address."""
    head = "Fakturanr;Kundnr;Kund;Org.nr;Adress;Postnr;Ort;Fakturadatum;Förfallodatum;Belopp\n"
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        for n in range(rows):
            org = str(556_000_000 + n)
            debtor = f"{n};Kund {n} AB;{org}{luhn_digit(org)};Storgatan {n};852 30;Sundsvall"
            issued = date(2026, 1, 1) + timedelta(days=n % 20)
            due = issued + timedelta(days=30)
            file.write(f"{10000 + n};{debtor};{issued};{due};{100 + n % 9000},{n % 100:02d}\n")


def letters_due(place: Path, size: int) -> Figure:
    """A tick in which every case gets a demand of its own: decided, recorded, derived, committed.

    It is done as `plan --until` does it in its copy of the ledger: all but the PDFs.
    """
    firm = replace(opened(place, later=True), forecast=True)
    db = firm.ledger.db
    seq, letter = (
        db.execute(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()[0]
        for key, table in (("seq", "event"), ("letter_id", "letter"))
    )
    reports = []
    took = cpu(lambda: reports.append(tick(firm)))
    assert len(reports[0].letters) == size, reports[0].held[:1]
    written = [
        db.execute("SELECT * FROM event WHERE seq > ?", (seq,)).fetchall(),
        db.execute("SELECT * FROM case_state").fetchall(),
        db.execute("SELECT * FROM letter WHERE letter_id > ?", (letter,)).fetchall(),
        db.execute("SELECT * FROM letter_invoice WHERE letter_id > ?", (letter,)).fetchall(),
    ]
    firm.ledger.close()
    print(f"tick: {size / took:,.0f} cases a second", file=sys.stderr)
    return Figure(took, cpu(lambda: bare_rows(place / "bare.db", *written), runs=3))


def bare_rows(path: Path, *tables: list[object]) -> None:
    """The unavoidable part: put as many rows into tables with an index, in one transaction."""
    db = sqlite3.connect(path)
    for number, rows in enumerate(tables):
        marks = ", ".join("?" for _ in tuple(rows[0]))  # type: ignore[arg-type]
        names = ", ".join(f"c{n}" for n in range(len(tuple(rows[0]))))  # type: ignore[arg-type]
        db.execute(f"CREATE TABLE t{number} (id INTEGER PRIMARY KEY, {names})")
        db.execute(f"CREATE INDEX i{number} ON t{number} (c0)")
        db.executemany(
            f"INSERT INTO t{number} VALUES (NULL, {marks})",
            [tuple(row) for row in rows],  # type: ignore[arg-type]
        )
    db.commit()
    db.close()
    path.unlink()


def verified(place: Path) -> Figure:
    """`verify` beside reading every event."""
    firm = opened(place)
    reading = cpu(lambda: [firm.ledger.events(n) for n in ids(firm)])
    took = cpu(lambda: verify(firm))
    firm.ledger.close()
    return Figure(took, reading)


def ids(firm: World) -> list[int]:
    """The invoices that have events."""
    found = firm.ledger.db.execute("SELECT DISTINCT invoice_id FROM event").fetchall()
    return [row[0] for row in found]


def opened(place: Path, *, later: bool = False) -> World:
    """The ledger of a place; ``later`` when the demands are due."""
    day = RIPE if later else TODAY
    now = datetime.combine(day, datetime.min.time()).astimezone()
    return World(path=place / "ledger.db", today=day, now=now, trial=True)


def table(rows: dict[str, Row], sizes: list[int]) -> str:
    """The figures as they stand in docs/performance.md."""
    head = ["work", "beside", "goal", *(f"{size:,}".replace(",", " ") for size in sizes), "slope"]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for row in rows.values():
        ratios = [f"{row.figures[size].ratio:.2f}×" for size in sizes]
        cells = [row.what, row.beside, row.goal, *ratios, f"{row.slope():.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print a table."""
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    imports = "importing typer and rich"
    rows = {
        "version": Row("`--version`", imports, "1.2"),
        "help": Row("`--help`", imports, "1.6"),
        "status": Row(f"`status`, {OPEN} open cases", "`status` of an empty ledger", "1.2"),
        "idle": Row("`tick`, nothing due, all cases open", "`--version`", "1.3"),
        "explain": Row("`explain`", "`--version`", "1.5"),
        "show": Row("`show`", "`--version`", "1.5"),
        "tick": Row("`tick`, a demand for every case, PDFs aside", "writing as many rows", "6"),
        "verify": Row("`verify`", "reading all events", "3"),
    }
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
            measure(size, rows, Path(name))
    print(table(rows, sizes))


if __name__ == "__main__":
    main()
