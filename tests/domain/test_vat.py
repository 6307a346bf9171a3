"""The VAT of an invoice by rate: mervärdesskattelagen (2023:200) 9 kap., 25, 12 and 6 %."""

from __future__ import annotations

import pytest

from reminder_cli.domain.rules.vat import stated_parts, vat_parts

Parts = tuple[tuple[int, int], ...]

#   9 kap. ML: what the sum tells          total      VAT       parts
TOLD: list[tuple[str, int, int | None, Parts | None]] = [
    ("25 %", 1250_00, 250_00, ((25, 250_00),)),
    ("12 %", 1120_00, 120_00, ((12, 120_00),)),
    ("6 %", 1060_00, 60_00, ((6, 60_00),)),
    ("export, reverse charge: no part", 1000_00, 0, ()),
    ("not said", 1000_00, None, None),
    ("rounded to whole kronor", 1000_01, 200_00, ((25, 200_00),)),
    ("a krona from the rate", 1250_00, 251_00, ((25, 251_00),)),
    ("an öre more is another rate, or several", 1250_00, 251_01, None),
    ("two rates are not told apart by their sum", 1000_00, 150_00, None),
    ("too small to tell the rates apart", 4_00, 50, None),
]  # fmt: skip


@pytest.mark.parametrize(("total", "vat", "parts"), [r[1:] for r in TOLD], ids=[r[0] for r in TOLD])
def test_what_the_sum_tells_and_nothing_is_guessed(
    total: int, vat: int | None, parts: Parts | None
) -> None:
    assert vat_parts(total, vat) == parts


#   said                       total     as              parts
SAID: list[tuple[str, int, str, Parts]] = [
    ("one rate", 1250_00, "25", ((25, 250_00),)),
    ("with its sign", 1120_00, "12%", ((12, 120_00),)),
    ("with its sign, set apart", 1120_00, "12 %", ((12, 120_00),)),
    ("kronor of one rate", 1250_00, "250,00", ((25, 250_00),)),
    ("kronor, a krona from the rate", 1060_00, "61", ((6, 61_00),)),
    ("kronor that fit a rate are no rate", 233_33, "25", ((12, 25_00),)),
    ("with its sign it is the rate", 233_33, "25 %", ((25, 46_67),)),
    ("one rate, half up", 1000_02, "12", ((12, 107_15),)),  # 107.145 exactly
    ("none", 1250_00, "0", ()),
    ("none, with its sign", 1250_00, "0%", ()),
    ("several, in kronor", 2400_00, "25=200,00 6=79,25", ((25, 200_00), (6, 79_25))),
    ("several, and a part without VAT", 1000_00, "25=100 6=20", ((25, 100_00), (6, 20_00))),
    ("all that the invoice can hold", 1250_00, "25=250", ((25, 250_00),)),
    ("rounded a krona above it", 1250_00, "25=250,20", ((25, 250_20),)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("total", "text", "parts"), [r[1:] for r in SAID], ids=[r[0] for r in SAID]
)
def test_the_vat_as_a_user_says_it(total: int, text: str, parts: Parts) -> None:
    assert stated_parts(total, text) == parts


#   cannot be                              said            because
REFUSED = [
    ("no rate of Sweden's", "24", "not a rate"),
    ("no rate in kronor either", "24=10", "not a rate"),
    ("kronor of no rate", "150,00", "not a rate"),
    ("kronor below nothing", "-250", "not a rate"),
    ("nothing", "", "not one amount"),
    ("a word", "x", "not one amount"),
    ("a word and a sign", "x%", "not a rate"),
    ("no amount", "25=y", "not one amount"),
    ("no VAT at a rate", "25=0", "more VAT"),
    ("less than none", "25=-5", "more VAT"),
    ("more than the rate can give", "25=250,21", "more VAT"),
    ("more than all rates can give", "25=200 6=15", "more VAT"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_cannot_be_the_vat_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        stated_parts(1250_00, text)
