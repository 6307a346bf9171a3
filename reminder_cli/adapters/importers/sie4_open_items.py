"""Which invoices are open, from the vouchers on the accounts of customers' claims.

Rows are put together by invoice number; what does not sum to zero is open. A credit note keeps
its own number and is never set off against an invoice: SIE 4 does not link them. Payments on
numbers that no voucher issued close what was open when the year began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from reminder_cli.adapters.importers.sie4 import ClaimRow, Voucher
from reminder_cli.adapters.importers.sie4_patterns import (
    customer_named,
    invoice_number,
    says_credit,
)
from reminder_cli.domain.invoice import InvoiceKind

_CUSTOMER, _INVOICE = "8", "10"  # dimensions the format reserves


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice or credit note that is not settled; amounts in öre, negative for a credit note."""

    line: int
    number: str
    kind: InvoiceKind
    issued_on: date
    total_ore: int
    remaining_ore: int
    customer: str
    customer_number: str


@dataclass(slots=True)
class OpenItems:
    """What the rows gave. ``earlier_paid`` and ``overpaid`` are invoice numbers, with öre."""

    items: list[OpenItem] = field(default_factory=list)
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


@dataclass(slots=True)
class _Account:
    """One invoice number: everything booked on it, in order."""

    booked: list[tuple[Voucher, ClaimRow]] = field(default_factory=list)

    @property
    def rest_ore(self) -> int:
        return sum(row.amount_ore for _voucher, row in self.booked)

    def issue(self) -> tuple[Voucher, ClaimRow] | None:
        """The row that brought the document into the books, None when only payments are there."""
        for voucher, row in self.booked:
            if _is_invoice(voucher, row) or _is_credit(voucher, row):
                return voucher, row
        return None


def open_items(vouchers: Iterable[Voucher], accounts: Iterable[str]) -> OpenItems:
    """The open items on these accounts, oldest first."""
    wanted = frozenset(accounts)
    result = OpenItems()
    booked: dict[str, _Account] = defaultdict(_Account)
    for voucher in sorted(vouchers, key=lambda voucher: voucher.day):
        for row in voucher.claims:
            if row.account not in wanted or not row.amount_ore:
                continue
            result.rows += 1
            number = row.objects.get(_INVOICE, "")
            result.by_dimension |= bool(number)
            number = number or invoice_number(row.text, voucher.text)
            if number:
                result.understood += 1
                booked[number].booked.append((voucher, row))
    for number, account in booked.items():
        _add(result, number, account)
    result.items.sort(key=lambda item: (item.issued_on, item.line))
    return result


def _add(result: OpenItems, number: str, account: _Account) -> None:
    rest = account.rest_ore
    issue = account.issue()
    if issue is None:
        result.earlier_paid[number] = rest
    elif not rest:
        result.settled.append(number)
    elif (rest < 0) != (issue[1].amount_ore < 0):
        result.overpaid[number] = rest
    else:
        result.items.append(_item(number, account, issue))


def _item(number: str, account: _Account, issue: tuple[Voucher, ClaimRow]) -> OpenItem:
    voucher, row = issue
    same = [other.amount_ore for its, other in account.booked if its is voucher]
    total, rest = sum(same), account.rest_ore
    if abs(rest) > abs(total):  # debited again later: a correction, or a payment that bounced
        total = rest
    named = customer_named(row.text, voucher.text)
    return OpenItem(
        line=voucher.line,
        number=number,
        kind=InvoiceKind.CREDIT_NOTE if rest < 0 else InvoiceKind.INVOICE,
        issued_on=voucher.day,
        total_ore=total,
        remaining_ore=rest,
        customer=named.name,
        customer_number=row.objects.get(_CUSTOMER, "") or named.customer,
    )


def _is_invoice(voucher: Voucher, row: ClaimRow) -> bool:
    """Whether a debited row issues an invoice; money paid out on a credit note does not."""
    return row.amount_ore > 0 and (voucher.sells or not voucher.pays)


def _is_credit(voucher: Voucher, row: ClaimRow) -> bool:
    """Whether a credited row issues a credit note and is no payment."""
    if row.amount_ore >= 0:
        return False
    return says_credit(row.text, voucher.text) or (voucher.sells and not voucher.pays)
