"""Numbers with check digits: organisation and personal identity numbers, OCR, giros.

Nothing here looks a number up; it says only whether it can be right.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from msgspec import Struct

OCR_LONGEST = 25  # digits, Bankgirot

# The code of each digit to the digits of its double added up: 7 -> 14 -> 5.
_DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
_ID = re.compile(r"(?P<century>16|18|19|20)?(?P<start>\d{6})(?P<sign>[-+ ]?)(?P<end>\d{4})")


def luhn_valid(digits: str) -> bool:
    """Whether the last digit is the modulus-10 check digit of the others.

    >>> luhn_valid("5560360793"), luhn_valid("5560360794")
    (True, False)
    """
    return digits.isascii() and digits.isdigit() and _luhn_sum(digits) % 10 == 0


def luhn_digit(digits: str) -> str:
    """The modulus-10 check digit to put after ``digits``.

    >>> luhn_digit("556036079")
    '3'
    """
    return str(-_luhn_sum(digits + "0") % 10)


def _luhn_sum(digits: str) -> int:
    """The digits added up, every second from the right but one doubled, modulo ten."""
    codes = digits.encode("ascii")
    plain = codes[-1::-2]
    return sum(plain) - ord("0") * len(plain) + sum(codes[-2::-2].translate(_DOUBLED))


class IdNumber(Struct, frozen=True):
    """An organisationsnummer, personnummer or samordningsnummer whose check digit is right.

    ``digits`` are the ten digits without hyphen; ``born_on`` is None for an organisation.
    """

    digits: str
    kind: Literal["organisation", "person", "coordination"]
    born_on: date | None = None

    def __str__(self) -> str:
        return f"{self.digits[:6]}-{self.digits[6:]}"


def parse_id_number(text: str, *, today: date) -> IdNumber:
    """Read an organisation or personal identity number, 10 or 12 digits.

    ``today`` settles the century of a ten-digit personnummer: the latest year that is not in
    the future, a hundred years earlier with ``+``. Raises ``ValueError`` if the check digit is
    wrong or the date does not exist. Lag (1974:174) 1 §; folkbokföringslagen (1991:481) 18, 18 a §§.

    >>> parse_id_number("16556036-0793", today=date(2026, 1, 1)).kind
    'organisation'
    """
    match = _ID.fullmatch(text.strip())
    if match is None:
        raise ValueError("an identity number has ten or twelve digits")
    digits = match["start"] + match["end"]
    if not luhn_valid(digits):
        raise ValueError("the check digit is wrong")
    if match["century"] == "16" or (match["century"] is None and int(digits[2:4]) >= 20):
        if int(digits[2:4]) < 20:
            raise ValueError(
                "the third and fourth digits of an organisation number are at least 20"
            )
        return IdNumber(digits, "organisation")
    return _person(digits, match["century"], match["sign"], today)


def _person(digits: str, century: str | None, sign: str, today: date) -> IdNumber:
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    coordination = day > 60
    if century is None:
        full = today.year - (today.year - year) % 100
        if sign == "+":
            full -= 100
    else:
        full = int(century) * 100 + year
    try:
        born = date(full, month, day - 60 if coordination else day)
    except ValueError:
        raise ValueError("the date in the personal identity number does not exist") from None
    if born > today:
        if century is not None:
            raise ValueError("the date in the personal identity number is in the future")
        born = born.replace(year=born.year - 100)
    return IdNumber(digits, "coordination" if coordination else "person", born)


def looks_like_personal_number(text: str) -> bool:
    """Whether this is written as a personnummer, right or wrong: an organisation's has a month from 20.

    >>> looks_like_personal_number("810412-9899"), looks_like_personal_number("556912-3474")
    (True, False)
    """
    match = _ID.fullmatch(text.strip())
    return match is not None and match["century"] != "16" and int(match["start"][2:4]) < 20


def age_on(born_on: date, day: date) -> int:
    """Whole years of age on ``day``."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def masked(org_number: str, today: date) -> str:
    """An identity number as lists show it: a person's without its last four digits.

    >>> masked("19810412-9898", date(2026, 1, 1)), masked("556912-3473", date(2026, 1, 1))
    ('19810412-****', '556912-3473')
    """
    try:
        number = parse_id_number(org_number, today=today)
    except ValueError:
        # What cannot be read may be a personnummer with a wrong digit.
        return f"{org_number[:-4]}****" if len(org_number) > 4 else "****" if org_number else ""
    if number.born_on is None:
        return str(number)
    return f"{number.born_on:%Y%m%d}-****"


def ocr_valid(reference: str) -> bool:
    """Whether this can be an OCR reference: 2 to 25 digits, the last one modulus-10.

    >>> ocr_valid("10413"), ocr_valid("10414"), ocr_valid("A1")
    (True, False, False)
    """
    return 2 <= len(reference) <= OCR_LONGEST and luhn_valid(reference)


def parse_giro(text: str, *, kind: Literal["bankgiro", "plusgiro"]) -> str:
    """The number as it is written on a slip; ``ValueError`` if length or check digit is wrong.

    Bankgiro has 7 or 8 digits, plusgiro 2 to 8; the last digit is modulus-10.

    >>> parse_giro("55367742", kind="bankgiro"), parse_giro("9912346", kind="bankgiro")
    ('5536-7742', '991-2346')
    """
    digits = re.sub(r"[\s-]", "", text)
    shortest, longest = (7, 8) if kind == "bankgiro" else (2, 8)
    if not (shortest <= len(digits) <= longest and luhn_valid(digits)):
        raise ValueError(f"a {kind} number has {shortest} to {longest} digits and a check digit")
    if kind == "bankgiro":
        return f"{digits[:-4]}-{digits[-4:]}"
    return f"{digits[:-1]}-{digits[-1]}"
