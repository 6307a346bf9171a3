"""Whether the ledger's file is whole, and what in it should be looked at soon. It changes nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from reminder_cli.domain.matching_names import customer_keys
from reminder_cli.ledger.ledger import CaseRow, Ledger, columns
from reminder_cli.ledger.open_claims import DUE


def integrity(ledger: Ledger) -> list[str]:
    """What SQLite finds wrong with the file itself; empty when it is whole."""
    found = [str(row[0]) for row in ledger.db.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found


def dangling(ledger: Ledger) -> int:
    """How many rows name another row that is not there."""
    return len(ledger.db.execute("PRAGMA foreign_key_check").fetchall())


def foreign_schema(ledger: Ledger) -> list[str]:
    """Tables, indexes and triggers that are not as this version makes them; empty when all are."""
    from sqlite_utils import Database

    from reminder_cli.ledger.migrations import migrations

    fresh = Database(memory=True, execute_plugins=False)
    try:
        migrations.apply(fresh)
        ours, theirs = _schema(fresh.conn), _schema(ledger.db)
    finally:
        fresh.close()
    return sorted({name for name, _sql in ours ^ theirs})


def _schema(db: sqlite3.Connection) -> set[tuple[str, str]]:
    """What ANALYZE leaves behind and the files in a backup are no part of it."""
    rows = db.execute(
        "SELECT name, coalesce(sql, '') FROM sqlite_master"
        " WHERE name NOT LIKE 'sqlite_%' AND tbl_name <> 'backup_file'"
    )
    return {(row[0], row[1]) for row in rows}


States = dict[int, list[tuple[object, ...]]]


def stored_states(ledger: Ledger, size: int) -> Iterator[States]:
    """Every invoice that something has happened to or that is in the derived table, so many at a time,
    with its rows there, case by case."""
    last = 0
    while ids := _ids_after(ledger, last, size):
        found: States = {invoice_id: [] for invoice_id in ids}
        rows = ledger.db.execute(
            "SELECT invoice_id, case_no, stage, outcome, disputed, hold_until, opened_on, sent_on,"
            " closed_on, look_on FROM case_state WHERE invoice_id BETWEEN ? AND ?"
            " ORDER BY invoice_id, case_no",
            (ids[0], ids[-1]),
        )
        for invoice_id, *row in rows:
            found[invoice_id].append(tuple(row))
        yield found
        last = ids[-1]


def _ids_after(ledger: Ledger, last: int, size: int) -> list[int]:
    rows = ledger.db.execute(
        "SELECT invoice_id FROM event WHERE invoice_id > ?1 UNION SELECT invoice_id FROM case_state"
        " WHERE invoice_id > ?1 ORDER BY invoice_id LIMIT ?2",
        (last, size),
    )
    return [row[0] for row in rows]


def derived_state(row: CaseRow) -> tuple[object, ...]:
    """A row of the derived table as it would be stored."""
    return columns(row)


def sha256_of(content: bytes) -> str:
    """The digest as the ledger writes it."""
    return hashlib.sha256(content).hexdigest()


def archived_letters(ledger: Ledger) -> Iterator[tuple[int, str, str]]:
    """Id, file name and sha256 of every letter whose bytes lie in the archive: all but those erased."""
    rows = ledger.db.execute(
        "SELECT letter_id, name, sha256 FROM letter WHERE state <> 'recorded' AND sha256 <> ''"
        " AND customer_id NOT IN (SELECT customer_id FROM erasure)"
    )
    return ((row[0], row[1], row[2]) for row in rows)


def letters_with_file(ledger: Ledger) -> list[tuple[int, str, str]]:
    """The same, with those that are recorded and lie in staging."""
    rows = ledger.db.execute(
        "SELECT letter_id, name, sha256 FROM letter WHERE sha256 <> ''"
        " AND customer_id NOT IN (SELECT customer_id FROM erasure)"
    )
    return [(row[0], row[1], row[2]) for row in rows]


_RECORDED = " UNION ALL ".join(
    f"SELECT recorded_at AS at FROM {table}"
    for table in ("event", "payment", "letter", "import_file", "voucher_export", "settlement")
)


def last_record(ledger: Ledger) -> str:
    """The moment of the newest fact; empty when there is none."""
    return str(ledger.db.execute(f"SELECT coalesce(max(at), '') FROM ({_RECORDED})").fetchone()[0])


def first_record_after(ledger: Ledger, moment: str) -> str:
    """The moment of the first fact after this one; empty when there is none."""
    row = ledger.db.execute(
        f"SELECT coalesce(min(at), '') FROM ({_RECORDED}) WHERE at > ?", (moment,)
    ).fetchone()
    return str(row[0])


def unbalanced_vouchers(ledger: Ledger) -> list[str]:
    """The vouchers that were handed to the bookkeeping and do not sum to zero: their keys."""
    rows = ledger.db.execute(
        "SELECT key FROM voucher WHERE (SELECT coalesce(sum(json_extract(value, '$.amount_ore')), 0)"
        " FROM json_each(voucher.rows)) <> 0 ORDER BY voucher_id"
    )
    return [row[0] for row in rows]


def wrong_open_claims(ledger: Ledger) -> list[str]:
    """The invoices that payments would not find, or by what is no longer so: their numbers."""
    said = "SELECT invoice_id, customer_id, left_ore FROM open_claim"
    rows = ledger.db.execute(
        f"SELECT number FROM (SELECT * FROM ({said} EXCEPT {DUE}) UNION"
        f" SELECT * FROM ({DUE} EXCEPT {said})) JOIN invoice USING (invoice_id)"
        " GROUP BY invoice_id ORDER BY invoice_id"
    )
    return [row[0] for row in rows]


def wrong_keys(ledger: Ledger) -> list[str]:
    """The customers whom payments would not be found by, or by what is no longer theirs: numbers."""
    rows = ledger.db.execute(
        "SELECT number, name, org_number, keys FROM customer LEFT JOIN (SELECT customer_id,"
        " group_concat(key, char(10)) AS keys FROM customer_key GROUP BY customer_id)"
        " USING (customer_id)"
    )
    return [
        number or name
        for number, name, org_number, keys in rows
        if set(keys.split("\n") if keys else ()) != customer_keys(name, org_number)
    ]
