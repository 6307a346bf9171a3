"""Gathers what the dossier says, and says it as JSON. It checks nothing and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from reminder_cli.domain.account import Account
from reminder_cli.domain.case import Case
from reminder_cli.domain.company import Company
from reminder_cli.domain.costs import COST_LAW, CostKind
from reminder_cli.domain.events import LetterIssued
from reminder_cli.domain.explain import ExplainLine, explain_lines
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.money import decimal_string as kr
from reminder_cli.domain.money import show_percent
from reminder_cli.ledger.letters import LetterRow
from reminder_cli.services.facts import Subject
from reminder_cli.services.words import happening

if TYPE_CHECKING:
    from reminder_cli.services.world import World

Json = dict[str, Any]


class ArchivedLetter(Struct, frozen=True, kw_only=True):
    """A letter that was sent, with its bytes."""

    row: LetterRow
    content: bytes

    def member(self, place: int) -> str:
        """Its name in the zip: made of its place, day and kind, and of nothing anybody wrote."""
        day = self.row.sent_on or self.row.dated_on
        return f"brev/{place:02d}-{day}-{LetterKind(self.row.kind).value}.pdf"


class CostLine(Struct, frozen=True, kw_only=True):
    """A cost that is applied for: what for, its day (None when it is to come), öre, paragraph."""

    act: str
    on: date | None
    amount_ore: int
    left_ore: int
    law: str


class Dossier(Struct, frozen=True, kw_only=True):
    """All that the dossier says. Öre."""

    on: date
    company: Company
    subject: Subject
    case: Case
    description: str
    costs: tuple[CostLine, ...]
    lines: tuple[ExplainLine, ...]
    letters: tuple[ArchivedLetter, ...]
    story: tuple[tuple[date, str], ...]

    @property
    def account(self) -> Account:
        """What is owed on the day."""
        return self.subject.account

    @property
    def fees_left_ore(self) -> int:
        """What is left of the fees of reminder and demand."""
        return self.account.fees_left_ore

    @property
    def application_ore(self) -> int:
        """What is left of the costs of the application, or what they will be."""
        return sum(cost.left_ore for cost in self.costs if cost.act.startswith("application"))

    @property
    def total_ore(self) -> int:
        """All that is applied for."""
        account = self.account
        claim = account.principal_left_ore + account.interest_left_ore
        return claim + self.fees_left_ore + self.application_ore

    @property
    def reminder(self) -> LetterIssued | None:
        """The last reminder."""
        return self.case.last_letter(LetterKind.REMINDER)

    @property
    def demand(self) -> LetterIssued | None:
        """The last demand."""
        return self.case.last_letter(LetterKind.DEMAND)

    @property
    def interest_from(self) -> date | None:
        """From when interest is applied for beside what has accrued; None when none is."""
        first_day = self.account.basis.interest.first_day
        if first_day is None or not self.account.principal_left_ore:
            return None
        return max(first_day, self.on + timedelta(days=1))

    @property
    def as_compensation(self) -> bool:
        """Whether the fees of a business are part of förseningsersättning (4 a §)."""
        first_day = self.account.basis.interest.first_day
        business = self.subject.customer.kind is not CustomerKind.CONSUMER
        return business and first_day is not None and first_day <= self.on


def gathered(
    world: World, subject: Subject, case: Case, letters: Sequence[ArchivedLetter]
) -> Dossier:
    """Everything that the dossier of a case says today."""
    sources = {rate.from_date: rate.source for rate in world.reference_rates}
    events = world.ledger.events(subject.invoice.invoice_id)
    return Dossier(
        on=world.today,
        company=world.company,
        subject=subject,
        case=case,
        description=subject.invoice.description or world.settings["default_description"],
        costs=tuple(_costs(world, subject.account, case)),
        lines=tuple(explain_lines(subject.claim, subject.account, sources)),
        letters=tuple(letters),
        # Without the notes beside the events: they are the firm's own, and may name others.
        story=tuple((event.on, str(happening(event))) for event in events),
    )


def _costs(world: World, account: Account, case: Case) -> list[CostLine]:
    fees = [
        CostLine(
            act=fee.act, on=fee.on, amount_ore=fee.amount_ore, left_ore=fee.left_ore, law=fee.law
        )
        for fee in account.fees
        if not fee.lost and fee.waived_ore < fee.amount_ore
    ]
    if case.application is None:
        return [*fees, *_to_come(world, case)]
    charged = [
        CostLine(
            act=cost.act,
            on=cost.on,
            amount_ore=cost.amount_ore,
            left_ore=cost.left_ore,
            law=cost.law,
        )
        for cost in account.costs
        if not cost.fell and not cost.is_kronofogdens
    ]
    return [*fees, *charged]


def _to_come(world: World, case: Case) -> list[CostLine]:
    terms = world.terms_of(case.opened.collector, case.opened.terms_version)
    amounts = (
        (CostKind.APPLICATION, terms.application_fee_ore),
        (CostKind.WORK, terms.application_work_ore),
    )
    return [
        CostLine(act=kind.value, on=None, amount_ore=ore, left_ore=ore, law=COST_LAW[kind])
        for kind, ore in amounts
    ]


def as_json(dossier: Dossier) -> Json:
    """The dossier for a program: amounts as decimal strings, days ISO, stable names."""
    account, subject = dossier.account, dossier.subject
    invoice = subject.invoice
    return {
        "version": 1,
        "on": dossier.on.isoformat(),
        "applicant": _applicant(dossier.company),
        "agent": _agent(dossier.company),
        "respondent": _respondent(subject),
        "claim": {
            "invoice": invoice.number,
            "description": dossier.description,
            "invoice_date": invoice.invoice_date.isoformat(),
            "due_date": invoice.due_date.isoformat(),
            "from_the_start": kr(account.basis.principal_ore),
            "principal": kr(account.principal_left_ore),
        },
        "interest": {
            "accrued": kr(account.interest_left_ore),
            "from": _day(dossier.interest_from),
            "contract_percent": _percent(account),
            "rule": "räntelagen (1975:635) 6 §" if _percent(account) is None else "avtal",
        },
        "costs": [
            {
                "what": cost.act,
                "on": _day(cost.on),
                "amount": kr(cost.amount_ore),
                "left": kr(cost.left_ore),
                "law": cost.law,
            }
            for cost in dossier.costs
        ],
        "total": kr(dossier.total_ore),
        "lines": [_line(line) for line in dossier.lines],
        "letters": [
            {
                "file": letter.member(n),
                "kind": letter.row.kind,
                "sent_on": _day(letter.row.sent_on),
                "due_on": _day(letter.row.due_on),
                "total": kr(letter.row.total_ore),
                "channel": letter.row.channel,
                "recipient": letter.row.recipient,
                "sha256": letter.row.sha256,
            }
            for n, letter in enumerate(dossier.letters, start=1)
        ],
        "story": [{"on": on.isoformat(), "what": what} for on, what in dossier.story],
    }


def _applicant(company: Company) -> Json:
    return {
        "name": company.name,
        "id_number": company.org_number,
        "street": company.street,
        "postal_code": company.postal_code,
        "city": company.city,
        "email": company.email,
        "phone": company.phone,
    }


def _agent(company: Company) -> Json | None:
    if not company.partner_name:
        return None
    return {"name": company.partner_name, "id_number": company.partner_org_number}


def _respondent(subject: Subject) -> Json:
    customer = subject.customer
    return {
        "name": customer.name,
        "id_number": customer.org_number,
        "kind": customer.kind.value,
        "street": customer.street,
        "postal_code": customer.postal_code,
        "city": customer.city,
        "country": customer.country,
        "email": customer.email,
    }


def _line(line: ExplainLine) -> Json:
    return {
        "kind": line.kind,
        "from": line.first.isoformat(),
        "to": _day(line.last),
        "days": line.days,
        "base": None if line.base_ore is None else kr(line.base_ore),
        "rate": None if line.percent is None else show_percent(line.percent).replace(",", "."),
        "amount": kr(line.amount_ore),
        "what": str(line.what),
        "law": line.law,
        "source": line.source,
    }


def _percent(account: Account) -> str | None:
    contract = account.basis.interest.contract_percent
    return None if contract is None else show_percent(contract).replace(",", ".")


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
