"""The address each case was opened with. A register: it can be changed, and erased with the customer."""

from __future__ import annotations

import json
from collections.abc import Sequence

from reminder_cli.domain.invoice import Customer
from reminder_cli.ledger.ledger import Ledger

COLUMNS = ("street", "postal_code", "city", "country", "email")


def keep(ledger: Ledger, invoice_id: int, case_no: int, customer: Customer) -> None:
    """Write the customer's present address to a case, over the one it had."""
    ledger.db.execute(
        "INSERT OR REPLACE INTO case_address VALUES (?, ?, ?, ?, ?, ?, ?)",
        (invoice_id, case_no, *(getattr(customer, name) for name in COLUMNS)),
    )


def of_case(ledger: Ledger, invoice_id: int, case_no: int) -> dict[str, str] | None:
    """The address of a case; None when it was opened before addresses were kept."""
    return of_cases(ledger, [invoice_id]).get((invoice_id, case_no))


def of_cases(ledger: Ledger, invoice_ids: Sequence[int]) -> dict[tuple[int, int], dict[str, str]]:
    """The addresses of all cases of these invoices that have one, by invoice and number."""
    rows = ledger.db.execute(
        "SELECT invoice_id, case_no, street, postal_code, city, country, email FROM case_address"
        " WHERE invoice_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(invoice_ids)),),
    )
    return {(row[0], row[1]): dict(zip(COLUMNS, row[2:], strict=True)) for row in rows}
