"""Payments against invoices, as a ratio to reading the file and inserting its rows bare.

Run: python -m benchmarks.payments [COUNT]. It writes in a temporary folder only.
Bare is: the lines of the file cut into fields, and the rows of payments and events that the import
writes put into the ledger's own tables, in one transaction. Nothing is matched, checked or compared.
Thin is the same into two tables of six columns without a check: what a bookkeeper's script would do.
Then 100 payments into the same ledger, with all invoices open, and with all but those 100 paid by a file
of the bank.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.ledgers import TODAY, new, opened
from benchmarks.measuring import Cost, apart
from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.identity import luhn_digit
from reminder_cli.ledger import payments
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.import_payments import PaymentImport, import_payments
from reminder_cli.services.payments_view import between, day_sums

HEADER = "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Kvar att betala;OCR"
COMPANY = Company(
    name="Norrviken Hantverk AB",
    org_number="556923-4585",
    bankgiro="991-2346",
    collector=Collector.OWN,
)


ROUNDS = 3


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


def firm_with(folder: Path, made: list[tuple[str, str, int, str]]) -> None:
    """A new ledger in this folder that holds these invoices."""
    folder.mkdir(parents=True, exist_ok=True)
    write_list(folder / "invoices.csv", made)
    firm = new(folder, COMPANY)
    import_files(firm, [folder / "invoices.csv"], ImportOptions())
    firm.ledger.close()


def making(folder: str, count: str) -> Callable[[], object]:
    """As many open invoices as payments in a file of the bank, and a file of a hundred payments with
    the ledgers it goes into: one in which all are open, and one in which all others are paid.
    """

    def make() -> None:
        place, made = Path(folder), invoices(int(count))
        firm_with(place / "open", made)
        write_bgmax(place / "bgmax.txt", made)
        chosen = set(random.Random(5).sample(range(int(count)), 100))
        write_bgmax(place / "some.txt", [made[n] for n in sorted(chosen)])
        others = [row for n, row in enumerate(made) if n not in chosen]
        write_bgmax(place / "others.txt", others, day="20260105")
        _copied(place, "open", "paid")
        firm = opened(place / "paid")
        import_payments(firm, [place / "others.txt"], PaymentImport())
        firm.ledger.close()

    return make


def _copied(place: Path, source: str, name: str) -> Path:
    """A ledger of its own to write in."""
    (place / name).mkdir(exist_ok=True)
    shutil.copy(place / source / "ledger.db", place / name / "ledger.db")
    return place / name


def taking(folder: str, name: str, source: str) -> Callable[[], object]:
    """A file of payments taken into a copy of a ledger."""
    place = Path(folder)
    firm = opened(_copied(place, source, "taken"))
    firm.ledger.db.execute("SELECT 1")
    return lambda: import_payments(firm, [place / name], PaymentImport())


def again(folder: str) -> Callable[[], object]:
    """The same file once more, into the ledger that has taken it."""
    firm = opened(Path(folder) / "taken")
    return lambda: import_payments(firm, [Path(folder) / "bgmax.txt"], PaymentImport())


def seen(folder: str) -> Callable[[], object]:
    """The payments of that ledger as a list."""
    firm = opened(Path(folder) / "taken")
    return lambda: day_sums(between(firm, None, None))


def bare_import(folder: str) -> Callable[[], object]:
    """The floor: the same rows into the ledger's own tables."""
    return lambda: bare(Path(folder) / "bgmax.txt", Path(folder) / "open" / "ledger.db")


def thin_import(folder: str) -> Callable[[], object]:
    """The lesser floor: into two tables of six columns."""
    return lambda: thin(Path(folder) / "bgmax.txt", Path(folder))


def measured(place: Path, count: int, runs: int) -> dict[str, Cost]:
    """What each costs with as many payments as invoices, and a hundred payments among them."""
    folder, module = place / "payments", "benchmarks.payments"
    if not (folder / "paid" / "ledger.db").exists():
        apart(f"{module}:making", folder, count)
    return {
        "few open": apart(f"{module}:taking", folder, "some.txt", "open", runs=runs),
        "few paid": apart(f"{module}:taking", folder, "some.txt", "paid", runs=runs),
        "bare": apart(f"{module}:bare_import", folder, runs=runs),
        "thin": apart(f"{module}:thin_import", folder, runs=runs),
        "import": apart(f"{module}:taking", folder, "bgmax.txt", "open", runs=runs),
        "again": apart(f"{module}:again", folder, runs=runs),
        "list": apart(f"{module}:seen", folder),
    }


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        costs = measured(Path(name), count, ROUNDS)
    for what, cost in costs.items():
        ratio = cost.seconds / costs["bare"].seconds
        print(f"{what:12}{cost.seconds:8.2f} s {ratio:6.2f} × bare   {cost.peak / 1e6:6.0f} MB")


if __name__ == "__main__":
    main()
