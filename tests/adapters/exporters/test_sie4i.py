"""SIE 4I, byte for byte, and what people put into texts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reminder_cli.adapters.exporters.sie4i import SieCompany, write_sie4i
from reminder_cli.domain.voucher import Voucher, VoucherRow

COMPANY = SieCompany(
    name="Åkeri & Öl AB",
    org_number="556036-0793",
    made_on=date(2026, 9, 28),
    program_version="0.1.0",
    fiscal_years=((date(2026, 1, 1), date(2026, 12, 31)), (date(2025, 1, 1), date(2025, 12, 31))),
    accounts=(("1930", "Företagskonto"), ("8313", "Ränteintäkter"), ("9999", "oanvänt")),
)
VOUCHER = Voucher(
    date(2026, 9, 28),
    'Betalning "1042" – Café',
    (
        VoucherRow("1930", 125050),
        VoucherRow("1510", -125000, "Faktura 1042"),
        VoucherRow("8313", -50),
    ),
)


def test_the_whole_file() -> None:
    assert write_sie4i([VOUCHER], COMPANY).decode("cp437").split("\r\n") == [
        "#FLAGGA 0",
        '#PROGRAM "remind" "0.1.0"',
        "#FORMAT PC8",
        "#GEN 20260928",
        "#SIETYP 4",
        '#ORGNR "556036-0793"',
        '#FNAMN "Åkeri & Öl AB"',
        "#RAR 0 20260101 20261231",
        "#RAR -1 20250101 20251231",
        '#KONTO 1930 "Företagskonto"',
        '#KONTO 8313 "Ränteintäkter"',
        '#VER "" "" 20260928 "Betalning \\"1042\\" - Café"',
        "{",
        '#TRANS 1930 {} 1250.50 20260928 "Betalning \\"1042\\" - Café"',
        '#TRANS 1510 {} -1250.00 20260928 "Faktura 1042"',
        '#TRANS 8313 {} -0.50 20260928 "Betalning \\"1042\\" - Café"',
        "}",
        "",
    ]


def test_no_org_number_no_vouchers_and_the_same_bytes() -> None:
    bare = SieCompany(name="X", org_number="", made_on=date(2026, 1, 2), program_version="1")
    assert b"#ORGNR" not in write_sie4i([], bare)
    assert write_sie4i([VOUCHER], COMPANY) == write_sie4i([VOUCHER], COMPANY)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("it’s – “here” 5 € …", 'it\'s - \\"here\\" 5 EUR ...', id="typography"),
        pytest.param("Žižek Ørsted Łódź", "Zizek Orsted Lódz", id="letters of other languages"),
        pytest.param("a\r\n#VER b\tc\x7f\x1b\u2028d", "a #VER b c d", id="control characters"),
        pytest.param("\u7d04 \U0001f600", "? ?", id="nothing like it"),
        pytest.param("e\u0301", "e", id="a loose accent"),
        pytest.param("a\\", "a/", id="a backslash before the quote"),
        pytest.param("x" * 150, "x" * 100, id="too long"),
        pytest.param('"' * 150, '\\"' * 100, id="too long, escaped"),
        pytest.param("hard\u00a0blank", "hard blank", id="hard blank"),
    ],
)
def test_texts(text: str, written: str) -> None:
    data = write_sie4i([replace(VOUCHER, text=text)], COMPANY).decode("cp437")
    assert f'#VER "" "" 20260928 "{written}"\r\n' in data


@given(st.text(max_size=120), st.text(max_size=120))
def test_no_text_can_break_out_of_its_line(text: str, row_text: str) -> None:
    rows = (VoucherRow("1930", 1, row_text), VoucherRow("1510", -1))
    data = write_sie4i([Voucher(date(2026, 1, 2), text, rows)], COMPANY)
    lines = data.decode("cp437").split("\r\n")
    assert len(lines) == 17 - 1  # those of the test above, less a row
    assert all(line.isprintable() for line in lines)
    assert all(line.endswith('"') for line in lines if line.startswith(("#VER", "#TRANS")))


@pytest.mark.parametrize("account", ["", "19", "19a0", "1930\n", "١٩٣٠", "1930 {}"])
def test_an_account_is_a_number(account: str) -> None:
    rows = (VoucherRow(account, 1), VoucherRow("1510", -1))
    with pytest.raises(ValueError, match="account"):
        write_sie4i([Voucher(date(2026, 1, 2), "x", rows)], COMPANY)


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (VoucherRow("1930", 0),),
        (VoucherRow("1930", 100), VoucherRow("1510", -99)),
    ],
)
def test_a_voucher_balances(rows: tuple[VoucherRow, ...]) -> None:
    with pytest.raises(ValueError, match="add up"):
        Voucher(date(2026, 1, 2), "x", rows)
