"""The tables that commands print, each from a report of a service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from reminder_cli.cli import file_tables, render
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.money import show_kronor as kr
from reminder_cli.domain.money import show_percent
from reminder_cli.i18n import Text, _
from reminder_cli.services.words import LETTERS, SETTING_VALUES, STATUSES, STEPS, gate_word

if TYPE_CHECKING:
    from reminder_cli.adapters.settings import Settings
    from reminder_cli.domain.explain import ExplainLine
    from reminder_cli.ledger.letters import LetterRow
    from reminder_cli.ledger.payment_queries import StoredPayment
    from reminder_cli.services.facts import Subject
    from reminder_cli.services.issuing import IssuedLetter
    from reminder_cli.services.pay import PaymentReport
    from reminder_cli.services.references import Reference
    from reminder_cli.services.tick import Held
    from reminder_cli.services.views import Explained, Happening, Shown


def letters(items: Sequence[IssuedLetter], *, dry_run: bool) -> None:
    """Letters that went out, or would."""
    columns = [
        Column(_("Invoice"), wraps=True),
        Column(_("Customer"), wraps=True),
        Column(_("Letter"), wraps=True),
        Column(_("By"), only="file"),
        Column(_("Dated"), only="file"),
        Column(_("Principal"), number=True, spare=True),
        Column(_("Fees"), number=True, spare=True),
        Column(_("Interest"), number=True, spare=True),
        Column(_("To pay"), number=True),
        Column(_("Pay by")),
    ]
    shown = Table(_("Letters that would go out") if dry_run else _("Letters"), columns)
    for item in items:
        shown.rows.append(
            (
                ", ".join(item.invoices),
                item.customer,
                str(LETTERS[item.kind.value]),
                str(CHANNELS[item.channel]),
                render.day(item.sent_on),
                kr(item.principal_ore),
                kr(item.fees_ore),
                kr(item.interest_ore),
                kr(item.total_ore),
                render.day(item.due_on),
            )
        )
    render.table(shown)


def held(items: Sequence[Held]) -> None:
    """Cases for which nothing is done, and why."""
    columns = [
        Column(_("Invoice")),
        Column(_("Customer"), only="file"),
        Column(_("Held by")),
        Column(_("Until"), only="file"),
        Column(_("Why"), wraps=True),
    ]
    shown = Table(_("Held"), columns)
    for item in items:
        shown.rows.append(
            (item.invoice, item.customer, gate_word(item.code), render.day(item.until), item.why)
        )
    render.table(shown)


_HOW_COUNTED = (Text("Base"), Text("Rate"), Text("Days"), Text("Days of the year"))


def _how_counted(line: ExplainLine) -> tuple[str, str, str, str]:
    return (
        "" if line.base_ore is None else kr(line.base_ore),
        "" if line.percent is None else show_percent(line.percent),
        str(line.days or ""),
        str(line.year_days or ""),
    )


def explained(found: Explained) -> None:
    """Every öre, line by line; the lines add up to the balance."""
    subject = found.subject
    columns = [
        Column(_("From")),
        Column(_("To")),
        Column(_("What"), wraps=True),
        *(Column(str(head), number=True, only="file") for head in _HOW_COUNTED),
        Column(_("Amount, kr"), number=True),
        Column(_("Law"), wraps=True),
        Column(_("Source"), only="file"),
    ]
    title = _("Invoice {number} on {day}", number=subject.invoice.number, day=subject.account.until)
    shown = Table(title, columns)
    for line in found.lines:
        first, last = render.day(line.first), render.day(line.last)
        amount = kr(line.amount_ore)
        counted = _how_counted(line)
        shown.rows.append((first, last, _what(line), *counted, amount, _(line.law), line.source))
    balance = kr(subject.account.balance_ore)
    shown.totals = ("", "", _("Balance"), *("" for _head in _HOW_COUNTED), balance, "", "")
    render.table(shown)
    if subject.account.missing_rate:
        render.answer(
            _(
                "Interest is counted only to {half}, whose reference rate is not known.",
                half=subject.account.missing_rate,
            )
        )
    unconfirmed(found.unconfirmed)
    if found.next_on:
        step = STEPS.get(found.next_step, found.next_step)
        render.answer(_("Next: {day} {step}", day=found.next_on, step=step))
    if str(found.why):
        render.answer(str(found.why))


def unconfirmed(halves: Sequence[str]) -> None:
    """The half-years whose rate was used although nobody has confirmed it, if there are any."""
    if halves:
        render.answer(
            _(
                "Used although not confirmed: the reference rates of {halves}.",
                halves=", ".join(halves),
            )
            + " "
            + _("Confirm them with: remind rates fetch")
        )


def _what(line: ExplainLine) -> str:
    if line.cap_ore is not None:
        return _("{what} (at most {cap})", what=line.what, cap=kr(line.cap_ore))
    if line.percent is None or line.base_ore is None:
        return str(line.what)
    values = {
        "what": line.what,
        "base": kr(line.base_ore),
        "rate": show_percent(line.percent),
        "days": line.days,
        "year": line.year_days,
    }
    if line.law == "avtal" or line.reference_percent is None:
        return _("{what}: {base} × {rate} % × {days}/{year}", **values)
    reference = show_percent(line.reference_percent)
    return _(
        "{what}: {base} × {rate} % ({reference} + 8) × {days}/{year}", reference=reference, **values
    )


_DIGITS = 16  # enough to know a file by; --json gives all 64


def one_invoice(found: Shown, *, past: date | None = None) -> None:
    """One invoice: what it is, what is owed, its story and its letters; as of a day that has past."""
    subject = found.subject
    invoice, customer, account = subject.invoice, subject.customer, subject.account
    address = _address(customer.street, customer.postal_code, customer.city)
    registered = subject.registered
    rows = [
        (_("Customer"), f"{customer.name} {customer.number}".strip()),
        (_("Address"), address or customer.email),
        (_("Letters go to"), _letters_to(found)),
        (_("Invoice date"), render.day(invoice.invoice_date)),
        (_("Due"), render.day(invoice.due_date)),
        (_("Total"), f"{kr(invoice.total_ore)} {invoice.currency}"),
        (_("The customer's part"), kr(invoice.customer_part_ore)),
        (_("Principal left"), kr(account.principal_left_ore)),
        (_("Fees"), kr(account.fees_left_ore)),
        (_("Interest"), kr(account.interest_left_ore)),
        (_("Costs"), kr(account.costs_left_ore) if account.costs else ""),
        (_("Balance"), kr(account.balance_ore)),
        (_("Status"), str(STATUSES[found.listed.status])),
        ("OCR", _ocr(found.reference)),
        (
            _("From"),
            _("{file}, row {row}", file=registered.file_name, row=registered.file_row),
        ),
        (
            _("Imported"),
            f"{render.day(registered.imported_on)}, {registered.file_encoding}, "
            f"SHA-256 {registered.file_sha256[:_DIGITS]}",
        ),
    ]
    title = _("Invoice {number}", number=invoice.number)
    if past:
        title = _("Invoice {number} on {day}", number=invoice.number, day=past)
    facts(title, rows)
    if found.story:
        story(found.story)
    if found.letters:
        outbox(found.letters)
        render.answer(_("The letters lie in {folder}", folder=found.letter_folder))
    if found.letters_to is not None:
        render.answer(
            _(
                "The case was opened with another address. Letters to the present one: remind invoice "
                "readdress {number}",
                number=invoice.number,
            )
        )
    if found.listed.gates and not found.story and not past:
        render.answer(_("It cannot be sent:"))
        for gate in found.listed.gates:
            render.answer(f"  {gate.message} [{gate_word(gate.code)}]")


def _address(street: str, postal_code: str, city: str) -> str:
    return ", ".join(part for part in (street, f"{postal_code} {city}".strip()) if part)


def _letters_to(found: Shown) -> str:
    to = found.letters_to
    if to is None:
        return ""
    address = _address(to["street"], to["postal_code"], to["city"])
    return ", ".join(part for part in (address, to["email"]) if part)


def _ocr(reference: Reference) -> str:
    if reference.source == "made":
        return _("{ocr} (made from the invoice number)", ocr=reference.ocr)
    if reference.source == "letter":
        return _("{ocr} (of a letter; none is made any more)", ocr=reference.ocr)
    return reference.ocr


CHANNELS = {"print": Text("post"), "email": Text("mail")}


def facts(title: str, rows: Sequence[tuple[str, str]]) -> None:
    """A table with one fact a row; only a file needs headings, and has its amounts as numbers."""
    columns = [
        Column("", in_file=_("Field")),
        Column("", wraps=True, only="screen"),
        Column("", number=True, only="file", in_file=_("Value")),
    ]
    render.table(Table(title, columns, [(name, text, text) for name, text in rows if text]))


def story(items: Sequence[Happening]) -> None:
    """What happened: the day it counted, when it was recorded and by whom, letter and amount."""
    columns = [
        Column(_("Day")),
        Column(_("Recorded")),
        Column(_("Who")),
        Column(_("What happened"), wraps=True),
        Column(_("Letter"), number=True),
        Column(_("Amount, kr"), number=True),
    ]
    shown = Table(_("Story"), columns)
    for item in items:
        note = f" – {item.note}" if item.note else ""
        letter = str(item.letter_id) if item.letter_id else ""
        amount = kr(item.amount_ore) if item.amount_ore else ""
        recorded = (item.recorded_at[:10], item.recorded_by)
        cells = (render.day(item.on), *recorded, f"{item.what}{note}", letter, amount)
        shown.rows.append(cells)
    render.table(shown)


_STATES = {
    "recorded": Text("waiting"),
    "waiting": Text("waiting"),
    "started": Text("being sent"),
    "sent": Text("sent"),
    "failed": Text("failed"),
    "uncertain": Text("uncertain"),
    "undone": Text("undone"),
}


def outbox(items: Sequence[LetterRow], lying: frozenset[int] = frozenset()) -> None:
    """Letters and what became of each; ``lying`` are the numbers of those that lie to be printed."""
    render.table(_outbox(items, lying))


def outbox_for_file(items: Sequence[LetterRow]) -> None:
    """The same for `--csv` alone."""
    render.file_table(_outbox(items))


def _outbox(items: Sequence[LetterRow], lying: frozenset[int] = frozenset()) -> Table:
    columns = [
        Column(_("Letter"), number=True),
        Column(_("Kind"), wraps=True),
        Column(_("Invoices"), wraps=True),
        Column(_("Recipient"), only="file"),
        Column(_("To pay"), number=True, wraps=True),
        Column(_("Dated"), spare=True),
        Column(_("Pay by"), wraps=True),
        Column(_("By"), wraps=True, spare=True),
        Column(_("State"), wraps=True),
        Column(_("Sent")),
    ]
    shown = Table(_("Letters"), columns, empty=_("There are no such letters."))
    for item in items:
        shown.rows.append(
            (
                str(item.letter_id),
                str(LETTERS[item.kind]),
                ", ".join(item.invoices),
                item.recipient.get("name", ""),
                kr(item.total_ore),
                render.day(item.dated_on),
                render.day(item.due_on),
                str(CHANNELS[item.channel]),
                _("to post") if item.letter_id in lying else str(_STATES[item.state]),
                render.day(item.sent_on) if item.state == "sent" else "",
            )
        )
    return shown


def _tell_twin(report: PaymentReport) -> None:
    if report.twin_id:
        render.answer(
            _(
                "Payment {other} of the same day and amount was registered before. If it is the same "
                "money: remind unpay {id} --reason TEXT",
                other=report.twin_id,
                id=report.payment_id,
            )
        )


def _tell_early(report: PaymentReport) -> None:
    if report.is_early:
        render.answer(
            _(
                "That is before the invoice, which is of {day}. If it is no advance: remind unpay {id} "
                "--reason TEXT, then register it on the right day.",
                day=report.after.invoice.invoice_date,
                id=report.payment_id,
            )
        )


def payment(report: PaymentReport) -> None:
    """A payment and what it did."""
    file_tables.payment(report)
    met, account = report.allocation, report.after.account
    number = report.after.invoice.number
    render.answer(
        _(
            "Payment {id}: {amount} kr on invoice {number}, {day}.",
            id=report.payment_id,
            amount=kr(report.amount_ore),
            number=number,
            day=report.on,
        )
    )
    _tell_twin(report)
    _tell_early(report)
    parts = [
        (_("principal"), met.principal_ore),
        (_("fees"), met.fees_ore),
        (_("interest"), met.interest_ore),
        (_("costs"), met.costs_ore),
        (_("recovered of what was written off"), met.recovered_ore),
        (_("too much"), met.over_ore),
    ]
    if met.payment.amount_ore:
        render.answer("  " + ", ".join(f"{name} {kr(ore)}" for name, ore in parts if ore))
    for other in report.others:
        values = {
            "number": other.after.invoice.number,
            "amount": kr(other.allocation.payment.amount_ore),
            "left": kr(other.after.account.owed_ore),
        }
        render.answer(
            _("  {amount} kr of it to {number} of the same letter; left: {left} kr", **values)
        )
    if report.lost_fees_ore:
        render.answer(
            _(
                "It was booked before a letter that has gone out: {amount} kr of fees fell away.",
                amount=kr(report.lost_fees_ore),
            )
        )
    waived = [w for w in account.waivers if report.closed]
    if waived:
        render.answer(_("Waived: {amount} kr.", amount=kr(sum(w.amount_ore for w in waived))))
    if report.closed:
        render.answer(_("The case is closed: paid in full."))
    elif account.owed_ore:
        render.answer(_("Left to pay: {amount} kr.", amount=kr(account.owed_ore)))
    if account.overpaid_ore:
        render.answer(
            _(
                "{amount} kr was paid too much; it is the debtor's. Pay it back, then record it "
                "with: remind payments repay {id}",
                amount=kr(account.overpaid_ore),
                id=report.payment_id,
            )
        )


def taken_back(
    payment_id: int, found: Sequence[Subject], money: StoredPayment | None = None
) -> None:
    """A payment that was taken back."""
    file_tables.claims(found)
    render.answer(_("Payment {id} is taken back.", id=payment_id))
    for subject in found:
        left = kr(subject.account.owed_ore)
        render.answer(_("{number}: {left} kr to pay.", number=subject.invoice.number, left=left))
    if money is not None and money.waiting_ore:
        render.answer(
            _(
                "The bank has the money still: it waits as payment {id}. Say what it is for with: "
                "remind payments match {id} INVOICE",
                id=money.payment_id,
            )
        )


def cancelled(found: Sequence[Subject]) -> None:
    """Cases that were cancelled, and what was waived."""
    file_tables.claims(found)
    for subject in found:
        account = subject.account
        waived = kr(sum(waiver.amount_ore for waiver in account.waivers))
        render.answer(
            _(
                "{number}: cancelled. Waived {waived} kr; {left} kr of principal stands.",
                number=subject.invoice.number,
                waived=waived,
                left=kr(account.principal_left_ore),
            )
        )
    render.answer(_("It may be sent again with: remind send NUMBER"))


def settings(values: Settings) -> None:
    """All settings."""
    from reminder_cli.adapters.settings import SETTINGS

    columns = [
        Column(_("Setting")),
        Column(_("Value"), only="screen"),
        Column(_("Value"), only="file"),
        Column(_("Default"), only="file"),
        Column(_("Meaning"), wraps=True),
    ]
    shown = Table("", columns)
    for item in SETTINGS:
        value = values.text(item.key)
        word = str(SETTING_VALUES.get(value, value))
        marked = word if value == item.default else f"{word} *"
        shown.rows.append((item.key, marked, value, item.default, str(item.meaning)))
    render.table(shown)
    render.answer(_("* differs from the default. Change one with: remind settings set KEY VALUE"))
