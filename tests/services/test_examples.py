"""Three cases to the öre, with their alternatives, through the real services day by day.

Vouchers and settlements, Kronofogden, commission at monitoring and paying back come with the
commands that make them, and bring their rows with them; here stands what is asked for and owed.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from reminder_cli.domain.account import Account
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome, PaidTo, Stage
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.services.issuing import IssuedLetter
from tests.services.firm import FIRM, Firm, invoice_row


def run_until(firm: Firm, last: date) -> list[IssuedLetter]:
    """`tick` on every day after today, through ``last``; the letters it wrote."""
    letters: list[IssuedLetter] = []
    while firm.day < last:
        firm.day += timedelta(days=1)
        letters += firm.tick().letters
    return letters


def sums(letter: IssuedLetter) -> tuple[int, int, int, int]:
    return letter.principal_ore, letter.fees_ore, letter.interest_ore, letter.total_ore


def left(account: Account) -> tuple[int, int, int, int]:
    return (
        account.principal_left_ore,
        account.fees_left_ore,
        account.interest_left_ore,
        account.overpaid_ore,
    )


def waived_interest(account: Account) -> list[tuple[int, str]]:
    return [(w.amount_ore, w.why) for w in account.waivers if w.part == "interest"]


# ---- A: consumer, 999.50 kr, partner ----

A = "1001"


@pytest.fixture
def a(tmp_path: Path) -> Firm:
    """Due on Christmas Eve 2025, sent on 12 January 2026."""
    firm = Firm(tmp_path, date(2026, 1, 12), collector=Collector.PARTNER)
    firm.take_in([invoice_row(A, 999_50, dated=date(2025, 11, 24), due=date(2025, 12, 24))])
    return firm


def test_a_the_reminder(a: Firm) -> None:
    [letter] = a.send(A).letters
    assert sums(letter) == (999_50, 60_00, 3_83, 1063_33)
    assert letter.due_on == date(2026, 1, 26)
    opened = a.case(A).opened
    assert (opened.due_on, opened.interest_from) == (date(2025, 12, 29), date(2025, 12, 30))
    lines = a.account(A).interest
    assert [(x.days, x.percent) for x in lines] == [(2, Fraction(10)), (12, Fraction(10))]


@pytest.mark.parametrize("to", [PaidTo.PARTNER, PaidTo.CREDITOR])
def test_a_paid_the_day_after_the_term_before_tick_ran(a: Firm, to: PaidTo) -> None:
    a.send(A)
    assert run_until(a, date(2026, 1, 26)) == []
    a.day = date(2026, 1, 27)
    assert a.account(A).interest_left_ore == 7_94
    paid = a.pay(A, 1063_33, to=to)
    met = paid.allocation
    assert (met.principal_ore, met.fees_ore, met.interest_ore, met.over_ore) == (
        999_50,
        60_00,
        3_83,
        0,
    )
    assert paid.closed
    assert waived_interest(paid.after.account) == [(4_11, "paid")]
    assert a.case(A).outcome is Outcome.PAID
    assert a.tick().letters == []


def test_a_tick_had_run_first(a: Firm) -> None:
    a.send(A)
    [demand] = run_until(a, date(2026, 1, 27))
    assert demand.kind is LetterKind.DEMAND
    assert sums(demand) == (999_50, 240_00, 7_94, 1247_44)
    assert demand.due_on == date(2026, 2, 6)
    paid = a.pay(A, 1063_33, to=PaidTo.PARTNER)
    met = paid.allocation
    assert (met.principal_ore, met.fees_ore, met.interest_ore) == (999_50, 63_83, 0)
    assert not paid.closed
    assert left(paid.after.account) == (0, 176_17, 7_94, 0)
    assert paid.after.account.owed_ore == 184_11
    assert [fee.left_ore for fee in paid.after.account.fees] == [0, 176_17]


# ---- B: business, 12 500.00 kr, partner ----

B = "2001"


@pytest.fixture
def b(tmp_path: Path) -> Firm:
    """Due on 30 April 2025, sent on 12 May."""
    firm = Firm(tmp_path, date(2025, 5, 12), collector=Collector.PARTNER)
    row = invoice_row(
        B,
        12_500_00,
        dated=date(2025, 3, 31),
        due=date(2025, 4, 30),
        org_number=FIRM,
        kind="företag",
    )
    firm.take_in([row])
    return firm


def test_b_the_letters_and_the_choice(b: Firm) -> None:
    [reminder] = b.send(B).letters
    assert sums(reminder) == (12_500_00, 60_00, 45_21, 12_605_21)
    assert reminder.due_on == date(2025, 5, 26)
    assert b.case(B).opened.interest_from == date(2025, 5, 1)
    assert run_until(b, date(2025, 5, 26)) == []
    [demand] = run_until(b, date(2025, 5, 27))
    assert sums(demand) == (12_500_00, 240_00, 101_71, 12_841_71)
    assert demand.due_on == date(2025, 6, 9)  # 6 June is National Day, then a weekend
    run_until(b, date(2025, 6, 9))
    assert b.case(B).stage is Stage.DEMAND
    run_until(b, date(2025, 6, 10))
    assert (b.case(B).stage, b.case(B).stage_on) == (Stage.CHOOSE, date(2025, 6, 10))


def test_b_interest_at_11_percent_and_from_july_at_10(b: Firm) -> None:
    b.send(B)
    b.day = date(2025, 7, 31)
    lines = b.account(B).interest
    assert [(x.first, x.last, int(x.percent)) for x in lines] == [
        (date(2025, 5, 1), date(2025, 6, 30), 11),
        (date(2025, 7, 1), date(2025, 7, 31), 10),
    ]


def test_b_without_kronofogden_5_000_on_15_september_are_all_principal(b: Firm) -> None:
    b.send(B)
    run_until(b, date(2025, 9, 15))
    assert b.case(B).stage is Stage.MONITORING
    paid = b.pay(B, 5000_00, to=PaidTo.PARTNER)
    assert (paid.allocation.principal_ore, paid.closed) == (5000_00, False)
    assert paid.after.account.principal_left_ore == 7500_00
    # 138 days through 15 September: 61 at 11 % and 77 at 10 %.
    assert paid.after.account.interest_left_ore == 493_49


# ---- C: consumer, 2 400.00 kr, own ----

C = "3001"


@pytest.fixture
def c(tmp_path: Path) -> Firm:
    """Due on Sunday 1 March 2026, sent on the 10th."""
    firm = Firm(tmp_path, date(2026, 3, 10))
    firm.take_in([invoice_row(C, 2400_00, dated=date(2026, 1, 30), due=date(2026, 3, 1))])
    return firm


def test_c_the_whole_case(c: Firm) -> None:
    [reminder] = c.send(C).letters
    assert sums(reminder) == (2400_00, 60_00, 5_26, 2465_26)
    assert reminder.due_on == date(2026, 3, 24)
    opened = c.case(C).opened
    assert (opened.due_on, opened.interest_from) == (date(2026, 3, 2), date(2026, 3, 3))

    assert run_until(c, date(2026, 3, 20)) == []
    met = c.pay(C, 1000_00).allocation
    assert (met.fees_ore, met.interest_ore, met.principal_ore) == (60_00, 11_84, 928_16)
    assert c.account(C).principal_left_ore == 1471_84

    assert run_until(c, date(2026, 3, 24)) == []
    [demand] = run_until(c, date(2026, 3, 25))
    assert sums(demand) == (1471_84, 180_00, 2_01, 1653_85)
    assert demand.due_on == date(2026, 4, 7)
    assert c.account(C).interest_total_ore == 13_85

    assert run_until(c, date(2026, 4, 2)) == []
    paid = c.pay(C, 1700_00)
    met = paid.allocation
    assert (met.fees_ore, met.interest_ore, met.principal_ore, met.over_ore) == (
        180_00,
        2_01,
        1471_84,
        46_15,
    )
    assert paid.closed
    assert waived_interest(paid.after.account) == [(3_23, "settled_letter")]
    assert left(paid.after.account) == (0, 0, 0, 46_15)
    assert run_until(c, date(2026, 6, 1)) == []
    assert left(c.account(C)) == (0, 0, 0, 46_15)


def test_c_2_400_paid_on_the_last_day_leaves_a_notice_and_then_the_user(c: Firm) -> None:
    c.send(C)
    assert run_until(c, date(2026, 3, 24)) == []
    paid = c.pay(C, 2400_00)
    met = paid.allocation
    assert (met.fees_ore, met.interest_ore, met.principal_ore) == (60_00, 14_47, 2325_53)
    assert paid.after.account.owed_ore == 74_47
    assert not paid.closed
    letters = run_until(c, date(2026, 7, 31))
    assert [(x.kind, x.fees_ore) for x in letters] == [(LetterKind.REST_NOTICE, 0)]
    assert c.case(C).is_open


# ---- what must not happen to the debtor ----


def test_taking_back_what_was_paid_too_much_does_not_start_the_case_again(c: Firm) -> None:
    """A rest of 9.86 was given up; a payment by mistake a year later and back changes nothing."""
    c.send(C)
    c.day = date(2026, 3, 25)
    assert c.pay(C, 2465_26).closed
    c.day = date(2026, 12, 1)
    mistake = c.pay(C, 500_00)
    assert mistake.after.account.overpaid_ore == 500_00
    c.unpay(mistake.payment_id)
    assert c.case(C).outcome is Outcome.PAID
    assert c.account(C).balance_ore == 0
    assert run_until(c, date(2026, 12, 28)) == []


def test_a_payment_that_bounced_starts_the_case_again(c: Firm) -> None:
    c.send(C)
    c.day = date(2026, 3, 20)
    paid = c.pay(C, 2465_26)
    assert paid.closed
    c.day = date(2026, 3, 23)
    c.unpay(paid.payment_id)
    assert c.case(C).stage is Stage.REMINDER
    assert c.account(C).owed_ore == 2400_00 + 60_00 + 13_81


def test_cancelled_and_sent_again_the_same_day_asks_for_one_fee(c: Firm) -> None:
    c.send(C)
    c.cancel(C)
    [letter] = c.send(C).letters
    assert sums(letter) == (2400_00, 60_00, 0, 2460_00)
    account = c.account(C)
    assert (account.owed_ore, account.fees_total_ore) == (2460_00, 60_00)


def test_an_invoice_partly_paid_before_import_is_claimed_for_what_is_left(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10))
    row = invoice_row(C, 2400_00, dated=date(2026, 1, 30), due=date(2026, 3, 1), left_ore=1000_00)
    firm.take_in([row])
    [letter] = firm.send(C).letters
    assert sums(letter) == (1000_00, 60_00, 2_19, 1062_19)


#   what was agreed                 settings                            fees     interest
AGREED = [
    ("2 §: no reminder fee agreed", {"reminder_fee_agreed": "false"}, 0, 5_26),
    ("4 §: no notice of interest", {"interest_notice": "false"}, 60_00, 0),
    ("4 §: due date not agreed", {"due_dates_agreed": "false"}, 60_00, 5_26),
]  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "fees", "interest"), [r[1:] for r in AGREED], ids=[r[0] for r in AGREED]
)
def test_what_was_not_agreed_is_not_asked_for(
    tmp_path: Path, settings: dict[str, str], fees: int, interest: int
) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10), settings=settings)
    firm.take_in([invoice_row(C, 2400_00, dated=date(2026, 1, 30), due=date(2026, 3, 1))])
    [letter] = firm.send(C).letters
    assert sums(letter) == (2400_00, fees, interest, 2400_00 + fees + interest)


def test_4_paragraph_thirty_days_from_the_invoice_when_the_due_date_was_not_agreed(
    tmp_path: Path,
) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10), settings={"due_dates_agreed": "false"})
    firm.take_in([invoice_row(C, 2400_00, dated=date(2026, 2, 20), due=date(2026, 3, 1))])
    [letter] = firm.send(C).letters
    assert letter.interest_ore == 0
    # 20 February and 30 days is Sunday 22 March: moved to the 23rd, interest from the 24th.
    assert firm.case(C).opened.interest_from == date(2026, 3, 24)
