"""What the commands on an invoice's later life tell: what is left to pay, and what to pay back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reminder_cli.cli import file_tables, json_output, render
from reminder_cli.domain.invoice import InvoiceKind
from reminder_cli.domain.money import decimal_string, show_kronor
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session
    from reminder_cli.services.facts import Subject
    from reminder_cli.services.invoice_life import Loss


def tell(session: Session, subject: Subject, sentence: str = "") -> None:
    """What is left of an invoice, after a sentence on what was done."""

    def people() -> None:
        file_tables.claims([subject])
        if sentence:
            render.answer(sentence)
        if subject.invoice.kind is InvoiceKind.INVOICE:
            _left(subject)

    render.report(session, lambda: _data(subject), people)


def _data(subject: Subject) -> dict[str, Any]:
    return {
        "invoice": subject.invoice.number,
        "credited": decimal_string(subject.account.credited_ore),
        **json_output.amounts(subject),
    }


def _left(subject: Subject) -> None:
    account, number = subject.account, subject.invoice.number
    left = show_kronor(account.principal_left_ore)
    render.answer(_("{number}: {left} kr of the principal is left.", number=number, left=left))
    if account.overpaid_ore > 0:
        over = show_kronor(account.overpaid_ore)
        render.answer(_("{amount} kr is the debtor's. Pay it back.", amount=over))
    elif account.principal_left_ore > 0 and subject.open_case is None:
        render.answer(_("It may be sent with: remind send {number}", number=number))


def tell_loss(session: Session, loss: Loss) -> None:
    """A confirmed loss and the VAT of it."""

    def data() -> dict[str, Any]:
        amounts = {
            "written_off": decimal_string(loss.amount_ore),
            "vat": decimal_string(loss.vat_ore),
        }
        return {**_data(loss.subject), **amounts}

    def people() -> None:
        file_tables.claims([loss.subject])
        if not loss.amount_ore:
            render.answer(
                _(
                    "The VAT of {number} is known now, and its voucher comes with the next export. "
                    "Nothing more was written off.",
                    number=loss.subject.invoice.number,
                )
            )
            return
        render.answer(
            _(
                "{number}: {amount} kr written off, of which {vat} kr is VAT that comes back. What "
                "is paid later is recovered, and registered as always: remind pay {number} AMOUNT",
                number=loss.subject.invoice.number,
                amount=show_kronor(loss.amount_ore),
                vat=show_kronor(loss.vat_ore),
            )
        )

    render.report(session, data, people)
