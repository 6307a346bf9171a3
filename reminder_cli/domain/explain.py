"""Every öre of a claim, line by line, as a table a bookkeeper can add up. It counts nothing anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from msgspec import Struct

from reminder_cli.domain.account import Account, Allocation, FeeState, Waiver
from reminder_cli.domain.case import Claim
from reminder_cli.domain.company import Collector
from reminder_cli.domain.costs import CostKind, CostState
from reminder_cli.domain.money import show_kronor
from reminder_cli.domain.rules.fees import Act, fee_cap
from reminder_cli.domain.rules.interest import InterestLine, by_law
from reminder_cli.i18n import Text


class ExplainLine(Struct, frozen=True, kw_only=True):
    """One line. ``amount_ore`` is signed: all lines together are the balance.

    ``kind`` is principal, interest, fee, cost, payment, credit or waived; ``what`` says it in
    words; ``law`` names the paragraph and ``source`` where a rate comes from. ``cap_ore`` is the
    most that may be charged for the act.
    """

    kind: str
    first: date
    last: date | None
    amount_ore: int
    what: Text
    law: str
    source: str = ""
    days: int | None = None
    year_days: int | None = None
    base_ore: int | None = None
    reference_percent: Fraction | None = None
    percent: Fraction | None = None
    cap_ore: int | None = None


_INTEREST_LAW = "räntelagen (1975:635) 6 §"
_ALLOCATION = {
    Collector.PARTNER: Text("principal, fees, interest (terms of the partner)"),
    Collector.OWN: Text("fees, interest, principal (handelsbalken 9:5)"),
}
_FEE_WORDS = {
    "reminder": Text("Reminder fee"),
    "demand": Text("Fee for the inkassokrav"),
    "plan": Text("Fee for the instalment plan"),
    "late_payment": Text("Compensation for late payment"),
    "elsewhere": Text("Reminder fee charged before"),
}
_COST_WORDS = {
    CostKind.ENFORCEMENT: Text(
        "Kronofogden's fee for enforcement, taken first of what it collects"
    ),
    CostKind.COLLECTION: Text("Kept by Kronofogden for its costs"),
    CostKind.INVOICED: Text("Kronofogden's fee for enforcement, invoiced to the creditor"),
    CostKind.LAID_OUT: Text("Kronofogden's fee for enforcement, laid out by the partner"),
    CostKind.APPLICATION: Text("Kronofogden's application fee"),
    CostKind.WORK: Text("Own work or agent at Kronofogden"),
}
_WHY_WORDS = {
    "no_utslag": Text("not owed: it ended at Kronofogden without an utslag"),
    "ended": Text("not owed: the case had ended"),
    "utslag": Text("not granted by the utslag"),
    "crossed": Text("not owed: a payment had been booked before the letter"),
    "retracted": Text("not owed: the letter was taken back"),
    "moved": Text("not owed here: another invoice of the same letter bears it"),
    "charged_before": Text("not owed: such a fee had been charged and stands"),
    "settled_letter": Text("interest after the letter, waived: its total was paid in time"),
    "paid": Text("small rest, waived"),
    "cancelled": Text("waived when the case was cancelled"),
    "credited": Text("waived when the invoice was credited"),
    "written_off": Text("written off"),
    "settled": Text("given up by agreement"),
}


class Before(Struct, frozen=True, kw_only=True):
    """What had been paid when the invoice was taken in, in öre, through a day; the debtor's part then."""

    invoiced_ore: int
    paid_ore: int
    through: date


def explain_lines(
    claim: Claim, account: Account, sources: dict[date, str], *, before: Before | None = None
) -> list[ExplainLine]:
    """The lines of an account in the order of their days; they add up to its balance, to the öre.

    ``sources`` names where the reference rate of each half-year comes from. ``before`` is told
    with the principal, which is what was left of the invoice.
    """
    rest = [
        *_interest(account, sources),
        *(line for fee in account.fees for line in _fee(fee)),
        *(line for cost in account.costs for line in _cost(cost)),
        *(_payment(allocation, account) for allocation in account.allocations),
        *_recovered(account),
        *(_waived(waiver) for waiver in account.waivers),
        *_repaid(claim, account),
    ]
    rest.sort(key=lambda line: (line.last or line.first, _ORDER[line.kind]))
    return [_principal(account, before), *_credits(claim, account), *rest]


_ORDER = {"interest": 0, "fee": 1, "cost": 1, "payment": 2, "waived": 3}


def _principal(account: Account, before: Before | None) -> ExplainLine:
    basis = account.basis
    what = Text("Principal, due {day}", {"day": basis.due_on})
    if before is not None:
        what = Text(
            "Principal, due {day}: {invoiced} less {paid} paid through {through}",
            {
                "day": basis.due_on,
                "invoiced": show_kronor(before.invoiced_ore),
                "paid": show_kronor(before.paid_ore),
                "through": before.through,
            },
        )
    return ExplainLine(
        kind="principal",
        first=basis.invoice_on,
        last=None,
        amount_ore=basis.principal_ore,
        what=what,
        law="",
    )


def _credits(claim: Claim, account: Account) -> Iterator[ExplainLine]:
    for credit in claim.credits:
        if credit.on <= account.until:
            yield ExplainLine(
                kind="credit",
                first=credit.on,
                last=None,
                amount_ore=-credit.amount_ore,
                what=Text("Credited; lowers the principal from the start"),
                law="",
            )


def _interest(account: Account, sources: dict[date, str]) -> Iterator[ExplainLine]:
    for line, amount in zip(account.interest, account.interest_shown, strict=True):
        half = date(line.first.year, 1 if line.first.month < 7 else 7, 1)
        yield ExplainLine(
            kind="interest",
            first=line.first,
            last=line.last,
            amount_ore=amount,
            what=Text("Late interest"),
            law=_INTEREST_LAW if _by_law(line) else "avtal",
            source=sources.get(half, ""),
            days=line.days,
            year_days=line.year_days,
            base_ore=line.base_ore,
            reference_percent=line.reference_percent,
            percent=line.percent,
        )


def _by_law(line: InterestLine) -> bool:
    reference = line.reference_percent
    return reference is not None and line.percent == by_law(reference)


def _fee(fee: FeeState) -> Iterator[ExplainLine]:
    yield ExplainLine(
        kind="fee",
        first=fee.on,
        last=None,
        amount_ore=fee.amount_ore,
        what=_FEE_WORDS[fee.act],
        law=fee.law,
        cap_ore=_cap(fee),
    )
    if fee.lost:
        yield ExplainLine(
            kind="waived",
            first=fee.on,
            last=None,
            amount_ore=-fee.amount_ore,
            what=_WHY_WORDS[fee.lost],
            law=fee.law if fee.lost == "charged_before" else "inkassolagen (1974:182) 4 §",
        )


def _cap(fee: FeeState) -> int:
    act = Act.REMINDER if fee.act == "elsewhere" else Act(fee.act)
    return fee_cap(act, done_on=fee.on)


def _cost(cost: CostState) -> Iterator[ExplainLine]:
    yield ExplainLine(
        kind="cost",
        first=cost.on,
        last=None,
        amount_ore=cost.counted_ore,
        what=_COST_WORDS[cost.kind],
        law=cost.law,
    )
    if cost.fell:
        yield ExplainLine(
            kind="waived",
            first=cost.on,
            last=None,
            amount_ore=-cost.amount_ore,
            what=_WHY_WORDS[cost.fell],
            law="lag (1990:746) 46 §" if cost.fell == "no_utslag" else "villkoren",
        )


def _payment(allocation: Allocation, account: Account) -> ExplainLine:
    payment = allocation.payment
    met = {
        "principal": show_kronor(allocation.principal_ore),
        "fees": show_kronor(allocation.fees_ore),
        "interest": show_kronor(allocation.interest_ore),
        "over": show_kronor(allocation.over_ore),
        "costs": show_kronor(allocation.costs_ore),
    }
    over = Text(
        "Payment: principal {principal}, fees {fees}, interest {interest}, too much {over}", met
    )
    exact = Text("Payment: principal {principal}, fees {fees}, interest {interest}", met)
    if allocation.costs_ore:
        over, exact = _payment_with_costs(met)
    return ExplainLine(
        kind="payment",
        first=payment.on,
        last=None,
        amount_ore=-payment.amount_ore,
        what=over if allocation.over_ore else exact,
        law=_ALLOCATION[account.basis.collector].msgid,
    )


def _recovered(account: Account) -> Iterator[ExplainLine]:
    """What a payment brought of a loss: the loss stands in the lines, so this much of it comes back."""
    for allocation in account.allocations:
        if allocation.recovered_ore:
            yield ExplainLine(
                kind="payment",
                first=allocation.payment.on,
                last=None,
                amount_ore=allocation.recovered_ore,
                what=Text("Recovered of what had been written off"),
                law="",
            )


def _payment_with_costs(met: dict[str, str]) -> tuple[Text, Text]:
    over = Text(
        "Payment: costs {costs}, fees {fees}, interest {interest}, principal {principal}, "
        "too much {over}",
        met,
    )
    exact = Text(
        "Payment: costs {costs}, fees {fees}, interest {interest}, principal {principal}", met
    )
    return over, exact


def _waived(waiver: Waiver) -> ExplainLine:
    return ExplainLine(
        kind="waived",
        first=waiver.on,
        last=None,
        amount_ore=-waiver.amount_ore,
        what=_WHY_WORDS[waiver.why],
        law="villkoren",
    )


def _repaid(claim: Claim, account: Account) -> Iterator[ExplainLine]:
    for repayment in claim.repayments:
        counts = repayment.payment_id not in claim.reversed_payments
        if counts and repayment.on <= account.until:
            yield ExplainLine(
                kind="payment",
                first=repayment.on,
                last=None,
                amount_ore=repayment.amount_ore,
                what=Text("Overpayment paid back"),
                law="",
            )
