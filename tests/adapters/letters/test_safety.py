"""Names from outside come out as they are, whole, and harmless; long ones stay on the page."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from reminder_cli.adapters.letters.clean import clean
from reminder_cli.adapters.letters.pdf import render_pdf, render_png
from reminder_cli.adapters.letters.sample import sample
from reminder_cli.adapters.letters.text import WIDTH, render_text
from reminder_cli.domain.letter import LetterData, PaymentLine, SlipLine
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.resources import data_path
from tests.adapters.letters.pages import pdf_text, reader, with_claim

NAMES = [
    'Bo "Bosse" Ek & Son',
    "back\\slash \\n \\u{41} \\",
    '#import "x": * #sys.inputs #panic("no")',
    "$x^2$ and $",
    "{creditor} {0} {agent.name} {}",
    "**fet** _kursiv_ `kod` <b>&amp;</b> @ref = rubrik",
    "[a](http://x.example) // kommentar /* */",
    "%s %(a)s ${HOME} $(id)",
    "D'Arcy–O’Neill “och” «söner»",
    "Ünïçødé Łódź ő ž ß Ελλάς Москва",
]


def named(name: str, kind: LetterKind = LetterKind.DEMAND) -> LetterData:
    letter = sample(kind, agent=True)
    letter = with_claim(letter, description=name)
    return replace(
        letter,
        debtor=replace(letter.debtor, name=name),
        creditor=replace(letter.creditor, name=name),
    )


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_as_they_are(name: str) -> None:
    letter = named(name)
    plain = " ".join(render_text(letter).split())
    assert plain.count(name) >= 3
    # Extraction spells out ligatures and drops spaces at will: the letters are what counts.
    assert "".join(name.split()) in "".join(pdf_text(letter).split())


@pytest.mark.parametrize(
    ("given", "harmless"),
    [
        ("Bo\x00\x07\x1b[31m Ek", "Bo[31m Ek"),
        ("Bo\r\nEk\tAB", "Bo Ek AB"),
        ("Bo\u202e00,001\u202c", "Bo00,001"),
        ("\u200fBo\u200e\u2066 Ek\u2069", "Bo Ek"),
        ("Bo\u200b\ufeff\u00adEk", "BoEk"),
        ("Bo\ud800Ek\ue000\uffff", "BoEk"),
        ("A\u030asa", "Åsa"),
        ("Bo\u2028Ek\u2029AB\u0085", "Bo Ek AB"),
    ],
)
def test_control_and_direction_characters_are_taken_out(given: str, harmless: str) -> None:
    assert clean(given) == harmless
    letter = named(given)
    assert harmless in render_text(letter)
    assert harmless in pdf_text(letter)


def test_characters_no_font_has_are_marked_and_kept_in_the_text() -> None:
    letter = named("中文 😀 AB")
    assert "中文 😀 AB" in render_text(letter)
    text = pdf_text(letter)
    assert "\ufffd AB" in text
    assert "12 841,71" in text


def test_scripts_from_right_to_left_do_not_turn_amounts() -> None:
    letter = named("שלום العربية 100")
    assert "12 841,71" in pdf_text(letter)
    for line in render_text(letter).splitlines():
        assert not ("שלום" in line and "12\u00a0841,71" in line)


@pytest.mark.parametrize("name", ["Å" * 300, "ord " * 75, "W" * 150 + " " + "i" * 149])
def test_300_characters(name: str) -> None:
    letter = named(name)
    letter = with_claim(letter, invoice_number="9" * 60)
    letter = replace(letter, ocr="", debtor=replace(letter.debtor, street=name))
    text = pdf_text(letter)
    assert "".join(name.split()) in "".join(text.split())
    assert "12 841,71" in text
    assert max(map(len, render_text(letter).splitlines())) <= WIDTH
    assert margins_are_white(letter)


def test_long_tables_span_pages() -> None:
    letter = sample(LetterKind.DEMAND)
    claim = letter.claims[0]
    period = claim.interest[0]
    payment = PaymentLine(kind="payment", on=date(2025, 5, 20), amount_ore=1_00)
    letter = with_claim(
        letter,
        interest=(period,) * 60,
        interest_ore=period.amount_ore * 60,
        payments=(payment,) * 60,
        principal_ore=claim.principal_ore - 60_00,
    )
    assert len(reader(letter).pages) >= 3
    text = pdf_text(letter)
    assert text.count("2025-05-01 2025-05-27 27") == 60
    assert text.count("Betalt 2025-05-20") == 60
    assert "Därav återstår kapitalbelopp 12 440,00 kr" in text
    assert margins_are_white(letter)


def test_a_plan_of_24_slips() -> None:
    letter = sample(LetterKind.INSTALMENT_PLAN)
    share, rest = divmod(letter.total_ore, 24)
    slips = tuple(
        SlipLine(
            due_on=date(2025 + n // 12, n % 12 + 1, 28), amount_ore=share + (rest if n == 23 else 0)
        )
        for n in range(24)
    )
    text = pdf_text(replace(letter, slips=slips))
    assert "Delbetalning 24 av 24" in text
    assert text.count("5536-7742") == 24


def margins_are_white(letter: LetterData) -> bool:
    """Nothing is set in the outer 16 mm to the right."""
    for page in render_png(letter, ppi=50):
        image = Image.open(io.BytesIO(page)).convert("L")
        right = image.crop((image.width - 32, 0, image.width, image.height))
        if right.getextrema()[0] != 255:
            return False
    return True


@pytest.mark.parametrize(
    "reach",
    ['#read("/etc/passwd")', '#read("../../../../etc/passwd")', '#include "../evil.typ"'],
)
def test_a_template_reads_no_file_outside_its_folder(tmp_path: Path, reach: str) -> None:
    """Also when it came with somebody's backup."""
    ours = data_path("letters", "letter.typ").read_text(encoding="utf-8")
    (tmp_path / "evil.typ").write_text("secret", encoding="utf-8")
    own = tmp_path / "texts"
    own.mkdir()
    (own / "letter.typ").write_text(f"{ours}\n{reach}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="template failed"):
        render_pdf(sample(LetterKind.REMINDER), own)


def test_a_logo_shows_no_file_outside_its_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("L", (8, 8)).save(secret)
    own = tmp_path / "texts"
    own.mkdir()
    for link in (str(secret), f"file://{secret}", "../secret.png"):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><image href="{link}" width="8" height="8"/></svg>'
        (own / "logo.svg").write_text(svg, encoding="utf-8")
        with pytest.raises(ValueError, match="linked image"):
            render_pdf(sample(LetterKind.REMINDER), own)
