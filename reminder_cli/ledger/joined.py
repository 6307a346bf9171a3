"""Which invoices one letter asks for."""

from __future__ import annotations

from reminder_cli.ledger.ledger import Ledger


def invoices_of_letter(ledger: Ledger, letter_id: int) -> list[int]:
    """The invoices of a letter, oldest case first."""
    rows = ledger.db.execute(
        "SELECT DISTINCT letter_invoice.invoice_id FROM letter_invoice"
        " JOIN case_state USING (invoice_id) WHERE letter_id = ?"
        " ORDER BY opened_on, letter_invoice.invoice_id",
        (letter_id,),
    )
    return [row[0] for row in rows]
