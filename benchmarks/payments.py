"""Payments against invoices, as a ratio to reading the file and inserting its rows bare.

Run: PYTHONPATH=. python benchmarks/payments.py [COUNT]. It writes in a temporary folder only.
Bare is: the lines of the file cut into fields, a row a payment and a row an event in tables with
the same indexes, in one transaction. Nothing is matched, checked or compared.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.identity import luhn_digit
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.import_payments import ImportReport, PaymentImport, import_payments
from reminder_cli.services.payments_view import between, day_sums, unmatched
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.world import World

TODAY = date(2026, 3, 2)
HEADER = "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Kvar att betala;OCR"
COMPANY = Company(
    name="Norrviken Hantverk AB",
    org_number="556923-4585",
    bankgiro="991-2346",
    collector=Collector.OWN,
)


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """How long it takes once, and what it gives."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def invoices(count: int) -> list[tuple[str, str, int, str]]:
    """Number, OCR, öre and customer's name of each invoice; three to a customer."""
    chance = random.Random(1)
    made = []
    for n in range(count):
        number = str(100_000 + n)
        ore = chance.randint(100_00, 30_000_00)
        name = f"Företag {chance.choice('abcdefghij')}{n // 3:x} i Orten AB"
        made.append((number, number + luhn_digit(number), ore, name))
    return made


def write_list(path: Path, made: list[tuple[str, str, int, str]]) -> None:
    """The list of invoices as a program exports it."""
    issued = TODAY - timedelta(days=50)
    due = TODAY - timedelta(days=20)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for n, (number, ocr, ore, name) in enumerate(made):
            kronor = f"{ore // 100},{ore % 100:02d}"
            file.write(f"{number};{n // 3};{name};;{issued};{due};{kronor};{kronor};{ocr}\n")


def write_bgmax(path: Path, made: list[tuple[str, str, int, str]]) -> None:
    """One payment an invoice, nine of ten with OCR, in deposits of 1,000."""
    chance = random.Random(2)
    lines = ["01BGMAX               0120260302173035010331P"]
    for start in range(0, len(made), 1000):
        part = made[start : start + 1000]
        lines.append("050009912346          SEK")
        for serial, (number, ocr, ore, name) in enumerate(part, start):
            by_ocr = chance.random() < 0.9
            reference = ocr if by_ocr else ""
            code = 2 if by_ocr else 3
            giro = 5_000_000 + serial // 3
            lines.append(f"20{giro:010d}{reference:>25}{ore:018d}{code}2{serial:012d}0")
            lines += [] if by_ocr else [f"25faktura {number}"]
            lines.append(f"26{name}")
        total = sum(ore for _number, _ocr, ore, _name in part)
        lines.append(
            f"15{'58410000010098232':0>35}20260302{start // 1000:05d}{total:018d}SEK{len(part):08d}"
        )
    deposits = -(-len(made) // 1000)
    lines.append(f"70{len(made):08d}{0:08d}{0:08d}{deposits:08d}")
    path.write_text("\r\n".join(f"{line:<80}" for line in lines), encoding="latin-1")


def bare(path: Path, folder: Path) -> None:
    """The unavoidable part: read the lines, write a payment and an event each."""
    db = sqlite3.connect(folder / "bare.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute(
        "CREATE TABLE payment (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, booked_on TEXT,"
        " ore INTEGER, reference TEXT, payer TEXT) STRICT"
    )
    db.execute("CREATE INDEX payment_day ON payment (booked_on)")
    db.execute(
        "CREATE TABLE event (seq INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, invoice INTEGER,"
        " kind TEXT, counts_on TEXT, body TEXT) STRICT"
    )
    db.execute("CREATE INDEX event_invoice ON event (invoice, seq)")
    rows = []
    with path.open(encoding="latin-1", newline="") as lines:
        for line in lines:
            record = line.rstrip("\r\n")
            if record[:2] == "20":
                rows.append((record[57:69], "2026-03-02", int(record[37:55]), record[12:37], ""))
    db.execute("BEGIN")
    db.executemany("INSERT INTO payment VALUES (NULL, ?, ?, ?, ?, ?)", rows)
    db.executemany(
        "INSERT INTO event VALUES (NULL, ?, ?, 'payment_received', ?, ?)",
        (
            (f"payment/{n}/{n}", n, row[1], f'{{"amount_ore":{row[2]},"payment_id":{n}}}')
            for n, row in enumerate(rows)
        ),
    )
    db.execute("COMMIT")
    db.close()


def world(folder: Path) -> World:
    """The firm on the day."""
    moment = datetime.combine(TODAY, datetime.min.time()).astimezone()
    return World(path=folder / "ledger.db", today=TODAY, now=moment)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    made = invoices(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_list(folder / "invoices.csv", made)
        write_bgmax(folder / "bgmax.txt", made)
        firm = world(folder)
        set_up(firm, Answers(company=COMPANY, accept_terms=True, settings={}))
        import_files(firm, [folder / "invoices.csv"], ImportOptions())
        base, _none = timed(lambda: bare(folder / "bgmax.txt", folder))
        files = [folder / "bgmax.txt"]
        took, report = timed(lambda: import_payments(firm, files, PaymentImport()))
        again, _report = timed(lambda: import_payments(firm, files, PaymentImport()))
        listing, days = timed(lambda: day_sums(between(firm, None, None)))
        waits, _lines = timed(lambda: unmatched(firm))
        firm.ledger.close()
        assert isinstance(report, ImportReport)
        print(f"{count} payments, {count} invoices: {report.booked_now} booked; {days!s:.60}…")
        for what, figure in (
            ("bare read and insert", base),
            ("payments import", took),
            ("the same file again", again),
            ("payments list", listing),
            ("payments list --unmatched", waits),
        ):
            print(f"{what:28}{figure:8.2f} s {figure / base:8.1f} × bare")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"most memory: {peak} MB")


if __name__ == "__main__":
    main()
