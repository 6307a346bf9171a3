"""What the import of a list costs from end to end, and how it grows with the list.

Run: python -m benchmarks.import_rows [ROWS …]. User CPU time, the lowest of some runs, as ratios to
three floors measured in the same process: the rows into a bare table with the same indexes, into
the same tables of a ledger, and (for the same file again) reading and hashing the file.
"""

from __future__ import annotations

import csv
import hashlib
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from benchmarks.main_job import bare_import, world, write_list
from reminder_cli.ledger import customers, invoices
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.world import World

SIZES = (1_000, 10_000, 100_000)
_FILE = (
    "INSERT INTO import_file (sha256, name, format, encoding, options, rows, imported_on, recorded_at)"
    " VALUES ('', 'list.csv', '', 'UTF-8', '', 0, '2026-03-02', '2026-03-02T12:00:00')"
)


def seconds(work: Callable[[], object]) -> float:
    """The CPU time of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def same_tables(path: Path, firm: World, rows: int) -> None:
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

    with firm.writing():
        firm.ledger.db.execute(_FILE)
        empty = ("",) * 5
        customers.insert_customers(
            firm.ledger,
            [
                (n + 1, str(n), f"Kund {n} AB", "business", "", *empty, "sv", 0, f"n:{n}")
                for n in range(rows // 10)
            ],
        )
        invoices.insert_invoices(firm.ledger, values())


def one_run(rows: int) -> dict[str, float]:
    """The CPU time of each kind of work, on fresh ledgers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "list.csv"
        write_list(path, rows)
        firm, other = world(folder / "firm"), world(folder / "other")
        times = {
            "bare": seconds(lambda: bare_import(path, folder)),
            "same": seconds(lambda: same_tables(path, other, rows)),
            "hash": seconds(lambda: hashlib.sha256(path.read_bytes()).hexdigest()),
            "import": seconds(lambda: import_files(firm, [path], ImportOptions())),
            "again": seconds(lambda: import_files(firm, [path], ImportOptions())),
        }
        firm.ledger.close()
        other.ledger.close()
    return times


def peak(rows: int) -> tuple[int, int]:
    """The most bytes that Python objects took during an import, and the size of the file."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "list.csv")
        write_list(path, rows)
        firm = world(Path(name, "firm"))
        tracemalloc.start()
        import_files(firm, [path], ImportOptions())
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        firm.ledger.close()
        return held, path.stat().st_size


def measure(rows: int, runs: int) -> None:
    """One line of figures."""
    all_runs = [one_run(rows) for _run in range(runs)]
    low = {what: min(times[what] for times in all_runs) for what in all_runs[0]}
    held, size = peak(rows)
    print(
        f"{rows:>9,} rows  import {low['import']:7.3f} s = {1e6 * low['import'] / rows:5.1f} µs each,"
        f" {low['import'] / low['bare']:4.2f} × bare table, {low['import'] / low['same']:4.2f} × same"
        f" tables; again {1000 * low['again']:5.1f} ms = {low['again'] / low['hash']:4.2f} × hashing;"
        f" peak {held / 1e6:.1f} MB for a file of {size / 1e6:.1f} MB",
        flush=True,
    )


def main() -> None:
    """Measure each size."""
    for rows in tuple(map(int, sys.argv[1:])) or SIZES:
        measure(rows, runs=5 if rows < 1_000_000 else 1)


if __name__ == "__main__":
    main()
