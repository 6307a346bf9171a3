"""The codes, read back from the page as a camera would."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from reminder_cli.adapters.letters.qr import swish_qr
from reminder_cli.adapters.letters.sample import sample
from reminder_cli.domain.letter import Party
from reminder_cli.domain.letter_kind import LetterKind
from tests.adapters.letters.pages import codes, with_claim


def test_using_qr_and_swish_on_a_demand() -> None:
    bank, swish = sorted(codes(sample(LetterKind.DEMAND)), reverse=True)
    assert json.loads(bank, parse_float=str) == {
        "uqr": 1,
        "tp": 1,
        "nme": "Björkö Snickeri AB",
        "cid": "556036-0793",
        "iref": "10017",
        "idt": "20250331",
        "ddt": "20250609",
        "due": "12841.71",
        "cur": "SEK",
        "pt": "BG",
        "acc": "5536-7742",
    }
    assert swish == "C1234567890;12841.71;10017;0"


def test_one_code_for_each_instalment() -> None:
    letter = replace(sample(LetterKind.INSTALMENT_PLAN), swish="")
    bills = [json.loads(code, parse_float=str) for code in codes(letter)]
    assert sorted((bill["ddt"], bill["due"]) for bill in bills) == [
        ("20250630", "4357.33"),
        ("20250730", "4357.33"),
        ("20250829", "4357.33"),
    ]


def test_plusgiro_invoice_number_and_payee() -> None:
    letter = replace(
        sample(LetterKind.REMINDER, agent=True),
        swish="",
        ocr="",
        giro="991234-6",
        giro_kind="plusgiro",
        payee=Party(name='Kassa "A" \\ AB'),
    )
    (code,) = codes(with_claim(letter, invoice_number="F-1001"))
    bill = json.loads(code)
    assert (bill["pt"], bill["acc"], bill["iref"]) == ("PG", "991234-6", "F-1001")
    assert bill["nme"] == 'Kassa "A" \\ AB'
    assert "cid" not in bill


def test_a_long_name_is_cut_in_the_code_alone() -> None:
    letter = replace(sample(LetterKind.REMINDER), swish="")
    letter = replace(letter, creditor=replace(letter.creditor, name="Å" * 300))
    (code,) = codes(letter, ppi=200)
    assert json.loads(code)["nme"] == "Å" * 40


def test_only_swish() -> None:
    letter = replace(sample(LetterKind.REMINDER), giro="")
    assert codes(letter) == ["C1234567890;12605.21;10017;0"]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("a;b;c", "abc"),
        ("Faktura 1001", "Faktura 1001"),
        ("9" * 80, "9" * 50),
        ("104216, " * 8, "104216, 104216, 104216, 104216, 104216, 104216"),  # no half number
        ("1" * 50 + ", 2", "1" * 50),
    ],
)
def test_a_swish_message_cannot_add_fields(message: str, shown: str) -> None:
    assert swish_qr("1234567890", 1_00, message) == f"C1234567890;1.00;{shown};0"
