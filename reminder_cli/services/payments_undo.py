"""Takes back what was recorded of money by mistake: that it was paid back, or set aside.

It says that the money never left the account. What was on an invoice is too much there again; what
was on none waits again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.events import RepaymentReversed
from reminder_cli.errors import Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import payment_queries, payments
from reminder_cli.ledger.payments import PaymentStep
from reminder_cli.services.facts import subjects_by_id
from reminder_cli.services.payments_view import PaymentLine
from reminder_cli.services.payments_waiting import line_now

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class Undone(Struct, frozen=True, kw_only=True):
    """A payment as it stands again; ``over_ore`` is too much on its invoices again, ``waiting_ore``
    waits again.
    """

    line: PaymentLine
    over_ore: int
    waiting_ore: int


def undo(world: World, payment_id: int, *, reason: str, dry_run: bool = False) -> Undone:
    """Take back every repayment of a payment, and that it was set aside. Öre."""
    with world.writing(dry_run=dry_run):
        over = _on_invoices(world, payment_id, reason)
        waits = _on_none(world, payment_id, reason)
        if not over and not waits:
            raise Refused(
                _("Nothing of payment {id} was paid back or set aside.", id=payment_id),
                fix=_("See where its money is with: remind payments list"),
            )
        return Undone(line=line_now(world, payment_id), over_ore=over, waiting_ore=waits)


def _on_invoices(world: World, payment_id: int, reason: str) -> int:
    back = [
        repayment
        for subject in subjects_by_id(world, payments.invoices_of(world.ledger, payment_id))
        if payment_id not in subject.claim.reversed_payments
        for repayment in subject.claim.repayments
        if repayment.payment_id == payment_id
    ]
    events = [
        RepaymentReversed(
            invoice_id=repayment.invoice_id,
            on=world.today,
            payment_id=payment_id,
            number=repayment.number,
        )
        for repayment in back
    ]
    world.record(events, {event.key: reason for event in events})
    return sum(repayment.amount_ore for repayment in back)


def _on_none(world: World, payment_id: int, reason: str) -> int:
    """The steps are kept; one of the same amount below zero stands against each."""
    stored = payment_queries.stored(world.ledger, payment_id)
    if stored is None or stored.state == "replaced":
        return 0  # its money has another number now
    done = payment_queries.undoable(world.ledger, payment_id)
    for step in done:
        if step.kind == "same":
            payments.set_state(world.ledger, payment_id, "counted")
        against = PaymentStep(
            payment_id=payment_id,
            kind=step.kind,
            on=world.today,
            amount_ore=-step.amount_ore,
            other_id=step.other_id,
            invoice_id=step.invoice_id,
            reason=reason,
        )
        payments.add_step(world.ledger, against, now=world.now)
    return sum(step.amount_ore for step in done)
