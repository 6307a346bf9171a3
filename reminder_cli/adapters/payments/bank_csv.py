"""Reads the lists that Swedish banks let one download: csv, txt, xlsx and xls.

The columns are found by their names, so that a bank nobody thought of can be read too. It
matches nothing to claims, and never guesses whether 253.520 is kronor or thousands of them.
"""

from __future__ import annotations

import re
from datetime import date

from reminder_cli.adapters.payments.balances import first_break
from reminder_cli.adapters.payments.base import (
    KeyMaker,
    LeftOut,
    PaymentProblem,
    ReadPayments,
    bankgiro_deposit,
    bban,
    damaged,
    parse_day,
    swish_twin,
)
from reminder_cli.adapters.payments.columns import Columns, find_columns, is_header
from reminder_cli.adapters.payments.tables import (
    Row,
    Table,
    has_three_decimals,
    parse_amount,
    read_tables,
)
from reminder_cli.domain.payment import PaymentDraft
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import Text, _

_PENDING = re.compile(r"reserver|prel", re.IGNORECASE)
_ACCOUNT = re.compile(r"\d[\d -]{7,}")
_PHONE = re.compile(r"(?:\+46|0046|46|0)7\d{8}")
_PERIOD = re.compile(r"[–-] ?(\d{4}-\d\d-\d\d) .*Skapad (\d{4}-\d\d-\d\d)")
# The bank's line for a deposit from Bankgirot, with its serial (Swedbank) or without (Nordea).
_BG_SERIAL = re.compile(r"(?P<bankgiro>\d{7,8})BM (?P<serial>\d{5})")
_BG_SUM = re.compile(r"bg\s?ins[aä]ttning\b.*|bankgiroins[aä]ttning\b.*", re.IGNORECASE)


def read(name: str, data: bytes) -> ReadPayments:
    """Every incoming payment in every table of the file."""
    tables, encoding = read_tables(name, data, is_header)
    if not tables:
        raise UnreadableFile(
            name,
            _("No row with names of columns was found, such as Bokföringsdag and Belopp."),
            fix=_("Download the list from the bank again, with its header row."),
        )
    result = ReadPayments(find_columns(tables[0].header).format, encoding)
    keys = KeyMaker()
    for table in tables:
        columns = find_columns(table.header)
        if _looks_cut(table, columns):
            raise damaged(name, _("Its last row breaks off."))
        _Reader(result, keys, table, columns).run()
        last = _period_end(table.preamble)
        if last is not None:
            result.saw_day(last)
    return result


def _looks_cut(table: Table, columns: Columns) -> bool:
    """Whether the last row is shorter than all others, as in a download that broke off.

    A cut inside the amount would else be read as a smaller one.
    """
    named = len(table.header) - next(
        (place for place, name in enumerate(reversed(table.header)) if name), 0
    )
    lengths = [len(row) for _line, row in table.rows if parse_day(_at(row, columns.day))]
    return bool(lengths) and lengths[-1] < min([named, *lengths[:-1]])


def _period_end(preamble: tuple[str, ...]) -> date | None:
    """The last day of the period above the header, if the list was made after it."""
    for text in preamble:
        found = _PERIOD.search(text)
        last, made = (parse_day(found[1]), parse_day(found[2])) if found else (None, None)
        if last is not None and made is not None and last < made:
            return last
    return None


def _left_out(row: Row, columns: Columns) -> LeftOut | None:
    day = _at(row, columns.day)
    if _PENDING.match(day) or "*" in row:
        return LeftOut.PENDING
    if not day or not _at(row, columns.amount):
        return LeftOut.NO_AMOUNT
    if (_at(row, columns.currency) or "SEK").upper() != "SEK":
        return LeftOut.OTHER_CURRENCY
    return None


def _at(row: Row, place: int) -> str:
    return row[place] if 0 <= place < len(row) else ""


class _Reader:
    def __init__(
        self, result: ReadPayments, keys: KeyMaker, table: Table, columns: Columns
    ) -> None:
        self.result = result
        self.keys = keys
        self.rows = table.rows
        self.columns = columns
        amounts = [_at(row, columns.amount) for _line, row in table.rows]
        # Only SEB is known to write them; elsewhere 253.520 stays a question, and is refused.
        self.three_decimals = columns.format.startswith("SEB") and has_three_decimals(
            [amount for amount in amounts if amount]
        )
        above = [cell for cell in table.preamble if _ACCOUNT.fullmatch(cell)]
        self.account = bban(above[0]) if above else ""

    def run(self) -> None:
        for line, row in self.rows:
            self.result.rows += 1
            why = self.row(line, row)
            if why is not None:
                self.result.ignored[why] += 1
        self.check_balances()

    def check_balances(self) -> None:
        """Tell of a row that the balances say is missing or changed; lists have no totals."""
        booked = [
            (line, _at(row, self.columns.amount), _at(row, self.columns.balance))
            for line, row in self.rows
            if _left_out(row, self.columns) is None
        ]
        line = first_break(booked, three_decimals=self.three_decimals)
        if line is not None:
            self.result.notes.append(
                Text(
                    "The balance at line {n} does not follow from the amounts:"
                    " a row there may be missing or changed.",
                    {"n": line},
                )
            )

    def row(self, line: int, row: Row) -> LeftOut | None:
        """Take a payment or note a problem; or say why the row is neither."""
        why = _left_out(row, self.columns)
        if why is not None:
            return why
        on = parse_day(_at(row, self.columns.day))
        if on is None:
            self.problem(line, "day", Text("Write the day as 2026-01-31."))
            return None
        try:
            ore = parse_amount(_at(row, self.columns.amount), three_decimals=self.three_decimals)
        except ValueError:
            self.problem(line, "amount", Text("Write the amount as 1234,50 with two decimals."))
            return None
        self.result.saw_day(on)
        if ore <= 0:
            return LeftOut.OUTGOING if ore else LeftOut.NO_AMOUNT
        self.result.payments.append(self.payment(line, row, on, ore))
        return None

    def problem(self, line: int, column: str, fix: Text) -> None:
        self.result.problems.append(PaymentProblem(line, column, fix))

    def payment(self, line: int, row: Row, on: date, ore: int) -> PaymentDraft:
        columns = self.columns
        clearing = "" if columns.is_swish else _at(row, columns.clearing)
        own = bban(clearing + _at(row, columns.account)) or self.account
        self.result.saw_account(own)
        payer = _at(row, columns.payer)
        cells = [_at(row, place) for place in columns.texts]
        references = {text for place in columns.references if (text := _at(row, place)).isdecimal()}
        texts = dict.fromkeys(
            text for text in cells if text and text not in references and text != payer
        )
        deposit_key, is_sum = self.deposit(row, on, ore, cells)
        return PaymentDraft(
            row=line,
            key=self.key(row, on, ore, own),
            on=on,
            amount_ore=ore,
            account=own,
            references=tuple(sorted(text for text in references if text.isascii())),
            texts=tuple(texts),
            payer=payer,
            deposit_key=deposit_key,
            is_deposit_sum=is_sum,
        )

    def key(self, row: Row, on: date, ore: int, account: str) -> str:
        columns = self.columns
        reference = _at(row, columns.bank_id)
        if columns.is_swish and reference:
            return self.keys.numbered(f"swish:{account}:{on.isoformat()}:{reference}")
        # Not the balance: it may be missing, and it differs with the order of the day's rows.
        facts = [_at(row, place) for place in (columns.payer, *columns.texts)]
        if columns.is_swish:
            facts.append(_at(row, columns.phone))
        prefix = "swish" if columns.is_swish else "csv"
        return self.keys.hashed(prefix, account, on, ore, reference, *facts)

    def deposit(self, row: Row, on: date, ore: int, cells: list[str]) -> tuple[str, bool]:
        """The name under which another file tells of the same money, and whether it is a sum."""
        if self.columns.is_swish:
            twin = swish_twin(on, ore, _at(row, self.columns.phone))
            return (self.keys.numbered(twin) if twin else ""), False
        for text in (*cells, _at(row, self.columns.phone)):
            serial = _BG_SERIAL.fullmatch(text)
            if serial:
                return bankgiro_deposit(serial["bankgiro"], on, serial["serial"]), True
            if _PHONE.fullmatch(re.sub(r"[ -]", "", text)):
                return self.keys.numbered(swish_twin(on, ore, text)), False
        is_sum = any(_BG_SUM.fullmatch(text) for text in (*cells, _at(row, self.columns.payer)))
        return "", is_sum
