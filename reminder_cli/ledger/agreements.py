"""The register of agreements that differ from the firm's settings."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from reminder_cli.ledger.ledger import Ledger


class Agreement(Struct, frozen=True, kw_only=True):
    """A setting's value for one customer, one invoice, or all (both None), from a day on.

    It holds for debts that arose on ``from_on`` or later, as the invoice's date tells.
    """

    key: str
    value: str
    from_on: date
    customer_id: int | None = None
    invoice_id: int | None = None


def all_agreements(ledger: Ledger, *, recorded_by: date | None = None) -> list[Agreement]:
    """Every agreement, in the order they were recorded; those recorded by a day's end if one is named."""
    known = recorded_by.isoformat() if recorded_by else "9999-12-31"
    rows = ledger.db.execute(
        "SELECT * FROM agreement WHERE substr(recorded_at, 1, 10) <= ? ORDER BY agreement_id",
        (known,),
    )
    return [
        Agreement(
            key=row["key"],
            value=row["value"],
            from_on=date.fromisoformat(row["from_on"]),
            customer_id=row["customer_id"],
            invoice_id=row["invoice_id"],
        )
        for row in rows
    ]


def add_agreement(ledger: Ledger, agreement: Agreement, *, now: datetime) -> None:
    """Record an agreement; the newest of the same reach counts."""
    ledger.db.execute(
        "INSERT INTO agreement (key, value, customer_id, invoice_id, from_on, recorded_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            agreement.key,
            agreement.value,
            agreement.customer_id,
            agreement.invoice_id,
            agreement.from_on.isoformat(),
            now.isoformat(timespec="seconds"),
        ),
    )
