"""How fast invoices are read, as a ratio to just going through the file, and the memory it takes.

Run: python -m benchmarks.read_files [COUNT …]; user CPU time, the lowest of some runs, because
the machine may have other work. It writes in a temporary folder only.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import Cost, apart
from reminder_cli.adapters.importers.base import ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices

SIZES = (1_000, 10_000, 100_000)
RUNS = 5
OPTIONS = ReadOptions(terms_days=30)

# How a program writes a row and a voucher: the plainest way, as Fortnox does, with all in quotation
# marks behind a tab as Bokio does, and with an object on every row, which takes the slow way.
STYLES = {
    "plain": ('#VER {s} {n} {day} "{text}"', "#TRANS {account} {{}} {ore}"),
    "Fortnox": ('#VER {s} {n} {day} "{text}" {day}', '#TRANS {account} {{}} {ore} "" "" 0'),
    "Bokio": ('#VER "{s}" "{n}" {day} "{text}" {day}', "\t#TRANS {account} {{}} {ore}"),
    "objects": ('#VER {s} {n} {day} "{text}"', '#TRANS {account} {{1 "10"}} {ore}'),
}


def write_csv(path: Path, count: int) -> None:
    """Invoices of 8,000 customers, with organisation numbers and OCR."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            ["Fakturanr", "Kundnr", "Kund", "Org.nr", "E-post", "Fakturadatum", "Förfallodatum",
             "Belopp", "Kvar att betala", "Valuta", "OCR"]
        )  # fmt: skip
        for n in range(count):
            who = n % 8000
            kronor = f"{n * 7919 % 90000 + 100},{n % 100:02d}"
            day = f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
            writer.writerow(
                [n + 1000, who, f"Kund {who} AB", "556036-0793", f"k{who}@example.com", day, day,
                 kronor, kronor, "SEK", "10413"]
            )  # fmt: skip


def write_sie(path: Path, count: int, style: str = "plain", *, paid: bool = True) -> None:
    """Half of the vouchers issue invoices, the other half pays all but every tenth, or none."""
    ver, trans = STYLES[style]
    body: list[str] = []
    left = 0

    def voucher(series: str, n: int, day: str, text: str, rows: dict[int, int]) -> None:
        body.extend([ver.format(s=series, n=n, day=day, text=text), "{"])
        for account, ore in rows.items():
            body.append(trans.format(account=account, ore=f"{ore / 100:.2f}"))
        body.append("}")

    for n in range(count // 2):
        net = 100_00 + n * 7919 % 900_000
        vat, name = net // 4, f"Alnö {n % 900} AB ({n})"
        day = f"{n % 28 + 1:02d}"
        rows = {1510: net + vat, 3001: -net, 2611: -vat}
        voucher("B", n, f"202608{day}", f"Kundfaktura {name}", rows)
        to = 1510 if n % 10 and paid else 2990
        left += 0 if to == 1510 else net + vat
        voucher("A", n, f"202609{day}", f"Kundbet {name}", {to: -net - vat, 1930: net + vat})
    head = ["#FLAGGA 0", '#PROGRAM "Fortnox" 3.57', "#FORMAT PC8", "#SIETYP 4"]
    head += ["#RAR 0 20260101 20261231", f"#UB 0 1510 {left / 100:.2f}"]
    path.write_bytes("\r\n".join(head + body).encode("cp437"))


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
    """The lowest CPU time of some runs."""
    times = []
    for _run in range(RUNS):
        start = time.process_time()
        work(path)
        times.append(time.process_time() - start)
    return min(times)


def peak_bytes(work: Callable[[Path], int], path: Path) -> int:
    """The most memory that Python objects took."""
    tracemalloc.start()
    work(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def reading(path: str) -> Callable[[], object]:
    """A file read, in a process of its own."""
    return lambda: read(Path(path))


def splitting(path: str) -> Callable[[], object]:
    """Its floor."""
    return lambda: bare_lines(Path(path))


def writing(path: str, count: str, style: str, paid: str) -> Callable[[], object]:
    """The file itself."""
    return lambda: write_sie(Path(path), int(count), style, paid=paid == "paid")


def measured(place: Path, count: int, runs: int) -> dict[str, tuple[Cost, Cost]]:
    """Each way to write a year of vouchers, with its floor."""
    found = {}
    for style, paid in [*((style, "paid") for style in STYLES), ("plain", "unpaid")]:
        path = place / "books.se"
        apart("benchmarks.read_files:writing", path, count, style, paid)
        found[style if paid == "paid" else paid] = (
            apart("benchmarks.read_files:reading", path, runs=runs),
            apart("benchmarks.read_files:splitting", path, runs=runs),
        )
        path.unlink()
    return found


def report(name: str, path: Path, count: int, bare: Callable[[Path], int]) -> None:
    """One line of figures."""
    ours, floor = seconds(read, path), seconds(bare, path)
    size, peak = path.stat().st_size, peak_bytes(read, path)
    print(
        f"{name:<18} {count:>9,} {ours:8.3f} s {1e6 * ours / count:6.1f} µs each"
        f" {ours / floor:6.1f} × bare ({floor:.3f} s)"
        f"   peak {peak / 1e6:6.1f} MB = {peak / size:4.1f} × file ({size / 1e6:.1f} MB)",
        flush=True,
    )


def main() -> None:
    """Measure both."""
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "invoices.csv")
        for count in sizes:
            write_csv(path, count)
            report("CSV", path, count, bare_csv)
        path = Path(folder, "books.se")
        for style in STYLES:
            for count in sizes:
                write_sie(path, count, style)
                report(f"SIE 4, {style}", path, count, bare_lines)
        for count in sizes:
            write_sie(path, count, paid=False)
            report("SIE 4, all open", path, count, bare_lines)


if __name__ == "__main__":
    main()
