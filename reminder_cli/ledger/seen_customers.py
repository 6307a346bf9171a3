"""What an import has seen of customers already, put aside when there are many: memory stays as it is.

A table of the connection alone, gone with it; each row is a hash of what was said, and the customer.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from reminder_cli.ledger.ledger import Ledger


def begin(ledger: Ledger) -> None:
    """Make room, or empty what an earlier file left."""
    ledger.db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS seen_customer"
        " (said INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL)"
    )
    ledger.db.execute("DELETE FROM seen_customer")


def put_aside(ledger: Ledger, seen: Mapping[int, int]) -> None:
    """Keep these: hash and customer's id."""
    ledger.db.executemany(
        "INSERT OR REPLACE INTO seen_customer VALUES (?, ?)", sorted(seen.items())
    )


def among(ledger: Ledger, said: Collection[int]) -> dict[int, int]:
    """Those of these hashes that were put aside."""
    rows = ledger.db.execute(
        "SELECT said, customer_id FROM seen_customer WHERE said IN (SELECT value FROM json_each(?))",
        (json.dumps(list(said)),),
    )
    return {row[0]: row[1] for row in rows}
