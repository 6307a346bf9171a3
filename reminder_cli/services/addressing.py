"""To whom and where the letters of a case go: the address it was opened with, or a guardian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reminder_cli.domain.invoice import Customer
from reminder_cli.ledger import addresses

if TYPE_CHECKING:
    from reminder_cli.services.facts import Subject
    from reminder_cli.services.world import World


def addressed(world: World, subject: Subject) -> Customer:
    """The debtor as the case's letters are addressed; without an e-mail when a guardian is written to.

    A customer that moves gets the letters of running cases where they began, until the user
    says otherwise: an address in a file may be another branch, or a mistake.
    """
    return all_addressed(world, [subject])[0]


def all_addressed(world: World, subjects: Sequence[Subject]) -> list[Customer]:
    """The same for many at once, in their order."""
    kept = addresses.of_cases(
        world.ledger, [s.invoice.invoice_id for s in subjects if s.claim.case]
    )
    return [_at(subject, kept) for subject in subjects]


def _at(subject: Subject, kept: Mapping[tuple[int, int], dict[str, str]]) -> Customer:
    customer, case = subject.customer, subject.claim.case
    address = kept.get((subject.invoice.invoice_id, case.case_no)) if case is not None else None
    if address is not None and any(address.values()):
        customer = replace(customer, **address)  # columns of text
    # A guardian's letter is not for the debtor's own mailbox.
    return replace(customer, email="") if customer.guardian_name else customer


def recipient_of(customer: Customer) -> dict[str, str]:
    """The recipient as the archive of letters keeps it."""
    if customer.guardian_name:
        return {
            "name": customer.guardian_name,
            "street": customer.guardian_street,
            "postal_code": customer.guardian_postal_code,
            "city": customer.guardian_city,
            "country": "",
            "email": "",
        }
    return {
        name: getattr(customer, name)
        for name in ("name", "street", "postal_code", "city", "country", "email")
    }
