"""Takes a person out of the registers: what remains are numbers, days and amounts.

Events, vouchers and settled periods have no names in them and are never changed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import cached_property

from reminder_cli.ledger import firm
from reminder_cli.ledger.customers import keys_renewed
from reminder_cli.ledger.ledger import Ledger

# Fields of an invoice in which anything may have been written.
_FREE_TEXT = ("description", "ocr")
_EMPTY = "''"
_MARK = "erasure_key"  # what digests are made with
_WHO = ("number", "org_number", "email", "street", "postal_code", "city", "country")
_GUARDIAN = ("guardian_name", "guardian_street", "guardian_postal_code", "guardian_city")


def is_erased(ledger: Ledger, customer_id: int) -> bool:
    """Whether this customer has been erased."""
    row = ledger.db.execute(
        "SELECT 1 FROM erasure WHERE customer_id = ?", (customer_id,)
    ).fetchone()
    return row is not None


def erased_customers(ledger: Ledger) -> frozenset[int]:
    """All who have been erased, by id."""
    return frozenset(row[0] for row in ledger.db.execute("SELECT customer_id FROM erasure"))


def is_payment_erased(ledger: Ledger, payment_id: int) -> bool:
    """Whether all whose invoices a payment met have been erased, and so what it said of the payer."""
    n, erased = ledger.db.execute(
        """
        SELECT count(*), count(erasure.customer_id) FROM (
            SELECT invoice_id FROM event WHERE key > ? AND key < ? AND kind = 'payment_received'
            UNION SELECT invoice_id FROM payment_step WHERE payment_id = ?
        ) JOIN invoice USING (invoice_id) LEFT JOIN erasure USING (customer_id)
        """,
        (f"payment/{payment_id}/", f"payment/{payment_id}0", payment_id),
    ).fetchone()
    return bool(0 < n == erased)


def remember_keys(ledger: Ledger, keys: Iterable[str], *, on: date) -> None:
    """Keep what an erased customer would be known by in a register, as digests of it.

    The digests are made with a key of this ledger's own, so that they say nothing elsewhere; who
    has the ledger and guesses a whole number right can see that it is among them.
    """
    ledger.db.executemany(
        "INSERT OR IGNORE INTO erased_key VALUES (?, ?)",
        [(digest, on.isoformat()) for digest in ErasedKeys(ledger).digests(keys)],
    )


class ErasedKeys:
    """What erased customers would be known by, to leave them out of a register that has them still."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known = frozenset(
            row[0] for row in ledger.db.execute("SELECT digest FROM erased_key")
        )

    def __bool__(self) -> bool:
        """Whether anybody has been erased."""
        return bool(self._known)

    def digests(self, keys: Iterable[str]) -> Iterator[str]:
        """The digest of each key."""
        secret = self._secret
        for key in keys:
            yield hashlib.blake2b(key.encode(), key=secret, digest_size=16).hexdigest()

    def any_of(self, keys: Iterable[str]) -> bool:
        """Whether one of these belonged to somebody who has been erased."""
        return any(digest in self._known for digest in self.digests(keys))

    @cached_property
    def _secret(self) -> bytes:
        secret = firm.mark(self._ledger, _MARK)
        if not secret:
            secret = secrets.token_hex(32)
            firm.save_mark(self._ledger, _MARK, secret)
        return bytes.fromhex(secret)


def last_fact_on(ledger: Ledger, customer_id: int) -> date | None:
    """The latest day of anything that was or may be booked of a customer: an invoice, an event, a
    voucher, a payment; None when there is nothing.
    """
    row = ledger.db.execute(
        """
        WITH mine AS (SELECT invoice_id FROM invoice WHERE customer_id = ?)
        SELECT max(day) FROM (
            SELECT max(invoice_date, due_date) AS day FROM invoice JOIN mine USING (invoice_id)
            UNION ALL SELECT counts_on FROM event JOIN mine USING (invoice_id)
            UNION ALL SELECT substr(recorded_at, 1, 10) FROM event JOIN mine USING (invoice_id)
            UNION ALL SELECT dated_on FROM voucher JOIN mine USING (invoice_id)
        )
        """,
        (customer_id,),
    ).fetchone()
    return date.fromisoformat(row[0]) if row[0] else None


def letter_names(ledger: Ledger, customer_id: int) -> list[str]:
    """The names of the files of all letters to a customer."""
    rows = ledger.db.execute("SELECT name FROM letter WHERE customer_id = ?", (customer_id,))
    return [row[0] for row in rows]


def erase(
    ledger: Ledger, customer_id: int, *, name: str, on: date, now: datetime
) -> dict[str, int]:
    """Overwrite all that says who it was; how many rows of each table. Under the write lock.

    ``name`` is what lists show from now on.
    """
    db = ledger.db
    rows = {"customer": _customer(ledger, customer_id, name)}
    mine = "(SELECT invoice_id FROM invoice WHERE customer_id = :id)"
    payments = json.dumps(_payments(ledger, customer_id))
    statements = {
        "customer_status": "DELETE FROM customer_status WHERE customer_id = :id",
        "status_change": "DELETE FROM status_change WHERE customer_id = :id",
        "register_change": "DELETE FROM register_change WHERE customer_id = :id",
        "case_address": f"DELETE FROM case_address WHERE invoice_id IN {mine}",
        "note": "DELETE FROM note WHERE event_key IN"
        f" (SELECT key FROM event WHERE invoice_id IN {mine})",
        "invoice": "UPDATE invoice SET description = '', ocr = '' WHERE customer_id = :id",
        "invoice_change": f"DELETE FROM invoice_change WHERE invoice_id IN {mine}"
        " AND field IN (SELECT value FROM json_each(:fields))",
        "letter": "UPDATE letter SET recipient = '{}', ocr = '' WHERE customer_id = :id",
        "payment": "UPDATE payment SET reference = '', payer = '', payer_giro = '',"
        " payer_org_number = '', said = '[[],[],[]]'"
        " WHERE payment_id IN (SELECT value FROM json_each(:payments))",
        "payment_step": "UPDATE payment_step SET reason = '' WHERE reason <> ''"
        " AND payment_id IN (SELECT value FROM json_each(:payments))",
    }
    values = {"id": customer_id, "fields": json.dumps(_FREE_TEXT), "payments": payments}
    for table, statement in statements.items():
        rows[table] = db.execute(statement, values).rowcount
    db.execute(
        "INSERT INTO erasure VALUES (?, ?, ?)",
        (customer_id, on.isoformat(), now.isoformat(timespec="seconds")),
    )
    return {table: n for table, n in rows.items() if n}


def _customer(ledger: Ledger, customer_id: int, name: str) -> int:
    emptied = ", ".join(f"{column} = {_EMPTY}" for column in (*_WHO, *_GUARDIAN))
    with keys_renewed(ledger, customer_id):
        return ledger.db.execute(
            f"UPDATE customer SET {emptied}, name = ?, match_key = ? WHERE customer_id = ?",
            (name, f"erased:{customer_id}", customer_id),
        ).rowcount


def _payments(ledger: Ledger, customer_id: int) -> list[int]:
    """The payments that met this customer's invoices and nobody else's who is not erased."""
    rows = ledger.db.execute(
        """
        SELECT payment_id,
            max(customer_id = :id) AS has_mine,
            max(customer_id <> :id AND customer_id NOT IN (SELECT customer_id FROM erasure))
        FROM (
            SELECT CAST(substr(key, 9, instr(substr(key, 9), '/') - 1) AS INTEGER) AS payment_id,
                invoice.customer_id
            FROM event JOIN invoice USING (invoice_id) WHERE event.kind = 'payment_received'
            UNION ALL
            SELECT payment_id, invoice.customer_id
            FROM payment_step JOIN invoice USING (invoice_id)
        )
        GROUP BY payment_id
        """,
        {"id": customer_id},
    )
    return [row[0] for row in rows if row[1] and not row[2]]


@contextmanager
def without_a_trace(ledger: Ledger) -> Iterator[None]:
    """Have what is overwritten meanwhile zeroed, and afterwards the file made anew without free pages.

    An old address may stand in a page that was freed years ago.
    """
    db = ledger.db
    db.execute("PRAGMA secure_delete = ON")
    try:
        yield
        with suppress(sqlite3.OperationalError):  # another may be writing; the next erasure does it
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.execute("PRAGMA secure_delete = OFF")
