"""Total IN: what is read, and that nothing which does not add up is."""

from __future__ import annotations

from datetime import date

import pytest

from reminder_cli.adapters.payments import total_in
from reminder_cli.adapters.payments.base import LeftOut
from reminder_cli.errors import RejectedFile

HEAD = "00TI222222    2011102504133012345601TL1TOTALIN"
PAY = f"20{'38952344444':<35}{302550:015d}{'22222333334444451'}"
BACK = f"25{'987654123':<35}{52550:015d}{'22222333334444457'}"
ZEROS = f"20{'0' * 25:<35}{100:015d}{'22222333334444499'}1234567"


def file_of(*body: str, currency: str = "SEK", count: int, ore: int, lines: int = 0) -> bytes:
    records = [
        HEAD,
        f"10{'10181':<36}{currency}20111024",
        *body,
        f"90{count:08d}{ore:017d}20111024001",
    ]
    records.append(f"99{lines or len(records) + 1:015d}")
    return "\r\n".join(f"{record:<80}" for record in records).encode("latin-1")


GOOD = file_of(
    PAY,
    f"30{'38952345678':<35}",
    f"40{'FAKTURANR:38952344444':<35}INTERN REF: 9780858",
    f"50{'FÖRETAGET AB':<35}",
    f"60{'1234567':<36}1{'9999999999'}",
    "61NORDEA BANK AB",
    BACK,
    ZEROS,
    count=3,
    ore=302550 - 52550 + 100,
)


def test_payments_deductions_and_all_their_records() -> None:
    result = total_in.read("file", GOOD)
    first, back, zeros = result.payments
    assert first.references == ("38952344444", "38952345678")
    assert first.texts == ("FAKTURANR:38952344444", "INTERN REF: 9780858")
    assert (first.payer, first.payer_giro) == ("FÖRETAGET AB", "1234567")
    assert first.key == "totalin:10181:2011-10-24:22222333334444451"
    assert (back.amount_ore, back.is_reversal) == (-52550, True)
    assert (zeros.references, zeros.payer_giro) == ((), "1234567")
    (deposit,) = result.deposits
    assert (deposit.amount_ore, deposit.payments) == (250100, 3)
    assert {payment.deposit_key for payment in result.payments} == {deposit.key}
    assert result.covers_until == date(2011, 10, 24)


def test_another_currency_is_left_out() -> None:
    result = total_in.read("file", file_of(PAY, currency="EUR", count=1, ore=302550))
    assert (result.payments, result.ignored) == ([], {LeftOut.OTHER_CURRENCY: 1})


def test_a_payment_of_nothing_is_left_out() -> None:
    nothing = f"20{'':<35}{0:015d}{'22222333334444499'}"
    assert total_in.read("file", file_of(nothing, count=1, ore=0)).payments == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(file_of(PAY, count=1, ore=302551), id="sum"),
        pytest.param(file_of(PAY, count=1, ore=302550, currency="SEX"), id="no currency"),
        pytest.param(file_of(PAY, count=2, ore=302550), id="count"),
        pytest.param(file_of(PAY, count=1, ore=302550, lines=9), id="records"),
        pytest.param(GOOD[: len(GOOD) // 2], id="half a file"),
        pytest.param(GOOD.replace(b"20111024  ", b"20111324  ", 1), id="no such day"),
        pytest.param(GOOD.replace(b"000302550", b"O00302550"), id="O for 0"),
        pytest.param(GOOD.replace(b"\r\n10", b"\r\n50", 1), id="a name of nobody"),
        pytest.param(GOOD.replace(b"\r\n10", b"\r\n51", 1), id="no account"),
        pytest.param(GOOD.replace(b"\r\n90", b"\r\n91"), id="no end of the account"),
        pytest.param(GOOD + b"\r\n" + GOOD, id="two files in one"),
        pytest.param(GOOD.replace(b"90000", b"90 00"), id="a blank in a count"),
        pytest.param(GOOD[:-80] + b"99 ", id="no count of records"),
    ],
)
def test_what_does_not_hold_together_is_refused(data: bytes) -> None:
    with pytest.raises(RejectedFile):
        total_in.read("file", data)
