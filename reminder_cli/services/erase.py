"""Erases a customer when the law no longer asks that it is kept: who it was, never what was booked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.domain.invoice import Customer, InvoiceKind
from reminder_cli.domain.money import show_kronor
from reminder_cli.domain.rules.retention import may_be_erased_from
from reminder_cli.errors import Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import customers, erasing
from reminder_cli.ledger.letters import unsent_letter
from reminder_cli.services.customer_book import customer_keys
from reminder_cli.services.customers import find_customer
from reminder_cli.services.export import fiscal_year
from reminder_cli.services.facts import Subject, limitation_day, subjects_by_id

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class EraseReport(Struct, frozen=True, kw_only=True):
    """Who was erased, or would be: rows by table, the letters' files, and what is called what now.

    ``copies`` are copies of the ledger beside it that hold the data still.
    """

    customer_id: int
    number: str
    name_now: str
    rows: dict[str, int]
    files: int
    invoices: int
    copies: tuple[Path, ...]


class _Reason(Struct, frozen=True):
    """Why a customer cannot be erased now, and from which day it can; None while it depends on you."""

    text: str
    until: date | None


def erase(world: World, text: str, *, dry_run: bool = False) -> EraseReport:
    """Erase the customer meant by ``text``; :class:`Refused` with every reason and the day it can be."""
    with _traceless(world, dry_run=dry_run), world.writing(dry_run=dry_run):
        customer = find_customer(world, text)
        ids = customers.invoices_of(world.ledger, customer.customer_id)
        already = erasing.is_erased(world.ledger, customer.customer_id)
        name = customer.name if already else _("Erased customer {id}", id=customer.customer_id)
        rows: dict[str, int] = {}
        if not already:
            _check(world, customer, ids)
            keys = customer_keys(customer.number, customer.org_number, customer.name)
            erasing.remember_keys(world.ledger, keys, on=world.today)
            rows = erasing.erase(
                world.ledger, customer.customer_id, name=name, on=world.today, now=world.now
            )
        names = erasing.letter_names(world.ledger, customer.customer_id)
    # Only now: a letter that is on record must have its file, whenever this run is killed.
    files = LetterFolders(world.letters_folder).forget(names, dry_run=dry_run)
    return EraseReport(
        customer_id=customer.customer_id,
        number=customer.number,
        name_now=name,
        rows=rows,
        files=files,
        invoices=len(ids),
        copies=tuple(_copies(world)),
    )


def _traceless(world: World, *, dry_run: bool) -> AbstractContextManager[None]:
    return nullcontext() if dry_run else erasing.without_a_trace(world.ledger)


def _check(world: World, customer: Customer, ids: list[int]) -> None:
    reasons = list(_reasons(world, customer, ids))
    if not reasons:
        return
    days = [reason.until for reason in reasons if reason.until is not None]
    lines = [_("This customer cannot be erased. Nothing was changed."), *(r.text for r in reasons)]
    if len(days) == len(reasons):
        fix = _(
            "It can be erased from {day}. See what is kept until then: remind debtor {customer}",
            day=max(days),
            customer=customer.number or _("CUSTOMER"),
        )
    else:
        fix = _(
            "Put that right first. Look at it with: remind debtor {customer}",
            customer=customer.number or _("CUSTOMER"),
        )
        if days:
            fix += "\n" + _("At the earliest it can be erased from {day}.", day=max(days))
    raise Refused("\n  ".join(lines), fix=fix)


def _reasons(world: World, customer: Customer, ids: list[int]) -> Iterator[_Reason]:
    subjects = subjects_by_id(world, ids)
    for subject in subjects:
        yield from _of_invoice(world, subject)
    if customer.customer_id in world.waiting_debtors.customers(world):
        yield _Reason(
            _(
                "A payment that may be this customer's waits. See it with: "
                "remind payments list --unmatched"
            ),
            None,
        )
    last = erasing.last_fact_on(world.ledger, customer.customer_id)
    if last is not None:
        _first, end = fiscal_year(last, world.settings["fiscal_year_month"])
        day = may_be_erased_from(end)
        if world.today < day:
            yield _Reason(
                _(
                    "Bookkeeping of {day} is kept seven years after its year (bokföringslagen 7 kap. "
                    "2 §).",
                    day=last,
                ),
                day,
            )


def _of_invoice(world: World, subject: Subject) -> Iterator[_Reason]:
    number, account = subject.invoice.number, subject.account
    if subject.open_case is not None:
        yield _Reason(_("The case of invoice {number} is open.", number=number), None)
    if unsent_letter(world.ledger, subject.invoice.invoice_id) is not None:
        yield _Reason(_("A letter about invoice {number} has not gone out.", number=number), None)
    if account.overpaid_ore > 0:
        amount = show_kronor(account.overpaid_ore)
        yield _Reason(
            _("{amount} kr of invoice {number} is to be paid back.", amount=amount, number=number),
            None,
        )
    is_claim = subject.invoice.kind is InvoiceKind.INVOICE
    lost_on = limitation_day(subject)
    if is_claim and account.principal_left_ore > 0 and world.today < lost_on:
        amount = show_kronor(account.principal_left_ore)
        yield _Reason(
            _(
                "{amount} kr of invoice {number} is not paid; it is lost by limitation on {day}.",
                amount=amount,
                number=number,
                day=lost_on,
            ),
            lost_on,
        )


def _copies(world: World) -> Iterator[Path]:
    """Copies that restoring and new versions have left beside the ledger."""
    name = world.path.name
    for pattern in (f"{name}.replaced-*", f"{name}.before-*"):
        yield from sorted(world.path.parent.glob(pattern))
