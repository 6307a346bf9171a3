"""What every reader of payments gives, and the few things they all need. No format is known here."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field

from reminder_cli.domain.payment import Deposit, PaymentDraft
from reminder_cli.errors import Again, RejectedFile, UnreadableFile
from reminder_cli.i18n import Text, _

# A BgMax file of 100,000 payments is some 45 MB, a camt of as many some 150 MB.
MAX_BYTES = 256 * 1024 * 1024


class LeftOut(StrEnum):
    """Why a row of a file is not an incoming payment."""

    OUTGOING = "outgoing"
    PENDING = "pending"
    OTHER_CURRENCY = "other_currency"
    OWN_RETURNED = "own_returned"
    NO_AMOUNT = "no_amount"

    def words(self) -> Text:
        """The reason in words."""
        return _WORDS[self]


_WORDS = {
    LeftOut.OUTGOING: Text("money that went out"),
    LeftOut.PENDING: Text("not booked by the bank yet"),
    LeftOut.OTHER_CURRENCY: Text("another currency than SEK"),
    LeftOut.OWN_RETURNED: Text("a payment of your own that came back"),
    LeftOut.NO_AMOUNT: Text("no day or no amount, such as a balance or a total"),
}


class PaymentProblem(Struct, frozen=True):
    """A place that was not understood. What stood there is left out: it may be personal data.

    ``column`` is ``day`` or ``amount`` of a line, or an element of the entry of that number.
    """

    line: int
    column: str
    fix: Text

    def __str__(self) -> str:
        where = _PLACES.get(self.column, Text("entry {line}, {column}"))
        return f"{_(where.msgid, line=self.line, column=self.column)}: {self.fix}"


_PLACES = {
    "day": Text("line {line}, the day"),
    "amount": Text("line {line}, the amount"),
}


class ReadPayments(Struct):
    """A file of payments as read. ``payments`` and ``deposits`` stand in the file's order.

    ``covers_until`` is the last day the file is known to tell of; ``ignored`` counts rows that
    are no incoming payment, by reason. ``rows`` counts what the file holds: records, or rows.
    """

    format: str
    encoding: str
    payments: list[PaymentDraft] = field(default_factory=list)
    deposits: list[Deposit] = field(default_factory=list)
    problems: list[PaymentProblem] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    ignored: Counter[LeftOut] = field(default_factory=Counter)
    rows: int = 0
    covers_until: date | None = None
    accounts: tuple[str, ...] = ()

    def saw_day(self, day: date) -> None:
        """The file tells of this day."""
        if self.covers_until is None or day > self.covers_until:
            self.covers_until = day

    def saw_account(self, account: str) -> None:
        """The file tells of this account."""
        if account and account not in self.accounts:
            self.accounts = (*self.accounts, account)


class KeyMaker:
    """Keys that are the same in every file that tells of the same money.

    Rows that are alike in all things get a running number, so that two payments of the same
    amount on the same day are two, and the same row in two overlapping files is one.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def numbered(self, key: str) -> str:
        """The key, with ``#2`` and so on from the second time it is asked for."""
        self._seen[key] += 1
        times = self._seen[key]
        return key if times == 1 else f"{key}#{times}"

    def hashed(self, prefix: str, *facts: object) -> str:
        """A numbered key made of facts, for rows to which the bank gave no reference."""
        return self.numbered(f"{prefix}:{fingerprint(*facts)}")


def fingerprint(*facts: object) -> str:
    """A short stable name for a set of facts, in which case and blanks do not matter."""
    plain = "\x1f".join(" ".join(str(fact).casefold().split()) for fact in facts)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:24]


def swish_twin(on: date, amount_ore: int, phone: str) -> str:
    """The name of one Swish payment in both the Swish report and the statement, or empty."""
    digits = re.sub(r"\D", "", phone).removeprefix("46").lstrip("0")
    return f"swish:{fingerprint(on, amount_ore, digits)}" if len(digits) >= 8 else ""


def bankgiro_deposit(bankgiro: str, on: date, serial: str) -> str:
    """The name of a deposit from Bankgirot: its serial is unique per bankgiro and year."""
    return f"bg:{digits_of(bankgiro)}:{on.year}:{int(serial):05d}"


def digits_of(text: str) -> str:
    """The digits alone, without leading zeros."""
    return re.sub(r"\D", "", text).lstrip("0")


def bban(account: str) -> str:
    """An account as one spelling: a Swedish IBAN without country, check digits and bank."""
    plain = re.sub(r"[^0-9A-Za-z]", "", account).upper()
    return plain[7:].lstrip("0") if re.fullmatch(r"SE\d{22}", plain) else plain.lstrip("0")


def parse_day(text: str) -> date | None:
    """A day as banks write it (2026-09-28, 2026/09/28, 20260928), or None."""
    plain = re.fullmatch(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?:[T ][\d:.+Z]*)?", text.strip())
    if plain is None or not text.isascii():
        return None
    try:
        return date(int(plain[1]), int(plain[3]), int(plain[4]))
    except ValueError:
        return None


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Latin-1 text is hardly ever valid UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "UTF-16"
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def read_bytes(path: Path) -> bytes:
    """The whole file, unless it is larger than any file of payments."""
    if not path.exists():
        raise UnreadableFile(
            path.name,
            _("there is no such file."),
            fix=_("Give the path of the file."),
            again=Again(instead={path.name: "FILE"}),
        )
    if path.is_dir():
        raise UnreadableFile(
            path.name,
            _("this is a folder."),
            fix=_("Give the files in it, one or several."),
            again=Again(instead={path.name: "FILE"}),
        )
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RejectedFile(
                path.name,
                _("It is larger than {n} MB.", n=MAX_BYTES // 1024 // 1024),
                fix=_("Ask the bank for shorter periods, and read them one by one."),
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            path.name,
            _("It could not be opened."),
            fix=_("Check that the file is there and that you may read it."),
        ) from error


def damaged(name: str, reason: str) -> RejectedFile:
    """A file of a known format that does not hold together; nothing of it may be counted."""
    return RejectedFile(
        name,
        reason,
        fix=_("Nothing was read. Fetch the file from the bank again, and do not edit it."),
    )
