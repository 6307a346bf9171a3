"""Amounts: what can be read, what must not be guessed, and the one place that rounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.money import (
    decimal_string,
    parse_kronor,
    rounded,
    share,
    share_of,
    show_kronor,
    show_percent,
)

#   written          öre
READ = [
    ("0", 0),
    ("1", 1_00),
    ("1,5", 1_50),
    ("1.50", 1_50),
    ("1234,50", 1234_50),
    ("1 234,50", 1234_50),
    ("1\u00a0234,50", 1234_50),
    ("1\u202f234\u202f567,00", 1_234_567_00),
    ("-192,75", -192_75),
    ("\u2212192,75", -192_75),
    ("\u2013192,75", -192_75),
    ("192,75-", -192_75),
    ("(192,75)", -192_75),
    ("60 kr", 60_00),
    ("60,00 SEK", 60_00),
    ("60:-", 60_00),
    ("  60  ", 60_00),
    ("007", 7_00),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ore"), READ, ids=[repr(row[0]) for row in READ])
def test_an_amount_as_it_is_written(text: str, ore: int) -> None:
    assert parse_kronor(text) == ore


# Each of these is two amounts to two readers, or no amount at all.
REFUSED = [
    "", " ", "kr", "-", "()", "1.250,00", "1,250.00", "1.250.000", "1,234", "1.234", "12 34,50",
    "1 23", "1234 567", "1,2,3", "--5", "(-5)", "5+5", "1e3", "٣", "１２", "0x10", "NaN",
    "5 USD", "5 %", "19121212-1212",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED, ids=repr)
def test_what_may_be_another_amount_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="not one amount"):
        parse_kronor(text)


def test_the_error_does_not_repeat_the_text() -> None:
    # It may be somebody's personnummer in the wrong column, and errors end up in logs.
    with pytest.raises(ValueError, match="not one amount") as error:
        parse_kronor("19121212-1212")
    assert "1212" not in str(error.value)


ore = st.integers(min_value=-(10**13), max_value=10**13)


@given(ore)
def test_what_is_shown_is_read_back(amount: int) -> None:
    assert parse_kronor(show_kronor(amount)) == amount
    assert parse_kronor(decimal_string(amount)) == amount


#   exact öre            whole öre
HALVES = [
    ("half up", Fraction(1, 2), 1),
    ("one and a half", Fraction(3, 2), 2),
    ("two and a half, not to even", Fraction(5, 2), 3),
    ("just under a half", Fraction(499_999, 1_000_000), 0),
    ("minus a half, away from zero", Fraction(-1, 2), -1),
    ("just under minus a half", Fraction(-499_999, 1_000_000), 0),
    ("a whole one", Fraction(7), 7),
]  # fmt: skip


@pytest.mark.parametrize(("exact", "whole"), [r[1:] for r in HALVES], ids=[r[0] for r in HALVES])
def test_half_an_ore_is_rounded_up(exact: Fraction, whole: int) -> None:
    assert rounded(exact) == whole


@given(st.fractions(min_value=-(10**9), max_value=10**9))
def test_rounding_moves_an_amount_by_half_an_ore_at_most(exact: Fraction) -> None:
    assert abs(rounded(exact) - exact) <= Fraction(1, 2)
    assert rounded(-exact) == -rounded(exact)


#   amount  percent           öre
SHARES = [
    ("A: the creditor's half of 3.83, half up", 3_83, Fraction(50), 1_92),
    ("A: VAT 25 % on 60.00", 60_00, Fraction(25), 15_00),
    ("B: commission 15 % on 5 000.00", 5_000_00, Fraction(15), 750_00),
    ("nothing of nothing", 0, Fraction(25), 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "percent", "part"), [r[1:] for r in SHARES], ids=[r[0] for r in SHARES]
)
def test_shares(amount: int, percent: Fraction, part: int) -> None:
    assert share(amount, percent=percent) == part


@pytest.mark.parametrize(
    ("percent", "text"),
    [(Fraction(10), "10,00"), (Fraction(15, 2), "7,50"), (Fraction(-1, 2), "-0,50")],
)
def test_percent_as_a_letter_shows_it(percent: Fraction, text: str) -> None:
    assert show_percent(percent) == text


#   part  whole             of 480.00
SAME_SHARES = [
    ("all of it", 2400_00, 2400_00, 480_00),
    ("a third", 800_00, 2400_00, 160_00),
    ("half an öre, up", 1, 96_000, 1),
    ("none of it", 0, 2400_00, 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "whole", "ore"), [r[1:] for r in SAME_SHARES], ids=[r[0] for r in SAME_SHARES]
)
def test_the_same_share_of_another_amount(part: int, whole: int, ore: int) -> None:
    assert share_of(480_00, part=part, whole=whole) == ore


@pytest.mark.parametrize(
    ("ore", "text"), [(1234_50, "1234.50"), (5, "0.05"), (-5, "-0.05"), (0, "0.00")]
)
def test_an_amount_as_files_carry_it(ore: int, text: str) -> None:
    assert decimal_string(ore) == text
