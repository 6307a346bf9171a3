"""The dossier as a document, in the order of Kronofogden's application. In Swedish, always.

Lag (1990:746) 9-11, 17 and 18 §§: parties, claim and ground, amount, due date, interest, costs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from reminder_cli.adapters.letters.dossier_pdf import Document, Section, Sheet
from reminder_cli.domain.invoice import Customer
from reminder_cli.domain.money import show_kronor as kr
from reminder_cli.domain.money import show_percent
from reminder_cli.resources import data_path
from reminder_cli.services.dossier_data import Dossier

Pairs = tuple[tuple[str, str], ...]


@cache
def _words() -> dict[str, Any]:
    text = data_path("letters", "dossier.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def as_document(dossier: Dossier) -> Document:
    """The whole of it, ready to be set."""
    words = _words()
    day = dossier.on
    return Document(
        title=words["title"],
        author=dossier.company.name,
        running=f"{dossier.company.name} · {words['labels']['number']} {dossier.subject.invoice.number}",
        page=words["labels"]["page"],
        date=(day.year, day.month, day.day),
        sections=tuple(_sections(dossier)),
    )


def _sections(dossier: Dossier) -> Iterator[Section]:
    heads, company = _words()["headings"], dossier.company
    yield Section(heading=heads["applicant"], pairs=_applicant(dossier))
    if company.partner_name:
        pairs = _pairs(name=company.partner_name, id_number=company.partner_org_number)
        yield Section(heading=heads["agent"], pairs=pairs)
    yield Section(heading=heads["respondent"], pairs=_respondent(dossier.subject.customer))
    yield Section(heading=heads["claim"], pairs=_claim(dossier), paragraphs=(_ground(dossier),))
    yield Section(heading=heads["interest"], paragraphs=(_interest(dossier),))
    yield _cost_section(dossier)
    yield Section(heading=heads["total"], pairs=_total(dossier), paragraphs=_notes(dossier))
    yield Section(heading=heads["table"], table=_interest_table(dossier))
    yield Section(heading=heads["payments"], table=_payments(dossier))
    yield Section(heading=heads["letters"], table=_letters(dossier))
    yield Section(heading=heads["story"], table=_story(dossier))


def _pairs(**values: str) -> Pairs:
    labels = _words()["labels"]
    return tuple((labels[name], value) for name, value in values.items() if value)


def _address(street: str, postal_code: str, city: str) -> str:
    return ", ".join(part for part in (street, f"{postal_code} {city}".strip()) if part)


def _applicant(dossier: Dossier) -> Pairs:
    company = dossier.company
    return _pairs(
        name=company.name,
        id_number=company.org_number,
        address=_address(company.street, company.postal_code, company.city),
        email=company.email,
        phone=company.phone,
    )


def _respondent(customer: Customer) -> Pairs:
    return _pairs(
        name=customer.name,
        id_number=customer.org_number,
        kind=_words()["labels"][customer.kind.value],
        address=_address(customer.street, customer.postal_code, customer.city),
        email=customer.email,
    )


def _claim(dossier: Dossier) -> Pairs:
    invoice, account = dossier.subject.invoice, dossier.account
    return _pairs(
        number=invoice.number,
        invoice_date=invoice.invoice_date.isoformat(),
        due_date=invoice.due_date.isoformat(),
        principal_at_first=kr(account.basis.principal_ore),
        principal=kr(account.principal_left_ore),
    )


def _ground(dossier: Dossier) -> str:
    words, invoice = _words(), dossier.subject.invoice
    said = [
        words["ground"].format(
            description=dossier.description,
            number=invoice.number,
            invoice_date=invoice.invoice_date,
            due_date=invoice.due_date,
        )
    ]
    if dossier.reminder is not None:
        said.append(words["ground_reminder"].format(day=dossier.reminder.on))
    if dossier.demand is not None:
        demand = dossier.demand
        said.append(words["ground_demand"].format(day=demand.on, due_on=demand.due_on))
    paid = dossier.account.paid_ore
    said.append(words["ground_partly"].format(paid=kr(paid)) if paid else words["ground_unpaid"])
    return " ".join(said)


def _interest(dossier: Dossier) -> str:
    words, account = _words(), dossier.account
    if dossier.interest_from is None:
        return str(words["interest_none"])
    contract = account.basis.interest.contract_percent
    text: str = words["interest_by_law" if contract is None else "interest_by_contract"]
    return text.format(
        principal=kr(account.principal_left_ore),
        day=dossier.interest_from,
        percent="" if contract is None else show_percent(contract),
    )


def _cost_section(dossier: Dossier) -> Section:
    words = _words()
    labels = words["labels"]
    rows = tuple(
        (
            words["fees"][cost.act],
            cost.on.isoformat() if cost.on else "",
            cost.law,
            kr(cost.left_ore),
        )
        for cost in dossier.costs
    )
    notes = [words["costs_law"]]
    if dossier.as_compensation and dossier.account.fees_left_ore:
        notes.append(words["compensation"])
    head = (labels["what"], labels["day"], labels["law"], labels["amount"])
    table = Sheet(head=head, rows=rows, numbers=(3,), widths=(3, 0, 3, 0))
    return Section(heading=words["headings"]["costs"], paragraphs=tuple(notes), table=table)


def _total(dossier: Dossier) -> Pairs:
    account, labels = dossier.account, _words()["labels"]
    return (
        (labels["principal"], kr(account.principal_left_ore)),
        (labels["interest"].format(day=dossier.on), kr(account.interest_left_ore)),
        (labels["fees"], kr(dossier.fees_left_ore)),
        (labels["costs"], kr(dossier.application_ore)),
        (labels["sum"], kr(dossier.total_ore)),
    )


def _notes(dossier: Dossier) -> tuple[str, ...]:
    words = _words()
    return words["note"].format(day=dossier.on), words["enforcement"]


def _interest_table(dossier: Dossier) -> Sheet:
    labels = _words()["labels"]
    rows = tuple(
        (
            line.first.isoformat(),
            line.last.isoformat() if line.last else "",
            str(line.days),
            kr(line.base_ore or 0),
            f"{show_percent(line.percent)} %" if line.percent is not None else "",
            kr(line.amount_ore),
        )
        for line in dossier.lines
        if line.kind == "interest"
    )
    names = ("from", "through", "days", "base", "rate", "amount")
    head = tuple(labels[name] for name in names)
    return Sheet(head=head, rows=rows, numbers=(2, 3, 4, 5), widths=(1, 1, 1, 1, 1, 1))


def _payments(dossier: Dossier) -> Sheet:
    labels = _words()["labels"]
    rows = tuple(
        (line.first.isoformat(), str(line.what), kr(line.amount_ore))
        for line in dossier.lines
        if line.kind in {"payment", "credit", "waived"}
    )
    head = (labels["day"], labels["what"], labels["amount"])
    return Sheet(head=head, rows=rows, numbers=(2,), widths=(0, 1, 0))


def _letters(dossier: Dossier) -> Sheet:
    words = _words()
    labels = words["labels"]
    rows = tuple(
        (
            (letter.row.sent_on or letter.row.dated_on).isoformat(),
            words["letters"][letter.row.kind],
            letter.row.due_on.isoformat(),
            letter.row.sha256,
        )
        for letter in dossier.letters
    )
    head = (labels["day"], labels["letter"], labels["due_on"], labels["sha256"])
    return Sheet(head=head, rows=rows, widths=(0, 0, 0, 1))


def _story(dossier: Dossier) -> Sheet:
    labels = _words()["labels"]
    rows = tuple((on.isoformat(), what) for on, what in dossier.story)
    return Sheet(head=(labels["day"], labels["happened"]), rows=rows, widths=(0, 1))
