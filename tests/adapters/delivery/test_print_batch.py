"""Many letters in one file: each on sheets of its own, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from reminder_cli.adapters.delivery.print_batch import write_batch
from reminder_cli.errors import LedgerUnwritable


def letter(folder: Path, pages: int, width: int) -> Path:
    path = folder / f"{width}.pdf"
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=width, height=842)
    writer.write(path)
    return path


def test_each_letter_begins_on_an_odd_page(tmp_path: Path) -> None:
    sizes = [(1, 101), (2, 102), (3, 103), (1, 104)]
    letters = [letter(tmp_path, pages, width) for pages, width in sizes]
    assert write_batch(tmp_path / "all.pdf", letters) == 9
    widths = [int(page.mediabox.width) for page in PdfReader(tmp_path / "all.pdf").pages]
    assert widths == [101, 101, 102, 102, 103, 103, 103, 103, 104]
    first_pages = [widths.index(width) + 1 for _, width in sizes]
    assert all(page % 2 for page in first_pages)


def test_a_folder_that_is_not_there_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnwritable):
        write_batch(tmp_path / "no" / "all.pdf", [letter(tmp_path, 1, 101)])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["101.pdf"]
