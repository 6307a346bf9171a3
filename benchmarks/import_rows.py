"""What the import of a list costs from end to end, and how it grows with the list.

Run: python -m benchmarks.import_rows [ROWS …]. Each in a process of its own, beside three floors: the rows
into a bare table with the same indexes, into the same tables of a ledger, and (for the same file
again) reading and hashing the file.
"""

from __future__ import annotations

import csv
import hashlib
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from benchmarks.ledgers import new, opened
from benchmarks.measuring import Cost, apart, runs_for
from reminder_cli.domain.identity import luhn_digit
from reminder_cli.ledger import customers, invoices
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.world import World

SIZES = (1_000, 10_000, 100_000)
HEADER = "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Kvar att betala;OCR"
_FILE = (
    "INSERT INTO import_file (sha256, name, format, encoding, options, rows, imported_on, recorded_at)"
    " VALUES ('', 'list.csv', '', 'UTF-8', '', 0, '2026-03-02', '2026-03-02T12:00:00')"
)


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


def writing(folder: str, rows: str) -> Callable[[], object]:
    """The list itself."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    return lambda: write_list(Path(folder) / "list.csv", int(rows))


def _bare_import(path: Path, folder: Path) -> None:
    """The unavoidable part: read the rows and put them in a table with the same indexes."""
    (folder / "bare.db").unlink(missing_ok=True)
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


def _same_tables(path: Path, firm: World) -> None:
    """The rows into the tables that an import fills, with every check of theirs and none of ours."""

    def values() -> list[tuple[object, ...]]:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file, delimiter=";")
            next(lines)
            return [
                (number, int(customer) + 1, issued, due, int(total.replace(",", "")), 0, 0,
                 int(left.replace(",", "")), "SEK", "invoice", ocr, "", 0, "", None, None, 0, None,
                 0, 1, line)
                for line, (number, customer, _name, _org, issued, due, total, left, ocr) in enumerate(
                    lines, start=2
                )
            ]  # fmt: skip

    rows = values()
    with firm.writing():
        firm.ledger.db.execute(_FILE)
        empty = ("",) * 5
        customers.insert_customers(
            firm.ledger,
            [
                (n + 1, str(n), f"Kund {n} AB", "business", "", *empty, "sv", 0, f"n:{n}")
                for n in range(len(rows) // 10)
            ],
        )
        invoices.insert_invoices(firm.ledger, rows)


def into_bare_table(folder: str) -> Callable[[], object]:
    """The lower floor."""
    return lambda: _bare_import(Path(folder) / "list.csv", Path(folder))


def into_same_tables(folder: str) -> Callable[[], object]:
    """The floor that the goal is set by."""
    firm = _fresh(Path(folder))
    return lambda: _same_tables(Path(folder) / "list.csv", firm)


def importing(folder: str) -> Callable[[], object]:
    """The import into an empty ledger."""
    firm = _fresh(Path(folder))
    return lambda: import_files(firm, [Path(folder) / "list.csv"], ImportOptions())


def importing_again(folder: str) -> Callable[[], object]:
    """The same file once more."""
    firm = opened(Path(folder) / "firm")
    firm.ledger.db.execute("SELECT 1")
    return lambda: import_files(firm, [Path(folder) / "list.csv"], ImportOptions())


def hashing(folder: str) -> Callable[[], object]:
    """The file read and hashed."""
    path = Path(folder) / "list.csv"
    return lambda: hashlib.sha256(path.read_bytes()).hexdigest()


def _fresh(folder: Path) -> World:
    (folder / "firm" / "ledger.db").unlink(missing_ok=True)
    return new(folder / "firm")


def measured(place: Path, rows: int, runs: int) -> dict[str, Cost]:
    """What each kind of work costs."""
    folder, module = place / "import", "benchmarks.import_rows"
    apart(f"{module}:writing", folder, rows)
    works = ("into_bare_table", "into_same_tables", "importing", "importing_again", "hashing")
    return {work: apart(f"{module}:{work}", folder, runs=runs) for work in works}


def main() -> None:
    """Measure each size and print a line of figures."""
    for rows in tuple(map(int, sys.argv[1:])) or SIZES:
        with tempfile.TemporaryDirectory() as name:
            costs = measured(Path(name), rows, runs_for(rows))
        took = {work: cost.seconds for work, cost in costs.items()}
        first, again = took["importing"], took["importing_again"]
        print(
            f"{rows:>9,} rows  import {first:7.3f} s = {1e6 * first / rows:5.1f} µs each,"
            f" {first / took['into_bare_table']:4.2f} × bare table,"
            f" {first / took['into_same_tables']:4.2f} × same tables;"
            f" again {1000 * again:5.1f} ms = {again / took['hashing']:4.2f} × hashing;"
            f" peak {costs['importing'].peak / 1e6:.1f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
