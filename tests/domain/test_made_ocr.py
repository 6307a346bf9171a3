"""OCR numbers made from invoice numbers (Bankgirot: 2 to 25 digits, length digit, check digit)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reminder_cli.domain.case import fold
from reminder_cli.domain.identity import ocr_valid
from reminder_cli.domain.made_ocr import Bearer, MadeOcrs, NoOcr, made_ocr, ocrs_of_letters
from reminder_cli.domain.matching_index import ClaimIndex
from reminder_cli.domain.ocr_form import OcrForm
from tests.domain.given import INVOICE, History
from tests.domain.test_matching import claim

FORMS = (OcrForm.CHECKSUM, OcrForm.LENGTH)


@pytest.mark.parametrize(
    ("number", "checksum", "length"),
    [
        ("1041", "10413", "104166"),
        ("F-2024/0017", "202400172", "2024001709"),  # ten digits: the length digit is 0
        ("0017", "00174", "001768"),
        ("7", "75", "737"),
        ("9" * 24, "9" * 24 + "4", NoOcr.TOO_LONG),
        ("9" * 25, NoOcr.TOO_LONG, NoOcr.TOO_LONG),
        ("9" * 23, "9" * 23 + "3", "9" * 23 + "52"),
        ("FAKTURA", NoOcr.NO_DIGITS, NoOcr.NO_DIGITS),
        ("000", NoOcr.NO_DIGITS, NoOcr.NO_DIGITS),
        ("١٠٤١", NoOcr.NO_DIGITS, NoOcr.NO_DIGITS),
        ("", NoOcr.NO_DIGITS, NoOcr.NO_DIGITS),
    ],
)
def test_made(number: str, checksum: str | NoOcr, length: str | NoOcr) -> None:
    assert made_ocr(number, OcrForm.CHECKSUM) == checksum
    assert made_ocr(number, OcrForm.LENGTH) == length


@given(st.text(max_size=30), st.sampled_from(FORMS))
def test_what_is_made_is_an_ocr_number_that_begins_with_the_digits(
    number: str, form: OcrForm
) -> None:
    made = made_ocr(number, form)
    if isinstance(made, NoOcr):
        return
    assert ocr_valid(made)
    assert made.startswith("".join(c for c in number if c in "0123456789"))
    if form is OcrForm.LENGTH:
        assert int(made[-2]) == len(made) % 10


@pytest.mark.parametrize(
    ("others", "made"),
    [
        ([], "10413"),
        ([Bearer(2, "1042", "")], "10413"),
        ([Bearer(2, "F1041", "")], NoOcr.SHARED),  # it would be made for both
        ([Bearer(2, "F1041", "88880")], "10413"),  # the other has one of its own
        ([Bearer(2, "77", "10413")], NoOcr.SHARED),
        ([Bearer(2, "77", "00010413")], NoOcr.SHARED),  # banks drop leading zeros
        ([Bearer(2, "10413", "")], NoOcr.SHARED),  # its number reads the same
        ([Bearer(2, "77", "", frozenset({"10413"}))], NoOcr.SHARED),  # of a letter sent before
        ([Bearer(2, "", "10413")], NoOcr.SHARED),  # of a letter on what is paid
    ],
    ids=["alone", "other", "twin", "own", "same ocr", "zeros", "same number", "letter", "paid"],
)
def test_it_names_one_invoice_alone(others: list[Bearer], made: str | NoOcr) -> None:
    makes = MadeOcrs(OcrForm.CHECKSUM, [Bearer(1, "1041", "", frozenset({"10413"})), *others])
    assert makes.of(1, "1041") == made


def test_what_cannot_get_one_is_told_why() -> None:
    makes = MadeOcrs(OcrForm.CHECKSUM, [Bearer(1, "FAKTURA", "")])
    assert makes.of(1, "FAKTURA") is NoOcr.NO_DIGITS


def test_a_letter_tells_in_which_form_its_number_was_made() -> None:
    """The form is kept and not the number, so that no event holds text from a file."""
    history = History()
    history.open(date(2026, 3, 10))
    sent = history.reminder(date(2026, 3, 10), date(2026, 3, 24))
    history.events[-1] = replace(sent, seq=len(history.events), made_ocr=OcrForm.LENGTH)
    forms = fold(INVOICE, history.events).ocr_forms
    assert forms == (OcrForm.LENGTH,)
    assert ocrs_of_letters("1041", forms) == {"104166"}
    assert ocrs_of_letters("FAKTURA", forms) == frozenset()


def test_a_claim_is_found_by_the_numbers_of_its_letters_too() -> None:
    named = claim("1041", 400, ocr="")._replace(letter_ocrs=frozenset({"10413", "0104166"}))
    index = ClaimIndex.build([named])
    assert index.by_ocr == {"10413": (named,), "104166": (named,)}
