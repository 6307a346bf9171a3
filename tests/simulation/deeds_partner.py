"""The partner's settlement is looked at, and closed with its invoice, month by month."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import to_builtins

from reminder_cli.services.settle import PartnerInvoice, Settlement, settlement
from tests.simulation.acting import Actor, No


class PartnerDeeds(Actor):
    """The firm looks at the settlement, and closes a month with the partner's invoice."""

    def settle(self) -> None:
        """Of the month that has ended, mostly; now and then of another, which may be refused."""
        back = self.dice.choice((0, 1, 1, 1, 1, 1, 1, 2))
        if not self.partner:
            return
        period = month_before(self.today, back)
        self.settle_month(period, looking=self.dice.random() < 0.5)

    def settle_month(self, period: str, *, looking: bool = False) -> None:
        books = self.audit.settlements
        newest, due = books.months[-1], books.due(period)
        invoice = None if looking else PartnerInvoice(number=f"P{period}", on=self.today)
        found = self.in_world(lambda world: settlement(world, period, invoice=invoice))
        books.read()
        if isinstance(found, Settlement) and looking and period > newest:
            books.compare(period, *_as_kept(found))
        if looking:
            self.expect(
                found, may=period > newest or period in books.months, told=f"look at {period}"
            )
            return
        may = newest < period < f"{self.today:%Y-%m}"
        if isinstance(found, No):
            assert not (may and due), f"{period} is due: {found}"
        else:
            assert found is None or may, f"{period} was settled"
            assert found is None or books.months[-1] == period, f"{period} was not kept"


def month_before(day: date, back: int = 1) -> str:
    months = day.year * 12 + day.month - 1 - back
    return f"{months // 12}-{months % 12 + 1:02}"


def _as_kept(shown: Settlement) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    return to_builtins(shown.cases), to_builtins(shown.voucher)
