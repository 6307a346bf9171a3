"""Seconds and peak memory of the report and its workbook over a ledger of many cases.

The workbook is set beside openpyxl writing the same cells with their formats, and nothing else; processor time.

Run: python benchmarks/report.py [CASES]. The ledger is made first, in a temporary folder, by
recording the events that sending, `tick` and payments would have recorded.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

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
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.fees import Act, BusinessCompensation
from reminder_cli.domain.rules.interest import DayCount
from reminder_cli.ledger import invoices
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.report import ReportChoice, report
from reminder_cli.services.report_workbook import write_workbook
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.world import World

TODAY = date(2026, 6, 1)


def main(cases: int) -> None:
    """Make the ledger, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        world = _ledger(Path(folder), cases)
        print(f"{cases} cases, ledger {world.path.stat().st_size / 1e6:.0f} MB")
        _measured("report", lambda: report(world, ReportChoice()))
        file = Path(folder) / "report.xlsx"
        took = _measured("workbook", lambda: write_workbook(world, ReportChoice(), file))
        print(f"file {file.stat().st_size / 1e6:.1f} MB")
        sheets = _cells(file)
        bare = _measured("bare", lambda: _write(sheets, Path(folder) / "bare.xlsx"))
        print(f"workbook {took / bare:.2f} x the same cells written by openpyxl")


def _measured(name: str, work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<10}{took:8.1f} s   peak {peak:.0f} MB")
    return took


def _cells(file: Path) -> list[list[list[tuple[object, str]]]]:
    """Every cell of every sheet: its value and its number format."""
    book = load_workbook(file, read_only=True)
    return [
        [[(cell.value, cell.number_format or "General") for cell in row] for row in sheet.rows]
        for sheet in book.worksheets
    ]


def _write(sheets: list[list[list[tuple[object, str]]]], file: Path) -> None:
    book = Workbook(write_only=True)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            made = []
            for value, number_format in row:
                cell = WriteOnlyCell(sheet, value=value)
                if number_format != "General":
                    cell.number_format = number_format
                made.append(cell)
            sheet.append(made)
    book.save(file)


def _ledger(folder: Path, cases: int) -> World:
    now = datetime.combine(TODAY, clock(12), UTC)
    world = World(path=folder / "ledger.db", today=TODAY, now=now, trial=True)
    company = Company(
        name="Stora Firman AB",
        org_number="556036-0793",
        collector=Collector.PARTNER,
        bankgiro="5050-1055",
        partner_name="Inkassobolaget AB",
    )
    set_up(world, Answers(company=company, accept_terms=True, settings={}))
    file = folder / "invoices.csv"
    with file.open("w", encoding="utf-8") as rows:
        rows.write("Fakturanr;Kundnr;Kundnamn;Fakturadatum;Förfallodatum;Belopp\n")
        for n in range(cases):
            due = date(2025, 1, 2) + timedelta(days=n % 480)
            rows.write(
                f"{10_000 + n};{n % 2000};Kund {n % 2000} AB;{due - timedelta(30)};{due};"
                f"{500 + n % 9000},00\n"
            )
    import_files(world, [file], ImportOptions())
    with world.writing():
        for registered in list(invoices.all_registered(world.ledger)):
            invoice = registered.invoice
            world.record([*_story(invoice.invoice_id, invoice.due_date, invoice.total_ore)])
    return world


def _story(number: int, due: date, principal: int) -> Iterator[Event]:
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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
