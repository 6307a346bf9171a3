"""Reads Total IN, the file of Nordea's Plusgiro. It matches nothing to claims.

Records of 80 characters. An account's last record (90) counts and sums its payments, the
file's last one (99) counts its records: what does not add up is refused whole.
"""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct, field

from reminder_cli.adapters.payments.base import (
    KeyMaker,
    LeftOut,
    ReadPayments,
    damaged,
    decode,
    digits_of,
    parse_day,
)
from reminder_cli.domain.payment import Deposit, PaymentDraft
from reminder_cli.i18n import _

FORMAT = "Total IN"
WIDTH = 80

_PAYMENT = re.compile(
    r"2[05](?P<reference>.{35})(?P<amount>\d{15})(?P<serial>\d{17})(?P<giro>.{8}).*"
)
_ACCOUNT = re.compile(r"10(?P<account>[\d ]{36})(?P<currency>SEK|EUR)(?P<on>\d{8}).*")
_ACCOUNT_END = re.compile(r"90(?P<count>\d{8})(?P<sum>\d{17})(?P<statement>[\d ]*)")
_END = re.compile(r"99(?P<lines>\d{15}) *")


def recognises(head: bytes) -> bool:
    """Whether these first bytes open a Total IN file."""
    return head.startswith(b"00") and head[36:39] == b"TL1"


def read(name: str, data: bytes) -> ReadPayments:
    """Every payment in the file, which has held together. Raises RejectedFile otherwise."""
    text, encoding = decode(data)
    reader = _Reader(name, encoding)
    for number, line in enumerate(text.split("\n"), 1):
        record = line.rstrip("\r\n \x1a\x00").expandtabs(8)
        if record:
            reader.take(number, record)
    return reader.finish()


class _Open(Struct):
    """A payment whose further records are still coming. Öre; a deduction is negative."""

    row: int
    amount: int
    serial: str
    is_reversal: bool
    giro: str
    references: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    payer: str = ""
    holder: str = ""
    org_number: str = ""

    def refer(self, reference: str) -> None:
        plain = " ".join(reference.split())
        if plain.strip("0") and plain not in self.references:
            (self.references if plain.isascii() and plain.isdigit() else self.texts).append(plain)


class _Reader:
    def __init__(self, name: str, encoding: str) -> None:
        self.name = name
        self.result = ReadPayments(FORMAT, encoding)
        self.waiting: list[_Open] = []
        self.account = ""
        self.currency = ""
        self.on = date.min
        self.ended = False
        self.keys = KeyMaker()

    def take(self, number: int, record: str) -> None:
        kind = record[:2]
        if self.ended or (kind == "00") != (self.result.rows == 0) or len(record) > WIDTH:
            raise self.refused(number)
        self.result.rows += 1
        if kind in _DETAILS:
            if not self.waiting:
                raise self.refused(number)
            self.detail(kind, record.ljust(WIDTH))
        elif kind in _TAKE:
            _TAKE[kind](self, number, record.ljust(WIDTH))

    def open_account(self, number: int, record: str) -> None:
        fields = _ACCOUNT.fullmatch(record)
        on = parse_day(fields["on"]) if fields else None
        if fields is None or on is None or self.currency:
            raise self.refused(number)
        self.account, self.currency, self.on = digits_of(fields["account"]), fields["currency"], on
        self.result.saw_account(self.account)
        self.result.saw_day(on)

    def payment(self, number: int, record: str) -> None:
        fields = _PAYMENT.fullmatch(record)
        if fields is None or not self.currency:
            raise self.refused(number)
        sign = -1 if record[:2] == "25" else 1
        open_ = _Open(
            number,
            sign * int(fields["amount"]),
            fields["serial"],
            sign < 0,
            digits_of(fields["giro"]),
        )
        open_.refer(fields["reference"])
        self.waiting.append(open_)

    def detail(self, kind: str, record: str) -> None:
        payment = self.waiting[-1]
        halves = record[2:37], record[37:72]
        if kind == "30":
            for half in halves:
                payment.refer(half)
        elif kind == "40":
            payment.texts.extend(" ".join(half.split()) for half in halves if half.strip())
        elif kind == "50":
            payment.payer = " ".join(halves[0].split())
        elif kind == "60":
            payment.giro = payment.giro or digits_of(halves[0])
            payment.org_number = digits_of(record[39:59])
        elif kind == "61":
            payment.holder = " ".join(halves[0].split())

    def close_account(self, number: int, record: str) -> None:
        fields = _ACCOUNT_END.fullmatch(record)
        if fields is None or not self.currency:
            raise self.refused(number)
        amount = sum(open_.amount for open_ in self.waiting)
        if (len(self.waiting), amount) != (int(fields["count"]), int(fields["sum"])):
            raise damaged(
                self.name,
                _("The payments before line {n} are not what the account's total says.", n=number),
            )
        if self.currency == "SEK":
            self.keep(amount, fields["statement"].strip())
        else:
            self.result.ignored[LeftOut.OTHER_CURRENCY] += len(self.waiting)
        self.waiting, self.currency = [], ""

    def keep(self, amount: int, statement: str) -> None:
        deposit_key = f"pg:{self.account}:{self.on.isoformat()}:{statement}"
        self.result.deposits.append(
            Deposit(deposit_key, self.on, amount, self.account, len(self.waiting))
        )
        for open_ in self.waiting:
            if not open_.amount:
                self.result.ignored[LeftOut.NO_AMOUNT] += 1
                continue
            key = f"totalin:{self.account}:{self.on.isoformat()}:{open_.serial}"
            self.result.payments.append(
                PaymentDraft(
                    row=open_.row,
                    key=self.keys.numbered(key),
                    on=self.on,
                    amount_ore=open_.amount,
                    account=self.account,
                    references=tuple(open_.references),
                    texts=tuple(open_.texts),
                    # 50 names the payer; 61 the account's holder, which may be a bank.
                    payer=open_.payer or open_.holder,
                    payer_giro=open_.giro,
                    payer_org_number=open_.org_number if not open_.payer else "",
                    deposit_key=deposit_key,
                    is_reversal=open_.is_reversal,
                )
            )

    def end(self, number: int, record: str) -> None:
        fields = _END.fullmatch(record)
        if fields is None or self.currency:
            raise self.refused(number)
        if int(fields["lines"]) != self.result.rows:
            raise damaged(self.name, _("The counts in its last record do not agree with the file."))
        self.ended = True

    def finish(self) -> ReadPayments:
        if not self.ended:
            raise damaged(self.name, _("Its end is missing: the last record is not there."))
        return self.result

    def refused(self, number: int) -> Exception:
        return damaged(
            self.name, _("Line {n} is not a record that can stand there in Total IN.", n=number)
        )


_DETAILS = frozenset({"30", "40", "50", "60", "61"})
_TAKE = {
    "10": _Reader.open_account,
    "20": _Reader.payment,
    "25": _Reader.payment,
    "90": _Reader.close_account,
    "99": _Reader.end,
}
