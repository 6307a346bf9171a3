"""Gathers what the vouchers and the settlement of each claim rest on. It books nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reminder_cli.domain.booking import (
    Accounts,
    BookingRules,
    ClaimFacts,
    Loss,
    RefusedReduction,
    VatParts,
)
from reminder_cli.domain.booking_kronofogden import (
    applications,
    costs_invoiced,
    costs_paid,
    not_granted,
)
from reminder_cli.domain.case import fold
from reminder_cli.domain.events import CaseReopened, Event, Stage
from reminder_cli.domain.settlement_case import MonitoringSpan, SettlementFacts
from reminder_cli.ledger import books, cases, invoices
from reminder_cli.services.facts import Subject, subjects_by_id
from reminder_cli.services.tax_reduction import SOURCE as REFUSED_REDUCTION

if TYPE_CHECKING:
    from reminder_cli.domain.terms import Terms
    from reminder_cli.services.world import World

_BATCH = 500


def booking_rules(world: World) -> BookingRules:
    """How the firm keeps its books, from its settings."""
    settings = world.settings
    return BookingRules(
        accounts=accounts(world),
        cash_method=settings["cash_method"],
        principal=settings["book_principal"],
        when_charged=settings["booking"] == "charged",
        vat_registered=settings["vat_registered"],
    )


def accounts(world: World) -> Accounts:
    """The numbers of the accounts, from the settings ``account_*``."""
    return Accounts(
        **{name: world.settings[f"account_{name}"] for name in Accounts.__struct_fields__}
    )


def batches(world: World) -> Iterator[list[int]]:
    """Every invoice that something has happened to, some at a time, so that memory is flat."""
    refused = books.from_file_format(world.ledger, REFUSED_REDUCTION)
    ids = sorted(cases.with_events(world.ledger) | refused)
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def claim_facts(
    world: World, invoice_ids: Sequence[int], kept: Mapping[int, BookingRules]
) -> Iterator[ClaimFacts]:
    """What the vouchers of these claims rest on, as of today; ``kept`` are the rules of those of
    which a voucher has left.
    """
    vat = books.vat_of(world.ledger, invoice_ids)
    set_aside = books.allowances(world.ledger, invoice_ids)
    for subject in subjects_by_id(world, invoice_ids):
        total_ore, parts = vat[subject.invoice.invoice_id]
        if subject.registered.file_format == REFUSED_REDUCTION:
            total_ore, parts = _whole(world, subject)
        rules = kept.get(subject.invoice.invoice_id)
        declares = rules.vat_registered if rules else None
        if not (world.settings["vat_registered"] if declares is None else declares):
            parts = ()  # none was ever declared, so that none comes back
        facts = facts_of(world, subject, total_ore, parts)
        yield replace(facts, allowance_ore=set_aside.get(subject.invoice.invoice_id, 0))


def facts_of(world: World, subject: Subject, total_ore: int, vat: VatParts | None) -> ClaimFacts:
    """What the vouchers of one claim rest on; ``total_ore`` and ``vat`` of the whole invoice."""
    return ClaimFacts(
        number=subject.invoice.number,
        claim=subject.claim,
        account=subject.account,
        shares={no: t.interest_share_percent for no, t in _terms(world, subject).items()},
        total_ore=total_ore,
        vat=vat,
        costs_paid=costs_paid(subject.account),
        costs_invoiced=tuple(costs_invoiced(subject.claim)),
        losses=(*not_granted(subject.claim), *_written_off(subject)),
        reductions_refused=tuple(_refused(subject)),
    )


def _whole(world: World, subject: Subject) -> tuple[int, VatParts | None]:
    """Total and VAT of the invoice that a refused reduction (NUMBER-S1) is a part of."""
    number = subject.invoice.number.rpartition("-S")[0]
    [origin] = invoices.by_number(world.ledger, [number]).values()
    invoice_id = origin.invoice.invoice_id
    return books.vat_of(world.ledger, [invoice_id])[invoice_id]


def _written_off(subject: Subject) -> Iterator[Loss]:
    """What was written off of an invoice without an open case."""
    for loss in subject.claim.write_offs:
        yield Loss(key=loss.key, on=loss.on)


def _refused(subject: Subject) -> Iterator[RefusedReduction]:
    """A claim that was made of what Skatteverket refused."""
    invoice = subject.invoice
    if subject.registered.file_format == REFUSED_REDUCTION:
        yield RefusedReduction(
            key=f"{invoice.invoice_id}/refused_reduction",
            on=invoice.invoice_date,
            amount_ore=invoice.total_ore,
        )


def settlement_facts(world: World, invoice_ids: Sequence[int]) -> Iterator[SettlementFacts]:
    """What the settlement of these claims rests on, as of today."""
    for subject in subjects_by_id(world, invoice_ids):
        yield SettlementFacts(
            number=subject.invoice.number,
            claim=subject.claim,
            account=subject.account,
            terms=_terms(world, subject),
            monitoring=tuple(_monitoring(world, subject)),
            applications=tuple(applications(subject.claim)),
            costs_paid=costs_paid(subject.account),
        )


def _terms(world: World, subject: Subject) -> dict[int, Terms]:
    return {
        case.case_no: world.terms_of(case.opened.collector, case.opened.terms_version)
        for case in subject.claim.cases
    }


def _monitoring(world: World, subject: Subject) -> list[MonitoringSpan]:
    if not any(case.stages_entered for case in subject.claim.cases):
        return []
    invoice_id = subject.invoice.invoice_id
    return monitoring_spans(invoice_id, world.events_of([invoice_id])[invoice_id])


def monitoring_spans(invoice_id: int, events: Sequence[Event]) -> list[MonitoringSpan]:
    """When each case was at monitoring, from what its stage was after each happening.

    A case that was closed by a payment which was taken back was there all the time.
    """
    spans: list[MonitoringSpan] = []
    current: MonitoringSpan | None = None
    for place, event in enumerate(events, start=1):
        case = fold(invoice_id, events[:place]).case
        there = case is not None and case.stage is Stage.MONITORING
        if there and current is None:
            assert case is not None
            again = isinstance(event, CaseReopened) and bool(spans)
            current = (
                replace(spans.pop(), last=None, left_seq=0)
                if again
                else MonitoringSpan(case_no=case.case_no, first=event.on, came_seq=event.seq)
            )
        elif current is not None and not there:
            spans.append(replace(current, last=event.on, left_seq=event.seq))
            current = None
    return spans if current is None else [*spans, current]
