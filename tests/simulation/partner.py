"""What a partner may take of each case: its fees with VAT, half of the interest, and commission.

Counted from the first day of a case through a day; a month's settlement is what that has grown by.
Terms of 2025: 50 % of the interest, 15 % commission with a cap of 2,000 kr a case, 25 % VAT.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date

from tests.simulation.books import Books
from tests.simulation.money import Met
from tests.simulation.words import APPLICATION, FEES, WORK

TO_CREDITOR, THROUGH_KRONOFOGDEN = "creditor", "kronofogden"
COMMISSION_PERCENT, VAT_PERCENT, INTEREST_PERCENT = 15, 25, 50
COMMISSION_CAP = 2000_00


@dataclass(frozen=True)
class Share:
    """Of one case, through a day. ``received`` by the creditor, and the partner's."""

    fees: int = 0
    vat: int = 0
    commission: int = 0
    outlays: int = 0
    received: int = 0
    interest: int = 0  # the creditor's, that the partner pays out

    @property
    def owed(self) -> int:
        """What the partner's invoice comes to."""
        return self.vat + self.commission + self.outlays + self.received

    def __sub__(self, before: Share) -> Share:
        return Share(*(getattr(self, f.name) - getattr(before, f.name) for f in fields(self)))

    def __add__(self, more: Share) -> Share:
        return Share(*(getattr(self, f.name) + getattr(more, f.name) for f in fields(self)))


def percent_of(amount: int, percent: int) -> int:
    """Half up."""
    return (2 * amount * percent + 100) // 200


def own_interest(books: Books, met: list[Met]) -> dict[int, int]:
    """The creditor's share of the interest in each payment, so that a case's is rounded once."""
    found, sums = {}, Counter[int]()
    for each in met:
        case = books.case_of(each.payment)
        before = sums[case]
        sums[case] += each.parts["interest"]
        found[each.payment.order] = (
            percent_of(sums[case], INTEREST_PERCENT) - percent_of(before, INTEREST_PERCENT)
            if case and books.partner
            else each.parts["interest"]
        )
    return found


def shares(books: Books, today: date, through: date) -> dict[int, Share]:
    """By case, through a day, by all that is known today."""
    met = books.evening(today).met
    own = own_interest(books, met)
    return {
        opened.case: _share(books, opened.case, met, own, through)
        for opened in books.of("open")
        if opened.on <= through
    }


def _share(books: Books, case: int, met: list[Met], own: dict[int, int], through: date) -> Share:
    mine = [m for m in met if books.case_of(m.payment) == case and m.payment.on <= through]
    applied = [a for a in books.at_kronofogden("applied", case) if a.on <= through]
    fees = sum(m.parts[FEES] + m.parts[WORK] for m in mine)
    earned = [m for m in mine if m.payment.kind != THROUGH_KRONOFOGDEN]
    recovered = sum(m.parts["principal"] for m in earned if books.monitored(m.payment))
    commission = min(percent_of(recovered, COMMISSION_PERCENT), COMMISSION_CAP)
    return Share(
        fees=fees,
        vat=percent_of(fees + commission, VAT_PERCENT),
        commission=commission,
        received=sum(
            m.parts[FEES]
            + m.parts[WORK]
            + m.parts[APPLICATION]
            + m.parts["interest"]
            - own[m.payment.order]
            for m in mine
            if m.payment.kind == TO_CREDITOR
        ),
        outlays=300_00 * len(applied) - sum(m.parts[APPLICATION] for m in mine),
        interest=sum(own[m.payment.order] for m in mine if m.payment.kind != TO_CREDITOR),
    )
