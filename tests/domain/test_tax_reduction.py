"""The most that may be asked of Skatteverket: lag (2009:194) 7 §, lag (2020:1066) 7 §, by the day of payment."""

from __future__ import annotations

from datetime import date

import pytest

from reminder_cli.adapters.tax_reductions import carried_reductions
from reminder_cli.domain.rules.tax_reduction import largest_reduction

#   case                                              total     paid on           the most
LIMITS = [
    ("SFS 2025:323: ROT 50 % from 12 May 2025", 40_000_00, date(2025, 5, 12), 20_000_00),
    ("RUT 50 % whatever the day", 40_000_00, date(2026, 1, 1), 20_000_00),
    ("two persons' caps of 75 000", 900_000_00, date(2026, 1, 1), 150_000_00),
    ("before there was any", 40_000_00, date(2009, 6, 30), 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("total", "paid_on", "most"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS]
)
def test_the_most_that_may_be_asked_of_skatteverket(total: int, paid_on: date, most: int) -> None:
    assert largest_reduction(total, carried_reductions(), paid_on=paid_on) == most


@pytest.mark.parametrize(
    ("paid_on", "percent"),
    [
        (date(2024, 12, 31), 30),
        (date(2025, 5, 11), 30),
        (date(2025, 5, 12), 50),
        (date(2025, 12, 31), 50),
        (date(2026, 1, 1), 30),
    ],
)
def test_rot_by_the_day_of_payment(paid_on: date, percent: int) -> None:
    rot = [rule for rule in carried_reductions() if rule.kind == "ROT"]
    assert largest_reduction(10_000_00, rot, paid_on=paid_on) == 100_00 * percent


#   2020:1066                                       paid on            percent
GREEN = [
    ("solar: 15 % from 2021", date(2021, 1, 1), 15),
    ("SFS 2022:1797: the last day before 20 %", date(2022, 12, 31), 15),
    ("SFS 2022:1797: 20 % from 2023", date(2023, 1, 1), 20),
    ("SFS 2025:541: the last day before 15 %", date(2025, 6, 30), 20),
    ("SFS 2025:541: 15 % from 1 July 2025", date(2025, 7, 1), 15),
]  # fmt: skip


@pytest.mark.parametrize(("paid_on", "percent"), [r[1:] for r in GREEN], ids=[r[0] for r in GREEN])
def test_green_technology_by_the_day_of_payment(paid_on: date, percent: int) -> None:
    solar = [rule for rule in carried_reductions() if rule.kind == "green: solar"]
    assert largest_reduction(10_000_00, solar, paid_on=paid_on) == 100_00 * percent


def test_the_rule_in_force_whatever_the_order_they_are_told_in() -> None:
    told = [*reversed(carried_reductions())]
    for on in (date(2021, 1, 1), date(2025, 5, 12), date(2026, 1, 1)):
        most = largest_reduction(40_000_00, carried_reductions(), paid_on=on)
        assert largest_reduction(40_000_00, told, paid_on=on) == most
