"""The register of payments: writing. What each did to a claim stands in the events.

A payment that a file told is stored as the bank wrote it. ``waiting_ore`` is what of it has met
no invoice and has not been paid back or set aside.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from msgspec import Struct

from reminder_cli.domain.payment import Deposit, PaymentDraft
from reminder_cli.ledger.ledger import Ledger

SHOWN_REFERENCE = 60
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def record_payment(
    ledger: Ledger,
    *,
    key: str,
    on: date,
    amount_ore: int,
    source: str,
    reference: str,
    now: datetime,
) -> int:
    """Add a payment that was registered by hand; returns its id."""
    cursor = ledger.db.execute(
        "INSERT INTO payment (key, booked_on, amount_ore, source, reference, recorded_at, matched_by)"
        " VALUES (?, ?, ?, ?, ?, ?, 'hand')",
        (key, on.isoformat(), amount_ore, source, reference, now.isoformat(timespec="seconds")),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def next_payment_id(ledger: Ledger) -> int:
    """The id of the next payment; only to be used under the write lock."""
    row = ledger.db.execute("SELECT coalesce(max(payment_id), 0) + 1 FROM payment").fetchone()
    return int(row[0])


def payment(ledger: Ledger, payment_id: int) -> sqlite3.Row | None:
    """One payment, if there is one with that id."""
    row: sqlite3.Row | None = ledger.db.execute(
        "SELECT * FROM payment WHERE payment_id = ?", (payment_id,)
    ).fetchone()
    return row


def invoices_of(ledger: Ledger, payment_id: int) -> Sequence[int]:
    """The invoices that a payment met."""
    # "0" comes right after "/": this is every key that begins with payment/7/, by the index.
    rows = ledger.db.execute(
        "SELECT DISTINCT invoice_id FROM event WHERE key > ? AND key < ?"
        " AND kind = 'payment_received' ORDER BY seq",
        (f"payment/{payment_id}/", f"payment/{payment_id}0"),
    )
    return [row[0] for row in rows]


class NewPayment(NamedTuple):
    """A payment of a file as it goes into the register. Öre."""

    payment_id: int
    draft: PaymentDraft
    state: str
    waiting_ore: int
    matched_by: str
    paid_to: str


_COLUMNS = (
    "payment_id, key, booked_on, amount_ore, source, reference, payer, recorded_at, file_id,"
    " file_row, account, payer_giro, payer_org_number, deposit_key, said, is_reversal,"
    " is_deposit_sum, paid_to, state, waiting_ore, matched_by"
)
_INSERT = f"INSERT INTO payment ({_COLUMNS}) VALUES ({', '.join('?' * 21)})"


def insert_payments(
    ledger: Ledger, items: Iterable[NewPayment], *, file_id: int, now: datetime
) -> None:
    """Add the payments of a file."""
    stamp = now.isoformat(timespec="seconds")
    ledger.db.executemany(_INSERT, (_values(item, file_id, stamp) for item in items))


def _values(item: NewPayment, file_id: int, stamp: str) -> tuple[object, ...]:
    draft = item.draft
    return (
        item.payment_id,
        draft.key,
        draft.on.isoformat(),
        draft.amount_ore,
        draft.key.partition(":")[0],
        shown_reference(draft),
        draft.payer,
        stamp,
        file_id,
        draft.row,
        draft.account,
        draft.payer_giro,
        draft.payer_org_number,
        draft.deposit_key,
        _said(draft),
        int(draft.is_reversal),
        int(draft.is_deposit_sum),
        item.paid_to,
        item.state,
        item.waiting_ore,
        item.matched_by,
    )


def shown_reference(draft: PaymentDraft) -> str:
    """What the payer wrote, as a list shows it: the first reference, else the first text."""
    said = (*draft.references, *draft.texts)
    return " ".join(said[0].split())[:SHOWN_REFERENCE] if said else ""


def say_more(ledger: Ledger, payment_id: int, draft: PaymentDraft) -> None:
    """Another file tells more of a payment that is known: who paid, and what the payer wrote."""
    ledger.db.execute(
        "UPDATE payment SET reference = ?, payer = ?, payer_giro = ?, payer_org_number = ?, said = ?,"
        " is_deposit_sum = ? WHERE payment_id = ?",
        (
            shown_reference(draft),
            draft.payer,
            draft.payer_giro,
            draft.payer_org_number,
            _said(draft),
            int(draft.is_deposit_sum),
            payment_id,
        ),
    )


def _said(draft: PaymentDraft) -> str:
    return _ENCODER.encode((draft.references, draft.texts, draft.splits))


def insert_again(ledger: Ledger, payment_id: int, *, waiting_ore: int, now: datetime) -> int:
    """The same money under a new number, after it was taken back from its invoices."""
    again = next_payment_id(ledger)
    ledger.db.execute(
        f"INSERT INTO payment ({_COLUMNS}, root_id) SELECT ?, 'again/' || payment_id || '/' || key,"
        " booked_on, amount_ore, source, reference, payer, ?, file_id, file_row, account, payer_giro,"
        " payer_org_number, deposit_key, said, is_reversal, is_deposit_sum, paid_to, 'counted', ?,"
        " '', coalesce(root_id, payment_id) FROM payment WHERE payment_id = ?",
        (again, now.isoformat(timespec="seconds"), waiting_ore, payment_id),
    )
    set_state(ledger, payment_id, "replaced")
    return again


def set_matched(ledger: Ledger, items: Iterable[tuple[int, int, str]]) -> None:
    """Payment, what of it waits still (öre), and who matched it: file or hand."""
    ledger.db.executemany(
        "UPDATE payment SET waiting_ore = ?2, matched_by = ?3 WHERE payment_id = ?1", items
    )


def set_waiting(ledger: Ledger, payment_id: int, waiting_ore: int) -> None:
    """What of a payment waits still, in öre."""
    ledger.db.execute(
        "UPDATE payment SET waiting_ore = ? WHERE payment_id = ?", (waiting_ore, payment_id)
    )


def set_state(
    ledger: Ledger, payment_id: int, state: str, *, told_by: str = "", waiting_ore: int = 0
) -> None:
    """Whether the money counts; ``told_by`` names what tells of the same money."""
    ledger.db.execute(
        "UPDATE payment SET state = ?, told_by = ?, waiting_ore = ? WHERE payment_id = ?",
        (state, told_by, waiting_ore, payment_id),
    )


def set_told_by(ledger: Ledger, payment_id: int, told_by: str) -> None:
    """Remember what tells of the same money, where a person must take the payment back first."""
    ledger.db.execute("UPDATE payment SET told_by = ? WHERE payment_id = ?", (told_by, payment_id))


class PaymentStep(Struct, frozen=True, kw_only=True):
    """What was done with money that is on no invoice: repaid, aside, same, set_off. Öre.

    ``other_id`` is the payment that has the same money; ``invoice_id`` the invoice whose own
    list had counted it.
    """

    payment_id: int
    kind: str
    on: date
    amount_ore: int
    other_id: int | None = None
    invoice_id: int | None = None
    reason: str = ""


def add_step(ledger: Ledger, step: PaymentStep, *, now: datetime) -> None:
    """Record what was done; what waits of the payment is lowered by as much."""
    ledger.db.execute(
        "INSERT INTO payment_step (payment_id, kind, counts_on, amount_ore, other_id,"
        " invoice_id, reason, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            step.payment_id,
            step.kind,
            step.on.isoformat(),
            step.amount_ore,
            step.other_id,
            step.invoice_id,
            step.reason,
            now.isoformat(timespec="seconds"),
        ),
    )
    ledger.db.execute(
        "UPDATE payment SET waiting_ore = waiting_ore - ? WHERE payment_id = ?",
        (step.amount_ore, step.payment_id),
    )


def add_seen(ledger: Ledger, payment_ids: Iterable[int], *, file_id: int) -> None:
    """Payments that were known and that one more file has told of."""
    ledger.db.executemany(
        "INSERT OR IGNORE INTO payment_seen VALUES (?, ?)",
        [(payment_id, file_id) for payment_id in payment_ids],
    )


def add_alike(ledger: Ledger, pairs: Iterable[tuple[int, int]]) -> None:
    """Payments that may be the same money, each with the other."""
    both = [pair for one, other in pairs for pair in ((one, other), (other, one))]
    ledger.db.executemany("INSERT OR IGNORE INTO payment_alike VALUES (?, ?)", both)


class PaymentFile(Struct, frozen=True, kw_only=True):
    """A file of a bank as it was taken in. Öre."""

    sha256: str
    name: str
    format: str
    encoding: str
    rows: int
    payments: int
    sum_ore: int
    covers_until: date | None
    accounts: tuple[str, ...]
    left_out: dict[str, int]


def record_payment_file(ledger: Ledger, file: PaymentFile, *, on: date, now: datetime) -> int:
    """Remember a file; returns its id."""
    cursor = ledger.db.execute(
        "INSERT INTO payment_file (sha256, name, format, encoding, rows, payments, sum_ore,"
        " covers_until, accounts, left_out, imported_on, recorded_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            file.sha256,
            file.name,
            file.format,
            file.encoding,
            file.rows,
            file.payments,
            file.sum_ore,
            file.covers_until.isoformat() if file.covers_until else None,
            json.dumps(file.accounts),
            json.dumps(file.left_out, sort_keys=True),
            on.isoformat(),
            now.isoformat(timespec="seconds"),
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def insert_deposits(ledger: Ledger, deposits: Iterable[Deposit]) -> None:
    """Remember the sums of a file; the same sum from another file is one."""
    ledger.db.executemany(
        "INSERT OR IGNORE INTO payment_deposit VALUES (?, ?, ?, ?, ?)",
        ((d.key, d.amount_ore, d.on.isoformat(), d.account, d.payments) for d in deposits),
    )
