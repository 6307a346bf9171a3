"""Many letters as one PDF for the printer. Each begins on a sheet of its own, printed on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reminder_cli.adapters import staged_file
from reminder_cli.errors import LedgerUnwritable


def write_batch(path: Path, letters: Sequence[Path]) -> int:
    """Write the letters, in this order, into one file; returns its pages. Never half a file.

    A letter of an odd number of pages gets a blank one after it: otherwise the next letter
    would begin on its back, and one debtor would read what another owes.
    """
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for place, letter in enumerate(letters):
        pages = PdfReader(letter).pages
        for page in pages:
            writer.add_page(page)
        if len(pages) % 2 and place < len(letters) - 1:
            writer.add_blank_page()
    try:
        staged_file.put(path, writer.write)
    except OSError as error:
        raise LedgerUnwritable(str(path)) from error
    return len(writer.pages)
