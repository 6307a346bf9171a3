"""The register of payments: reading. What a decision rests on is folded from the events."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from reminder_cli.domain.payment import Deposit, PaymentDraft
from reminder_cli.ledger.ledger import Ledger
from reminder_cli.ledger.open_claims import LEFT, LIVE, MORE, NO_MORE
from reminder_cli.ledger.payments import PaymentFile

# CROSS JOIN: SQLite would else look through all events for each payment.


class StoredPayment(Struct, frozen=True, kw_only=True):
    """A payment in the register. ``root_id`` is the number it had first, if taken back since."""

    payment_id: int
    draft: PaymentDraft
    source: str
    reference: str
    paid_to: str
    state: str
    told_by: str
    waiting_ore: int
    matched_by: str
    root_id: int | None

    @property
    def from_file(self) -> bool:
        """Whether a bank's file told of it."""
        return self.source != "hand"


def _draft(row: sqlite3.Row) -> PaymentDraft:
    references, texts, splits = json.loads(row["said"])
    return PaymentDraft(
        row["file_row"],
        row["key"],
        date.fromisoformat(row["booked_on"]),
        row["amount_ore"],
        row["account"],
        tuple(references),
        tuple(texts),
        row["payer"],
        row["payer_giro"],
        row["payer_org_number"],
        row["deposit_key"],
        bool(row["is_reversal"]),
        tuple((reference, ore) for reference, ore in splits),
        bool(row["is_deposit_sum"]),
    )


def _stored(row: sqlite3.Row) -> StoredPayment:
    return StoredPayment(
        payment_id=row["payment_id"],
        draft=_draft(row),
        source=row["source"],
        reference=row["reference"],
        paid_to=row["paid_to"],
        state=row["state"],
        told_by=row["told_by"],
        waiting_ore=row["waiting_ore"],
        matched_by=row["matched_by"],
        root_id=row["root_id"],
    )


def stored(ledger: Ledger, payment_id: int) -> StoredPayment | None:
    """One payment, if there is one with that id."""
    row = ledger.db.execute("SELECT * FROM payment WHERE payment_id = ?", (payment_id,)).fetchone()
    return _stored(row) if row else None


def waiting(ledger: Ledger) -> list[StoredPayment]:
    """The payments of which something waits, in the order of their days."""
    rows = ledger.db.execute(
        "SELECT * FROM payment WHERE waiting_ore <> 0 ORDER BY booked_on, payment_id"
    )
    return [_stored(row) for row in rows]


def waiting_mark(ledger: Ledger) -> tuple[int, ...]:
    """Changes whenever other payments wait or other invoices are known."""
    row = ledger.db.execute(
        "SELECT count(*), coalesce(sum(payment_id * 1000003 + waiting_ore), 0),"
        " (SELECT coalesce(max(invoice_id), 0) FROM invoice) FROM payment WHERE waiting_ore <> 0"
    ).fetchone()
    return tuple(row)


def told_by_files(ledger: Ledger, first: date, last: date) -> list[tuple[int, str, PaymentDraft]]:
    """Every row that files told of these days: number, state, and what was told."""
    rows = ledger.db.execute(
        "SELECT * FROM payment WHERE booked_on BETWEEN ? AND ? AND file_id IS NOT NULL"
        " AND root_id IS NULL ORDER BY payment_id",
        (first.isoformat(), last.isoformat()),
    )
    return [(row["payment_id"], row["state"], _draft(row)) for row in rows]


def deposits_between(ledger: Ledger, first: date, last: date) -> list[Deposit]:
    """The sums that files told of these days."""
    rows = ledger.db.execute(
        "SELECT deposit_key, booked_on, amount_ore, account, payments FROM payment_deposit"
        " WHERE booked_on BETWEEN ? AND ?",
        (first.isoformat(), last.isoformat()),
    )
    return [Deposit(row[0], date.fromisoformat(row[1]), row[2], row[3], row[4]) for row in rows]


def standing_for(ledger: Ledger, payment_id: int) -> StoredPayment | None:
    """The payment that has this money now: itself, or the one it became when it was taken back."""
    row = ledger.db.execute(
        "SELECT * FROM payment WHERE state <> 'replaced' AND (payment_id = :id OR root_id = ("
        " SELECT coalesce(root_id, payment_id) FROM payment WHERE payment_id = :id))"
        " ORDER BY payment_id DESC LIMIT 1",
        {"id": payment_id},
    ).fetchone()
    return _stored(row) if row else None


def between(ledger: Ledger, first: date, last: date) -> list[StoredPayment]:
    """The payments that count, booked on these days, by day and account."""
    rows = ledger.db.execute(
        "SELECT * FROM payment WHERE booked_on BETWEEN ? AND ? AND state = 'counted'"
        " ORDER BY booked_on, account, payment_id",
        (first.isoformat(), last.isoformat()),
    )
    return [_stored(row) for row in rows]


def invoices_met(ledger: Ledger, payment_ids: Sequence[int]) -> dict[int, list[int]]:
    """The invoices that each payment stands on, in the order it met them."""
    rows = ledger.db.execute(
        "SELECT ids.value, event.invoice_id FROM json_each(?) ids CROSS JOIN event"
        " ON event.key > 'payment/' || ids.value || '/' AND event.key < 'payment/' || ids.value || '0'"
        f" WHERE event.kind = 'payment_received' AND {LIVE} ORDER BY event.seq",
        (json.dumps(list(payment_ids)),),
    )
    found: dict[int, list[int]] = {}
    for payment_id, invoice_id in rows:
        found.setdefault(payment_id, []).append(invoice_id)
    return found


def steps_of(ledger: Ledger, payment_ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """What was done with the money that is on no invoice: kind and öre, by payment."""
    rows = ledger.db.execute(
        "SELECT payment_id, kind, amount_ore FROM payment_step"
        " WHERE payment_id IN (SELECT value FROM json_each(?)) ORDER BY step_id",
        (json.dumps(list(payment_ids)),),
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for payment_id, kind, ore in rows:
        found.setdefault(payment_id, []).append((kind, ore))
    return found


class Undoable(NamedTuple):
    """What a person can take back of what was done with money on no invoice. Öre."""

    kind: str
    amount_ore: int
    other_id: int | None
    invoice_id: int | None


def undoable(ledger: Ledger, payment_id: int) -> list[Undoable]:
    """What of a payment stands as paid back, set aside, or the same money as another."""
    rows = ledger.db.execute(
        "SELECT kind, sum(amount_ore), other_id, invoice_id FROM payment_step WHERE payment_id = ?"
        " AND kind IN ('repaid', 'aside', 'same') GROUP BY kind, other_id, invoice_id"
        " HAVING sum(amount_ore) <> 0 ORDER BY min(step_id)",
        (payment_id,),
    )
    return [Undoable._make(row) for row in rows]


def alike(ledger: Ledger) -> list[tuple[int, int]]:
    """Pairs of payments that may be the same money, near one that waits; not what others tell of."""
    rows = ledger.db.execute(
        "WITH RECURSIVE near (id) AS ("
        " SELECT payment_id FROM payment JOIN payment_alike USING (payment_id) WHERE waiting_ore <> 0"
        " UNION SELECT other_id FROM payment_alike JOIN near ON payment_id = id)"
        " SELECT payment_alike.payment_id, other_id FROM payment_alike"
        " JOIN near ON payment_alike.payment_id = id"
        " JOIN payment USING (payment_id) JOIN payment other ON other.payment_id = other_id"
        " WHERE payment.state <> 'told' AND other.state <> 'told' ORDER BY 1, 2"
    )
    return [(payment_id, other_id) for payment_id, other_id in rows]


def stepped(ledger: Ledger, payment_ids: Iterable[int]) -> set[int]:
    """Those of them of which a part was repaid, set aside or set off."""
    rows = ledger.db.execute(
        "SELECT DISTINCT payment_id FROM payment_step JOIN json_each(?) ON value = payment_id",
        (json.dumps(list(payment_ids)),),
    )
    return {row[0] for row in rows}


def files_of(ledger: Ledger, payment_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The files that told of each of these payments: the first one, and those that came after."""
    rows = ledger.db.execute(
        "SELECT payment_id, file_id FROM json_each(:these) JOIN payment ON payment_id = value"
        " UNION SELECT payment_id, payment_seen.file_id FROM json_each(:these)"
        " JOIN payment_seen ON payment_id = value",
        {"these": json.dumps(list(payment_ids))},
    )
    found: dict[int, set[int]] = {}
    for payment_id, file_id in rows:
        found.setdefault(payment_id, set()).add(file_id)
    return {payment_id: frozenset(files) for payment_id, files in found.items()}


def several(ledger: Ledger, payment_ids: Iterable[int]) -> list[StoredPayment]:
    """These payments, by number."""
    rows = ledger.db.execute(
        "SELECT payment.* FROM json_each(?) JOIN payment ON payment_id = value ORDER BY payment_id",
        (json.dumps(list(payment_ids)),),
    )
    return [_stored(row) for row in rows]


def by_hand(ledger: Ledger) -> dict[tuple[int, int], list[tuple[int, date, frozenset[str]]]]:
    """Payments registered by hand, by invoice and öre: number, day, and the kinds of file that have
    told of it. Another kind may tell of it once more.
    """
    rows = ledger.db.execute(
        "SELECT event.invoice_id, json_extract(event.body, '$.amount_ore'), payment.payment_id,"
        " payment.booked_on, (SELECT group_concat(substr(same.key, 1, instr(same.key, ':') - 1))"
        " FROM payment_step JOIN payment same USING (payment_id)"
        " WHERE payment_step.other_id = payment.payment_id AND same.state = 'told')"
        " FROM payment CROSS JOIN event ON event.key > 'payment/' || payment.payment_id || '/'"
        " AND event.key < 'payment/' || payment.payment_id || '0'"
        f" WHERE payment.source = 'hand' AND event.kind = 'payment_received' AND {LIVE}"
    )
    found: dict[tuple[int, int], list[tuple[int, date, frozenset[str]]]] = {}
    for invoice_id, ore, payment_id, on, told in rows:
        kinds = frozenset((told or "").split(",")) - {""}
        found.setdefault((invoice_id, ore), []).append((payment_id, date.fromisoformat(on), kinds))
    return found


def file_known(ledger: Ledger, sha256: str) -> PaymentFile | None:
    """The file of this hash, if it was taken in."""
    row = ledger.db.execute("SELECT * FROM payment_file WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        return None
    return PaymentFile(
        sha256=row["sha256"],
        name=row["name"],
        format=row["format"],
        encoding=row["encoding"],
        rows=row["rows"],
        payments=row["payments"],
        sum_ore=row["sum_ore"],
        covers_until=date.fromisoformat(row["covers_until"]) if row["covers_until"] else None,
        accounts=tuple(json.loads(row["accounts"])),
        left_out=json.loads(row["left_out"]),
    )


def accounts_taken(ledger: Ledger) -> dict[str, list[str]]:
    """The accounts that the files taken in so far told of, by the format of the file."""
    found: dict[str, list[str]] = {}
    rows = ledger.db.execute(
        "SELECT DISTINCT payment_file.format, account.value FROM payment_file,"
        " json_each(payment_file.accounts) AS account ORDER BY 1, 2"
    )
    for kind, account in rows:
        found.setdefault(kind, []).append(account)
    return found


def covered_until(ledger: Ledger) -> date | None:
    """The last day that a bank's file has told of; None when no file was ever taken in."""
    row = ledger.db.execute(
        "SELECT max(coalesce(covers_until, '0001-01-01')) FROM payment_file"
    ).fetchone()
    return date.fromisoformat(row[0]) if row[0] else None


class ClaimRow(NamedTuple):
    """An invoice for the index of claims. ``left_ore`` is principal left."""

    invoice_id: int
    number: str
    ocr: str
    left_ore: int
    paid_before_ore: int
    imported_on: str
    customer_id: int
    name: str
    org_number: str


# What was paid before an invoice came here and no bank's file has told of, in öre.
LEFT_BEFORE = (
    "(invoice.paid_before_ore - coalesce((SELECT sum(told.amount_ore) FROM payment_step told"
    " WHERE told.invoice_id = invoice.invoice_id), 0))"
)
_COLUMNS = (
    f"invoice_id, invoice.number, ocr, {LEFT} AS left_ore, paid_before_ore, imported_on, customer_id,"
    " customer.name, customer.org_number"
)
_ALL = "invoice CROSS JOIN customer USING (customer_id) CROSS JOIN import_file USING (file_id)"
_SOME = f"json_each(:these) some CROSS JOIN {_ALL}"
_CLAIMS = "invoice.kind = 'invoice' AND currency = 'SEK'"


def plain_claims(ledger: Ledger, these: Collection[int] | None = None) -> Iterator[ClaimRow]:
    """The invoices of which something is left and to which nothing but payments has happened.

    Of all invoices, or of these; in the order of their ids.
    """
    if these is None:
        source, values = f"{_ALL} WHERE", {}
    else:
        source, values = f"{_SOME} WHERE invoice.invoice_id = some.value AND", _these(these)
    rows = ledger.db.execute(
        f"SELECT {_COLUMNS} FROM {source} {_CLAIMS} AND left_ore > 0 AND {NO_MORE}"
        " ORDER BY invoice_id",
        values,
    )
    return map(ClaimRow._make, rows)


def paid_before(
    ledger: Ledger, these: Collection[int] | None = None
) -> Iterator[tuple[ClaimRow, int]]:
    """The invoices that their own file said were paid, fully or in part, when they came in.

    With each, how much of that bank files have not told of since, in öre. Of all, or of these.
    """
    if these is None:
        source, values = f"{_ALL} WHERE", {}
    else:
        source, values = f"{_SOME} WHERE invoice.invoice_id = some.value AND", _these(these)
    rows = ledger.db.execute(
        f"SELECT {_COLUMNS}, {LEFT_BEFORE} FROM {source} {_CLAIMS} AND paid_before_ore > 0"
        f" AND {LEFT_BEFORE} > 0 ORDER BY invoice_id",
        values,
    )
    return ((ClaimRow._make(row[:-1]), row[-1]) for row in rows)


def _these(ids: Collection[int]) -> dict[str, str]:
    return {"these": json.dumps(list(ids))}


def bearers(ledger: Ledger, invoice_ids: Collection[int]) -> dict[str, str]:
    """The numbers of these invoices by number and OCR number, paid ones too.

    Also by an OCR number that was made for a letter.
    """
    rows = ledger.db.execute(
        "SELECT number, ocr FROM json_each(:these) CROSS JOIN invoice ON invoice_id = value"
        " UNION ALL SELECT number, letter.ocr FROM json_each(:these) CROSS JOIN invoice"
        " ON invoice.invoice_id = value CROSS JOIN letter_invoice USING (invoice_id)"
        " CROSS JOIN letter USING (letter_id)",
        _these(invoice_ids),
    )
    found = {}
    for number, ocr in rows:
        found[number] = number
        found[ocr] = number
    found.pop("", None)
    return found


def other_claims(ledger: Ledger) -> list[int]:
    """The invoices to which more has happened, unless their newest case has ended for good."""
    rows = ledger.db.execute(
        f"SELECT invoice_id FROM (SELECT DISTINCT invoice_id FROM event WHERE {MORE}) mine"
        " WHERE NOT EXISTS (SELECT 1 FROM case_state newest WHERE newest.invoice_id = mine.invoice_id"
        " AND case_no = (SELECT max(case_no) FROM case_state same"
        " WHERE same.invoice_id = mine.invoice_id)"
        " AND outcome IN ('paid', 'credited', 'written_off', 'settled')) ORDER BY invoice_id"
    )
    return [row[0] for row in rows]


def giros(ledger: Ledger) -> dict[int, set[str]]:
    """The giros that have paid for each customer before."""
    rows = ledger.db.execute(
        "SELECT DISTINCT customer_id, payer_giro FROM event CROSS JOIN payment"
        " ON payment_id = json_extract(body, '$.payment_id') JOIN invoice USING (invoice_id)"
        f" WHERE event.kind = 'payment_received' AND payer_giro <> '' AND {LIVE}"
    )
    found: dict[int, set[str]] = {}
    for customer_id, giro in rows:
        found.setdefault(customer_id, set()).add(giro)
    return found


def joined_letters(
    ledger: Ledger, invoice_ids: Collection[int]
) -> dict[int, list[tuple[int, int]]]:
    """Letters for several invoices that went out, by invoice: the letter and its total in öre."""
    rows = ledger.db.execute(
        "SELECT mine.invoice_id, letter_id, total_ore FROM json_each(?) some"
        " CROSS JOIN letter_invoice mine ON mine.invoice_id = some.value"
        " CROSS JOIN letter USING (letter_id) WHERE state <> 'undone' AND EXISTS (SELECT 1"
        " FROM letter_invoice other WHERE other.letter_id = mine.letter_id"
        " AND other.invoice_id <> mine.invoice_id) ORDER BY letter_id",
        (json.dumps(list(invoice_ids)),),
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for invoice_id, letter_id, total in rows:
        found.setdefault(invoice_id, []).append((letter_id, total))
    return found


def may_be_taken_back(ledger: Ledger, payment: StoredPayment) -> list[StoredPayment]:
    """The payments that a reversal may take back: the same amount, booked that day or before."""
    rows = ledger.db.execute(
        "SELECT * FROM payment WHERE amount_ore = ? AND booked_on <= ? AND state = 'counted'"
        " ORDER BY booked_on DESC, payment_id DESC",
        (-payment.draft.amount_ore, payment.draft.on.isoformat()),
    )
    return [_stored(row) for row in rows]


def in_letter(ledger: Ledger, letter_id: int) -> list[int]:
    """The invoices of a letter whose case is open, oldest case first."""
    rows = ledger.db.execute(
        "SELECT invoice_id FROM letter_invoice JOIN case_state USING (invoice_id)"
        " WHERE letter_id = ? AND outcome IS NULL ORDER BY opened_on, invoice_id",
        (letter_id,),
    )
    return [row[0] for row in rows]
