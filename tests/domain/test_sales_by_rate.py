"""A sale is booked by its rate of VAT, so that each krona stands in its box of the return.

Mervärdesskattelagen (2023:200) 9 kap.; BAS 3001-3004; by the cash method, and in credits.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.booking import VatParts
from tests.domain.given import History
from tests.domain.test_booking import CASH, Amounts, booked, facts_of, vouchers

#   the VAT of an invoice of 2 400               1 200 of it is paid
SALES: list[tuple[str, VatParts, Amounts]] = [
    ("25 %", ((25, 480_00),), {"3001": -960_00, "2611": -240_00}),
    ("12 %", ((12, 257_14),), {"3002": -1071_43, "2621": -128_57}),
    ("6 %", ((6, 135_85),), {"3003": -1132_07, "2631": -67_93}),
    ("none: export, reverse charge, exempt", (), {"3004": -1200_00}),
    (
        "two rates, rounded to whole kronor as invoices may be",
        ((25, 200_00), (6, 79_25)),
        {"3001": -399_95, "3003": -660_42, "2611": -100_00, "2631": -39_63},
    ),
    (
        "a part of it without VAT",
        ((25, 200_00),),
        {"3001": -400_00, "3004": -700_00, "2611": -100_00},
    ),
    ("one rate, its VAT a krona off", ((6, 134_85),), {"3003": -1132_57, "2631": -67_43}),
]


@pytest.mark.parametrize(("vat", "rows"), [r[1:] for r in SALES], ids=[r[0] for r in SALES])
def test_9_kap_by_the_cash_method_the_sale_is_booked_by_its_rate(
    vat: VatParts, rows: Amounts
) -> None:
    history = History()
    history.pay(date(2026, 3, 5), 1200_00)
    history.open(date(2026, 3, 10))
    assert vouchers(booked(history, CASH, vat=vat)) == [
        (date(2026, 3, 5), {"1930": 1200_00, **rows})
    ]


@pytest.mark.parametrize(("vat", "rows"), [r[1:] for r in SALES], ids=[r[0] for r in SALES])
def test_a_credit_takes_back_the_sale_by_its_rate(vat: VatParts, rows: Amounts) -> None:
    history = History()
    history.open(date(2026, 3, 10))
    history.credit(date(2026, 3, 12), 1200_00)
    back = {account: -ore for account, ore in rows.items()}
    assert vouchers(booked(history, vat=vat))[0][1] == {**back, "1510": -1200_00}


@given(
    vat=st.lists(st.integers(0, 300_00), min_size=3, max_size=3),
    parts=st.lists(st.integers(0, 2400_00), max_size=5),
)
def test_the_parts_of_an_invoice_add_up_to_it(vat: list[int], parts: list[int]) -> None:
    told = tuple((percent, ore) for percent, ore in zip((25, 12, 6), vat, strict=True) if ore)
    facts = facts_of(_opened(), vat=told)
    days = sorted({0, *parts, 2400_00})
    sums: dict[int, int] = {}
    for before, after in pairwise(days):
        made = facts.sales_between(before, after)
        in_vat = sum(ore for _, ore in facts.vat_between(before, after))
        assert sum(ore for _, ore in made) + in_vat == after - before
        for percent, ore in made:
            sums[percent] = sums.get(percent, 0) + ore
    assert list(sums.items()) == facts.sales_in(2400_00)


def _opened() -> History:
    history = History()
    history.open(date(2026, 3, 10))
    return history
