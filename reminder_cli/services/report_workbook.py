"""Writes the report as a workbook that a bookkeeper can hand to the owner. It changes nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reminder_cli.adapters.exporters.xlsx import Book, Column, Setup, Sheet, Value
from reminder_cli.errors import AGAIN, Again, Refused, WrongValue
from reminder_cli.i18n import _
from reminder_cli.ledger import report_queries
from reminder_cli.services import report_sheets as lists
from reminder_cli.services import report_tables as tables
from reminder_cli.services.new_file import must_be_new
from reminder_cli.services.report import Report, ReportChoice, report, vat_account
from reminder_cli.services.report_lines import Line
from reminder_cli.services.report_notes import notes_sheet
from reminder_cli.services.report_reconciliation import reconciliation_sheet
from reminder_cli.services.report_summary import SETUP, Blocks, fill_summary

if TYPE_CHECKING:
    from reminder_cli.services.world import World

Rows = Callable[[Line], Iterator[tuple[Value, ...]]]


def write_workbook(world: World, choice: ReportChoice, path: Path) -> Report:
    """Write the workbook; the file appears only when it is whole, and never in the place of another."""
    _check(path)
    part = path.with_name(f".{path.name}.part")
    try:
        with _book(world, choice) as book:
            found = _Writer(world, choice, book).write(part)
        part.replace(path)
    except OSError as error:
        raise _unwritable(path) from error
    finally:
        part.unlink(missing_ok=True)
    return found


def _check(path: Path) -> None:
    if path.suffix.casefold() != ".xlsx":
        raise WrongValue(
            _("{name} does not end with .xlsx.", name=path.name),
            fix=_("Name the workbook as report.xlsx."),
            again=Again(instead={path.name: "report.xlsx"}),
        )
    if not path.absolute().parent.is_dir():
        raise Refused(
            _("There is no folder {folder}. Nothing was written.", folder=path.absolute().parent),
            fix=_("Make it first, or name another file."),
            again=AGAIN,
        )
    if path.is_dir():
        raise _unwritable(path)
    must_be_new(path)


def _unwritable(path: Path) -> Refused:
    return Refused(
        _("{path} cannot be written. What was there is as it was.", path=path),
        fix=_("Close it if it is open elsewhere, or name another file."),
        again=AGAIN,
    )


def _book(world: World, choice: ReportChoice) -> Book:
    firm, day = world.company.name, choice.as_of or world.today
    return Book(title=_("{firm}, as of {day}", firm=firm, day=day), author=firm, day=day)


class _Writer:
    """The sheets in their order, filled while the invoices are gone through."""

    def __init__(self, world: World, choice: ReportChoice, book: Book) -> None:
        self.world, self.choice, self.book = world, choice, book
        self.head = book.title
        widths = report_queries.longest_texts(world.ledger)
        self.name_width = lists.invoice_columns(widths)[1].width
        self.summary = self.book.sheet(_("Summary"), SETUP)
        columns = lists.case_columns(widths)
        self.streams: list[tuple[Sheet, Rows]] = [
            (self._list(_("Cases"), "Cases", columns), lists.case_rows)
        ]
        columns = lists.invoice_sheet_columns(widths)
        self.streams.append((self._list(_("Invoices"), "Invoices", columns), lists.invoice_rows))
        self.ages = tables.age_columns(self.name_width)
        self.ageing = self._sheet(_("Ageing"), self.ages)
        self.paid = tables.payment_columns()
        self.payments = self._sheet(_("Payments"), self.paid)
        self.monthly = tables.fee_columns(vat_account(world))
        self.fees = self._sheet(_("Fees and VAT"), self.monthly)
        columns = lists.interest_columns(widths)
        self.streams.append((self._list(_("Interest"), "Interest", columns), lists.interest_rows))
        columns = lists.letter_columns(widths)
        self.streams.append((self._list(_("Letters"), "Letters", columns), lists.letter_rows))

    def _sheet(self, title: str, columns: list[Column]) -> Sheet:
        setup = Setup(
            widths=[column.needed for column in columns],
            frozen_rows=1,
            frozen_columns=1,
            head=self.head,
        )
        return self.book.sheet(title, setup)

    def _list(self, title: str, name: str, columns: list[Column]) -> Sheet:
        sheet = self._sheet(title, columns)
        sheet.begin(name, columns)
        return sheet

    def write(self, path: Path) -> Report:
        found = report(self.world, self.choice, each=self._add)
        for sheet, _rows in self.streams:
            sheet.end()
        tables.fill_ageing(self.ageing, self.ages, found)
        tables.fill_payments(self.payments, self.paid, found)
        fees = tables.fill_fees(self.fees, self.monthly, found)
        reconciliation_sheet(self.book, found.reconciled, head=self.head)
        tables.statistics_sheet(self.book, found, width=self.name_width, head=self.head)
        columns = tables.customer_columns(self.name_width)
        tables.fill_customers(self._sheet(_("Statistics by customer"), columns), columns, found)
        forecast = tables.forecast_sheet(self.book, found, width=self.name_width, head=self.head)
        notes_sheet(self.book, head=self.head)
        fill_summary(self.summary, found, Blocks(fees=fees, forecast=forecast))
        self.book.save(path)
        return found

    def _add(self, line: Line) -> None:
        for sheet, rows in self.streams:
            for row in rows(line):
                sheet.add(row)
