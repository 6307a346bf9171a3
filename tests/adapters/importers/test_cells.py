"""Round trips: what is written one way or another is read back as the same öre and day."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.adapters.importers.cells import MAX_ORE, DateColumn, amount
from reminder_cli.adapters.importers.headers import ALIASES, field_of, match, normalised
from reminder_cli.adapters.workbook_cells import cell_text

ORE = st.integers(min_value=-MAX_ORE, max_value=MAX_ORE)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31))

WAYS = {
    "comma": "{sign}{kronor},{ore}",
    "point": "{sign}{kronor}.{ore}",
    "thousands": "{sign}{grouped},{ore}",
    "NBSP": "{sign}{nbsp},{ore} kr",
    "narrow": "{sign}{narrow},{ore}",
    "trailing": "{kronor},{ore}{sign}",
}


@given(ore=ORE, way=st.sampled_from(sorted(WAYS)), minus=st.sampled_from("-\u2212"))
def test_amounts(ore: int, way: str, minus: str) -> None:
    kronor, rest = divmod(abs(ore), 100)
    grouped = f"{kronor:,}".replace(",", " ")
    text = WAYS[way].format(
        sign=minus if ore < 0 else "",
        kronor=kronor,
        grouped=grouped,
        nbsp=grouped.replace(" ", "\u00a0"),
        narrow=grouped.replace(" ", "\u202f"),
        ore=f"{rest:02d}",
    )
    assert amount(text) == ore


@given(ore=st.integers(min_value=-(10**11), max_value=10**11))
def test_amounts_through_a_spreadsheets_binary_fraction(ore: int) -> None:
    assert amount(cell_text(ore / 100)) == ore


@given(text=st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert abs(amount(text)) <= MAX_ORE


@given(
    day=DAYS,
    way=st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%dT00:00:00Z"]),
)
def test_dates_year_first(day: date, way: str) -> None:
    assert DateColumn(()).read(day.strftime(way)) == day


@given(day=DAYS, mark=st.sampled_from("/.-"))
def test_dates_day_first(day: date, mark: str) -> None:
    column = DateColumn([f"31{mark}12{mark}2026"])
    assert column.read(day.strftime(f"%d{mark}%m{mark}%Y")) == day


@given(day=st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_excel_day_numbers(day: date) -> None:
    number = (day - date(1899, 12, 30)).days
    assert DateColumn(()).read(str(number)) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 augusti 2026", date(2026, 8, 1)),
        ("den 31 maj 2026", date(2026, 5, 31)),
        ("2 Sept. 2026", date(2026, 9, 2)),
        ("03-okt-2026", date(2026, 10, 3)),
        ("4 May 2026", date(2026, 5, 4)),
        ("5 october 2026", date(2026, 10, 5)),
    ],
)
def test_months_in_words(text: str, day: date) -> None:
    """No word can be the day, so they may stand among other sure dates."""
    assert DateColumn(["2026-08-31", "20260831", "2026-08-30"]).read(text) == day
    for wrong in ("31 februari 2026", "1 augusti", "augusti 2026", "1 augustus 2026", "1 aug 26"):
        with pytest.raises(ValueError, match=r"."):
            DateColumn([text]).read(wrong)


@given(text=st.text(alphabet="0123456789-/. T:", max_size=16))
def test_any_text_is_a_sane_day_or_refused(text: str) -> None:
    try:
        day = DateColumn([text]).read(text)
    except ValueError:
        return
    assert 1990 <= day.year <= 2099


def test_a_short_year_needs_a_column_that_shows_it() -> None:
    days = [date(2026, 8, 1) + timedelta(days=n) for n in range(20)]
    column = DateColumn([day.strftime("%y-%m-%d") for day in days])
    assert [column.read(day.strftime("%y-%m-%d")) for day in days] == days
    turned = DateColumn([day.strftime("%d-%m-%y") for day in days])
    with pytest.raises(ValueError, match="year or day"):
        turned.read("01-08-26")


@pytest.mark.parametrize("field", sorted(ALIASES))
def test_every_word_means_its_field(field: str) -> None:
    for word in ALIASES[field].split(","):
        known = field_of(word)
        assert known is not None
        assert known[0] == field, word


def test_the_more_telling_word_wins_then_the_first() -> None:
    assert match(["Belopp", "Fakturabelopp", "Summa", "Datum", "Fakturadatum"]) == {
        "total": 1,
        "invoice_date": 4,
    }
    assert match(["Kund", "Kundnamn", "kundnamn"]) == {"customer_name": 1}


def test_no_word_stands_for_two_fields() -> None:
    words = [normalised(word) for words in ALIASES.values() for word in words.split(",")]
    fields: dict[str, set[str]] = {}
    for field, aliases in ALIASES.items():
        for word in aliases.split(","):
            fields.setdefault(normalised(word), set()).add(field)
    assert {word for word, found in fields.items() if len(found) > 1} == set()
    assert words
