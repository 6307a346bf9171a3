"""Builds a letter as data from a claim and its account. It writes nothing and sends nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from reminder_cli.domain.account import Account
from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.decision import IssueLetter
from reminder_cli.domain.events import Outcome
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.domain.invoice import Customer, CustomerKind
from reminder_cli.domain.letter import (
    FeeLine,
    InterestPeriod,
    LetterClaim,
    LetterData,
    Party,
    PaymentLine,
    SlipLine,
)
from reminder_cli.domain.rules.fees import LAW
from reminder_cli.services.addressing import addressed
from reminder_cli.services.channels import is_practice
from reminder_cli.services.facts import Subject, paid_before
from reminder_cli.services.references import ocr_for

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def build_letter(
    world: World,
    items: Sequence[tuple[Subject, IssueLetter]],
    *,
    number: str,
    retracts: str = "",
) -> LetterData:
    """One letter for these invoices of one debtor; ``number`` names it in the archive.

    ``retracts`` names the letter that it takes back, if it does.
    """
    subject, decision = items[0]
    company, customer = world.company, addressed(world, subject)
    giro_kind, giro = company.giro
    return LetterData(
        kind=decision.kind,
        language=customer.language,
        number=number,
        dated_on=world.today,
        due_on=decision.due_on,
        creditor=_creditor(company),
        agent=_agent(company),
        debtor=_debtor(customer),
        claims=tuple(_claim(world, item, made.fee_ore, made) for item, made in items),
        giro=giro,
        giro_kind=giro_kind,
        # In a joined letter each invoice has its own.
        ocr=ocr_for(world, subject) if len(items) == 1 else "",
        swish=company.swish,
        late_payment_compensation=_as_compensation(subject, world),
        retracts=retracts,
        practice=is_practice(world),
        debtor_is_estate=DebtorStatus.DECEASED in subject.statuses,
        guardian=_guardian(customer),
        slips=tuple(
            SlipLine(due_on=slip.due_on, amount_ore=slip.amount_ore, number=slip.number)
            for slip in decision.slips
        ),
    )


def _creditor(company: Company) -> Party:
    return Party(
        name=company.name,
        org_number=company.org_number,
        street=company.street,
        postal_code=company.postal_code,
        city=company.city,
        email=company.email,
        phone=company.phone,
    )


def _agent(company: Company) -> Party | None:
    if company.collector is Collector.OWN:
        return None
    return Party(name=company.partner_name, org_number=company.partner_org_number)


def _debtor(customer: Customer) -> Party:
    return Party(
        name=customer.name,
        org_number=customer.org_number if customer.kind is not CustomerKind.CONSUMER else "",
        street=customer.street,
        postal_code=customer.postal_code,
        city=customer.city,
        country="" if customer.is_swedish else customer.country,
        number=customer.number,
    )


def _guardian(customer: Customer) -> Party | None:
    """Who is written to for the debtor (förvaltare, god man, förmyndare), if anybody is."""
    if not customer.guardian_name:
        return None
    return Party(
        name=customer.guardian_name,
        street=customer.guardian_street,
        postal_code=customer.guardian_postal_code,
        city=customer.guardian_city,
    )


def _as_compensation(subject: Subject, world: World) -> bool:
    """Whether the fees of a business are claimed as part of förseningsersättning (4 a §)."""
    first_day = subject.account.basis.interest.first_day
    business = subject.customer.kind is not CustomerKind.CONSUMER
    return business and first_day is not None and first_day <= world.today


def _claim(world: World, subject: Subject, fee_ore: int, made: IssueLetter) -> LetterClaim:
    invoice, account = subject.invoice, subject.account
    assert not account.missing_rate, "no letter goes out while a reference rate is missing"
    return LetterClaim(
        invoice_number=invoice.number,
        invoice_date=invoice.invoice_date,
        due_date=invoice.due_date,
        description=invoice.description or world.settings["default_description"],
        ocr=ocr_for(world, subject),
        invoiced_ore=invoice.customer_part_ore,
        principal_ore=account.principal_left_ore,
        interest_ore=account.interest_left_ore,
        fees_ore=account.fees_left_ore + account.costs_left_ore + fee_ore,
        interest=interest_periods(account),
        fees=(*_fees(account), *_costs(account), *_new_fee(made, world.today)),
        payments=_payments(subject),
    )


def interest_periods(account: Account) -> tuple[InterestPeriod, ...]:
    """The interest line by line, as inkassolagen 5 § wants it; the lines add up to the total."""
    return tuple(
        InterestPeriod(
            first=line.first,
            last=line.last,
            days=line.days,
            base_ore=line.base_ore,
            percent=line.percent,
            reference_percent=line.reference_percent,
            amount_ore=amount,
        )
        for line, amount in zip(account.interest, account.interest_shown, strict=True)
    )


def _fees(account: Account) -> tuple[FeeLine, ...]:
    return tuple(
        FeeLine(act=fee.act, on=fee.on, amount_ore=fee.amount_ore, law=fee.law)
        for fee in account.fees
        if not fee.lost
    )


def _costs(account: Account) -> tuple[FeeLine, ...]:
    """The costs at Kronofogden that stand, for letters after it; a fallen one was never owed."""
    return tuple(
        FeeLine(act=cost.act, on=cost.on, amount_ore=cost.counted_ore, law=cost.law)
        for cost in account.costs
        if not cost.fell and cost.counted_ore
    )


def _new_fee(made: IssueLetter, today: date) -> tuple[FeeLine, ...]:
    if not made.fee_ore or made.fee_act is None:
        return ()
    act = made.fee_act
    return (FeeLine(act=act.value, on=today, amount_ore=made.fee_ore, law=LAW[act]),)


def _payments(subject: Subject) -> tuple[PaymentLine, ...]:
    account = subject.account
    lines: list[PaymentLine] = []
    before = paid_before(subject)
    if before:
        on = subject.registered.imported_on
        lines.append(PaymentLine(kind="before", on=on, amount_ore=before))
    if account.credited_ore:
        on = max(credit.on for credit in subject.claim.credits)
        lines.append(PaymentLine(kind="credit", on=on, amount_ore=account.credited_ore))
    for allocation in account.allocations:
        met = allocation.payment.amount_ore - allocation.over_ore
        lines.append(PaymentLine(kind="payment", on=allocation.payment.on, amount_ore=met))
    return (*lines, *_waived(account))


def _waived(account: Account) -> Iterator[PaymentLine]:
    """What was given up, less what came in of it later: that stands among the payments."""
    recovered = sum(allocation.recovered_ore for allocation in account.allocations)
    for waiver in account.waivers:
        lost = waiver.part == "principal" and waiver.why == Outcome.WRITTEN_OFF.value
        back = min(recovered, waiver.amount_ore) if lost else 0
        recovered -= back
        if waiver.amount_ore > back:
            left = waiver.amount_ore - back
            yield PaymentLine(kind="waived", on=waiver.on, amount_ore=left)
