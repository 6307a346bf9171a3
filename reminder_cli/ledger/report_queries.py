"""What only reports ask of the ledger: one view of it all, statuses on a day, how long texts are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.ledger.ledger import Ledger


@contextmanager
def one_view(ledger: Ledger) -> Iterator[None]:
    """See the ledger as it stands at the first read, whatever another process writes meanwhile."""
    ledger.db.execute("BEGIN")
    try:
        yield
    finally:
        ledger.db.execute("ROLLBACK")


def statuses_on(ledger: Ledger, day: date) -> dict[int, frozenset[DebtorStatus]]:
    """What was known on a day of the debtors whose letters are stopped, by customer."""
    found: dict[int, set[DebtorStatus]] = defaultdict(set)
    rows = ledger.db.execute(
        "SELECT customer_id, status FROM customer_status WHERE since <= ?", (day.isoformat(),)
    )
    for customer_id, status in rows:
        found[customer_id].add(DebtorStatus(status))
    return {customer_id: frozenset(status) for customer_id, status in found.items()}


def longest_texts(ledger: Ledger) -> tuple[int, int]:
    """How many characters the longest name of a customer and the longest number of an invoice have."""
    row = ledger.db.execute(
        "SELECT (SELECT coalesce(max(length(name)), 0) FROM customer),"
        " (SELECT coalesce(max(length(number)), 0) FROM invoice)"
    ).fetchone()
    return int(row[0]), int(row[1])
