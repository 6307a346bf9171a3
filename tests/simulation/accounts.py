"""The vouchers of a firm that runs its cases itself, by account: they are what came in and was lost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from tests.simulation.books import Books
from tests.simulation.money import Standing
from tests.simulation.words import APPLICATION, WORK

# Sales, losses and their VAT, and what was recovered of them: told as one sum, since the öre of the
# VAT are another table's matter.
LOSSES = ("3001", "3000", "2611", "6351", "3950")


class _Firm(Protocol):
    day: date


class _Audit(Protocol):
    @property
    def books(self) -> dict[str, Books]: ...

    firm: Any

    def ask(self, question: str) -> list[Any]: ...


def compare_vouchers(audit: _Audit, *, partner: bool) -> None:
    """Each balances; of a firm that runs its cases itself, each account is what the books say."""
    accounts: Counter[str] = Counter()
    for (rows,) in audit.ask("SELECT rows FROM voucher"):
        amounts = json.loads(rows)
        assert sum(row["amount_ore"] for row in amounts) == 0, "a voucher does not balance"
        for row in amounts:
            account = "losses" if row["account"] in LOSSES else row["account"]
            accounts[account] += row["amount_ore"]
    if not partner:
        mine = _own(audit.books.values(), audit.firm.day)
        differ = {a: (accounts[a], mine[a]) for a in {*accounts, *mine} if accounts[a] != mine[a]}
        assert not differ, f"the vouchers are not what came in: {differ}"


def _own(all_books: Iterable[Books], today: date) -> Counter[str]:
    mine: Counter[str] = Counter()
    for books in all_books:
        evening = books.evening(today)
        credited = sum(c.amount for c in books.of("credit"))
        mine["1510"] -= books.principal - evening.principal
        mine["3740"] += evening.principal_waived
        recovered = _recovered(books, evening)
        mine["losses"] += evening.lost + credited - recovered
        mine["3990"] -= sum(fee.paid for fee in evening.fees)
        mine["3990"] -= sum(cost.paid for cost in evening.costs if cost.kind == WORK)
        mine["8313"] -= evening.interest_paid
        mine["6062"] -= sum(cost.paid for cost in evening.costs if cost.kind == APPLICATION)
        applied = 300_00 * len(books.of("applied"))
        mine["6062"] += applied
        mine["2440"] -= applied
        mine["2420"] -= evening.over + evening.recovered - recovered - evening.repaid
        paid = sum(p.amount for p in books.of("pay"))
        mine["1930"] += paid - evening.kept - evening.repaid
    return mine


def _recovered(books: Books, evening: Standing) -> int:
    """What came in on losses and was not paid back: a payment that was, brought nothing."""
    back: Counter[int] = Counter()
    for repaid in books.of("repaid"):
        back[repaid.ref] += repaid.amount
    recovered = 0
    for ref, not_owed, lost in evening.not_owed:
        recovered += max(min(not_owed - back[ref], lost - recovered), 0)
    return recovered
