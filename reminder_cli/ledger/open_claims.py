"""What is open without a case, derived: the list by which payments find what they may be for.

It chooses what is looked at and decides nothing: what is left is counted from the events each time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

LIVE = "NOT EXISTS (SELECT 1 FROM event back WHERE back.key = event.key || '/reversed')"
# An invoice without a case has met no more than payments; the index event_more has these words.
MORE = "kind NOT IN ('payment_received', 'payment_reversed', 'overpayment_repaid')"
NO_MORE = f"NOT EXISTS (SELECT 1 FROM event WHERE event.invoice_id = invoice.invoice_id AND {MORE})"
# What is left of an invoice without a case, in öre.
LEFT = (
    "(invoice.total_ore - invoice.reduction_ore - invoice.paid_before_ore - coalesce((SELECT"
    " sum(json_extract(event.body, '$.amount_ore')) FROM event WHERE event.invoice_id ="
    f" invoice.invoice_id AND event.kind = 'payment_received' AND {LIVE}), 0))"
)
# The columns of an invoice that say whether it is in the list, and with what.
OPEN_BY = frozenset(
    {"kind", "currency", "customer_id", "total_ore", "reduction_ore", "paid_before_ore"}
)
_OPEN = f"invoice.kind = 'invoice' AND invoice.currency = 'SEK' AND {LEFT} > 0 AND {NO_MORE}"
# All of it as it ought to be.
DUE = f"SELECT invoice_id, customer_id, {LEFT} FROM invoice WHERE {_OPEN}"


def derive_open_claims(db: sqlite3.Connection, invoice_ids: Iterable[int] | None = None) -> None:
    """Write the list anew, of all invoices or of these."""
    if invoice_ids is None:
        db.execute("DELETE FROM open_claim")
        db.execute(f"INSERT INTO open_claim {DUE}")
        return
    these = json.dumps(sorted(invoice_ids))
    db.execute(
        "DELETE FROM open_claim WHERE invoice_id IN (SELECT value FROM json_each(?))", (these,)
    )
    db.execute(
        f"INSERT INTO open_claim SELECT invoice_id, customer_id, {LEFT} FROM json_each(?) some"
        f" CROSS JOIN invoice ON invoice_id = some.value WHERE {_OPEN}",
        (these,),
    )


def add_new_claims(db: sqlite3.Connection, after: int) -> None:
    """Put in the invoices whose ids are greater; nothing has happened to them yet."""
    db.execute(
        "INSERT INTO open_claim SELECT invoice_id, customer_id, total_ore - reduction_ore"
        " - paid_before_ore AS left_ore FROM invoice WHERE invoice_id > ? AND kind = 'invoice'"
        " AND currency = 'SEK' AND left_ore > 0",
        (after,),
    )
