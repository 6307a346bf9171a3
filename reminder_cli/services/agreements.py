"""What was agreed for one invoice: its own agreement, else its customer's, else the firm's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from reminder_cli.adapters.settings import check_setting, read_setting
from reminder_cli.domain.invoice import Invoice
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _
from reminder_cli.ledger import agreements, invoices
from reminder_cli.ledger.agreements import Agreement
from reminder_cli.services.customers import find_customer

if TYPE_CHECKING:
    from reminder_cli.services.world import World

# What must have been agreed when the debt arose (lag (1981:739) 2 §, räntelagen 3, 4 §§).
KEYS = (
    "due_dates_agreed",
    "interest_notice",
    "reminder_fee_agreed",
    "contract_rate",
    "business_compensation",
)
# How the letters of one customer go out, whatever the invoice.
OF_CUSTOMERS = ("channel_reminder", "channel_demand")
# What ends a customer's own wish: its letters go as the firm's do again.
AS_THE_FIRM = "firm"


def agreed(world: World, key: str, invoice: Invoice) -> Any:
    """The value of a setting for one invoice: the nearest agreement in force when it was made."""
    found = [
        (agreement.invoice_id is not None, agreement.customer_id is not None, agreement.from_on, n)
        for n, agreement in enumerate(world.agreements)
        if agreement.key == key
        and agreement.from_on <= invoice.invoice_date
        and agreement.invoice_id in {None, invoice.invoice_id}
        and agreement.customer_id in {None, invoice.customer_id}
    ]
    if not found:
        return world.settings[key]
    return read_setting(key, world.agreements[max(found)[3]].value)


def wished_by(world: World, key: str, customer_id: int) -> str:
    """The value of one of :data:`OF_CUSTOMERS` for a customer: its own, else the firm's."""
    own = [
        agreement.value
        for agreement in world.agreements
        if agreement.key == key and agreement.customer_id == customer_id
    ]
    return own[-1] if own and own[-1] != AS_THE_FIRM else world.settings.text(key)


def agreed_now(world: World, key: str) -> str:
    """What holds for an invoice dated today of a customer without an agreement of its own, as text."""
    found = [
        (agreement.from_on, n)
        for n, agreement in enumerate(world.agreements)
        if agreement.key == key
        and agreement.customer_id is None
        and agreement.invoice_id is None
        and agreement.from_on <= world.today
    ]
    return world.agreements[max(found)[1]].value if found else world.settings.text(key)


def agree_from_now(world: World, key: str, value: str, *, dry_run: bool = False) -> None:
    """Somebody says how it is: a yes is for invoices from today on, for nobody may be charged for what
    was not agreed when the debt arose; a no is for the old ones too.
    """
    from reminder_cli.services.setup import change_setting

    if value == "false":
        change_setting(world, key, value, dry_run=dry_run)
    if agreed_now(world, key) != value:
        agree(world, key, value, from_on=world.today, dry_run=dry_run)


def agree(
    world: World,
    key: str,
    value: str,
    *,
    customer: str = "",
    invoice: str = "",
    from_on: date | None = None,
    dry_run: bool = False,
) -> Agreement:
    """Record an agreement with a customer, on an invoice, or for all from a day on."""
    from reminder_cli.services.words import SETTING_VALUES, code_of  # no tick needs to read it

    ends = key in OF_CUSTOMERS and code_of(value, SETTING_VALUES) == AS_THE_FIRM
    stored = AS_THE_FIRM if ends else check_setting(key, value)
    _check_reach(key, of_customer_alone=bool(customer) and not invoice and from_on is None)
    if key == "business_compensation":
        from reminder_cli.services.setup import check_compensation

        check_compensation(world.company, stored)
    if customer and invoice:
        raise WrongValue(
            _("Give --customer or --invoice, not both."),
            fix=_("Leave one out."),
            again=Again(without="--invoice NUMBER"),
        )
    with world.writing(dry_run=dry_run):
        agreement = Agreement(
            key=key,
            value=stored,
            from_on=from_on or date.min.replace(year=1000),
            customer_id=find_customer(world, customer).customer_id if customer else None,
            invoice_id=_invoice_id(world, invoice) if invoice else None,
        )
        agreements.add_agreement(world.ledger, agreement, now=world.now)
    world.__dict__.pop("agreements", None)
    return agreement


def _check_reach(key: str, *, of_customer_alone: bool) -> None:
    if key in OF_CUSTOMERS and not of_customer_alone:
        raise WrongValue(
            _("{key} differs by customer, and not by invoice or day.", key=key),
            fix=_("Give --customer, and leave out --invoice and --from."),
            again=Again(without="--invoice NUMBER --from DATE", add="--customer CUSTOMER"),
        )
    if key not in (*KEYS, *OF_CUSTOMERS):
        raise WrongValue(
            _("{key} is a setting of the whole firm.", key=key),
            fix=_(
                "These differ by customer, invoice or day: {keys}; and these by customer: {more}.",
                keys=", ".join(KEYS),
                more=", ".join(OF_CUSTOMERS),
            ),
            again=Again(without="--customer CUSTOMER --invoice NUMBER --from DATE"),
        )


def _invoice_id(world: World, number: str) -> int:
    from reminder_cli.services.unknown import unknown_invoice

    found = invoices.by_number(world.ledger, [number])
    if number not in found:
        raise unknown_invoice(world, [number])
    return found[number].invoice.invoice_id
