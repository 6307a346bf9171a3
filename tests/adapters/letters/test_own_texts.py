"""A firm's own texts, logo and template; and that broken ones are found before they are used."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from reminder_cli.adapters.letters import check
from reminder_cli.adapters.letters.check import check_templates
from reminder_cli.adapters.letters.pdf import render_pdf
from reminder_cli.adapters.letters.sample import sample
from reminder_cli.adapters.letters.text import render_text
from reminder_cli.adapters.letters.wording import LANGUAGES, wording
from reminder_cli.domain.costs import COST_LAW
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.fees import LAW
from reminder_cli.resources import data_path

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
OPENING = '[[opening]]\ntext = "Hej {debtor}! **{total} kr** saknas."\n'


def own(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_ours_have_no_problems() -> None:
    assert check_templates(None) == []


def test_own_words_replace_ours_and_the_rest_stays(tmp_path: Path) -> None:
    own(tmp_path, "sv/reminder.toml", 'heading = "Vänlig påminnelse"\n' + OPENING)
    own(tmp_path, "sv/common.toml", '[labels]\npage = "Blad {page}"\n')
    assert check_templates(tmp_path) == []
    letter = sample(LetterKind.REMINDER)
    text = render_text(letter, tmp_path)
    assert "VÄNLIG PÅMINNELSE" in text
    assert "Hej Åsa Öberg! 12\u00a0605,21\u00a0kr saknas." in text
    assert "Frågor och invändningar" in text
    page = PdfReader(io.BytesIO(render_pdf(letter, tmp_path))).pages[0].extract_text()
    assert "Vänlig påminnelse" in page
    assert "Blad 1" in page
    assert "Vänlig" not in render_text(letter)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sv/reminder.toml", "heading = ", "sv/reminder.toml"),
        ("sv/reminder.toml", "heading = " + "[" * 5000, "sv/reminder.toml"),
        ("sv/reminder.toml", 'heading = ""', "'heading' must be a text"),
        ("sv/reminder.toml", 'rubrik = "x"', "'rubrik' is not known"),
        ("sv/reminder.toml", '[[opening]]\ntext = "{summa}"', "{summa} is not known"),
        ("sv/reminder.toml", '[[opening]]\ntext = "{total.real}"', "{total.real} is not known"),
        ("sv/reminder.toml", '[[opening]]\ntext = "a **b"', "bold that begins"),
        ("sv/reminder.toml", '[[opening]]\ntext = "a"\nwhen = ["always"]', "when"),
        ("sv/reminder.toml", 'opening = "a"', "must be tables"),
        ("sv/reminder.toml", OPENING + '[[closing]]\ntext = "Annars Kronofogden."', "inkassokrav"),
        ("sv/reminder.toml", '[[closing]]\ntext = "Annars inkasso."', 'when = ["agent"]'),
        ("en/reminder.toml", '[[closing]]\ntext = "Or the Court."', "“court”"),
        ("sv/resumed.toml", '[[closing]]\ntext = "Annars utmätning."', "utmätning"),
        ("sv/demand.toml", '[[closing]]\ntext = "Betala genast."', "{contact} is missing"),
        ("sv/demand.toml", '[[opening]]\ntext = "Betala genast."', "{due_on} is missing"),
        ("sv/paminnelse.toml", 'heading = "x"', "no letter has that name"),
        ("en/common.toml", "labels = 1", "[labels] must be a table"),
    ],
)
def test_broken_ones_are_found(
    tmp_path: Path, name: str, text: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name.endswith(".toml"):
        # Words are read before a page is set: setting the pages of the other letters is slow.
        monkeypatch.setattr(check, "render_pdf", lambda *_: b"")
    problems = [str(problem) for problem in check_templates(own(tmp_path, name, text))]
    assert problems
    assert any(said in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("letter.typ", b"= Hej\n#panic(", "letter.typ, line 2: unclosed delimiter"),
        (
            "letter.typ",
            b"= #json(bytes(sys.inputs.letter)).nothing",
            'letter.typ, line 1: dictionary does not contain key "nothing"',
        ),
        ("letter.typ", b"#set page(width: 1cm)\n#image(bytes((1,)))", "letter.typ, line 2: "),
        ("logo.svg", b"<svg", "logo.svg cannot be shown: failed to parse SVG"),
        ("logo.svg", b"\xff\xfe<svg/>", "logo.svg is not an SVG picture"),
        ("logo.png", b"not a picture", "logo.png is not a PNG picture"),
    ],
)
def test_what_breaks_every_letter_is_told_once(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (problem,) = check_templates(tmp_path)
    assert str(problem).startswith(said)


def test_an_own_template_is_used(tmp_path: Path) -> None:
    ours = data_path("letters", "letter.typ").read_text(encoding="utf-8")
    own(tmp_path, "letter.typ", ours.replace("= #letter.heading", "= #upper(letter.heading)"))
    page = PdfReader(io.BytesIO(render_pdf(sample(LetterKind.DEMAND), tmp_path))).pages[0]
    assert "INKASSOKRAV" in page.extract_text()


@pytest.mark.parametrize("name", ["logo.png", "logo.svg"])
def test_a_logo_is_on_the_page(tmp_path: Path, name: str) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="30"><rect width="900" height="30"/></svg>'
    (tmp_path / name).write_bytes(DOT if name.endswith("png") else svg)
    letter = sample(LetterKind.REMINDER)
    assert render_pdf(letter, tmp_path) != render_pdf(letter)
    assert render_pdf(letter, tmp_path) == render_pdf(letter, tmp_path)
    assert check_templates(tmp_path) == []


def test_no_letters_in_other_languages() -> None:
    with pytest.raises(ValueError, match="no letters in 'de'"):
        render_text(sample(LetterKind.REMINDER, "de"))


def test_every_kind_is_worded_in_every_language() -> None:
    for language in ("sv", "en"):
        names = {path.stem for path in data_path("letters", language).glob("*.toml")}
        assert names == {"common", *(kind.value for kind in LetterKind)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paragraph_behind_a_cost_is_named_in_the_letter_s_language(language: str) -> None:
    laws = {*LAW.values(), *COST_LAW.values()}
    assert set(wording(LetterKind.DEMAND, language).laws) == laws


def test_the_example_in_the_docs_works(tmp_path: Path) -> None:
    docs = data_path("letters").parents[1] / "docs" / "letters.md"
    if not docs.exists():
        pytest.skip("the docs are not in this installation")
    example = docs.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    own(tmp_path, "sv/reminder.toml", example)
    assert check_templates(tmp_path) == []
    assert "Hör gärna av er till" in render_text(sample(LetterKind.REMINDER), tmp_path)


def test_a_template_fetches_nothing(tmp_path: Path) -> None:
    """It is refused before the engine reads it: a letter is set without the network."""
    (tmp_path / "letter.typ").write_text('\n#import "@preview/cetz:0.2.2"\n', encoding="utf-8")
    [problem] = check_templates(tmp_path)
    assert "line 2" in str(problem)
    assert "@preview/cetz:0.2.2" in str(problem)
