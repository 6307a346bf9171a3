"""Which invoices may be asked for: every gate has a code, a sentence, and the law behind it.

All gates that stand are reported together. A hard one cannot be overridden (product.md section 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from reminder_cli.domain.identity import IdNumber, age_on, parse_id_number
from reminder_cli.domain.invoice import Customer, CustomerKind, Invoice, InvoiceKind
from reminder_cli.domain.money import show_kronor
from reminder_cli.i18n import Text

# The gates that a user may pass with a reason.
SOFT_CODES = frozenset(
    {
        "not_due",
        "handled_elsewhere",
        "unmatched_payment",
        "stale_payments",
        "on_hold",
        "no_address",
    }
)


HARD_CODES = frozenset(
    {
        "not_sek",
        "paid",
        "credit_note",
        "cash_note",
        "has_case",
        "terms_not_accepted",
        "restored",
        "prescribed",
        "disputed",
        "bankrupt",
        "deceased",
        "minor",
        "reconstruction",
        "debt_relief",
        "no_description",
        "no_id_number",
        "no_reference_rate",
        "unknown_kind",
    }
)


RESTORED = Text(
    "The ledger is a backup of {day}, and letters may have gone out since. Register those that have, "
    "then let letters go out again with: remind outbox resume"
)


class Step(StrEnum):
    """What the user or `tick` is about to do."""

    REMINDER = "reminder"
    DEMAND = "demand"
    KRONOFOGDEN = "kronofogden"


class DebtorStatus(StrEnum):
    """What is known of a debtor that stops the letters of a case."""

    BANKRUPT = "bankrupt"
    DECEASED = "deceased"
    MINOR = "minor"
    RECONSTRUCTION = "reconstruction"
    DEBT_RELIEF = "debt_relief"


class Gate(Struct, frozen=True, kw_only=True):
    """A reason not to send. ``hard`` ones stand whatever the user says."""

    code: str
    message: Text
    hard: bool
    law: str


class GateFacts(Struct, frozen=True, kw_only=True):
    """All that the gates look at, gathered by the caller. Amounts in öre.

    ``moved_due_on`` is the due date on a banking day; ``remaining_ore`` what is left of the
    customer's part; ``missing_rate`` the half-year whose reference rate is not known, or empty;
    ``elsewhere_ore`` what the newest file says was paid and this ledger does not know of;
    ``restored_from`` the day of the backup that the ledger is, until the user lets letters go out.
    """

    invoice: Invoice
    customer: Customer
    today: date
    moved_due_on: date
    remaining_ore: int
    has_case: bool
    terms_in_force: int
    terms_accepted: int
    prescribed_on: date
    grace_days: int = 0
    tolerance_ore: int = 0
    default_description: str = ""
    missing_rate: str = ""
    elsewhere_ore: int = 0
    waiting_payment: bool = False
    waiting_credit: str = ""
    payments_stale_since: date | None = None
    disputed: bool = False
    hold_until: date | None = None
    statuses: frozenset[DebtorStatus] = frozenset()
    restored_from: date | None = None
    opened_as: CustomerKind | None = None  # of the case that runs


def all_gates(facts: GateFacts, step: Step) -> tuple[Gate, ...]:
    """Every gate that stands before ``step``; empty when nothing does."""
    return tuple(gate for rule in _GATES for gate in rule(facts, step))


def _not_sek(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    if facts.invoice.currency != "SEK":
        text = Text(
            "The invoice is in {currency}. Only invoices in SEK can be reminded of here.",
            {"currency": facts.invoice.currency},
        )
        yield Gate(code="not_sek", message=text, hard=True, law="product: SEK only")


def _kind(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    law = "lag (1981:739) 1 §"
    if facts.invoice.kind is InvoiceKind.CREDIT_NOTE:
        text = Text(
            "It is a credit note, not a claim. Set it off against an invoice of the same customer: "
            "remind invoice set-off INVOICE {number}. Is it of no open invoice: remind invoice leave "
            "{number} --reason TEXT",
            {"number": facts.invoice.number},
        )
        yield Gate(code="credit_note", message=text, hard=True, law=law)
    elif facts.invoice.kind is InvoiceKind.CASH_NOTE:
        text = Text("It is a cash note, not a claim on credit.")
        yield Gate(code="cash_note", message=text, hard=True, law=law)


def _paid(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    if facts.invoice.kind is not InvoiceKind.INVOICE:
        return
    law = "inkassolagen (1974:182) 4 §"
    if facts.remaining_ore <= 0:
        text = Text("Nothing is left to pay.")
        yield Gate(code="paid", message=text, hard=True, law=law)
    elif facts.remaining_ore <= facts.tolerance_ore:
        text = Text(
            "Only {left} kr is left, and sums up to {tolerance} kr are not chased "
            "(setting: tolerance).",
            {
                "left": show_kronor(facts.remaining_ore),
                "tolerance": show_kronor(facts.tolerance_ore),
            },
        )
        yield Gate(code="paid", message=text, hard=True, law=law)


def _not_due(facts: GateFacts, step: Step) -> Iterator[Gate]:
    if step is not Step.REMINDER:
        return
    if facts.today <= facts.moved_due_on:
        text = Text(
            "It is due {day}; it can be sent from the day after.", {"day": facts.moved_due_on}
        )
        yield Gate(code="not_due", message=text, hard=True, law="lag (1981:739) 1 §")
    elif facts.today < facts.moved_due_on + timedelta(days=facts.grace_days):
        text = Text(
            "It was due {day}, and {days} days of grace are given (setting: grace_days).",
            {"day": facts.moved_due_on, "days": facts.grace_days},
        )
        yield Gate(code="not_due", message=text, hard=False, law="setting grace_days")


def _has_case(facts: GateFacts, step: Step) -> Iterator[Gate]:
    if facts.has_case and step is Step.REMINDER:
        text = Text(
            "A case is open already. See it with: remind status {number}",
            {"number": facts.invoice.number},
        )
        yield Gate(code="has_case", message=text, hard=True, law="lag (1981:739) 4 §")


def _terms(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    law = "product: terms are accepted by version"
    if facts.terms_in_force == 0:
        text = Text("No terms are in force on this day.")
        yield Gate(code="terms_not_accepted", message=text, hard=True, law=law)
    elif facts.terms_accepted < facts.terms_in_force:
        text = Text(
            "Version {version} of the terms is in force and not accepted. "
            "Read it with: remind terms, then accept it with: remind terms accept",
            {"version": facts.terms_in_force},
        )
        yield Gate(code="terms_not_accepted", message=text, hard=True, law=law)


def _restored(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    """What went out after a backup was made is not in it, and would go out twice."""
    if facts.restored_from is not None:
        text = Text(RESTORED.msgid, {"day": facts.restored_from})
        yield Gate(code="restored", message=text, hard=True, law="inkassolagen (1974:182) 4 §")


def _prescribed(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    if facts.today >= facts.prescribed_on:
        text = Text("The claim was lost by limitation on {day}.", {"day": facts.prescribed_on})
        law = "preskriptionslagen (1981:130) 2 §"
        yield Gate(code="prescribed", message=text, hard=True, law=law)


def _elsewhere(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    if facts.invoice.handled_elsewhere:
        text = Text("The file says that a factoring or collection company handles it.")
        law = "inkassolagen (1974:182) 4 §"
        yield Gate(code="handled_elsewhere", message=text, hard=False, law=law)


def _payments(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    law = "inkassolagen (1974:182) 4, 8 §§"
    if facts.elsewhere_ore > 0:
        text = Text(
            "The newest file says that {amount} kr more has been paid than is known here. Register "
            "it with: remind pay {number} {typed}",
            {
                "amount": show_kronor(facts.elsewhere_ore),
                # As one word, so that it can be given as it stands.
                "typed": show_kronor(facts.elsewhere_ore).replace(" ", ""),
                "number": facts.invoice.number,
            },
        )
        yield Gate(code="unmatched_payment", message=text, hard=False, law=law)
    elif facts.waiting_payment:
        text = Text(
            "A payment that may be this debtor's waits to be matched. See it with: "
            "remind payments list --unmatched"
        )
        yield Gate(code="unmatched_payment", message=text, hard=False, law=law)
    if facts.waiting_credit:
        values = {"credit": facts.waiting_credit, "number": facts.invoice.number}
        text = Text(
            "Credit note {credit} of this customer has not been set off. Is it of this invoice: remind "
            "invoice set-off {number} {credit}. Is it of no open invoice: remind invoice leave {credit} "
            "--reason TEXT",
            values,
        )
        if facts.has_case:
            text = Text(
                "Credit note {credit} of this customer has not been set off. Is it of this invoice: "
                "remind cancel {number} --reason TEXT, then: remind invoice set-off {number} {credit}. "
                "Is it of no open invoice: remind invoice leave {credit} --reason TEXT",
                values,
            )
        yield Gate(code="unmatched_payment", message=text, hard=False, law=law)
    if facts.payments_stale_since is not None:
        text = Text(
            "The newest bank file reaches only to {day}. Import a newer one with: "
            "remind payments import FILE",
            {"day": facts.payments_stale_since},
        )
        yield Gate(code="stale_payments", message=text, hard=False, law=law)


def _flags(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    if facts.disputed:
        text = Text(
            "The debtor disputes it. When it has been answered: remind resolve {number}",
            {"number": facts.invoice.number},
        )
        yield Gate(code="disputed", message=text, hard=True, law="inkassolagen (1974:182) 8 §")
    if facts.hold_until is not None and facts.today <= facts.hold_until:
        text = Text("It is on hold through {day}.", {"day": facts.hold_until})
        yield Gate(code="on_hold", message=text, hard=False, law="product: hold")


def _rate(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    if facts.missing_rate:
        text = Text(
            "The reference rate of {half} is not known, and interest runs over it. Add it with: "
            "remind rates add {half} PERCENT --source TEXT",
            {"half": facts.missing_rate},
        )
        yield Gate(code="no_reference_rate", message=text, hard=True, law="räntelagen 6, 9 §§")


def _address(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    if not facts.customer.email and not facts.customer.has_postal_address:
        text = Text(
            "There is neither an e-mail nor a postal address. Take in a list of invoices or customers "
            "that has it: remind import FILE. To print the letter all the same: "
            "--override no_address --reason TEXT"
        )
        yield Gate(code="no_address", message=text, hard=False, law="inkassolagen (1974:182) 5 §")


def _description(facts: GateFacts, step: Step) -> Iterator[Gate]:
    if step is Step.DEMAND and not (facts.invoice.description or facts.default_description):
        text = Text(
            "A demand must say what the claim is for. Import the invoice with a description, or "
            "set one for all with: remind settings set default_description TEXT"
        )
        law = "inkassolagen (1974:182) 5 §"
        yield Gate(code="no_description", message=text, hard=True, law=law)


def _id_number(facts: GateFacts, step: Step) -> Iterator[Gate]:
    if step is Step.REMINDER or not facts.customer.is_swedish:
        return
    if _id_of(facts.customer.org_number, facts.today) is None:
        text = Text(
            "The org.nr or personnummer of the customer is missing or its check digit is wrong. "
            "Import the customer again with the right one."
        )
        law = "lag (1990:746) 18 §"
        yield Gate(code="no_id_number", message=text, hard=True, law=law)


def _customer_kind(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    if facts.customer.kind_is_unsure:
        text = Text(
            "The customer may be a private person or a business, and the law differs. Say which: remind "
            "debtor CUSTOMER --kind consumer (or business); see all such: remind customers --unsure"
        )
        yield Gate(code="unknown_kind", message=text, hard=True, law=_KIND_DECIDES)


def _was_business(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    """A running case keeps the terms it was opened under, and some of them no consumer owes."""
    now = facts.customer.kind
    if facts.opened_as in {None, now} or now is not CustomerKind.CONSUMER:
        return
    text = Text(
        "The case was opened as of a business, and the customer is a consumer: neither compensation "
        "for late payment nor interest that the invoice did not tell of may be asked of one. End it "
        "and send it anew by the rules for consumers: remind cancel {number} --reason TEXT, then: "
        "remind send {number}",
        {"number": facts.invoice.number},
    )
    law = "lag (1981:739) 4 a §; räntelagen (1975:635) 4, 7 §§"
    yield Gate(code="was_business", message=text, hard=True, law=law)


# Compensation for late payment from a business only; limitation after three years for a consumer.
_KIND_DECIDES = "lag (1981:739) 4 a §; preskriptionslagen (1981:130) 2 §"
_STATUS = {
    DebtorStatus.BANKRUPT: (
        Text(
            "The debtor is bankrupt. No letter goes out; file the claim with the bankruptcy trustee."
        ),
        "konkurslagen (1987:672) 3:7",
    ),
    DebtorStatus.DECEASED: (
        Text("The debtor has died. Write to the estate by hand, or have the claim noted there."),
        "ärvdabalken 21:1",
    ),
    DebtorStatus.MINOR: (
        Text(
            "The debtor was under 18 when the debt arose. The contract may not bind; ask the guardian."
        ),
        "föräldrabalken 9:1, 9:6",
    ),
    DebtorStatus.RECONSTRUCTION: (
        Text(
            "The debtor is under reconstruction. No letter goes out; file the claim with the "
            "administrator."
        ),
        "lag (2022:964) 2:23",
    ),
    DebtorStatus.DEBT_RELIEF: (
        Text("The debtor has debt relief. No letter goes out; file the claim with Kronofogden."),
        "skuldsaneringslagen (2016:675)",
    ),
}


def _status(facts: GateFacts, _step: Step) -> Iterator[Gate]:
    standing = set(facts.statuses)
    if _was_minor(facts):
        standing.add(DebtorStatus.MINOR)
    for status in DebtorStatus:
        if status in standing:
            text, law = _STATUS[status]
            yield Gate(code=status.value, message=text, hard=True, law=law)


def _was_minor(facts: GateFacts) -> bool:
    """Whether the personnummer says that the debtor was under 18 when the debt arose."""
    number = _id_of(facts.customer.org_number, facts.today)
    if number is None or number.born_on is None:
        return False
    return age_on(number.born_on, facts.invoice.invoice_date) < 18


@lru_cache(maxsize=16)
def _id_of(text: str, today: date) -> IdNumber | None:
    """The org.nr or personnummer; None when it is missing or wrong. More than one gate asks for it."""
    try:
        return parse_id_number(text, today=today)
    except ValueError:
        return None


_GATES = (
    _not_sek,
    _kind,
    _paid,
    _not_due,
    _has_case,
    _terms,
    _restored,
    _prescribed,
    _elsewhere,
    _payments,
    _flags,
    _rate,
    _address,
    _description,
    _customer_kind,
    _was_business,
    _id_number,
    _status,
)
