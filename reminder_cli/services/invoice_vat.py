"""Records the VAT of an invoice whose file did not tell it, so that a loss can be booked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminder_cli.domain.rules.vat import stated_parts
from reminder_cli.errors import Refused, WrongValue
from reminder_cli.i18n import _
from reminder_cli.ledger import books
from reminder_cli.services.facts import Subject

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def vat_is_known(world: World, subject: Subject) -> bool:
    """Whether the VAT of an invoice is known by its rates."""
    invoice_id = subject.invoice.invoice_id
    return books.vat_of(world.ledger, [invoice_id])[invoice_id][1] is not None


def state_vat(world: World, subject: Subject, text: str) -> None:
    """Record the VAT as the user says it (``--vat``). To be called under the write lock.

    Refused where the file told another, for then one of them is wrong.
    """
    invoice = subject.invoice
    try:
        parts = stated_parts(invoice.total_ore, text.strip())
    except ValueError:
        raise WrongValue(
            _(
                "--vat: {text} is not the VAT of invoice {number}.",
                text=text,
                number=invoice.number,
            ),
            fix=_(
                "Write its rate: 25, 12, 6, or 0 for none. With several rates, the VAT of each in "
                'kronor: "25=200,00 6=79,25"'
            ),
        ) from None
    known = books.vat_of(world.ledger, [invoice.invoice_id])[invoice.invoice_id][1]
    if known is not None and known != parts:
        raise Refused(
            _("The VAT of invoice {number} is known, and it is another.", number=invoice.number),
            fix=_("Leave out --vat."),
        )
    if known is None:
        books.state_vat(world.ledger, invoice.invoice_id, parts, now=world.now)
