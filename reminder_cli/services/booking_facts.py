"""Gathers what the vouchers and the settlement of each claim rest on. It books nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reminder_cli.domain.booking import (
    Accounts,
    BookingRules,
    ClaimFacts,
    InvoicedCost,
    Loss,
    PaidCosts,
    RefusedReduction,
    VatParts,
)
from reminder_cli.domain.case import fold
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import CaseReopened, Event, Stage
from reminder_cli.domain.settlement_case import Application, MonitoringSpan, SettlementFacts
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


def claim_facts(world: World, invoice_ids: Sequence[int]) -> Iterator[ClaimFacts]:
    """What the vouchers of these claims rest on, as of today."""
    vat = books.vat_of(world.ledger, invoice_ids)
    set_aside = books.allowances(world.ledger, invoice_ids)
    for subject in subjects_by_id(world, invoice_ids):
        total_ore, parts = vat[subject.invoice.invoice_id]
        if subject.registered.file_format == REFUSED_REDUCTION:
            total_ore, parts = _whole(world, subject)
        if not world.settings["vat_registered"]:
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
        costs_paid=_costs_paid(subject),
        costs_invoiced=tuple(_costs_invoiced(subject)),
        losses=(*_not_granted(subject), *_written_off(subject)),
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
            applications=tuple(_applications(subject)),
            costs_paid=_costs_paid(subject),
        )


def _costs_paid(subject: Subject) -> dict[int, PaidCosts]:
    """What of each payment went to costs at Kronofogden."""
    return {
        met.payment.payment_id: PaidCosts(
            application_ore=met.costs.application_ore,
            work_ore=met.costs.work_ore,
            kept_ore=met.costs.kept_ore,
        )
        for met in subject.account.allocations
        if met.costs_ore
    }


def _costs_invoiced(subject: Subject) -> Iterator[InvoicedCost]:
    """Kronofogden invoices its application fee to a creditor that applies itself.

    Its fee of enforcement it takes out of what it collects, and no invoice of it is known here.
    """
    for case in subject.claim.cases:
        if case.opened.collector is Collector.OWN:
            for application in case.applications:
                made = application.made
                yield InvoicedCost(key=made.key, on=made.on, amount_ore=made.fee_ore)


def _not_granted(subject: Subject) -> Iterator[Loss]:
    """What an utslag may not have granted of the principal."""
    for case in subject.claim.cases:
        for application in case.applications:
            decided = application.utslag
            if decided is not None:
                yield Loss(key=decided.key, on=decided.on, why="utslag")


def _applications(subject: Subject) -> Iterator[Application]:
    """The applications of a partner's cases: its work, and what it laid out."""
    for case in subject.claim.cases:
        for application in case.applications:
            made = application.made
            yield Application(
                key=made.key,
                case_no=case.case_no,
                on=made.on,
                work_ore=made.work_ore,
                outlay_ore=made.fee_ore,
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
            first = spans.pop().first if again else event.on
            current = MonitoringSpan(case_no=case.case_no, first=first)
        elif current is not None and not there:
            spans.append(
                MonitoringSpan(
                    case_no=current.case_no,
                    first=current.first,
                    last=event.on,
                    left_seq=event.seq,
                )
            )
            current = None
    return spans if current is None else [*spans, current]
