"""A letter made to try out says so on each page, wherever it is cut; a real one never does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from reminder_cli.adapters.letters.practice import SENTENCES, STAMPS
from reminder_cli.adapters.letters.sample import joined, sample
from reminder_cli.adapters.letters.text import render_text
from reminder_cli.domain.letter_kind import LetterKind
from tests.adapters.letters.pages import pdf_text, reader


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", [LetterKind.REMINDER, LetterKind.DEMAND, LetterKind.RETRACTION])
def test_marked_where_it_is_made_to_try_out_and_only_there(kind: LetterKind, language: str) -> None:
    real = sample(kind, language)
    assert SENTENCES[language] not in pdf_text(real)
    assert STAMPS[language] not in render_text(real).split()
    marked = replace(real, practice=True)
    assert SENTENCES[language] in pdf_text(marked)
    assert SENTENCES[language] in render_text(marked)
    assert render_text(marked).splitlines().count("*" * 72) == 2


def test_every_page_bears_the_sentence_and_the_stamp() -> None:
    found = reader(replace(joined("sv"), practice=True))
    pages = [page.extract_text() for page in found.pages]
    assert len(pages) == 2
    for text in pages:
        assert SENTENCES["sv"] in " ".join(text.split())
        assert text.split().count("PROV") >= 2  # the stamp, and the heading or the running line
    assert str(found.metadata.title if found.metadata else "").startswith("PROV · Inkassokrav")


def test_no_text_of_a_firm_takes_the_mark_away(tmp_path: Path) -> None:
    own = tmp_path / "sv"
    own.mkdir()
    (own / "reminder.toml").write_text('heading = "Vänlig påminnelse"\n', encoding="utf-8")
    text = render_text(replace(sample(LetterKind.REMINDER), practice=True), tmp_path)
    assert "PROV · VÄNLIG PÅMINNELSE" in text
    assert SENTENCES["sv"] in text


@pytest.mark.parametrize("language", ["sv", "en"])
def test_golden(language: str, golden: Callable[[str, str], None]) -> None:
    text = render_text(replace(sample(LetterKind.DEMAND, language), practice=True))
    golden(f"letters/practice-{language}.txt", text)
