"""The lists of the workbook: one row per case, invoice, interest period and letter, as they come."""

from __future__ import annotations

from collections.abc import Iterator

from reminder_cli.adapters.exporters.xlsx import Column, Kind, Value
from reminder_cli.domain.case import Case
from reminder_cli.domain.invoice import InvoiceKind
from reminder_cli.i18n import _
from reminder_cli.services.report_lines import Line
from reminder_cli.services.report_words import KINDS, room_for
from reminder_cli.services.views import flags_of
from reminder_cli.services.words import FLAGS, LETTERS, OUTCOMES, STAGES, STATUSES, STEPS


def invoice_columns(widths: tuple[int, int]) -> list[Column]:
    """The columns that name an invoice and its customer; widths of name and number."""
    name, number = widths
    return [
        Column(_("Invoice"), width=min(max(number + 2, 10), 24)),
        Column(_("Customer"), width=min(max(name + 2, 14), 44)),
        Column(_("Customer no.")),
    ]


def case_columns(widths: tuple[int, int]) -> list[Column]:
    """Of the sheet Cases."""
    return [
        *invoice_columns(widths),
        Column(_("Kind"), width=room_for(KINDS)),
        Column(_("Case"), Kind.WHOLE),
        Column(_("Sent"), Kind.DATE),
        Column(_("Stage"), width=room_for(STAGES)),
        Column(_("Outcome"), width=room_for(OUTCOMES)),
        Column(_("Flags"), width=room_for(FLAGS)),
        Column(_("Principal"), Kind.KRONOR),
        Column(_("Fees left"), Kind.KRONOR, 11),
        Column(_("Interest left"), Kind.KRONOR, 12),
        Column(_("Costs left"), Kind.KRONOR, 11),
        Column(_("Principal paid"), Kind.KRONOR),
        Column(_("Balance"), Kind.KRONOR),
        Column(_("Next step"), width=room_for(STEPS)),
        Column(_("Next day"), Kind.DATE),
        Column(_("Closed"), Kind.DATE),
    ]


def case_rows(line: Line) -> Iterator[tuple[Value, ...]]:
    """The cases of one invoice. What is owed stands at the newest one."""
    account, newest = line.subject.account, line.subject.claim.case
    for course in line.cases:
        case = course.case
        last = case is newest
        yield (
            *_named(line),
            str(KINDS[case.opened.customer_kind.value]),
            case.case_no,
            case.opened.on,
            str(STAGES[case.stage.value]),
            str(OUTCOMES[case.outcome.value]) if case.outcome else None,
            _flags(line, case) or None,
            course.principal_ore,
            account.fees_left_ore if last else 0,
            account.interest_left_ore if last else 0,
            account.costs_left_ore if last else 0,
            course.recovered_ore,
            account.balance_ore if last else 0,
            (str(STEPS.get(line.next_step, line.next_step)) or None) if last else None,
            line.next_on if last else None,
            case.closed_on,
        )


def _flags(line: Line, case: Case) -> str:
    flags = flags_of(line.subject, case, line.subject.account.until)
    return ", ".join(str(FLAGS[flag]) for flag in flags)


def _named(line: Line) -> tuple[str, str, str]:
    customer = line.subject.customer
    return line.subject.invoice.number, customer.name, customer.number


def invoice_sheet_columns(widths: tuple[int, int]) -> list[Column]:
    """Of the sheet Invoices."""
    return [
        *invoice_columns(widths),
        Column(_("Kind"), width=room_for(KINDS)),
        Column(_("Invoice date"), Kind.DATE),
        Column(_("Due"), Kind.DATE),
        Column(_("Due, banking day"), Kind.DATE),
        Column(_("Days late"), Kind.WHOLE),
        Column(_("Total"), Kind.KRONOR),
        Column(_("The customer's part"), Kind.KRONOR),
        Column(_("Left"), Kind.KRONOR),
        Column(_("Currency"), width=8),
        Column(_("Status"), width=room_for(STATUSES)),
        Column(_("File"), width=24),
    ]


def invoice_rows(line: Line) -> Iterator[tuple[Value, ...]]:
    """One invoice. Days late are counted from the banking day that the due day was moved to."""
    subject = line.subject
    invoice, account = subject.invoice, subject.account
    late = (account.until - account.basis.due_on).days
    unpaid = account.principal_left_ore > 0 and invoice.kind is InvoiceKind.INVOICE
    yield (
        *_named(line),
        str(KINDS[subject.customer.kind.value]),
        invoice.invoice_date,
        invoice.due_date,
        account.basis.due_on,
        late if unpaid and late > 0 else 0,
        invoice.total_ore,
        invoice.customer_part_ore,
        subject.remaining_ore,
        invoice.currency,
        str(STATUSES[line.status]),
        subject.registered.file_name,
    )


def interest_columns(widths: tuple[int, int]) -> list[Column]:
    """Of the sheet Interest."""
    return [
        *invoice_columns(widths),
        Column(_("From"), Kind.DATE),
        Column(_("Through"), Kind.DATE),
        Column(_("Days"), Kind.WHOLE),
        Column(_("Days of the year"), Kind.WHOLE),
        Column(_("Principal"), Kind.KRONOR),
        Column(_("Reference rate"), Kind.RATE, 12),
        Column(_("Rate"), Kind.RATE),
        Column(_("Interest"), Kind.KRONOR),
    ]


def interest_rows(line: Line) -> Iterator[tuple[Value, ...]]:
    """The periods of interest of an invoice with a case; their amounts add up, to the öre."""
    account = line.subject.account
    if not line.cases:
        return
    for period, ore in zip(account.interest, account.interest_shown, strict=True):
        yield (
            *_named(line),
            period.first,
            period.last,
            period.days,
            period.year_days,
            period.base_ore,
            period.reference_percent,
            period.percent,
            ore,
        )


def letter_columns(widths: tuple[int, int]) -> list[Column]:
    """Of the sheet Letters."""
    return [
        *invoice_columns(widths),
        Column(_("Letter"), Kind.WHOLE),
        Column(_("What"), width=room_for(LETTERS)),
        Column(_("Dated"), Kind.DATE),
        Column(_("Pay by"), Kind.DATE),
        Column(_("Fee"), Kind.KRONOR, 11),
        Column(_("Interest in it"), Kind.KRONOR, 11),
        Column(_("To pay"), Kind.KRONOR),
        Column(_("Taken back"), width=11),
    ]


def letter_rows(line: Line) -> Iterator[tuple[Value, ...]]:
    """The letters of one invoice; a letter of several invoices has a row for each."""
    for course in line.cases:
        for letter in course.case.letters:
            yield (
                *_named(line),
                letter.letter_id,
                str(LETTERS[letter.letter.value]),
                letter.on,
                letter.due_on,
                letter.fee_ore,
                letter.interest_ore,
                letter.total_ore,
                _("yes") if letter.letter_id in course.case.retracted else None,
            )
