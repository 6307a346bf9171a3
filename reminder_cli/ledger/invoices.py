"""The register of invoices: what the files said, and what changed between them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from reminder_cli.domain.invoice import Customer, Invoice, InvoiceKind
from reminder_cli.ledger.customers import COLUMNS as CUSTOMER_COLUMNS
from reminder_cli.ledger.customers import read_customer
from reminder_cli.ledger.ledger import Ledger
from reminder_cli.ledger.open_claims import OPEN_BY, add_new_claims

StoredRow = sqlite3.Row  # a row as it is stored: ``INSERT_COLUMNS``, then the invoice's id

INSERT_COLUMNS = (
    "number",
    "customer_id",
    "invoice_date",
    "due_date",
    "total_ore",
    "reduction_ore",
    "paid_before_ore",
    "file_remaining_ore",
    "currency",
    "kind",
    "ocr",
    "description",
    "handled_elsewhere",
    "credits_number",
    "vat_ore",
    "sent_on",
    "fee_claimed_ore",
    "reminded_on",
    "due_date_assumed",
    "file_id",
    "file_row",
)
# What most lists say nothing of; the table gives these values by itself.
_UNSAID = slice(
    INSERT_COLUMNS.index("handled_elsewhere"), INSERT_COLUMNS.index("due_date_assumed") + 1
)
_UNSAID_VALUES = (0, "", None, None, 0, None, 0)


def _insert(columns: Sequence[str]) -> str:
    return (
        f"INSERT INTO invoice ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        " ON CONFLICT (number) DO NOTHING"
    )


_INSERT = _insert(INSERT_COLUMNS)
_INSERT_SAID = _insert(INSERT_COLUMNS[: _UNSAID.start] + INSERT_COLUMNS[_UNSAID.stop :])
_STORED = (
    f"SELECT {', '.join(INSERT_COLUMNS)}, invoice_id FROM invoice"
    " WHERE number IN (SELECT value FROM json_each(?))"
)
_WITH_CUSTOMER = (
    "SELECT invoice.*, file.imported_on, file.name AS file_name, file.format AS file_format,"
    " file.encoding AS file_encoding, file.sha256 AS file_sha256, "
    + ", ".join(f"customer.{name} AS customer_{name}" for name in CUSTOMER_COLUMNS)
    + " FROM invoice JOIN customer USING (customer_id) JOIN import_file file USING (file_id)"
)


class Registered(Struct, frozen=True, kw_only=True):
    """An invoice with its customer and where it came from.

    ``file_remaining_ore`` is what the newest file said was left for the customer to pay.
    """

    invoice: Invoice
    customer: Customer
    file_remaining_ore: int | None
    due_date_assumed: bool
    file_name: str
    file_format: str
    file_encoding: str
    file_sha256: str
    file_row: int
    imported_on: date


def stored_day(text: str | None) -> date | None:
    """A day from a column that may be empty."""
    return date.fromisoformat(text) if text else None


def read_invoice(row: Mapping[str, Any]) -> Invoice:
    """An invoice from a row of its table."""
    return Invoice(
        invoice_id=row["invoice_id"],
        number=row["number"],
        customer_id=row["customer_id"],
        invoice_date=date.fromisoformat(row["invoice_date"]),
        due_date=date.fromisoformat(row["due_date"]),
        total_ore=row["total_ore"],
        reduction_ore=row["reduction_ore"],
        paid_before_ore=row["paid_before_ore"],
        currency=row["currency"],
        kind=InvoiceKind(row["kind"]),
        ocr=row["ocr"],
        description=row["description"],
        handled_elsewhere=bool(row["handled_elsewhere"]),
        sent_on=stored_day(row["sent_on"]),
        fee_claimed_ore=row["fee_claimed_ore"],
        reminded_on=stored_day(row["reminded_on"]),
    )


def _registered(found: sqlite3.Row) -> Registered:
    # A Row looks for each name from its first column on, and there are forty.
    row = dict(zip(found.keys(), found, strict=True))
    return Registered(
        invoice=read_invoice(row),
        customer=read_customer(row, prefix="customer_"),
        file_remaining_ore=row["file_remaining_ore"],
        due_date_assumed=bool(row["due_date_assumed"]),
        file_name=row["file_name"],
        file_format=row["file_format"],
        file_encoding=row["file_encoding"],
        file_sha256=row["file_sha256"],
        file_row=row["file_row"],
        imported_on=date.fromisoformat(row["imported_on"]),
    )


def by_number(ledger: Ledger, numbers: Sequence[str]) -> dict[str, Registered]:
    """The invoices of these numbers; unknown ones are left out."""
    rows = ledger.db.execute(
        f"{_WITH_CUSTOMER} WHERE invoice.number IN (SELECT value FROM json_each(?))",
        (json.dumps(list(numbers)),),
    )
    return {row["number"]: _registered(row) for row in rows}


def by_id(ledger: Ledger, invoice_ids: Sequence[int]) -> dict[int, Registered]:
    """The invoices of these ids."""
    rows = ledger.db.execute(
        f"{_WITH_CUSTOMER} WHERE invoice.invoice_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(invoice_ids)),),
    )
    return {row["invoice_id"]: _registered(row) for row in rows}


def by_prefix(ledger: Ledger, prefix: str) -> dict[str, Registered]:
    """The invoices whose number begins so."""
    rows = ledger.db.execute(
        f"{_WITH_CUSTOMER} WHERE substr(invoice.number, 1, length(?1)) = ?1", (prefix,)
    )
    return {row["number"]: _registered(row) for row in rows}


def all_registered(ledger: Ledger, *, due_before: date | None = None) -> Iterator[Registered]:
    """Every invoice, or those due before a day, by due date."""
    latest = due_before.isoformat() if due_before else "9999-12-31"
    rows = ledger.db.execute(
        f"{_WITH_CUSTOMER} WHERE due_date < ? ORDER BY due_date, invoice.invoice_id", (latest,)
    )
    return (_registered(row) for row in rows)


def any_invoice(ledger: Ledger) -> bool:
    """Whether there is any invoice yet."""
    return ledger.db.execute("SELECT 1 FROM invoice LIMIT 1").fetchone() is not None


def stored_rows(ledger: Ledger, numbers: Sequence[str]) -> dict[str, StoredRow]:
    """The rows of these numbers in the order of ``INSERT_COLUMNS``, to compare a file with."""
    rows = ledger.db.execute(_STORED, (json.dumps(list(numbers)),))
    return {row[0]: row for row in rows}


def last_invoice(ledger: Ledger) -> int:
    """The id of the newest invoice, and about how many there are."""
    row = ledger.db.execute("SELECT coalesce(max(invoice_id), 0) FROM invoice").fetchone()
    return int(row[0])


def insert_invoices(ledger: Ledger, rows: list[tuple[object, ...]]) -> int:
    """Add invoices, their values in the order of ``INSERT_COLUMNS``; how many were added.

    One whose number is there already is left out: the caller asks which.
    """
    last = last_invoice(ledger)
    first, stop = _UNSAID.start, _UNSAID.stop
    said = [row[:first] + row[stop:] for row in rows if row[first:stop] == _UNSAID_VALUES]
    if len(said) == len(rows):
        added = ledger.db.executemany(_INSERT_SAID, said).rowcount
    else:
        added = ledger.db.executemany(_INSERT, rows).rowcount
    add_new_claims(ledger.db, last)
    return max(added, 0)  # -1 when there was nothing to add


def update_invoice(ledger: Ledger, invoice_id: int, changes: dict[str, object]) -> None:
    """Change the named columns of one invoice."""
    for name, value in changes.items():
        assert name in INSERT_COLUMNS, "only the columns of an invoice are changed"
        ledger.db.execute(
            f"UPDATE invoice SET {name} = ? WHERE invoice_id = ?",
            (value, invoice_id),
        )
    if changes.keys() & OPEN_BY:
        ledger.derive_again(invoice_id)


def record_change(ledger: Ledger, row: tuple[object, ...]) -> None:
    """Remember what a file said that differed: invoice, field, old, new, applied, file, moment."""
    ledger.db.execute(
        "INSERT INTO invoice_change (invoice_id, field, old, new, applied, file_id, recorded_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        row,
    )


def last_change(ledger: Ledger, invoice_id: int, field: str) -> str | None:
    """What a file last said of a field that differed."""
    row = ledger.db.execute(
        "SELECT new FROM invoice_change WHERE invoice_id = ? AND field = ?"
        " ORDER BY change_id DESC LIMIT 1",
        (invoice_id, field),
    ).fetchone()
    return str(row[0]) if row else None


class FileRecord(Struct, frozen=True, kw_only=True):
    """A file as it was taken in; ``options`` is what the user said about it, as text."""

    sha256: str
    name: str
    format: str
    encoding: str
    options: str
    rows: int = 0
    invoices: int = 0


def record_file(ledger: Ledger, file: FileRecord, *, on: date, now: datetime) -> int:
    """Remember a file; returns its id. The number of rows is set when it has been read."""
    cursor = ledger.db.execute(
        "INSERT INTO import_file (sha256, name, format, encoding, options, rows, imported_on,"
        " recorded_at) VALUES (?, ?, ?, ?, ?, 0, ?, ?)",
        (
            file.sha256,
            file.name,
            file.format,
            file.encoding,
            file.options,
            on.isoformat(),
            now.isoformat(timespec="seconds"),
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def newest_file(ledger: Ledger) -> FileRecord | None:
    """The file that was taken in last, if any was."""
    row = ledger.db.execute("SELECT * FROM import_file ORDER BY file_id DESC LIMIT 1").fetchone()
    return _file(row) if row else None


def _file(row: sqlite3.Row) -> FileRecord:
    names = ("sha256", "name", "format", "encoding", "options", "rows", "invoices")
    return FileRecord(**{name: row[name] for name in names})


def taken_file(ledger: Ledger, sha256: str, options: str) -> FileRecord | None:
    """The file with this sum that was taken in last, about which the same was said."""
    row = ledger.db.execute(
        "SELECT * FROM import_file WHERE sha256 = ? AND options = ? ORDER BY file_id DESC LIMIT 1",
        (sha256, options),
    ).fetchone()
    return _file(row) if row else None


def set_file_counts(ledger: Ledger, file_id: int, *, rows: int, invoices: int) -> None:
    """How many rows a file had, and how many of them were invoices."""
    ledger.db.execute(
        "UPDATE import_file SET rows = ?, invoices = ? WHERE file_id = ?", (rows, invoices, file_id)
    )


def forget_file(ledger: Ledger, file_id: int) -> None:
    """Take a file out again of which nothing was taken."""
    ledger.db.execute("DELETE FROM import_file WHERE file_id = ?", (file_id,))


def numbers_like(ledger: Ledger, *, limit: int = 5000) -> list[str]:
    """Invoice numbers to suggest from, newest first."""
    rows = ledger.db.execute(
        "SELECT number FROM invoice ORDER BY invoice_id DESC LIMIT ?", (limit,)
    )
    return [row[0] for row in rows]


class CreditNote(Struct, frozen=True, kw_only=True):
    """A credit note that no file shows as used up; ``amount_ore`` above zero, in ``currency``."""

    invoice_id: int
    number: str
    customer_id: int
    credits_number: str
    amount_ore: int
    currency: str


def open_credit_notes(ledger: Ledger) -> list[CreditNote]:
    """The credit notes that may still lower what a customer owes."""
    rows = ledger.db.execute(
        "SELECT * FROM (SELECT invoice_id, number, customer_id, credits_number, currency,"
        " abs(coalesce(file_remaining_ore, total_ore)) - coalesce((SELECT sum(json_extract(body,"
        " '$.amount_ore')) FROM event WHERE event.invoice_id = invoice.invoice_id"
        " AND event.kind = 'credit_used'), 0) AS amount FROM invoice WHERE kind = 'credit_note'"
        " AND NOT EXISTS (SELECT 1 FROM event WHERE event.invoice_id = invoice.invoice_id"
        " AND event.kind = 'credit_left')) WHERE amount > 0 ORDER BY invoice_id"
    )
    return [
        CreditNote(
            invoice_id=row["invoice_id"],
            number=row["number"],
            customer_id=row["customer_id"],
            credits_number=row["credits_number"],
            amount_ore=row["amount"],
            currency=row["currency"],
        )
        for row in rows
    ]


def saved_mappings(ledger: Ledger) -> dict[tuple[str, ...], dict[str, str]]:
    """The columns the user named before, by the header row of the list."""
    rows = ledger.db.execute("SELECT header, mapping FROM column_map")
    return {tuple(json.loads(header)): dict(json.loads(mapping)) for header, mapping in rows}


def save_mapping(ledger: Ledger, header: Sequence[str], mapping: dict[str, str]) -> None:
    """Remember the columns the user named for lists with this header."""
    ledger.db.execute(
        "INSERT OR REPLACE INTO column_map (header, mapping) VALUES (?, ?)",
        (
            json.dumps(list(header), ensure_ascii=False),
            json.dumps(mapping, ensure_ascii=False, sort_keys=True),
        ),
    )


def lowered_since(ledger: Ledger) -> list[str]:
    """The numbers of invoices of which a later file says that less is left than the first one did."""
    rows = ledger.db.execute(
        "SELECT number FROM invoice WHERE kind = 'invoice'"
        " AND file_remaining_ore < total_ore - reduction_ore - paid_before_ore"
    )
    return [row[0] for row in rows]


def open_in_files(ledger: Ledger, *, through: date | None = None) -> Iterator[tuple[int, str]]:
    """Id and number of every invoice that the newest file said was not paid in full.

    Only those dated ``through`` a day if given; never those that came from no file.
    """
    rows = ledger.db.execute(
        "SELECT invoice_id, number FROM invoice JOIN import_file USING (file_id)"
        " WHERE kind = 'invoice' AND coalesce(file_remaining_ore, total_ore - reduction_ore) > 0"
        " AND invoice_date <= ? AND sha256 <> ''",
        (through.isoformat() if through else "9999-12-31",),
    )
    return ((row[0], row[1]) for row in rows)
