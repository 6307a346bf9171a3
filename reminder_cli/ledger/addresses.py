"""The address each case was opened with. A register: it can be changed, and erased with the customer."""

from __future__ import annotations

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
    row = ledger.db.execute(
        "SELECT street, postal_code, city, country, email FROM case_address"
        " WHERE invoice_id = ? AND case_no = ?",
        (invoice_id, case_no),
    ).fetchone()
    return {name: row[name] for name in COLUMNS} if row else None
