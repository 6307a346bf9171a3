"""When a claim is lost: preskriptionslagen (1981:130), a row for each sentence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.rules.limitation import prescribed_on

CONSUMER, BUSINESS, PUBLIC = CustomerKind.CONSUMER, CustomerKind.BUSINESS, CustomerKind.PUBLIC_BODY
AROSE = date(2020, 5, 10)

#   paragraph                                   kind       interrupted                lost
STATUTE = [
    ("2 § 2: a consumer after three years", CONSUMER, [], date(2023, 5, 10)),
    ("2 § 1: a business after ten", BUSINESS, [], date(2030, 5, 10)),
    ("2 § 1: a public body after ten", PUBLIC, [], date(2030, 5, 10)),
    ("5, 6 §§: anew from a letter", CONSUMER, [date(2022, 1, 3)], date(2025, 1, 3)),
    ("6 §: from the last of several, in any order", CONSUMER,
     [date(2024, 12, 1), date(2022, 1, 3)], date(2027, 12, 1)),
    ("6 §: on the last day", CONSUMER, [date(2023, 5, 9)], date(2026, 5, 9)),
    ("what was lost stays lost", CONSUMER, [date(2023, 5, 10)], date(2023, 5, 10)),
    ("though letters go on", CONSUMER, [date(2024, 1, 1), date(2025, 1, 1)], date(2023, 5, 10)),
    ("6 §: an act before it arose shortens nothing", CONSUMER, [date(2019, 1, 1)],
     date(2023, 5, 10)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "interrupted", "lost"), [r[1:] for r in STATUTE], ids=[r[0] for r in STATUTE]
)
def test_statute(kind: CustomerKind, interrupted: list[date], lost: date) -> None:
    assert prescribed_on(AROSE, kind=kind, interrupted_on=interrupted) == lost


def test_1930_173_1_paragraph_no_such_day_is_the_months_last() -> None:
    assert prescribed_on(date(2024, 2, 29), kind=CONSUMER) == date(2027, 2, 28)


days = st.dates(date(2003, 1, 1), date(2040, 12, 31))


@given(days, st.lists(days, max_size=6), days)
def test_an_interruption_never_shortens(arose: date, interrupted: list[date], more: date) -> None:
    before = prescribed_on(arose, kind=CONSUMER, interrupted_on=interrupted)
    assert prescribed_on(arose, kind=CONSUMER, interrupted_on=[*interrupted, more]) >= before
