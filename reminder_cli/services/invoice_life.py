"""The rest of an invoice's life: credited, undone, set off, sent elsewhere, or written off as a loss."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.decision import Close
from reminder_cli.domain.events import Event, Outcome, PrincipalCredited, Stage
from reminder_cli.domain.events_life import CreditLeft, CreditUsed, WrittenOff
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.domain.invoice import InvoiceKind
from reminder_cli.domain.money import share_of, show_kronor
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import Text, _
from reminder_cli.ledger import addresses, books
from reminder_cli.services.deciding import closing
from reminder_cli.services.facts import Subject, principal_now, subjects_by_id, subjects_by_number
from reminder_cli.services.fee_moving import move_fees
from reminder_cli.services.invoice_vat import known_vat, said_as, state_vat
from reminder_cli.services.running import running_case

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_AUTOMATIC = (Stage.REMINDER, Stage.DEMAND)
# A debtor of whom nothing more will come by letters: the loss need not wait for the stages.
_BEYOND_LETTERS = {DebtorStatus.BANKRUPT, DebtorStatus.DECEASED, DebtorStatus.DEBT_RELIEF}


def credit(
    world: World,
    number: str,
    amount_ore: int,
    *,
    reason: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Subject:
    """Lower the principal of an invoice by a credit, from the start (product.md section 5)."""
    with world.writing(dry_run=dry_run):
        subject = _without_open_case(world, number)
        left = _not_credited(subject)
        if not 0 < amount_ore <= left:
            raise Refused(
                _(
                    "Between 0,01 and {left} kr of {number} can be credited. Nothing was done.",
                    left=show_kronor(left),
                    number=number,
                ),
                fix=_("See every öre with: remind explain {number}", number=number),
            )
        _not_to_come(world, on)
        _record_credit(world, subject, amount_ore, on or world.today, reason)
        return _again(world, subject)


def undo(world: World, number: str, *, reason: str, dry_run: bool = False) -> Subject:
    """The invoice should never have been: all of it is credited. What was paid is to be paid back."""
    with world.writing(dry_run=dry_run):
        subject = _without_open_case(world, number)
        left = _not_credited(subject)
        if left <= 0:
            raise Refused(
                _("All of invoice {number} has been credited already.", number=number),
                fix=_("See it with: remind show {number}", number=number),
            )
        _record_credit(world, subject, left, world.today, reason)
        return _again(world, subject)


def set_off(
    world: World, number: str, credit_number: str, *, dry_run: bool = False
) -> tuple[Subject, int]:
    """Set a credit note off against an invoice of the same customer; what was used is used up.

    Returns the invoice after it, and the öre that were set off.
    """
    with world.writing(dry_run=dry_run):
        note = subjects_by_number(world, [credit_number])[0]
        _in_order(subjects_by_number(world, [number])[0], note)
        subject = _without_open_case(world, number)
        _fits(subject, note)
        left, unused = subject.account.principal_left_ore, credit_left(note)
        if unused <= 0:
            raise Refused(
                _("Credit note {number} is used up.", number=credit_number),
                fix=_("See what it was used for with: remind show {number}", number=credit_number),
            )
        if left <= 0:
            raise Refused(
                _("Nothing is left to pay on {number}.", number=number),
                fix=_(
                    "Set the credit note off against another invoice, or pay it back: "
                    "remind invoice set-off NUMBER {credit}",
                    credit=credit_number,
                ),
            )
        amount = min(left, unused)
        _record_credit(world, subject, amount, world.today, credit_number, by_note=True)
        used = CreditUsed(
            invoice_id=note.invoice.invoice_id,
            on=world.today,
            against_id=subject.invoice.invoice_id,
            amount_ore=amount,
            number=len(note.claim.used) + 1,
        )
        world.record([used], {used.key: number})
        world.__dict__.pop("credit_notes", None)  # read anew by the next who asks
        return _again(world, subject), amount


def leave(world: World, number: str, *, reason: str, dry_run: bool = False) -> Subject:
    """A credit note is of no open invoice, or was paid back: it stops no letter of its customer."""
    with world.writing(dry_run=dry_run):
        note = subjects_by_number(world, [number])[0]
        _is_note(note)
        if note.claim.left or credit_left(note) <= 0:
            raise Refused(
                _("Credit note {number} stops no letter.", number=number),
                fix=_("See it with: remind show {number}", number=number),
            )
        said = CreditLeft(invoice_id=note.invoice.invoice_id, on=world.today)
        world.record([said], {said.key: reason})
        world.__dict__.pop("credit_notes", None)  # read anew by the next who asks
        return _again(world, note)


def credit_left(note: Subject) -> int:
    """What of a credit note has not been set off, in öre."""
    return -principal_now(note.invoice) - sum(used.amount_ore for used in note.claim.used)


def _in_order(first: Subject, last: Subject) -> None:
    kinds = (first.invoice.kind, last.invoice.kind)
    if kinds == (InvoiceKind.CREDIT_NOTE, InvoiceKind.INVOICE):
        raise Refused(
            _(
                "{number} is the credit note, and stands last. Nothing was done.",
                number=first.invoice.number,
            ),
            fix=_(
                "Write: remind invoice set-off {invoice} {credit}",
                invoice=last.invoice.number,
                credit=first.invoice.number,
            ),
        )


def _is_note(note: Subject) -> None:
    number = note.invoice.number
    if note.invoice.kind is not InvoiceKind.CREDIT_NOTE:
        raise Refused(
            _("{number} is not a credit note. Nothing was done.", number=number),
            fix=_("See it with: remind show {number}", number=number),
        )


def _fits(subject: Subject, note: Subject) -> None:
    number, credit_number = subject.invoice.number, note.invoice.number
    _is_note(note)
    same = note.customer.customer_id == subject.customer.customer_id
    if not same or note.invoice.currency != subject.invoice.currency:
        raise Refused(
            _(
                "{credit} and {number} are not of the same customer and currency. Nothing was done.",
                credit=credit_number,
                number=number,
            ),
            fix=_(
                "Only what a customer is owed can be set off against what it owes. See whose it is with: "
                "remind show {number}",
                number=credit_number,
            ),
        )


def readdress(world: World, number: str, *, dry_run: bool = False) -> Subject:
    """The letters of a running case go to the customer's present address from now on."""
    with world.writing(dry_run=dry_run):
        subject = subjects_by_number(world, [number])[0]
        case = running_case(subject)
        addresses.keep(world.ledger, subject.invoice.invoice_id, case.case_no, subject.customer)
        return subject


class Loss(Struct, frozen=True, kw_only=True):
    """A confirmed loss: the invoice after it, and how much principal and VAT of it; öre."""

    subject: Subject
    amount_ore: int
    vat_ore: int


def write_off(
    world: World,
    number: str,
    *,
    reason: str,
    vat: str = "",
    allowance_ore: int = 0,
    dry_run: bool = False,
) -> Loss:
    """What is left of the principal is a confirmed loss (mervärdesskattelagen (2023:200) 8 kap.).

    ``vat`` is the VAT of the whole invoice as the user says it, where no file has; of what is
    lost, the same share comes back. When the voucher of an earlier loss or credit waits for it, it
    is recorded and nothing more is written off. ``allowance_ore`` is what had been set aside for the claim (befarad förlust), without VAT.
    """
    with world.writing(dry_run=dry_run):
        subject = subjects_by_number(world, [number])[0]
        waits = _waits_for_its_vat(world, subject)
        if vat:
            state_vat(world, subject, vat)
            if waits:
                return Loss(subject=subject, amount_ore=0, vat_ore=0)
        _may_be_written_off(subject)
        amount = subject.account.principal_left_ore
        lost_vat = _vat_of(world, subject, amount)
        _set_aside(world, subject, amount - lost_vat, allowance_ore)
        case = subject.open_case
        event: Event
        if case is None:
            event = WrittenOff(
                invoice_id=subject.invoice.invoice_id,
                on=world.today,
                amount_ore=amount,
                number=len(subject.claim.write_offs) + 1,
            )
        else:
            lost = Close(outcome=Outcome.WRITTEN_OFF, why=Text("You wrote it off."))
            event = closing(subject, case, lost, world.today)
        world.record([event], {event.key: reason})
        move_fees(world, subject.invoice.invoice_id)
        return Loss(subject=_again(world, subject), amount_ore=amount, vat_ore=lost_vat)


def _waits_for_its_vat(world: World, subject: Subject) -> bool:
    """Whether something given up of an invoice cannot be booked before its VAT is known."""
    waivers = subject.account.waivers
    given_up = any(w.part == "principal" and w.why != Outcome.PAID.value for w in waivers)
    return (given_up or bool(subject.claim.credits)) and known_vat(world, subject) is None


def _may_be_written_off(subject: Subject) -> None:
    number, case = subject.invoice.number, subject.open_case
    if subject.invoice.kind is not InvoiceKind.INVOICE or subject.account.principal_left_ore <= 0:
        raise Refused(
            _("Nothing of the principal of {number} is left to write off.", number=number),
            fix=_("See it with: remind show {number}", number=number),
        )
    if case is not None and case.stage in _AUTOMATIC and not subject.statuses & _BEYOND_LETTERS:
        raise Refused(
            _(
                "The letters of {number} are still running: a loss is not certain yet. Nothing was "
                "done.",
                number=number,
            ),
            fix=_(
                "Wait until it comes to choose, or cancel it first: remind cancel {number} "
                "--reason TEXT",
                number=number,
            ),
        )


def _vat_of(world: World, subject: Subject, amount_ore: int) -> int:
    """The VAT that comes back, in proportion and by its rates."""
    invoice, settings = subject.invoice, world.settings
    if settings["cash_method"] or not settings["vat_registered"]:
        return 0  # nothing has been paid to the state on it
    known = known_vat(world, subject)
    if known is None:
        raise Refused(
            _("The VAT of invoice {number} is not known. Nothing was done.", number=invoice.number),
            fix=said_as(),
            again=Again(add="--vat PERCENT"),
        )
    return sum(share_of(ore, part=amount_ore, whole=invoice.total_ore) for _percent, ore in known)


def _set_aside(world: World, subject: Subject, lost_ore: int, allowance_ore: int) -> None:
    """Remember what had been set aside; it can be no more than what is lost without its VAT."""
    if not allowance_ore:
        return
    if not 0 < allowance_ore <= lost_ore:
        raise Refused(
            _(
                "At most {most} kr can have been set aside. Nothing was done.",
                most=show_kronor(lost_ore),
            ),
            fix=_("Give what was booked as an expected loss, without VAT: --allowance AMOUNT"),
            again=Again(add="--allowance AMOUNT"),
        )
    books.state_allowance(world.ledger, subject.invoice.invoice_id, allowance_ore, now=world.now)


def _without_open_case(world: World, number: str) -> Subject:
    subject = subjects_by_number(world, [number])[0]
    if subject.invoice.kind is not InvoiceKind.INVOICE:
        raise Refused(
            _("{number} is not an invoice on credit. Nothing was done.", number=number),
            fix=_("See what it is with: remind show {number}", number=number),
        )
    if subject.open_case is not None:
        raise Refused(
            _("The case of {number} is open. Nothing was done.", number=number),
            fix=_("Cancel the case first: remind cancel {number} --reason TEXT", number=number),
        )
    return subject


def _not_credited(subject: Subject) -> int:
    account = subject.account
    return account.basis.principal_ore - account.credited_ore


def _not_to_come(world: World, on: date | None) -> None:
    if on is not None and on > world.today:
        raise Refused(
            _("{day} has not come yet.", day=on),
            fix=_("Give the day of the credit note with --on."),
            again=Again(add="--on DATE"),
        )


def _record_credit(
    world: World,
    subject: Subject,
    amount_ore: int,
    on: date,
    reason: str,
    *,
    by_note: bool = False,
) -> None:
    event = PrincipalCredited(
        invoice_id=subject.invoice.invoice_id,
        on=on,
        amount_ore=amount_ore,
        number=len(subject.claim.credits) + 1,
        by_note=by_note,
    )
    world.record([event], {event.key: reason})


def _again(world: World, subject: Subject) -> Subject:
    return subjects_by_id(world, [subject.invoice.invoice_id])[0]
