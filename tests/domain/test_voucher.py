"""A voucher balances or is none (bokföringslagen (1999:1078) 5 kap. 6 §)."""

from __future__ import annotations

from datetime import date

import pytest

from reminder_cli.domain.voucher import Voucher, VoucherRow

DAY = date(2026, 3, 20)
BANK, CLAIMS = VoucherRow("1930", 100_00), VoucherRow("1510", -100_00)


def test_debit_and_credit_are_the_same() -> None:
    assert Voucher(DAY, "Payment", (BANK, CLAIMS)).balanced


#   no voucher                  rows
NONE: list[tuple[str, tuple[VoucherRow, ...]]] = [
    ("without rows", ()),
    ("of one row", (VoucherRow("1930", 0),)),
    ("an öre out", (BANK, VoucherRow("1510", -99_99))),
]


@pytest.mark.parametrize("rows", [r[1] for r in NONE], ids=[r[0] for r in NONE])
def test_what_is_no_voucher(rows: tuple[VoucherRow, ...]) -> None:
    with pytest.raises(ValueError, match="add up to nothing"):
        Voucher(DAY, "Payment", rows)
