"""The report and its workbook over a ledger of many cases, each in a process of its own.

The workbook is set beside openpyxl writing the same cells with their formats, and nothing else.

Run: python -m benchmarks.report [CASES]. The ledger is made first, in a temporary folder, by
recording the events that sending, `tick` and payments would have recorded.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.ledgers import new, opened, record_all
from benchmarks.measuring import Cost, apart
from benchmarks.scale import read_all
from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.events import (
    CaseClosed,
    CaseOpened,
    Event,
    LetterIssued,
    Outcome,
    PaidTo,
    PaymentReceived,
    Stage,
    StageEntered,
)
from reminder_cli.domain.invoice import CustomerKind, Invoice
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.fees import Act, BusinessCompensation
from reminder_cli.domain.rules.interest import DayCount
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.report import ReportChoice, report
from reminder_cli.services.report_workbook import write_workbook

TODAY = date(2026, 6, 1)
MOST_CASES = (
    600_000  # a sheet of a workbook holds 1,048,576 rows, and a case has one letter and a half
)
COMPANY = Company(
    name="Stora Firman AB",
    org_number="556036-0793",
    collector=Collector.PARTNER,
    bankgiro="5050-1055",
    partner_name="Inkassobolaget AB",
)
_BATCH = 1_000


def counting(folder: str) -> Callable[[], object]:
    """The figures alone, as `report --json` has them."""
    firm = opened(Path(folder), TODAY)
    return lambda: report(firm, ReportChoice())


def writing(folder: str) -> Callable[[], object]:
    """The figures and the workbook."""
    firm, file = opened(Path(folder), TODAY), Path(folder) / "report.xlsx"
    file.unlink(missing_ok=True)
    return lambda: write_workbook(firm, ReportChoice(), file)


def keeping_cells(folder: str) -> Callable[[], object]:
    """Every cell of every sheet of that workbook, its value and its number format, into a file."""
    from openpyxl import load_workbook

    def keep() -> None:
        book = load_workbook(Path(folder) / "report.xlsx", read_only=True)
        with (Path(folder) / "cells").open("wb") as file:
            for sheet in book.worksheets:
                rows = (
                    [(cell.value, cell.number_format or "General") for cell in row]
                    for row in sheet.rows
                )
                while some := list(islice(rows, _BATCH)):
                    pickle.dump(some, file)
                pickle.dump(None, file)

    return keep


def bare(folder: str) -> Callable[[], float]:
    """openpyxl writing those cells. Reading them back is not counted."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    def write() -> float:
        book, took = Workbook(write_only=True), 0.0
        for sheet_rows in _sheets(Path(folder) / "cells"):
            sheet = book.create_sheet()
            for some in sheet_rows:
                start = time.process_time()
                for row in some:
                    made = []
                    for value, number_format in row:
                        cell = WriteOnlyCell(sheet, value=value)
                        if number_format != "General":
                            cell.number_format = number_format
                        made.append(cell)
                    sheet.append(made)
                took += time.process_time() - start
        start = time.process_time()
        book.save(Path(folder) / "bare.xlsx")
        return took + time.process_time() - start

    return write


def _sheets(kept: Path) -> Iterator[Iterator[list[list[tuple[object, str]]]]]:
    with kept.open("rb") as file:
        while file.peek(1):
            yield iter(lambda: pickle.load(file), None)


def reading(folder: str) -> Callable[[], object]:
    """The events of that ledger read, and nothing done with them."""
    return read_all(Path(folder))


def figures(folder: Path, cases: int, runs: int) -> tuple[Cost, Cost]:
    """The figures alone, beside reading the events."""
    _made(folder, cases)
    module = "benchmarks.report"
    return (
        apart(f"{module}:counting", folder, runs=runs),
        apart(f"{module}:reading", folder, runs=runs),
    )


def workbook(folder: Path, cases: int, runs: int) -> tuple[Cost, Cost]:
    """The workbook, beside its cells written bare."""
    _made(folder, cases)
    module = "benchmarks.report"
    book = apart(f"{module}:writing", folder, runs=runs)
    if not (folder / "cells").exists():
        apart(f"{module}:keeping_cells", folder)
    return book, apart(f"{module}:bare", folder, runs=runs)


def _made(folder: Path, cases: int) -> None:
    if not (folder / "ledger.db").exists():
        apart("benchmarks.report:making", folder, cases)


def making(folder: str, cases: str) -> Callable[[], object]:
    """A ledger in which as many cases have gone in many ways."""
    place, count = Path(folder), int(cases)

    def make() -> None:
        firm = new(place, COMPANY, TODAY)
        file = place / "invoices.csv"
        with file.open("w", encoding="utf-8") as rows:
            rows.write("Fakturanr;Kundnr;Kundnamn;Fakturadatum;Förfallodatum;Belopp\n")
            for n in range(count):
                due = date(2025, 1, 2) + timedelta(days=n % 480)
                rows.write(
                    f"{10_000 + n};{n % 2000};Kund {n % 2000} AB;{due - timedelta(30)};{due};"
                    f"{500 + n % 9000},00\n"
                )
        import_files(firm, [file], ImportOptions())
        record_all(firm, _story, iter(range(1, count + 1)))
        firm.ledger.close()

    return make


def _story(invoice: Invoice) -> Iterator[Event]:
    number, due, principal = invoice.invoice_id, invoice.due_date, invoice.total_ore
    sent = due + timedelta(days=7)
    yield CaseOpened(
        invoice_id=number,
        case_no=1,
        on=sent,
        collector=Collector.PARTNER,
        terms_version=2,
        principal_ore=principal,
        invoice_on=due - timedelta(days=30),
        due_on=due,
        interest_from=due + timedelta(days=1),
        contract_percent=None,
        day_count=DayCount.ACTUAL,
        customer_kind=CustomerKind.BUSINESS,
        reminder_fee_agreed=True,
        compensation=BusinessCompensation.FEES,
    )
    yield _letter(number, sent, LetterKind.REMINDER, Act.REMINDER, 60_00, principal)
    late = (number * 7919) % 100
    if late < 55:
        yield from _paid(number, sent + timedelta(days=3 + late % 10), principal + 60_00)
        return
    demand = sent + timedelta(days=18)
    if demand > TODAY:
        return
    yield _letter(number, demand, LetterKind.DEMAND, Act.DEMAND, 180_00, principal)
    if late < 75:
        yield from _paid(number, demand + timedelta(days=2 + late % 7), principal + 300_00)
        return
    for stage, days in ((Stage.CHOOSE, 12), (Stage.MONITORING, 42)):
        on = demand + timedelta(days=days)
        if on <= TODAY:
            yield StageEntered(invoice_id=number, case_no=1, on=on, stage=stage)
    if late < 85:
        on = demand + timedelta(days=60)
        if on <= TODAY:
            yield PaymentReceived(
                invoice_id=number,
                on=on,
                payment_id=number,
                amount_ore=principal // 2,
                to=PaidTo.PARTNER,
                paid_out_on=on,
            )


def _letter(
    number: int, on: date, kind: LetterKind, act: Act, fee: int, principal: int
) -> LetterIssued:
    return LetterIssued(
        invoice_id=number,
        case_no=1,
        on=on,
        letter=kind,
        number=1,
        letter_id=number * 2 + (kind is LetterKind.DEMAND),
        due_on=on + timedelta(days=14 if act is Act.REMINDER else 10),
        fee_act=act,
        fee_ore=fee,
        total_ore=principal + (60_00 if act is Act.REMINDER else 240_00),
        interest_ore=0,
        sha256="0" * 64,
        starts=Stage.REMINDER if act is Act.REMINDER else Stage.DEMAND,
    )


def _paid(number: int, on: date, amount: int) -> Iterator[Event]:
    if on > TODAY:
        return
    yield PaymentReceived(
        invoice_id=number, on=on, payment_id=number, amount_ore=amount, to=PaidTo.CREDITOR
    )
    yield CaseClosed(invoice_id=number, case_no=1, on=on, outcome=Outcome.PAID)


def main(cases: int) -> None:
    """Make the ledger, then measure."""
    with tempfile.TemporaryDirectory() as name:
        report_alone, _events = figures(Path(name), cases, 1)
        book, floor = workbook(Path(name), cases, 1)
        for what, cost in (("report", report_alone), ("workbook", book), ("bare", floor)):
            print(f"{what:<10}{cost.seconds:8.1f} s   peak {cost.peak / 1e6:.0f} MB")
        ratio = book.seconds / floor.seconds
        print(f"workbook {ratio:.2f} x the same cells written by openpyxl")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
