"""The most that can be asked of Skatteverket on an invoice (ROT, RUT, grön teknik).

Only an upper limit, to find a stated reduction that cannot be right: which part of an invoice is
labour is not known here. Lag (2009:194) 7 §; lag (2020:1066) 7 §.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct


class ReductionRule(Struct, frozen=True, kw_only=True):
    """One kind of reduction from a day of payment on; whole percent, öre a person and year."""

    kind: str
    from_date: date
    percent: int
    cap_ore: int
    source: str


def largest_reduction(total_ore: int, rules: Iterable[ReductionRule], *, paid_on: date) -> int:
    """The largest reduction any kind allows on an invoice of ``total_ore``, paid that day; öre.

    Two persons in a household may share an invoice, so the cap counts twice.
    """
    newest: dict[str, ReductionRule] = {}
    for rule in rules:
        known = newest.get(rule.kind)
        if rule.from_date <= paid_on and (known is None or known.from_date < rule.from_date):
            newest[rule.kind] = rule
    return max(
        (min(total_ore * rule.percent // 100, 2 * rule.cap_ore) for rule in newest.values()),
        default=0,
    )
