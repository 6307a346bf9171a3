"""What a person does with payments that wait: split them on invoices, pay them back, set them aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.events import OverpaymentRepaid
from reminder_cli.domain.invoice import InvoiceKind
from reminder_cli.domain.matching_outcome import Allocation
from reminder_cli.domain.money import show_kronor
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import payment_queries, payments
from reminder_cli.ledger.payment_queries import StoredPayment
from reminder_cli.ledger.payments import PaymentStep
from reminder_cli.services.facts import Subject, subjects_by_id, subjects_by_number
from reminder_cli.services.payments_booking import Booked, Booker
from reminder_cli.services.payments_matching import Matcher
from reminder_cli.services.payments_view import PaymentLine, lines, reversible

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class Handled(Struct, frozen=True, kw_only=True):
    """A payment as it stands after a person dealt with it, and what that did."""

    line: PaymentLine
    booked: Booked


class Repaid(Struct, frozen=True, kw_only=True):
    """A payment of which öre were paid back on a day; ``payee`` is the payer as the bank gives it,
    else the customer whose invoice it was on.
    """

    line: PaymentLine
    amount_ore: int
    on: date
    payee: str


def match_by_hand(
    world: World,
    payment_id: int,
    parts: Sequence[tuple[str, int | None]],
    *,
    dry_run: bool = False,
) -> Handled:
    """Put what waits of a payment on invoices: number and öre; None takes what is owed, or all.

    The last invoice without an amount takes the rest.
    """
    with world.writing(dry_run=dry_run):
        payment = _waiting(world, payment_id)
        subjects = subjects_by_number(world, [number for number, _ore in parts])
        if len(subjects) < len(parts):
            raise Refused(
                _("An invoice is named twice. Nothing was done."),
                fix=_(
                    "Name each invoice once, with its amount: remind payments match {id} NUMBER=AMOUNT",
                    id=payment_id,
                ),
            )
        for subject in subjects:
            _check_invoice(subject, payment_id)
        shares = _shares(payment, subjects, [ore for _number, ore in parts])
        return _book(world, payment, subjects, shares, spread=parts[0][1] is None)


def _book(
    world: World,
    payment: StoredPayment,
    subjects: Sequence[Subject],
    shares: Sequence[int],
    *,
    spread: bool,
) -> Handled:
    booker = Booker(world)
    matcher = Matcher(world, booker.flush, about=())
    for subject, ore in zip(subjects, shares, strict=True):
        # A person may put money on an invoice that is paid: then it is paid too much.
        matcher.claims.subjects[subject.invoice.invoice_id] = subject
        if not spread or len(subjects) > 1:
            matcher.claims.joined.pop(subject.invoice.invoice_id, None)
        part = Allocation(subject.invoice.invoice_id, ore)
        booker.book(matcher, payment.payment_id, payment.draft, [part], payment.paid_to)
    left = payment.waiting_ore - sum(shares)
    payments.set_matched(world.ledger, [(payment.payment_id, left, "hand")])
    booked = booker.settle()
    return Handled(line=line_now(world, payment.payment_id), booked=booked)


def line_now(world: World, payment_id: int) -> PaymentLine:
    """A payment as it stands, with what it met."""
    stored = payment_queries.stored(world.ledger, payment_id)
    assert stored is not None, "it was found before"
    return lines(world, [stored])[0]


def _known(world: World, payment_id: int) -> StoredPayment:
    payment = payment_queries.standing_for(world.ledger, payment_id)
    if payment is None:
        raise Refused(
            _("There is no payment {id}.", id=payment_id),
            fix=_("See the payments with: remind payments list"),
        )
    if payment.payment_id != payment_id:
        raise Refused(
            _(
                "Payment {id} was taken back; its money is payment {now}.",
                id=payment_id,
                now=payment.payment_id,
            ),
            fix=_("Give the number {now} instead.", now=payment.payment_id),
            again=Again(instead={str(payment_id): str(payment.payment_id)}),
        )
    if payment.state == "told":
        raise Refused(
            _("Payment {id} is money that another payment tells of.", id=payment_id),
            fix=_("See the payments with: remind payments list"),
        )
    return payment


def _waiting(world: World, payment_id: int) -> StoredPayment:
    payment = _known(world, payment_id)
    if payment.draft.amount_ore < 0:
        raise Refused(
            _("Payment {id} is money that the bank took back.", id=payment_id),
            fix=_(
                "Take back the payment it belongs to: remind unpay ID --reason returned. "
                "See which with: remind payments list --unmatched"
            ),
        )
    if payment.waiting_ore == 0:
        raise Refused(
            _("Nothing of payment {id} waits.", id=payment_id),
            fix=_(
                "Of what was paid back or set aside, take that back first: remind payments undo {id} "
                "--reason TEXT",
                id=payment_id,
            )
            if payment_queries.undoable(world.ledger, payment_id)
            else _(
                "To put it on other invoices, take it back first: remind unpay {id} --reason TEXT",
                id=payment_id,
            ),
        )
    return payment


def _check_invoice(subject: Subject, payment_id: int) -> None:
    number = subject.invoice.number
    if subject.invoice.kind is not InvoiceKind.INVOICE or subject.invoice.currency != "SEK":
        raise Refused(
            _("{number} is not an invoice in SEK that can be paid.", number=number),
            fix=_("See what it is with: remind show {number}", number=number),
        )
    if any(p.payment_id == payment_id for p in subject.claim.payments):
        raise Refused(
            _(
                "A part of payment {id} is on invoice {number} already.",
                id=payment_id,
                number=number,
            ),
            fix=_(
                "Take it back, then match it anew as a whole: remind unpay {id} --reason TEXT",
                id=payment_id,
            ),
        )


def _shares(
    payment: StoredPayment, subjects: Sequence[Subject], wanted: Sequence[int | None]
) -> list[int]:
    left = payment.waiting_ore - sum(ore for ore in wanted if ore is not None)
    open_places = [place for place, ore in enumerate(wanted) if ore is None]
    shares = []
    for place, (subject, ore) in enumerate(zip(subjects, wanted, strict=True)):
        if ore is not None:
            shares.append(ore)
            continue
        share = left if place == open_places[-1] else min(left, subject.account.owed_ore)
        left -= share
        shares.append(share)
    if left < 0 or any(share <= 0 for share in shares):
        raise Refused(
            _(
                "Payment {id} has {left} kr that waits, and each invoice must get a part of it.",
                id=payment.payment_id,
                left=show_kronor(payment.waiting_ore),
            ),
            fix=_(
                "Give amounts that fit, or leave an invoice out: "
                "remind payments match {id} NUMBER=AMOUNT",
                id=payment.payment_id,
            ),
        )
    return shares


def repay(
    world: World,
    payment_id: int,
    amount_ore: int | None = None,
    *,
    on: date | None = None,
    dry_run: bool = False,
) -> Repaid:
    """Record that money was paid back to the payer: what was too much, then what waits.

    Without an amount all of it. Öre.
    """
    paid_on = on or world.today
    with world.writing(dry_run=dry_run):
        payment = _known(world, payment_id)
        met = payments.invoices_of(world.ledger, payment_id)
        subjects = subjects_by_id(world, met)
        over = [_over(subject, payment_id) for subject in subjects]
        most = sum(over) + max(payment.waiting_ore, 0)
        _check_repaid(world, payment, paid_on, amount_ore, most)
        back_ore = left = most if amount_ore is None else amount_ore
        for subject, ore in zip(subjects, over, strict=True):
            back = min(ore, left)
            if back:
                world.record([_repaid(subject, payment_id, back, paid_on)])
                left -= back
        if left:
            step = PaymentStep(payment_id=payment_id, kind="repaid", on=paid_on, amount_ore=left)
            payments.add_step(world.ledger, step, now=world.now)
        payee = payment.draft.payer or ", ".join(dict.fromkeys(s.customer.name for s in subjects))
        line = line_now(world, payment_id)
        return Repaid(line=line, amount_ore=back_ore, on=paid_on, payee=payee)


def _over(subject: Subject, payment_id: int) -> int:
    """What of a payment is too much on an invoice and not yet paid back, in öre."""
    mine = sum(
        a.payment.amount_ore
        for a in subject.account.allocations
        if a.payment.payment_id == payment_id
    )
    return max(min(mine, subject.account.overpaid_ore), 0)


def _repaid(subject: Subject, payment_id: int, ore: int, on: date) -> OverpaymentRepaid:
    return OverpaymentRepaid(
        invoice_id=subject.invoice.invoice_id,
        on=on,
        payment_id=payment_id,
        amount_ore=ore,
        number=subject.claim.repaid_so_far + 1,
    )


def _check_repaid(
    world: World, payment: StoredPayment, on: date, amount_ore: int | None, most: int
) -> None:
    if most <= 0:
        raise Refused(
            _("Nothing of payment {id} is to be paid back.", id=payment.payment_id),
            fix=_("See where its money is with: remind payments list"),
        )
    if amount_ore is not None and not 0 < amount_ore <= most:
        raise Refused(
            _(
                "{most} kr of payment {id} can be paid back.",
                most=show_kronor(most),
                id=payment.payment_id,
            ),
            fix=_(
                "Leave the amount out to pay back all of it: remind payments repay {id}",
                id=payment.payment_id,
            ),
        )
    if not payment.draft.on <= on <= world.today:
        raise Refused(
            _("{day} is before the payment or has not come yet.", day=on),
            fix=_("Give the day on which the money was paid back."),
            again=Again(add="--on DATE"),
        )


def leave(
    world: World,
    payment_id: int,
    *,
    reason: str,
    same_as: int | None = None,
    dry_run: bool = False,
) -> Handled:
    """Set aside what waits: it is for no invoice, or the same money as another payment."""
    with world.writing(dry_run=dry_run):
        payment = _waiting(world, payment_id)
        step = PaymentStep(
            payment_id=payment_id,
            kind="aside" if same_as is None else "same",
            on=world.today,
            amount_ore=payment.waiting_ore,
            other_id=same_as,
            reason=reason,
        )
        if same_as is not None:
            _check_same(world, payment, same_as)
        payments.add_step(world.ledger, step, now=world.now)
        if same_as is not None:
            payments.set_state(world.ledger, payment_id, "told", told_by=str(same_as))
        return Handled(line=line_now(world, payment_id), booked=Booked())


def _check_same(world: World, payment: StoredPayment, other_id: int) -> None:
    other = _known(world, other_id)
    same = other.draft.amount_ore == payment.draft.amount_ore == payment.waiting_ore
    if not same or other_id == payment.payment_id:
        raise Refused(
            _(
                "Payments {id} and {other} cannot be the same money: their amounts differ, or a part "
                "of it has been dealt with.",
                id=payment.payment_id,
                other=other_id,
            ),
            fix=_("Compare them with: remind payments list"),
        )


def put_back(world: World, payment_id: int) -> None:
    """After a payment was taken off its invoices: what a file told of waits again, anew numbered.

    Where a reversal of the bank waits for it, the two are set off; where another file has told
    of the same money since, it no longer counts. By hand it never was.
    """
    payment = payment_queries.stored(world.ledger, payment_id)
    assert payment is not None, "it was on an invoice"
    if not payment.from_file:
        payments.set_state(world.ledger, payment_id, "replaced")
    elif payment.told_by:
        payments.set_state(world.ledger, payment_id, "told", told_by=payment.told_by)
    else:
        aside = _done_aside(world, payment)
        left = payment.draft.amount_ore - aside
        again = payments.insert_again(world.ledger, payment_id, waiting_ore=left, now=world.now)
        if aside:
            _carry(world, again, aside)
        set_off(world, again)


def _done_aside(world: World, payment: StoredPayment) -> int:
    """What of a payment was paid back or set aside while it waited."""
    steps = payment_queries.steps_of(world.ledger, [payment.payment_id])
    return sum(ore for _kind, ore in steps.get(payment.payment_id, ()))


def _carry(world: World, payment_id: int, ore: int) -> None:
    step = PaymentStep(payment_id=payment_id, kind="repaid", on=world.today, amount_ore=ore)
    payments.add_step(world.ledger, step, now=world.now)
    waiting = payment_queries.stored(world.ledger, payment_id)
    assert waiting is not None, "it was written a moment ago"
    payments.set_waiting(world.ledger, payment_id, waiting.waiting_ore + ore)


def set_off(world: World, payment_id: int) -> bool:
    """Set a payment that waits off against the reversal of the bank that fits it, if one waits."""
    payment = payment_queries.standing_for(world.ledger, payment_id)
    if payment is None or payment.waiting_ore != payment.draft.amount_ore:
        return False
    for back in payment_queries.waiting(world.ledger):
        fits = back.waiting_ore == -payment.waiting_ore and back.draft.on >= payment.draft.on
        if fits and payment.payment_id in {p.payment_id for p in reversible(world, back)[:1]}:
            for one, other in ((payment, back), (back, payment)):
                step = PaymentStep(
                    payment_id=one.payment_id,
                    kind="set_off",
                    on=world.today,
                    amount_ore=one.waiting_ore,
                    other_id=other.payment_id,
                )
                payments.add_step(world.ledger, step, now=world.now)
            return True
    return False


def money_after(world: World, payment_id: int) -> StoredPayment | None:
    """The payment that has the money of one that was taken back, if a file told of it."""
    found = payment_queries.standing_for(world.ledger, payment_id)
    return found if found and found.payment_id != payment_id else None
