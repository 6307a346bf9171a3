"""Numbers in what payers write, and names as banks mangle them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.matching_names import (
    customer_keys,
    last_ten,
    name_key,
    same_name,
    similar_name,
    text_key,
)
from reminder_cli.domain.matching_words import Strength, in_text, mentions
from reminder_cli.domain.payment import PaymentDraft

NAMED, BARE, DOUBTFUL = Strength.NAMED, Strength.BARE, Strength.DOUBTFUL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("faktura 146048 kund nr 88", {"146048": NAMED}),
        ("K10093 f145928", {"145928": NAMED, "f145928": BARE}),
        (" 146066  KUNDNR  11128", {"146066": BARE}),
        ("FAKTURANR:38952344444", {"38952344444": NAMED}),
        ("FAKTNR=38952348888 OCH", {"38952348888": NAMED}),
        ("FAKT 38952345555,FAKTURANR", {"38952345555": NAMED}),
        ("INTERN REF:  9780858", {}),
        ("657866 658765 657767", {"657866": BARE, "658765": BARE, "657767": BARE}),
        ("801266,801365,801464", {"801266": BARE, "801365": BARE, "801464": BARE}),
        ("faktura 1043 och 1044", {"1043": NAMED, "1044": NAMED}),
        ("fakturor 1043/1044", {"10431044": NAMED, "1043": NAMED, "1044": NAMED}),
        (
            "fakturanr1043 OCR104216",
            {"1043": NAMED, "fakturanr1043": BARE, "104216": NAMED, "ocr104216": BARE},
        ),
        ("5536-7742", {"55367742": BARE}),
        ("19800101-1234", {"198001011234": BARE}),
        ("faktura för juni 1043", {"1043": BARE}),
        ("faktura 17", {"17": NAMED}),
        ("17 st", {}),
        ("104216 st", {}),
        ("1043 kr", {}),
        ("1 250,00 kr 1043", {"1043": BARE}),
        ("1250.00", {}),
        ("2026-09-28", {}),
        ("28/9 2026", {"2026": DOUBTFUL}),
        ("28.09.2026 1043", {"1043": BARE}),
        ("20260928", {"20260928": DOUBTFUL}),
        ("260928", {"260928": DOUBTFUL}),
        ("1500", {"1500": DOUBTFUL}),  # the payment's amount
        ("150000", {"150000": DOUBTFUL}),  # the payment's amount in öre
        ("tel 0701234567", {}),
        ("kund 88 104216", {"104216": BARE}),
        ("", {}),
        ("hej å hå", {}),
        ("faktura 000", {}),
    ],
)
def test_numbers_in_a_text(text: str, expected: dict[str, Strength]) -> None:
    assert dict(in_text(text, 150000)) == expected


def test_a_number_counts_as_plainly_as_it_was_meant_anywhere() -> None:
    draft = PaymentDraft(
        1,
        "k",
        date(2026, 1, 2),
        100,
        references=("001044", "-/-"),
        texts=("1044 faktura 1045", "1046"),
    )
    assert dict(mentions(draft)) == {
        "1044": Strength.STRUCTURED,
        "1045": NAMED,
        "1046": NAMED,  # nothing but the number
    }


@given(st.text(max_size=200), st.integers(-(10**12), 10**12))
def test_any_text_is_read(text: str, amount: int) -> None:
    for number, _strength in in_text(text, amount):
        assert number
        assert number == number.casefold()


@pytest.mark.parametrize(
    ("one", "other", "same", "similar"),
    [
        ("Alnö Bygg AB", "ALNO BYGG AKTIEBOLAG", True, True),
        ("ÖBERG, ÅSA", "Åsa Öberg", True, True),
        ("Åsa Maria Öberg", "Åsa Öberg", False, True),
        ("Åsa Öberg", "Anna Öberg", False, False),
        ("Öberg", "Öberg", True, False),
        ("Ek", "Ek", False, False),
        ("Bygg", "Alnö Bygg", False, False),
        ("AB", "HB", False, False),
        ("Søren Æbelø", "SOREN ABELO", True, True),
        ("Brf Eken 5", "Brf Eken 7", False, False),
        ("Brf Eken 5", "BRF EKEN 5", True, True),
    ],
)
def test_names(one: str, other: str, same: bool, similar: bool) -> None:
    assert same_name(name_key(one), name_key(other)) is same
    assert similar_name(name_key(one), name_key(other)) is similar


def test_a_name_in_a_line_stands_without_the_numbers_of_invoices() -> None:
    assert text_key("Faktura 1043 Åsa Öberg") == name_key("Åsa Öberg")
    assert text_key("1043 Brf Eken 5") == name_key("Brf Eken 5")


@pytest.mark.parametrize(
    ("name", "org_number", "keys"),
    [
        ("Alnö Bygg AB", "556036-0793", {"alno", "bygg", "=alno bygg", "#5560360793"}),
        ("Alnö Bygg AB", "", {"alno", "bygg", "=alno bygg"}),
        ("AB", "SE556036079301", {"#6036079301"}),
        ("", "", set()),
    ],
    ids=["both", "a name", "a number", "nothing"],
)
def test_what_a_customer_is_found_by(name: str, org_number: str, keys: set[str]) -> None:
    assert customer_keys(name, org_number) == keys


def test_a_number_is_its_last_ten_digits_however_it_is_written() -> None:
    assert last_ten("19121212-1212") == last_ten("121212-1212") == "1212121212"
