"""The OCR number that a letter names for an invoice: its own, or a made one if the firm asks for it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.made_ocr import Bearer, NoOcr, ocrs_of_letters
from reminder_cli.domain.ocr_form import OcrForm
from reminder_cli.ledger import letters, payment_queries
from reminder_cli.services.facts import Subject, subjects_by_id

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class OcrSource(StrEnum):
    """Where an OCR number comes from."""

    INVOICE = "invoice"
    MADE = "made"
    LETTER = "letter"  # made for a letter that has gone out, and no longer made


class Reference(Struct, frozen=True):
    """An OCR number and where it comes from; both empty when there is none."""

    ocr: str = ""
    source: OcrSource | None = None


def ocr_for(world: World, subject: Subject) -> str:
    """The OCR number for a letter; empty when the invoice has none and none is made."""
    made = subject.invoice.ocr or made_ocr_of(world, subject)
    return made if isinstance(made, str) else ""


def made_ocr_of(world: World, subject: Subject) -> str | NoOcr:
    """The OCR number made for an invoice without one, or why none can be; empty when not asked for."""
    if world.made_ocrs is None:
        return ""
    return world.made_ocrs.of(subject.invoice.invoice_id, subject.invoice.number)


def made_form(world: World, subject: Subject) -> OcrForm | None:
    """The form of the OCR number that a letter gets made for it; None when none is."""
    if subject.invoice.ocr or not ocr_for(world, subject):
        return None
    form: OcrForm = world.settings["make_ocr"]
    return form


def reference_of(world: World, subject: Subject) -> Reference:
    """What a payment may name: the next letter's OCR number, else that of the newest letter."""
    if subject.invoice.ocr:
        return Reference(subject.invoice.ocr, OcrSource.INVOICE)
    made = ocr_for(world, subject)
    if made:
        return Reference(made, OcrSource.MADE)
    for ocr in ocrs_of_letters(subject.invoice.number, subject.claim.ocr_forms[-1:]):
        return Reference(ocr, OcrSource.LETTER)
    return Reference()


def bearers(world: World) -> list[Bearer]:
    """Every open invoice with the numbers that a payment may name it by.

    And every OCR number of a letter: one that is paid may be paid once more.
    """
    found = [
        Bearer(row.invoice_id, row.number, row.ocr)
        for row in payment_queries.plain_claims(world.ledger)
    ]
    more = payment_queries.other_claims(world.ledger)
    found += [Bearer(invoice_id, "", ocr) for invoice_id, ocr in letters.named_ocrs(world.ledger)]
    return found + [
        Bearer(
            item.invoice.invoice_id,
            item.invoice.number,
            item.invoice.ocr,
            ocrs_of_letters(item.invoice.number, item.claim.ocr_forms),
        )
        for item in subjects_by_id(world, more)
    ]
