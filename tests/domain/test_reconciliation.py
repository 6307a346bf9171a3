"""The claims here and the account in the books: every reason by a table, and the sum whatever comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminder_cli.domain.claim_movements import Movement, What
from reminder_cli.domain.reconciliation import (
    SHOWN,
    Books,
    Line,
    Position,
    Reconciliation,
    Why,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
BEFORE, WITHIN, AFTER = date(2025, 11, 3), date(2026, 2, 2), date(2026, 4, 7)


def books(
    closing: int,
    items: Mapping[str, int] | None = None,
    *,
    opening: int = 0,
    moved: Mapping[str, int] | None = None,
    first_on: date | None = FIRST,
) -> Books:
    return Books(
        first_on=first_on,
        through_on=LAST,
        opening_ore=opening,
        closing_ore=closing,
        items=items or {},
        moved=moved or {},
    )


def position(
    start: int, *movements: Movement, number: str = "1", dated: date = WITHIN, **more: object
) -> Position:
    return Position(
        number=number,
        dated_on=dated,
        start_ore=start,
        movements=movements,
        **more,  # type: ignore[arg-type]
    )


def paid(amount: int, on: date = WITHIN, *, exported: int = 0) -> Movement:
    return Movement(what=What.PAYMENT, on=on, amount_ore=-amount, exported_ore=-exported)


def moved(what: What, amount: int, on: date = WITHIN, *, exported: int = 0) -> Movement:
    return Movement(what=what, on=on, amount_ore=amount, exported_ore=exported)


def compared(said: Books, *positions: Position, waiting: int = 0) -> Reconciliation:
    made = Reconciliation(said)
    for each in positions:
        made.add(each)
    made.finish(waiting_ore=waiting)
    return made


Found = dict[str, int]


def told(made: Reconciliation) -> Found:
    """The lines by ``what/why``, and what is not explained, when it is anything."""
    found = {
        f"{what}/{why}".rstrip("/"): line.amount_ore for (what, why), line in made.lines.items()
    }
    unknown = {"not explained": made.not_explained_ore} if made.not_explained_ore else {}
    return {**found, **unknown}


CASES: dict[str, tuple[Books, list[Position], int, Found]] = {
    "nothing differs": (books(100, {"1": 100}), [position(100)], 0, {}),
    "an invoice dated after the file": (
        books(0),
        [position(100, dated=AFTER)],
        0,
        {"invoice/after": -100},
    ),
    "an invoice the file does not name": (
        books(0),
        [position(100)],
        0,
        {"invoice/not_in_file": -100},
    ),
    "an invoice the file does not name, and paid here": (
        books(0),
        [position(100, paid(100))],
        0,
        {},
    ),
    "an invoice the file shows as paid": (
        books(0, {"1": 0}),
        [position(100)],
        0,
        {"paid_in_books": -100},
    ),
    "paid in part in the file": (books(40, {"1": 40}), [position(100)], 0, {"paid_in_books": -60}),
    "an invoice that is not here": (books(100, {"1": 100}), [], 0, {"not_here": 100}),
    "another currency, in kronor in the file": (
        books(1100, {"1": 1100}),
        [position(100, in_sek=False)],
        0,
        {"foreign_currency": 1100},
    ),
    "another currency, not in the file": (books(0), [position(100, in_sek=False)], 0, {}),
    "another currency, from before the file": (
        books(1100, opening=1100),
        [position(100, dated=BEFORE, in_sek=False)],
        0,
        {"opening_balance": 1100},
    ),
    "a payment after the file": (
        books(100, {"1": 100}),
        [position(100, paid(60, AFTER))],
        0,
        {"payment/after": 60},
    ),
    "a payment not exported": (
        books(100, {"1": 100}),
        [position(100, paid(60))],
        0,
        {"payment/not_exported": 60},
    ),
    "a payment exported, and not read in": (
        books(100, {"1": 100}),
        [position(100, paid(60, exported=60))],
        0,
        {"payment/not_in_file": 60},
    ),
    "a payment exported and read in": (
        books(40, {"1": 40}),
        [position(100, paid(60, exported=60))],
        0,
        {},
    ),
    "of two payments the one that was not exported": (
        books(40, {"1": 40}),
        [position(100, paid(60, exported=60), paid(40), number="1")],
        0,
        {"payment/not_exported": 40},
    ),
    "a payment that another program was to book": (
        books(100, {"1": 100}),
        [position(100, paid(60), booked_elsewhere=True)],
        0,
        {"payment/not_in_file": 60},
    ),
    "a payment taken back whose correction was not exported": (
        books(40, {"1": 40}),
        [position(100, moved(What.CORRECTION, 0, date.min, exported=-60))],
        0,
        {"correction/not_exported": -60},
    ),
    "a write-off not exported": (
        books(100, {"1": 100}),
        [position(100, moved(What.LOSS, -100))],
        0,
        {"loss/not_exported": 100},
    ),
    "a credit after the file": (
        books(100, {"1": 100}),
        [position(100, moved(What.CREDIT, -30, AFTER))],
        0,
        {"credit/after": 30},
    ),
    "a charge not exported": (
        books(100, {"1": 100}),
        [position(100, moved(What.CHARGE, 60))],
        0,
        {"charge/not_exported": -60},
    ),
    "a charge that the books have": (
        books(160, {"1": 160}),
        [position(100, moved(What.CHARGE, 60, exported=60))],
        0,
        {},
    ),
    "paid too much: 2420 here, 1510 there": (
        books(-50, {"1": -50}),
        [position(100, paid(100, exported=100), overpaid_ore=50)],
        0,
        {"overpaid": -50},
    ),
    "paid too much here, and more there": (
        books(-70, {"1": -70}),
        [position(100, paid(100, exported=100), overpaid_ore=50)],
        0,
        {"overpaid": -50, "paid_in_books": -20},
    ),
    "a credit note in both": (books(-30, {"1": -30}), [position(-30, is_note=True)], 0, {}),
    "a credit note only here": (
        books(0),
        [position(-30, is_note=True)],
        0,
        {"credit_note/not_in_file": 30},
    ),
    "a credit note after the file": (
        books(0),
        [position(-30, is_note=True, dated=AFTER)],
        0,
        {"credit_note/after": 30},
    ),
    "a credit note set off here alone": (
        books(70, {"1": 100, "2": -30}),
        [
            position(100, moved(What.SET_OFF, -30)),
            position(-30, moved(What.SET_OFF, 30), number="2", is_note=True),
        ],
        0,
        {"set_off/not_in_file": 0},
    ),
    "the opening balance is of no invoice here": (
        books(500, opening=500),
        [],
        0,
        {"opening_balance": 500},
    ),
    "the opening balance holds an invoice of last year": (
        books(500, opening=500),
        [position(400, dated=BEFORE)],
        0,
        {"opening_balance": 100},
    ),
    "an invoice of last year, paid in the file and not here": (
        books(100, opening=500, moved={"1": -400}),
        [position(400, dated=BEFORE)],
        0,
        {"opening_balance": 100, "paid_in_books": -400},
    ),
    "an invoice of last year, paid then": (
        books(100, opening=100),
        [position(400, paid(400, BEFORE), dated=BEFORE)],
        0,
        {"opening_balance": 100},
    ),
    "an invoice of last year, paid here and not in the file": (
        books(400, opening=400),
        [position(400, paid(400), dated=BEFORE)],
        0,
        {"payment/not_exported": 400},
    ),
    "nothing was brought forward, so it is not in there": (
        books(0),
        [position(400, dated=BEFORE)],
        0,
        {"invoice/not_in_file": -400},
    ),
    "the file does not say when its year begins": (
        books(0, first_on=None),
        [position(400, dated=BEFORE)],
        0,
        {"invoice/not_in_file": -400},
    ),
    "the opening balance is less than the invoices of last year": (
        books(300, opening=300),
        [position(400, dated=BEFORE)],
        0,
        {"not explained": -100},
    ),
    "rows that name no invoice": (
        books(250, {"1": 100}, opening=50),
        [position(100)],
        0,
        {"opening_balance": 50, "not explained": 100},
    ),
    "a payment that waits is in the books": (
        books(0, {"1": 0}),
        [position(100)],
        100,
        {"waiting_payment": -100},
    ),
    "a payment that waits is more than the books met": (
        books(60, {"1": 60}),
        [position(100)],
        100,
        {"waiting_payment": -40},
    ),
    "a payment that waits is less than the books met": (
        books(0, {"1": 0}),
        [position(100)],
        30,
        {"waiting_payment": -30, "paid_in_books": -70},
    ),
    "a payment that waits is on no invoice in the books": (
        books(70, {"1": 100}),
        [position(100)],
        50,
        {"waiting_payment": -30},
    ),
    "a payment that waits explains nothing that is more": (
        books(130, {"1": 130}),
        [position(100)],
        50,
        {"not explained": 30},
    ),
    "more in the file, and nothing says why": (
        books(130, {"1": 130}),
        [position(100)],
        0,
        {"not explained": 30},
    ),
    "a part is explained": (
        books(100, {"1": 100}),
        [position(90, paid(60))],
        0,
        {"payment/not_exported": 60, "not explained": 10},
    ),
}


@pytest.mark.parametrize(("said", "here", "waiting", "expected"), CASES.values(), ids=CASES)
def test_what_explains_the_difference(
    said: Books, here: list[Position], waiting: int, expected: Found
) -> None:
    assert told(compared(said, *here, waiting=waiting)) == expected


def test_what_stands_here_is_of_all_days_but_not_of_other_currencies() -> None:
    made = compared(
        books(500, {"1": 500}),
        position(500, paid(100), paid(50, AFTER)),
        position(900, number="2", in_sek=False),
        position(-30, number="3", is_note=True),
    )
    assert made.here_ore == 350 - 30
    assert made.difference_ore == 500 - 320


def test_the_first_few_invoices_are_named_and_all_are_counted() -> None:
    line = Line()
    for number in range(SHOWN + 2):
        line.add(1, str(number))
        line.add(1, str(number))
    line.add(5)
    assert (line.count, line.amount_ore) == (SHOWN + 2, 2 * (SHOWN + 2) + 5)
    assert line.numbers == [str(n) for n in range(SHOWN)]


def test_an_invoice_with_more_in_the_file_is_named() -> None:
    made = compared(books(230, {"1": 130, "2": 100}), position(100), position(100, number="2"))
    assert (made.unknown.numbers, made.unknown.amount_ore) == (["1"], 30)


ORE = st.integers(-300, 300)
DAYS = st.sampled_from([BEFORE, WITHIN, LAST, AFTER])
MOVEMENTS = st.builds(
    Movement,
    what=st.sampled_from([What.PAYMENT, What.LOSS, What.CHARGE, What.SET_OFF, What.CORRECTION]),
    on=DAYS,
    amount_ore=ORE,
    exported_ore=ORE,
)
NUMBERS = st.sampled_from("12345")
POSITIONS = st.builds(
    Position,
    number=NUMBERS,
    dated_on=DAYS,
    start_ore=ORE,
    movements=st.lists(MOVEMENTS, max_size=3).map(tuple),
    overpaid_ore=st.integers(0, 300),
    is_note=st.booleans(),
    in_sek=st.booleans(),
    booked_elsewhere=st.booleans(),
)
BOOKS = st.builds(
    Books,
    first_on=st.sampled_from([FIRST, None]),
    through_on=st.just(LAST),
    opening_ore=ORE,
    closing_ore=ORE,
    items=st.dictionaries(NUMBERS, ORE),
    moved=st.dictionaries(NUMBERS, ORE),
)


@settings(deadline=None)
@given(
    said=BOOKS,
    here=st.lists(POSITIONS, max_size=5, unique_by=lambda each: each.number),
    waiting=st.integers(0, 300),
)
def test_every_line_and_the_rest_add_up_to_what_the_books_say(
    said: Books, here: list[Position], waiting: int
) -> None:
    made = compared(said, *here, waiting=waiting)
    lines = sum(line.amount_ore for line in made.lines.values())
    assert made.here_ore == sum(each.here_ore for each in here if each.in_sek)
    assert made.here_ore + lines + made.not_explained_ore == said.closing_ore
    assert made.unknown.amount_ore >= 0
    # Nothing but invoices with more in the file, and rows of no invoice, is left unexplained.
    if said.opening_ore == 0 and not said.moved and not made.unknown.count:
        of_invoices = sum(said.items.values())
        rest = said.closing_ore - of_invoices
        assert made.not_explained_ore == rest or (rest < 0 and made.not_explained_ore >= rest)
    opening = made.lines.get((What.OPENING, Why.NONE), Line()).amount_ore
    assert opening * said.opening_ore >= 0
    assert abs(opening) <= abs(said.opening_ore)
    waited = made.lines.get((What.WAITING, Why.NONE), Line()).amount_ore
    assert -waiting <= waited <= 0
