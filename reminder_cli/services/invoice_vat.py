"""The VAT of an invoice by its rates: as its file told it, or as the user says it, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminder_cli.domain.booking import VatParts
from reminder_cli.domain.rules.vat import stated_parts
from reminder_cli.errors import Again, Refused, WrongValue
from reminder_cli.i18n import _
from reminder_cli.ledger import books
from reminder_cli.services.facts import Subject

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def known_vat(world: World, subject: Subject) -> VatParts | None:
    """The VAT of an invoice by rate, in öre; None when nobody has said it, or not by rate."""
    invoice_id = subject.invoice.invoice_id
    return books.vat_of(world.ledger, [invoice_id])[invoice_id][1]


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
            fix=said_as(),
            again=Again(add="--vat PERCENT"),
        ) from None
    known = known_vat(world, subject)
    if known is not None and known != parts:
        raise Refused(
            _("The VAT of invoice {number} is known, and it is another.", number=invoice.number),
            fix=_("Leave out --vat."),
            again=Again(without="--vat PERCENT"),
        )
    if known is None:
        books.state_vat(world.ledger, invoice.invoice_id, parts, now=world.now)


def said_as() -> str:
    """How the VAT is said."""
    return _(
        "Give the VAT of the whole invoice in kronor, or its rate: --vat 25%. 0 is for none. With "
        'several rates, the kronor of each: --vat "25=200,00 6=79,25"'
    )
