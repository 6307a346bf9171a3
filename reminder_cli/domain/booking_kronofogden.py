"""What the books and the settlement need to know of the costs of a claim at Kronofogden.

Pure: from the claim and its account. It books nothing and settles nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from reminder_cli.domain.account import Account
from reminder_cli.domain.booking import InvoicedCost, Loss, PaidCosts
from reminder_cli.domain.case import Claim
from reminder_cli.domain.company import Collector
from reminder_cli.domain.settlement_case import Application


def costs_paid(account: Account) -> dict[int, PaidCosts]:
    """What of each payment went to costs at Kronofogden."""
    return {
        met.payment.payment_id: PaidCosts(
            application_ore=met.costs.application_ore,
            work_ore=met.costs.work_ore,
            enforcement_ore=met.costs.invoiced_ore,
            laid_out_ore=met.costs.laid_out_ore,
            kept_ore=met.costs.kept_ore,
        )
        for met in account.allocations
        if met.costs_ore
    }


def costs_invoiced(claim: Claim) -> Iterator[InvoicedCost]:
    """Kronofogden invoices its application fee to a creditor that applies itself, and its fee of
    enforcement to the creditor when it cannot take it out of what it collects.
    """
    for case in claim.cases:
        for application in case.applications:
            made = application.made
            if case.opened.collector is Collector.OWN:
                yield InvoicedCost(key=made.key, on=made.on, amount_ore=made.fee_ore)
            for told in application.invoiced:
                if not told.by_partner:
                    yield InvoicedCost(
                        key=told.cost_key,
                        on=told.on,
                        amount_ore=told.amount_ore,
                        invoice=told.invoice,
                    )


def not_granted(claim: Claim) -> Iterator[Loss]:
    """What an utslag may not have granted of the principal."""
    for case in claim.cases:
        for application in case.applications:
            decided = application.utslag
            if decided is not None:
                yield Loss(key=decided.key, on=decided.on, why="utslag")


def applications(claim: Claim) -> Iterator[Application]:
    """The applications of a partner's cases: its work, and what it laid out."""
    for case in claim.cases:
        for application in case.applications:
            made = application.made
            yield Application(
                key=made.key,
                case_no=case.case_no,
                on=made.on,
                work_ore=made.work_ore,
                outlay_ore=made.fee_ore,
            )
            for told in application.invoiced:
                first = next(x for x in application.tellings if x.invoice == told.invoice)
                # Also one that is the creditor's now: it may have been settled as the partner's.
                yield Application(
                    key=told.cost_key,
                    case_no=case.case_no,
                    on=first.on,
                    work_ore=0,
                    outlay_ore=told.amount_ore if told.by_partner else 0,
                    what="kronofogden_invoice",
                )
