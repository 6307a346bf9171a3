"""Payments in files that other programs and banks made, to stated counts and sums.

Sums were taken from the files' own totals: deposits (BgMax), account ends (Total IN), the
summary or the balances (camt), and by hand for the lists.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.adapters.payments.base import LeftOut
from reminder_cli.adapters.payments.registry import read_payments
from reminder_cli.errors import RejectedFile

pytestmark = pytest.mark.interop

EURO = {LeftOut.OTHER_CURRENCY: 2}
TWO_OUT = {LeftOut.OUTGOING: 2}
PENDING = {LeftOut.PENDING: 1, LeftOut.OUTGOING: 2}
BALANCE = {LeftOut.NO_AMOUNT: 1, LeftOut.PENDING: 1, LeftOut.OUTGOING: 2}

# file, format, payments, öre, deposits, left out
READ = [
    ("bgmax/BgMaxfil3.txt", "BgMax", 7, 9900_00, 2, EURO),
    ("bgmax/BgMaxfil4.txt", "BgMax", 7, 8600_00, 3, EURO),
    ("bgmax/bankgirot_ocr_langd_edited_tabs.txt", "BgMax", 7, 9900_00, 2, EURO),
    ("bgmax/bginbetalningar_exempelfil_1.txt", "BgMax", 7, 8600_00, 3, {}),
    ("bgmax/bginbetalningar_exempelfil_3.txt", "BgMax", 7, 9900_00, 2, EURO),
    ("bgmax/bginbetalningar_exempelfil_5.txt", "BgMax", 5, 850_00, 1, {}),
    ("totalin/total_in_bas_exempelfil.txt", "Total IN", 9, 28734_34, 2, {}),
    ("camt/camt.053_SE.xml", "camt.053.001.02", 10, 787850_00, 5, TWO_OUT),
    ("camt/camt.053_SE_BGC_Credit.xml", "camt.053.001.02", 6, 91838_00, 1, {}),
    ("camt/camt.054_SE_CRED_BGC.xml", "camt.054.001.02", 2, 200_00, 1, {}),
    ("camt/synthetic_camt.053.001.08_se.xml", "camt.053.001.08", 2, 13750_00, 1, {}),
    (
        "bankcsv/synthetic_handelsbanken_long_open.txt",
        "Handelsbanken statement, long",
        3,
        18687_50,
        0,
        BALANCE,
    ),
    (
        "bankcsv/synthetic_handelsbanken_short_open.csv",
        "Handelsbanken statement, short",
        3,
        18687_50,
        0,
        TWO_OUT,
    ),
    ("bankcsv/synthetic_ica_open.csv", "ICA Banken statement", 3, 18687_50, 0, TWO_OUT),
    ("bankcsv/synthetic_nordea_open.csv", "Nordea statement", 3, 18687_50, 0, PENDING),
    (
        "bankcsv/synthetic_nordea_plusgiro_open.csv",
        "Nordea Plusgiro statement",
        3,
        18687_50,
        0,
        TWO_OUT,
    ),
    (
        "bankcsv/synthetic_seb_kontohandelser_open.xlsx",
        "SEB statement",
        3,
        18687_50,
        0,
        TWO_OUT,
    ),
    ("bankcsv/synthetic_seb_open.csv", "SEB statement", 3, 18687_50, 0, TWO_OUT),
    ("bankcsv/synthetic_swedbank_open.csv", "Swedbank statement", 3, 18687_50, 0, TWO_OUT),
    (
        "swish/synthetic_swish_swedbank_2016layout_open.xlsx",
        "Swish report",
        3,
        18687_50,
        0,
        {},
    ),
]  # fmt: skip
REFUSED = ["bgmax/zimpler_BgMaxfil4_broken.txt"]
FOLDERS = ("bgmax", "totalin", "camt", "bankcsv", "swish")


@pytest.mark.parametrize(
    ("name", "form", "payments", "ore", "deposits", "left_out"), READ, ids=[one[0] for one in READ]
)
def test_read(
    samples: Path,
    name: str,
    form: str,
    payments: int,
    ore: int,
    deposits: int,
    left_out: dict[LeftOut, int],
) -> None:
    result = read_payments(samples / name)
    assert result.format == form
    assert len(result.payments) == payments
    assert sum(payment.amount_ore for payment in result.payments) == ore
    assert len(result.deposits) == deposits
    assert result.ignored == Counter(left_out)
    assert result.problems == []
    assert len({payment.key for payment in result.payments}) == payments


@pytest.mark.parametrize("name", REFUSED)
def test_refused(samples: Path, name: str) -> None:
    with pytest.raises(RejectedFile, match="counts"):
        read_payments(samples / name)


def test_no_sample_is_forgotten(samples: Path) -> None:
    there = {f"{folder}/{path.name}" for folder in FOLDERS for path in (samples / folder).iterdir()}
    assert there == {one[0] for one in READ} | set(REFUSED)


def test_deposits_add_up_to_their_payments(samples: Path) -> None:
    for name, *_rest in READ:
        result = read_payments(samples / name)
        sums = Counter[str]()
        for payment in result.payments:
            sums[payment.deposit_key] += payment.amount_ore
        for deposit in result.deposits:
            assert sums[deposit.key] == deposit.amount_ore


@pytest.mark.parametrize(
    ("name", "references"),
    [
        ("bgmax/BgMaxfil4.txt", ("7495575", "695668", "8988777", "74450")),
        ("camt/camt.054_SE_CRED_BGC.xml", ("54318881444", "54318891445")),
        ("camt/synthetic_camt.053.001.08_se.xml", ("104216",)),
        ("totalin/total_in_bas_exempelfil.txt", ("38952678888", "38952345999")),
        ("bankcsv/synthetic_nordea_open.csv", ("1044",)),
        ("swish/synthetic_swish_swedbank_2016layout_open.xlsx", ("104216",)),
    ],
)
def test_references(samples: Path, name: str, references: tuple[str, ...]) -> None:
    result = read_payments(samples / name)
    assert references in [payment.references for payment in result.payments]


def test_a_hand_edited_tab_stands_where_the_blanks_stood(samples: Path) -> None:
    result = read_payments(samples / "bgmax/bankgirot_ocr_langd_edited_tabs.txt")
    found = [payment for payment in result.payments if "657965" in payment.references]
    assert [payment.amount_ore for payment in found] == [140000]
    assert result.covers_until == date(2004, 5, 25)
