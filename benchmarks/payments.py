"""Payments against invoices, as a ratio to reading the file and inserting its rows bare.

Run: PYTHONPATH=. python benchmarks/payments.py [COUNT]. It writes in a temporary folder only, and
takes the processor's time in user mode, the least of a few rounds, so that others may run beside it.
Bare is: the lines of the file cut into fields, and the rows of payments and events that the import
writes put into the ledger's own tables, in one transaction. Nothing is matched, checked or compared.
Thin is the same into two tables of six columns without a check: what a bookkeeper's script would do.
Then 100 payments into ledgers of COUNT/100, COUNT/10 and COUNT invoices, first with all invoices open,
then with all but those 100 paid by a file of the bank.
"""

from __future__ import annotations

import random
import resource
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.identity import luhn_digit
from reminder_cli.ledger import payments
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.import_payments import PaymentImport, import_payments
from reminder_cli.services.payments_view import COUNTED, between, day_sums, unmatched
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


ROUNDS = 3


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """The processor's seconds in user mode it takes once, and what it gives."""
    start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    result = work()
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - start, result


def least(work: Callable[[], object]) -> float:
    """The least of a few rounds."""
    return min(timed(work)[0] for _ in range(ROUNDS))


def invoices(count: int) -> list[tuple[str, str, int, str]]:
    """Number, OCR, öre and customer's name of each invoice; three to a customer."""
    chance = random.Random(1)
    made = []
    for n in range(count):
        number = str(100_000 + n)
        ore = chance.randint(100_00, 30_000_00)
        name = f"Företag {'abcdefghij'[n // 3 % 10]}{n // 3:x} i Orten AB"
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


def write_bgmax(
    path: Path, made: list[tuple[str, str, int, str]], *, day: str = "20260302"
) -> None:
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
            f"15{'58410000010098232':0>35}{day}{start // 1000:05d}{total:018d}SEK{len(part):08d}"
        )
    deposits = -(-len(made) // 1000)
    lines.append(f"70{len(made):08d}{0:08d}{0:08d}{deposits:08d}")
    path.write_text("\r\n".join(f"{line:<80}" for line in lines), encoding="latin-1")


def bare(path: Path, ledger: Path) -> None:
    """The unavoidable part, into the ledger's own tables; it is taken back afterwards."""
    db = sqlite3.connect(ledger, isolation_level=None)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("BEGIN IMMEDIATE")
    db.execute(
        "INSERT INTO payment_file VALUES (1, '', '', '', '', 0, 0, 0, NULL, '[]', '{}', '2026-03-02', '')"
    )
    db.executemany(payments._INSERT, bare_rows(path))
    db.executemany(
        "INSERT INTO event (key, invoice_id, kind, counts_on, recorded_at, body)"
        " VALUES (?, ?, 'payment_received', '2026-03-02', '2026-03-02', ?)",
        (
            (
                f"payment/{n}/{n}",
                n,
                f'{{"amount_ore":{row[3]},"kept_ore":null,"paid_out_on":null,"payment_id":{n},'
                '"to":"creditor"}',
            )
            for n, row in enumerate(bare_rows(path), start=1)
        ),
    )
    db.execute("ROLLBACK")
    db.close()


def bare_rows(path: Path) -> Iterator[tuple[object, ...]]:
    """The rows of payments as the import writes them, cut from the lines and nothing more."""
    n, reference, day = 0, "", "2026-03-02"
    with path.open(encoding="latin-1", newline="") as lines:
        for line in lines:
            record = line.rstrip("\r\n ")
            kind = record[:2]
            if kind == "20":
                n += 1
                reference, giro, ore = (
                    record[12:37].strip(),
                    record[2:12].lstrip("0"),
                    record[37:55],
                )
                key = f"bgmax:9912346:{day}:00000:{record[57:69]}"
            elif kind == "25":
                reference = record[2:52].strip()
            elif kind == "26":
                said = f'[["{reference}"], [], []]'
                yield (
                    *(n, key, day, int(ore), "bgmax", reference, record[2:37].strip(), day, 1, n),
                    *("9912346", giro, "", "bg:9912346:2026:00000", said, 0, 0, "creditor"),
                    *("counted", 0, "file"),
                )


def thin(path: Path, folder: Path) -> None:
    """Read the lines, write a payment and an event each into tables as small as can be."""
    (folder / "thin.db").unlink(missing_ok=True)
    db = sqlite3.connect(folder / "thin.db", isolation_level=None)
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


def firm_with(folder: Path, made: list[tuple[str, str, int, str]]) -> None:
    """A new ledger in this folder that holds these invoices."""
    folder.mkdir(exist_ok=True)
    write_list(folder / "invoices.csv", made)
    firm = world(folder)
    set_up(firm, Answers(company=COMPANY, accept_terms=True, settings={}))
    import_files(firm, [folder / "invoices.csv"], ImportOptions())
    firm.ledger.close()


def fresh_import(folder: Path, file: Path) -> float:
    """Seconds to import the file into a copy of the ledger, opened already; the least of a few."""
    times = []
    for n in range(ROUNDS):
        copy = folder / f"copy{n}"
        copy.mkdir()
        shutil.copy(folder / "ledger.db", copy / "ledger.db")
        firm = world(copy)
        firm.ledger.db.execute("SELECT 1")
        times.append(timed(lambda: import_payments(firm, [file], PaymentImport()))[0])  # noqa: B023
        firm.ledger.close()
        shutil.rmtree(copy)
    return min(times)


def bulk(folder: Path, count: int) -> None:
    """As many payments as invoices."""
    made = invoices(count)
    firm_with(folder, made)
    file = folder / "bgmax.txt"
    write_bgmax(file, made)
    base = least(lambda: bare(file, folder / "ledger.db"))
    took = [("thin: into tables of six columns", least(lambda: thin(file, folder)))]
    took.append(("payments import", fresh_import(folder, file)))
    firm = world(folder)
    report = import_payments(firm, [file], PaymentImport())
    again = least(lambda: import_payments(firm, [file], PaymentImport()))
    took.append(("the same file again", again))
    seen = timed(lambda: day_sums(between(firm, None, None, most=COUNTED)))[0]
    took.append(("payments list on a terminal", seen))
    took.append(("payments list --csv", timed(lambda: day_sums(between(firm, None, None)))[0]))
    took.append(("payments list --unmatched", timed(lambda: unmatched(firm))[0]))
    firm.ledger.close()
    print(f"{count} payments, {count} invoices: {report.booked_now} booked")
    print(f"{'bare: the same rows, same tables':36}{base:8.2f} s")
    for what, figure in took:
        print(f"{what:36}{figure:8.2f} s {figure / base:8.1f} × bare")
    print(f"payments import: {took[1][1] / took[0][1]:.1f} × thin")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"most memory: {peak} MB")


def few(folder: Path, count: int) -> None:
    """A hundred payments into a ledger of so many invoices: all open, then all others paid."""
    made = invoices(count)
    chosen = set(random.Random(5).sample(range(count), 100))
    firm_with(folder, made)
    write_bgmax(folder / "some.txt", [made[n] for n in sorted(chosen)])
    is_open = fresh_import(folder, folder / "some.txt")
    write_bgmax(
        folder / "others.txt",
        [row for n, row in enumerate(made) if n not in chosen],
        day="20260105",
    )
    firm = world(folder)
    import_payments(firm, [folder / "others.txt"], PaymentImport())
    firm.ledger.close()
    is_paid = fresh_import(folder, folder / "some.txt")
    print(f"100 payments, {count:7} invoices: {is_open:.3f} s open, {is_paid:.3f} s paid")


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        bulk(Path(name) / "bulk", count)
        for size in (count // 100, count // 10, count):
            few(Path(name) / str(size), size)


if __name__ == "__main__":
    main()
