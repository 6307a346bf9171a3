"""What was paid before the list was taken in: the letter states no day on which it came, `explain` tells it."""

from __future__ import annotations

import pytest

from tests.cli.runs import Firm, plain


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "Betalt t.o.m. 2026-03-02"), ("en", "Paid through 2026-03-02")]
)
def test_the_letter(filled: Firm, language: str, words: str) -> None:
    """1046 is of 4 937,50 and had 3 937,50 left; its day of payment is not in the list."""
    assert filled.run("cancel", "1046", "--reason", "again", day="2026-03-03").code == 0
    assert filled.run("debtor", "106", "--language", language, day="2026-03-03").code == 0
    assert filled.run("send", "1046", day="2026-03-03").code == 0
    texts = [p.read_text(encoding="utf-8") for p in filled.folder.rglob("archive/*.txt")]
    [line] = [
        line
        for text in texts
        if "2026-03-03" in text
        for line in text.splitlines()
        if words in line
    ]
    assert line.split()[-2:] == ["−1", "000,00"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "4 937,50 less 1 000,00 paid through 2026-03-02"),
        ("sv", "4 937,50 minus 1 000,00 betalt t.o.m. 2026-03-02"),
    ],
)
@pytest.mark.parametrize("number", ["1046"])
def test_explain(filled: Firm, number: str, lang: str, words: str) -> None:
    shown = plain(filled.on_terminal("explain", number, REMIND_LANG=lang).out)
    assert words in " ".join(shown.split())
    assert max(map(len, shown.splitlines())) <= 80


def test_nothing_was_paid_nothing_is_told(filled: Firm) -> None:
    assert "paid through" not in filled.run("explain", "1041").out
