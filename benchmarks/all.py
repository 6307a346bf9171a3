"""Every figure of docs/performance.md at every size: measured, kept, and written there as a table.

Run: python -m benchmarks.all [--sizes 1000 10000 …] [--only NAME …] [--place FOLDER]. With FOLDER the
ledgers are kept and used again. Each part is kept in benchmarks/figures.json as soon as it is
measured, so that a run that was stopped loses little; the table is made from what is there.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks import import_rows, payments, read_files, report, scale
from benchmarks.ledgers import DUE
from benchmarks.measuring import Cost, apart, runs_for

SIZES = (1_000, 10_000, 100_000, 1_000_000)
HERE = Path(__file__).parent
KEPT = HERE / "figures.json"
PAGE = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures: make bench -->", "<!-- end of figures -->"

Pairs = dict[str, tuple[Cost, Cost]]  # what it took, and its baseline


class Row(NamedTuple):
    """A line of the table: what, beside what, and the goal; 0 is none of its own."""

    what: str
    beside: str
    goal: float = 0


ROWS = {
    "version": Row("`--version`", "importing typer and rich", 1.2),
    "help": Row("`--help`", "importing typer and rich", 1.6),
    "status": Row("`status`, 10 open cases", "`status` of an empty ledger", 1.2),
    "idle": Row("`tick`, nothing due, every invoice with an open case", "`--version`", 1.3),
    "explain": Row("`explain`", "`--version`", 1.5),
    "show": Row("`show`", "`--version`", 1.5),
    "tick": Row("`tick`, a demand for 10,000 cases, PDFs aside", "its rows into the ledger's tables", 6),
    "tick bare": Row("the same", "its rows into bare tables", 6),
    "verify": Row("`verify`", "reading all events, an invoice at a time", 3),
    "verify bulk": Row("the same", "reading all events, 500 invoices at a time", 3),
    "import": Row("`import` of a list", "its rows into the ledger's tables", 2.5),
    "import bare": Row("the same", "its rows into a bare table with the same indexes"),
    "import again": Row("the same list again", "reading and hashing it", 3),
    "payments": Row("payments, as many as invoices", "their rows into the ledger's tables", 4),
    "payments thin": Row("the same", "their rows into two tables of six columns"),
    "payments again": Row("the same payments again", "their rows into the ledger's tables"),
    "payments list": Row("`payments list` of them", "their rows into the ledger's tables"),
    "few payments": Row("100 payments, all others open", "100 payments, all others paid"),
    "figures": Row("`report --json`", "reading all events, 500 invoices at a time"),
    "workbook": Row("`report --xlsx`", "openpyxl writing the same cells", 1.5),
    "plain": Row("SIE 4, plain rows, vouchers", "a loop that splits each line", 5),
    "Fortnox": Row("SIE 4 as Fortnox writes it", "the same", 5),
    "Bokio": Row("SIE 4 as Bokio writes it", "the same", 5),
    "objects": Row("SIE 4 with an object on every row", "the same", 5),
    "unpaid": Row("SIE 4, every invoice unpaid", "the same", 5),
}  # fmt: skip


def commands(place: Path, size: int) -> Pairs:
    """The command lines."""
    return scale.commands(scale.standing(place, size))


def ticks(place: Path, size: int) -> Pairs:
    """The tick with letters, beside both of its floors."""
    folder, runs = scale.standing(place, size), runs_for(size)
    took = apart("benchmarks.scale:ticking", folder, size, runs=max(runs, 3))
    same = apart("benchmarks.scale:same_tables", folder, runs=max(runs, 3))
    bare = apart("benchmarks.scale:bare_rows", folder, runs=max(runs, 3))
    return {"tick": (took, same), "tick bare": (took, bare)}


def verifies(place: Path, size: int) -> Pairs:
    """`verify`, beside reading the events in two ways."""
    folder, runs = scale.standing(place, size), runs_for(size)
    took = apart("benchmarks.scale:verifying", folder, runs=runs)
    one = apart("benchmarks.scale:reading_events_alone", folder, runs=runs)
    bulk = apart("benchmarks.scale:reading_events", folder, runs=runs)
    return {"verify": (took, one), "verify bulk": (took, bulk)}


def imports(place: Path, size: int) -> Pairs:
    """The import of a list."""
    cost = import_rows.measured(place, size, runs_for(size))
    return {
        "import": (cost["importing"], cost["into_same_tables"]),
        "import bare": (cost["importing"], cost["into_bare_table"]),
        "import again": (cost["importing_again"], cost["hashing"]),
    }


def payers(place: Path, size: int) -> Pairs:
    """The import of payments and their lists."""
    cost = payments.measured(place, size, runs_for(size))
    bare = cost["bare"]
    return {
        "payments": (cost["import"], bare),
        "payments thin": (cost["import"], cost["thin"]),
        "payments again": (cost["again"], bare),
        "payments list": (cost["list"], bare),
        "few payments": (cost["few open"], cost["few paid"]),
    }


def reports(place: Path, size: int) -> Pairs:
    """The report, and its workbook up to what Excel can hold."""
    figures, events = report.figures(place / "report", size, runs_for(size))
    found = {"figures": (figures, events)}
    cases = min(size, report.MOST_CASES)
    found["workbook"] = report.workbook(place / f"report-{cases}", cases, min(runs_for(size), 3))
    return found


def files(place: Path, size: int) -> Pairs:
    """SIE 4."""
    return read_files.measured(place, size, runs_for(size))


PARTS: dict[str, Callable[[Path, int], Pairs]] = {
    "commands": commands,
    "tick": ticks,
    "verify": verifies,
    "import": imports,
    "payments": payers,
    "report": reports,
    "files": files,
}

# By row and size: seconds, bytes at the most, and the baseline's seconds.
Kept = dict[str, dict[str, list[float]]]


def keep(pairs: Pairs, size: int) -> None:
    """Put figures beside those that were kept before."""
    kept = read_kept()
    for name, (took, baseline) in pairs.items():
        kept.setdefault(name, {})[str(size)] = [
            round(took.seconds, 4),
            took.peak,
            round(baseline.seconds, 4),
        ]
    part = KEPT.with_suffix(".part")
    part.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    part.replace(KEPT)


def read_kept() -> Kept:
    """What has been measured."""
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}  # type: ignore[no-any-return]


def slope(figures: dict[str, list[float]]) -> str:
    """The exponent of growth from the third size to the greatest: 0 the same, 1 in step with it."""
    sizes = sorted(map(int, figures))[-2:]
    if len(sizes) < 2:
        return ""
    first, last = (figures[str(size)][0] for size in sizes)
    return f"{math.log(last / first) / math.log(sizes[1] / sizes[0]):.2f}"


def table(kept: Kept) -> str:
    """The figures as they stand in docs/performance.md; in bold what is above its goal."""
    heads = [f"{size:,}" for size in SIZES]
    head = ["work", "beside", "goal", *heads, "slope", "memory at the greatest"]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for name, row in ROWS.items():
        if (figures := kept.get(name)) is None:
            continue
        ratios = [_ratio(figures.get(str(size)), row.goal) for size in SIZES]
        most = figures[max(figures, key=int)][1]
        goal = f"{row.goal:g}" if row.goal else ""
        cells = [row.what, row.beside, goal, *ratios, slope(figures), f"{most / 1e6:.0f} MB"]
        lines.append(f"| {' | '.join(cells)} |")
    lines.append(_cases_a_second(kept.get("tick", {})))
    return "\n".join(lines)


def _ratio(figure: list[float] | None, goal: float) -> str:
    if figure is None:
        return ""
    ratio = figure[0] / figure[2]
    shown = f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"
    return f"**{shown}**" if goal and ratio > goal else shown


def _cases_a_second(figures: dict[str, list[float]]) -> str:
    speeds = [
        f"{min(size, DUE) / figures[str(size)][0]:,.0f}" if str(size) in figures else ""
        for size in SIZES
    ]
    return f"| the same tick, cases a second | | 5,000 | {' | '.join(speeds)} | | |"


def write_page(made: str) -> None:
    """Put the table between its marks."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{made}\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Measure what is asked for, size by size, and write the table."""
    parser = argparse.ArgumentParser(description="Measure, and write docs/performance.md.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--place", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        for size in asked.sizes:
            place = (asked.place or Path(name)) / str(size)
            place.mkdir(parents=True, exist_ok=True)
            for part in asked.only:
                print(f"{part} at {size:,}", flush=True)
                keep(PARTS[part](place, size), size)
    made = table(read_kept())
    print(made)
    write_page(made)


if __name__ == "__main__":
    main()
