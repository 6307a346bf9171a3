"""How fast invoices are read, as a ratio to just going through the file, and the memory it takes.

Run: python benchmarks/read_files.py
"""

from __future__ import annotations

import csv
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from reminder_cli.adapters.importers.base import ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices

COUNT = 100_000
RUNS = 3
OPTIONS = ReadOptions(terms_days=30)


def write_csv(path: Path) -> None:
    """Invoices of 8,000 customers, with organisation numbers and OCR."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            ["Fakturanr", "Kundnr", "Kund", "Org.nr", "E-post", "Fakturadatum", "Förfallodatum",
             "Belopp", "Kvar att betala", "Valuta", "OCR"]
        )  # fmt: skip
        for n in range(COUNT):
            who = n % 8000
            kronor = f"{n * 7919 % 90000 + 100},{n % 100:02d}"
            day = f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
            writer.writerow(
                [n + 1000, who, f"Kund {who} AB", "556036-0793", f"k{who}@example.com", day, day,
                 kronor, kronor, "SEK", "10413"]
            )  # fmt: skip


def write_sie(path: Path) -> None:
    """Half of the vouchers issue invoices, the other half pays all but every tenth."""
    lines = ["#FLAGGA 0", '#PROGRAM "Fortnox" 3.57', "#FORMAT PC8", "#SIETYP 4"]
    open_kronor = sum(1250 for n in range(COUNT // 2) if n % 10 == 0)
    lines += ["#RAR 0 20260101 20261231", f"#UB 0 1510 {open_kronor}"]
    for n in range(COUNT // 2):
        lines += [
            f'#VER B {n} 202608{n % 28 + 1:02d} "Kundfaktura Alnö {n % 900} AB ({n})"', "{",
            "#TRANS 1510 {} 1250", "#TRANS 3001 {} -1000", "#TRANS 2611 {} -250", "}",
        ]  # fmt: skip
        account = 2990 if n % 10 == 0 else 1510
        lines += [
            f'#VER A {n} 202609{n % 28 + 1:02d} "Kundbet Alnö {n % 900} AB ({n})"', "{",
            f"#TRANS {account} {{}} -1250", "#TRANS 1930 {} 1250", "}",
        ]  # fmt: skip
    path.write_bytes("\r\n".join(lines).encode("cp437"))


def read(path: Path) -> int:
    """Every draft, dropped at once as the ledger would after writing it."""
    file = read_invoices(path, OPTIONS)
    count = sum(1 for _draft in file.drafts)
    assert not file.problems
    return count


def bare_csv(path: Path) -> int:
    """The rows, and nothing done with them."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _row in csv.reader(file, delimiter=";"))


def bare_lines(path: Path) -> int:
    """The lines split into words, and nothing done with them."""
    return sum(1 for line in path.read_bytes().decode("cp437").split("\n") if line.split())


def seconds(work: Callable[[Path], int], path: Path) -> float:
    """The median of some runs."""
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        work(path)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def peak_mb(work: Callable[[Path], int], path: Path) -> float:
    """The most memory that Python objects took, in MB."""
    tracemalloc.start()
    work(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def report(name: str, path: Path, bare: Callable[[Path], int]) -> None:
    """One line of figures."""
    ours, floor = seconds(read, path), seconds(bare, path)
    print(
        f"{name}: {ours:.2f} s, {COUNT / ours:,.0f}/s, {ours / floor:.1f} times the bare loop"
        f" ({floor:.2f} s), peak {peak_mb(read, path):.0f} MB"
    )


def main() -> None:
    """Measure both."""
    with tempfile.TemporaryDirectory() as folder:
        lists, books = Path(folder, "invoices.csv"), Path(folder, "books.se")
        write_csv(lists)
        write_sie(books)
        report(f"CSV, {COUNT:,} invoices", lists, bare_csv)
        report(f"SIE 4, {COUNT:,} vouchers", books, bare_lines)


if __name__ == "__main__":
    main()
