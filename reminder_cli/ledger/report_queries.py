"""What only reports ask of the ledger: one view of it all, how long texts are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reminder_cli.ledger.ledger import Ledger


@contextmanager
def one_view(ledger: Ledger) -> Iterator[None]:
    """See the ledger as it stands at the first read, whatever another process writes meanwhile."""
    ledger.db.execute("BEGIN")
    try:
        yield
    finally:
        ledger.db.execute("ROLLBACK")


def longest_texts(ledger: Ledger) -> tuple[int, int]:
    """How many characters the longest name of a customer and the longest number of an invoice have."""
    row = ledger.db.execute(
        "SELECT (SELECT coalesce(max(length(name)), 0) FROM customer),"
        " (SELECT coalesce(max(length(number)), 0) FROM invoice)"
    ).fetchone()
    return int(row[0]), int(row[1])
