"""Makes one draft of the cells of one row, and a problem of every cell that is not understood.

Which rows are invoices is decided in :mod:`table`. Amounts of credit notes are negative here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from reminder_cli.adapters.importers.base import ReadFile, ReadOptions, RowProblem
from reminder_cli.adapters.importers.cells import (
    NO_AMOUNT,
    WRITE_DATE,
    WRITE_KRONOR,
    DateColumn,
    amount,
    is_no,
    is_surely_date,
    is_yes,
    without_decimal,
)
from reminder_cli.adapters.importers.customer_cells import CustomerCells, customer
from reminder_cli.adapters.importers.headers import Layout, normalised
from reminder_cli.adapters.importers.told import Told
from reminder_cli.domain.identity import ocr_valid
from reminder_cli.domain.invoice import CustomerDraft, InvoiceDraft, InvoiceKind
from reminder_cli.i18n import Text

DATE_FIELDS = ("invoice_date", "due_date", "sent_on", "reminded_on")
_AMOUNT_FIELDS = ("total", "remaining", "paid", "vat", "reduction", "fee_claimed")
_CACHED_CUSTOMERS = 10_000
_CACHED_AMOUNTS = 5_000  # what remains is mostly the total once more

_CREDIT = frozenset({
    "credit", "creditinvoice", "creditnote", "credit_note",
    "kredit", "kreditfaktura", "kreditnota",
})  # fmt: skip
_CASH = frozenset({"cash", "cashinvoice", "cashnote", "cash_note", "kontant", "kontantfaktura"})
_STATUS = {
    "cancelled": "makulerad makulerat annullerad cancelled canceled void voided",
    "not issued": "utkast draft preliminär preliminary",
    "paid": "paid betald betalt slutbetald fullypaid",
}
_STATUSES = {word: status for status, words in _STATUS.items() for word in words.split()}


class InvoiceCells(NamedTuple):
    """What a row says of its invoice, as text; empty where there is no such column."""

    number: str
    invoice_date: str
    due_date: str
    total: str
    remaining: str
    paid: str
    paid_on: str
    currency: str
    ocr: str
    status: str
    kind: str
    credit: str
    credits_number: str
    description: str
    reduction: str
    handled_elsewhere: str
    vat: str
    sent_on: str
    fee_claimed: str
    reminded_on: str


class InvoiceRow:
    """Reads one row after another of one list; remembers customers and how dates are written."""

    def __init__(
        self,
        layout: Layout,
        options: ReadOptions,
        file: ReadFile,
        told: Told,
        sample: Iterable[list[str]],
    ) -> None:
        self._layout = layout
        self._file = file
        self._told = told
        self._terms = None if options.terms_days is None else timedelta(days=options.terms_days)
        rows = list(sample)
        self._dates = {field: DateColumn(_column(layout, rows, field)) for field in DATE_FIELDS}
        self._status_header = normalised(layout.name_of("status"))
        self._status_is_paid = _STATUSES.get(self._status_header) == "paid"
        self._customers: dict[tuple[str, ...], CustomerDraft] = {}
        self._amounts: dict[str, int] = {}
        self._in_ore = frozenset(field for field in _AMOUNT_FIELDS if layout.is_in_ore(field))
        # A blank there is a formula with an error or never counted, or what is paid: who knows?
        self._says_what_is_left = file.has_unread_formulas or any(
            text.strip() for text in _column(layout, rows, "remaining")
        )
        self._line = 0
        self._problems_before = 0

    def read(
        self, line: int, row: list[str], number: str, who: tuple[str, ...], cells: InvoiceCells
    ) -> InvoiceDraft | None:
        """The draft; None when a cell was not understood, which then stands in the problems.

        ``who`` are the cells of ``CustomerCells``. Most cells of most lists are empty, so that
        each is asked whether it holds anything before it is looked at.
        """
        self._line = line
        self._problems_before = len(self._file.problems)
        draft = self._draft(row, number, who, cells)
        return draft if self._is_understood() else None

    def status(self, text: str) -> str:
        """What the status means; a column called cancelled, or paid, says yes or no."""
        if not text:
            return ""
        word = "".join(text.casefold().split())
        if is_yes(word):
            word = self._status_header
        elif self._status_is_paid and is_surely_date(word):
            return "paid"  # the day it was paid
        return _STATUSES.get(word, "")

    def _draft(
        self, row: list[str], number: str, who: tuple[str, ...], cells: InvoiceCells
    ) -> InvoiceDraft:
        if not number:
            self._problem("number", "", Text("Write the invoice number."))
        invoice_date = self._date("invoice_date", cells.invoice_date)
        due_date, assumed = self._due_date(cells, invoice_date)
        total, reduction = self._total(cells)
        kind = self._kind(number, cells, total)
        if due_date < invoice_date and kind is InvoiceKind.INVOICE and self._is_understood():
            fix = Text("The due date lies before the invoice date. Correct one of them.")
            self._problem("due_date", cells.due_date, fix)
        if kind is InvoiceKind.CREDIT_NOTE:
            total, reduction = -abs(total), -abs(reduction)
        remaining = self._remaining(row, cells, total)
        if reduction or remaining is None or not 0 <= remaining <= total:
            remaining = self._customers_rest(number, cells, (total, reduction, remaining))
        return InvoiceDraft(
            self._line,
            number,
            invoice_date,
            due_date,
            total,
            remaining,
            reduction,
            self._currency(cells.currency),
            kind,
            self._customer(who),
            self._ocr(number, cells.ocr) if cells.ocr else "",
            " ".join(cells.description.split()) if cells.description else "",
            is_yes(cells.handled_elsewhere),
            _other_number(cells.credits_number) if cells.credits_number else "",
            self._optional("vat", cells.vat) if cells.vat else None,
            self._optional_date("sent_on", cells.sent_on) if cells.sent_on else None,
            (self._optional("fee_claimed", cells.fee_claimed) or 0) if cells.fee_claimed else 0,
            self._optional_date("reminded_on", cells.reminded_on) if cells.reminded_on else None,
            assumed,
        )

    def _is_understood(self) -> bool:
        """Whether every cell was, so far: amounts are compared only then."""
        return len(self._file.problems) == self._problems_before

    def _problem(self, field: str, found: str, fix: Text) -> None:
        column = self._layout.name_of(field)
        self._file.problems.append(RowProblem(self._line, column, found, fix))

    # Dates

    def _date(self, field: str, text: str) -> date:
        try:
            return self._dates[field].read(text)
        except ValueError:
            self._problem(field, text, WRITE_DATE)
            return date.min

    def _optional_date(self, field: str, text: str) -> date | None:
        # Empty, or a yes or no, as some programs write in "sent".
        if not text or not any(map(str.isdigit, text)):
            return None
        return self._date(field, text)

    def _due_date(self, cells: InvoiceCells, invoice_date: date) -> tuple[date, bool]:
        if cells.due_date.strip():
            return self._date("due_date", cells.due_date), False
        if invoice_date == date.min:  # already a problem
            return date.min, False
        if self._terms is not None:
            return invoice_date + self._terms, True
        fix = Text("Write the due date, or give your terms of payment: --terms-days N")
        self._problem("due_date", "", fix)
        return date.min, False

    # Amounts, in öre

    def _amount(self, field: str, text: str) -> int:
        ore = self._amounts.get(text)
        if ore is not None:
            return ore
        if field in self._in_ore:
            return self._of_ore(field, text)
        try:
            ore = amount(text)
        except ValueError:
            self._problem(field, text, WRITE_KRONOR)
            return 0
        if len(self._amounts) >= _CACHED_AMOUNTS:
            self._amounts.clear()
        if not self._in_ore:  # else one text is two amounts
            self._amounts[text] = ore
        return ore

    def _of_ore(self, field: str, text: str) -> int:
        try:
            kronor = amount(text)
        except ValueError:
            kronor = 1
        if kronor % 100:
            self._problem(field, text, Text("The header says öre: write whole öre, as 123450."))
        return kronor // 100

    def _optional(self, field: str, text: str) -> int | None:
        if not text:
            return None
        ore = self._amounts.get(text)
        if ore is not None:
            return ore
        plain = text.strip()
        return None if plain in NO_AMOUNT else self._amount(field, plain)

    def _total(self, cells: InvoiceCells) -> tuple[int, int]:
        """The whole invoice, and Skatteverket's part of it as a positive amount."""
        total = self._amount("total", cells.total)
        if not cells.reduction:
            return total, 0
        reduction = abs(self._optional("reduction", cells.reduction) or 0)
        if reduction and self._layout.total_is_after_reduction:
            total += reduction if total >= 0 else -reduction
        if reduction > abs(total) and self._is_understood():
            fix = Text("Skatteverket's part cannot be more than the whole invoice.")
            self._problem("reduction", cells.reduction, fix)
        return total, reduction

    def _remaining(self, row: list[str], cells: InvoiceCells, total: int) -> int | None:
        """What the file says is left of the whole, with the sign of the total."""
        remaining = self._optional("remaining", cells.remaining)
        if remaining is None and cells.remaining.strip():
            return 0  # a dash, as Excel shows zero
        if remaining is None:
            paid = self._paid(cells)
            if paid is not None:
                return total - (paid if total >= 0 else -abs(paid))
            remaining = self._aged(row)
        settled = bool(cells.status) and self.status(cells.status) == "paid"
        if remaining is None:
            if settled or any(map(str.isdigit, cells.paid_on)):
                return 0
            if (
                total > 0
                and self._says_what_is_left
                and self._is_blank("remaining", cells.remaining)
            ):
                self._problem("remaining", "", Text("Write what is left to pay; 0 if nothing is."))
            return None
        if settled and remaining:
            fix = Text("The status says paid, but an amount remains. Correct one of them.")
            self._problem("remaining", cells.remaining, fix)
        return -abs(remaining) if total < 0 else remaining

    def _is_blank(self, field: str, text: str) -> bool:
        return field in self._layout.columns and not text.strip()

    def _paid(self, cells: InvoiceCells) -> int | None:
        """The amount paid; a column called "betald" may hold it in place of yes or no."""
        paid = self._optional("paid", cells.paid)
        text = cells.status.strip()
        if paid is not None or not self._status_is_paid or is_no(text) or self.status(text):
            return paid
        try:
            return amount(text)
        except ValueError:
            self._problem("status", text, Text("Write yes or no, or the amount paid."))
            return None

    def _aged(self, row: list[str]) -> int | None:
        """The ageing columns together are what remains."""
        texts = [row[index].strip() for index in self._layout.ageing if index < len(row)]
        amounts = [self._amount("remaining", text) for text in texts if text not in NO_AMOUNT]
        return sum(amounts) if amounts else None

    def _customers_rest(
        self, number: str, cells: InvoiceCells, amounts: tuple[int, int, int | None]
    ) -> int | None:
        """What is left for the customer, once Skatteverket's part is taken off.

        Whether a program's remaining amount holds that part is told by the amount paid where
        there is one; else it surely does when more remains than the customer's part.
        """
        total, reduction, remaining = amounts
        if remaining is None:
            return None
        if abs(remaining) > abs(total) and self._is_understood():
            fix = Text("More cannot remain than the whole invoice.")
            self._problem("remaining", cells.remaining or cells.paid, fix)
        if reduction:
            paid = self._optional("paid", cells.paid)
            holds_it = paid is not None and remaining == total - paid
            if holds_it or abs(remaining) > abs(total - reduction):
                remaining -= reduction
                remaining = max(remaining, 0) if total >= 0 else min(remaining, 0)
                self._told.add("reduction", number)
        if remaining < 0 <= total:
            self._told.add("overpaid", number)
            return 0
        return remaining

    # What it is, and whose

    def _kind(self, number: str, cells: InvoiceCells, total: int) -> InvoiceKind:
        if not (cells.kind or cells.credit or cells.credits_number or total < 0):
            return InvoiceKind.INVOICE
        word = "".join(cells.kind.casefold().split())
        if word in _CREDIT or (cells.credit and _says_credit(cells.credit)):
            return InvoiceKind.CREDIT_NOTE
        if total < 0:
            self._told.add("negative", number)
            return InvoiceKind.CREDIT_NOTE
        if cells.credits_number and self._names_the_credited(cells.credits_number):
            return InvoiceKind.CREDIT_NOTE
        return InvoiceKind.CASH_NOTE if word in _CASH else InvoiceKind.INVOICE

    def _names_the_credited(self, text: str) -> bool:
        # Fortnox fills its column on both: on the invoice it names the credit note.
        column = normalised(self._layout.name_of("credits_number"))
        return bool(_other_number(text)) and column != "creditinvoicereference"

    def _currency(self, text: str) -> str:
        if text in {"", "SEK"}:
            return "SEK"
        code = text.strip().upper() or "SEK"
        if code == "KR":
            return "SEK"
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            self._problem("currency", text, Text("Write the currency as SEK."))
        return code

    def _customer(self, cells: tuple[str, ...]) -> CustomerDraft:
        draft = self._customers.get(cells)
        if draft is None:
            draft, wrong = customer(self._line, CustomerCells._make(cells))
            if wrong:
                self._told.add("org_number", draft.number or str(self._line))
            if len(self._customers) > _CACHED_CUSTOMERS:
                self._customers.clear()
            self._customers[cells] = draft
        return draft

    def _ocr(self, number: str, text: str) -> str:
        reference = text if text.isdigit() else without_decimal("".join(text.split()))
        if not reference or ocr_valid(reference):
            return reference
        if not (reference.isascii() and reference.isdigit()):
            return ""  # a name or an order number in a column called reference
        self._told.add("ocr", number)
        return reference


def _column(layout: Layout, rows: list[list[str]], field: str) -> list[str]:
    index = layout.columns.get(field)
    return [] if index is None else [row[index] for row in rows if index < len(row)]


def _says_credit(text: str) -> bool:
    return is_yes(text) or text.strip().casefold() in _CREDIT


def _other_number(text: str) -> str:
    """The number of the invoice credited; some programs write 0 for none."""
    plain = text.strip()
    return "" if plain == "0" else plain
