"""The plain text of every kind of letter, in both languages, own and on a partner's behalf."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reminder_cli.adapters.letters.sample import joined, sample
from reminder_cli.adapters.letters.text import WIDTH, render_text
from reminder_cli.domain.letter_kind import LetterKind

LANGUAGES = ("sv", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("agent", [False, True], ids=["own", "partner"])
def test_golden(
    kind: LetterKind, language: str, agent: bool, golden: Callable[[str, str], None]
) -> None:
    text = render_text(sample(kind, language, agent=agent))
    assert max(map(len, text.splitlines())) <= WIDTH
    golden(f"letters/{kind.value}-{'partner' if agent else 'own'}-{language}.txt", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_joined_demand(language: str, golden: Callable[[str, str], None]) -> None:
    golden(f"letters/joined-{language}.txt", render_text(joined(language)))
