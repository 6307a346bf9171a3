"""Registers a payment by hand, and takes one back. What it meets follows from the replay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.domain.account import Allocation
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import (
    CaseReopened,
    Event,
    Outcome,
    OverpaymentRepaid,
    PaidTo,
    PaymentReceived,
    PaymentReversed,
)
from reminder_cli.domain.invoice import InvoiceKind
from reminder_cli.domain.money import show_kronor
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import payments
from reminder_cli.services.facts import Subject, subjects_by_id, subjects_by_number
from reminder_cli.services.joined_payment import shared
from reminder_cli.services.payments_effects import close_if_settled, lost_fees
from reminder_cli.services.running import new_due
from reminder_cli.services.taking_back import close_bare

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class PaymentReport(Struct, frozen=True, kw_only=True):
    """A payment and what it did. ``before`` and ``after`` are the invoice on the day; öre.

    ``lost_fees`` are letters whose fee fell because the payment was booked before them;
    ``twin_id`` is a payment of the same day and amount that was registered before it (0: none);
    ``is_early`` that it is dated before the invoice, as an advance is, or a day mistyped.
    """

    payment_id: int
    on: date
    amount_ore: int
    to: PaidTo
    allocation: Allocation
    after: Subject
    closed: bool
    lost_fees_ore: int
    others: tuple[PaidBeside, ...] = ()
    twin_id: int = 0

    @property
    def is_early(self) -> bool:
        """Whether it is dated before the invoice."""
        return self.on < self.after.invoice.invoice_date


class PaidBeside(Struct, frozen=True, kw_only=True):
    """Another invoice of the same letter that the payment met too."""

    after: Subject
    allocation: Allocation
    closed: bool


def pay(
    world: World,
    number: str,
    amount_ore: int,
    *,
    on: date | None = None,
    to: PaidTo = PaidTo.CREDITOR,
    paid_out_on: date | None = None,
    dry_run: bool = False,
) -> PaymentReport:
    """Register that money came in for an invoice, on the day it was booked.

    Never refused for the state of the case: what is not owed becomes an overpayment to pay back.
    """
    booked_on = on or world.today
    _check(world, amount_ore, booked_on, to)
    with world.writing(dry_run=dry_run):
        before = subjects_by_number(world, [number])[0]
        if before.invoice.kind is not InvoiceKind.INVOICE:
            raise Refused(
                _("{number} is not an invoice that can be paid.", number=number),
                fix=_("See what it is with: remind show {number}", number=number),
            )
        return register(world, before, amount_ore, on=booked_on, to=to, paid_out_on=paid_out_on)


def register(
    world: World,
    before: Subject,
    amount_ore: int,
    *,
    on: date,
    to: PaidTo = PaidTo.CREDITOR,
    paid_out_on: date | None = None,
    source: str = "hand",
) -> PaymentReport:
    """Register a payment under the write lock that is already held, and close what it settles."""
    payment_id = payments.record_payment(
        world.ledger,
        key=f"{source}/{payments.next_payment_id(world.ledger)}",
        on=on,
        amount_ore=amount_ore,
        source=source,
        reference=before.invoice.number,
        now=world.now,
    )
    received = PaymentReceived(
        invoice_id=before.invoice.invoice_id,
        on=on,
        payment_id=payment_id,
        amount_ore=amount_ore,
        to=to,
        paid_out_on=(paid_out_on or on) if to is PaidTo.PARTNER else None,
    )
    parts = shared(world, before, received)
    world.record(parts)
    report = effect_of(world, before, received)
    ids = [part.invoice_id for part in parts if part.invoice_id != received.invoice_id]
    others = tuple(_other(world, subject, payment_id) for subject in subjects_by_id(world, ids))
    return replace(report, others=others, twin_id=_twin(before, received))


def _twin(before: Subject, received: PaymentReceived) -> int:
    """One like it that was there already: it may have been typed twice."""
    same = (
        p.payment_id
        for p in before.claim.live_payments
        if (p.on, p.amount_ore) == (received.on, received.amount_ore)
    )
    return next(same, 0)


def _other(world: World, before: Subject, payment_id: int) -> PaidBeside:
    closed = close_if_settled(world, before)
    after = subjects_by_id(world, [before.invoice.invoice_id])[0]
    [met] = [a for a in after.account.allocations if a.payment.payment_id == payment_id]
    return PaidBeside(after=after, allocation=met, closed=closed)


def _check(world: World, amount_ore: int, on: date, to: PaidTo) -> None:
    if amount_ore <= 0:
        raise Refused(
            _("A payment is more than 0 kr."),
            fix=_("To take a payment back: remind unpay ID --reason TEXT"),
        )
    if on > world.today:
        raise Refused(
            _("{day} has not come yet.", day=on),
            fix=_("Give the day the bank booked the money."),
            again=Again(add="--on DATE"),
        )
    if to is PaidTo.PARTNER and world.company.collector is Collector.OWN:
        raise Refused(
            _("The firm runs its cases itself; there is no partner to pay to."),
            fix=_("Leave out --to partner."),
            again=Again(without="--to WHOM"),
        )


def effect_of(world: World, before: Subject, received: PaymentReceived) -> PaymentReport:
    """What a payment that has just been recorded did; its case is closed if that settles it."""
    after = subjects_by_id(world, [before.invoice.invoice_id])[0]
    closed = close_if_settled(world, after)
    if closed:
        after = subjects_by_id(world, [before.invoice.invoice_id])[0]
    mine = [a for a in after.account.allocations if a.payment.payment_id == received.payment_id]
    lost = lost_fees(after) - lost_fees(before)
    return PaymentReport(
        payment_id=received.payment_id,
        on=received.on,
        amount_ore=received.amount_ore,
        to=received.to,
        # All of it may have gone to the other invoices of the letter.
        allocation=mine[0] if mine else Allocation(payment=replace(received, amount_ore=0)),
        after=after,
        closed=closed,
        lost_fees_ore=lost,
    )


def unpay(world: World, payment_id: int, *, reason: str, dry_run: bool = False) -> list[Subject]:
    """Take a payment back: it never counted. A case that it had closed runs again.

    Money that a bank's file told of is still there: it waits again, under a new number.
    """
    from reminder_cli.services import payments_waiting

    with world.writing(dry_run=dry_run):
        invoice_ids = payments.invoices_of(world.ledger, payment_id)
        if not invoice_ids and payments_waiting.set_off(world, payment_id):
            return []
        if not invoice_ids:
            raise Refused(
                _("There is no payment {id} on any invoice.", id=payment_id),
                fix=_("See the payments with: remind payments list"),
            )
        met = subjects_by_id(world, invoice_ids)
        _check_repaid(met, payment_id)
        for subject in met:
            take_back(world, subject, payment_id, reason)
        payments_waiting.put_back(world, payment_id)
        return subjects_by_id(world, invoice_ids)


def repaid_of(subjects: Iterable[Subject], payment_id: int) -> list[OverpaymentRepaid]:
    """What of a payment was too much on these invoices and has been paid back."""
    return [r for s in subjects for r in s.claim.repayments if r.payment_id == payment_id]


def _check_repaid(met: Sequence[Subject], payment_id: int) -> None:
    """Money that has gone out went out of this payment: without it the books would lack the account
    that it was paid from.
    """
    repaid = repaid_of(met, payment_id)
    taken_back = any(payment_id in subject.claim.reversed_payments for subject in met)
    if repaid and not taken_back:
        raise Refused(
            _(
                "{amount} kr of payment {id} was paid back on {day}, and is booked as gone out. Nothing "
                "was changed.",
                amount=show_kronor(sum(r.amount_ore for r in repaid)),
                id=payment_id,
                day=max(r.on for r in repaid),
            ),
            fix=_(
                "Take that back first: remind payments undo {id} --reason TEXT. If the money has gone "
                "out in truth, record it anew with remind payments repay when the payment is where it "
                "belongs.",
                id=payment_id,
            ),
        )


def take_back(world: World, subject: Subject, payment_id: int, reason: str) -> None:
    """Take a payment off one invoice; its case runs again if the payment had closed it."""
    if payment_id in subject.claim.reversed_payments:
        raise Refused(
            _("Payment {id} has been taken back already.", id=payment_id),
            fix=_("See it with: remind show {number}", number=subject.invoice.number),
        )
    case = subject.claim.case
    term = new_due(world, case) if case is not None else None
    back = PaymentReversed(
        invoice_id=subject.invoice.invoice_id,
        on=world.today,
        payment_id=payment_id,
        new_due_on=term,
    )
    events: list[Event] = [back]
    if case is not None and case.outcome is Outcome.PAID and _known_at_the_end(subject, back):
        events.append(
            CaseReopened(
                invoice_id=subject.invoice.invoice_id,
                case_no=case.case_no,
                on=world.today,
                number=case.closings,
                new_due_on=term,
            )
        )
    world.record(events, {back.key: reason})
    after = subjects_by_id(world, [subject.invoice.invoice_id])[0]
    # A case whose only letter was undone while it was closed has nothing to go on from.
    if not close_if_settled(world, after):
        close_bare(world, [subject.invoice.invoice_id])


def _known_at_the_end(subject: Subject, back: PaymentReversed) -> bool:
    """Whether the payment helped to close the case; one that came after it only was too much."""
    case = subject.claim.case
    assert case is not None, "asked of a case that has ended"
    return any(
        payment.payment_id == back.payment_id and payment.seq < case.closed_seq
        for payment in subject.claim.payments
    )
