"""A tax reduction that Skatteverket refused: the customer owes it, on a claim of its own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reminder_cli.adapters.tax_reductions import carried_reductions
from reminder_cli.domain.invoice import InvoiceKind
from reminder_cli.domain.money import show_kronor
from reminder_cli.domain.rules.tax_reduction import largest_reduction
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import _, translate
from reminder_cli.ledger import invoices
from reminder_cli.ledger.invoices import FileRecord
from reminder_cli.services.facts import Subject, subjects_by_number

if TYPE_CHECKING:
    from reminder_cli.services.world import World

SOURCE = "remind invoice refused-reduction"
_DESCRIPTION = "Tax reduction refused by Skatteverket, invoice {number}"


def impossible_reduction(total_ore: int, reduction_ore: int, *, paid_on: date) -> bool:
    """Whether a stated reduction is more than any kind allows on the day."""
    return reduction_ore > largest_reduction(total_ore, carried_reductions(), paid_on=paid_on)


def refused_reduction(
    world: World, number: str, amount_ore: int, *, due_on: date, dry_run: bool = False
) -> Subject:
    """Make what Skatteverket refused a claim on the customer, with its own number and due date.

    Neither interest nor fee is counted backwards: the new claim is due on ``due_on``.
    """
    with world.writing(dry_run=dry_run):
        subject = subjects_by_number(world, [number])[0]
        _check(world, subject, amount_ore, due_on)
        new_number = _next_number(world, number)
        _insert(world, subject, new_number, amount_ore, due_on)
        return subjects_by_number(world, [new_number])[0]


def _check(world: World, subject: Subject, amount_ore: int, due_on: date) -> None:
    number = subject.invoice.number
    refused = sum(
        row.invoice.total_ore for row in invoices.by_prefix(world.ledger, f"{number}-S").values()
    )
    left = subject.invoice.reduction_ore - refused
    if amount_ore <= 0 or amount_ore > left:
        raise Refused(
            _(
                "At most {left} kr of invoice {number} is Skatteverket's part and not refused yet.",
                left=show_kronor(max(left, 0)),
                number=number,
            ),
            fix=_("See the invoice with: remind show {number}", number=number),
        )
    if due_on <= world.today:
        raise Refused(
            _("The new claim must be due after today."),
            fix=_("Give the customer time to pay, for example 30 days: --due DATE"),
            again=Again(add="--due DATE"),
        )


def _next_number(world: World, number: str) -> str:
    taken = invoices.by_prefix(world.ledger, f"{number}-S")
    return f"{number}-S{len(taken) + 1}"


def _insert(world: World, subject: Subject, number: str, amount_ore: int, due_on: date) -> None:
    invoice = subject.invoice
    record = FileRecord(sha256="", name=SOURCE, format=SOURCE, encoding="", options="")
    file_id = invoices.record_file(world.ledger, record, on=world.today, now=world.now)
    description = translate(_DESCRIPTION, subject.customer.language).format(number=invoice.number)
    values: dict[str, object] = {
        "number": number,
        "customer_id": invoice.customer_id,
        "invoice_date": world.today.isoformat(),
        "due_date": due_on.isoformat(),
        "total_ore": amount_ore,
        "reduction_ore": 0,
        "paid_before_ore": 0,
        "file_remaining_ore": None,
        "currency": "SEK",
        "kind": InvoiceKind.INVOICE.value,
        "ocr": "",
        "description": description,
        "handled_elsewhere": 0,
        "credits_number": "",
        "vat_ore": None,
        "sent_on": world.today.isoformat(),
        "fee_claimed_ore": 0,
        "reminded_on": None,
        "due_date_assumed": 0,
        "file_id": file_id,
        "file_row": 0,
    }
    row = tuple(values[name] for name in invoices.INSERT_COLUMNS)
    invoices.insert_invoices(world.ledger, [row])
