"""Reconciles the claims here with the account of claims in the newest bookkeeping file taken in.

It gathers; what explains what is the domain's. It reads and never writes, some invoices at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.booking import BookingRules
from reminder_cli.domain.booking_correction import Exported
from reminder_cli.domain.claim_movements import Movement, movements, note_movements
from reminder_cli.domain.invoice import InvoiceKind
from reminder_cli.domain.reconciliation import Position, Reconciliation
from reminder_cli.ledger import books, payment_queries, stated_books
from reminder_cli.ledger.stated_books import StatedFile
from reminder_cli.services.booking_facts import booking_rules, facts_of
from reminder_cli.services.facts import Subject
from reminder_cli.services.tax_reduction import SOURCE as REFUSED_REDUCTION

if TYPE_CHECKING:
    from reminder_cli.services.report_lines import Line
    from reminder_cli.services.world import World

_BATCH = 500


class Reconciled(Struct, kw_only=True):
    """The reconciliation and what it starts from, in öre.

    ``principal_ore`` is the report's own figure of what is left of all invoices; credit notes not
    used, what the partner has not paid out yet and what was charged make of it what should stand
    on the account. ``cash_method``: the books hold no claims before payment, so that none of this
    tells whether they are right.
    """

    file: StatedFile
    account: str
    cash_method: bool
    result: Reconciliation
    principal_ore: int = 0
    credit_notes_ore: int = 0
    not_paid_out_ore: int = 0

    @property
    def charged_ore(self) -> int:
        """Fees and interest that were booked when charged and are not paid."""
        other = self.principal_ore + self.credit_notes_ore + self.not_paid_out_ore
        return self.result.here_ore - other


class Reconciler:
    """Takes the invoices of a report one by one."""

    def __init__(self, there: World) -> None:
        self._world = there
        self._batch: list[Subject] = []
        self._rules = booking_rules(there)
        file = stated_books.last_file(there.ledger, imported_by=there.today)
        self._found = None if file is None else self._begun(file)

    def _begun(self, file: StatedFile) -> Reconciled:
        return Reconciled(
            file=file,
            account=self._rules.accounts.claims,
            cash_method=self._rules.cash_method,
            result=Reconciliation(file.books),
        )

    def add(self, line: Line) -> None:
        """Count one invoice or credit note."""
        found, subject = self._found, line.subject
        if found is None or subject.invoice.kind is InvoiceKind.CASH_NOTE:
            return
        if subject.invoice.kind is InvoiceKind.CREDIT_NOTE:
            found.credit_notes_ore += subject.remaining_ore if line.in_sek else 0
            found.result.add(_note(subject))
            return
        found.principal_ore += subject.account.principal_left_ore if line.in_sek else 0
        self._batch.append(subject)
        if len(self._batch) == _BATCH:
            self._flush(found)

    def done(self) -> Reconciled | None:
        """The whole, when every invoice has been counted; None without a bookkeeping file."""
        found = self._found
        if found is not None:
            self._flush(found)
            found.result.finish(waiting_ore=self._waiting(found.file.books.through_on))
        return found

    def _flush(self, found: Reconciled) -> None:
        world, batch = self._world, self._batch
        ids = [subject.invoice.invoice_id for subject in batch]
        exported = books.exported(world.ledger, ids, made_by=found.file.made_on)
        kept = books.rules_of(world.ledger, ids)
        for subject in batch:
            invoice_id = subject.invoice.invoice_id
            rules = kept.get(invoice_id, self._rules)
            found.result.add(self._position(subject, rules, exported[invoice_id]))
            if subject.invoice.currency == "SEK":
                found.not_paid_out_ore += _not_paid_out(subject, world.today)
        batch.clear()

    def _position(
        self, subject: Subject, rules: BookingRules, exported: Mapping[str, Exported]
    ) -> Position:
        """An invoice on the account. Most have had nothing happen to them, and are done quickly."""
        account, start = subject.account, subject.account.basis.principal_ore
        moved: tuple[Movement, ...] = ()
        claims = rules.accounts.claims
        if exported or _may_have_moved(subject):
            facts = facts_of(self._world, subject, subject.invoice.total_ore, ())
            left = {key: item.amounts.get(claims, 0) for key, item in exported.items()}
            moved = tuple(movements(facts, rules, until=self._world.today, exported=left))
            start -= sum(reduction.amount_ore for reduction in facts.reductions_refused)
        return Position(
            number=subject.invoice.number,
            dated_on=subject.invoice.invoice_date,
            start_ore=start,
            movements=moved,
            overpaid_ore=account.overpaid_ore,
            in_sek=subject.invoice.currency == "SEK",
            booked_elsewhere=not rules.principal,
        )

    def _waiting(self, through: date) -> int:
        """What came in by a day and waits to be matched; what a bank took back is taken off."""
        waiting = payment_queries.waiting(self._world.ledger)
        return max(sum(p.waiting_ore for p in waiting if p.draft.on <= through), 0)


def _may_have_moved(subject: Subject) -> bool:
    claim = subject.claim
    return (
        bool(claim.cases or claim.payments or claim.credits or claim.write_offs)
        or subject.registered.file_format == REFUSED_REDUCTION
    )


def _note(subject: Subject) -> Position:
    invoice = subject.invoice
    return Position(
        number=invoice.number,
        dated_on=invoice.invoice_date,
        start_ore=invoice.customer_part_ore - invoice.paid_before_ore,
        movements=tuple(note_movements(subject.claim)),
        is_note=True,
        in_sek=invoice.currency == "SEK",
    )


def _not_paid_out(subject: Subject, today: date) -> int:
    """Principal that the partner has received and pays out later: until then it is a claim."""
    return sum(
        met.principal_ore
        for met in subject.account.allocations
        if (met.payment.paid_out_on or met.payment.on) > today
    )
