"""Whatever happens: every voucher balances, and each account holds what the events say it must."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reminder_cli.domain.account import Account
from reminder_cli.domain.booking import (
    BookedFact,
    BookingRules,
    ClaimFacts,
    VatParts,
    by_account,
)
from reminder_cli.domain.booking_claim import book
from reminder_cli.domain.booking_correction import Exported, to_export
from reminder_cli.domain.case import Claim
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome, PaidTo
from reminder_cli.domain.money import rounded
from tests.domain.given import History

FAR = date(2030, 12, 31)
START = date(2026, 3, 10)
TOTAL, VAT = 2400_00, 480_00
Step = Callable[[History, date], None]


def _pay(amount: int, to: PaidTo) -> Step:
    def step(history: History, day: date) -> None:
        history.pay(day, amount, to=to)

    return step


def _unpay(history: History, day: date) -> None:
    live = history.claim.live_payments
    if live:
        history.unpay(day, live[-1].payment_id)


def _repay(history: History, day: date) -> None:
    over = history.account(day).overpaid_ore
    last = [p for p in history.claim.live_payments if p.to is PaidTo.CREDITOR]
    if last and 0 < over <= last[-1].amount_ore:
        history.repay(day, last[-1].payment_id, over)


def _demand(history: History, day: date) -> None:
    if history.case.is_open:
        history.demand(day, day + timedelta(days=10))


def _close(outcome: Outcome) -> Step:
    def step(history: History, day: date) -> None:
        if history.case.is_open:
            history.close(day, outcome)

    return step


def _open(collector: Collector) -> Step:
    def step(history: History, day: date) -> None:
        if not history.case.is_open:
            history.open(day, collector=collector)
            history.reminder(day, day + timedelta(days=14))

    return step


AMOUNTS = st.integers(1, 3000_00)
STEPS = st.one_of(
    st.builds(_pay, AMOUNTS, st.just(PaidTo.CREDITOR)),
    st.builds(_pay, AMOUNTS, st.sampled_from([PaidTo.CREDITOR, PaidTo.PARTNER])),
    st.sampled_from([_unpay, _repay, _demand]),
    st.builds(_close, st.sampled_from(list(Outcome))),
    st.builds(_open, st.sampled_from(list(Collector))),
)


@st.composite
def histories(draw: st.DrawFn) -> History:
    history = History()
    day = START
    collector = draw(st.sampled_from(list(Collector)))
    history.open(day, collector=collector)
    history.reminder(day, day + timedelta(days=14))
    for step in draw(st.lists(STEPS, max_size=8)):
        day += timedelta(days=draw(st.integers(0, 40)))
        if day > date(2026, 12, 31):
            break
        step(history, day)
    return history


def facts_of(history: History) -> ClaimFacts:
    claim = history.claim
    shares = {Collector.OWN: Fraction(100), Collector.PARTNER: Fraction(50)}
    return ClaimFacts(
        number="1042",
        claim=claim,
        account=history.account(date(2026, 12, 31)),
        shares={case.case_no: shares[case.opened.collector] for case in claim.cases},
        total_ore=TOTAL,
        vat=((25, VAT),),
    )


def sums(facts: tuple[BookedFact, ...]) -> dict[str, int]:
    return by_account(row for item in facts for row in item.rows)


@pytest.mark.parametrize("when_charged", [False, True], ids=["when paid", "when charged"])
@settings(deadline=None, max_examples=150)
@given(history=histories())
def test_each_account_holds_what_the_events_say(when_charged: bool, history: History) -> None:
    facts = facts_of(history)
    made = book(facts, BookingRules(when_charged=when_charged), until=FAR).facts
    assert all(item.voucher().balanced for item in made)
    assert len({item.key for item in made}) == len(made)
    found = sums(made)
    expected = reckoned(facts.claim, facts.account)
    for account in ("2420", "2890", "3740", "3950", "6351", "2611", "1930"):
        assert found.get(account, 0) == expected[account], account
    open_charges = found.get("1510", 0) - expected["1510"]
    income = found.get("3990", 0) + found.get("8313", 0)
    # What is charged and not yet paid stands on 1510 and is income already; nothing else differs.
    assert income == expected["income"] - open_charges
    if not when_charged or not history.case.is_open:
        assert open_charges == 0


def reckoned(claim: Claim, account: Account) -> dict[str, int]:
    """Each account from the events and the allocations, by sums over the whole life of the claim."""
    expected = dict.fromkeys(("1510", "1930", "2420", "2890", "3740", "3950", "6351", "2611"), 0)
    lost = [w for w in account.waivers if w.part == "principal"]
    in_the_books = [w.amount_ore for w in lost if w.why in {"written_off", "settled"}]
    vat_lost = sum(rounded(Fraction(ore * VAT, TOTAL)) for ore in in_the_books)
    credited = [w.amount_ore for w in lost if w.why == "credited"]
    vat_credited = sum(rounded(Fraction(ore * VAT, TOTAL)) for ore in credited)
    expected["6351"] = sum(in_the_books) - vat_lost
    expected["3740"] = sum(w.amount_ore for w in lost if w.why == "paid")
    income = 0
    recovered = _recovered(claim, account)
    interest: dict[int, int] = {}
    partners_interest = 0
    for met in account.allocations:
        payment, case_no = met.payment, _case_no(claim, met.payment.seq, met.payment.on)
        partner = case_no > 0 and claim.cases[case_no - 1].opened.collector is Collector.PARTNER
        expected["1510"] -= met.principal_ore
        interest[case_no] = interest.get(case_no, 0) + met.interest_ore
        back = recovered.get(payment.payment_id, 0)
        direct = payment.to is PaidTo.CREDITOR
        over = met.over_ore + met.recovered_ore - back
        expected["2420"] -= over if direct else 0
        if not partner:
            income -= met.fees_ore + met.interest_ore
            expected["1930"] += met.principal_ore + met.fees_ore + met.interest_ore
        else:
            total = interest[case_no]
            own = rounded(Fraction(total, 2)) - rounded(Fraction(total - met.interest_ore, 2))
            income -= own
            expected["1930"] += met.principal_ore + own
            partners = met.fees_ore + met.interest_ore - own
            partners_interest += partners
            if direct:
                expected["2890"] -= partners
                expected["1930"] += partners
        expected["1930"] += back + (over if direct else 0)
    all_back = sum(recovered.values())
    vat_back = rounded(Fraction(all_back * VAT, TOTAL))
    expected["3950"] = -(all_back - vat_back)
    expected["2611"] = vat_lost + vat_credited - vat_back
    live = {p.payment_id: p for p in claim.live_payments}
    for repaid in claim.repayments:
        if repaid.payment_id in live:
            expected["2420"] += repaid.amount_ore
            expected["1930"] -= repaid.amount_ore
    expected["1510"] -= sum(w.amount_ore for w in lost)
    expected["income"] = income
    return expected


VATS = [((25, VAT),), ((25, 200_00), (6, 79_25)), ((12, 257_14),), ()]


@pytest.mark.parametrize("vat", VATS, ids=["25 %", "25 and 6 %", "12 %", "none"])
@settings(deadline=None, max_examples=60)
@given(history=histories())
def test_by_the_cash_method_only_money_that_came_is_booked(vat: VatParts, history: History) -> None:
    """Every krona of principal is a sale or its VAT, by its own rates; nothing stands on claims."""
    facts = replace(facts_of(history), vat=vat)
    made = book(facts, BookingRules(cash_method=True), until=FAR).facts
    assert all(item.voucher().balanced for item in made)
    found = sums(made)
    assert not found.keys() & {"1510", "3740", "3950", "6351"}
    back = sum(_recovered(facts.claim, facts.account).values())
    came_in = sum(met.principal_ore for met in facts.account.allocations)
    rates = {25: ("3001", "2611"), 12: ("3002", "2621"), 6: ("3003", "2631"), 0: ("3004", "3004")}
    sold = {name for names in rates.values() for name in names}
    assert sum(found.get(name, 0) for name in sold) == -came_in - back
    told = dict(vat)
    for percent, (_, account) in rates.items():
        if percent and percent not in told:
            assert account not in found
        elif percent:
            whole = Fraction(told[percent], TOTAL)
            # Of the payments and of what was recovered, each rounded once over its life.
            in_all = rounded(came_in * whole) + rounded(back * whole)
            assert -found.get(account, 0) == in_all
    expected = reckoned(facts.claim, facts.account)
    assert found.get("3990", 0) + found.get("8313", 0) == expected["income"]
    for account in ("1930", "2420", "2890"):
        assert found.get(account, 0) == expected[account], account


def _case_no(claim: Claim, seq: int, on: date) -> int:
    ran = [
        case.case_no
        for case in claim.cases
        if case.opened.seq < seq
        and case.opened.on <= on
        and (case.closed_seq == 0 or seq < case.closed_seq)
    ]
    return ran[-1] if ran else 0


def _recovered(claim: Claim, account: Account) -> dict[int, int]:
    repaid: dict[int, int] = {}
    for item in claim.repayments:
        repaid[item.payment_id] = repaid.get(item.payment_id, 0) + item.amount_ore
    lost = [
        w for w in account.waivers if w.part == "principal" and w.why in {"written_off", "settled"}
    ]
    found: dict[int, int] = {}
    for met in account.allocations:
        room = sum(w.amount_ore for w in lost if w.on <= met.payment.on) - sum(found.values())
        free = met.over_ore + met.recovered_ore - repaid.get(met.payment.payment_id, 0)
        if min(free, room) > 0:
            found[met.payment.payment_id] = min(free, room)
    return found


@settings(deadline=None, max_examples=100)
@given(history=histories(), cuts=st.lists(st.integers(0, 12), max_size=4))
def test_exporting_as_one_goes_comes_to_the_same_as_at_the_end(
    history: History, cuts: list[int]
) -> None:
    """Also over payments taken back after they were exported: a correction makes good for it."""
    exported: dict[str, Exported] = {}
    whole = history.events
    for cut in [*sorted(cuts), len(whole)]:
        seen = History()
        seen.events = whole[: max(cut, 2)]
        facts = book(facts_of(seen), BookingRules(), until=FAR).facts
        for item in to_export(facts, exported, today=FAR):
            assert item.voucher.balanced
            before = exported.get(item.key)
            amounts = dict(before.amounts) if before else {}
            for row in item.voucher.rows:
                amounts[row.account] = amounts.get(row.account, 0) + row.amount_ore
            exported[item.key] = Exported(text=item.voucher.text, amounts=amounts)
        assert list(to_export(facts, exported, today=FAR)) == []
    total: dict[str, int] = {}
    for fact in exported.values():
        for account, ore in fact.amounts.items():
            total[account] = total.get(account, 0) + ore
    at_the_end = sums(book(facts_of(history), BookingRules(), until=FAR).facts)
    assert {account: ore for account, ore in total.items() if ore} == at_the_end


def test_a_payment_taken_back_after_export_gives_a_correcting_voucher() -> None:
    history = History()
    history.open(START)
    history.reminder(START, date(2026, 3, 24))
    history.pay(date(2026, 3, 20), 1000_00)
    [first] = to_export(book(facts_of(history), BookingRules(), until=FAR).facts, {}, today=START)
    exported = {
        first.key: Exported(text=first.voucher.text, amounts=by_account(first.voucher.rows))
    }
    history.unpay(date(2026, 4, 1), 1)
    facts = book(facts_of(history), BookingRules(), until=FAR).facts
    [correction] = to_export(facts, exported, today=date(2026, 4, 2))
    assert correction.corrects
    assert (correction.voucher.on, correction.voucher.text) == (
        date(2026, 4, 2),
        "Correction: Payment, invoice 1042",
    )
    assert by_account(correction.voucher.rows) == {
        "1930": -1000_00,
        "1510": 928_16,
        "3990": 60_00,
        "8313": 11_84,
    }


def test_5_5_a_fact_that_stands_is_not_exported_again() -> None:
    history = History()
    history.open(START)
    history.reminder(START, date(2026, 3, 24))
    history.pay(date(2026, 3, 20), 1000_00)
    facts = book(facts_of(history), BookingRules(), until=FAR).facts
    exported = {
        item.key: Exported(text=item.voucher.text, amounts=by_account(item.voucher.rows))
        for item in to_export(facts, {}, today=START)
    }
    assert len(exported) == 1
    assert list(to_export(facts, exported, today=FAR)) == []


def test_a_back_dated_payment_corrects_what_a_later_one_had_met() -> None:
    history = History()
    history.open(START)
    history.reminder(START, date(2026, 3, 24))
    history.pay(date(2026, 3, 20), 1000_00)
    made = to_export(book(facts_of(history), BookingRules(), until=FAR).facts, {}, today=START)
    exported = {
        item.key: Exported(text=item.voucher.text, amounts=by_account(item.voucher.rows))
        for item in made
    }
    history.pay(date(2026, 3, 12), 1000_00)
    facts = book(facts_of(history), BookingRules(), until=FAR).facts
    new, correction = to_export(facts, exported, today=date(2026, 3, 25))
    assert (new.corrects, correction.corrects) == (False, True)
    # The fee and most of the interest were paid by the earlier one; the bank is as it was.
    assert "1930" not in by_account(correction.voucher.rows)
    assert by_account(correction.voucher.rows)["3990"] == 60_00
