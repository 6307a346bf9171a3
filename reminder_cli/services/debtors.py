"""What is known of a debtor: status, guardian, kind and language; its cases; and a proof of claim."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.domain.invoice import Customer, CustomerKind, InvoiceKind
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import customers
from reminder_cli.services.agreements import OF_CUSTOMERS, wished_by
from reminder_cli.services.customers import find_customer
from reminder_cli.services.facts import Subject, subjects_by_id
from reminder_cli.services.views import CaseStatus, case_statuses

if TYPE_CHECKING:
    from reminder_cli.services.world import World

# Where the creditor files its claim with somebody, counted to the day it began.
_FILED = (
    DebtorStatus.BANKRUPT,
    DebtorStatus.DECEASED,
    DebtorStatus.RECONSTRUCTION,
    DebtorStatus.DEBT_RELIEF,
)


class Guardian(Struct, frozen=True, kw_only=True):
    """Who is written to for a debtor."""

    name: str
    street: str
    postal_code: str
    city: str


class Changes(Struct, frozen=True, kw_only=True):
    """What the user says of a debtor. None and empty mean that nothing is said."""

    statuses: dict[DebtorStatus, date] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()
    guardian: Guardian | None = None
    kind: CustomerKind | None = None
    language: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is to be changed."""
        said = (self.statuses, self.cleared, self.guardian, self.kind, self.language)
        return any(bool(part) for part in said)


class DebtorView(Struct, frozen=True, kw_only=True):
    """A debtor with its statuses since when, its cases, and the proof of claim to file, if any.

    ``channels`` are how its letters are wished to go, by the setting that says so. ``proof`` are all
    unpaid invoices as they stood on ``proof_on``.
    """

    customer: Customer
    channels: dict[str, str]
    statuses: dict[DebtorStatus, date]
    cases: list[CaseStatus]
    proof: list[Subject]
    proof_on: date | None


CLEARED_GUARDIAN = "guardian"


def debtor(world: World, named: str, changes: Changes, *, dry_run: bool = False) -> DebtorView:
    """Show a debtor, after the changes if there are any; all its open cases follow."""
    if not changes.any:
        return _view(world, find_customer(world, named).customer_id)
    with world.writing(dry_run=dry_run):
        customer = find_customer(world, named)
        _change_statuses(world, customer, changes)
        _change_register(world, customer, changes)
        return _view(world, customer.customer_id)


def _change_statuses(world: World, customer: Customer, changes: Changes) -> None:
    for status, since in changes.statuses.items():
        if since > world.today:
            raise Refused(
                _("{day} has not come yet. Nothing was changed.", day=since),
                fix=_("Give the day it began, for example of the court's decision."),
                again=Again(instead={str(since): "DATE"}),
            )
        customers.add_status(world.ledger, customer.customer_id, status, since=since, now=world.now)
    for name in changes.cleared - {CLEARED_GUARDIAN}:
        status = DebtorStatus(name)
        if not customers.remove_status(world.ledger, customer.customer_id, status, now=world.now):
            raise Refused(
                _("The debtor does not have the status {status}.", status=name),
                fix=_("See what is known with: remind debtor CUSTOMER"),
            )


def _change_register(world: World, customer: Customer, changes: Changes) -> None:
    values: dict[str, str | int] = {}
    if changes.kind is not None:
        values |= kind_said(changes.kind)
    if changes.language:
        values["language"] = changes.language
    guardian = changes.guardian
    if CLEARED_GUARDIAN in changes.cleared:
        guardian = Guardian(name="", street="", postal_code="", city="")
    if guardian is not None:
        for name in ("name", "street", "postal_code", "city"):
            values[f"guardian_{name}"] = getattr(guardian, name)
    customers.update_customer(world.ledger, customer.customer_id, values, now=world.now)


def kind_said(kind: CustomerKind) -> dict[str, str | int]:
    """The columns of a customer whose kind a person has said, which no file changes any more."""
    return {"kind": kind.value, "kind_known": 1, "kind_by_hand": 1}


def unsure(world: World) -> list[Customer]:
    """The customers who may be private persons and whom nothing tells from businesses, by name."""
    return [c for c in customers.all_customers(world.ledger) if c.kind_is_unsure]


def say_kind_of_unsure(
    world: World, kind: CustomerKind, *, dry_run: bool = False
) -> list[Customer]:
    """Say the kind of all of :func:`unsure`, who are given back as they are now."""
    with world.writing(dry_run=dry_run):
        found = unsure(world)
        for customer in found:
            customers.update_customer(
                world.ledger, customer.customer_id, kind_said(kind), now=world.now
            )
        return [customers.customer(world.ledger, c.customer_id) for c in found]


def _view(world: World, customer_id: int) -> DebtorView:
    statuses = customers.statuses_since(world.ledger, customer_id)
    ids = customers.invoices_of(world.ledger, customer_id)
    subjects = subjects_by_id(world, ids)
    numbers = [s.invoice.number for s in subjects if s.claim.cases]
    filed = [statuses[status] for status in _FILED if status in statuses]
    proof_on = min(filed) if filed else None
    proof = subjects_by_id(world, ids, as_of=proof_on) if proof_on else []
    return DebtorView(
        customer=customers.customer(world.ledger, customer_id),
        channels={key: wished_by(world, key, customer_id) for key in OF_CUSTOMERS},
        statuses=statuses,
        cases=case_statuses(world, numbers=numbers) if numbers else [],
        proof=[subject for subject in proof if _is_claimed(subject)],
        proof_on=proof_on,
    )


def _is_claimed(subject: Subject) -> bool:
    invoice = subject.invoice
    is_claim = invoice.kind is InvoiceKind.INVOICE and invoice.currency == "SEK"
    return is_claim and subject.account.owed_ore > 0
