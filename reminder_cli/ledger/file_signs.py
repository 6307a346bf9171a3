"""What imported files say of their own age, and which of them are the same list on other days.

Files of one shape that share an invoice are of one family: a list of all unpaid invoices, fetched
again and again. What two lists without a common invoice say does not concern each other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import date

from msgspec import Struct

from reminder_cli.ledger.invoices import stored_day
from reminder_cli.ledger.ledger import Ledger


class FileSigns(Struct, frozen=True, kw_only=True):
    """``shape``: the header of a list, or that it is bookkeeping; empty when nothing is compared.

    ``said_on``: made on that day by its own words; ``newest_on``: the day of its newest invoice or
    voucher; ``saved_on``: when the file was last written, the weakest sign.
    """

    shape: str
    said_on: date | None = None
    newest_on: date | None = None
    saved_on: date | None = None


class KnownFile(Struct, frozen=True, kw_only=True):
    """A file that was taken in, with its signs. ``first_on``: a bookkeeping file's first day."""

    name: str
    imported_on: date
    signs: FileSigns
    family: int
    first_on: date | None


def record(ledger: Ledger, file_id: int, signs: FileSigns, *, families: Collection[int]) -> None:
    """Remember the signs of a file, which joins the families that it shares invoices with."""
    days = (signs.said_on, signs.newest_on, signs.saved_on)
    family = min(families, default=file_id)
    ledger.db.execute(
        "UPDATE import_file SET shape = ?, said_on = ?, newest_on = ?, saved_on = ?, family = ?"
        " WHERE file_id = ?",
        (signs.shape, *(day.isoformat() if day else None for day in days), family, file_id),
    )
    if len(families) > 1:
        ledger.db.execute(
            "UPDATE import_file SET family = ? WHERE family IN (SELECT value FROM json_each(?))",
            (family, json.dumps(list(families))),
        )


def families_of(ledger: Ledger, shape: str, file_ids: Collection[int]) -> frozenset[int]:
    """The families of those of these files that are of a shape."""
    if not (shape and file_ids):
        return frozenset()
    rows = ledger.db.execute(
        "SELECT DISTINCT family FROM import_file WHERE shape = ? AND file_id IN (SELECT value FROM json_each(?))",
        (shape, json.dumps(list(file_ids))),
    )
    return frozenset(row[0] for row in rows)


def known_files(ledger: Ledger, shape: str) -> Iterator[KnownFile]:
    """The files of a shape that were taken in, newest first."""
    rows = ledger.db.execute(
        "SELECT name, imported_on, said_on, newest_on, saved_on, family, first_on FROM import_file"
        " LEFT JOIN stated_books USING (file_id) WHERE shape = ? ORDER BY file_id DESC",
        (shape,),
    )
    for row in rows:
        yield KnownFile(
            name=row["name"],
            imported_on=date.fromisoformat(row["imported_on"]),
            signs=FileSigns(
                shape=shape,
                said_on=stored_day(row["said_on"]),
                newest_on=stored_day(row["newest_on"]),
                saved_on=stored_day(row["saved_on"]),
            ),
            family=row["family"],
            first_on=stored_day(row["first_on"]),
        )


def open_in_families(ledger: Ledger, families: Collection[int]) -> Iterator[tuple[int, str]]:
    """Id and number of every invoice of these families that no file has said to be paid in full."""
    rows = ledger.db.execute(
        "SELECT invoice_id, number FROM invoice JOIN import_file USING (file_id)"
        " WHERE kind = 'invoice' AND coalesce(file_remaining_ore, total_ore - reduction_ore) > 0"
        " AND family IN (SELECT value FROM json_each(?))",
        (json.dumps(list(families)),),
    )
    return ((row[0], row[1]) for row in rows)
