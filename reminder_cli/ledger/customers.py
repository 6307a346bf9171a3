"""The register of customers."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from typing import Any

from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.domain.invoice import Customer, CustomerKind
from reminder_cli.domain.matching_names import customer_keys
from reminder_cli.ledger.ledger import Ledger

COLUMNS = (
    "number",
    "name",
    "kind",
    "org_number",
    "email",
    "street",
    "postal_code",
    "city",
    "country",
    "language",
    "guardian_name",
    "guardian_street",
    "guardian_postal_code",
    "guardian_city",
    "kind_known",
    "kind_by_hand",
)


def read_customer(row: sqlite3.Row | Mapping[str, Any], prefix: str = "") -> Customer:
    """A customer from a row whose columns begin with ``prefix``."""
    values = {name: row[prefix + name] for name in COLUMNS}
    values["kind"] = CustomerKind(values["kind"])
    values["kind_known"] = bool(values["kind_known"])
    values["kind_by_hand"] = bool(values["kind_by_hand"])
    return Customer(customer_id=row["customer_id"], **values)


def all_customers(ledger: Ledger) -> list[Customer]:
    """Every customer, by name."""
    rows = ledger.db.execute("SELECT * FROM customer ORDER BY name, customer_id")
    return [read_customer(row) for row in rows]


def customer(ledger: Ledger, customer_id: int) -> Customer:
    """One customer."""
    row = ledger.db.execute(
        "SELECT * FROM customer WHERE customer_id = ?", (customer_id,)
    ).fetchone()
    return read_customer(row)


def candidates(
    ledger: Ledger, *, numbers: Collection[str], keys: Collection[str], match_keys: Collection[str]
) -> Iterator[tuple[Customer, str]]:
    """The customers, oldest first, with one of these numbers, or found by one of these keys as
    payments find them; each with the key that it was once written down by.
    """
    rows = ledger.db.execute(
        "SELECT * FROM customer WHERE customer_id IN ("
        " SELECT customer_id FROM customer"
        " WHERE number <> '' AND number IN (SELECT value FROM json_each(?1))"
        " UNION SELECT customer_id FROM customer_key WHERE key IN (SELECT value FROM json_each(?2))"
        " UNION SELECT customer_id FROM customer"
        " WHERE match_key IN (SELECT value FROM json_each(?3))) ORDER BY customer_id",
        [json.dumps(list(each)) for each in (numbers, keys, match_keys)],
    )
    return ((read_customer(row), row["match_key"]) for row in rows)


def insert_customers(ledger: Ledger, rows: list[tuple[object, ...]]) -> None:
    """Add customers: id, the columns of ``COLUMNS``, whether the kind was stated, and the match key."""
    ledger.db.executemany(
        "INSERT INTO customer (customer_id, number, name, kind, org_number, email, street, postal_code,"
        " city, country, language, kind_known, match_key) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        rows,
    )
    name, org_number = (1 + COLUMNS.index(column) for column in ("name", "org_number"))
    _add_keys(ledger, ((row[0], row[name], row[org_number]) for row in rows))


def _add_keys(ledger: Ledger, customers: Iterable[Sequence[Any]]) -> None:
    """What payments find these customers by: id, name and identity number of each."""
    # In the order in which they are stored, which is twice as fast.
    ledger.db.executemany("INSERT INTO customer_key VALUES (?, ?)", sorted(_keys(customers)))


def _keys(customers: Iterable[Sequence[Any]]) -> Iterator[tuple[str, int]]:
    for customer_id, name, org_number in customers:
        for key in customer_keys(name, org_number):
            yield key, customer_id


def next_customer_id(ledger: Ledger) -> int:
    """The id of the next new customer."""
    row = ledger.db.execute("SELECT coalesce(max(customer_id), 0) + 1 FROM customer").fetchone()
    return int(row[0])


def update_customer(ledger: Ledger, customer_id: int, changes: Mapping[str, str | int]) -> None:
    """Change the named columns of one customer."""
    renamed = bool(changes.keys() & {"name", "org_number"})
    with keys_renewed(ledger, customer_id) if renamed else nullcontext():
        for name, value in changes.items():
            assert name in COLUMNS, "only the columns of a customer are changed"
            ledger.db.execute(
                f"UPDATE customer SET {name} = ? WHERE customer_id = ?", (value, customer_id)
            )


@contextmanager
def keys_renewed(ledger: Ledger, customer_id: int) -> Iterator[None]:
    """Within it the name or the identity number is changed; payments find the customer by the new."""
    found_by = "SELECT customer_id, name, org_number FROM customer WHERE customer_id = ?"
    before = ledger.db.execute(found_by, (customer_id,)).fetchall()
    yield
    ledger.db.executemany(
        "DELETE FROM customer_key WHERE key = ? AND customer_id = ?", list(_keys(before))
    )
    _add_keys(ledger, ledger.db.execute(found_by, (customer_id,)))


def statuses_of(ledger: Ledger, customer_ids: Iterable[int]) -> dict[int, frozenset[DebtorStatus]]:
    """What is known of debtors that stops their letters."""
    found: dict[int, set[DebtorStatus]] = {customer_id: set() for customer_id in customer_ids}
    rows = ledger.db.execute(
        "SELECT customer_id, status FROM customer_status"
        " WHERE customer_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(found)),),
    )
    for customer_id, status in rows:
        found[customer_id].add(DebtorStatus(status))
    return {customer_id: frozenset(known) for customer_id, known in found.items()}


def statuses_on(
    ledger: Ledger, day: date, *, recorded_by: date | None = None
) -> dict[int, frozenset[DebtorStatus]]:
    """What was so on a day of the debtors whose letters are stopped, by customer.

    With ``recorded_by`` only what had been recorded by the end of that day.
    """
    found: dict[int, set[DebtorStatus]] = defaultdict(set)
    known = recorded_by.isoformat() if recorded_by else "9999-12-31"
    rows = ledger.db.execute(
        "SELECT customer_id, status FROM customer_status"
        " WHERE since <= ? AND substr(recorded_at, 1, 10) <= ?",
        (day.isoformat(), known),
    )
    for customer_id, status in rows:
        found[customer_id].add(DebtorStatus(status))
    return {customer_id: frozenset(status) for customer_id, status in found.items()}


def add_status(
    ledger: Ledger, customer_id: int, status: DebtorStatus, *, since: date, now: datetime
) -> None:
    """Record a debtor's status."""
    ledger.db.execute(
        "INSERT OR REPLACE INTO customer_status VALUES (?, ?, ?, ?)",
        (customer_id, status.value, since.isoformat(), now.isoformat(timespec="seconds")),
    )


def remove_status(ledger: Ledger, customer_id: int, status: DebtorStatus) -> bool:
    """Take a status away; whether there was one."""
    cursor = ledger.db.execute(
        "DELETE FROM customer_status WHERE customer_id = ? AND status = ?",
        (customer_id, status.value),
    )
    return cursor.rowcount > 0


def statuses_since(ledger: Ledger, customer_id: int) -> dict[DebtorStatus, date]:
    """What is known of a debtor, with the day since when."""
    rows = ledger.db.execute(
        "SELECT status, since FROM customer_status WHERE customer_id = ? ORDER BY since, status",
        (customer_id,),
    )
    return {DebtorStatus(row[0]): date.fromisoformat(row[1]) for row in rows}


def invoices_of(ledger: Ledger, customer_id: int) -> list[int]:
    """The invoices of a customer, oldest first."""
    rows = ledger.db.execute(
        "SELECT invoice_id FROM invoice WHERE customer_id = ? ORDER BY invoice_date, invoice_id",
        (customer_id,),
    )
    return [row[0] for row in rows]


def counts(ledger: Ledger) -> dict[int, tuple[int, int]]:
    """How many invoices and how many open cases each customer has, by its id."""
    rows = ledger.db.execute(
        "SELECT customer_id, count(*), (SELECT count(*) FROM case_state"
        " WHERE case_state.customer_id = invoice.customer_id AND outcome IS NULL)"
        " FROM invoice GROUP BY customer_id"
    )
    return {row[0]: (row[1], row[2]) for row in rows}
