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
from reminder_cli.ledger import histories
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


def update_customer(
    ledger: Ledger, customer_id: int, changes: Mapping[str, str | int], *, now: datetime
) -> None:
    """Change the named columns of one customer; what they held is remembered."""
    assert changes.keys() <= set(COLUMNS), "only the columns of a customer are changed"
    row = ledger.db.execute(
        "SELECT * FROM customer WHERE customer_id = ?", (customer_id,)
    ).fetchone()
    held = {name: (str(row[name]), str(value)) for name, value in changes.items()}
    histories.record(ledger, histories.CUSTOMER, held, now=now, customer_id=customer_id)
    renamed = bool(changes.keys() & {"name", "org_number"})
    with keys_renewed(ledger, customer_id) if renamed else nullcontext():
        for name, value in changes.items():
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

    A status holds from its day until the day on which it was taken away. With ``recorded_by``
    only what had been recorded by the end of that day counts.
    """
    known = recorded_by.isoformat() if recorded_by else "9999-12-31"
    rows = ledger.db.execute(
        "SELECT customer_id, status, since, substr(recorded_at, 1, 10) FROM status_change"
        " WHERE substr(recorded_at, 1, 10) <= ? ORDER BY change_id",
        (known,),
    )
    since: dict[tuple[int, str], str] = {}
    so: set[tuple[int, str]] = set()
    for customer_id, status, begun, recorded_on in rows:
        key = customer_id, status
        if begun is not None:
            since[key] = begun  # said again, with another day: the newest counts
        elif since.pop(key, "9999") <= day.isoformat() < recorded_on:
            so.add(key)
    so.update(key for key, begun in since.items() if begun <= day.isoformat())
    found: dict[int, set[DebtorStatus]] = defaultdict(set)
    for customer_id, status in so:
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
    _status_changed(ledger, customer_id, status, since.isoformat(), now)


def remove_status(ledger: Ledger, customer_id: int, status: DebtorStatus, *, now: datetime) -> bool:
    """Take a status away; whether there was one."""
    cursor = ledger.db.execute(
        "DELETE FROM customer_status WHERE customer_id = ? AND status = ?",
        (customer_id, status.value),
    )
    if cursor.rowcount:
        _status_changed(ledger, customer_id, status, None, now)
    return cursor.rowcount > 0


def _status_changed(
    ledger: Ledger, customer_id: int, status: DebtorStatus, since: str | None, now: datetime
) -> None:
    ledger.db.execute(
        "INSERT INTO status_change (customer_id, status, since, recorded_at) VALUES (?, ?, ?, ?)",
        (customer_id, status.value, since, now.isoformat(timespec="seconds")),
    )


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
