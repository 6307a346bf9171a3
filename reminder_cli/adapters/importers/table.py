"""Makes drafts of the rows of a table, whatever file the table stood in.

All cells are text when they come here. Rows are read one at a time, so that memory does not
grow with the list; every row is a draft, a problem, or left out for a reason told in a note.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from operator import itemgetter
from typing import NamedTuple

from reminder_cli.adapters.importers.base import ReadFile, ReadOptions, RowProblem
from reminder_cli.adapters.importers.cells import (
    NO_AMOUNT,
    WRITE_DATE,
    WRITE_KRONOR,
    DateColumn,
    amount,
    is_yes,
)
from reminder_cli.adapters.importers.customer_cells import CustomerCells, customer
from reminder_cli.adapters.importers.headers import (
    CUSTOMER_FIELDS,
    Layout,
    find_layout,
    normalised,
    shown,
)
from reminder_cli.domain.identity import ocr_valid
from reminder_cli.domain.invoice import CustomerDraft, InvoiceDraft, InvoiceKind
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import Text, _

HEAD_ROWS = 1000  # looked at before the first draft: header, and how dates are written
_CACHED_CUSTOMERS = 20_000
_SHOWN_NUMBERS = 5

Row = tuple[int, list[str]]  # line in the file, cells

_PAGE = re.compile(r"(?:sida|page|utskriven|utskrivet|printed)\b.*", re.IGNORECASE)
_TOTALS = re.compile(
    r"(?:summa|totalt?|totalsumma|delsumma|sub-?total|grand total|s:a|sum)\b.*", re.IGNORECASE
)
_CREDIT_WORDS = frozenset(
    [
        "credit",
        "creditinvoice",
        "creditnote",
        "credit_note",
        "kredit",
        "kreditfaktura",
        "kreditnota",
    ]
)
_CASH_WORDS = frozenset(
    ["cash", "cashinvoice", "cashnote", "cash_note", "kontant", "kontantfaktura"]
)
_CANCELLED = frozenset(
    ["makulerad", "makulerat", "annullerad", "cancelled", "canceled", "void", "voided"]
)
_NOT_ISSUED = frozenset(["utkast", "draft", "preliminär", "preliminary"])
_PAID = frozenset(["paid", "betald", "betalt", "slutbetald", "fullypaid"])
_INVOICE_FIELDS = (
    "number", "invoice_date", "due_date", "total", "remaining", "paid", "currency", "ocr",
    "status", "kind", "credit", "credits_number", "description", "reduction",
    "handled_elsewhere", "vat", "sent_on", "fee_claimed", "reminded_on",
)  # fmt: skip


class InvoiceCells(NamedTuple):
    """What a row says of its invoice, as text; empty where there is no such column."""

    number: str
    invoice_date: str
    due_date: str
    total: str
    remaining: str
    paid: str
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


def read_table(name: str, file: ReadFile, rows: Iterator[Row], options: ReadOptions) -> ReadFile:
    """Find the header and set ``file.drafts`` (or ``file.customers``) to read the rest."""
    head = [row for _n, row in zip(range(HEAD_ROWS), rows, strict=False)]
    at, layout = find_layout(name, [cells for _line, cells in head], options.columns)
    rest = head[at + 1 :]
    file.header = layout.header
    file.mapping = layout.mapping()
    if layout.is_customer_list:
        file.format = "customer list (columns recognised)"
        file.customers = _customers(file, layout, _chained(rest, rows))
        return file
    _check_columns(name, layout, options)
    table = TableRows(layout, options, file, rest)
    file.drafts = table.drafts(_chained(rest, rows))
    return file


def _chained(head: list[Row], rows: Iterator[Row]) -> Iterator[Row]:
    yield from head
    yield from rows


def _check_columns(name: str, layout: Layout, options: ReadOptions) -> None:
    needed = ["number", "invoice_date", "total"]
    if options.terms_days is None:
        needed.append("due_date")
    missing = [field for field in needed if field not in layout.columns]
    if not missing:
        return
    words = {
        "number": _("invoice numbers"),
        "invoice_date": _("invoice dates"),
        "total": _("amounts of the invoices"),
        "due_date": _("due dates"),
    }
    fix = _(
        "The columns are: {columns}. Say which one it is: {options}",
        columns=shown(layout.header),
        options=" ".join(f"--map {field}=COLUMN" for field in missing),
    )
    if "due_date" in missing:
        fix += " " + _("Without due dates, give your terms of payment: --terms-days 30")
    raise UnreadableFile(
        name,
        _("there is no column with {what}.", what=", ".join(words[field] for field in missing)),
        fix=fix,
    )


def _customers(file: ReadFile, layout: Layout, rows: Iterable[Row]) -> Iterator[CustomerDraft]:
    columns = layout.columns
    if "kind" in columns and "customer_kind" not in columns:
        columns = {**columns, "customer_kind": columns["kind"]}  # "Type" of a customer
    pick = _picker(replace(layout, columns=columns), CUSTOMER_FIELDS)
    wrong: list[str] = []
    for line, row in rows:
        cells = CustomerCells._make(pick(row))
        if not any(cells):
            continue
        file.rows += 1
        draft, wrong_number = customer(line, cells)
        if wrong_number:
            wrong.append(draft.number or str(line))
        yield draft
    if wrong:
        file.notes.append(
            Text(
                "The check digit of the organisation number is wrong for these customers: {numbers}",
                {"numbers": _some(wrong)},
            )
        )


class _Picker:
    """Takes the wanted cells of a row in one go; a column that is not there gives ''."""

    __slots__ = ("_pick", "width")

    def __init__(self, indices: Sequence[int], width: int) -> None:
        self.width = width
        self._pick = itemgetter(*[index if index >= 0 else width for index in indices])

    def __call__(self, row: list[str]) -> tuple[str, ...]:
        missing = self.width + 1 - len(row)
        padded = row + [""] * missing if missing > 0 else [*row[: self.width], ""]
        return self._pick(padded)  # type: ignore[no-any-return]


def _picker(layout: Layout, fields: Sequence[str]) -> _Picker:
    indices = [layout.columns.get(field, -1) for field in fields]
    width = max([len(layout.header), *(index + 1 for index in indices)])
    return _Picker(indices, width)


class TableRows:
    """Reads rows one at a time and keeps what must be remembered between them."""

    def __init__(
        self, layout: Layout, options: ReadOptions, file: ReadFile, sample: list[Row]
    ) -> None:
        self._layout = layout
        self._file = file
        self._terms = None if options.terms_days is None else timedelta(days=options.terms_days)
        self._pick = _picker(layout, CUSTOMER_FIELDS + _INVOICE_FIELDS)
        self._dates = {
            field: DateColumn(self._sample(sample, field))
            for field in ("invoice_date", "due_date", "sent_on", "reminded_on")
        }
        self._customers: dict[tuple[str, ...], CustomerDraft] = {}
        self._seen: dict[str, int] = {}
        self._header = self._pick(list(layout.header))  # repeated at the top of each page
        self._status_header = normalised(layout.name_of("status"))
        self._group = ("", "")  # customer name and number above the invoices
        self._told: dict[str, list[str]] = defaultdict(list)

    def _sample(self, sample: list[Row], field: str) -> list[str]:
        index = self._layout.columns.get(field)
        if index is None:
            return []
        return [cells[index] for _line, cells in sample if index < len(cells)]

    def drafts(self, rows: Iterable[Row]) -> Iterator[InvoiceDraft]:
        """Every row that is an invoice."""
        file, pick, width = self._file, self._pick, self._pick.width
        customer_width = len(CUSTOMER_FIELDS)
        for line, row in rows:
            picked = pick(row)
            cells = InvoiceCells._make(picked[customer_width:])
            if picked == self._header or self._is_no_invoice(row, picked, cells):
                continue
            file.rows += 1
            if len(row) > width and any(map(str.strip, row[width:])):
                self._too_long(line, row)
                continue
            number = " ".join(cells.number.split())
            if self._is_left_out(number, cells) or self._is_known(line, number, picked):
                continue
            before = len(file.problems)
            draft = self._draft(line, row, CustomerCells._make(picked[:customer_width]), cells)
            if len(file.problems) == before:
                yield draft
        self._tell()

    # Rows that are no invoices

    def _is_no_invoice(self, row: list[str], picked: tuple[str, ...], cells: InvoiceCells) -> bool:
        """Blank rows, totals, and the customer's name on a row of its own."""
        if cells.number and cells.total and cells.invoice_date:
            return False
        texts = [text for text in map(str.strip, row) if text]
        if not texts or _is_total(texts, cells):
            self._group = ("", "") if texts else self._group
            return True
        if cells.total.strip() or cells.remaining.strip() or len(texts) > 3:
            return False
        if cells.number.strip() and (cells.invoice_date.strip() or cells.due_date.strip()):
            return self._names_group(texts) if _starts_as_word(cells.invoice_date) else False
        name = picked[0].strip()
        return self._names_group([*texts[:1], name] if name else texts)

    def _names_group(self, texts: list[str]) -> bool:
        names = [text for text in texts if _is_word(text)]
        if not names:
            return False
        if _PAGE.fullmatch(texts[0]):
            return True
        digits = [text for text in texts if text.isdigit()]
        self._group = (names[-1], digits[0] if digits else "")
        return True

    def _is_left_out(self, number: str, cells: InvoiceCells) -> bool:
        status = self._status(cells.status)
        if status not in {"cancelled", "not issued"}:
            return False
        self._told[status].append(number)
        return True

    def _status(self, text: str) -> str:
        """What the status means; a column called cancelled, or paid, says yes or no."""
        if not text:
            return ""
        word = "".join(text.casefold().split())
        if is_yes(word):
            word = self._status_header
        if word in _CANCELLED:
            return "cancelled"
        if word in _NOT_ISSUED:
            return "not issued"
        return "paid" if word in _PAID else ""

    def _is_known(self, line: int, number: str, picked: tuple[str, ...]) -> bool:
        """Whether the number stood on an earlier row; a problem when the rest differs.

        Line and hash are packed into one number: a tuple for each of a million rows would
        take three times the memory.
        """
        digest = hash(picked) & 0xFFFFFFFFFFFFFFFF
        earlier = self._seen.setdefault(number, line << 64 | digest) if number else 0
        if not earlier or earlier >> 64 == line:
            return False
        if earlier & 0xFFFFFFFFFFFFFFFF == digest:
            self._told["repeated"].append(number)
            return True
        fix = Text(
            "Line {line} has the same number with other contents. Keep one of them.",
            {"line": earlier >> 64},
        )
        self._problem(line, "number", number, fix)
        return True

    def _too_long(self, line: int, row: list[str]) -> None:
        fix = Text(
            "The row has {found} cells and the header {width}. Put quotation marks around a"
            " text or an amount that holds the separator.",
            {"found": len(row), "width": self._pick.width},
        )
        self._file.problems.append(RowProblem(line, str(len(row)), row[-1], fix))

    # One invoice

    def _draft(
        self, line: int, row: list[str], who: CustomerCells, cells: InvoiceCells
    ) -> InvoiceDraft:
        if not cells.number.strip():
            self._problem(line, "number", "", Text("Write the invoice number."))
        invoice_date = self._date(line, "invoice_date", cells.invoice_date)
        due_date, assumed = self._due_date(line, cells, invoice_date)
        total, reduction = self._total(line, cells)
        kind = self._kind(cells, total)
        if kind is InvoiceKind.CREDIT_NOTE:
            total = -abs(total)
        remaining = self._remaining(line, row, cells, total)
        if remaining is not None:
            remaining = self._customers_rest(line, cells, (total, reduction, remaining))
        return InvoiceDraft(
            line,
            " ".join(cells.number.split()),
            invoice_date,
            due_date,
            total,
            remaining,
            reduction,
            self._currency(line, cells.currency),
            kind,
            self._customer(line, who),
            self._ocr(cells),
            " ".join(cells.description.split()),
            is_yes(cells.handled_elsewhere),
            _other_number(cells.credits_number),
            self._optional(line, "vat", cells.vat) if cells.vat else None,
            self._optional_date(line, "sent_on", cells.sent_on),
            (self._optional(line, "fee_claimed", cells.fee_claimed) or 0),
            self._optional_date(line, "reminded_on", cells.reminded_on),
            assumed,
        )

    def _problem(self, line: int, field: str, found: str, fix: Text) -> None:
        self._file.problems.append(RowProblem(line, self._layout.name_of(field), found, fix))

    def _date(self, line: int, field: str, text: str) -> date:
        try:
            return self._dates[field].read(text)
        except ValueError:
            self._problem(line, field, text, WRITE_DATE)
            return date.min

    def _optional_date(self, line: int, field: str, text: str) -> date | None:
        if not text:
            return None
        plain = text.strip()
        if not any(map(str.isdigit, plain)):  # empty, or a yes or no as some programs write
            return None
        return self._date(line, field, plain)

    def _due_date(self, line: int, cells: InvoiceCells, invoice_date: date) -> tuple[date, bool]:
        if cells.due_date.strip():
            return self._date(line, "due_date", cells.due_date), False
        if self._terms is not None and invoice_date != date.min:
            return invoice_date + self._terms, True
        if invoice_date != date.min:
            fix = Text("Write the due date, or give your terms of payment: --terms-days N")
            self._problem(line, "due_date", "", fix)
        return date.min, False

    def _amount(self, line: int, field: str, text: str) -> int:
        try:
            return amount(text)
        except ValueError:
            self._problem(line, field, text, WRITE_KRONOR)
            return 0

    def _optional(self, line: int, field: str, text: str) -> int | None:
        if not text:
            return None
        plain = text.strip()
        return None if plain in NO_AMOUNT else self._amount(line, field, plain)

    def _total(self, line: int, cells: InvoiceCells) -> tuple[int, int]:
        """The whole invoice, and Skatteverket's part of it."""
        total = self._amount(line, "total", cells.total)
        reduction = abs(self._optional(line, "reduction", cells.reduction) or 0)
        if reduction and self._layout.total_is_after_reduction:
            total += reduction if total >= 0 else -reduction
        if reduction > abs(total):
            fix = Text("Skatteverket's part cannot be more than the whole invoice.")
            self._problem(line, "reduction", cells.reduction, fix)
        return total, reduction if total >= 0 else -reduction

    def _kind(self, cells: InvoiceCells, total: int) -> InvoiceKind:
        word = "".join(cells.kind.casefold().split())
        if (
            word in _CREDIT_WORDS
            or is_yes(cells.credit)
            or cells.credit.casefold() in _CREDIT_WORDS
        ):
            return InvoiceKind.CREDIT_NOTE
        if total < 0:
            self._told["negative"].append(cells.number.strip())
            return InvoiceKind.CREDIT_NOTE
        if _other_number(cells.credits_number) and self._credits_is_telling():
            return InvoiceKind.CREDIT_NOTE
        return InvoiceKind.CASH_NOTE if word in _CASH_WORDS else InvoiceKind.INVOICE

    def _credits_is_telling(self) -> bool:
        # Fortnox fills this one on both: on the invoice it names the credit note.
        return "reference" not in self._layout.name_of("credits_number").casefold()

    def _remaining(self, line: int, row: list[str], cells: InvoiceCells, total: int) -> int | None:
        """What the file says is left of the whole, with the sign of the total."""
        remaining = self._optional(line, "remaining", cells.remaining)
        if remaining is None:
            paid = self._optional(line, "paid", cells.paid)
            if paid is not None:
                return total - (paid if total >= 0 else -abs(paid))
            remaining = self._aged(line, row)
        settled = self._status(cells.status) == "paid"
        if remaining is None:
            return 0 if settled else None
        if settled and remaining:
            fix = Text("The status says paid, but an amount remains. Correct one of them.")
            self._problem(line, "remaining", cells.remaining, fix)
        return -abs(remaining) if total < 0 else remaining

    def _aged(self, line: int, row: list[str]) -> int | None:
        """The ageing columns together are what remains."""
        texts = [row[index].strip() for index in self._layout.ageing if index < len(row)]
        amounts = [self._amount(line, "remaining", text) for text in texts if text not in NO_AMOUNT]
        return sum(amounts) if amounts else None

    def _customers_rest(self, line: int, cells: InvoiceCells, amounts: tuple[int, int, int]) -> int:
        """What is left for the customer, once Skatteverket's part is taken off.

        Whether a program's remaining amount holds that part is told by the amount paid where
        there is one; else it surely does when more remains than the customer's part.
        """
        total, reduction, remaining = amounts
        if abs(remaining) > abs(total):
            fix = Text("More cannot remain than the whole invoice.")
            self._problem(line, "remaining", cells.remaining or cells.paid, fix)
        if reduction:
            paid = self._optional(line, "paid", cells.paid)
            whole = total - paid == remaining if paid is not None else False
            if whole or abs(remaining) > abs(total - reduction):
                remaining = max(remaining - reduction, 0) if total >= 0 else remaining - reduction
                self._told["reduction"].append(cells.number.strip())
        if remaining < 0 <= total:
            self._told["overpaid"].append(cells.number.strip())
            return 0
        return remaining

    def _currency(self, line: int, text: str) -> str:
        if text == "SEK":
            return text
        code = text.strip().upper() or "SEK"
        if code in {"SEK", "KR"}:
            return "SEK"
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            self._problem(line, "currency", text, Text("Write the currency as SEK."))
        return code

    def _customer(self, line: int, cells: CustomerCells) -> CustomerDraft:
        if not cells.customer_name.strip() and self._group[0]:
            name, number = self._group
            cells = cells._replace(
                customer_name=name, customer_number=cells.customer_number.strip() or number
            )
        draft = self._customers.get(cells)
        if draft is None:
            draft, wrong = customer(line, cells)
            if wrong:
                self._told["org_number"].append(draft.number or str(line))
            if len(self._customers) > _CACHED_CUSTOMERS:
                self._customers.clear()
            self._customers[cells] = draft
        return draft

    def _ocr(self, cells: InvoiceCells) -> str:
        reference = "".join(cells.ocr.split())
        if not reference or ocr_valid(reference):
            return reference
        if not (reference.isascii() and reference.isdigit()):
            return ""  # a name or an order number in a column called reference
        self._told["ocr"].append(cells.number.strip())
        return reference

    # Afterwards

    def _tell(self) -> None:
        for key, sentence in _NOTES.items():
            numbers = self._told.get(key)
            if numbers:
                values: dict[str, object] = {"count": len(numbers), "numbers": _some(numbers)}
                self._file.notes.append(Text(sentence, values))


def _some(numbers: Sequence[str]) -> str:
    more = ", …" if len(numbers) > _SHOWN_NUMBERS else ""
    return ", ".join(numbers[:_SHOWN_NUMBERS]) + more


def _is_word(text: str) -> bool:
    return any(map(str.isalpha, text)) and text.casefold() not in {"sek", "kr"}


def _starts_as_word(text: str) -> bool:
    return _is_word(text) and not text.strip()[0].isdigit()


def _is_total(texts: list[str], cells: InvoiceCells) -> bool:
    """A row that adds up others: it says so first, or holds nothing but amounts."""
    if _TOTALS.fullmatch(texts[0]):
        return True
    if cells.number.strip() or not cells.total.strip():
        return False
    return not any(map(_is_word, texts)) and not cells.invoice_date.strip()


def _other_number(text: str) -> str:
    """The number of the invoice credited; some programs write 0 for none."""
    plain = text.strip()
    return "" if plain == "0" else plain


_NOTES = {
    "cancelled": "Cancelled invoices, left out ({count}): {numbers}",
    "not issued": "Drafts that were never issued, left out ({count}): {numbers}",
    "repeated": "Rows that stand in the file twice, read once ({count}): {numbers}",
    "negative": "Negative invoices, read as credit notes ({count}): {numbers}",
    "overpaid": "Invoices paid with more than their amount ({count}): {numbers}",
    "reduction": (
        "What remains held Skatteverket's part, which was taken off ({count}): {numbers}"
    ),
    "ocr": "The check digit of the OCR number is wrong for these invoices ({count}): {numbers}",
    "org_number": (
        "The check digit of the organisation number is wrong for these customers ({count}): {numbers}"
    ),
}
