"""How much of what came in waits to be put on an invoice: a glance for commands that load no payments."""

from __future__ import annotations

from reminder_cli.ledger.ledger import Ledger


def waiting_money(ledger: Ledger) -> tuple[int, int]:
    """How many payments wait, and what of them does, in öre; what a bank took back counts below zero."""
    row = ledger.db.execute(
        "SELECT count(*), coalesce(sum(waiting_ore), 0) FROM payment WHERE waiting_ore <> 0"
    ).fetchone()
    return row[0], row[1]
