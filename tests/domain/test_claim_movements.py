"""What moves a claim on its account: every kind of fact by a table, and the sum whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from reminder_cli.domain.account import Waiver
from reminder_cli.domain.booking import BookingRules, ClaimFacts, Loss, RefusedReduction
from reminder_cli.domain.case import fold
from reminder_cli.domain.claim_movements import Movement, What, movements, note_movements
from reminder_cli.domain.events import Outcome, PaidTo
from reminder_cli.domain.events_life import CreditUsed
from tests.domain.given import History, example_a
from tests.domain.test_booking import ACCRUAL, CASH, CHARGED, FAR, OTHER_PROGRAM, facts_of, own
from tests.domain.test_booking_properties import facts_of as drawn_facts
from tests.domain.test_booking_properties import histories

MARCH_20, APRIL_1 = date(2026, 3, 20), date(2026, 4, 1)
Told = tuple[str, date, int]


def moved(facts: ClaimFacts, rules: BookingRules = ACCRUAL, *, until: date = FAR) -> list[Told]:
    return [
        (m.what.value, m.on, m.amount_ore)
        for m in movements(facts, rules, until=until, exported={})
    ]


def paid() -> ClaimFacts:
    """1 000 kr of example C: fee 60, interest 11.84, principal the rest."""
    return facts_of(own(paid_ore=1000_00))


def ended(outcome: Outcome, *, vat_known: bool = True) -> Callable[[], ClaimFacts]:
    def facts() -> ClaimFacts:
        history = own(paid_ore=1000_00)
        history.close(APRIL_1, outcome)
        return facts_of(history) if vat_known else facts_of(history, vat=None)

    return facts


def credited(*, by_note: bool) -> Callable[[], ClaimFacts]:
    def facts() -> ClaimFacts:
        history = own()
        history.credit(MARCH_20, 2000_00)
        history.events[-1] = replace(history.events[-1], by_note=by_note)
        history.credit(APRIL_1, 600_00)
        history.events[-1] = replace(history.events[-1], by_note=by_note)
        history.credit(APRIL_1, 100_00)
        history.events[-1] = replace(history.events[-1], by_note=by_note)
        return facts_of(history)

    return facts


def written_off_without_a_case() -> ClaimFacts:
    history = own()
    history.close(MARCH_20, Outcome.CANCELLED)
    facts = facts_of(history)
    waiver = Waiver(on=APRIL_1, part="principal", amount_ore=2400_00, why="written_off")
    account = replace(facts.account, waivers=(*facts.account.waivers, waiver))
    return replace(facts, account=account, losses=(Loss(key="1/loss", on=APRIL_1),))


def refused() -> ClaimFacts:
    reduction = RefusedReduction(key="1/refused", on=APRIL_1, amount_ore=900_00)
    return replace(facts_of(own()), reductions_refused=(reduction,))


@pytest.mark.parametrize(
    ("facts", "rules", "expected"),
    [
        (paid, ACCRUAL, [("payment", MARCH_20, -928_16)]),
        (paid, OTHER_PROGRAM, [("payment", MARCH_20, -928_16)]),
        (paid, CASH, [("payment", MARCH_20, -928_16)]),
        (
            paid,
            CHARGED,
            [("charge", date(2026, 3, 10), 65_26), ("payment", MARCH_20, -993_42)],
        ),
        (
            lambda: facts_of(example_a(PaidTo.PARTNER)),
            ACCRUAL,
            [("payment", date(2026, 1, 30), -999_50)],
        ),
        (
            ended(Outcome.WRITTEN_OFF),
            ACCRUAL,
            [("payment", MARCH_20, -928_16), ("loss", APRIL_1, -1471_84)],
        ),
        (
            ended(Outcome.WRITTEN_OFF, vat_known=False),
            ACCRUAL,
            [("payment", MARCH_20, -928_16), ("loss", APRIL_1, -1471_84)],
        ),
        (
            ended(Outcome.SETTLED),
            ACCRUAL,
            [("payment", MARCH_20, -928_16), ("loss", APRIL_1, -1471_84)],
        ),
        (
            ended(Outcome.PAID),
            ACCRUAL,
            [("payment", MARCH_20, -928_16), ("small_rest", APRIL_1, -1471_84)],
        ),
        (
            ended(Outcome.CREDITED),
            ACCRUAL,
            [("payment", MARCH_20, -928_16), ("credit", APRIL_1, -1471_84)],
        ),
        (ended(Outcome.CANCELLED), ACCRUAL, [("payment", MARCH_20, -928_16)]),
        (
            credited(by_note=False),
            ACCRUAL,
            [("credit", MARCH_20, -2000_00), ("credit", APRIL_1, -400_00)],
        ),
        (
            credited(by_note=True),
            ACCRUAL,
            [("set_off", MARCH_20, -2000_00), ("set_off", APRIL_1, -400_00)],
        ),
        (written_off_without_a_case, ACCRUAL, [("loss", APRIL_1, -2400_00)]),
        (refused, ACCRUAL, [("refused_reduction", APRIL_1, 900_00)]),
    ],
    ids=[
        "a payment",
        "a payment another program books",
        "a payment by the cash method",
        "what was charged, and a payment of it",
        "the partner pays out",
        "written off",
        "written off, VAT unknown",
        "composition",
        "small rest",
        "credited",
        "cancelled: nothing of the claim",
        "credits, never more than the claim",
        "credit notes, never more than the claim",
        "written off without an open case",
        "a refused tax reduction",
    ],
)
def test_each_fact_on_the_account_of_claims(
    facts: Callable[[], ClaimFacts], rules: BookingRules, expected: list[Told]
) -> None:
    assert moved(facts(), rules) == expected


def test_what_is_dropped_of_a_charge_is_a_charge() -> None:
    history = own()
    history.close(APRIL_1, Outcome.CANCELLED)
    assert moved(facts_of(history), CHARGED)[-1] == ("charge", APRIL_1, -65_26)


def test_what_the_partner_has_not_paid_out_yet_has_not_moved() -> None:
    facts = facts_of(example_a(PaidTo.PARTNER))
    assert moved(facts, until=date(2026, 1, 29)) == []


def test_what_was_exported_of_each_fact_and_of_one_taken_back() -> None:
    facts = paid()
    [payment] = facts.claim.payments
    exported = {payment.key: -900_00, "of a payment taken back": -50_00, "no claim": 0}
    assert list(movements(facts, ACCRUAL, until=FAR, exported=exported)) == [
        Movement(what=What.PAYMENT, on=MARCH_20, amount_ore=-928_16, exported_ore=-900_00),
        Movement(what=What.CORRECTION, on=date.min, amount_ore=0, exported_ore=-50_00),
    ]


def test_what_was_set_off_of_a_credit_note() -> None:
    used = CreditUsed(invoice_id=1, on=APRIL_1, against_id=2, amount_ore=300_00, number=1)
    assert list(note_movements(fold(1, [used]))) == [
        Movement(what=What.SET_OFF, on=APRIL_1, amount_ore=300_00)
    ]


@pytest.mark.parametrize("rules", [ACCRUAL, CHARGED, CASH, OTHER_PROGRAM], ids=str)
@settings(deadline=None, max_examples=60)
@given(history=histories())
def test_what_is_left_is_what_the_claim_began_with_and_every_movement(
    rules: BookingRules, history: History
) -> None:
    facts = drawn_facts(history)
    found = list(movements(facts, rules, until=FAR, exported={}))
    charged = 0
    if rules.charges and history.case.is_open:
        # What is charged and not yet paid stands on the account too: no more than is owed of it,
        # and only of cases the firm runs itself.
        charged = sum(m.amount_ore for m in found) + facts.account.basis.principal_ore
        charged -= facts.account.principal_left_ore
        assert charged >= 0
    left = facts.account.basis.principal_ore + sum(m.amount_ore for m in found) - charged
    assert left == facts.account.principal_left_ore
