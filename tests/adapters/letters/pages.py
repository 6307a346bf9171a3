"""What tests of letters share: the text of a PDF, the codes on a page, and a letter to change."""

from __future__ import annotations

import io

import zxingcpp
from msgspec.structs import replace
from PIL import Image
from pypdf import PdfReader

from reminder_cli.adapters.letters.pdf import render_pdf, render_png
from reminder_cli.domain.letter import LetterClaim, LetterData

NBSP = "\u00a0"


def reader(letter: LetterData) -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(letter)))


def pdf_text(letter: LetterData) -> str:
    """All pages as one line of words; break marks (U+200B) in long words are not text."""
    pages = "\n".join(page.extract_text() for page in reader(letter).pages)
    return " ".join(pages.replace(NBSP, " ").replace("\u200b", "").split())


def codes(letter: LetterData, *, ppi: int = 150) -> list[str]:
    """What a camera reads from the pages."""
    return [
        found.text
        for page in render_png(letter, ppi=ppi)
        for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)).convert("L"))
    ]


def with_claim(letter: LetterData, **changes: object) -> LetterData:
    claim: LetterClaim = replace(letter.claims[0], **changes)
    return replace(letter, claims=(claim,))
