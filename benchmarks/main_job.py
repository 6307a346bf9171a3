"""How fast the main job is, each figure as a ratio to a baseline measured in the same run.

Run it with: python benchmarks/main_job.py [INVOICES]. It writes in a temporary folder only.
"""

from __future__ import annotations

import csv
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.events import CaseOpened, LetterIssued, Stage
from reminder_cli.domain.identity import luhn_digit
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.fees import Act, BusinessCompensation
from reminder_cli.domain.rules.interest import DayCount
from reminder_cli.ledger import invoices
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.world import World

TODAY = date(2026, 3, 2)
HEADER = "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Kvar att betala;OCR"
COMPANY = Company(
    name="Norrviken Hantverk AB",
    org_number="556923-4585",
    bankgiro="520-1124",
    collector=Collector.OWN,
)
BASE = [sys.executable, "-c", "import typer, rich.console, rich.table"]


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def command(*words: str, env: dict[str, str], cache: Path, runs: int = 9) -> float:
    """The least processor time of a command line, with its bytecode in ``cache`` as once installed."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    whole = {**kept, "PYTHONPYCACHEPREFIX": str(cache), **env}

    def run() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(words, env=whole, capture_output=True, check=False, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert done.returncode == 0, done.stderr  # a refusal is quick, and no measurement
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    run()
    return min(run() for _ in range(runs))


def world(folder: Path) -> World:
    """An empty ledger of a firm."""
    moment = datetime.combine(TODAY, datetime.min.time()).astimezone()
    made = World(path=folder / "ledger.db", today=TODAY, now=moment)
    set_up(
        made,
        Answers(company=COMPANY, accept_terms=True, settings={"default_description": "Hantverk"}),
    )
    return made


def write_list(path: Path, rows: int) -> None:
    """A list of invoices as a program would export it, of a tenth as many customers."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for n in range(rows):
            issued = date(2026, 1, 1) + timedelta(days=n % 20)
            due = issued + timedelta(days=30)
            customer = n % (rows // 10)
            kronor = f"{100 + n % 9000},{n % 100:02d}"
            ocr = f"{10000 + n}{luhn_digit(str(10000 + n))}"
            file.write(
                f"{10000 + n};{customer};Kund {customer} AB;;{issued};{due};{kronor};{kronor};{ocr}\n"
            )


def bare_import(path: Path, folder: Path) -> None:
    """The unavoidable part: read the rows and put them in a table with the same indexes."""
    db = sqlite3.connect(folder / "bare.db")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute(
        "CREATE TABLE invoice (id INTEGER PRIMARY KEY, number TEXT UNIQUE, customer TEXT, name TEXT,"
        " org TEXT, issued TEXT, due TEXT, total TEXT, remaining TEXT, ocr TEXT) STRICT"
    )
    db.execute("CREATE INDEX due ON invoice (due)")
    db.execute("CREATE INDEX customer ON invoice (customer)")
    # Those that payments search by, as in the ledger.
    key = (
        "ltrim(lower(replace(replace(replace(replace(replace({0}, ' ', ''), '-', ''), '/', ''),"
        " '.', ''), '_', '')), '0')"
    )
    number, ocr, odd = key.format("number"), key.format("ocr"), "GLOB '*[^0-9A-Za-z /._-]*'"
    db.execute(f"CREATE INDEX number_key ON invoice ({number}) WHERE number <> {number}")
    db.execute(f"CREATE INDEX ocr_key ON invoice ({ocr}) WHERE ocr <> '' AND ocr <> number")
    db.execute(f"CREATE INDEX odd ON invoice (id) WHERE number {odd} OR ocr {odd}")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        next(rows)
        db.executemany("INSERT INTO invoice VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    db.commit()
    db.close()


def open_cases(firm: World, most: int | None = None) -> None:
    """A case with a reminder sent today for every invoice, or for some, so that nothing is due."""
    found = list(invoices.all_registered(firm.ledger))[:most]
    numbers = [(i.invoice.invoice_id, i.invoice) for i in found]
    with firm.writing():
        for invoice_id, invoice in numbers:
            opened = CaseOpened(
                invoice_id=invoice_id,
                case_no=1,
                on=TODAY,
                collector=Collector.OWN,
                terms_version=1,
                principal_ore=invoice.total_ore,
                invoice_on=invoice.invoice_date,
                due_on=invoice.due_date,
                interest_from=invoice.due_date + timedelta(days=1),
                contract_percent=None,
                day_count=DayCount.ACTUAL,
                customer_kind=CustomerKind.BUSINESS,
                reminder_fee_agreed=True,
                compensation=BusinessCompensation.FEES,
            )
            letter = LetterIssued(
                invoice_id=invoice_id,
                case_no=1,
                on=TODAY,
                letter=LetterKind.REMINDER,
                number=1,
                letter_id=invoice_id,
                due_on=TODAY + timedelta(days=14),
                fee_act=Act.REMINDER,
                fee_ore=60_00,
                total_ore=invoice.total_ore + 60_00,
                interest_ore=0,
                sha256="",
                starts=Stage.REMINDER,
            )
            firm.record([opened, letter])


def main() -> None:
    """Measure and print a table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    remind = str(Path(sys.executable).with_name("remind"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty, full = folder / "empty", folder / "full"
        world(empty).ledger.close()
        write_list(folder / "list.csv", rows)
        bare = seconds(lambda: bare_import(folder / "list.csv", folder))
        firm = world(full)
        took = seconds(lambda: import_files(firm, [folder / "list.csv"], ImportOptions()))
        again = seconds(lambda: import_files(firm, [folder / "list.csv"], ImportOptions()))
        open_cases(firm)
        firm.ledger.close()
        plain = {"NO_COLOR": "1", "REMIND_TODAY": TODAY.isoformat(), "REMIND_TRIAL": "yes"}
        cache = folder / "bytecode"
        base = command(*BASE, env={}, cache=cache)
        version = command(remind, "--version", env=plain, cache=cache)
        at_empty = {**plain, "REMIND_LEDGER": str(empty / "ledger.db")}
        at_full = {**plain, "REMIND_LEDGER": str(full / "ledger.db")}
        figures = (
            ("remind --version", version, base, "typer, rich.console, rich.table"),
            (
                "remind status, empty",
                command(remind, "status", env=at_empty, cache=cache),
                base,
                "the same",
            ),
            (f"import, {rows} rows", took, bare, "csv.reader + executemany"),
            (f"import again, {rows} rows", again, bare, "the same"),
            (
                f"tick, {rows} cases",
                command(remind, "tick", env=at_full, cache=cache),
                version,
                "--version",
            ),
        )
        for what, figure, baseline, name_of in figures:
            ratio = figure / baseline
            print(f"{what:<28} {figure:8.3f} s   {ratio:5.2f} × {name_of} ({baseline:.3f} s)")


if __name__ == "__main__":
    main()
