"""The registers of the firm itself: company, settings, accepted terms, rates, and marks."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.rules.reference_rate import ReferenceRate
from reminder_cli.ledger.ledger import Ledger

# Marks: the day of the backup that the ledger is, while no letter may go out of it; when the last
# backup was made.
RESTORED_FROM, LAST_BACKUP = "restored_from", "last_backup"
# What the ledger before it knew to have gone out since.
GONE_OUT = "gone_out"

_LAST_DAY = "9999-12-31"
_COMPANY = list(Company.__struct_fields__)


def company(ledger: Ledger) -> Company:
    """The firm that owns the ledger."""
    row = ledger.db.execute("SELECT * FROM company").fetchone()
    values = {name: row[name] for name in _COMPANY}
    values["collector"] = Collector(row["collector"])
    values["mandate_on"] = date.fromisoformat(row["mandate_on"]) if row["mandate_on"] else None
    return Company(**values)


def save_company(ledger: Ledger, firm: Company) -> None:
    """Write the firm, new or changed."""
    values = {name: getattr(firm, name) for name in _COMPANY}
    values["collector"] = firm.collector.value
    values["mandate_on"] = firm.mandate_on.isoformat() if firm.mandate_on else None
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    statement = f"INSERT OR REPLACE INTO company (company_id, {names}) VALUES (1, {marks})"
    ledger.db.execute(statement, values)


def settings(ledger: Ledger) -> dict[str, str]:
    """The settings that differ from their defaults, as text."""
    return dict(ledger.db.execute("SELECT key, value FROM setting").fetchall())


def save_setting(ledger: Ledger, key: str, value: str) -> None:
    """Write one setting."""
    ledger.db.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (key, value))


def accepted_terms(
    ledger: Ledger,
    collector: Collector,
    *,
    through: date | None = None,
    recorded_by: date | None = None,
) -> int:
    """The newest version of the collector's terms that was accepted, of all or ``through`` a day and
    as far as it had been recorded by a day; 0 when none was.
    """
    row = ledger.db.execute(
        "SELECT max(version) FROM terms_accepted WHERE collector = ?"
        " AND accepted_on <= ? AND substr(recorded_at, 1, 10) <= ?",
        (collector.value, str(through or _LAST_DAY), str(recorded_by or _LAST_DAY)),
    ).fetchone()
    return int(row[0] or 0)


def accept_terms(
    ledger: Ledger, collector: Collector, version: int, *, on: date, now: datetime
) -> None:
    """Record that a version was accepted."""
    ledger.db.execute(
        "INSERT OR IGNORE INTO terms_accepted VALUES (?, ?, ?, ?)",
        (collector.value, version, on.isoformat(), now.isoformat(timespec="seconds")),
    )


def mark(ledger: Ledger, key: str) -> str:
    """A remembered fact such as the last day of writing; empty when there is none."""
    row = ledger.db.execute("SELECT value FROM mark WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def save_mark(ledger: Ledger, key: str, value: str) -> None:
    """Remember a fact."""
    ledger.db.execute("INSERT OR REPLACE INTO mark (key, value) VALUES (?, ?)", (key, value))


def forget_mark(ledger: Ledger, key: str) -> None:
    """Forget a fact."""
    ledger.db.execute("DELETE FROM mark WHERE key = ?", (key,))


def added_rates(ledger: Ledger, *, recorded_by: date | None = None) -> tuple[ReferenceRate, ...]:
    """The reference rates that the user added, of all or by a day; they go before those the program
    carries.
    """
    rows = ledger.db.execute(
        "SELECT * FROM reference_rate WHERE substr(recorded_at, 1, 10) <= ? ORDER BY from_date",
        (str(recorded_by or _LAST_DAY),),
    )
    return tuple(
        ReferenceRate(
            date.fromisoformat(row["from_date"]),
            Fraction(row["percent"]),
            row["source"],
            bool(row["confirmed"]),
        )
        for row in rows
    )


def save_rate(ledger: Ledger, rate: ReferenceRate, *, now: datetime) -> None:
    """Add a reference rate, or correct one."""
    ledger.db.execute(
        "INSERT OR REPLACE INTO reference_rate VALUES (?, ?, ?, ?, ?)",
        (
            rate.from_date.isoformat(),
            str(rate.percent),
            rate.source,
            int(rate.confirmed),
            now.isoformat(timespec="seconds"),
        ),
    )


def rate_text(rate: ReferenceRate) -> str:
    """A rate in one line, as the history keeps it."""
    return " ".join((str(rate.percent), str(int(rate.confirmed)), rate.source))


def rate_of_text(from_date: date, text: str) -> ReferenceRate:
    """A rate that the history has kept."""
    percent, confirmed, source = text.split(" ", 2)
    return ReferenceRate(from_date, Fraction(percent), source, confirmed == "1")


LEDGER_ID = "ledger_id"


def give_id(ledger: Ledger) -> str:
    """Make what tells this ledger from all others, also from one of the same firm; returns it."""
    import secrets  # and with it all of hashlib, which a run with nothing new does not need

    made = secrets.token_hex(8)
    save_mark(ledger, LEDGER_ID, made)
    return made
