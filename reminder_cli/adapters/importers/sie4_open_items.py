"""Which invoices are open, from the vouchers on the accounts of customers' claims.

Rows are put together by invoice number; what does not sum to zero is open. A credit note keeps
its own number and is never set off against an invoice: SIE 4 does not link them. Payments on
numbers that no voucher issued close what was open when the year began. Of each number only the
sum and the voucher that issued it are kept, so that memory does not grow with the payments.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from msgspec import Struct, field

from reminder_cli.adapters.importers.sie4 import ClaimRow, Voucher
from reminder_cli.adapters.importers.sie4_patterns import (
    Named,
    customer_named,
    invoice_number,
    says_credit,
)
from reminder_cli.domain.invoice import InvoiceKind

_CUSTOMER, _INVOICE = "8", "10"  # dimensions the format reserves


class Item(Struct, gc=False):
    """All that is booked on one invoice number; amounts in öre, negative for a credit note.

    ``issued_on`` and what follows are of the first voucher that brought it into the books;
    ``issued_on`` is None when only payments are there. ``issued_vat_ore`` is the output VAT of that
    voucher; None when it has none, or has another claim too.
    """

    number: str
    remaining_ore: int = 0
    issued_on: date | None = None
    line: int = 0
    issued_ore: int = 0
    issued_vat_ore: int | None = None
    is_credit: bool = False
    row_text: str = ""
    text: str = ""
    customer_number: str = ""

    def document(self) -> tuple[InvoiceKind, int, int | None]:
        """What an open item is, the whole of it, and the VAT where one voucher tells it.

        The whole is more when it was debited again: a correction, or a bounced payment. Which rate
        the VAT fits is asked later.
        """
        left, issued = self.remaining_ore, self.issued_ore
        whole = left if abs(left) > abs(issued) else issued
        if left < 0:
            return InvoiceKind.CREDIT_NOTE, whole, None
        return InvoiceKind.INVOICE, whole, self.issued_vat_ore if whole == issued else None

    @property
    def customer(self) -> Named:
        """The customer, by the dimension if there is one, else as the texts say."""
        named = customer_named(self.row_text, self.text)
        if not self.customer_number:
            return named
        return Named(named.name, self.customer_number)

    def book(self, voucher: Voucher, rows: list[ClaimRow]) -> None:
        """Take the rows that one voucher has on the number."""
        ore = rows[0].amount_ore if len(rows) == 1 else sum(row.amount_ore for row in rows)
        self.remaining_ore += ore
        if self.issued_on is not None and self.issued_on <= voucher.day:
            return
        for row in rows:
            if _issues(voucher, row):
                self.issued_on, self.line, self.issued_ore = voucher.day, voucher.line, ore
                alone = len(rows) == len(voucher.claims)
                self.issued_vat_ore = voucher.vat_ore or None if alone else None
                self.is_credit = row.amount_ore < 0
                self.row_text, self.text = row.text, voucher.text
                self.customer_number = row.objects.get(_CUSTOMER, "")
                return


class OpenItems(Struct):
    """What the rows gave. ``settled`` are invoice numbers; ``earlier_paid`` and ``overpaid`` too,
    with what is left, in öre.
    """

    items: list[Item] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    earlier_paid: dict[str, int] = field(default_factory=dict)
    overpaid: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    understood: int = 0
    by_dimension: bool = False

    @property
    def share_percent(self) -> int:
        """The part of the rows whose invoice is known; 100 when there are none."""
        return 100 * self.understood // self.rows if self.rows else 100


def open_items(vouchers: Iterable[Voucher], accounts: Iterable[str]) -> OpenItems:
    """The open items on these accounts, oldest first. Vouchers may come in any order of days."""
    wanted = frozenset(accounts)
    result = OpenItems()
    booked: dict[str, Item] = {}
    for voucher in vouchers:
        for number, rows in _by_number(voucher, wanted, result):
            item = booked.get(number)
            if item is None:
                item = booked[number] = Item(number)
            item.book(voucher, rows)
    for item in booked.values():
        _sort_out(result, item)
    result.items.sort(key=attrgetter("issued_on", "line"))
    return result


def _by_number(
    voucher: Voucher, wanted: frozenset[str], result: OpenItems
) -> Iterable[tuple[str, list[ClaimRow]]]:
    """The rows of a voucher by the invoice that they are about."""
    claims = voucher.claims
    if len(claims) == 1:  # as almost every one has it
        number = _number_of(voucher, claims[0], wanted, result)
        return ((number, claims),) if number else ()
    found: dict[str, list[ClaimRow]] = {}
    for row in claims:
        number = _number_of(voucher, row, wanted, result)
        if number:
            found.setdefault(number, []).append(row)
    return found.items()


def _number_of(voucher: Voucher, row: ClaimRow, wanted: frozenset[str], result: OpenItems) -> str:
    """The invoice that a row is about; empty when it says none, or is on another account."""
    if row.account not in wanted or not row.amount_ore:
        return ""
    result.rows += 1
    number = row.objects.get(_INVOICE, "") if row.objects else ""
    if number:
        result.by_dimension = True
    else:
        number = invoice_number(row.text, voucher.text)
    if number:
        result.understood += 1
    return number


def _sort_out(result: OpenItems, item: Item) -> None:
    if item.issued_on is None:
        result.earlier_paid[item.number] = item.remaining_ore
    elif not item.remaining_ore:
        result.settled.append(item.number)
    elif (item.remaining_ore < 0) != item.is_credit:
        result.overpaid[item.number] = item.remaining_ore
    else:
        result.items.append(item)


def _issues(voucher: Voucher, row: ClaimRow) -> bool:
    """Whether a row brings an invoice or a credit note into the books.

    A payment credits the account; money paid out on a credit note debits it.
    """
    if row.amount_ore > 0:
        return voucher.sells or not voucher.pays
    return says_credit(row.text, voucher.text) or (voucher.sells and not voucher.pays)
