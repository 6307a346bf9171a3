"""Each voucher to the öre: the three walked-through cases, and every kind of event once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from reminder_cli.domain.account import Account, Allocation, Waiver
from reminder_cli.domain.booking import (
    Accounts,
    Booked,
    BookingRules,
    ClaimFacts,
    InvoicedCost,
    Loss,
    PaidCosts,
    RefusedReduction,
    VatParts,
    by_account,
)
from reminder_cli.domain.booking_claim import book
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome, PaidTo, Stage
from tests.domain.example_b import demanded
from tests.domain.given import A_PAID, History, example_a

FAR = date(2030, 12, 31)
ACCRUAL = BookingRules()
CHARGED = BookingRules(when_charged=True)
CASH = BookingRules(cash_method=True)
OTHER_PROGRAM = BookingRules(principal=False)
Amounts = dict[str, int]


def facts_of(
    history: History,
    *,
    until: date = FAR,
    vat: VatParts | None = ((25, 480_00),),
    total_ore: int = 2400_00,
    allowance_ore: int = 0,
    account: Account | None = None,
    costs_paid: Mapping[int, PaidCosts] | None = None,
    costs_invoiced: tuple[InvoicedCost, ...] = (),
) -> ClaimFacts:
    claim = history.claim
    shares = {Collector.OWN: Fraction(100), Collector.PARTNER: Fraction(50)}
    return ClaimFacts(
        number="1042",
        claim=claim,
        account=account or history.account(until),
        shares={case.case_no: shares[case.opened.collector] for case in claim.cases},
        total_ore=total_ore,
        vat=vat,
        allowance_ore=allowance_ore,
        costs_paid=costs_paid or {},
        costs_invoiced=costs_invoiced,
    )


def vouchers(booked: Booked) -> list[tuple[date, Amounts]]:
    """Day and rows; every one is a voucher, and so balances."""
    assert all(item.voucher().balanced for item in booked.facts)
    return [(item.on, by_account(item.rows)) for item in booked.facts]


def booked(history: History, rules: BookingRules = ACCRUAL, **known: object) -> Booked:
    return book(facts_of(history, **known), rules, until=FAR)  # type: ignore[arg-type]


# ---- A: consumer, 999.50 kr, partner ----


def test_a_paid_to_the_partner_is_booked_when_it_is_paid_out() -> None:
    assert vouchers(booked(example_a(PaidTo.PARTNER))) == [
        (date(2026, 1, 30), {"1930": 1001_42, "1510": -999_50, "8313": -1_92})
    ]


def test_a_paid_to_the_creditor_leaves_a_debt_to_the_partner() -> None:
    assert vouchers(booked(example_a(PaidTo.CREDITOR))) == [
        (A_PAID, {"1930": 1063_33, "1510": -999_50, "8313": -1_92, "2890": -61_91})
    ]


def test_a_what_is_paid_out_later_is_not_booked_yet() -> None:
    facts = facts_of(example_a(PaidTo.PARTNER))
    assert book(facts, ACCRUAL, until=date(2026, 1, 29)).facts == ()


# ---- B: business, 12 500.00 kr, partner, at Kronofogden ----


def example_b(to: PaidTo = PaidTo.KRONOFOGDEN) -> ClaimFacts:
    """The two payments as the account gives them; costs are those of the application."""
    history = demanded()
    first = history.pay(date(2025, 9, 15), 5600_00, to=to)
    second = history.pay(date(2025, 11, 28), 9094_21, to=to)
    history.close(date(2025, 11, 28), Outcome.PAID)
    account = history.account(date(2025, 12, 31))
    by_id = {p.payment_id: p for p in history.claim.payments}
    allocations = (
        Allocation(
            payment=by_id[first],
            principal_ore=3586_51,
            fees_ore=240_00,
            interest_ore=493_49,
            costs_ore=1280_00,
        ),
        Allocation(payment=by_id[second], principal_ore=8913_49, interest_ore=180_72),
    )
    fees = tuple(replace(fee, left_ore=0, waived_ore=0) for fee in account.fees)
    account = replace(account, allocations=allocations, fees=fees, waivers=())
    costs = PaidCosts(application_ore=300_00, work_ore=380_00, kept_ore=600_00)
    return facts_of(history, account=account, costs_paid={first: costs}, total_ore=12_500_00)


def test_b_what_kronofogden_collected_is_paid_out() -> None:
    assert vouchers(book(example_b(), ACCRUAL, until=FAR)) == [
        (date(2025, 9, 15), {"1930": 3833_26, "1510": -3586_51, "8313": -246_75}),
        (date(2025, 11, 28), {"1930": 9003_85, "1510": -8913_49, "8313": -90_36}),
    ]


def test_b_paid_to_the_creditor_all_of_the_partners_is_a_debt() -> None:
    facts = example_b(PaidTo.CREDITOR)
    first = vouchers(book(facts, ACCRUAL, until=FAR))[0][1]
    # 600 had been kept before the money came; 300 + 380 + 240 + 246.74 are the partner's.
    assert first == {"1930": 5000_00, "1510": -3586_51, "8313": -246_75, "2890": -1166_74}


def test_own_at_kronofogden_its_invoice_is_a_cost_that_comes_back() -> None:
    facts = example_b()
    claim = facts.claim
    opened = replace(claim.cases[0].opened, collector=Collector.OWN)
    claim = replace(claim, cases=(replace(claim.cases[0], opened=opened),))
    invoiced = (
        InvoicedCost(key="1/1/applied", on=date(2025, 6, 16), amount_ore=300_00),
        InvoicedCost(key="1/1/enforced", on=date(2025, 8, 15), amount_ore=600_00),
    )
    costs = PaidCosts(application_ore=300_00, work_ore=380_00, enforcement_ore=600_00)
    facts = replace(
        facts,
        claim=claim,
        shares={1: Fraction(100)},
        costs_invoiced=invoiced,
        costs_paid={1: costs},
    )
    assert vouchers(book(facts, ACCRUAL, until=date(2025, 9, 30))) == [
        (date(2025, 6, 16), {"6062": 300_00, "2440": -300_00}),
        (date(2025, 8, 15), {"6062": 600_00, "2440": -600_00}),
        (
            date(2025, 9, 15),
            {
                "1930": 5600_00,
                "1510": -3586_51,
                "3990": -240_00 - 380_00,
                "8313": -493_49,
                "6062": -900_00,
            },
        ),
    ]


# ---- C: consumer, 2 400.00 kr, own ----


def example_c() -> History:
    history = History()
    history.open(date(2026, 3, 10))
    history.reminder(date(2026, 3, 10), date(2026, 3, 24))
    history.pay(date(2026, 3, 20), 1000_00)
    history.demand(date(2026, 3, 25), date(2026, 4, 7))
    history.pay(date(2026, 4, 2), 1700_00)
    history.close(date(2026, 4, 2), Outcome.PAID)
    history.repay(date(2026, 4, 15), 2, 46_15)
    return history


def test_c_fees_and_interest_are_income_when_paid() -> None:
    assert vouchers(booked(example_c())) == [
        (date(2026, 3, 20), {"1930": 1000_00, "3990": -60_00, "8313": -11_84, "1510": -928_16}),
        (
            date(2026, 4, 2),
            {
                "1930": 1700_00,
                "3990": -180_00,
                "8313": -2_01,
                "1510": -1471_84,
                "2420": -46_15,
            },
        ),
        (date(2026, 4, 15), {"2420": 46_15, "1930": -46_15}),
    ]


def test_c_fees_and_interest_are_income_when_charged() -> None:
    assert vouchers(booked(example_c(), CHARGED)) == [
        (date(2026, 3, 10), {"1510": 65_26, "3990": -60_00, "8313": -5_26}),
        # The interest after the letter, 6.58, had not been charged.
        (date(2026, 3, 20), {"1930": 1000_00, "1510": -993_42, "8313": -6_58}),
        (date(2026, 3, 25), {"1510": 182_01, "3990": -180_00, "8313": -2_01}),
        (date(2026, 4, 2), {"1930": 1700_00, "1510": -1653_85, "2420": -46_15}),
        (date(2026, 4, 15), {"2420": 46_15, "1930": -46_15}),
    ]


def test_c_cash_method_the_sale_and_its_vat_come_with_the_money() -> None:
    paid, rest, _ = vouchers(booked(example_c(), CASH))
    assert paid[1] == {
        "1930": 1000_00,
        "3001": -742_53,
        "2611": -185_63,
        "3990": -60_00,
        "8313": -11_84,
    }
    # VAT is cumulative: 480.00 of the whole.
    assert paid[1]["2611"] + rest[1]["2611"] == -480_00
    assert "1510" not in paid[1] | rest[1]


def test_c_cash_method_with_unknown_vat_leaves_the_principal_to_the_other_program() -> None:
    made = booked(example_c(), CASH, vat=None)
    assert vouchers(made)[0][1] == {"1930": 71_84, "3990": -60_00, "8313": -11_84}
    assert [item.key for item in made.left_out] == ["payment/1/1", "payment/2/1"]
    assert "VAT of invoice 1042 is not known" in str(made.left_out[0].why)


def test_c_another_program_books_the_principal() -> None:
    amounts = [rows for _, rows in vouchers(booked(example_c(), OTHER_PROGRAM))]
    assert amounts[0] == {"1930": 71_84, "3990": -60_00, "8313": -11_84}
    assert amounts[1] == {"1930": 228_16, "3990": -180_00, "8313": -2_01, "2420": -46_15}


# ---- one of each ----


def own(*, paid_ore: int = 0, on: date = date(2026, 3, 20)) -> History:
    history = History()
    history.open(date(2026, 3, 10))
    history.reminder(date(2026, 3, 10), date(2026, 3, 24))
    if paid_ore:
        history.pay(on, paid_ore)
    return history


def test_a_payment_without_a_case_is_all_principal() -> None:
    history = History()
    history.pay(date(2026, 3, 5), 500_00)
    history.open(date(2026, 3, 10))
    assert vouchers(booked(history)) == [(date(2026, 3, 5), {"1930": 500_00, "1510": -500_00})]


def test_an_account_of_the_firms_own_choice() -> None:
    rules = BookingRules(accounts=Accounts(fees="3930", bank="1920"))
    assert vouchers(booked(own(paid_ore=60_00), rules)) == [
        (date(2026, 3, 20), {"1920": 60_00, "3930": -60_00})
    ]


def test_a_fee_claimed_before_the_case_is_the_creditors_own() -> None:
    history = History()
    history.open(
        date(2026, 3, 10),
        collector=Collector.PARTNER,
        fee_claimed_ore=60_00,
        fee_claimed_on=date(2026, 3, 5),
    )
    history.demand(date(2026, 3, 25), date(2026, 4, 7))
    history.pay(date(2026, 4, 20), 2400_00 + 240_00, to=PaidTo.PARTNER)
    [(_, rows)] = vouchers(booked(history))
    assert (rows["1510"], rows["3990"]) == (-2400_00, -60_00)
    assert rows["1930"] == 2460_00


def test_a_small_rest_of_principal_is_rounding() -> None:
    history = own()
    day = date(2026, 3, 30)
    history.pay(day, history.account(day).owed_ore - 4_50)
    history.close(day, Outcome.PAID)
    assert vouchers(booked(history))[0] == (day, {"3740": 4_50, "1510": -4_50})


def test_a_cancelled_case_reverses_what_was_charged_and_not_paid() -> None:
    history = own(paid_ore=40_00)
    history.close(date(2026, 4, 1), Outcome.CANCELLED)
    assert booked(history).facts[0].rows
    assert len(booked(history).facts) == 1  # nothing was booked, so nothing is reversed
    assert vouchers(booked(history, CHARGED)) == [
        (date(2026, 3, 10), {"1510": 65_26, "3990": -60_00, "8313": -5_26}),
        (date(2026, 3, 20), {"1930": 40_00, "1510": -40_00}),
        (date(2026, 4, 1), {"3990": 20_00, "8313": 5_26, "1510": -25_26}),
    ]


def test_a_new_case_starts_with_nothing_charged() -> None:
    history = own(paid_ore=0)
    history.close(date(2026, 3, 11), Outcome.CANCELLED)
    history.open(date(2026, 3, 12))
    assert [rows for _, rows in vouchers(booked(history, CHARGED))] == [
        {"1510": 65_26, "3990": -60_00, "8313": -5_26},
        {"3990": 60_00, "8313": 5_26, "1510": -65_26},
    ]


LOSSES = [
    # what, VAT of the invoice, set aside before, rows
    ("25 %", ((25, 480_00),), 0, {"6351": 1920_00, "2611": 480_00, "1510": -2400_00}),
    (
        "25 %, set aside before",
        ((25, 480_00),),
        1920_00,
        {"6351": 1920_00, "2611": 480_00, "1519": 1920_00, "6352": -1920_00, "1510": -2400_00},
    ),
    ("12 %", ((12, 257_14),), 0, {"6351": 2142_86, "2621": 257_14, "1510": -2400_00}),
    (
        "25 and 6 %",
        ((25, 200_00), (6, 79_25)),
        0,
        {"6351": 2120_75, "2611": 200_00, "2631": 79_25, "1510": -2400_00},
    ),
    ("export, reverse charge", (), 0, {"6351": 2400_00, "1510": -2400_00}),
]


@pytest.mark.parametrize(
    ("vat", "allowance", "rows"), [r[1:] for r in LOSSES], ids=[r[0] for r in LOSSES]
)
@pytest.mark.parametrize("outcome", [Outcome.WRITTEN_OFF, Outcome.SETTLED])
def test_a_confirmed_loss(outcome: Outcome, vat: VatParts, allowance: int, rows: Amounts) -> None:
    history = own()
    history.close(date(2026, 9, 1), outcome)
    made = booked(history, vat=vat, allowance_ore=allowance)
    assert vouchers(made) == [(date(2026, 9, 1), rows)]


def test_a_loss_whose_vat_is_unknown_waits_for_it() -> None:
    history = own()
    history.close(date(2026, 9, 1), Outcome.WRITTEN_OFF)
    made = booked(history, vat=None)
    assert made.facts == ()
    assert "remind write-off 1042 --vat" in str(made.left_out[0].why)


@pytest.mark.parametrize("rules", [CASH, OTHER_PROGRAM], ids=["cash method", "other program"])
def test_a_loss_that_was_never_in_these_books(rules: BookingRules) -> None:
    history = own()
    history.close(date(2026, 9, 1), Outcome.WRITTEN_OFF)
    assert booked(history, rules).facts == ()


def test_two_cases_that_end_in_a_loss_on_one_day_lose_it_once() -> None:
    history = own()
    history.close(date(2026, 9, 1), Outcome.WRITTEN_OFF)
    history.open(date(2026, 9, 1))
    history.close(date(2026, 9, 1), Outcome.WRITTEN_OFF)
    assert vouchers(booked(history)) == [
        (date(2026, 9, 1), {"6351": 1920_00, "2611": 480_00, "1510": -2400_00})
    ]


def test_a_loss_of_what_is_left_takes_back_vat_in_proportion() -> None:
    history = own(paid_ore=1000_00)
    history.close(date(2026, 9, 1), Outcome.WRITTEN_OFF)
    left = 1471_84
    assert vouchers(booked(history))[1][1] == {
        "6351": left - 294_37,
        "2611": 294_37,
        "1510": -left,
    }


def test_what_comes_in_after_a_loss_declares_the_vat_again() -> None:
    history = own()
    history.close(date(2026, 9, 1), Outcome.WRITTEN_OFF)
    history.pay(date(2026, 10, 1), 1000_00)
    history.pay(date(2026, 11, 1), 1500_00)
    _, first, second = vouchers(booked(history))
    assert first == (date(2026, 10, 1), {"1930": 1000_00, "3950": -800_00, "2611": -200_00})
    # 1 400 were left of the loss; the rest is the debtor's.
    assert second[1] == {"1930": 1500_00, "3950": -1120_00, "2611": -280_00, "2420": -100_00}
    cash = vouchers(booked(history, CASH))
    assert cash[0][1] == {"1930": 1000_00, "3001": -800_00, "2611": -200_00}


def test_a_loss_without_an_open_case_and_an_account_that_tells_recovery_apart() -> None:
    history = own()
    history.close(date(2026, 4, 1), Outcome.CANCELLED)
    history.pay(date(2026, 10, 1), 2400_00)
    day = date(2026, 9, 1)
    account = history.account(FAR)
    [met] = account.allocations
    lost = Waiver(on=day, part="principal", amount_ore=2400_00, why="written_off")
    account = replace(
        account,
        allocations=(replace(met, principal_ore=0, recovered_ore=2400_00),),
        waivers=(*account.waivers, lost),
    )
    facts = facts_of(history, account=account)
    facts = replace(facts, losses=(Loss(key="1/written_off/1", on=day),))
    assert vouchers(book(facts, ACCRUAL, until=FAR)) == [
        (day, {"6351": 1920_00, "2611": 480_00, "1510": -2400_00}),
        (date(2026, 10, 1), {"1930": 2400_00, "3950": -1920_00, "2611": -480_00}),
    ]
    assert len(book(replace(facts, vat=None), ACCRUAL, until=FAR).left_out) == 1
    assert len(book(facts, CASH, until=FAR).facts) == 1


def test_what_an_utslag_did_not_grant_is_lost_and_cannot_be_recovered() -> None:
    history = own()
    day = date(2026, 6, 1)
    lost = Waiver(on=day, part="principal", amount_ore=400_00, why="utslag")
    history.pay(date(2026, 7, 1), 400_00)
    account = history.account(FAR)
    [met] = account.allocations
    over = replace(met, principal_ore=0, fees_ore=0, interest_ore=0, over_ore=400_00)
    account = replace(account, allocations=(over,), waivers=(lost,))
    facts = facts_of(history, account=account, allowance_ore=100_00)
    facts = replace(facts, losses=(Loss(key="1/1/utslag", on=day, why="utslag"),))
    assert vouchers(book(facts, ACCRUAL, until=FAR)) == [
        (day, {"6351": 320_00, "2611": 80_00, "1510": -400_00}),
        (date(2026, 7, 1), {"1930": 400_00, "2420": -400_00}),
    ]


def test_an_utslag_that_granted_all_of_the_principal_is_no_loss() -> None:
    facts = replace(
        facts_of(own()), losses=(Loss(key="1/1/utslag", on=date(2026, 6, 1), why="utslag"),)
    )
    made = book(facts, ACCRUAL, until=FAR)
    assert (made.facts, made.left_out) == ((), ())


def test_what_was_recovered_and_paid_back_is_no_income() -> None:
    history = own()
    history.close(date(2026, 9, 1), Outcome.WRITTEN_OFF)
    history.pay(date(2026, 10, 1), 1000_00)
    history.repay(date(2026, 10, 5), 1, 1000_00)
    assert [rows for _, rows in vouchers(booked(history))][1:] == [
        {"1930": 1000_00, "2420": -1000_00},
        {"2420": 1000_00, "1930": -1000_00},
    ]


def test_a_credit_takes_back_sale_and_vat() -> None:
    history = own()
    history.credit(date(2026, 3, 15), 400_00)
    assert vouchers(booked(history)) == [
        (date(2026, 3, 15), {"3001": 320_00, "2611": 80_00, "1510": -400_00})
    ]
    made = booked(history, vat=None)
    assert (made.facts, len(made.left_out)) == ((), 1)


def test_a_credit_of_what_was_paid_is_owed_to_the_debtor() -> None:
    history = History()
    history.pay(date(2026, 3, 5), 2400_00)
    history.credit(date(2026, 3, 15), 2500_00)
    history.open(date(2026, 3, 20))
    assert vouchers(booked(history)) == [
        (date(2026, 3, 5), {"1930": 2400_00, "2420": -2400_00}),
        (
            date(2026, 3, 15),
            {"3001": 2000_00, "2611": 500_00, "1510": -2400_00, "2420": -100_00},
        ),
    ]


def test_a_credit_note_that_another_program_has_booked_is_not_booked_again() -> None:
    history = own()
    history.credit(date(2026, 3, 15), 400_00)
    history.events[-1] = replace(history.events[-1], by_note=True)
    history.credit(date(2026, 3, 16), 100_00)
    assert vouchers(booked(history)) == [
        (date(2026, 3, 16), {"3001": 80_00, "2611": 20_00, "1510": -100_00})
    ]


def test_a_case_closed_as_credited_takes_back_the_sale_of_what_was_left() -> None:
    """ML 7 kap. 46 §: a credit, and no loss."""
    history = own(paid_ore=1000_00)
    history.close(date(2026, 4, 1), Outcome.CREDITED)
    assert vouchers(booked(history))[1:] == [
        (date(2026, 4, 1), {"3001": 1177_47, "2611": 294_37, "1510": -1471_84})
    ]


def test_a_refused_tax_reduction_is_a_claim_on_the_customer() -> None:
    history = own()
    refused = RefusedReduction(key="1/refused", on=date(2026, 5, 4), amount_ore=900_00)
    facts = replace(facts_of(history), reductions_refused=(refused,))
    assert vouchers(book(facts, ACCRUAL, until=FAR)) == [
        (date(2026, 5, 4), {"1510": 900_00, "1513": -900_00})
    ]
    assert book(facts, CASH, until=FAR).facts == ()


def test_what_the_partner_received_too_much_is_not_in_these_books() -> None:
    history = History()
    history.open(date(2026, 3, 10), collector=Collector.PARTNER)
    history.reminder(date(2026, 3, 10), date(2026, 3, 24))
    paid = history.pay(date(2026, 3, 20), 3000_00, to=PaidTo.PARTNER)
    history.repay(date(2026, 4, 1), paid, 400_00)
    [(_, rows)] = vouchers(booked(history))
    assert "2420" not in rows


def test_a_payment_taken_back_is_no_fact() -> None:
    history = own(paid_ore=1000_00)
    history.unpay(date(2026, 3, 25), 1)
    assert booked(history).facts == ()


def test_what_a_partner_charges_is_not_the_firms_income() -> None:
    history = History()
    history.open(date(2026, 3, 10), collector=Collector.PARTNER)
    history.reminder(date(2026, 3, 10), date(2026, 3, 24))
    assert booked(history, CHARGED).facts == ()
    history.pay(date(2026, 3, 20), 2474_47, to=PaidTo.PARTNER)
    assert vouchers(booked(history, CHARGED)) == vouchers(booked(history))


def test_the_second_case_runs_under_its_own_collector() -> None:
    history = own(paid_ore=60_00)
    history.close(date(2026, 4, 1), Outcome.CANCELLED)
    history.open(date(2026, 5, 4), collector=Collector.PARTNER)
    history.demand(date(2026, 5, 4), date(2026, 5, 18))
    history.pay(date(2026, 5, 20), 2580_00, to=PaidTo.PARTNER)
    first, second = vouchers(booked(history))
    assert first[1] == {"1930": 60_00, "3990": -60_00}
    assert second[1] == {"1930": 2400_00, "1510": -2400_00}


def test_stages_alone_are_no_facts_of_the_books() -> None:
    history = own()
    history.stage(date(2026, 4, 8), Stage.CHOOSE)
    assert booked(history).facts == ()
