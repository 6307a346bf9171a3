"""The vouchers by account: they are what came in, what was lost, and what is the partner's."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from tests.simulation.books import Books
from tests.simulation.money import Met, Standing
from tests.simulation.partner import THROUGH_KRONOFOGDEN, TO_CREDITOR, Share, own_interest
from tests.simulation.words import APPLICATION, ELSEWHERE, FEES, WORK

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


def compare_vouchers(audit: _Audit, settled: Iterable[Share]) -> None:
    """Each balances, and each account is what the books say; ``settled`` are the partner's shares."""
    accounts: Counter[str] = Counter()
    for (rows,) in audit.ask("SELECT rows FROM voucher"):
        amounts = json.loads(rows)
        assert sum(row["amount_ore"] for row in amounts) == 0, "a voucher does not balance"
        for row in amounts:
            account = "losses" if row["account"] in LOSSES else row["account"]
            accounts[account] += row["amount_ore"]
    mine = _settled(settled)
    for books in audit.books.values():
        _claim(mine, books, books.evening(audit.firm.day))
    differ = {a: (accounts[a], mine[a]) for a in {*accounts, *mine} if accounts[a] != mine[a]}
    assert not differ, f"the vouchers are not what came in: {differ}"


def _settled(shares: Iterable[Share]) -> Counter[str]:
    mine: Counter[str] = Counter()
    for share in shares:
        mine["2641"] += share.vat
        mine["6062"] += share.commission + share.outlays
        mine["2890"] += share.received
        mine["2440"] -= share.owed
    return mine


def _claim(mine: Counter[str], books: Books, evening: Standing) -> None:
    mine["1510"] -= books.principal - evening.principal
    mine["3740"] += evening.principal_waived
    mine["losses"] += evening.lost + evening.credited
    mine["2420"] -= max(evening.credited - books.principal, 0)
    if not books.partner:
        applied = 300_00 * len(books.of("applied"))
        mine["6062"] += applied
        mine["2440"] -= applied
    back: Counter[int] = Counter()
    for repaid in books.of("repaid"):
        back[repaid.ref] += repaid.amount
    own, recovered = own_interest(books, evening.met), 0
    for met in evening.met:
        # What came in on losses and was not paid back: a payment that was, brought nothing.
        again = max(min(met.not_owed - back[met.payment.ref], met.lost - recovered), 0)
        recovered += again
        _payment(mine, books, met, own[met.payment.order], again, back[met.payment.ref])


def _payment(
    mine: Counter[str], books: Books, met: Met, own: int, recovered: int, repaid: int
) -> None:
    parts, to = met.parts, met.payment.kind
    theirs = books.partner and books.case_of(met.payment) > 0
    by_partner = to not in (TO_CREDITOR, THROUGH_KRONOFOGDEN) or (theirs and to != TO_CREDITOR)
    fees = parts[FEES] + parts[WORK]
    mine["losses"] -= recovered
    mine["3990"] -= parts[ELSEWHERE] + (0 if theirs else fees)
    mine["8313"] -= own
    mine["6062"] -= 0 if theirs else parts[APPLICATION]
    if by_partner:
        mine["1930"] += parts["principal"] + parts[ELSEWHERE] + own + recovered
        mine["1930"] += 0 if theirs else fees + parts[APPLICATION]
        return
    mine["2890"] -= fees + parts[APPLICATION] + parts["interest"] - own if theirs else 0
    mine["2420"] -= met.not_owed - recovered - repaid
    mine["1930"] += met.payment.amount - met.kept - repaid
