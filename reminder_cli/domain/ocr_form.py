"""The forms an OCR number can be made in, apart so that events can name them."""

from __future__ import annotations

from enum import StrEnum


class OcrForm(StrEnum):
    """What the bank checks (Bankgirot, OCR-referenskontroll): the check digit, or length as well."""

    NONE = "none"
    CHECKSUM = "checksum"
    LENGTH = "length"
