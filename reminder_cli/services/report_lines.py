"""Goes through every invoice as it stood on a day: what is known of it, and how its cases have gone.

It reads and never writes, one batch at a time, so that memory is flat.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.case import fold
from reminder_cli.domain.course import CaseCourse, Receipt, Visit, courses, receipts, visits
from reminder_cli.domain.replay import reckon
from reminder_cli.ledger import invoices
from reminder_cli.ledger.invoices import Registered
from reminder_cli.services.facts import Subject, basis_for
from reminder_cli.services.views import next_step, status_word

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_BATCH = 500


class Line(Struct, frozen=True, kw_only=True):
    """One invoice on the day of the report, with its course and what comes next."""

    subject: Subject
    visits: tuple[Visit, ...]
    receipts: tuple[Receipt, ...]
    cases: tuple[CaseCourse, ...]
    status: str
    next_step: str
    next_on: date | None

    @property
    def in_sek(self) -> bool:
        """Whether its amounts can be added to others."""
        return self.subject.invoice.currency == "SEK"


def lines(there: World) -> Iterator[Line]:
    """Every invoice that had been imported by then, by due date, with what had happened by then.

    What the registers say of a customer or an invoice is what they said that evening; what happened
    is what counts on that day or before.
    """
    batch: list[Registered] = []
    for item in invoices.all_registered(there.ledger):
        if item.imported_on <= there.today:
            batch.append(there.registers_then.of(item))
        if len(batch) == _BATCH:
            yield from _batch(there, batch)
            batch = []
    yield from _batch(there, batch)


def _batch(there: World, batch: Sequence[Registered]) -> Iterator[Line]:
    events = there.events_of([item.invoice.invoice_id for item in batch])
    statuses = there.statuses(item.customer.customer_id for item in batch)
    for item in batch:
        invoice_id = item.invoice.invoice_id
        known = events[invoice_id]
        claim = fold(invoice_id, known)
        basis = basis_for(there, item, claim)
        subject = Subject(
            registered=item,
            claim=claim,
            account=reckon(claim, basis, until=there.today, rates=there.rates),
            statuses=statuses[item.customer.customer_id],
        )
        stages = visits(invoice_id, known)
        received = receipts(claim, subject.account, stages, there.terms_of)
        step, on, _why = next_step(there, subject)
        yield Line(
            subject=subject,
            visits=stages,
            receipts=received,
            cases=tuple(courses(claim, stages, received)),
            status=status_word(there, subject),
            next_step=step,
            next_on=on,
        )
