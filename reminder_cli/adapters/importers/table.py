"""Makes drafts of the rows of a table, whatever file the table stood in.

All cells are text when they come here. Rows are read one at a time, so that memory does not
grow with the list; every row is a draft, a problem, or left out for a reason told in a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter

from msgspec.structs import replace

from reminder_cli.adapters.importers.base import ReadFile, ReadOptions, RowProblem
from reminder_cli.adapters.importers.cells import without_decimal
from reminder_cli.adapters.importers.customer_cells import CustomerCells, customer
from reminder_cli.adapters.importers.headers import (
    CUSTOMER_FIELDS,
    Layout,
    find_layout,
    shown,
)
from reminder_cli.adapters.importers.invoice_row import InvoiceCells, InvoiceRow
from reminder_cli.adapters.importers.preamble import said_on
from reminder_cli.adapters.importers.told import Told
from reminder_cli.adapters.workbook_cells import Row
from reminder_cli.domain.invoice import CustomerDraft, InvoiceDraft
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import Text, _

HEAD_ROWS = 1000  # looked at before the first draft: header, and how dates are written

_PAGE = re.compile(r"(?:sida|page|utskriven|utskrivet|printed)\b.*", re.IGNORECASE)
# "Kund: 101 Alnö Bygg AB" on a row of its own; a selection ("Kundnr 1 till 99") is none.
_CUSTOMER = re.compile(
    r"(?:kund|customer)(?:nr|nummer| no)?\s*[.:]*\s*(?P<number>\d+)[\s,:–-]+"
    r"(?!till\b|t\.?o\.?m\b|to\b)(?P<name>[^\W\d_].*)",
    re.IGNORECASE,
)
_TOTALS = re.compile(
    r"(?:summa|totalt?|totalsumma|delsumma|sub-?total|grand total|s:a|sum)\b.*", re.IGNORECASE
)


def read_table(name: str, file: ReadFile, rows: Iterator[Row], options: ReadOptions) -> ReadFile:
    """Find the header and set ``file.drafts`` (or ``file.customers``) to read the rest."""
    head = [row for _n, row in zip(range(HEAD_ROWS), rows, strict=False)]
    wanted = options.columns or _saved(head, options)
    at, layout = find_layout(name, [cells for _line, cells in head], wanted)
    rest = head[at + 1 :]
    file.header = layout.header
    file.mapping = layout.mapping()
    file.said_on = said_on(cells for _line, cells in head[: max(at, 0)])
    if layout.is_customer_list:
        file.format = "customer list (columns recognised)"
        file.customers = _customers(file, layout, chain(rest, rows))
        return file
    if "total" not in layout.columns and "remaining" in layout.columns and layout.ageing:
        layout = _total_by_what_is_left(file, layout)
    _check_columns(name, layout, options)
    table = TableRows(layout, options, file, rest)
    for _line, cells in head[: max(at, 0)]:
        table.note_customer(cells)
    file.drafts = table.drafts(chain(rest, rows))
    return file


def _total_by_what_is_left(file: ReadFile, layout: Layout) -> Layout:
    """A customer ledger, known by its ageing, may say only what is left: that much can be claimed."""
    file.total_assumed = True
    file.notes.append(
        Text(
            "The list does not say the amounts of the invoices: what is left ({column}) is taken.",
            {"column": layout.name_of("remaining")},
        )
    )
    columns = {**layout.columns, "total": layout.columns["remaining"]}
    return replace(layout, columns=columns)


def _saved(head: list[Row], options: ReadOptions) -> dict[str, str]:
    """The columns the user once named for a list with this header."""
    for _line, cells in head if options.saved else ():
        if tuple(cells) in options.saved:
            return options.saved[tuple(cells)]
    return {}


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
    told = Told()
    for line, row in rows:
        cells = CustomerCells._make(pick(row))
        if not any(map(str.strip, cells)):
            continue
        file.rows += 1
        draft, wrong_number = customer(line, cells)
        if wrong_number:
            told.add("org_number", draft.number or str(line))
        yield draft
    file.notes.extend(told.texts())


class _Picker:
    """Takes the wanted cells of a row in one go; a column that is not there gives ''."""

    __slots__ = ("of_padded", "width")

    def __init__(self, indices: Sequence[int], width: int) -> None:
        self.width = width
        # Of a row with exactly one empty cell more than the table is wide.
        self.of_padded: Callable[[list[str]], tuple[str, ...]] = itemgetter(
            *[index if index >= 0 else width for index in indices]
        )

    def __call__(self, row: list[str]) -> tuple[str, ...]:
        missing = self.width + 1 - len(row)
        padded = row + [""] * missing if missing > 0 else [*row[: self.width], ""]
        return self.of_padded(padded)


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
        self._told = Told()
        self._read = InvoiceRow(
            layout, options, file, self._told, (cells for _line, cells in sample)
        )
        self._pick = _picker(layout, CUSTOMER_FIELDS + InvoiceCells._fields)
        self._header = self._pick(list(layout.header))  # repeated at the top of each page
        self._group = ("", "")  # customer name and number above the invoices

    def note_customer(self, row: Sequence[str]) -> bool:
        """Whether a row says in words whose invoices follow, as the first may do above the header."""
        texts = [text for text in map(str.strip, row) if text]
        found = _CUSTOMER.fullmatch(" ".join(texts[:2]) if texts else "")
        if found is None:
            return False
        self._group = (found["name"].strip(), found["number"])
        return True

    def drafts(self, rows: Iterable[Row]) -> Iterator[InvoiceDraft]:
        """Every row that is an invoice."""
        file, pick, width = self._file, self._pick, self._pick.width
        pick_padded = pick.of_padded
        customer_width = len(CUSTOMER_FIELDS)
        for line, row in rows:
            picked = pick_padded([*row, ""]) if len(row) == width else pick(row)
            cells = InvoiceCells._make(picked[customer_width:])
            whole = cells.number and cells.total and cells.invoice_date
            if picked == self._header or (not whole and self._is_no_invoice(row, picked, cells)):
                continue
            file.rows += 1
            if len(row) > width and any(map(str.strip, row[width:])):
                self._too_long(line, row)
                continue
            number = without_decimal(" ".join(cells.number.split()))
            if cells.status and self._is_left_out(number, cells):
                continue
            who = picked[:customer_width]
            if self._group[0]:
                who = self._with_group(CustomerCells._make(who))
            draft = self._read.read(line, row, number, who, cells)
            if draft is not None:
                yield draft
        file.notes.extend(self._told.texts())

    def _with_group(self, who: CustomerCells) -> CustomerCells:
        if who.customer_name.strip():
            return who
        name, number = self._group
        return who._replace(
            customer_name=name, customer_number=who.customer_number.strip() or number
        )

    # Rows that are no invoices

    def _is_no_invoice(self, row: list[str], picked: tuple[str, ...], cells: InvoiceCells) -> bool:
        """Blank rows, totals, and the customer's name on a row of its own."""
        texts = [text for text in map(str.strip, row) if text]
        if not texts or _is_total(texts, cells):
            self._group = ("", "") if texts else self._group
            return True
        name = picked[0].strip()
        dated = bool(cells.invoice_date.strip() or cells.due_date.strip())
        if not cells.number.strip():
            # Without number and dates it is no invoice: the customer, perhaps with a balance.
            return False if dated else self._names_group([*texts[:1], name] if name else texts)
        if cells.total.strip() or cells.remaining.strip() or len(texts) > 3:
            return False
        if dated:  # the name of the customer may have come under the dates
            return self._names_group(texts) if _starts_as_word(cells.invoice_date) else False
        return self._names_group([*texts[:1], name] if name else texts)

    def _names_group(self, texts: list[str]) -> bool:
        names = [text for text in texts if _is_word(text)]
        if not names:
            return False
        if _PAGE.fullmatch(texts[0]) or self.note_customer(texts):
            return True
        digits = [text for text in texts if text.isdigit()]
        self._group = (names[-1], digits[0] if digits else "")
        return True

    def _is_left_out(self, number: str, cells: InvoiceCells) -> bool:
        status = self._read.status(cells.status)
        if status not in {"cancelled", "not issued"}:
            return False
        self._told.add(status, number)
        return True

    def _too_long(self, line: int, row: list[str]) -> None:
        fix = Text(
            "The row has {found} cells and the header {width}. Put quotation marks around a"
            " text or an amount that holds the separator.",
            {"found": len(row), "width": self._pick.width},
        )
        self._file.problems.append(RowProblem(line, str(len(row)), row[-1], fix))


def _is_word(text: str) -> bool:
    return any(map(str.isalpha, text)) and text.casefold() not in {"sek", "kr"}


def _starts_as_word(text: str) -> bool:
    return _is_word(text) and not text.strip()[0].isdigit()


def _is_total(texts: list[str], cells: InvoiceCells) -> bool:
    """A row that adds up others: it says so first, or holds nothing but amounts."""
    if _TOTALS.fullmatch(texts[0]):
        return True
    if cells.number.strip() or not (cells.total.strip() or cells.remaining.strip()):
        return False
    return not any(map(_is_word, texts)) and not cells.invoice_date.strip()
