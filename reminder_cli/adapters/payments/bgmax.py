"""Reads BgMax, the file of Bankgirot (manual of November 2019). It matches nothing to claims.

Records of 80 characters; the first two say which. A deposit (15) closes the payments above
it, the last record (70) counts them all: what does not add up is refused whole, because a
payment lost is a reminder sent to somebody who has paid.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from reminder_cli.adapters.payments.base import (
    KeyMaker,
    LeftOut,
    ReadPayments,
    bankgiro_deposit,
    damaged,
    decode,
    digits_of,
    parse_day,
)
from reminder_cli.domain.calendar import ONE_DAY
from reminder_cli.domain.payment import Deposit, PaymentDraft
from reminder_cli.i18n import Text, _

FORMAT = "BgMax"
WIDTH = 80

_PAYMENT = re.compile(
    r"2[0-3](?P<sender>\d{10})(?P<reference>.{25})(?P<amount>\d{18})(?P<code>[0-5 ])"
    r"(?P<channel>[\d ])(?P<serial>[0-9A-Z ]{12}).*"
)
_DEPOSIT = re.compile(
    r"15(?P<account>[\d ]{35})(?P<on>\d{8})(?P<serial>\d{5})(?P<amount>\d{18})"
    r"(?P<currency>[A-Z]{3})(?P<count>\d{8})(?P<side>[KD ]) *"
)
_SECTION = re.compile(r"05(?P<bankgiro>\d{10})(?P<plusgiro>[\d ]{10})(?P<currency>[A-Z]{3}) *")
_END = re.compile(r"70(\d{8})(\d{8})(\d{8})(\d{8}) *")


def recognises(head: bytes) -> bool:
    """Whether these first bytes open a BgMax file."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:7].upper() == b"01BGMAX"


def read(name: str, data: bytes) -> ReadPayments:
    """Every payment in the file, which has held together. Raises RejectedFile otherwise."""
    text, encoding = decode(data)
    reader = _Reader(name, "latin-1" if encoding == "cp1252" else encoding)
    has_tabs = "\t" in text
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        record = line.rstrip("\r\n \x1a\x00")
        # A TAB from somebody's editor stood for blanks to the next eighth column. If it did
        # not, the fields behind it are no longer digits and the record is refused.
        record = record.expandtabs(8) if has_tabs else record
        if record:
            reader.take(number, record)
    return reader.finish()


class _Open:
    """A payment whose further records are still coming."""

    def __init__(self, row: int, kind: str, fields: re.Match[str]) -> None:
        amount = int(fields["amount"])
        self.row = row
        self.serial = fields["serial"].strip()
        self.sender = fields["sender"]
        self.amount = -amount if kind == "21" else amount
        self.is_reversal = kind == "21"
        self.references: list[str] = []
        self.splits: list[tuple[str, int]] = []
        self.texts: list[str] = []
        self.payer = ""
        self.org_number = ""
        self.refer(fields["reference"])

    def refer(self, reference: str) -> str:
        plain = " ".join(reference.split())
        if plain.isascii() and plain.isdigit():
            if plain not in self.references:
                self.references.append(plain)
        elif plain:
            # Without an agreement on OCR the payer writes what he likes, cut at 25.
            self.texts.append(plain)
        return plain

    def draft(self, deposit_key: str, key: str, on: date, account: str) -> PaymentDraft:
        splits = tuple(self.splits)
        return PaymentDraft(
            row=self.row,
            key=key,
            on=on,
            amount_ore=self.amount,
            account=account,
            references=tuple(self.references),
            texts=tuple(self.texts),
            payer=self.payer,
            payer_giro=self.sender.lstrip("0"),
            payer_org_number=self.org_number,
            deposit_key=deposit_key,
            is_reversal=self.is_reversal,
            splits=splits if sum(ore for _ref, ore in splits) == self.amount else (),
        )


class _Reader:
    def __init__(self, name: str, encoding: str) -> None:
        self.name = name
        self.result = ReadPayments(FORMAT, encoding)
        self.counts: Counter[str] = Counter()
        self.waiting: list[_Open] = []
        self.bankgiro = ""
        self.currency = ""
        self.made_on: date | None = None
        self.ended = False
        self.keys = KeyMaker()

    def take(self, number: int, record: str) -> None:
        kind = record[:2]
        if len(record) > WIDTH and kind not in _DETAILS:
            raise self.refused(number)
        if self.ended or (self.made_on is None) != (kind == "01"):
            raise self.refused(number)
        self.result.rows += 1
        self.counts[kind] += 1
        if kind in _DETAILS:
            self.detail(number, kind, record)
        elif kind in _TAKE:
            _TAKE[kind](self, number, record.ljust(WIDTH))

    def start(self, number: int, record: str) -> None:
        self.made_on = parse_day(record[24:32])
        if self.made_on is None:
            raise self.refused(number)
        if record[44] == "T":
            raise damaged(self.name, _("Bankgirot marked it as a test file: no money was moved."))

    def section(self, number: int, record: str) -> None:
        fields = _SECTION.fullmatch(record)
        if fields is None or self.waiting:
            raise self.refused(number)
        self.bankgiro = digits_of(fields["bankgiro"])
        self.currency = fields["currency"]
        self.result.saw_account(self.bankgiro)

    def payment(self, number: int, record: str) -> None:
        fields = _PAYMENT.fullmatch(record)
        if fields is None or not self.currency:
            raise self.refused(number)
        self.waiting.append(_Open(number, record[:2], fields))

    def extra(self, number: int, record: str) -> None:
        fields = _PAYMENT.fullmatch(record)
        if fields is None or not self.waiting:
            raise self.refused(number)
        payment = self.waiting[-1]
        if (fields["serial"].strip(), fields["sender"]) != (payment.serial, payment.sender):
            raise self.refused(number)
        reference = payment.refer(fields["reference"])
        amount = int(fields["amount"])
        if amount and reference:
            payment.splits.append((reference, -amount if record[:2] == "23" else amount))

    def detail(self, number: int, kind: str, record: str) -> None:
        if not self.waiting:
            raise self.refused(number)
        payment = self.waiting[-1]
        if kind == "25":
            payment.texts.append(" ".join(record[2:52].split()))
        elif kind == "26":
            payment.payer = " ".join(record[2:37].split())
        elif kind == "29":
            payment.org_number = digits_of(record[2:14])

    def deposit(self, number: int, record: str) -> None:
        fields = _DEPOSIT.fullmatch(record)
        on = parse_day(fields["on"]) if fields else None
        if fields is None or on is None or not self.currency:
            raise self.refused(number)
        amount = int(fields["amount"]) * (-1 if fields["side"] == "D" else 1)
        if (sum(open_.amount for open_ in self.waiting), len(self.waiting)) != (
            amount,
            int(fields["count"]),
        ) or fields["currency"] != self.currency:
            raise damaged(
                self.name,
                _("The payments before line {n} are not what the deposit there says.", n=number),
            )
        self.close(on, fields["serial"], amount)
        self.waiting = []

    def close(self, on: date, serial: str, amount: int) -> None:
        if self.currency != "SEK":
            self.result.ignored[LeftOut.OTHER_CURRENCY] += len(self.waiting)
            return
        deposit_key = bankgiro_deposit(self.bankgiro, on, serial)
        stem = f"bgmax:{self.bankgiro}:{on.isoformat()}:{serial}"
        for open_ in self.waiting:
            # Serials should be unique; in Bankgirot's own example they are not. A deposit comes
            # whole and in one order, so numbering those that repeat gives lasting keys.
            key = self.keys.numbered(f"{stem}:{open_.serial}")
            if not open_.amount:
                self.result.ignored[LeftOut.NO_AMOUNT] += 1
                continue
            self.result.payments.append(open_.draft(deposit_key, key, on, self.bankgiro))
        self.result.deposits.append(
            Deposit(deposit_key, on, amount, self.bankgiro, len(self.waiting))
        )
        self.result.saw_day(on)

    def end(self, number: int, record: str) -> None:
        fields = _END.fullmatch(record)
        if fields is None or self.waiting:
            raise self.refused(number)
        said = tuple(int(count) for count in fields.groups())
        counts = self.counts
        if said != (counts["20"], counts["21"], counts["22"] + counts["23"], counts["15"]):
            raise damaged(self.name, _("The counts in its last record do not agree with the file."))
        self.ended = True

    def finish(self) -> ReadPayments:
        if not self.ended or self.made_on is None:
            raise damaged(self.name, _("Its end is missing: the last record is not there."))
        if self.result.covers_until is None:
            # Nothing came in. A file may be made in the morning, so its own day is not over.
            self.result.saw_day(self.made_on - ONE_DAY)
        if self.result.ignored[LeftOut.OTHER_CURRENCY]:
            self.result.notes.append(
                Text("Payments in another currency than SEK were checked and left out.")
            )
        return self.result

    def refused(self, number: int) -> Exception:
        return damaged(
            self.name, _("Line {n} is not a record that can stand there in BgMax.", n=number)
        )


_DETAILS = frozenset({"25", "26", "27", "28", "29"})
_TAKE = {
    "01": _Reader.start,
    "05": _Reader.section,
    "20": _Reader.payment,
    "21": _Reader.payment,
    "22": _Reader.extra,
    "23": _Reader.extra,
    "15": _Reader.deposit,
    "70": _Reader.end,
}
