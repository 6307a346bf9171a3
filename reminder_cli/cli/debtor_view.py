"""What `debtor` and `customers` read and tell. A personnummer is masked wherever it is listed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reminder_cli.cli import json_output, lists, render, tables
from reminder_cli.cli.choices import CLEARED, KINDS, LANGUAGES, Words, chosen
from reminder_cli.cli.parsing import parse_day
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.domain.identity import masked
from reminder_cli.domain.invoice import Customer, CustomerKind
from reminder_cli.domain.money import decimal_string, show_kronor
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _
from reminder_cli.services.channels import EMAIL
from reminder_cli.services.debtors import (
    Changes,
    DebtorView,
    Guardian,
)
from reminder_cli.services.words import CUSTOMER_KINDS, FLAGS

_OPTIONS = {"deceased": "--estate", "debt_relief": "--debt-relief"}
_CITY = re.compile(r"(?P<code>\d{3} ?\d{2})\s+(?P<city>\S.*)")


def changes(
    dated: Mapping[str, str], *, guardian: str, kind: str, language: str, clear: Sequence[str]
) -> Changes:
    """What the user said, or :class:`WrongValue` naming the option."""
    statuses = {
        DebtorStatus(name): parse_day(text, option=_OPTIONS.get(name, f"--{name}"))
        for name, text in dated.items()
        if text
    }
    kind = _one_of("--kind", kind, KINDS)
    language = _one_of("--language", language, LANGUAGES)
    # The flag of a case is named estate too; both words are understood.
    ended = frozenset(
        "deceased" if word == "estate" else _one_of("--clear", word, CLEARED) for word in clear
    )
    return Changes(
        statuses=statuses,
        cleared=ended,
        guardian=_guardian(guardian) if guardian else None,
        kind=CustomerKind(kind) if kind else None,
        language=language,
    )


def kind_of_unsure(text: str, *, unsure: bool) -> CustomerKind | None:
    """The kind given for all who are unsure, or :class:`WrongValue` naming the option."""
    text = _one_of("--kind", text, KINDS)
    if text and not unsure:
        raise WrongValue(
            _("--kind is given together with --unsure."),
            fix=_("For one customer: remind debtor CUSTOMER --kind {kind}", kind=text),
        )
    return CustomerKind(text) if text else None


def _one_of(option: str, text: str, words: Words) -> str:
    problem = _("{option}: {text} is not known.", option=option, text=text)
    return chosen(text, words, problem) if text else ""


def _guardian(text: str) -> Guardian:
    parts = [part.strip() for part in text.split(";")]
    match = _CITY.fullmatch(parts[-1])
    if len(parts) != 3 or not all(parts) or match is None:
        raise WrongValue(
            _("--guardian: the name and address cannot be read."),
            fix=_('Write: --guardian "Eva Ek; Storgatan 1; 852 30 Sundsvall"'),
            again=Again(instead={text: '"Eva Ek; Storgatan 1; 852 30 Sundsvall"'}),
        )
    return Guardian(name=parts[0], street=parts[1], postal_code=match["code"], city=match["city"])


def data(found: DebtorView) -> dict[str, Any]:
    """The answer of `debtor`."""
    customer = found.customer
    return {
        "customer": customer.name,
        "customer_number": customer.number,
        "kind": customer.kind.value,
        "language": customer.language,
        **found.channels,
        "statuses": [
            {"status": status.value, "since": json_output.day(since)}
            for status, since in found.statuses.items()
        ],
        "guardian": {
            "name": customer.guardian_name,
            "street": customer.guardian_street,
            "postal_code": customer.guardian_postal_code,
            "city": customer.guardian_city,
        }
        if customer.guardian_name
        else None,
        "cases": [json_output.status_of(item) for item in found.cases],
        "proof_of_claim": _proof(found) if found.proof_on else None,
    }


def _proof(found: DebtorView) -> dict[str, Any]:
    return {
        "as_of": json_output.day(found.proof_on),
        "claims": [
            {"invoice": subject.invoice.number, **json_output.amounts(subject)}
            for subject in found.proof
        ],
        "total": decimal_string(sum(s.account.owed_ore for s in found.proof)),
    }


def tell(found: DebtorView, today: date) -> None:
    """The debtor, its cases, and what to file where no letter helps."""
    customer = found.customer
    rows = [
        (_("Customer"), f"{customer.name} {customer.number}".strip()),
        (_("Org.nr"), masked(customer.org_number, today)),
        (_("Kind"), kind_words(customer)),
        (_("Language"), customer.language),
        (_("Reminders go"), _by(found.channels["channel_reminder"])),
        (_("Inkassokrav go"), _by(found.channels["channel_demand"])),
        (_("Guardian"), customer.guardian_name),
        *(
            (str(FLAGS[status.value]), since.isoformat())
            for status, since in found.statuses.items()
        ),
    ]
    tables.facts("", rows)
    if found.cases:
        lists.cases(found.cases, today)
    else:
        render.answer(
            _("It has no case. See its invoices with: remind list --all --customer NUMBER")
        )
    if found.proof_on:
        _tell_proof(found)


def _by(channel: str) -> str:
    return _("by e-mail, where that can be") if channel == EMAIL else _("on paper")


def _tell_proof(found: DebtorView) -> None:
    columns = [
        Column(_("Invoice")),
        Column(_("Due")),
        Column(_("Principal"), number=True),
        Column(_("Interest"), number=True),
        Column(_("Fees"), number=True),
        Column(_("Sum"), number=True),
    ]
    shown = Table(_("Claim to file, counted to {day}", day=found.proof_on), columns)
    for subject in found.proof:
        account, invoice = subject.account, subject.invoice
        amounts = (
            account.principal_left_ore,
            account.interest_left_ore,
            account.fees_left_ore + account.costs_left_ore,
            account.owed_ore,
        )
        cells = (invoice.number, invoice.due_date.isoformat(), *map(show_kronor, amounts))
        shown.rows.append(cells)
    total = sum(subject.account.owed_ore for subject in found.proof)
    shown.totals = (_("Sum"), "", "", "", "", show_kronor(total))
    render.table(shown)
    render.answer(
        _("File it with the trustee, administrator, estate or Kronofogden. No letter goes out.")
    )


def customers_data(
    items: Sequence[Customer], counts: Mapping[int, tuple[int, int]], today: date
) -> dict[str, Any]:
    """The answer of `customers`."""
    return {
        "customers": [
            {
                "customer": customer.name,
                "customer_number": customer.number,
                "kind": customer.kind.value,
                "kind_unsure": customer.kind_is_unsure,
                "org_number": masked(customer.org_number, today) or None,
                "city": customer.city,
                "language": customer.language,
                "invoices": counts.get(customer.customer_id, (0, 0))[0],
                "open_cases": counts.get(customer.customer_id, (0, 0))[1],
            }
            for customer in items
        ]
    }


def kind_words(customer: Customer) -> str:
    """The kind of a customer, with a question mark where nothing says it."""
    kind = str(CUSTOMER_KINDS[customer.kind.value])
    return f"{kind}?" if customer.kind_is_unsure else kind


def tell_customers(
    items: Sequence[Customer],
    counts: Mapping[int, tuple[int, int]],
    today: date,
    *,
    unsure: bool = False,
    said: CustomerKind | None = None,
) -> None:
    """The register of customers; ``unsure``: only those, whose kind has just been ``said`` or not."""
    columns = [
        Column(_("Number")),
        Column(_("Customer"), wraps=True),
        Column(_("Kind"), wraps=True),
        Column(_("Org.nr")),
        Column(_("City"), wraps=True, spare=True),
        Column(_("Invoices"), number=True, wraps=True),
        Column(_("Open cases"), number=True, wraps=True),
    ]
    none = _("There are no customers yet. They come with: remind import FILE")
    if unsure:
        none = _("Of every customer it is known whether it is a private person.")
    shown = Table("", columns, empty=none)
    for customer in items:
        invoices, cases = counts.get(customer.customer_id, (0, 0))
        number = masked(customer.org_number, today)
        cells = (customer.number, customer.name, kind_words(customer), number, customer.city)
        shown.rows.append((*cells, str(invoices), str(cases)))
    render.table(shown)
    if items and said is None and any(customer.kind_is_unsure for customer in items):
        render.answer(
            _(
                "Those with a question mark may be private persons, whom the law protects more. No "
                "letter goes to them until you have said: remind debtor CUSTOMER --kind business, then "
                "the rest at once: remind customers --unsure --kind consumer"
            )
        )
    elif items:
        render.answer(_("One of them with its cases: remind debtor CUSTOMER"))
