"""The tables that only `--csv` gets: of what people are told in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from reminder_cli.cli import render
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.money import parse_kronor
from reminder_cli.domain.money import show_kronor as kr
from reminder_cli.i18n import _
from reminder_cli.services.words import (
    CUSTOMER_KINDS,
    FIELDS,
    INVOICE_KINDS,
    LANGUAGES,
    OUTCOMES,
    STAGES,
    problem_words,
)

if TYPE_CHECKING:
    from reminder_cli.domain.account import Allocation
    from reminder_cli.domain.gates import Gate
    from reminder_cli.services.delivered import Delivered
    from reminder_cli.services.facts import Subject
    from reminder_cli.services.import_report import Change, FileReport
    from reminder_cli.services.pay import PaymentReport
    from reminder_cli.services.tick import TickReport


_AMOUNTS = frozenset({"total", "reduction", "remaining", "vat"})
_VALUES = {"kind": {**CUSTOMER_KINDS, **INVOICE_KINDS}, "language": LANGUAGES}


def claims(found: Iterable[Subject]) -> None:
    """How invoices stand after a step: what is owed, part by part."""
    columns = [
        Column(_("Invoice")),
        Column(_("Customer")),
        Column(_("Customer no.")),
        Column(_("Principal"), number=True),
        Column(_("Fees"), number=True),
        Column(_("Interest"), number=True),
        Column(_("Costs"), number=True),
        Column(_("Balance"), number=True),
        Column(_("Waived"), number=True),
        Column(_("Too much"), number=True),
    ]
    shown = Table("", columns)
    for subject in found:
        account, customer = subject.account, subject.customer
        owed = (account.principal_left_ore, account.fees_left_ore, account.interest_left_ore)
        waived = sum(waiver.amount_ore for waiver in account.waivers)
        rest = (account.costs_left_ore, account.balance_ore, waived, account.overpaid_ore)
        cells = (subject.invoice.number, customer.name, customer.number)
        shown.rows.append((*cells, *map(kr, (*owed, *rest))))
    render.file_table(shown)


def payment(report: PaymentReport) -> None:
    """A payment, with a row for each invoice that it met."""
    columns = [
        Column(_("Payment"), number=True),
        Column(_("Day")),
        Column(_("Invoice")),
        Column(_("Amount, kr"), number=True),
        Column(_("Principal"), number=True),
        Column(_("Fees"), number=True),
        Column(_("Interest"), number=True),
        Column(_("Costs"), number=True),
        Column(_("Recovered"), number=True),
        Column(_("Too much"), number=True),
        Column(_("Left"), number=True),
        Column(_("Case closed")),
    ]
    shown = Table("", columns)
    met: list[tuple[Subject, Allocation, bool]] = [
        (report.after, report.allocation, report.closed),
        *((other.after, other.allocation, other.closed) for other in report.others),
    ]
    for subject, part, closed in met:
        owed = (part.principal_ore, part.fees_ore, part.interest_ore, part.costs_ore)
        ore = (*owed, part.recovered_ore, part.over_ore)
        cells = (str(report.payment_id), report.on.isoformat(), subject.invoice.number)
        amounts = map(kr, (part.payment.amount_ore, *ore, subject.account.owed_ore))
        shown.rows.append((*cells, *amounts, _("yes") if closed else _("no")))
    render.file_table(shown)


def moved(report: TickReport) -> None:
    """The cases that came to a stage without a letter, or ended."""
    columns = [
        Column(_("Invoice")),
        Column(_("Customer")),
        Column(_("Stage or outcome")),
        Column(_("Why")),
    ]
    shown = Table("", columns)
    for item, words in (
        *((item, STAGES) for item in report.moved),
        *((item, OUTCOMES) for item in report.closed),
    ):
        shown.rows.append((item.invoice, item.customer, str(words[item.to]), item.why))
    render.file_table(shown)


def delivered(found: Delivered) -> None:
    """What became of each letter, or of the file of one that was put out to print."""
    columns = [
        Column(_("Letter"), number=True),
        Column(_("File")),
        Column(_("What became of it")),
        Column(_("Why")),
    ]
    rows: list[tuple[str, str, str, str]] = [
        *((str(id_), "", _("mailed"), "") for id_ in found.mailed),
        *(("", path.name, _("put out to print"), "") for path in found.printed),
        *(
            (str(x.letter_id), "", _("tried again later"), str(problem_words(x.problem)))
            for x in found.postponed
        ),
        *((str(id_), "", _("uncertain"), "") for id_ in found.uncertain),
        *((str(id_), "", _("not sent: its file is missing"), "") for id_ in found.broken),
        *((str(x.letter_id), "", _("taken back"), x.why) for x in found.taken_back),
        *((str(x.letter_id), "", _("waits"), x.why) for x in found.waits),
    ]
    render.file_table(Table("", columns, list(rows)))


def import_details(reports: Sequence[FileReport]) -> None:
    """Every change and every problem of the files, of which people are shown the first."""
    columns = [
        Column(_("File")),
        Column(_("Invoice or customer")),
        Column(_("Field")),
        Column(_("Was")),
        Column(_("Is")),
        Column(_("Taken over")),
    ]
    changes = Table("", columns)
    heads = (_("File"), _("Line"), _("Column"), _("Found"), _("What to do"))
    problems = Table("", [Column(head) for head in heads])
    for report in reports:
        for change in (*report.changes, *report.customer_changes):
            taken = _("yes") if change.applied else _("no")
            changes.rows.append((report.file, change.number, *changed(change), taken))
        for problem in report.problems:
            found = (str(problem.line), problem.column, problem.found, str(problem.fix))
            problems.rows.append((report.file, *found))
    render.file_table(changes)
    render.file_table(problems)


def changed(change: Change) -> tuple[str, str, str]:
    """The field by its name, and what it was and is: amounts in kronor, a dash for nothing."""
    field = change.field
    name = str(FIELDS.get(field, field))
    return name, _value(field, change.old), _value(field, change.new)


def _value(field: str, value: str) -> str:
    if field in _AMOUNTS and value not in {"", "None"}:
        return kr(parse_kronor(value))
    if field == "handled_elsewhere":
        return _("yes") if value in {"1", "True"} else _("no")
    words = _VALUES.get(field, {}).get(value)
    return str(words or value or "–")


def refused(found: Sequence[tuple[Subject, Sequence[Gate]]]) -> None:
    """What was not sent, with a row for each gate that stands before it."""
    heads = (_("Invoice"), _("Customer"), _("Held by"), _("May be overridden"), _("Why"))
    shown = Table("", [Column(head) for head in heads])
    for subject, gates in found:
        for gate in gates:
            soft = _("no") if gate.hard else _("yes")
            cells = (subject.invoice.number, subject.customer.name, gate.code)
            shown.rows.append((*cells, soft, str(gate.message)))
    render.file_table(shown)
