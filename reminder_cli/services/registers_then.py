"""What the registers held in the evening of a day: names, addresses, and what files said of invoices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.domain.invoice import CustomerKind, InvoiceKind
from reminder_cli.domain.money import parse_kronor
from reminder_cli.ledger import histories
from reminder_cli.ledger.invoices import Registered

if TYPE_CHECKING:
    from reminder_cli.ledger.ledger import Ledger

# How a change of an invoice is written down, and the field it is of.
_READ: dict[str, tuple[str, Callable[[str], Any]]] = {
    "invoice_date": ("invoice_date", date.fromisoformat),
    "due_date": ("due_date", date.fromisoformat),
    "total": ("total_ore", parse_kronor),
    "reduction": ("reduction_ore", parse_kronor),
    "currency": ("currency", str),
    "kind": ("kind", InvoiceKind),
    "ocr": ("ocr", str),
    "description": ("description", str),
    "handled_elsewhere": ("handled_elsewhere", lambda text: text == "1"),
}


class RegistersThen(Struct, frozen=True, kw_only=True):
    """What was changed after a day, by customer and by invoice, as it was before.

    What a later file corrected of an invoice was so from the first; it was only not known.
    """

    customers: Mapping[int, Mapping[str, str]]
    invoices: Mapping[int, Mapping[str, str]]

    @classmethod
    def read(cls, ledger: Ledger, day: date, *, known: bool) -> RegistersThen:
        """All that was changed after the end of a day."""
        return cls(
            customers=histories.customers_then(ledger, day),
            invoices=histories.invoices_then(ledger, day) if known else {},
        )

    def of(self, item: Registered) -> Registered:
        """An invoice and its customer as the registers had them."""
        held = self.customers.get(item.customer.customer_id)
        if held:
            values: dict[str, Any] = dict(held)
            if "kind" in values:
                values["kind"] = CustomerKind(values["kind"])
            for flag in values.keys() & {"kind_known", "kind_by_hand"}:
                values[flag] = values[flag] == "1"
            item = replace(item, customer=replace(item.customer, **values))
        said = self.invoices.get(item.invoice.invoice_id)
        if said:
            was = {
                _READ[name][0]: _READ[name][1](old) for name, old in said.items() if name in _READ
            }
            item = replace(item, invoice=replace(item.invoice, **was))
            if "due_date_assumed" in said:
                item = replace(item, due_date_assumed=True)
        return item
