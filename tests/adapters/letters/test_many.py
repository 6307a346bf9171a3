"""Many letters at once: in order, the same bytes as alone, no more held than is said."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from reminder_cli.adapters.letters import many
from reminder_cli.adapters.letters.sample import joined, sample
from reminder_cli.domain.letter import LetterData
from reminder_cli.domain.letter_kind import LetterKind

CORES = [1, 2, 3]


def letters(count: int) -> list[LetterData]:
    """Letters of every sort and size, some with characters that no font has."""
    kinds = [sample(kind, language) for language in ("sv", "en") for kind in LetterKind]
    kinds += [joined("sv", 6), sample(LetterKind.DEMAND, agent=True)]
    some = [kinds[n % len(kinds)] for n in range(count)]
    return [
        replace(one, number=str(n), debtor=replace(one.debtor, name=f"Kund {n} \u0bf5\u1234"))
        for n, one in enumerate(some)
    ]


@pytest.fixture(params=CORES, ids=lambda n: f"{n} cores")
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    count: int = request.param
    monkeypatch.setattr(many, "_cores", lambda: count)
    return count


def test_each_letter_is_what_it_is_alone_and_comes_in_its_turn(cores: int) -> None:
    asked = letters(26)
    made = list(many.render_all(enumerate(asked)))
    assert [place for place, _ in made] == list(range(26))
    assert [files for _, files in made] == [many.render(one) for one in asked]


def test_none_and_one(cores: int) -> None:
    (only,) = letters(1)
    assert list(many.render_all([])) == []
    assert list(many.render_all([("a", only)])) == [("a", many.render(only))]


def test_a_letter_is_asked_for_when_its_turn_comes_near(cores: int) -> None:
    asked: list[int] = []

    def giving() -> Iterator[tuple[int, LetterData]]:
        for place, letter in enumerate(letters(30)):
            asked.append(place)
            yield place, letter

    with closing(many.render_all(giving())) as made:
        for _ in range(3):
            next(made)
        assert len(asked) <= 3 + cores * 2 + 1
    assert not [x for x in threading.enumerate() if "ThreadPool" in x.name]


def test_a_letter_that_cannot_be_made_stops_at_its_turn(cores: int) -> None:
    asked = letters(12)
    wrong = asked[5]
    asked[5] = replace(wrong, claims=(replace(wrong.claims[0], interest_ore=1),))
    taken: list[int] = []
    with pytest.raises(ValueError), closing(many.render_all(enumerate(asked))) as made:  # noqa: PT011
        taken.extend(place for place, _ in made)
    assert taken == [0, 1, 2, 3, 4]
    assert not [x for x in threading.enumerate() if "ThreadPool" in x.name]


def test_the_firms_own_texts_are_used_by_every_thread(cores: int, tmp_path: Path) -> None:
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "reminder.toml").write_text('heading = "Vänlig påminnelse"\n')
    asked = [replace(sample(LetterKind.REMINDER), number=str(n)) for n in range(8)]
    for _, files in many.render_all(enumerate(asked), tmp_path):
        assert "VÄNLIG PÅMINNELSE" in files.text
