"""How a list of an unknown shape would be read, for the user to look at before the first import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.importers.base import ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.domain.invoice import InvoiceDraft
from reminder_cli.domain.money import show_kronor
from reminder_cli.ledger import invoices

if TYPE_CHECKING:
    from reminder_cli.services.import_invoices import ImportOptions
    from reminder_cli.services.world import World

SAMPLES = 3


class Preview(Struct, frozen=True):
    """A list: its header, which column each field is taken from, and its first invoices."""

    name: str
    header: tuple[str, ...]
    mapping: dict[str, str]
    samples: tuple[dict[str, str], ...]


def previews(world: World, paths: Sequence[Path], options: ImportOptions) -> Iterator[Preview]:
    """One for each list whose header has not been seen before."""
    known = invoices.saved_mappings(world.ledger)
    for path in paths:
        read = read_invoices(path, ReadOptions(terms_days=options.terms_days))
        if read.header and read.mapping and read.header not in known:
            samples = tuple(_sample(draft) for draft in islice(read.drafts, SAMPLES))
            yield Preview(path.name, read.header, read.mapping, samples)


def keep(world: World, preview: Preview) -> None:
    """Remember that the user has agreed to how this shape is read."""
    with world.writing():
        invoices.save_mapping(world.ledger, preview.header, {})


def _sample(draft: InvoiceDraft) -> dict[str, str]:
    remaining = "" if draft.remaining_ore is None else show_kronor(draft.remaining_ore)
    return {
        "number": draft.number,
        "customer_name": draft.customer.name,
        "customer_number": draft.customer.number,
        "invoice_date": draft.invoice_date.isoformat(),
        "due_date": draft.due_date.isoformat(),
        "total": show_kronor(draft.total_ore),
        "remaining": remaining,
        "reduction": show_kronor(draft.reduction_ore),
        "currency": draft.currency,
        "ocr": draft.ocr,
        "description": draft.description,
    }
