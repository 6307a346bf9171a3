"""What has left for the books: exports with their bytes, vouchers by fact, and settled periods.

Append-only, like the events: an exported voucher is never changed, a settled period never opened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct, to_builtins

from reminder_cli.domain.booking import Accounts, BookingRules, VatParts
from reminder_cli.domain.booking_correction import Exported, ToExport
from reminder_cli.domain.rules.vat import vat_parts
from reminder_cli.domain.settlement import SettledAct, SettledCase
from reminder_cli.domain.voucher import Voucher, VoucherRow
from reminder_cli.ledger.ledger import Ledger


class VoucherFile(Struct, frozen=True, kw_only=True):
    """A file of an export; ``part`` tells the files of one export apart (a fiscal year)."""

    part: str
    name: str
    sha256: str
    content: bytes


class SettlementRow(Struct, frozen=True, kw_only=True):
    """A settled period, as it was. ``voucher`` is None when nothing was owed either way."""

    period: str
    partner: str
    invoice: str
    invoiced_on: date
    cases: tuple[SettledCase, ...]
    voucher: Voucher | None


def exported(
    ledger: Ledger, invoice_ids: Sequence[int], *, made_by: date = date.max
) -> dict[int, dict[str, Exported]]:
    """What was exported by a day of the facts of these invoices: by invoice, then by fact."""
    found: dict[int, dict[str, Exported]] = {invoice_id: {} for invoice_id in invoice_ids}
    rows = ledger.db.execute(
        "SELECT invoice_id, key, text, rows FROM voucher JOIN voucher_export USING (export_id)"
        " WHERE invoice_id IN (SELECT value FROM json_each(?)) AND made_on <= ?"
        " ORDER BY voucher_id",
        (json.dumps(list(invoice_ids)), made_by.isoformat()),
    )
    for invoice_id, key, text, stored in rows:
        before = found[invoice_id].get(key)
        amounts = dict(before.amounts) if before else {}
        for row in _rows(json.loads(stored)):
            amounts[row.account] = amounts.get(row.account, 0) + row.amount_ore
        found[invoice_id][key] = Exported(text=before.text if before else text, amounts=amounts)
    return found


def rules_of(ledger: Ledger, invoice_ids: Sequence[int]) -> dict[int, BookingRules]:
    """The rules under which the first voucher of each invoice was exported, if one was."""
    rows = ledger.db.execute(
        "SELECT invoice_id, rules FROM booked_under"
        " WHERE invoice_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(invoice_ids)),),
    )
    return {row[0]: _read_rules(row[1]) for row in rows}


def vat_of(ledger: Ledger, invoice_ids: Sequence[int]) -> dict[int, tuple[int, VatParts | None]]:
    """Total and VAT by rate of each invoice, in öre: as the user said, else as its file told.

    None where neither did, or where the sum that the file told fits no one rate.
    """
    rows = ledger.db.execute(
        "SELECT invoice_id, total_ore, vat_ore, parts FROM invoice LEFT JOIN stated_vat"
        " USING (invoice_id) WHERE invoice_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(invoice_ids)),),
    )
    return {
        row[0]: (
            row[1],
            tuple((percent, ore) for percent, ore in json.loads(row[3]))
            if row[3]
            else vat_parts(row[1], row[2]),
        )
        for row in rows
    }


def state_vat(ledger: Ledger, invoice_id: int, parts: VatParts, *, now: datetime) -> None:
    """Remember the VAT of an invoice as the user said it; what was said first stands."""
    ledger.db.execute(
        "INSERT INTO stated_vat VALUES (?, ?, ?) ON CONFLICT (invoice_id) DO NOTHING",
        (invoice_id, json.dumps(parts), now.isoformat(timespec="seconds")),
    )


def state_allowance(ledger: Ledger, invoice_id: int, amount_ore: int, *, now: datetime) -> None:
    """Remember what had been set aside for a claim before it was lost; what was said first stands."""
    ledger.db.execute(
        "INSERT INTO stated_allowance VALUES (?, ?, ?) ON CONFLICT (invoice_id) DO NOTHING",
        (invoice_id, amount_ore, now.isoformat(timespec="seconds")),
    )


def allowances(ledger: Ledger, invoice_ids: Sequence[int]) -> dict[int, int]:
    """What had been set aside for these claims, in öre; those without are left out."""
    rows = ledger.db.execute(
        "SELECT invoice_id, amount_ore FROM stated_allowance"
        " WHERE invoice_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(invoice_ids)),),
    )
    return {row[0]: row[1] for row in rows}


def from_file_format(ledger: Ledger, name: str) -> set[int]:
    """The invoices that came from files of a format."""
    rows = ledger.db.execute(
        "SELECT invoice_id FROM invoice JOIN import_file USING (file_id) WHERE format = ?", (name,)
    )
    return {row[0] for row in rows}


def next_export_id(ledger: Ledger) -> int:
    """The id of the next export; only to be used under the write lock."""
    row = ledger.db.execute("SELECT coalesce(max(export_id), 0) + 1 FROM voucher_export").fetchone()
    return int(row[0])


def record_export(
    ledger: Ledger,
    export_id: int,
    kind: str,
    files: Sequence[VoucherFile],
    *,
    on: date,
    now: datetime,
) -> None:
    """Record an export with the bytes of its files."""
    ledger.db.execute(
        "INSERT INTO voucher_export VALUES (?, ?, ?, ?)",
        (export_id, kind, on.isoformat(), now.isoformat(timespec="seconds")),
    )
    ledger.db.executemany(
        "INSERT INTO voucher_file VALUES (?, ?, ?, ?, ?)",
        [(export_id, file.part, file.name, file.sha256, file.content) for file in files],
    )


def record_vouchers(
    ledger: Ledger, export_id: int, vouchers: Sequence[tuple[int | None, ToExport]]
) -> None:
    """Record the vouchers of an export, each with the invoice it is of, if it is of one."""
    ledger.db.executemany(
        "INSERT INTO voucher (export_id, key, invoice_id, dated_on, text, rows)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                export_id,
                made.key,
                invoice_id,
                made.voucher.on.isoformat(),
                made.voucher.text,
                _rows_text(made.voucher.rows),
            )
            for invoice_id, made in vouchers
        ],
    )


def keep_rules(ledger: Ledger, rules: Mapping[int, BookingRules]) -> None:
    """Remember the rules each invoice is booked under; the first ones stand."""
    ledger.db.executemany(
        "INSERT INTO booked_under VALUES (?, ?) ON CONFLICT (invoice_id) DO NOTHING",
        [(invoice_id, json.dumps(to_builtins(kept))) for invoice_id, kept in rules.items()],
    )


def newest_export(ledger: Ledger) -> tuple[int, str, date] | None:
    """Id, kind and day of the export that was made last, if any was."""
    row = ledger.db.execute(
        "SELECT export_id, kind, made_on FROM voucher_export ORDER BY export_id DESC LIMIT 1"
    ).fetchone()
    return (row[0], row[1], date.fromisoformat(row[2])) if row else None


def export_files(ledger: Ledger, export_id: int) -> tuple[str, list[VoucherFile]]:
    """The kind of an export and its files; an empty kind when there is no such export."""
    row = ledger.db.execute(
        "SELECT kind FROM voucher_export WHERE export_id = ?", (export_id,)
    ).fetchone()
    rows = ledger.db.execute(
        "SELECT part, name, sha256, content FROM voucher_file WHERE export_id = ? ORDER BY part",
        (export_id,),
    )
    files = [VoucherFile(part=r[0], name=r[1], sha256=r[2], content=r[3]) for r in rows]
    return (row[0] if row else "", files)


def _last_day(day: date | None) -> str:
    return day.isoformat() if day else "9999-12-31"


def settled_items(ledger: Ledger, *, by: date | None) -> dict[tuple[int, int], dict[str, int]]:
    """What had been settled of each case by the end of a day, over all settlements; öre by item."""
    found: dict[tuple[int, int], dict[str, int]] = {}
    rows = ledger.db.execute(
        "SELECT invoice_id, case_no, item, sum(amount_ore) FROM settlement_item"
        " JOIN settlement USING (settlement_id) WHERE settled_on <= ?"
        " GROUP BY invoice_id, case_no, item",
        (_last_day(by),),
    )
    for invoice_id, case_no, item, ore in rows:
        found.setdefault((invoice_id, case_no), {})[item] = ore
    return found


def last_settled(ledger: Ledger, *, by: date | None) -> str:
    """The newest period that was settled by the end of a day; empty when none was."""
    row = ledger.db.execute(
        "SELECT max(period) FROM settlement WHERE settled_on <= ?", (_last_day(by),)
    ).fetchone()
    return str(row[0] or "")


def settled_with(ledger: Ledger, invoice: str, invoiced_on: date) -> str:
    """The period that an invoice of the partner's has settled; empty when it has none."""
    row = ledger.db.execute(
        "SELECT period FROM settlement WHERE invoice = ? AND invoiced_on = ?",
        (invoice, invoiced_on.isoformat()),
    ).fetchone()
    return str(row[0]) if row else ""


def settlement(ledger: Ledger, period: str, *, by: date | None) -> SettlementRow | None:
    """A settled period as it was settled, if it was by the end of a day."""
    row = ledger.db.execute(
        "SELECT * FROM settlement WHERE period = ? AND settled_on <= ?", (period, _last_day(by))
    ).fetchone()
    if row is None:
        return None
    return SettlementRow(
        period=row["period"],
        partner=row["partner"],
        invoice=row["invoice"],
        invoiced_on=date.fromisoformat(row["invoiced_on"]),
        cases=tuple(_read_case(case) for case in json.loads(row["cases"])),
        voucher=_read_voucher(json.loads(row["voucher"])),
    )


def record_settlement(ledger: Ledger, row: SettlementRow, *, on: date, now: datetime) -> None:
    """Close a period: what it came to, and every item as settled."""
    cursor = ledger.db.execute(
        "INSERT INTO settlement (period, partner, invoice, invoiced_on, cases, voucher, settled_on,"
        " recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row.period,
            row.partner,
            row.invoice,
            row.invoiced_on.isoformat(),
            json.dumps(to_builtins(row.cases)),
            json.dumps(to_builtins(row.voucher)),
            on.isoformat(),
            now.isoformat(timespec="seconds"),
        ),
    )
    ledger.db.executemany(
        "INSERT INTO settlement_item VALUES (?, ?, ?, ?, ?)",
        [
            (cursor.lastrowid, case.invoice_id, case.case_no, item, ore)
            for case in row.cases
            for item, ore in case.items.items()
        ],
    )


def settlements_to_export(ledger: Ledger) -> list[tuple[str, Voucher]]:
    """The vouchers of settled periods that have not been exported, by the key of the fact."""
    rows = ledger.db.execute(
        "SELECT 'settlement/' || period AS key, voucher FROM settlement WHERE NOT EXISTS"
        " (SELECT 1 FROM voucher WHERE voucher.key = 'settlement/' || period) ORDER BY period"
    )
    read = [(row["key"], _read_voucher(json.loads(row["voucher"]))) for row in rows]
    return [(key, voucher) for key, voucher in read if voucher is not None]


def _rows_text(rows: Sequence[VoucherRow]) -> str:
    return json.dumps(to_builtins(rows), ensure_ascii=False)


def _rows(stored: list[dict[str, str | int]]) -> tuple[VoucherRow, ...]:
    return tuple(
        VoucherRow(str(row["account"]), int(row["amount_ore"]), str(row["text"])) for row in stored
    )


def _read_rules(text: str) -> BookingRules:
    values = json.loads(text)
    return BookingRules(**{**values, "accounts": Accounts(**values["accounts"])})


def _read_voucher(stored: dict[str, object] | None) -> Voucher | None:
    if stored is None:
        return None
    rows = stored["rows"]
    assert isinstance(rows, list)
    return Voucher(date.fromisoformat(str(stored["on"])), str(stored["text"]), _rows(rows))


def _read_case(stored: dict[str, object]) -> SettledCase:
    acts = stored["acts"]
    assert isinstance(acts, list)
    read = tuple(SettledAct(**{**act, "on": date.fromisoformat(act["on"])}) for act in acts)
    return SettledCase(**{**stored, "acts": read})  # type: ignore[arg-type]
