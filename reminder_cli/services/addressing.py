"""To whom and where the letters of a case go: the address it was opened with, or a guardian."""

from __future__ import annotations

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
    customer, case = subject.customer, subject.claim.case
    if case is not None:
        kept = addresses.of_case(world.ledger, subject.invoice.invoice_id, case.case_no)
        if kept is not None and any(kept.values()):
            customer = replace(customer, **kept)  # columns of text
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
