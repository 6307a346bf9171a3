"""Plans that were shown, so that a later run can say what has changed since. No names in them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from reminder_cli.ledger.ledger import Ledger

_KEPT = timedelta(days=90)


def save(ledger: Ledger, name: str, what: dict[str, Any], *, on: date, now: datetime) -> None:
    """Remember a plan by its hash, and forget those of last season."""
    ledger.db.execute(
        "INSERT OR IGNORE INTO shown_plan VALUES (?, ?, ?, ?)",
        (
            name,
            on.isoformat(),
            json.dumps(what, ensure_ascii=False),
            now.isoformat(timespec="seconds"),
        ),
    )
    oldest = (on - _KEPT).isoformat()
    ledger.db.execute("DELETE FROM shown_plan WHERE planned_for < ?", (oldest,))


def find(ledger: Ledger, name: str) -> dict[str, Any] | None:
    """A plan by its hash; None when it is not known."""
    row = ledger.db.execute("SELECT body FROM shown_plan WHERE hash = ?", (name,)).fetchone()
    return dict(json.loads(row[0])) if row else None
