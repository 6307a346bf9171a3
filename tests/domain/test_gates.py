"""Every gate of the product: when it stands, whether it is hard, and the law it names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from reminder_cli.domain.gates import DebtorStatus, GateFacts, Step, all_gates
from reminder_cli.domain.invoice import Customer, CustomerKind, Invoice, InvoiceKind

DUE = date(2026, 3, 2)
TODAY = date(2026, 3, 10)
LETTERS = (Step.REMINDER, Step.DEMAND)
EVERY = (*LETTERS, Step.KRONOFOGDEN)

INVOICE = Invoice(
    invoice_id=1,
    number="1041",
    customer_id=1,
    invoice_date=date(2026, 1, 30),
    due_date=date(2026, 3, 1),
    total_ore=2400_00,
    reduction_ore=0,
    paid_before_ore=0,
    currency="SEK",
    kind=InvoiceKind.INVOICE,
    ocr="10413",
    description="Målning av fasad",
    handled_elsewhere=False,
    sent_on=None,
    fee_claimed_ore=0,
    reminded_on=None,
)
CUSTOMER = Customer(
    customer_id=1,
    number="101",
    name="Eva Ståhl",
    kind=CustomerKind.CONSUMER,
    org_number="811218-9876",
    email="",
    street="Storgatan 1",
    postal_code="852 30",
    city="Sundsvall",
    country="",
    language="sv",
)
CLEAR = GateFacts(
    invoice=INVOICE,
    customer=CUSTOMER,
    today=TODAY,
    moved_due_on=DUE,
    remaining_ore=2400_00,
    has_case=False,
    terms_in_force=1,
    terms_accepted=1,
    prescribed_on=date(2029, 1, 30),
)


def facts(**changes: Any) -> GateFacts:
    """The facts of a claim that may be sent, but for some."""
    on_invoice = {k: changes.pop(k) for k in list(changes) if hasattr(INVOICE, k)}
    on_customer = {k: changes.pop(k) for k in list(changes) if hasattr(CUSTOMER, k)}
    return replace(
        CLEAR,
        invoice=replace(INVOICE, **on_invoice),
        customer=replace(CUSTOMER, **on_customer),
        **changes,
    )


@pytest.mark.parametrize("step", EVERY)
def test_nothing_stands_before_a_claim_in_order(step: Step) -> None:
    assert all_gates(CLEAR, step) == ()


HARD, SOFT = True, False
NO_ADDRESS = {"email": "", "street": "", "postal_code": "", "city": ""}

#   when                                      facts                      steps  code  hard  law
GATES: list[tuple[str, GateFacts, tuple[Step, ...], str, bool, str]] = [
    ("euro", facts(currency="EUR"), EVERY, "not_sek", HARD, "product: SEK only"),
    ("due today", facts(moved_due_on=TODAY), (Step.REMINDER,), "not_due", HARD,
     "lag (1981:739) 1 §"),
    ("due tomorrow", facts(moved_due_on=TODAY + timedelta(days=1)), (Step.REMINDER,), "not_due",
     HARD, "lag (1981:739) 1 §"),
    ("within the days of grace", facts(grace_days=9), (Step.REMINDER,), "not_due", SOFT,
     "setting grace_days"),
    ("nothing left", facts(remaining_ore=0), EVERY, "paid", HARD, "inkassolagen (1974:182) 4 §"),
    ("paid too much", facts(remaining_ore=-1), EVERY, "paid", HARD, "inkassolagen (1974:182) 4 §"),
    ("left at the tolerance", facts(remaining_ore=10_00, tolerance_ore=10_00), EVERY, "paid", HARD,
     "inkassolagen (1974:182) 4 §"),
    ("a credit note", facts(kind=InvoiceKind.CREDIT_NOTE), EVERY, "credit_note", HARD,
     "lag (1981:739) 1 §"),
    ("a credit note below zero", facts(kind=InvoiceKind.CREDIT_NOTE, remaining_ore=-5_00), EVERY,
     "credit_note", HARD, "lag (1981:739) 1 §"),
    ("a cash note", facts(kind=InvoiceKind.CASH_NOTE), EVERY, "cash_note", HARD,
     "lag (1981:739) 1 §"),
    ("a case is open", facts(has_case=True), (Step.REMINDER,), "has_case", HARD,
     "lag (1981:739) 4 §"),
    ("no terms in force", facts(terms_in_force=0), EVERY, "terms_not_accepted", HARD,
     "product: terms are accepted by version"),
    ("newer terms not accepted", facts(terms_in_force=2), EVERY, "terms_not_accepted", HARD,
     "product: terms are accepted by version"),
    ("none accepted", facts(terms_accepted=0), EVERY, "terms_not_accepted", HARD,
     "product: terms are accepted by version"),
    ("a backup was restored", facts(restored_from=date(2026, 3, 1)), EVERY, "restored", HARD,
     "inkassolagen (1974:182) 4 §"),
    ("lost today", facts(prescribed_on=TODAY), EVERY, "prescribed", HARD,
     "preskriptionslagen (1981:130) 2 §"),
    ("with a collection company", facts(handled_elsewhere=True), EVERY, "handled_elsewhere", SOFT,
     "inkassolagen (1974:182) 4 §"),
    ("a file says more was paid", facts(elsewhere_ore=1), EVERY, "unmatched_payment", SOFT,
     "inkassolagen (1974:182) 4, 8 §§"),
    ("a payment waits", facts(waiting_payment=True), EVERY, "unmatched_payment", SOFT,
     "inkassolagen (1974:182) 4, 8 §§"),
    ("a credit note waits", facts(waiting_credit="K7"), EVERY, "unmatched_payment", SOFT,
     "inkassolagen (1974:182) 4, 8 §§"),
    ("old bank files", facts(payments_stale_since=date(2026, 3, 2)), EVERY, "stale_payments", SOFT,
     "inkassolagen (1974:182) 4, 8 §§"),
    ("disputed", facts(disputed=True), EVERY, "disputed", HARD, "inkassolagen (1974:182) 8 §"),
    ("on hold through today", facts(hold_until=TODAY), EVERY, "on_hold", SOFT, "product: hold"),
    ("no rate", facts(missing_rate="2027-H1"), EVERY, "no_reference_rate", HARD,
     "räntelagen 6, 9 §§"),
    ("no address", facts(**NO_ADDRESS), EVERY, "no_address", SOFT, "inkassolagen (1974:182) 5 §"),
    ("a street without a town", facts(postal_code="", city=""), EVERY, "no_address", SOFT,
     "inkassolagen (1974:182) 5 §"),
    ("no description", facts(description=""), (Step.DEMAND,), "no_description", HARD,
     "inkassolagen (1974:182) 5 §"),
    ("no personnummer", facts(org_number=""), (Step.DEMAND, Step.KRONOFOGDEN), "no_id_number",
     HARD, "lag (1990:746) 18 §"),
    ("wrong check digit", facts(org_number="811218-9875"), (Step.DEMAND, Step.KRONOFOGDEN),
     "no_id_number", HARD, "lag (1990:746) 18 §"),
    ("a consumer, opened as a business",
     facts(opened_as=CustomerKind.BUSINESS), EVERY, "was_business", HARD,
     "lag (1981:739) 4 a §; räntelagen (1975:635) 4, 7 §§"),
    ("a consumer, opened as a public body",
     facts(opened_as=CustomerKind.PUBLIC_BODY), EVERY, "was_business",
     HARD, "lag (1981:739) 4 a §; räntelagen (1975:635) 4, 7 §§"),
    ("bankrupt", facts(statuses=frozenset({DebtorStatus.BANKRUPT})), EVERY, "bankrupt", HARD,
     "konkurslagen (1987:672) 3:7"),
    ("dead", facts(statuses=frozenset({DebtorStatus.DECEASED})), EVERY, "deceased", HARD,
     "ärvdabalken 21:1"),
    ("marked as a minor", facts(statuses=frozenset({DebtorStatus.MINOR})), EVERY, "minor", HARD,
     "föräldrabalken 9:1, 9:6"),
    ("under reconstruction", facts(statuses=frozenset({DebtorStatus.RECONSTRUCTION})), EVERY,
     "reconstruction", HARD, "lag (2022:964) 2:23"),
    ("debt relief", facts(statuses=frozenset({DebtorStatus.DEBT_RELIEF})), EVERY, "debt_relief",
     HARD, "skuldsaneringslagen (2016:675)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("standing", "steps", "code", "hard", "law"),
    [r[1:] for r in GATES],
    ids=[f"{r[3]}: {r[0]}" for r in GATES],
)
def test_gates(
    standing: GateFacts, steps: tuple[Step, ...], code: str, hard: bool, law: str
) -> None:
    for step in EVERY:
        gates = all_gates(standing, step)
        if step in steps:
            assert [(gate.code, gate.hard, gate.law) for gate in gates] == [(code, hard, law)]
            assert str(gates[0].message)
        else:
            assert gates == ()


def test_a_credit_note_of_a_running_case_names_the_cancel_that_must_come_first() -> None:
    said = {
        runs: str(all_gates(facts(waiting_credit="K7", has_case=runs), Step.DEMAND)[0].message)
        for runs in (False, True)
    }
    number = facts().invoice.number
    assert f"remind cancel {number} --reason" in said[True]
    assert "cancel" not in said[False]
    for text in said.values():
        assert f"remind invoice set-off {number} K7" in text
        assert "remind invoice leave K7 --reason" in text


#   what does not stop a letter         facts
PASSES = [
    ("a foreign debtor invoiced in SEK", facts(country="Norge", org_number="")),
    ("the day after the due date", facts(moved_due_on=TODAY - timedelta(days=1))),
    ("a letter the day after the grace", facts(grace_days=7)),
    ("one öre over the tolerance", facts(remaining_ore=10_01, tolerance_ore=10_00)),
    ("the day before it is lost", facts(prescribed_on=TODAY + timedelta(days=1))),
    ("a hold that ended yesterday", facts(hold_until=TODAY - timedelta(days=1))),
    ("an e-mail address alone", facts(**{**NO_ADDRESS, "email": "eva@example.se"})),
    ("a postal code and a town", facts(street="")),
    ("a default description", facts(description="", default_description="Hantverk")),
    ("a business, opened as a consumer",
     replace(facts(opened_as=CustomerKind.CONSUMER),
             customer=replace(CUSTOMER, kind=CustomerKind.BUSINESS, org_number="556923-4585"))),
    ("a consumer, opened as one",
     facts(opened_as=CustomerKind.CONSUMER)),
    ("older terms than those accepted", facts(terms_in_force=1, terms_accepted=2)),
]  # fmt: skip


@pytest.mark.parametrize("clear", [r[1] for r in PASSES], ids=[r[0] for r in PASSES])
def test_what_is_no_gate(clear: GateFacts) -> None:
    for step in EVERY:
        assert all_gates(clear, step) == ()


def test_all_gates_are_told_of_together() -> None:
    standing = facts(
        currency="EUR", remaining_ore=0, has_case=True, disputed=True, org_number="", **NO_ADDRESS
    )
    codes = [gate.code for gate in all_gates(standing, Step.REMINDER)]
    assert codes == ["not_sek", "paid", "has_case", "disputed", "no_address"]


#   when                                       personnummer    invoice date        minor
MINORS = [
    ("9:1 FB: 17 when the debt arose", "20080311-2390", date(2026, 3, 1), True),
    ("9:1 FB: the day before 18", "20080311-2390", date(2026, 3, 10), True),
    ("9:1 FB: on the day of 18", "20080311-2390", date(2026, 3, 11), False),
    ("9:1 FB: of age since, but not then", "20070101-2387", date(2024, 12, 31), True),
    ("9:1 FB: ten digits, no +", "080311-2390", date(2026, 3, 1), True),
    ("of age", "811218-9876", date(2026, 3, 1), False),
    ("an organisation has no age", "556036-0793", date(2026, 3, 1), False),
    ("a wrong number tells nothing", "080311-2391", date(2026, 3, 1), False),
    ("a coordination number tells it too", "20080371-2397", date(2026, 3, 1), True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "arose", "minor"), [r[1:] for r in MINORS], ids=[r[0] for r in MINORS]
)
def test_minors_by_the_day_the_debt_arose(number: str, arose: date, minor: bool) -> None:
    standing = facts(org_number=number, invoice_date=arose, today=date(2026, 4, 10))
    codes = [gate.code for gate in all_gates(standing, Step.REMINDER)]
    assert ("minor" in codes) is minor


def test_2009_194_8_paragraph_the_claim_is_the_customers_part() -> None:
    """The rest is asked of Skatteverket, and nobody is reminded of it."""
    assert replace(INVOICE, total_ore=40_000_00, reduction_ore=9_000_00).customer_part_ore == (
        31_000_00
    )
