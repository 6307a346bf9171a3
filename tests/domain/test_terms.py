"""The terms: which version is in force, and that the carried figures are those of the product."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from reminder_cli.adapters.terms import carried_terms
from reminder_cli.domain.company import Collector
from reminder_cli.domain.rules.fees import Act, fee_cap
from reminder_cli.domain.terms import Terms, in_force
from tests.domain.given import OWN, PARTNER, terms_of

#   collector           on                  version
IN_FORCE = [
    ("partner: nothing before the first", Collector.PARTNER, date(2003, 6, 30), None),
    ("partner: version 1 from 2003-07-01", Collector.PARTNER, date(2003, 7, 1), 1),
    ("partner: its last day", Collector.PARTNER, date(2024, 12, 31), 1),
    ("partner: version 2 from 2025-01-01", Collector.PARTNER, date(2025, 1, 1), 2),
    ("own: version 1", Collector.OWN, date(2026, 3, 2), 1),
    ("own: nothing before it", Collector.OWN, date(2003, 6, 30), None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("collector", "on", "version"), [r[1:] for r in IN_FORCE], ids=[r[0] for r in IN_FORCE]
)
def test_the_version_in_force(collector: Collector, on: date, version: int | None) -> None:
    terms = in_force(carried_terms(), collector=collector, on=on)
    assert (terms.version if terms else None) == version


def test_the_newest_version_wins_though_it_stands_first() -> None:
    newer = replace(OWN, version=2)
    assert in_force((newer, OWN), collector=Collector.OWN, on=date(2026, 1, 1)) == newer


@pytest.mark.parametrize("terms", carried_terms(), ids=lambda t: f"{t.collector}-{t.version}")
def test_no_price_is_above_its_cap(terms: Terms) -> None:
    today = date(2026, 3, 2)
    assert terms.reminder_fee_ore == 60_00 <= fee_cap(Act.REMINDER, done_on=today)
    assert terms.demand_fee_ore == 180_00 <= fee_cap(Act.DEMAND, done_on=today)
    assert terms.plan_fee_ore == 170_00 <= fee_cap(Act.PLAN, done_on=today)
    assert (terms.reminder_banking_days, terms.demand_after_days, terms.demand_days) == (10, 12, 10)
    assert terms.demand_days >= 8


def test_what_sets_the_collectors_apart() -> None:
    first = terms_of(Collector.PARTNER, 1)
    assert (OWN.rest_waived_ore, OWN.rest_inclusive, OWN.rest_of_principal) == (10_00, True, True)
    for terms in (first, PARTNER):
        assert (terms.rest_waived_ore, terms.rest_inclusive) == (100_00, False)
        assert not terms.rest_of_principal
        assert terms.commission_cap_ore == 2000_00
    assert (first.interest_share_percent, PARTNER.interest_share_percent) == (
        Fraction(100),
        Fraction(50),
    )
    assert (first.commission_percent, PARTNER.commission_percent) == (Fraction(10), Fraction(15))
    assert (OWN.commission_percent, OWN.interest_share_percent) == (Fraction(0), Fraction(100))
