"""The two lists a user lives in: the invoices, and the cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from reminder_cli.cli import render
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.gates import RESTORED
from reminder_cli.domain.money import show_kronor as kr
from reminder_cli.i18n import _, ngettext
from reminder_cli.services.words import FLAGS, OUTCOMES, STAGES, STATUSES, STEPS, gate_word

if TYPE_CHECKING:
    from reminder_cli.services.views import CaseStatus, ListedInvoice


def invoices(items: Sequence[ListedInvoice], which: str, *, past: date | None = None) -> None:
    """The invoices with status and sent date, and the gates below.

    Of a day that has ``past`` nothing is said of what to do.
    """
    columns = [
        Column(_("Invoice")),
        Column(_("Customer"), wraps=True),
        Column(_("Customer no."), only="file"),
        Column(_("Invoice date"), only="file"),
        Column(_("Due")),
        Column(_("Total"), number=True, only="file"),
        Column(_("Left"), number=True, only="file"),
        Column(_("Currency"), only="file"),
        Column(_("Left, kr"), number=True, only="screen"),
        Column(_("Status"), wraps=True),
        Column(_("Sent")),
        Column(_("Stopped by"), wraps=True, spare=True),  # the lines below say it too
    ]
    title = _("Invoices on {day}", day=past) if past else ""
    shown = Table(title, columns, empty=_no_invoices(which))
    shown.rows += [_invoice(item) for item in items]
    total = kr(sum(i.remaining_ore for i in items if i.counts))
    shown.totals = ("", _("Sum in SEK"), "", "", "", "", "", "", total, "", "", "")
    render.table(shown)
    _not_in_the_sum(items)
    if past:
        return
    _why_stopped(items)
    # What --overdue would take: not what the user has once cancelled.
    eligible = sum(item.eligible and not item.stage for item in items)
    if eligible:
        render.answer(
            ngettext(
                "{n} invoice can be sent now: remind send NUMBER, or remind send --overdue",
                "{n} invoices can be sent now: remind send NUMBER…, or remind send --overdue",
                eligible,
            )
        )


def _invoice(item: ListedInvoice) -> tuple[str, ...]:
    invoice, customer = item.subject.invoice, item.subject.customer
    left = kr(item.remaining_ore)
    codes = [] if item.stage else [gate_word(gate.code) for gate in item.gates]
    return (
        invoice.number,
        customer.name,
        customer.number,
        render.day(invoice.invoice_date),
        render.day(invoice.due_date),
        kr(invoice.total_ore),
        left,
        invoice.currency,
        left if invoice.currency == "SEK" else f"{left} {invoice.currency}",
        str(STATUSES[item.status]),
        render.day(item.sent_on),
        ", ".join(codes),
    )


def _no_invoices(which: str) -> str:
    if which == "all":
        return _("There are no invoices yet. Take some in with: remind import FILE")
    if which == "eligible":
        return _("No invoice can be sent now. See all with: remind list --all")
    return _("Nothing is overdue. See all with: remind list --all")


def _not_in_the_sum(items: Sequence[ListedInvoice]) -> None:
    """What stands in the column and is no part of the sum below it."""
    kronor = [item for item in items if not item.counts and item.subject.invoice.currency == "SEK"]
    foreign = sum(item.subject.invoice.currency != "SEK" for item in items)
    parts = []
    if kronor:
        amount = kr(sum(item.remaining_ore for item in kronor))
        parts.append(
            ngettext(
                "{n} credit or cash note, {amount} kr",
                "{n} credit and cash notes, {amount} kr",
                len(kronor),
                amount=amount,
            )
        )
    if foreign:
        parts.append(
            ngettext("{n} invoice in another currency", "{n} invoices in other currencies", foreign)
        )
    if parts:
        render.answer(_("Not in the sum: {parts}.", parts="; ".join(parts)))


def _why_stopped(items: Sequence[ListedInvoice]) -> None:
    """The sentence of each gate that stops something in the list, once, and which it stops."""
    stopped: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for item in items:
        for gate in item.gates if not item.stage else ():
            same = stopped.setdefault((gate.code, gate.message.msgid), [])
            same.append((item.subject.invoice.number, str(gate.message)))
    for (code, _msgid), found in stopped.items():
        [(number, text), *others] = found
        also = _others([number for number, _text in others])
        render.answer(f"{number}: {text} [{gate_word(code)}]{also}")


def _others(numbers: Sequence[str]) -> str:
    if not numbers:
        return ""
    shown = ", ".join(numbers[:_OTHERS]) + (" …" if len(numbers) > _OTHERS else "")
    return " " + _("Likewise: {numbers}", numbers=shown)


_OTHERS = 5


def to_pick(items: Sequence[ListedInvoice]) -> None:
    """The invoices that may be sent, with the number of each row."""
    columns = [
        Column(_("Row"), number=True),
        Column(_("Invoice")),
        Column(_("Customer"), wraps=True),
        Column(_("Due")),
        Column(_("Left, kr"), number=True),
    ]
    shown = Table(_("May be sent now"), columns)
    for row, item in enumerate(items, start=1):
        invoice = item.subject.invoice
        name = item.subject.customer.name
        cells = (
            str(row),
            invoice.number,
            name,
            render.day(invoice.due_date),
            kr(item.remaining_ore),
        )
        shown.rows.append(cells)
    render.table(shown)


def cases(items: Sequence[CaseStatus], on: date, *, none: str = "") -> None:
    """How the cases stand; ``none`` is said when there is no case."""
    # Few cases have costs: on screen they get a column only where there are any.
    costs = any(item.subject.account.costs_left_ore for item in items)
    columns = [
        Column(_("Invoice")),
        Column(_("Customer"), wraps=True),
        Column(_("Customer no."), only="file"),
        Column(_("Stage"), wraps=True),
        Column(_("Reminder sent"), only="file"),
        Column(_("Inkassokrav sent"), only="file"),
        Column(_("Principal"), number=True),
        Column(_("Fees"), number=True, spare=True),
        Column(_("Interest"), number=True, spare=True),
        Column(_("Costs"), number=True, only="" if costs else "file"),
        Column(_("Balance"), number=True),
        Column(_("Next"), wraps=True, only="screen"),
        Column(_("Next day"), only="file"),
        Column(_("Next step"), only="file"),
        Column(_("Why"), only="file"),
    ]
    shown = Table(_("Cases on {day}", day=on), columns, empty=none)
    shown.rows += [_case(item) for item in items]
    sums = [kr(sum(column)) for column in zip(*map(_owed, items), strict=True)]
    shown.totals = (_("Sum"), "", "", "", "", "", *sums, "", "", "", "") if items else ()
    render.table(shown)
    _why_they_wait(items)


def _why_they_wait(items: Sequence[CaseStatus]) -> None:
    """What holds cases and what to do, each sentence once; and what will hold them."""
    waiting: dict[str, list[str]] = {}
    for item in items:
        number = item.subject.invoice.number
        if item.held_by == "restored":
            waiting.setdefault(_(RESTORED.msgid, **item.why.values), []).append(number)
        elif (item.subject.open_case is not None and not item.next_on) or (
            (case := item.subject.open_case) and item.held_by == "on_hold" and case.promised_ore
        ):
            waiting.setdefault(str(item.why), []).append(number)
        elif item.in_the_way is not None:
            text = _("The inkassokrav will be held. {why}", why=item.in_the_way.message)
            waiting.setdefault(text, []).append(number)
    for text, numbers in waiting.items():
        render.answer(f"{', '.join(numbers)}: {text}")


def _case(item: CaseStatus) -> tuple[str, ...]:
    subject = item.subject
    step = str(STEPS.get(item.next_step, "")) if item.next_on else ""
    return (
        subject.invoice.number,
        subject.customer.name,
        subject.customer.number,
        stage(item),
        render.day(item.reminder.on if item.reminder else None),
        render.day(item.demand.on if item.demand else None),
        *map(kr, _owed(item)),
        f"{render.day(item.next_on)} {step}".rstrip(),
        render.day(item.next_on),
        step,
        str(item.why),
    )


def _owed(item: CaseStatus) -> tuple[int, ...]:
    account = item.subject.account
    return (
        account.principal_left_ore,
        account.fees_left_ore,
        account.interest_left_ore,
        account.costs_left_ore,
        account.balance_ore,
    )


def stage(item: CaseStatus) -> str:
    """The stage or outcome in a word, with what stands beside it."""
    word = OUTCOMES[item.outcome] if item.outcome else STAGES[item.stage.value]
    flags = ", ".join(str(FLAGS[flag]) for flag in item.flags)
    return f"{word} ({flags})" if flags else str(word)
