"""Gathers what the rules need to know of an invoice. It decides nothing and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from msgspec import Struct

from reminder_cli.domain.account import Account, Basis, basis_of
from reminder_cli.domain.case import Case, Claim, fold
from reminder_cli.domain.gates import DebtorStatus, Gate, GateFacts, Step, all_gates
from reminder_cli.domain.invoice import Customer, CustomerKind, Invoice, InvoiceKind
from reminder_cli.domain.replay import reckon
from reminder_cli.domain.rules.due_dates import moved_due
from reminder_cli.domain.rules.interest import InterestTerms, first_interest_day
from reminder_cli.domain.rules.limitation import prescribed_on
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import invoices
from reminder_cli.ledger.invoices import Registered
from reminder_cli.services.agreements import agreed
from reminder_cli.services.payments_gate import stale_since

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_BATCH = 500


class Subject(Struct, frozen=True, kw_only=True):
    """An invoice with all that is known of it on a day: claim, account, and debtor."""

    registered: Registered
    claim: Claim
    account: Account
    statuses: frozenset[DebtorStatus]

    @property
    def invoice(self) -> Invoice:
        """The invoice."""
        return self.registered.invoice

    @property
    def customer(self) -> Customer:
        """The debtor."""
        return self.registered.customer

    @property
    def remaining_ore(self) -> int:
        """What is left of the customer's part, in öre; below zero on a credit note."""
        if self.invoice.kind is InvoiceKind.CREDIT_NOTE:
            return principal_now(self.invoice) + sum(used.amount_ore for used in self.claim.used)
        return self.account.principal_left_ore

    @property
    def open_case(self) -> Case | None:
        """The case that runs, if any."""
        return self.claim.open_case


def subjects(
    world: World, registered: Iterable[Registered], *, as_of: date | None = None
) -> Iterator[Subject]:
    """What is known of each invoice, in the same order; read in batches, so that memory is flat."""
    batch: list[Registered] = []
    for item in registered:
        batch.append(item)
        if len(batch) == _BATCH:
            yield from _batch(world, batch, as_of)
            batch = []
    yield from _batch(world, batch, as_of)


def subjects_by_id(
    world: World, invoice_ids: Sequence[int], *, as_of: date | None = None
) -> list[Subject]:
    """What is known of the invoices of these ids, in that order."""
    found = invoices.by_id(world.ledger, invoice_ids)
    return list(subjects(world, [found[i] for i in invoice_ids], as_of=as_of))


def subjects_by_number(
    world: World, numbers: Sequence[str], *, as_of: date | None = None
) -> list[Subject]:
    """The same by number; raises :class:`UnknownInvoice` for all unknown ones together."""
    wanted = list(dict.fromkeys(numbers))
    found = invoices.by_number(world.ledger, wanted)
    unknown = [number for number in wanted if number not in found]
    if unknown:
        from reminder_cli.services.unknown import unknown_invoice

        raise unknown_invoice(world, unknown)
    _were_known(world, [found[number] for number in wanted])
    return list(subjects(world, [found[number] for number in wanted], as_of=as_of))


def _were_known(world: World, named: Sequence[Registered]) -> None:
    """Refuse an invoice that had not been taken in on the day that is looked back on."""
    seen = world.lookback
    for item in named if seen is not None and seen.known else ():
        if item.imported_on > world.today:
            raise Refused(
                _(
                    "Invoice {number} was not known on {day}.",
                    number=item.invoice.number,
                    day=world.today,
                ),
                fix=_("It was taken in on {day}; see it without --known.", day=item.imported_on),
                again=Again(without="--known"),
            )


def _batch(world: World, batch: list[Registered], as_of: date | None) -> Iterator[Subject]:
    if not batch:
        return
    if world.lookback is not None:
        batch = [world.registers_then.of(item) for item in batch]
    events = world.events_of([item.invoice.invoice_id for item in batch])
    statuses = world.statuses(item.customer.customer_id for item in batch)
    for item in batch:
        claim = fold(item.invoice.invoice_id, events[item.invoice.invoice_id])
        yield Subject(
            registered=item,
            claim=claim,
            account=reckon(
                claim,
                basis_for(world, item, claim),
                until=as_of or world.today,
                rates=world.rates,
            ),
            statuses=statuses[item.customer.customer_id],
        )


def basis_for(world: World, item: Registered, claim: Claim) -> Basis:
    """What the claim is counted from: the newest case's own terms, else today's settings."""
    if claim.case is not None:
        return basis_of(claim.case.opened)
    invoice = item.invoice
    return Basis(
        principal_ore=principal_now(invoice),
        invoice_on=invoice.invoice_date,
        due_on=moved_due(invoice.due_date, world.calendar),
        interest=interest_terms(world, item),
        collector=world.company.collector,
    )


def principal_now(invoice: Invoice) -> int:
    """The customer's part less what was paid before it came here, in öre."""
    return invoice.customer_part_ore - invoice.paid_before_ore


def interest_terms(world: World, item: Registered) -> InterestTerms:
    """What interest the claim bears, by what was agreed when it arose."""
    invoice = item.invoice
    consumer = item.customer.kind is CustomerKind.CONSUMER
    # A due date that was assumed from the invoice's date cannot have been agreed (räntelagen 3 §).
    due_date_agreed = not item.due_date_assumed and agreed(world, "due_dates_agreed", invoice)
    first_day = first_interest_day(
        invoice.due_date,
        agreed=due_date_agreed,
        sent_on=invoice.sent_on or invoice.invoice_date,
        calendar=world.calendar,
    )
    # A consumer owes interest only if the invoice said so (räntelagen 4 §).
    bears = not consumer or agreed(world, "interest_notice", invoice)
    return InterestTerms(
        first_day=first_day if bears else None,
        contract_percent=agreed(world, "contract_rate", invoice),
        consumer=consumer,
        day_count=world.settings["day_count"],
    )


def gates_of(world: World, subject: Subject, step: Step) -> tuple[Gate, ...]:
    """Every gate that stands before a step for this invoice today."""
    return all_gates(_gate_facts(world, subject, step), step)


def _gate_facts(world: World, subject: Subject, step: Step) -> GateFacts:
    account, case, claim = subject.account, subject.open_case, subject.claim
    terms = world.terms_in_force()
    settings = world.settings
    return GateFacts(
        invoice=subject.invoice,
        customer=subject.customer,
        today=world.today,
        moved_due_on=account.basis.due_on,
        remaining_ore=account.principal_left_ore if step is Step.REMINDER else account.owed_ore,
        has_case=case is not None,
        terms_in_force=terms.version if terms else 0,
        terms_accepted=world.accepted_version,
        prescribed_on=limitation_day(subject),
        grace_days=settings["grace_days"],
        tolerance_ore=settings["tolerance"] if case is None else 0,
        default_description=settings["default_description"],
        missing_rate=account.missing_rate,
        **_waiting_now(world, subject),
        # A dispute or a hold outlives the cancelling of its case.
        disputed=claim.case is not None and claim.case.disputed,
        hold_until=claim.case.hold_until if claim.case else None,
        statuses=subject.statuses,
        restored_from=world.restored_from,
        opened_as=case.opened.customer_kind if case else None,
    )


class _WaitingNow(TypedDict, total=False):
    elsewhere_ore: int
    waiting_credit: str
    waiting_payment: bool
    payments_stale_since: date | None
    payments_needed_until: date | None


def _waiting_now(world: World, subject: Subject) -> _WaitingNow:
    """What waits to be taken in or matched. It is known of now, never of a day that has passed."""
    if world.in_past:
        return {}
    waiting = world.waiting_debtors.customers(world)
    needed_until = _step_before(subject)
    return {
        "elsewhere_ore": paid_elsewhere(subject),
        "waiting_credit": _waiting_credit(world, subject),
        "waiting_payment": subject.customer.customer_id in waiting,
        "payments_stale_since": stale_since(world, needed_until),
        "payments_needed_until": needed_until,
    }


def _step_before(subject: Subject) -> date:
    """The last day to pay of the step before: of the newest letter, else of the invoice."""
    case = subject.open_case
    letter = case.last_letter() if case else None
    return case.due_of(letter) if case and letter else subject.account.basis.due_on


def limitation_day(subject: Subject) -> date:
    """The first day on which the claim is lost, by all letters and payments there have been."""
    letters = [letter.on for case in subject.claim.cases for letter in case.live_letters]
    return prescribed_on(
        subject.invoice.invoice_date,
        kind=subject.customer.kind,
        interrupted_on=[*letters, *(p.on for p in subject.claim.live_payments)],
    )


def _waiting_credit(world: World, subject: Subject) -> str:
    """A credit note of this customer that may be of this invoice, or none.

    Credit notes and invoices are often not linked in files, and a credit is seldom of the whole: a
    candidate is asked about, never set off by itself, and no letter goes out meanwhile. So does a
    payment of this debtor that waits, whatever its amount. One that names this invoice comes first.
    """
    invoice = subject.invoice
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        return ""
    may = [
        note
        for note in world.credit_notes.get(invoice.customer_id, ())
        if note.currency == invoice.currency and note.credits_number in {"", invoice.number}
    ]
    return min(may, key=lambda note: not note.credits_number).number if may else ""


def paid_before(subject: Subject) -> int:
    """What of the invoice had been paid when it was taken in, in öre, on days that are not known.

    What an open case was counted from stands in its opening, whatever the register says now.
    """
    return subject.invoice.customer_part_ore - subject.account.basis.principal_ore


def paid_elsewhere(subject: Subject) -> int:
    """How much more the newest file says was paid than this ledger knows of, in öre."""
    said = subject.registered.file_remaining_ore
    if said is None:
        return 0
    paid_here = sum(payment.amount_ore for payment in subject.claim.live_payments)
    left_here = principal_now(subject.invoice) - paid_here - subject.account.credited_ore
    return max(left_here - said, 0)
