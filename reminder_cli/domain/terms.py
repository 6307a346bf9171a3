"""The terms a case runs under: price list and days. The figures come from versioned data."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from msgspec import Struct

from reminder_cli.domain.company import Collector


class Terms(Struct, frozen=True, kw_only=True):
    """One version of the terms of one collector. Fees in öre, shares in percent, days as named.

    ``rest_waived_ore``: a rest is waived when it is under that (``rest_inclusive``: at or under);
    ``rest_of_principal`` says whether a rest of the principal may be waived too.
    """

    collector: Collector
    version: int
    in_force_from: date
    source: str
    reminder_fee_ore: int
    demand_fee_ore: int
    plan_fee_ore: int
    reminder_banking_days: int
    demand_after_days: int
    demand_days: int
    rest_waived_ore: int
    rest_inclusive: bool
    rest_of_principal: bool
    interest_share_percent: Fraction
    commission_percent: Fraction
    commission_cap_ore: int
    vat_percent: Fraction
    application_fee_ore: int
    application_work_ore: int
    enforcement_fee_ore: int
    instalment_grace_banking_days: int
    instalment_broken_banking_days: int
    resumed_days: int


def in_force(versions: tuple[Terms, ...], *, collector: Collector, on: date) -> Terms | None:
    """The newest version of a collector's terms that is in force on a day, if any is."""
    known = [t for t in versions if t.collector is collector and t.in_force_from <= on]
    return max(known, key=lambda terms: terms.version, default=None)
