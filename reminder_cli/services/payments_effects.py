"""What a payment did: cases it settled, fees it took away. By hand and from a file alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from reminder_cli.domain.decide_rest import settles
from reminder_cli.domain.decision import Close
from reminder_cli.domain.events import Outcome
from reminder_cli.i18n import Text
from reminder_cli.services.deciding import closing
from reminder_cli.services.facts import Subject, subjects_by_id
from reminder_cli.services.fee_moving import move_fees

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class Met(NamedTuple):
    """What of a payment met one invoice, part by part; ``over_ore`` is more than was owed. Öre.

    ``recovered_ore`` came in of what had been written off.
    """

    payment_id: int
    invoice_id: int
    invoice: str
    principal_ore: int = 0
    fees_ore: int = 0
    interest_ore: int = 0
    costs_ore: int = 0
    over_ore: int = 0
    recovered_ore: int = 0

    @property
    def total_ore(self) -> int:
        """All of it."""
        parts = (self.principal_ore, self.fees_ore, self.interest_ore, self.costs_ore)
        return sum(parts) + self.over_ore + self.recovered_ore


class Effect(Struct, frozen=True, kw_only=True):
    """What payments did to one invoice: closed its case, took fees away, left too much. Öre."""

    invoice: str
    closed: bool
    lost_fees_ore: int
    overpaid_ore: int
    left_ore: int


def close_if_settled(world: World, subject: Subject) -> bool:
    """End the case of an invoice that is paid, or of which only a small rest is left."""
    case = subject.open_case
    if case is None:
        return False
    terms = world.terms_of(case.opened.collector, case.opened.terms_version)
    paid = settles(subject.account, terms)
    if paid:
        done = Close(outcome=Outcome.PAID, why=Text("It is paid."))
        world.record([closing(subject, case, done, world.today)])
    # A payment that crossed with a joined demand takes its fee from this case.
    move_fees(world, subject.invoice.invoice_id)
    return paid


def lost_fees(subject: Subject) -> int:
    """Fees of letters that crossed with a payment booked before them, in öre."""
    return sum(fee.amount_ore for fee in subject.account.fees if fee.lost in {"crossed", "moved"})


def settle(world: World, before: Sequence[Subject]) -> tuple[list[Subject], list[Effect]]:
    """Close what is paid; the invoices as they stand then, and what happened to each."""
    ids = [subject.invoice.invoice_id for subject in before]
    now = subjects_by_id(world, ids)
    closed = {s.invoice.invoice_id for s in now if close_if_settled(world, s)}
    after = subjects_by_id(world, ids) if closed else now
    return after, [
        Effect(
            invoice=new.invoice.number,
            closed=new.invoice.invoice_id in closed,
            lost_fees_ore=lost_fees(new) - lost_fees(old),
            overpaid_ore=new.account.overpaid_ore - old.account.overpaid_ore,
            left_ore=new.account.owed_ore,
        )
        for old, new in zip(before, after, strict=True)
    ]


def met_by(subjects: Iterable[Subject]) -> dict[int, list[Met]]:
    """What every payment on these invoices met, by payment."""
    found: dict[int, list[Met]] = {}
    for subject in subjects:
        for part in subject.account.allocations:
            met = Met(
                payment_id=part.payment.payment_id,
                invoice_id=subject.invoice.invoice_id,
                invoice=subject.invoice.number,
                principal_ore=part.principal_ore,
                fees_ore=part.fees_ore,
                interest_ore=part.interest_ore,
                costs_ore=part.costs_ore,
                over_ore=part.over_ore,
                recovered_ore=part.recovered_ore,
            )
            found.setdefault(met.payment_id, []).append(met)
    return found
