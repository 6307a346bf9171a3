"""How old the claims are: not due, 1–30, 31–60, 61–90 and over 90 days late. Sums only."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from msgspec import Struct, field

# The last day late of each column; what is later stands in the last one.
LIMITS = (0, 30, 60, 90)
COLUMNS = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90")


def column_of(due_on: date, *, as_of: date) -> int:
    """Which column a claim stands in; ``due_on`` is already moved to a banking day.

    >>> [column_of(date(2026, 1, 31), as_of=date(2026, *day)) for day in ((1, 31), (2, 1), (3, 3))]
    [0, 1, 2]
    """
    late = (as_of - due_on).days
    return sum(late > limit for limit in LIMITS)


class Row(Struct):
    """What is left of the principal in each column, in öre."""

    amounts_ore: list[int] = field(default_factory=lambda: [0] * len(COLUMNS))

    @property
    def total_ore(self) -> int:
        """All columns together."""
        return sum(self.amounts_ore)

    @property
    def overdue_ore(self) -> int:
        """All that is due."""
        return self.total_ore - self.amounts_ore[0]


class Ageing(Struct):
    """The claims by age, in all and per customer."""

    total: Row = field(default_factory=Row)
    customers: dict[int, Row] = field(default_factory=lambda: defaultdict(Row))

    def add(self, customer_id: int, amount_ore: int, *, due_on: date, as_of: date) -> None:
        """Count what is left of one claim."""
        if amount_ore <= 0:
            return
        column = column_of(due_on, as_of=as_of)
        for row in (self.total, self.customers[customer_id]):
            row.amounts_ore[column] += amount_ore
