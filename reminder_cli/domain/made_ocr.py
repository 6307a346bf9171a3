"""OCR numbers made from invoice numbers, for firms that ask for it. No letter and no file here.

An invoice's own OCR number always goes before; an account with hard control refuses any other
form than the one agreed with the bank, so that nothing is made unless the firm has said how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from reminder_cli.domain.identity import OCR_LONGEST, luhn_digit
from reminder_cli.domain.invoice import plain_number
from reminder_cli.domain.ocr_form import OcrForm


class NoOcr(Enum):
    """Why no OCR number can be made for an invoice."""

    NO_DIGITS = "no_digits"
    TOO_LONG = "too_long"
    SHARED = "shared"  # another open invoice bears the same number, or would


class Bearer(NamedTuple):
    """An open invoice, its own OCR number, and those that letters have given it."""

    invoice_id: int
    number: str
    ocr: str
    letter_ocrs: frozenset[str] = frozenset()


def made_ocr(number: str, form: OcrForm) -> str | NoOcr:
    """The digits of an invoice number with a length digit, if asked for, and a check digit.

    The length digit is the whole length modulo ten, in the next-to-last place. ``form`` is not none.

    >>> made_ocr("F-1041", OcrForm.CHECKSUM), made_ocr("F-1041", OcrForm.LENGTH)
    ('10413', '104166')
    """
    digits = re.sub("[^0-9]", "", number)
    if not digits.strip("0"):
        return NoOcr.NO_DIGITS
    if form is OcrForm.LENGTH:
        digits += str((len(digits) + 2) % 10)
    ocr = digits + luhn_digit(digits)
    return ocr if len(ocr) <= OCR_LONGEST else NoOcr.TOO_LONG


def ocrs_of_letters(number: str, forms: Iterable[OcrForm]) -> frozenset[str]:
    """The OCR numbers that letters have named for an invoice, from the forms they were made in."""
    made = (made_ocr(number, form) for form in forms)
    return frozenset(ocr for ocr in made if isinstance(ocr, str))


class MadeOcrs:
    """Makes OCR numbers that name one open invoice alone."""

    def __init__(self, form: OcrForm, bearers: Iterable[Bearer]) -> None:
        """``bearers`` are all open invoices, also those that have an OCR number of their own."""
        self._form = form
        self._named: dict[str, set[int]] = {}
        for bearer in bearers:
            for name in self._names(bearer):
                # As payments are compared: an invoice number that reads the same is taken, too.
                self._named.setdefault(plain_number(name), set()).add(bearer.invoice_id)

    def of(self, invoice_id: int, number: str) -> str | NoOcr:
        """The OCR number made for an invoice without one, or why there is none."""
        ocr = made_ocr(number, self._form)
        if isinstance(ocr, NoOcr):
            return ocr
        others = self._named.get(plain_number(ocr), set()) - {invoice_id}
        return NoOcr.SHARED if others else ocr

    def _names(self, bearer: Bearer) -> set[str]:
        names = {bearer.number, bearer.ocr, *bearer.letter_ocrs}
        made = made_ocr(bearer.number, self._form) if not bearer.ocr else ""
        if isinstance(made, str):
            names.add(made)
        return names - {""}
