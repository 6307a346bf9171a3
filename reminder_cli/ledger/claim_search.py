"""Which invoices a payment may be about, found by indexes and never by looking through them all.

Rather one too many than one too few: the rules of matching look at each. It decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from reminder_cli.ledger.ledger import Ledger
from reminder_cli.ledger.open_claims import LIVE
from reminder_cli.ledger.payment_queries import LEFT_BEFORE

# As plain_number leaves it, for all that is written with these signs alone; the rest is odd.
_KEY = (
    "ltrim(lower(replace(replace(replace(replace(replace({0}, ' ', ''), '-', ''), '/', ''),"
    " '.', ''), '_', '')), '0')"
)
_ODD = "{0} GLOB '*[^0-9A-Za-z /._-]*'"
_NUMBER, _OCR = _KEY.format("number"), _KEY.format("ocr")


def by_number(ledger: Ledger, numbers: Iterable[str]) -> set[int]:
    """The invoices whose number or OCR number is one of these, which are plain numbers."""
    return _ids(
        ledger,
        "SELECT invoice_id FROM json_each(:these) CROSS JOIN invoice ON number = value"
        f" UNION ALL SELECT invoice_id FROM json_each(:these) CROSS JOIN invoice ON {_NUMBER} = value"
        f" AND number <> {_NUMBER}"
        f" UNION ALL SELECT invoice_id FROM json_each(:these) CROSS JOIN invoice ON {_OCR} = value"
        " AND ocr <> '' AND ocr <> number"
        f" UNION ALL SELECT invoice_id FROM invoice WHERE {_ODD.format('number')}"
        f" OR {_ODD.format('ocr')}",
        numbers,
    )


def by_amount(ledger: Ledger, amounts: Iterable[int]) -> set[int]:
    """The invoices of which so much is left, or was paid before they came here; öre."""
    return _ids(
        ledger,
        "SELECT invoice_id FROM json_each(:these) CROSS JOIN open_claim ON left_ore = value"
        " UNION ALL SELECT invoice_id FROM json_each(:these) CROSS JOIN invoice"
        " ON paid_before_ore = value AND paid_before_ore > 0"
        # Those of which a bank's file has told a part.
        " UNION ALL SELECT invoice_id FROM payment_step WHERE invoice_id IS NOT NULL",
        amounts,
    )


def by_word(ledger: Ledger, words: Iterable[str], most: int) -> set[int]:
    """The invoices whose customer's name has one of these words: all, or at least ``most`` a word.

    Only those of which something is left and to which nothing but payments has happened.
    """
    return _sharing(ledger, words, "open_claim", "1", most)


def paid_before_by_word(ledger: Ledger, words: Iterable[str], most: int) -> set[int]:
    """As :func:`by_word`, of the invoices that were paid before they came here."""
    rows = ledger.db.execute(
        "SELECT invoice_id FROM invoice WHERE paid_before_ore > 0 LIMIT ?", (most + 1,)
    ).fetchall()
    if len(rows) <= most:
        return {row[0] for row in rows}  # all of them are no more than those of one word
    return _sharing(
        ledger,
        words,
        "invoice",
        f"kind = 'invoice' AND currency = 'SEK' AND paid_before_ore > 0 AND {LEFT_BEFORE} > 0",
        most,
    )


def _sharing(
    ledger: Ledger, words: Iterable[str], table: str, condition: str, most: int
) -> set[int]:
    found: set[int] = set()
    for word in words:
        rows = ledger.db.execute(
            f"SELECT invoice_id FROM customer_key CROSS JOIN {table} USING (customer_id)"
            f" WHERE customer_key.key = ? AND {condition} LIMIT ?",
            (word, most),
        )
        found.update(row[0] for row in rows)
    return found


def customers_by_key(ledger: Ledger, keys: Iterable[str]) -> set[int]:
    """The customers that have one of these keys; see :func:`customer_keys`."""
    return _ids(
        ledger,
        "SELECT customer_id FROM customer_key WHERE key IN (SELECT value FROM json_each(:these))",
        keys,
    )


def of_customers(ledger: Ledger, customer_ids: Iterable[int]) -> set[int]:
    """All invoices of these customers."""
    return _ids(
        ledger,
        "SELECT invoice_id FROM json_each(:these) CROSS JOIN invoice ON customer_id = value",
        customer_ids,
    )


def payers(ledger: Ledger, giros: Collection[str]) -> dict[int, set[str]]:
    """The customers for whom one of these giros has paid before, with the giros."""
    rows = ledger.db.execute(
        "SELECT DISTINCT customer_id, payer_giro FROM json_each(:these) CROSS JOIN payment"
        " ON payer_giro = value AND payer_giro <> '' CROSS JOIN event"
        " ON event.key > 'payment/' || payment_id || '/' AND event.key < 'payment/' || payment_id || '0'"
        f" CROSS JOIN invoice USING (invoice_id) WHERE event.kind = 'payment_received' AND {LIVE}",
        {"these": json.dumps(list(giros))},
    )
    found: dict[int, set[str]] = {}
    for customer_id, giro in rows:
        found.setdefault(customer_id, set()).add(giro)
    return found


def _ids(ledger: Ledger, sql: str, these: Iterable[object]) -> set[int]:
    return {row[0] for row in ledger.db.execute(sql, {"these": json.dumps(list(these))})}
