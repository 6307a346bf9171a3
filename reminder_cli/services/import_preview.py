"""How a list of an unknown shape would be read, for the user to look at before the first import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.importers.base import ReadOptions
from reminder_cli.adapters.importers.headers import ALIASES
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.domain.identity import masked
from reminder_cli.domain.invoice import CustomerDraft, InvoiceDraft
from reminder_cli.domain.money import show_kronor
from reminder_cli.i18n import _
from reminder_cli.ledger import invoices
from reminder_cli.services.words import CUSTOMER_KINDS, INVOICE_KINDS, LANGUAGES

if TYPE_CHECKING:
    from reminder_cli.services.import_invoices import ImportOptions
    from reminder_cli.services.world import World

SAMPLES = 3


class Preview(Struct, frozen=True):
    """A list: its header, which column each field is taken from, and its first rows as they are read.

    ``fields`` are all that a column can be given for.
    """

    name: str
    header: tuple[str, ...]
    mapping: dict[str, str]
    samples: tuple[dict[str, str], ...]
    fields: tuple[str, ...] = tuple(ALIASES)


def previews(world: World, paths: Sequence[Path], options: ImportOptions) -> Iterator[Preview]:
    """One for each list whose header has not been seen before."""
    known = invoices.saved_mappings(world.ledger)
    for path in paths:
        read = read_invoices(path, ReadOptions(terms_days=options.terms_days))
        if not read.header or not read.mapping or read.header in known:
            continue
        drafts = tuple(islice(read.drafts, SAMPLES))
        whose = [draft.customer for draft in drafts] or list(islice(read.customers, SAMPLES))
        samples = [_customer(customer, world.today) for customer in whose]
        for sample, draft in zip(samples, drafts, strict=False):
            sample.update(_invoice(draft))
        mapping = dict(read.mapping)
        if any(draft.due_date_assumed for draft in drafts):
            mapping.setdefault("due_date", _("assumed, {n} days", n=options.terms_days))
        yield Preview(path.name, read.header, mapping, tuple(samples))


def keep(world: World, preview: Preview) -> None:
    """Remember that the user has agreed to how this shape is read."""
    with world.writing():
        invoices.save_mapping(world.ledger, preview.header, {})


def _customer(draft: CustomerDraft, today: date) -> dict[str, str]:
    return {
        "customer_name": draft.name,
        "customer_number": draft.number,
        "org_number": masked(draft.org_number, today),
        "customer_kind": str(CUSTOMER_KINDS[draft.kind.value]) if draft.kind else "",
        "kind": str(CUSTOMER_KINDS[draft.kind.value]) if draft.kind else "",
        "email": draft.email,
        "street": draft.street,
        "postal_code": draft.postal_code,
        "city": draft.city,
        "country": draft.country,
        "language": str(LANGUAGES.get(draft.language, draft.language)),
    }


def _invoice(draft: InvoiceDraft) -> dict[str, str]:
    kind, left = str(INVOICE_KINDS[draft.kind.value]), draft.remaining_ore
    paid = None if left is None else draft.total_ore - draft.reduction_ore - left
    return {
        "number": draft.number,
        "invoice_date": draft.invoice_date.isoformat(),
        "due_date": draft.due_date.isoformat(),
        "total": show_kronor(draft.total_ore),
        "remaining": _kronor(left),
        "paid": _kronor(paid),
        "paid_on": _("paid") if left == 0 else "",
        "status": _("paid") if left == 0 else "",
        "reduction": show_kronor(draft.reduction_ore),
        "vat": _kronor(draft.vat_ore),
        "currency": draft.currency,
        "kind": kind,
        "credit": kind,
        "credits_number": draft.credits_number,
        "ocr": draft.ocr,
        "description": draft.description,
        "handled_elsewhere": _("yes") if draft.handled_elsewhere else _("no"),
        "sent_on": _day(draft.sent_on),
        "fee_claimed": show_kronor(draft.fee_claimed_ore),
        "reminded_on": _day(draft.reminded_on),
    }


def _kronor(ore: int | None) -> str:
    return "" if ore is None else show_kronor(ore)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
