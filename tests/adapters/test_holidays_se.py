"""Swedish banking days, pinned: the day a release of the source moves a holiday, this fails."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reminder_cli.adapters.holidays_se import swedish_calendar
from reminder_cli.domain.rules.due_dates import demand_due, reminder_due
from reminder_cli.resources import data_path
from scripts.make_closed_days import file_text

CALENDAR = swedish_calendar()


def test_the_file_is_what_the_script_makes() -> None:
    text = data_path("calendar", "closed_days.txt").read_text(encoding="utf-8")
    assert text == file_text()


# Lag (1989:253): the public holidays that fall on weekdays; lag (1930:173) 2 §: the three eves.
CLOSED_2026 = {
    date(2026, 1, 1): "nyårsdagen",
    date(2026, 1, 6): "trettondedag jul",
    date(2026, 4, 3): "långfredagen",
    date(2026, 4, 6): "annandag påsk",
    date(2026, 5, 1): "första maj",
    date(2026, 5, 14): "Kristi himmelsfärdsdag",
    date(2026, 6, 19): "midsommarafton",
    date(2026, 12, 24): "julafton",
    date(2026, 12, 25): "juldagen",
    date(2026, 12, 31): "nyårsafton",
}


def test_every_closed_weekday_of_2026() -> None:
    closed = {day for day in CALENDAR.closed if day.year == 2026 and day.weekday() < 5}
    assert closed == set(CLOSED_2026)


@pytest.mark.parametrize("year", range(2003, 2071))
def test_the_three_eves_are_closed_every_year(year: int) -> None:
    friday = next(d for d in (date(year, 6, 19 + n) for n in range(7)) if d.weekday() == 4)
    for eve in (friday, date(year, 12, 24), date(year, 12, 31)):
        assert not CALENDAR.is_banking_day(eve)


# Half days: banks are open, with an earlier cut-off.
HALF_DAYS = [
    ("trettondagsafton", date(2026, 1, 5)),
    ("skärtorsdagen", date(2026, 4, 2)),
    ("valborgsmässoafton", date(2026, 4, 30)),
    ("the day before alla helgons dag", date(2026, 10, 30)),
    ("23 December", date(2026, 12, 23)),
]  # fmt: skip


@pytest.mark.parametrize("day", [r[1] for r in HALF_DAYS], ids=[r[0] for r in HALF_DAYS])
def test_half_days_are_banking_days(day: date) -> None:
    assert CALENDAR.is_banking_day(day)


#   what                                  day                 open
PINS = [
    ("2004:1320: annandag pingst until 2004", date(2004, 5, 31), False),
    ("2004:1320: an ordinary Monday since", date(2005, 5, 16), True),
    ("2004:1320: 6 June before 2005", date(2003, 6, 6), True),
    ("2004:1320: nationaldagen since 2005", date(2005, 6, 6), False),
    ("2025: nationaldagen on a Friday", date(2025, 6, 6), False),
    ("2024: leap day", date(2024, 2, 29), True),
]  # fmt: skip


@pytest.mark.parametrize(("day", "is_open"), [r[1:] for r in PINS], ids=[r[0] for r in PINS])
def test_pins(day: date, is_open: bool) -> None:
    assert CALENDAR.is_banking_day(day) is is_open


#   over what           sent               ten banking days later
TERMS = [
    ("no holiday", date(2026, 3, 10), date(2026, 3, 24)),
    ("Easter", date(2026, 3, 27), date(2026, 4, 14)),
    ("Ascension Day", date(2026, 5, 11), date(2026, 5, 26)),
    ("Midsummer", date(2026, 6, 12), date(2026, 6, 29)),
    ("Christmas and the New Year", date(2026, 12, 18), date(2027, 1, 8)),
    ("Christmas 2025 and Epiphany 2026", date(2025, 12, 23), date(2026, 1, 14)),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "due"), [r[1:] for r in TERMS], ids=[r[0] for r in TERMS])
def test_a_reminders_term(sent: date, due: date) -> None:
    assert reminder_due(sent, banking_days=10, calendar=CALENDAR) == due
    # The same by the plainest way: list the weekdays and strike the closed ones.
    days = [sent + timedelta(days=n) for n in range(1, 40)]
    open_days = [d for d in days if d.weekday() < 5 and d not in CALENDAR.closed]
    assert open_days[9] == due


#   over what                        sent              ten days later, moved
DEMANDS = [
    ("a plain one", date(2026, 3, 16), date(2026, 3, 26)),
    ("C: a Saturday, over Easter", date(2026, 3, 25), date(2026, 4, 7)),
    ("B: National Day, to Monday", date(2025, 5, 27), date(2025, 6, 9)),
    ("Midsummer Eve, to Monday", date(2026, 6, 9), date(2026, 6, 22)),
    ("Christmas Eve, to the 28th", date(2026, 12, 14), date(2026, 12, 28)),
    ("New Year's Eve, to the 4th", date(2026, 12, 21), date(2027, 1, 4)),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "due"), [r[1:] for r in DEMANDS], ids=[r[0] for r in DEMANDS])
def test_a_demands_term(sent: date, due: date) -> None:
    assert demand_due(sent, days=10, calendar=CALENDAR) == due


@pytest.mark.parametrize("year", [1989, 2071])
def test_years_outside_the_file_are_not_guessed(year: int) -> None:
    with pytest.raises(ValueError, match="no holidays are known"):
        CALENDAR.is_banking_day(date(year, 6, 1))
