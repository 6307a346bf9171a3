"""What Kronofogden invoices of its own fee: owed by the debtor from then on, booked, settled, once.

Förordning (1992:1094) 6 §, utsökningsbalken 17 kap.; product.md sections 1, 5 and 6.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reminder_cli.domain.account import Account
from reminder_cli.domain.booking import BookingRules, ClaimFacts, by_account
from reminder_cli.domain.booking_claim import book
from reminder_cli.domain.booking_kronofogden import (
    applications,
    costs_invoiced,
    costs_paid,
    not_granted,
)
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import CaseOpened, Outcome, PaidTo
from reminder_cli.domain.explain import explain_lines
from reminder_cli.domain.kronofogden_rules import (
    KronofogdensInvoice,
    elsewhere_refusal,
    invoice_refusal,
    sum_refusal,
    told_before,
)
from reminder_cli.domain.settlement import settle
from reminder_cli.domain.settlement_case import SettlementFacts, case_sums
from tests.domain.example_b import UTSLAG, applied, decided, enforced
from tests.domain.given import OWN, PARTNER, History

TOLD = date(2025, 12, 1)
LATER = date(2025, 12, 15)
FAR = date(2026, 6, 30)


def own(history: History) -> History:
    """The same, run by the firm itself."""
    history.events = [
        replace(e, collector=Collector.OWN, terms_version=1) if isinstance(e, CaseOpened) else e
        for e in history.events
    ]
    return history


def explained(history: History, day: date) -> Account:
    account = history.account(day)
    lines = explain_lines(history.claim, account, {})
    assert sum(line.amount_ore for line in lines) == account.balance_ore
    return account


def costs(account: Account) -> list[tuple[str, int, int]]:
    return [(cost.kind.value, cost.amount_ore, cost.left_ore) for cost in account.costs]


APPLICATION = [("application", 300_00, 300_00), ("application_work", 380_00, 380_00)]
#   what it invoiced of its 600                the costs then                       it has yet to take
INVOICED: list[tuple[str, list[int], list[tuple[str, int, int]], int]] = [
    ("all of it", [600_00], [("invoiced", 600_00, 600_00)], 0),
    ("a part", [200_00], [("enforcement", 400_00, 400_00), ("invoiced", 200_00, 200_00)], 400_00),
    ("more: costs it had not told of", [850_00], [("invoiced", 850_00, 850_00)], 0),
    (
        "more of it",
        [200_00, 600_00],
        [("invoiced", 200_00, 200_00), ("invoiced", 400_00, 400_00)],
        0,
    ),
    (
        "less of it",
        [600_00, 200_00],
        [("enforcement", 400_00, 400_00), ("invoiced", 200_00, 200_00)],
        400_00,
    ),
    (
        "up and down",
        [200_00, 600_00, 150_00, 200_00],
        [("enforcement", 400_00, 400_00), ("invoiced", 200_00, 200_00)],
        400_00,
    ),
    ("taken back", [600_00, 0], [("enforcement", 600_00, 600_00)], 600_00),
]


@pytest.mark.parametrize(
    ("told", "found", "open_ore"), [r[1:] for r in INVOICED], ids=[r[0] for r in INVOICED]
)
def test_what_it_invoiced_is_not_its_to_take_any_more(
    told: list[int], found: list[tuple[str, int, int]], open_ore: int
) -> None:
    history = enforced()
    for ore in told:
        history.invoiced(TOLD, ore)
    account = explained(history, TOLD)
    assert costs(account) == [*APPLICATION, *found]
    assert account.kronofogdens_ore == open_ore
    assert account.costs_left_ore == 680_00 + sum(
        ore for kind, _, ore in found if kind == "invoiced"
    )


def test_two_invoices_of_two_years() -> None:
    history = enforced()
    history.invoiced(TOLD, 600_00, invoice="1")
    history.enforced(date(2026, 8, 15))
    history.invoiced(date(2026, 12, 1), 600_00, invoice="2", by_partner=True)
    account = explained(history, date(2026, 12, 1))
    assert costs(account) == [
        *APPLICATION,
        ("invoiced", 600_00, 600_00),
        ("laid_out", 600_00, 600_00),
    ]
    assert [cost.act for cost in account.costs] == [
        "application",
        "application_work",
        "enforcement",
        "enforcement",
    ]


def test_a_payment_meets_it_before_the_application() -> None:
    history = own(enforced())
    history.invoiced(TOLD, 600_00)
    history.pay(LATER, 1000_00)
    met = explained(history, LATER).allocations[0].costs
    assert (met.invoiced_ore, met.application_ore, met.work_ore) == (600_00, 300_00, 100_00)


def test_kronofogden_that_collects_after_its_invoice_keeps_nothing() -> None:
    history = own(enforced())
    history.invoiced(TOLD, 600_00)
    history.pay(LATER, 1000_00, to=PaidTo.KRONOFOGDEN)
    met = explained(history, LATER).allocations[0].costs
    assert (met.kept_ore, met.invoiced_ore, met.application_ore) == (0, 600_00, 300_00)


@pytest.mark.parametrize("invoiced_on", [LATER, date(2026, 1, 7)], ids=["the same day", "later"])
def test_a_case_that_has_ended_does_not_ask_for_it(invoiced_on: date) -> None:
    history = enforced()
    history.withdrawn(TOLD)
    history.close(LATER, Outcome.WRITTEN_OFF)
    history.invoiced(invoiced_on, 600_00)
    account = explained(history, invoiced_on)
    assert (account.owed_ore, account.costs_left_ore) == (0, 0)
    assert account.costs[-1].fell == "ended"


def test_told_late_it_changes_nothing_of_what_was_paid_and_closed() -> None:
    history = own(enforced())
    history.withdrawn(date(2025, 11, 3))
    owed = history.account(LATER).owed_ore
    history.pay(LATER, owed)
    history.close(LATER, Outcome.PAID)
    history.invoiced(TOLD, 600_00)  # the invoice is older than the payment, and found after it
    account = explained(history, LATER)
    assert (account.owed_ore, account.waivers, account.overpaid_ore) == (0, (), 0)
    assert account.costs[-1].fell == "ended"
    assert rows(history, share=100)[1] == {"6062": 600_00, "2440": -600_00}


def test_told_late_it_is_not_met_by_a_payment_that_was_known_before() -> None:
    history = own(enforced())
    history.pay(LATER, 1000_00)
    before = explained(history, LATER)
    history.invoiced(TOLD, 600_00)
    after = explained(history, LATER)
    assert after.allocations == before.allocations
    assert after.owed_ore == before.owed_ore + 600_00
    assert after.costs[-1].on == TOLD


def paid_in_full(*told: int) -> History:
    """An invoice of 600 that the debtor has paid with all else, and what was said of it then."""
    history = own(enforced())
    history.invoiced(TOLD, 600_00)
    history.pay(LATER, history.account(LATER).owed_ore)
    for ore in told:
        history.invoiced(LATER, ore)
    return history


#               said after it was paid    owed     paid too much
CORRECTED = [
    ("one less", [599_00], 0, 1_00),
    ("and as it was", [599_00, 600_00], 0, 0),
    ("taken back", [0], 0, 600_00),
    ("taken back and told again", [0, 600_00], 0, 0),
    ("more", [650_00], 50_00, 0),
    ("less, then more", [500_00, 650_00], 50_00, 0),
]


@pytest.mark.parametrize(
    ("told", "owed", "over"), [r[1:] for r in CORRECTED], ids=[r[0] for r in CORRECTED]
)
def test_a_sum_put_right_keeps_its_place_among_the_payments(
    told: list[int], owed: int, over: int
) -> None:
    account = explained(paid_in_full(*told), LATER)
    assert (account.owed_ore, account.overpaid_ore) == (owed, over)


@pytest.mark.parametrize(("ore", "over"), [(599_00, 1_00), (650_00, 0)])
def test_a_sum_put_right_in_a_case_that_has_ended_asks_for_nothing(ore: int, over: int) -> None:
    history = paid_in_full()
    history.withdrawn(LATER)
    history.close(LATER, Outcome.PAID)
    history.invoiced(LATER, ore)
    account = explained(history, LATER)
    assert (account.owed_ore, account.overpaid_ore) == (0, over)
    assert [c.amount_ore for c in account.costs if c.fell] == ([50_00] if ore > 600_00 else [])


def test_what_was_paid_too_much_meets_the_next_invoice_unless_it_was_paid_back() -> None:
    history = paid_in_full(0)
    history.invoiced(LATER, 700_00, invoice="7789")
    account = explained(history, LATER)
    assert (account.owed_ore, account.overpaid_ore) == (100_00, 0)
    assert account.allocations[0].costs.invoiced_ore == 600_00
    history = paid_in_full(0)
    history.repay(LATER, 1, 600_00)
    history.invoiced(LATER, 700_00, invoice="7789")
    account = explained(history, LATER)
    assert (account.owed_ore, account.overpaid_ore) == (700_00, 0)


@settings(deadline=None, max_examples=200)
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(
                st.sampled_from(["7788", "7789"]),
                st.sampled_from([0, 200_00, 599_00, 600_00, 850_00]),
                st.integers(0, 60),
            ),
            st.tuples(
                st.just("pay"), st.sampled_from([1, 600_00, 5000_00, 15_000_00]), st.integers(0, 60)
            ),
            st.tuples(st.just("unpay"), st.just(0), st.just(0)),
            st.tuples(st.just("close"), st.just(0), st.just(0)),
        ),
        max_size=10,
    )
)
def test_nobody_owes_and_is_owed_at_once(steps: list[tuple[str, int, int]]) -> None:
    history, today = own(enforced()), TOLD
    for what, ore, back in steps:
        today += timedelta(days=7)
        live = history.claim.live_payments
        if what == "pay":
            history.pay(today - timedelta(days=back), ore)
        elif what == "unpay" and live:
            history.unpay(today, live[0].payment_id)
        elif what == "close" and history.case.is_open:
            history.close(today, Outcome.PAID)
        elif what.isdecimal():
            history.invoiced(max(today - timedelta(days=back), UTSLAG), ore, invoice=what)
        account = explained(history, today)
        assert not (account.owed_ore > 0 and account.overpaid_ore > 0)


def test_the_end_of_a_case_gives_it_up_and_an_utslag_does_not() -> None:
    history = enforced()
    history.invoiced(TOLD, 600_00)
    history.withdrawn(TOLD)
    history.applied(date(2026, 1, 7))
    history.utslag(date(2026, 2, 2), costs_ore=500_00)
    account = explained(history, date(2026, 2, 2))
    assert ("invoiced", 600_00, 600_00) in costs(account)
    # Of the applications 1 360 were owed; the newest cost is given up first.
    assert account.costs_left_ore == 600_00 + 500_00
    history.close(date(2026, 3, 2), Outcome.PAID)
    assert explained(history, date(2026, 3, 2)).costs_left_ore == 0


# ---- when it is refused ----

SAID = KronofogdensInvoice(number="7788", amount_ore=600_00, by_partner=False)
NOTHING_SAID = replace(SAID, amount_ore=None)


def told_already() -> History:
    history = enforced()
    history.invoiced(TOLD, 600_00)
    return history


#                                              history       what is said                    refused
REFUSED = [
    ("before an utslag", applied, SAID, UTSLAG, "no_utslag"),
    ("on a day before it", decided, SAID, date(2025, 8, 14), "out_of_order"),
    ("no sum, and no fee that is registered", decided, NOTHING_SAID, TOLD, "no_sum"),
    ("no sum, and its fee is", enforced, NOTHING_SAID, TOLD, ""),
    ("a sum without a fee that is registered", decided, SAID, TOLD, ""),
    ("the same again", told_already, SAID, TOLD, "registered"),
    ("the same number without a sum", told_already, NOTHING_SAID, TOLD, "no_sum"),
    ("another sum: a correction", told_already, replace(SAID, amount_ore=0), TOLD, ""),
    ("another who pays: a correction", told_already, replace(SAID, by_partner=True), TOLD, ""),
    ("another number", told_already, replace(SAID, number="7789"), TOLD, ""),
    ("takes back what was never said", enforced, replace(SAID, amount_ore=0), TOLD, "registered"),
]


@pytest.mark.parametrize(
    ("make", "said", "on", "code"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_refused(make: object, said: KronofogdensInvoice, on: date, code: str) -> None:
    history: History = make()  # type: ignore[operator]
    open_ore = history.account(TOLD).kronofogdens_ore
    application = history.case.applications[-1]
    refusal = invoice_refusal(application, said, open_ore=open_ore, number="2001", on=on)
    assert (refusal.code if refusal else "") == code
    never = invoice_refusal(None, said, open_ore=0, number="2001", on=on)
    assert never is not None


@pytest.mark.parametrize("written", ["7788", " 7788", "07788", "77-88"])
def test_an_invoice_is_the_same_however_its_number_is_written(written: str) -> None:
    application = told_already().case.applications[-1]
    before = told_before(application, written)
    assert before is not None
    assert before.invoice == "7788"
    assert told_before(application, "778") is None
    again = replace(SAID, number=written)
    refusal = invoice_refusal(application, again, open_ore=0, number="2001", on=TOLD)
    assert refusal is not None
    assert refusal.code == "registered"


#                                       history       number  sum      day                 refused
SUMS = [
    ("ten times the fee", decided, "7788", 6000_00, TOLD, True),
    ("its fee, not registered", decided, "7788", 600_00, TOLD, False),
    ("and some costs of it", enforced, "7788", 900_00, TOLD, False),
    ("an öre more", enforced, "7788", 900_01, TOLD, True),
    ("a second one", told_already, "7789", 300_01, TOLD, True),
    ("a second one, when a year has gone", told_already, "7789", 900_00, date(2026, 8, 15), False),
    ("the day before", told_already, "7789", 900_00, date(2026, 8, 14), True),
    ("put right", told_already, "07788", 900_00, TOLD, False),
    ("put wrong", told_already, "07788", 6000_00, TOLD, True),
    ("all of it", enforced, "7788", None, TOLD, False),
]


@pytest.mark.parametrize(
    ("make", "invoice", "ore", "on", "refused"), [r[1:] for r in SUMS], ids=[r[0] for r in SUMS]
)
def test_a_sum_that_kronofogden_cannot_invoice(
    make: object, invoice: str, ore: int | None, on: date, refused: bool
) -> None:
    history: History = make()  # type: ignore[operator]
    refusal = sum_refusal(
        history.case.applications[-1],
        replace(SAID, number=invoice, amount_ore=ore),
        open_ore=history.account(TOLD).kronofogdens_ore,
        number="2001",
        on=on,
        terms=OWN,
    )
    assert (refusal.code if refusal else "") == ("too_much" if refused else "")


@pytest.mark.parametrize(
    ("first_ore", "invoice", "refused"),
    [(600_00, "7788", True), (600_00, "07788", True), (600_00, "7789", False), (0, "7788", False)],
    ids=["the same", "written otherwise", "another", "taken back"],
)
def test_an_invoice_told_under_an_earlier_application_is_known(
    first_ore: int, invoice: str, refused: bool
) -> None:
    history = told_already()
    if not first_ore:
        history.invoiced(TOLD, 0)
    history.withdrawn(TOLD)
    history.applied(TOLD)
    application = history.case.applications[-1]
    refusal = elsewhere_refusal(history.claim, application, replace(SAID, number=invoice), "2001")
    assert (refusal.code if refusal else "") == ("registered" if refused else "")
    same = history.case.applications[0]
    assert elsewhere_refusal(history.claim, same, SAID, "2001") is None


def test_what_it_kept_for_itself_it_cannot_invoice_too() -> None:
    application = enforced().case.applications[-1]
    for ore, code in ((300_00, ""), (300_01, "too_much")):
        refusal = sum_refusal(
            application,
            replace(SAID, amount_ore=ore),
            open_ore=0,
            kept_ore=600_00,
            number="2001",
            on=TOLD,
            terms=OWN,
        )
        assert (refusal.code if refusal else "") == code


def test_what_is_open_and_was_said_can_always_be_invoiced() -> None:
    history = told_already()
    history.invoiced(TOLD, 2000_00)  # before there was a bound
    application = history.case.applications[-1]
    for ore, code in ((1999_00, ""), (2000_01, "too_much")):
        refusal = sum_refusal(
            application,
            replace(SAID, amount_ore=ore),
            open_ore=0,
            number="2001",
            on=TOLD,
            terms=OWN,
        )
        assert (refusal.code if refusal else "") == code


# ---- in the books and in the settlement ----


def test_each_invoice_is_one_fact_however_often_it_was_said() -> None:
    history = told_already()
    history.invoiced(LATER, 550_00)
    history.invoiced(LATER, 600_00, invoice="7789")
    told = history.case.applications[-1].invoiced
    assert [(x.cost_key, x.key) for x in told] == [
        ("1/1/kronofogden/1/invoiced/7788", "1/1/kronofogden/1/invoiced/7788/2"),
        ("1/1/kronofogden/1/invoiced/7789", "1/1/kronofogden/1/invoiced/7789/3"),
    ]


def test_an_utslag_may_not_have_granted_all() -> None:
    assert list(not_granted(applied().claim)) == []
    [loss] = not_granted(decided().claim)
    assert (loss.on, loss.why) == (UTSLAG, "utslag")


def rows(history: History, *, share: int) -> list[dict[str, int]]:
    claim, account = history.claim, history.account(FAR)
    facts = ClaimFacts(
        number="2001",
        claim=claim,
        account=account,
        shares={1: Fraction(share)},
        total_ore=12_500_00,
        vat=((25, 2500_00),),
        costs_paid=costs_paid(account),
        costs_invoiced=tuple(costs_invoiced(claim)),
    )
    return [by_account(item.rows) for item in book(facts, BookingRules(), until=FAR).facts]


def settled(history: History, through: date, before: dict[str, int]) -> dict[str, int]:
    """What a month comes to; ``before`` gathers what was settled."""
    account = history.account(FAR)
    facts = SettlementFacts(
        number="2001",
        claim=history.claim,
        account=account,
        terms={1: PARTNER if history.case.opened.collector is Collector.PARTNER else OWN},
        applications=tuple(applications(history.claim)),
        costs_paid=costs_paid(account),
    )
    made = settle(case_sums(facts, through=through), {(1, 1): before})
    for case in made:
        assert case.outlays_ore == sum(act.outlay_ore for act in case.acts)
        for item, ore in case.items.items():
            before[item] = before.get(item, 0) + ore
    return {
        "outlays": sum(c.outlays_ore for c in made),
        "received": sum(c.received_ore for c in made),
        "vat": sum(c.vat_ore for c in made),
    }


def test_own_a_cost_that_comes_back_when_the_debtor_pays() -> None:
    history = own(enforced())
    history.invoiced(TOLD, 600_00)
    history.pay(LATER, 680_00)
    assert rows(history, share=100) == [
        {"6062": 300_00, "2440": -300_00},
        {"6062": 600_00, "2440": -600_00},
        {"1930": 680_00, "6062": -680_00},
    ]
    assert settled(history, FAR, {}) == {"outlays": 0, "received": 0, "vat": 0}


def test_partner_an_outlay_without_vat_that_is_credited_when_the_debtor_pays() -> None:
    history = enforced()
    history.invoiced(TOLD, 600_00, by_partner=True)
    before: dict[str, int] = {}
    assert settled(history, date(2025, 11, 30), before)["outlays"] == 300_00
    assert settled(history, date(2025, 12, 31), before) == {
        "outlays": 600_00,
        "received": 0,
        "vat": 0,
    }
    history.pay(date(2026, 1, 15), 700_00)  # at Kronofogden costs come first
    assert settled(history, date(2026, 1, 31), before) == {
        "outlays": -700_00,
        "received": 700_00,
        "vat": 0,
    }
    assert rows(history, share=50) == [{"1930": 700_00, "2890": -700_00}]
    history.unpay(date(2026, 2, 3), 1)
    assert settled(history, date(2026, 2, 28), before) == {
        "outlays": 700_00,
        "received": -700_00,
        "vat": 0,
    }


def test_partner_and_the_creditor_pays_it_itself() -> None:
    history = enforced()
    history.invoiced(TOLD, 600_00)
    history.pay(LATER, 900_00, to=PaidTo.PARTNER)
    # The 600 are the creditor's cost and come back to it; the 300 are the partner's outlay.
    assert rows(history, share=50) == [
        {"6062": 600_00, "2440": -600_00},
        {"1930": 600_00, "6062": -600_00},
    ]
    before: dict[str, int] = {}
    assert settled(history, TOLD, before)["outlays"] == 300_00
    assert settled(history, LATER, before)["outlays"] == -300_00


def test_an_invoice_that_changes_payer_after_a_settlement_has_a_row_in_the_next() -> None:
    history = enforced()
    history.invoiced(TOLD, 600_00, by_partner=True)
    before: dict[str, int] = {}
    assert settled(history, date(2025, 12, 31), before)["outlays"] == 900_00
    history.invoiced(date(2026, 1, 7), 600_00)  # the creditor's after all; settled() finds its row
    assert settled(history, date(2025, 12, 31), dict(before))["outlays"] == -600_00
    assert settled(history, date(2026, 1, 31), before)["outlays"] == -600_00
    history.invoiced(date(2026, 2, 3), 600_00, by_partner=True)
    assert settled(history, date(2026, 2, 28), before)["outlays"] == 600_00
    assert settled(history, date(2026, 3, 31), before)["outlays"] == 0


def test_a_wrong_sum_put_right_after_it_was_settled_is_a_line_in_the_next() -> None:
    history = enforced()
    history.invoiced(TOLD, 660_00, by_partner=True)
    before: dict[str, int] = {}
    assert settled(history, date(2025, 12, 31), before)["outlays"] == 960_00
    history.invoiced(date(2026, 1, 7), 600_00, by_partner=True)
    assert settled(history, date(2026, 1, 31), before)["outlays"] == -60_00
    history.invoiced(date(2026, 2, 3), 0, by_partner=True)
    assert settled(history, date(2026, 2, 28), before)["outlays"] == -600_00
    assert settled(history, date(2026, 3, 31), before)["outlays"] == 0
