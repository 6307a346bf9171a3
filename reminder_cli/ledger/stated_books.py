"""What bookkeeping files said of the accounts of claims, and the chart of accounts of the newest.

Only what files state is here; what our own vouchers say is in :mod:`reminder_cli.ledger.books`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from reminder_cli.domain.reconciliation import Books
from reminder_cli.ledger.ledger import Ledger


class StatedFile(Struct, frozen=True, kw_only=True):
    """A bookkeeping file that states balances: what it is, when it was made, what it says.

    ``closing`` is the closing balance of each account of claims that is not nothing, in öre.
    """

    name: str
    imported_on: date
    made_on: date
    closing: Mapping[str, int]
    books: Books


def record(
    ledger: Ledger,
    file_id: int,
    *,
    days: tuple[date | None, date, date],
    balances: Mapping[str, tuple[int, int]],
    items: Mapping[str, tuple[int, bool]],
) -> None:
    """Remember a file: its first and last day and the day it was made; balances by account, opening
    and closing; and by invoice number what is left, or (when true) what moved an earlier invoice.
    """
    ledger.db.execute(
        "INSERT INTO stated_books VALUES (?, ?, ?, ?)",
        (file_id, *(day.isoformat() if day else None for day in days)),
    )
    ledger.db.executemany(
        "INSERT INTO stated_balance VALUES (?, ?, ?, ?)",
        [(file_id, account, *balance) for account, balance in balances.items()],
    )
    ledger.db.executemany(
        "INSERT INTO stated_item VALUES (?, ?, ?, ?)",
        [(file_id, number, ore, int(moved)) for number, (ore, moved) in items.items()],
    )


def newest_sha256(ledger: Ledger) -> str:
    """The sum of the file that was taken in last, of those that state balances."""
    row = ledger.db.execute(
        "SELECT sha256 FROM stated_books JOIN import_file USING (file_id)"
        " ORDER BY file_id DESC LIMIT 1"
    ).fetchone()
    return str(row[0]) if row else ""


def last_file(ledger: Ledger, *, imported_by: date) -> StatedFile | None:
    """The file taken in last by a day, if one was."""
    row = ledger.db.execute(
        "SELECT * FROM stated_books JOIN import_file USING (file_id)"
        " WHERE imported_on <= ? ORDER BY file_id DESC LIMIT 1",
        (imported_by.isoformat(),),
    ).fetchone()
    if row is None:
        return None
    balances = ledger.db.execute(
        "SELECT account, opening_ore, closing_ore FROM stated_balance WHERE file_id = ?",
        (row["file_id"],),
    ).fetchall()
    items = ledger.db.execute(
        "SELECT number, amount_ore, moved FROM stated_item WHERE file_id = ?", (row["file_id"],)
    ).fetchall()
    return StatedFile(
        name=row["name"],
        imported_on=date.fromisoformat(row["imported_on"]),
        made_on=date.fromisoformat(row["made_on"]),
        closing={account: closing for account, _opening, closing in balances if closing},
        books=Books(
            first_on=date.fromisoformat(row["first_on"]) if row["first_on"] else None,
            through_on=date.fromisoformat(row["through_on"]),
            opening_ore=sum(opening for _account, opening, _closing in balances),
            closing_ore=sum(closing for _account, _opening, closing in balances),
            items={number: ore for number, ore, moved in items if not moved},
            moved={number: ore for number, ore, moved in items if moved},
        ),
    )


def save_chart(ledger: Ledger, accounts: Mapping[str, str]) -> None:
    """Keep the chart of accounts of the newest bookkeeping file in place of the one before."""
    ledger.db.execute("DELETE FROM chart_account")
    ledger.db.executemany("INSERT INTO chart_account VALUES (?, ?)", list(accounts.items()))


def chart(ledger: Ledger) -> dict[str, str]:
    """The accounts of the newest bookkeeping file by number, with their names; none without one."""
    return dict(ledger.db.execute("SELECT account, name FROM chart_account").fetchall())
