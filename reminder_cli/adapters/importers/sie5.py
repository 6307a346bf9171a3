"""Reads the customer invoices of a SIE 5 document, which knows them by name, unlike SIE 4.

Elements outside the SIE namespace are left alone. Document types and entities are refused: a
bookkeeping file has none, and they can be made to grow without end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

from dateutil.relativedelta import relativedelta
from msgspec import Struct, field

from reminder_cli.adapters.file_limits import check_size, damaged
from reminder_cli.adapters.importers.base import (
    ControlSum,
    ReadFile,
    ReadOptions,
    RowProblem,
    StatedBooks,
    books_reach,
)
from reminder_cli.adapters.importers.cells import WRITE_DATE, WRITE_KRONOR, DateColumn, amount
from reminder_cli.adapters.importers.claims import (
    CLAIMS,
    kept_apart,
    read_although,
    refuse_what_does_not_add_up,
    unexplained,
)
from reminder_cli.adapters.importers.customer_cells import CustomerCells, customer
from reminder_cli.adapters.importers.told import told
from reminder_cli.domain.invoice import CustomerDraft, InvoiceDraft, InvoiceKind
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import Text, _

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Elements take thirty times the memory of the text; the sample of a whole year is 0.2 MB.
MAX_XML_BYTES = 30_000_000
_MAX_DEPTH = 100
_NS = "{http://www.sie.se/sie5}"


class Sie5:
    """SIE 5, told by the namespace in its first lines."""

    name = "SIE 5"

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the protocol's
        """Whether it is XML of the SIE 5 namespace."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"sie.se/sie5" in head

    def read(self, path: Path, options: ReadOptions) -> ReadFile:
        """The open invoices and credit notes, and the customers."""
        document = _Document(_parse(path), options)
        if not document.has_invoices:
            raise UnreadableFile(
                path.name,
                _("the document holds no customer invoices."),
                fix=_("Give the program's invoice list as CSV or Excel instead."),
            )
        file = document.read_file()
        if not options.force:
            refuse_what_does_not_add_up(path.name, file.control_sums)
        if options.terms_days is None and document.lacks_due_date:
            raise UnreadableFile(
                path.name,
                _("invoices in the document have no due dates."),
                fix=_("Give your terms of payment: --terms-days 30"),
            )
        return file


def _parse(path: Path) -> Element:
    from xml.etree import ElementTree as ET

    check_size(path)
    data = path.read_bytes()
    if len(data) > MAX_XML_BYTES:
        raise UnreadableFile(
            path.name,
            _("the file is larger than {limit} MB.", limit=MAX_XML_BYTES // 1_000_000),
            fix=_("Export one year at a time."),
        )
    try:
        _Guard(path).check(data)
        return ET.fromstring(data)  # noqa: S314 - no entities, no depth: checked above
    except (expat.ExpatError, ET.ParseError, ValueError, LookupError) as error:
        raise damaged(path.name) from error


class _Guard:
    """A first pass that refuses what the second cannot bear."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._depth = 0

    def check(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._down
        parser.EndElementHandler = self._up
        parser.Parse(data, True)  # noqa: FBT003 - expat's way to say that this is all

    def _doctype(self, *_args: object) -> None:
        raise UnreadableFile(
            self._path.name,
            _("the document declares a type or entities, which no SIE file does."),
            fix=_("Export it again from the bookkeeping program."),
        )

    def _down(self, *_args: object) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise damaged(self._path.name)

    def _up(self, _name: str) -> None:
        self._depth -= 1


class _Account(Struct):
    opening_ore: int = 0
    closing_ore: int | None = None
    closes: date | None = None  # the first day of the month its closing balance is of
    booked_ore: int = 0
    name: str = ""
    booked_on: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # by invoice id


class _Document:
    def __init__(self, root: Element, options: ReadOptions) -> None:
        self._root = root
        self._terms = timedelta(days=options.terms_days or 0)
        self._problems: list[RowProblem] = []
        self._dates = DateColumn(())
        self._accounts: dict[str, _Account] = defaultdict(_Account)
        self._settled: list[str] = []
        self._foreign: list[str] = []
        self._has_rows = False
        self.lacks_due_date = False
        self._read_accounts()
        self._read_journals()

    @property
    def has_invoices(self) -> bool:
        return self._root.find(f"{_NS}CustomerInvoices/{_NS}CustomerInvoice") is not None

    def read_file(self) -> ReadFile:
        customers = self._customers()
        drafts = list(self._drafts(customers))
        product = self._root.find(f"{_NS}FileInfo/{_NS}SoftwareProduct")
        company = self._root.find(f"{_NS}FileInfo/{_NS}Company")
        program = "" if product is None else f", {_of(product, 'name')} {_of(product, 'version')}"
        sums = tuple(
            ControlSum(number, account.opening_ore + account.booked_ore, account.closing_ore)
            for number, account in sorted(self._accounts.items())
            if account.closing_ore is not None and number.startswith(CLAIMS)
        )
        file = ReadFile(
            format=f"SIE 5{program}".rstrip(),
            encoding="UTF-8",
            drafts=drafts,
            customers=tuple(customers.values()),
            problems=self._problems,
            rows=len(drafts) + len(self._settled),
            control_sums=sums,
            org_number="" if company is None else _of(company, "organizationId"),
            settled=tuple(self._settled),
            chart={number: a.name for number, a in self._accounts.items() if a.name},
            books=self._books(drafts),
        )
        file.said_on = file.books.made_on if file.books else None
        self._explain(file, drafts)
        return file

    def _books(self, drafts: list[InvoiceDraft]) -> StatedBooks | None:
        """What the document says of the accounts that its invoices stand on."""
        primary = sorted({_of(part, "primaryAccountId") for part in self._invoice_parts()})
        stated = {number: self._accounts[number] for number in primary}
        months = [account.closes for account in stated.values() if account.closes]
        if not months:
            return None
        entries = self._root.iterfind(f"{_NS}Journal/{_NS}JournalEntry")
        booked = [day for entry in entries if (day := _day_of(_of(entry, "journalDate")))]
        created = self._root.find(f"{_NS}FileInfo/{_NS}FileCreation")
        year = self._root.find(f"{_NS}FileInfo/{_NS}FiscalYears/{_NS}FiscalYear[@primary='true']")
        first_on = None if year is None else _day_of(f"{_of(year, 'start')}-01")
        made_on = None if created is None else _day_of(_of(created, "time"))
        last_day = max(months) + relativedelta(months=1) - timedelta(days=1)
        reach = books_reach(
            last_booked=max(booked, default=last_day), year_ends=last_day, made_on=made_on
        )
        return StatedBooks(
            first_on=first_on,
            through_on=reach,
            made_on=made_on,
            balances={n: (a.opening_ore, a.closing_ore or 0) for n, a in stated.items()},
            items={draft.number: draft.remaining_ore or 0 for draft in drafts},
            moved={},
        )

    def _explain(self, file: ReadFile, drafts: list[InvoiceDraft]) -> None:
        """What the claims accounts hold beside the invoices of the document."""
        primary = {_of(part, "primaryAccountId") for part in self._invoice_parts()}
        closing = [self._accounts[number].closing_ore for number in primary]
        stated = sum(ore or 0 for ore in closing)
        if any(ore is not None for ore in closing):
            file.unexplained_ore = stated - sum(draft.remaining_ore or 0 for draft in drafts)
            file.full_list = not file.unexplained_ore
        if file.unexplained_ore:
            file.notes.append(unexplained(file.unexplained_ore))
        for number, account in sorted(self._accounts.items()):
            if number.startswith(CLAIMS) and number not in primary and account.closing_ore:
                file.notes.append(kept_apart(number, account.name, account.closing_ore))
        file.notes.extend(read_although(file.control_sums))
        file.notes.extend(told("foreign", self._foreign))

    def _read_accounts(self) -> None:
        for element in self._root.findall(f"{_NS}Accounts/{_NS}Account"):
            account = self._accounts[_of(element, "id")]
            account.name = _of(element, "name")
            opening = element.findall(f"{_NS}OpeningBalance")
            closing = element.findall(f"{_NS}ClosingBalance")
            if opening:
                first = min(opening, key=lambda balance: _of(balance, "month"))
                account.opening_ore = self._ore(first, "Account")
            if closing:
                last = max(closing, key=lambda balance: _of(balance, "month"))
                account.closing_ore = self._ore(last, "Account")
                account.closes = _day_of(f"{_of(last, 'month')}-01")

    def _read_journals(self) -> None:
        for row in self._root.iterfind(f"{_NS}Journal/{_NS}JournalEntry/{_NS}LedgerEntry"):
            if row.find(f"{_NS}Overstrike") is not None:  # struck: no longer counted
                continue
            self._has_rows = True
            account = self._accounts[_of(row, "accountId")]
            ore = self._ore(row, "LedgerEntry")
            account.booked_ore += ore
            for reference in row.iterfind(f"{_NS}SubdividedAccountObjectReference"):
                account.booked_on[_of(reference, "objectId")] += ore

    def _invoice_parts(self) -> list[Element]:
        return self._root.findall(f"{_NS}CustomerInvoices")

    def _drafts(self, customers: dict[str, CustomerDraft]) -> Iterator[InvoiceDraft]:
        row = 0
        for part in self._invoice_parts():
            account = self._accounts[_of(part, "primaryAccountId")]
            for element in part.findall(f"{_NS}CustomerInvoice"):
                row += 1
                draft = self._draft(row, element, account, customers)
                if draft is None:
                    continue
                if draft.remaining_ore:
                    yield draft
                else:
                    self._settled.append(draft.number)

    def _draft(
        self, row: int, element: Element, account: _Account, customers: dict[str, CustomerDraft]
    ) -> InvoiceDraft | None:
        before = len(self._problems)
        number = _of(element, "invoiceNumber") or _of(element, "id")
        original = element.find(f"{_NS}OriginalAmount")
        if not number or original is None:
            fix = Text("The invoice has no number or no original amount.")
            self._problems.append(RowProblem(row, "CustomerInvoice", number, fix))
            return None
        total = self._ore(original, "OriginalAmount", row)
        issued_on = self._day(row, _of(original, "date"))
        due = _of(element, "dueDate")
        due_on = self._day(row, due) if due else self._assumed(issued_on)
        remaining = self._remaining(element, account, total, row)
        who = _of(element, "customerId")
        if original.find(f"{_NS}ForeignCurrencyAmount") is not None and remaining:
            self._foreign.append(number)
        if len(self._problems) > before:
            return None
        return InvoiceDraft(
            row,
            number,
            issued_on,
            due_on,
            total,
            remaining,
            currency="",
            kind=InvoiceKind.CREDIT_NOTE if total < 0 else InvoiceKind.INVOICE,
            customer=customers.get(who, CustomerDraft(row, number=who)),
            ocr=_of(element, "ocrNumber"),
            due_date_assumed=not due,
        )

    def _remaining(self, element: Element, account: _Account, total: int, row: int) -> int:
        """The closing balance of the invoice; else its opening balance and what was booked."""
        closing = element.findall(f"{_NS}Balances/{_NS}ClosingBalance")
        if closing:
            return self._ore(max(closing, key=lambda each: _of(each, "month")), "Balances", row)
        opening = element.findall(f"{_NS}Balances/{_NS}OpeningBalance")
        brought = sum(self._ore(each, "Balances", row) for each in opening)
        if not opening and not self._has_rows:
            return total  # a document without bookkeeping: the invoice as it was issued
        return brought + account.booked_on.get(_of(element, "id"), 0)

    def _customers(self) -> dict[str, CustomerDraft]:
        found: dict[str, CustomerDraft] = {}
        for row, element in enumerate(
            self._root.iterfind(f"{_NS}Customers/{_NS}Customer"), start=1
        ):
            postal_code, city = _town(_of(element, "city"))
            cells = CustomerCells(
                customer_name=_of(element, "name"),
                customer_number=_of(element, "id"),
                org_number=_of(element, "organizationId"),
                customer_kind="",
                email=_of(element, "email"),
                street=_of(element, "address1") or _of(element, "address2"),
                postal_code=postal_code,
                city=city,
                country=_of(element, "country"),
                language="",
            )
            found[_of(element, "id")] = customer(row, cells)[0]
        return found

    def _assumed(self, issued_on: date) -> date:
        self.lacks_due_date = True
        return issued_on + self._terms

    def _day(self, row: int, text: str) -> date:
        try:
            return self._dates.read(text)
        except ValueError:
            self._problems.append(RowProblem(row, "date", text, WRITE_DATE))
            return date(2000, 1, 1)  # not used: a row with a problem gives no draft

    def _ore(self, element: Element, column: str, row: int = 0) -> int:
        text = _of(element, "amount")
        try:
            return amount(text)
        except ValueError:
            self._problems.append(RowProblem(row, column, text, WRITE_KRONOR))
            return 0


def _of(element: Element, name: str) -> str:
    return element.get(name, "").strip()


def _day_of(text: str) -> date | None:
    """The day that a text such as 2026-03-31T12:00 begins with; None when it does not."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _town(text: str) -> tuple[str, str]:
    """Postal code and town, which the sample document writes together.

    >>> _town("702 20 Örebro"), _town("Köpenhamn")
    (('702 20', 'Örebro'), ('', 'Köpenhamn'))
    """
    digits = len(text) - len(text.lstrip("0123456789 "))
    return text[:digits].strip(), text[digits:].strip()
