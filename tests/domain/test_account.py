"""What is owed on a day: product.md section 5 sentence by sentence, above all against the debtor.

Most rows are example C: a consumer's 2 400.00 kr, due 2 March 2026, interest from the 3rd at 10 %.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from reminder_cli.domain import events as ev
from reminder_cli.domain.account import Account, basis_of
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.replay import reckon
from reminder_cli.domain.rules.fees import Act, BusinessCompensation
from tests.domain.given import INVOICE, RATES, History


def march(day: int) -> date:
    return date(2026, 3, day)


def april(day: int) -> date:
    return date(2026, 4, day)


def opened(**agreed: object) -> History:
    """Opened on 10 March, without a letter."""
    history = History()
    history.open(march(10), **agreed)  # type: ignore[arg-type]
    return history


def reminded(**agreed: object) -> History:
    """Example C: a reminder of 10 March with 60.00, to be paid by the 24th."""
    history = opened(**agreed)
    history.reminder(march(10), march(24))
    return history


def demanded(**agreed: object) -> History:
    """A demand of 25 March with 180.00 after it, to be paid by 7 April."""
    history = reminded(**agreed)
    history.demand(march(25), april(7))
    return history


def left(account: Account) -> tuple[int, int, int, int]:
    """Principal, fees and interest left, and what was paid too much."""
    return (
        account.principal_left_ore,
        account.fees_left_ore,
        account.interest_left_ore,
        account.overpaid_ore,
    )


def test_the_reminder_of_example_c() -> None:
    account = reminded().account(march(10))
    assert left(account) == (2400_00, 60_00, 5_26, 0)
    assert (account.owed_ore, account.balance_ore, account.rest_ore) == (2465_26, 2465_26, 65_26)


def test_interest_is_counted_from_its_first_day_and_not_before() -> None:
    history = opened()
    assert history.account(march(2)).interest_left_ore == 0
    assert history.account(march(3)).interest_left_ore == 66  # one day, 65.75 öre


def test_no_interest_on_fees_or_interest() -> None:
    with_fee, without = reminded(), opened()
    day = date(2026, 6, 30)
    assert with_fee.account(day).interest_total_ore == without.account(day).interest_total_ore


# ---- payments: the day they count, and what they meet ----


def test_a_payment_counts_by_the_day_it_was_booked() -> None:
    history = reminded()
    history.pay(march(20), 1000_00)  # known whenever
    account = history.account(march(25))
    assert left(account) == (1471_84, 0, 2_01, 0)
    assert account.interest_total_ore == 13_85
    [met] = account.allocations
    assert (met.fees_ore, met.interest_ore, met.principal_ore) == (60_00, 11_84, 928_16)


def test_a_back_dated_payment_recomputes_interest_from_its_day() -> None:
    early, late = reminded(), reminded()
    early.pay(march(20), 1000_00)
    late.pay(march(20), 1000_00)
    late.events = [replace(event, seq=event.seq) for event in late.events]
    late.demand(march(25), april(7))
    late.pay(march(12), 500_00)  # becomes known after the demand
    assert late.account(april(7)).interest_total_ore < early.account(april(7)).interest_total_ore


#   sentence                                       booked      amount    fees lost
CROSSINGS = [
    ("booked the day before the letter", march(24), 100_00, 180_00),
    ("booked the letter's day", march(25), 100_00, 0),
    ("booked the day after", march(26), 100_00, 0),
    ("booked before both letters", march(9), 100_00, 240_00),
    ("booked the first letter's day", march(10), 100_00, 180_00),
]  # fmt: skip


@pytest.mark.parametrize(
    ("booked", "amount", "lost"), [r[1:] for r in CROSSINGS], ids=[r[0] for r in CROSSINGS]
)
def test_a_letter_that_crossed_with_a_payment_loses_its_fee(
    booked: date, amount: int, lost: int
) -> None:
    history = demanded()
    history.pay(booked, amount)
    account = history.account(april(7))
    assert sum(fee.amount_ore for fee in account.fees if fee.lost == "crossed") == lost


def test_a_payment_known_before_the_letter_takes_no_fee_away() -> None:
    history = reminded()
    history.pay(march(20), 100_00)
    history.demand(march(25), april(7))
    assert [fee.lost for fee in history.account(april(7)).fees] == ["", ""]


def test_a_crossing_payment_that_bounced_gives_the_fee_back() -> None:
    history = demanded()
    payment = history.pay(march(24), 100_00)
    assert history.account(april(1)).fees_left_ore == 0
    history.unpay(april(1), payment)
    assert history.account(april(1)).fees_left_ore == 240_00


def test_the_fee_that_fell_was_paid_then_its_money_meets_the_rest() -> None:
    history = reminded()
    history.pay(march(20), 60_00)
    assert history.account(march(20)).fees_left_ore == 0
    history.pay(march(9), 1_00)
    account = history.account(march(20))
    assert account.fees_left_ore == 0
    assert account.fees_total_ore == 0
    assert sum(met.fees_ore for met in account.allocations) == 0


def test_a_payment_does_not_meet_the_fee_of_a_letter_written_after_it_was_known() -> None:
    """The letter said how much principal was left; the next day it is still that."""
    history = opened()
    history.reminder(march(10), march(24), fee_ore=60_00)
    history.pay(march(25), 500_00)
    before = history.account(march(25))
    asked = history.demand(march(25), april(7))
    after = history.account(march(25))
    assert after.principal_left_ore == before.principal_left_ore
    assert after.fees_left_ore == before.fees_left_ore + 180_00
    assert after.owed_ore == asked.total_ore


def test_a_payment_of_the_letters_day_that_became_known_after_it_meets_its_fee() -> None:
    history = demanded()
    history.pay(march(25), 500_00)
    assert history.account(march(25)).fees_left_ore == 0


def test_before_any_case_asked_for_more_all_goes_to_the_principal() -> None:
    history = opened()
    history.pay(march(9), 1000_00)
    account = history.account(march(10))
    assert left(account) == (1400_00, 0, 4_99, 0)


def test_after_a_cancelled_case_all_goes_to_the_principal() -> None:
    history = reminded()
    history.close(march(12), Outcome.CANCELLED)
    history.pay(march(20), 2465_26)
    assert left(history.account(march(20))) == (0, 0, 0, 65_26)


def test_partner_principal_first() -> None:
    history = reminded(collector=Collector.PARTNER)
    history.pay(march(20), 2430_00)
    assert left(history.account(march(20))) == (0, 30_00, 11_84, 0)


# ---- the letter's total, paid in full by its due date, settles the case ----


#   sentence                                    payments                                over
SETTLING = [
    ("on its own day", [(march(10), 2465_26)], 0),
    ("on its due date", [(march(24), 2465_26)], 0),
    ("more is overpayment", [(march(24), 2470_00)], 4_74),
    ("by several payments", [(march(12), 1000_00), (march(24), 1465_26)], 0),
    ("by three in one day", [(march(24), 1000_00), (march(24), 1000_00), (march(24), 465_26)], 0),
    ("by many, the last one too much", [(march(12), 2000_00), (march(20), 500_00)], 34_74),
]  # fmt: skip


@pytest.mark.parametrize("collector", list(Collector))
@pytest.mark.parametrize(
    ("payments", "over"), [r[1:] for r in SETTLING], ids=[r[0] for r in SETTLING]
)
def test_the_total_of_a_letter_paid_in_time_settles_the_case(
    payments: list[tuple[date, int]], over: int, collector: Collector
) -> None:
    history = reminded(collector=collector)
    for day, amount in payments:
        history.pay(day, amount)
    assert left(history.account(april(30))) == (0, 0, 0, over)


def test_one_ore_short_of_the_total_settles_nothing() -> None:
    history = reminded()
    history.pay(march(24), 2465_25)
    account = history.account(march(24))
    # Interest through the 24th is 14.47: 9.21 more than the letter's 5.26, and an öre.
    assert account.owed_ore == 9_22


def test_a_day_late_interest_runs_to_the_payment() -> None:
    history = reminded()
    history.pay(march(25), 2465_26)
    assert history.account(march(25)).owed_ore == 15_12 - 5_26


def test_settled_in_time_though_it_became_known_after_the_demand() -> None:
    history = demanded()
    history.pay(march(24), 2465_26)
    assert left(history.account(april(7))) == (0, 0, 0, 0)


def test_the_demand_paid_less_its_lost_fee_settles_too() -> None:
    history = demanded()
    asked = history.case.letters[-1].total_ore
    history.pay(march(24), 100_00)
    history.pay(april(2), asked - 180_00 - 100_00)
    assert left(history.account(april(7))) == (0, 0, 0, 0)


def test_a_payment_that_bounced_settles_nothing() -> None:
    history = reminded()
    history.unpay(march(25), history.pay(march(24), 2465_26))
    assert history.account(march(25)).owed_ore == 2475_12


def test_what_is_paid_over_the_letter_is_never_income() -> None:
    history = reminded()
    history.pay(march(20), 3000_00)
    history.pay(march(21), 1_00)
    account = history.account(march(24))
    assert left(account) == (0, 0, 0, 3001_00 - 2465_26)
    assert account.balance_ore == -(3001_00 - 2465_26)


# ---- closing, reopening, second cases ----


def test_a_cancel_waives_what_is_unpaid_and_what_was_paid_stays_paid() -> None:
    history = demanded()
    history.pay(april(1), 100_00)
    history.close(april(2), Outcome.CANCELLED)
    account = history.account(april(30))
    assert left(account) == (2400_00, 0, 0, 0)
    assert [(w.part, w.amount_ore, w.why) for w in account.waivers] == [
        ("interest", account.interest_total_ore, "cancelled"),
        ("fee", 140_00, "cancelled"),
    ]
    assert account.fees_total_ore == 100_00


def test_no_interest_after_a_cancel() -> None:
    history = reminded()
    history.close(march(12), Outcome.CANCELLED)
    assert history.account(date(2026, 6, 30)).owed_ore == 2400_00


def test_a_later_case_bears_interest_from_its_own_day() -> None:
    history = reminded()
    history.close(march(12), Outcome.CANCELLED)
    history.open(april(1))
    # One day is 65.75 öre; all days of the claim together are rounded once: 7.23 less 6.58 waived.
    assert history.account(april(1)).interest_left_ore == 65
    history.reminder(april(1), april(17))
    assert left(history.account(april(1))) == (2400_00, 60_00, 65, 0)


def test_cancelled_and_sent_again_on_one_day() -> None:
    """What the new letter asks for is owed the same evening, and interest goes on."""
    history = reminded()
    history.close(march(12), Outcome.CANCELLED)
    history.open(march(12))
    asked = history.reminder(march(12), march(26))
    assert asked.total_ore == 2460_00
    assert history.account(march(12)).owed_ore == asked.total_ore
    assert history.account(march(13)).interest_left_ore == 65


def test_a_fee_paid_in_one_case_and_one_of_a_later_are_not_both_owed() -> None:
    """Once per invoice over all its cases, also when a bounced payment frees the first fee again."""
    history = reminded()
    crossing = history.pay(march(9), 100_00)  # the fee of 10 March falls
    history.pay(march(11), 100_00)
    history.close(march(12), Outcome.CANCELLED)
    history.open(march(20))
    history.reminder(march(20), april(7))
    history.unpay(march(23), crossing)  # and stands again: it was paid on the 11th
    account = history.account(march(23))
    assert account.fees_total_ore == 60_00
    assert account.fees_left_ore == 0


def test_reopened_the_closing_never_was() -> None:
    history = reminded()
    payment = history.pay(march(24), 2465_26)
    history.close(march(24), Outcome.PAID)
    history.unpay(march(30), payment)
    history.reopen(march(30))
    again = reminded()
    assert left(history.account(march(30))) == left(again.account(march(30)))


def test_a_small_rest_of_principal_is_given_up_when_closed_as_paid() -> None:
    history = reminded()
    history.pay(march(25), 2465_26)
    history.close(march(25), Outcome.PAID)
    account = history.account(date(2026, 6, 30))
    assert left(account) == (0, 0, 0, 0)
    assert [(w.part, w.amount_ore) for w in account.waivers] == [("principal", 9_86)]


def test_as_of_a_day_before_the_closing_interest_still_ran() -> None:
    history = reminded()
    before = history.account(march(20))
    history.pay(march(24), 2465_26)
    history.close(march(24), Outcome.PAID)
    assert left(history.account(march(20))) == left(before)


def test_paid_after_the_end_is_to_be_paid_back() -> None:
    history = reminded()
    history.pay(march(24), 2465_26)
    history.close(march(24), Outcome.PAID)
    second = history.pay(march(27), 2465_26)
    assert history.account(march(27)).overpaid_ore == 2465_26
    history.repay(march(30), second, 2465_26)
    account = history.account(march(30))
    assert (account.overpaid_ore, account.repaid_ore) == (0, 2465_26)
    assert history.account(march(29)).overpaid_ore == 2465_26


def test_paid_back_on_a_payment_that_never_counted_does_not_count() -> None:
    history = reminded()
    second = history.pay(march(11), 3000_00)
    history.repay(march(12), second, 534_74)
    history.unpay(march(13), second)
    assert history.account(march(13)).repaid_ore == 0


# ---- terms of an earlier case ----


def test_an_earlier_case_keeps_its_own_terms() -> None:
    """What 100.00 paid in the first case met does not change with the terms of the second."""
    history = reminded()
    history.pay(march(20), 100_00)
    met = history.account(march(20)).allocations
    history.close(march(25), Outcome.CANCELLED)
    history.open(april(1), contract_percent=Fraction(22))
    assert history.account(april(1)).allocations == met
    assert history.account(april(1)).interest[-1].percent == 22


def test_a_fee_from_elsewhere_that_only_the_later_case_names_takes_nothing_of_an_earlier_payment() -> (
    None
):
    history = opened()
    history.pay(march(20), 100_00)
    met = history.account(march(20)).allocations
    history.close(march(25), Outcome.CANCELLED)
    history.open(april(1), fee_claimed_ore=60_00, fee_claimed_on=date(2026, 2, 20))
    account = history.account(april(1))
    assert account.allocations == met
    assert account.fees_left_ore == 60_00


# ---- credits ----


def test_a_credit_reduces_the_principal_from_the_start() -> None:
    history = reminded()
    history.credit(march(20), 1200_00)
    account = history.account(march(20))
    half = opened(principal_ore=1200_00).account(march(20))
    assert account.interest_total_ore == half.interest_total_ore
    assert account.principal_left_ore == 1200_00


def test_a_credit_after_payment_is_money_to_pay_back() -> None:
    history = reminded()
    history.pay(march(24), 2465_26)
    history.close(march(24), Outcome.PAID)
    history.credit(march(30), 400_00)
    account = history.account(march(30))
    assert account.owed_ore == 0
    # 400.00 and the interest on them to the letter's day, 0.88, come back.
    assert account.overpaid_ore == 400_88
    assert account.credited_ore == 400_00


def test_a_credit_of_all_when_some_was_paid_before_import() -> None:
    history = opened(principal_ore=600_00)
    history.credit(march(11), 1000_00)
    assert left(history.account(march(11))) == (0, 0, 0, 400_00)


def test_a_credit_of_a_later_day_has_not_happened_yet() -> None:
    history = reminded()
    history.credit(march(20), 1200_00)
    assert history.account(march(19)).principal_left_ore == 2400_00


def test_a_letter_less_the_credit_settles() -> None:
    history = reminded()
    history.credit(march(12), 1000_00)
    history.pay(march(20), 1465_26)
    account = history.account(march(24))
    assert (account.owed_ore, account.overpaid_ore) == (0, 2_19)


# ---- fees from elsewhere ----


def test_a_fee_claimed_before_import_is_owed_once() -> None:
    history = opened(fee_claimed_ore=60_00, fee_claimed_on=date(2026, 3, 5))
    account = history.account(march(10))
    assert [(fee.act, fee.on, fee.amount_ore) for fee in account.fees] == [
        ("elsewhere", date(2026, 3, 5), 60_00)
    ]


def test_more_than_the_cap_was_never_owed() -> None:
    history = opened(fee_claimed_ore=100_00)
    [fee] = history.account(march(10)).fees
    assert (fee.amount_ore, fee.on) == (60_00, march(2))


def test_a_fee_from_elsewhere_beside_a_paid_one_is_not_owed() -> None:
    history = reminded()
    history.pay(march(20), 60_00)
    history.close(march(25), Outcome.CANCELLED)
    history.open(april(1), fee_claimed_ore=60_00, fee_claimed_on=date(2026, 2, 20))
    assert history.account(april(1)).fees_total_ore == 60_00


def test_a_waived_fee_from_elsewhere_does_not_come_back_by_itself() -> None:
    history = opened(fee_claimed_ore=60_00)
    history.close(march(25), Outcome.CANCELLED)
    history.open(april(1), fee_claimed_ore=60_00)
    assert history.account(april(1)).fees_total_ore == 0
    history.reminder(april(1), april(17))
    assert history.account(april(1)).fees_left_ore == 60_00


def test_450_in_all_though_a_bounced_payment_makes_the_reminder_fee_stand_again() -> None:
    """4 a §, 5 § 2 st: 60 fell by a crossing, 450 were charged, and the 60 were paid after all."""
    agreed = {"kind": CustomerKind.BUSINESS, "compensation": BusinessCompensation.LATE_PAYMENT_450}
    history = reminded(**agreed)
    crossing = history.pay(march(9), 100_00)
    history.letter(LetterKind.DEMAND, march(25), april(7), fee_ore=450_00, act=Act.LATE_PAYMENT)
    assert history.account(march(25)).fees_left_ore == 450_00
    history.unpay(march(26), crossing)
    account = history.account(march(26))
    assert [fee.amount_ore for fee in account.fees] == [60_00, 390_00]


def test_fees_are_met_oldest_first() -> None:
    history = demanded()
    history.pay(april(1), 100_00)
    assert [fee.left_ore for fee in history.account(april(1)).fees] == [0, 140_00]


# ---- letters taken back ----


def test_a_letter_taken_back_costs_nothing() -> None:
    history = demanded()
    letter = history.case.letters[-1]
    history.add(
        ev.LetterRetracted(invoice_id=INVOICE, case_no=1, on=april(1), letter_id=letter.letter_id)
    )
    account = history.account(april(1))
    assert (account.fees_left_ore, account.fees_total_ore) == (60_00, 60_00)
    assert account.fees[-1].lost == "retracted"


# ---- interest that nobody owes, and rates that nobody knows ----


def test_a_consumer_who_was_told_of_no_interest_owes_none() -> None:
    account = reminded(interest_from=None).account(date(2026, 6, 30))
    assert (account.interest, account.interest_total_ore) == ((), 0)
    history = reminded(interest_from=None)
    history.close(march(12), Outcome.CANCELLED)
    history.open(april(1), interest_from=None)
    assert history.account(date(2026, 6, 30)).interest_total_ore == 0


def test_a_missing_rate_stops_the_interest_and_says_so() -> None:
    history = reminded()
    account = history.account(date(2027, 1, 31))
    assert account.missing_rate == "2027-H1"
    assert account.interest[-1].last == date(2026, 12, 31)
    known = history.account(date(2026, 12, 31))
    assert known.missing_rate == ""
    assert account.interest_left_ore == known.interest_left_ore
    history.pay(date(2027, 1, 15), 10_00)
    history.close(date(2027, 1, 20), Outcome.CANCELLED)
    history.open(date(2027, 1, 25))
    assert history.account(date(2027, 1, 31)).missing_rate == "2027-H1"


def test_the_basis_says_who_the_debtor_is_for_the_cap() -> None:
    history = reminded(contract_percent=Fraction(24))
    basis = basis_of(history.case.opened)
    assert basis.interest.consumer
    account = reckon(history.claim, basis, until=march(10), rates=RATES)
    assert {line.percent for line in account.interest} == {Fraction(22)}


def test_totals() -> None:
    history = demanded()
    history.pay(april(1), 100_00)
    account = history.account(april(1))
    assert account.paid_ore == 100_00
    assert account.fees_total_ore == 240_00
    assert sum(account.interest_shown) == account.interest_total_ore
    assert account.interest_waived_ore == 0
    assert [fee.act for fee in account.fees] == [Act.REMINDER, Act.DEMAND]
