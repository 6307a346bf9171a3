"""The partner's settlements, month by month: each is what its share has grown by, and no krona twice."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from tests.simulation.books import Books
from tests.simulation.partner import Share, shares

NOTHING = Share()
NEW = "SELECT settlement_id, period, cases, voucher FROM settlement WHERE settlement_id > "
TOLD = (
    "SELECT number, case_no, item, sum(amount_ore) FROM settlement_item JOIN invoice"
    " USING (invoice_id) WHERE item LIKE 'told/letter/%' GROUP BY number, case_no, item"
)


class _Audit(Protocol):
    firm: Any

    @property
    def books(self) -> dict[str, Books]: ...

    def ask(self, question: str) -> list[Any]: ...


class Settlements:
    """What was settled of each case so far, by the books' own count."""

    def __init__(self, audit: _Audit) -> None:
        self.audit = audit
        self.months = [""]  # those that are settled, in order
        self.settled: dict[tuple[str, int], Share] = {}
        self._read = 0

    def read(self) -> None:
        """The months that were settled since the last time, also by a command that died after it."""
        for number, period, cases, voucher in self.audit.ask(f"{NEW}{self._read}"):
            assert period > self.months[-1], f"{period} was settled after {self.months}"
            self.compare(period, json.loads(cases), json.loads(voucher))
            for case, share in self.due(period).items():
                self.settled[case] = self.settled.get(case, NOTHING) + share
            self.months.append(period)
            self._read = number
            self._letters_once(last_day(period))

    def due(self, period: str) -> dict[tuple[str, int], Share]:
        """What has not been settled, by invoice and case."""
        found: dict[tuple[str, int], Share] = {}
        for books in self.audit.books.values():
            if books.of("open"):
                now = shares(books, self.audit.firm.day, last_day(period))
                for case, share in now.items():
                    key = books.number, case
                    found[key] = share - self.settled.get(key, NOTHING)
        return {key: share for key, share in found.items() if share != NOTHING}

    def compare(
        self, period: str, cases: Iterable[dict[str, Any]], voucher: dict[str, Any] | None
    ) -> None:
        names = ("fees_paid", "vat", "commission", "outlays", "received", "interest_share")
        shown = {
            (case["number"], case["case_no"]): Share(*(case[f"{name}_ore"] for name in names))
            for case in cases
        }
        shown = {key: share for key, share in shown.items() if share != NOTHING}
        due = self.due(period)
        differ = {key: (shown.get(key), due.get(key)) for key in {*shown, *due}}
        differ = {key: (one, other) for key, (one, other) in differ.items() if one != other}
        assert not differ, f"settled {period}, and due: {differ}"
        total = sum(due.values(), NOTHING)
        rows = {
            "2641": total.vat,
            "6062": total.commission + total.outlays,
            "2890": total.received,
            "2440": -total.owed,
        }
        booked = {row["account"]: row["amount_ore"] for row in voucher["rows"]} if voucher else {}
        assert booked == {account: ore for account, ore in rows.items() if ore}, period

    def _letters_once(self, through: date) -> None:
        """Each letter that stands has been told of, and none twice; one taken back may have been."""
        told = {
            (number, case, int(item.rpartition("/")[2])): times
            for number, case, item, times in self.audit.ask(TOLD)
        }
        own = {
            (books.number, x.case, x.ref)
            for books in self.audit.books.values()
            for x in books.letters
            if x.on <= through and not x.adopted
        }
        assert own <= told.keys(), f"not told of: {own - told.keys()}"
        assert set(told.values()) <= {1}, f"told of twice: {told}"


def last_day(period: str) -> date:
    year, month = int(period[:4]), int(period[5:])
    return date(year, month, monthrange(year, month)[1])
