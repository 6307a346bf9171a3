"""What the registers held on other days: each change of a customer, a setting, the firm, a rate.

Events have no names in them, so that a person can be erased; these rows are erased with the person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from reminder_cli.ledger.firm import mark
from reminder_cli.ledger.ledger import Ledger

SETTING, CUSTOMER = "setting", "customer"
# The firm's own lines and the reference rates are kept among the settings, under these.
FIRM, RATE = "firm/", "rate/"
# The last day of a ledger before it began to keep these changes; a new ledger has none.
KEPT_SINCE = "history_from"
_AFTER = "substr(recorded_at, 1, 10) > ?"


def record(
    ledger: Ledger,
    register: str,
    changes: Mapping[str, tuple[str, str]],
    *,
    now: datetime,
    customer_id: int | None = None,
) -> None:
    """Remember what fields of a register held and hold: by field, the old value and the new."""
    ledger.db.executemany(
        "INSERT INTO register_change (register, customer_id, field, old, new, recorded_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (register, customer_id, field, old, new, now.isoformat(timespec="seconds"))
            for field, (old, new) in changes.items()
            if old != new
        ],
    )


def customers_then(ledger: Ledger, day: date) -> dict[int, dict[str, str]]:
    """What customers held in the evening of a day, by id and field, where it was changed since."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = ledger.db.execute(
        "SELECT customer_id, field, old FROM register_change"
        f" WHERE register = ? AND {_AFTER} ORDER BY change_id DESC",
        (CUSTOMER, day.isoformat()),
    )
    for customer_id, field, old in rows:  # the first change after the day comes last, and stays
        found[customer_id][field] = old
    return found


def settings_then(ledger: Ledger, day: date) -> dict[str, str]:
    """The same of the settings, by key."""
    return {key: old for key, old in _settings_then(ledger, day) if "/" not in key}


def firm_then(ledger: Ledger, day: date) -> dict[str, str]:
    """The same of the firm's address and giros, by field."""
    found = _settings_then(ledger, day)
    return {key.removeprefix(FIRM): old for key, old in found if key.startswith(FIRM)}


def rates_then(ledger: Ledger, day: date) -> dict[date, str]:
    """The same of the reference rates that were added, by the first day of their half-year.

    As ``firm.rate_text`` writes them; empty where none had been added.
    """
    found = _settings_then(ledger, day)
    return {
        date.fromisoformat(key.removeprefix(RATE)): old
        for key, old in found
        if key.startswith(RATE)
    }


def _settings_then(ledger: Ledger, day: date) -> Iterable[tuple[str, str]]:
    rows = ledger.db.execute(
        "SELECT field, old FROM register_change"
        f" WHERE register = ? AND {_AFTER} ORDER BY change_id DESC",
        (SETTING, day.isoformat()),
    )
    # The first change after the day comes last, and stays.
    return dict(rows.fetchall()).items()


def invoices_then(ledger: Ledger, day: date) -> dict[int, dict[str, str]]:
    """What invoices held before a later file changed them, by id and field; amounts as written."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = ledger.db.execute(
        "SELECT invoice_id, field, old FROM invoice_change"
        f" WHERE applied = 1 AND {_AFTER} ORDER BY change_id DESC",
        (day.isoformat(),),
    )
    for invoice_id, field, old in rows:
        found[invoice_id][field] = old
    return found


def kept_since(ledger: Ledger) -> date | None:
    """The day from which changes are kept; None when they have been from the first."""
    day = mark(ledger, KEPT_SINCE)
    return date.fromisoformat(day) if day else None
