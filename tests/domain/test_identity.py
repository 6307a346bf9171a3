"""Identity numbers, OCR and giros: what can be right, and what cannot."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.identity import (
    age_on,
    luhn_digit,
    luhn_valid,
    masked,
    ocr_valid,
    parse_giro,
    parse_id_number,
)

TODAY = date(2026, 3, 2)

#   written            digits        kind            born
NUMBERS = [
    ("1974:174: ten digits", "556036-0793", "5560360793", "organisation", None),
    ("without hyphen", "5560360793", "5560360793", "organisation", None),
    ("twelve digits, 16 first", "165560360793", "5560360793", "organisation", None),
    ("twelve with hyphen", "16556036-0793", "5560360793", "organisation", None),
    ("spaces around", " 556036-0793 ", "5560360793", "organisation", None),
    ("18 §: personnummer", "811218-9876", "8112189876", "person", date(1981, 12, 18)),
    ("twelve digits", "198112189876", "8112189876", "person", date(1981, 12, 18)),
    ("with + a hundred years more", "121212+1212", "1212121212", "person", date(1912, 12, 12)),
    ("without + the latest possible", "121212-1212", "1212121212", "person", date(2012, 12, 12)),
    ("19 says the century", "19121212-1212", "1212121212", "person", date(1912, 12, 12)),
    ("18 a §: coordination, day + 60", "701063-2391", "7010632391", "coordination",
     date(1970, 10, 3)),
    ("coordination of twelve", "19701063-2391", "7010632391", "coordination", date(1970, 10, 3)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "digits", "kind", "born"), [r[1:] for r in NUMBERS], ids=[r[0] for r in NUMBERS]
)
def test_identity_numbers(text: str, digits: str, kind: str, born: date | None) -> None:
    number = parse_id_number(text, today=TODAY)
    assert (number.digits, number.kind, number.born_on) == (digits, kind, born)
    assert str(number) == f"{digits[:6]}-{digits[6:]}"


def with_check(nine: str) -> str:
    return nine + luhn_digit(nine)


#   what is wrong             number                              says
WRONG = [
    ("too short", "55603607", "ten or twelve digits"),
    ("eleven digits", "15560360793", "ten or twelve digits"),
    ("letters", "55603X-0793", "ten or twelve digits"),
    ("empty", "", "ten or twelve digits"),
    ("another century", "17" + "811218" + "9876", "ten or twelve digits"),
    ("check digit", "556036-0794", "check digit"),
    ("personnummer's check digit", "811218-9875", "check digit"),
    ("16 before a personnummer", "16811218-9876", "at least 20"),
    ("no such day", with_check("810230987"), "does not exist"),
    ("month 13", with_check("811318987"), "does not exist"),
    ("day 00", with_check("811200987"), "does not exist"),
    ("day 99: 39 as coordination", with_check("811299987"), "does not exist"),
    ("19 before an organisation", "19556036-0793", "does not exist"),
    ("born in the future", "20" + with_check("261231123"), "in the future"),
    ("digits of another script", "٥٥٦٠٣٦-٠٧٩٣", "check digit"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), [r[1:] for r in WRONG], ids=[r[0] for r in WRONG])
def test_what_cannot_be_an_identity_number(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_id_number(text, today=TODAY)


def test_the_year_is_settled_by_today() -> None:
    text = with_check("260601123")
    assert parse_id_number(text, today=date(2026, 5, 31)).born_on == date(1926, 6, 1)
    assert parse_id_number(text, today=date(2026, 6, 1)).born_on == date(2026, 6, 1)


#   what                          born               day                age
AGES = [
    ("9:1 FB: the day before 18", date(2008, 3, 2), date(2026, 3, 1), 17),
    ("9:1 FB: the day of 18", date(2008, 3, 2), date(2026, 3, 2), 18),
    ("leap day, 28 February", date(2008, 2, 29), date(2026, 2, 28), 17),
    ("leap day, 1 March", date(2008, 2, 29), date(2026, 3, 1), 18),
]  # fmt: skip


@pytest.mark.parametrize(("born", "day", "age"), [r[1:] for r in AGES], ids=[r[0] for r in AGES])
def test_age(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@given(st.text("0123456789", min_size=1, max_size=24))
def test_a_check_digit_makes_a_number_valid_and_no_other_does(digits: str) -> None:
    right = luhn_digit(digits)
    assert [d for d in "0123456789" if luhn_valid(digits + d)] == [right]
    assert ocr_valid(digits + right)


@given(st.text("0123456789", min_size=2, max_size=20), st.data())
def test_one_wrong_digit_is_seen(digits: str, data: st.DataObject) -> None:
    whole = digits + luhn_digit(digits)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[place]]))
    assert not luhn_valid(whole[:place] + other + whole[place + 1 :])


@pytest.mark.parametrize("text", ["", "0", "7" * 26, "10414", "1041 3", "A1", "-18", "١٨"])
def test_what_cannot_be_an_ocr(text: str) -> None:
    assert not ocr_valid(text)


#   written       kind        on a slip
GIROS = [
    ("bankgiro of eight", "55367742", "bankgiro", "5536-7742"),
    ("bankgiro of seven", "991-2346", "bankgiro", "991-2346"),
    ("with spaces", "5536 7742", "bankgiro", "5536-7742"),
    ("plusgiro", "9912346", "plusgiro", "991234-6"),
    ("the shortest plusgiro", "18", "plusgiro", "1-8"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "slip"), [r[1:] for r in GIROS], ids=[r[0] for r in GIROS]
)
def test_giros(text: str, kind: str, slip: str) -> None:
    assert parse_giro(text, kind="bankgiro" if kind == "bankgiro" else "plusgiro") == slip


@pytest.mark.parametrize("text", ["", "55367743", "536774", "155367742", "5536-774A"])
def test_what_cannot_be_a_bankgiro(text: str) -> None:
    with pytest.raises(ValueError, match="bankgiro number has 7 to 8 digits"):
        parse_giro(text, kind="bankgiro")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("810412-9898", "19810412-****"),
        ("19810412-9898", "19810412-****"),
        ("19810412-9890", "19810412-****"),  # a wrong check digit is masked too
        ("556912-3473", "556912-3473"),
        ("", ""),
        ("12", "****"),
    ],
)
def test_masked(number: str, shown: str) -> None:
    assert masked(number, date(2026, 3, 2)) == shown
