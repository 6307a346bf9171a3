"""What an import costs, counted in statements and in bytes held, never in seconds."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from reminder_cli.adapters.importers.base import ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.world import World
from tests.ledger.worlds import firm

HEADER = "Fakturanr;Kundnr;Kund;Fakturadatum;Förfallodatum;Belopp;Kvar att betala;Moms\n"
ROWS, CUSTOMERS = 3000, 100


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path)
    yield made
    made.ledger.close()


def write_list(path: Path, *, first: int = 1, rows: int = ROWS, vat: str = "") -> Path:
    lines = (
        f"{n};{n % CUSTOMERS};Kund {n % CUSTOMERS} AB;2026-01-12;2026-02-11;{n},50;{n},50;{vat}\n"
        for n in range(first, first + rows)
    )
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    return path


def statements(world: World, work: Callable[[], object]) -> Counter[str]:
    """How often each kind of statement was carried out, such as ``INSERT INTO invoice``."""
    found: Counter[str] = Counter()
    world.ledger.db.set_trace_callback(
        lambda sql: found.update([" ".join(sql.split()[:3]) if "INSERT" in sql else sql.split()[0]])
    )
    work()
    world.ledger.db.set_trace_callback(None)
    return found


def test_one_statement_for_each_row_and_few_besides(world: World, tmp_path: Path) -> None:
    first = write_list(tmp_path / "first.csv")
    more = write_list(tmp_path / "more.csv", first=ROWS + 1)
    for path, new_customers in ((first, CUSTOMERS), (more, 0)):
        found = statements(world, partial(import_files, world, [path], ImportOptions()))
        assert found.pop("INSERT INTO invoice") == ROWS
        assert found.pop("INSERT INTO customer", 0) == new_customers
        # A word of its name, and the whole of it.
        assert found.pop("INSERT INTO customer_key", 0) == 2 * new_customers
        # One look for each thousand rows; each customer once more, to see what is new of it.
        assert sum(found.values()) < 30 + CUSTOMERS


def test_the_same_file_again_reads_no_row_of_it(world: World, tmp_path: Path) -> None:
    path = write_list(tmp_path / "list.csv")
    import_files(world, [path], ImportOptions())
    found = statements(world, lambda: import_files(world, [path], ImportOptions()))
    assert sum(found.values()) < 10
    assert not found.keys() & {
        "INSERT INTO invoice",
        "INSERT INTO customer",
        "INSERT INTO import_file",
    }


def test_rows_with_and_without_rare_columns_are_stored_alike(tmp_path: Path) -> None:
    """The short statement relies on the table's defaults; the whole one writes them out."""
    stored = []
    for name, vats in (("alone", ("",)), ("beside", ("", "1,00"))):
        (tmp_path / name).mkdir()
        world = firm(tmp_path / name)
        lines = [
            f"{n};1;Kund AB;2026-01-12;2026-02-11;5,00;5,00;{vat}\n" for n, vat in enumerate(vats)
        ]
        path = tmp_path / name / "list.csv"
        path.write_text(HEADER + "".join(lines), encoding="utf-8")
        import_files(world, [path], ImportOptions())
        rows = world.ledger.db.execute("SELECT * FROM invoice ORDER BY invoice_id").fetchall()
        assert [row["vat_ore"] for row in rows] == [None, 1_00][: len(vats)]
        stored.append(tuple(rows[0]))
        world.ledger.close()
    assert stored[0] == stored[1]


def peak_bytes(path: Path) -> int:
    """The most that Python held while the drafts were taken one at a time."""
    tracemalloc.start()
    drafts = read_invoices(path, ReadOptions(terms_days=30)).drafts
    if path.suffix == ".csv":
        tracemalloc.reset_peak()  # the encoding is found by a look at a million bytes at once
    count = sum(1 for _draft in drafts)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count
    return peak


def test_a_list_twice_as_long_takes_little_more_memory(tmp_path: Path) -> None:
    short = write_list(tmp_path / "short.csv", rows=5_000)
    long = write_list(tmp_path / "long.csv", rows=15_000)
    peak_bytes(short)  # what is made once, such as patterns
    more = peak_bytes(long) - peak_bytes(short)
    assert more < (long.stat().st_size - short.stat().st_size)


def test_a_year_twice_as_long_takes_little_more_memory(tmp_path: Path) -> None:
    """Each invoice is paid, so that nothing but its number has to be given back."""
    paths = []
    for count in (2000, 4000):
        lines = ["#FLAGGA 0", "#SIETYP 4", "#RAR 0 20260101 20261231", "#UB 0 1510 1"]
        for n in range(count):
            who = f"Alnö Bygg AB ({n})"
            lines += [f'#VER B {n} 20260801 "Kundfaktura {who}"', "{", "#TRANS 1510 {} 1250"]
            lines += ["#TRANS 3001 {} -1000", "#TRANS 2611 {} -250", "}"]
            lines += [f'#VER A {n} 20260901 "Kundbet {who}"', "{", "#TRANS 1510 {} -1250"]
            lines += ["#TRANS 1930 {} 1250", "}"]
        lines += ['#VER C 1 20260901 "Kundfaktura Sist (99999)"', "{", "#TRANS 1510 {} 1", "}"]
        paths.append(tmp_path / f"{count}.se")
        paths[-1].write_bytes("\n".join(lines).encode("cp437"))
    short, long = paths
    peak_bytes(short)
    more = peak_bytes(long) - peak_bytes(short)
    assert more < 3 * (long.stat().st_size - short.stat().st_size)
