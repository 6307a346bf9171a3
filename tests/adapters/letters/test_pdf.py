"""The PDF: what it says, what a reminder must not say, and that it can be archived and read aloud."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image
from pypdf import PdfReader

from reminder_cli.adapters.letters.check import PASSING_ON, PRESSURE, WITHOUT_PRESSURE, own_words
from reminder_cli.adapters.letters.pdf import render_pdf, render_png
from reminder_cli.adapters.letters.sample import joined, sample
from reminder_cli.adapters.letters.text import render_text
from reminder_cli.adapters.letters.values import letter_values
from reminder_cli.domain.letter_kind import LetterKind
from tests.adapters.letters.pages import pdf_text, reader, with_claim

LANGUAGES = ("sv", "en")
TO_PAY = [
    kind for kind in LetterKind if kind not in {LetterKind.INSTALMENT_PLAN, LetterKind.RETRACTION}
]
HEADINGS = {
    ("reminder", "sv"): "Betalningspåminnelse",
    ("reminder", "en"): "Payment reminder",
    ("demand", "sv"): "Inkassokrav",
    ("demand", "en"): "Demand for payment (inkassokrav)",
    ("rest_notice", "sv"): "Meddelande om restbelopp",
    ("resumed", "sv"): "Ny betalningstid",
    ("instalment_plan", "sv"): "Amorteringsplan",
    ("instalment_missed", "sv"): "Påminnelse om delbetalning",
    ("plan_broken", "sv"): "Amorteringsplanen har upphört",
    ("monitoring", "sv"): "Påminnelse om kvarstående skuld",
    ("retraction", "sv"): "Återtagande",
}


@pytest.mark.parametrize(("kind", "language"), HEADINGS)
def test_headings(kind: str, language: str) -> None:
    assert HEADINGS[kind, language] in pdf_text(sample(LetterKind(kind), language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TO_PAY)
def test_how_and_when_to_pay(kind: LetterKind, language: str) -> None:
    letter = sample(kind, language, agent=True)
    text = pdf_text(letter)
    for needed in ("5536-7742", "10017", letter.due_on.isoformat(), "1001", "Åsa Öberg"):
        assert needed in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_demand_has_all_of_inkassolagen_5(language: str) -> None:
    letter = sample(LetterKind.DEMAND, language, agent=True)
    text = pdf_text(letter)
    needed = [
        "Björkö Snickeri AB",  # creditor
        "Ombud Inkasso AB",
        "Köksinredning enligt offert 77",  # ground
        "12 500,00",  # principal
        "101,71",  # interest: amount, period, days, rate, base
        "2025-05-01 2025-05-27 27 12 500,00 11,00 % 101,71",
        "60,00",
        "180,00",
        "12 841,71",
        "fraga@ombud.example",
    ]
    needed += (
        ["Betala 12 841,71 kr senast 2025-06-09, eller anmäl senast samma dag om kravet bestrids"]
        if language == "sv"
        else ["Pay SEK 12 841,71 by 2025-06-09, or state by the same day if the claim is disputed"]
    )
    assert [words for words in needed if words not in text] == []


@pytest.mark.parametrize("agent", [False, True], ids=["own", "partner"])
@pytest.mark.parametrize(
    ("language", "word"),
    [(language, word) for language in LANGUAGES for word in PRESSURE[language]],
)
def test_no_pressure_before_the_demand(language: str, word: str, agent: bool) -> None:
    for kind in WITHOUT_PRESSURE:
        shown = letter_values(sample(kind, language, agent=agent))
        assert word not in own_words(shown).casefold(), kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_as_a_whole_has_no_pressure(language: str) -> None:
    text = pdf_text(sample(LetterKind.REMINDER, language)).casefold()
    forbidden = (*PRESSURE[language], *PASSING_ON[language], "180,00")
    assert [word for word in forbidden if word in text] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", "överlämnas till Ombud Inkasso AB för inkasso"),
        ("en", "passed on to Ombud Inkasso AB for debt collection"),
    ],
)
def test_a_partners_reminder_may_say_that_the_claim_is_passed_on(language: str, words: str) -> None:
    assert words in pdf_text(sample(LetterKind.REMINDER, language, agent=True))


def test_a_reminder_does_not_name_the_fee_of_an_earlier_demand() -> None:
    demand = sample(LetterKind.DEMAND)
    text = render_text(replace(demand, kind=LetterKind.REMINDER))
    assert "inkasso" not in text.casefold()
    assert "Avgift som påförts tidigare 2025-05-27" in text


def test_the_estate_and_the_compensation_of_businesses() -> None:
    letter = replace(
        sample(LetterKind.DEMAND), debtor_is_estate=True, late_payment_compensation=True
    )
    text = pdf_text(letter)
    assert "Dödsboet efter Åsa Öberg" in text
    assert "4 a § lagen (1981:739), sammanlagt högst 450 kr" in text
    assert "The estate of Åsa Öberg" in pdf_text(replace(letter, language="en"))


def test_without_ocr_the_invoice_number_is_asked_for() -> None:
    letter = replace(sample(LetterKind.REMINDER), ocr="")
    assert "Ange vid betalning Faktura 1001" in pdf_text(letter)


def test_interest_at_the_rate_of_a_contract() -> None:
    letter = sample(LetterKind.DEMAND)
    period = replace(letter.claims[0].interest[0], reference_percent=None)
    assert "Räntesatsen är den avtalade." in pdf_text(with_claim(letter, interest=(period,)))


def test_a_joined_demand_shows_each_claim_and_one_total() -> None:
    text = pdf_text(joined("sv", 8))
    assert "Betala 101 053,68 kr senast" in text
    for number in range(1001, 1009):
        assert f"Faktura {number} Fakturadatum" in text
    assert text.count("Ersättning för inkassokrav") == 1


def test_a_letter_of_a_foreign_customer_has_the_country() -> None:
    letter = sample(LetterKind.REMINDER, "en")
    debtor = replace(letter.debtor, postal_code="0151", city="Oslo", country="Norge")
    assert "0151 Oslo Norge" in pdf_text(replace(letter, debtor=debtor))


def test_a_retraction_with_nothing_left() -> None:
    letter = replace(sample(LetterKind.RETRACTION), claims=())
    text = pdf_text(letter)
    assert "inget återstår att betala" in text
    assert "Bankgiro" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LetterKind)
def test_same_data_same_bytes(kind: LetterKind, language: str) -> None:
    assert render_pdf(sample(kind, language)) == render_pdf(sample(kind, language))


def test_same_bytes_from_a_fresh_engine() -> None:
    from reminder_cli.adapters.letters import pdf

    before = render_pdf(sample(LetterKind.DEMAND))
    render_pdf(joined("en", 5))
    pdf._compiler.cache_clear()
    assert render_pdf(sample(LetterKind.DEMAND)) == before


@pytest.mark.parametrize(("language", "tag"), [("sv", "sv-SE"), ("en", "en-GB")])
def test_archive_and_accessibility(language: str, tag: str) -> None:
    file = reader(sample(LetterKind.DEMAND, language))
    catalogue: Any = file.trailer["/Root"]
    assert catalogue["/Lang"] == tag
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert file.metadata is not None
    assert file.metadata.title == letter_values(sample(LetterKind.DEMAND, language)).title
    assert file.metadata.author == "Björkö Snickeri AB"
    assert str(file.metadata.get("/CreationDate")).startswith("D:20250527")
    xmp = catalogue["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


@pytest.mark.parametrize("kind", LetterKind)
def test_fonts_are_embedded(kind: LetterKind) -> None:
    file = reader(sample(kind))
    resources: list[Any] = [page["/Resources"] for page in file.pages]
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()
        for resource in resources
        for font in resource["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        descriptor = font["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_most_letters_are_one_page() -> None:
    for kind in set(LetterKind) - {LetterKind.INSTALMENT_PLAN}:
        for language in LANGUAGES:
            file = PdfReader(io.BytesIO(render_pdf(sample(kind, language, agent=True))))
            assert len(file.pages) == 1, (kind, language)


@pytest.mark.parametrize("name", ["Åsa Öberg", "Åbo " * 75, "W" * 60, "Ö" * 300])
def test_the_address_stands_in_the_window(name: str) -> None:
    letter = sample(LetterKind.DEMAND, agent=True)
    letter = replace(letter, debtor=replace(letter.debtor, name=name))
    page = render_png(letter, ppi=254)[0]  # ten pixels a millimetre
    image = Image.open(io.BytesIO(page)).convert("L").crop((1050, 400, 2000, 900))
    found = image.point(lambda grey: 255 - grey).getbbox()
    assert found is not None
    left, top, right, bottom = found[0] + 1050, found[1] + 400, found[2] + 1050, found[3] + 400
    assert 1095 <= left <= 1110
    assert 495 <= top <= 520
    assert right <= 1900
    assert bottom <= 800


def test_names_of_any_characters_can_be_set() -> None:
    @settings(max_examples=30, deadline=None, derandomize=True)
    @given(st.text(min_size=1, max_size=60))
    def set_it(name: str) -> None:
        letter = sample(LetterKind.REMINDER)
        render_pdf(replace(letter, debtor=replace(letter.debtor, name=name)))

    set_it()


def test_nobody_is_thanked_for_a_payment_that_was_a_credit() -> None:
    letter = sample(LetterKind.REST_NOTICE)
    assert "Tack för betalningen." in render_text(letter)
    (line,) = letter.claims[0].payments
    credited = with_claim(letter, payments=(replace(line, kind="credit"),))
    assert "Tack" not in render_text(credited)
    assert "återstår" in render_text(credited)
