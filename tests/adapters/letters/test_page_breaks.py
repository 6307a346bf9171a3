"""Where a letter breaks: the box to pay by never stands alone, and few letters need a second page."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image
from pypdf import PdfReader

from reminder_cli.adapters.letters.pdf import render_pdf, render_png
from reminder_cli.adapters.letters.sample import joined, sample
from reminder_cli.domain.letter import LetterData
from reminder_cli.domain.letter_kind import LetterKind
from tests.adapters.letters.pages import NBSP, codes, reader, with_claim

BOX = {"sv": "Betalning", "en": "Payment"}
_FOOT = 26 / 25.4 * 72  # points: what stands lower than the margin's top is not text of the letter
SUM = {"sv": "Att betala, kr", "en": "To pay, SEK"}
BEFORE = {"sv": "Om kravet varken betalas", "en": "If the claim is neither paid"}
LONG = "Norra Sveriges Förenade Snickeri-, Måleri- och Byggnadsentreprenörer Aktiebolag"
TEXT = "Renovering av kök, badrum och tvättstuga enligt offert 77 med tilläggsarbeten 1 till 14, "


def pages(letter: LetterData) -> list[list[str]]:
    """The lines of each page."""
    return [
        [line.strip() for line in page.extract_text().replace(NBSP, " ").splitlines()]
        for page in reader(letter).pages
    ]


def with_periods(letter: LetterData, count: int) -> LetterData:
    """The same interest in so many periods, as the reference rate changes each half-year."""
    (period,) = letter.claims[0].interest
    last, share = count - 1, period.amount_ore // count
    periods = tuple(
        replace(
            period,
            first=period.first + timedelta(days=180 * n),
            last=period.first + timedelta(days=180 * n + 179),
            amount_ore=share if n < last else period.amount_ore - share * last,
        )
        for n in range(count)
    )
    return with_claim(letter, interest=periods)


def lengthened(letter: LetterData) -> LetterData:
    return replace(
        letter,
        creditor=replace(letter.creditor, name=LONG),
        debtor=replace(letter.debtor, name=LONG),
        claims=tuple(replace(claim, description=TEXT * 2) for claim in letter.claims),
        late_payment_compensation=True,
    )


def demands(language: str, *, agent: bool) -> list[LetterData]:
    one = sample(LetterKind.DEMAND, language, agent=agent)
    made = [with_periods(one, count) for count in range(1, 13)]
    several = [
        replace(joined(language, n), ocr="", agent=one.agent) for n in (2, 3, 4, 5, 8, 12, 20)
    ]
    return [letter for each in made + several for letter in (each, lengthened(each))]


@pytest.mark.parametrize("agent", [False, True], ids=["own", "partner"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_box_stands_below_what_it_is_about(language: str, agent: bool) -> None:
    some_run_on = False
    for letter in demands(language, agent=agent):
        every = pages(letter)
        last = every[-1]
        box = last.index(BOX[language])
        assert any(line.startswith(BEFORE[language]) for line in last[:box])
        if len(every) > 1:
            some_run_on = True
            # The head of every page but the first: the letter and its sum.
            for page in every[1:]:
                head = " ".join(page[:4])
                assert "17-1" in head
                assert SUM[language] in head
    assert some_run_on


@pytest.mark.parametrize("language", ["sv", "en"])
def test_interest_stays_with_its_claim(language: str) -> None:
    title = {"sv": "Så är räntan beräknad", "en": "How the interest is calculated"}[language]
    claim = {"sv": r"Faktura \d+", "en": r"Invoice \d+"}[language]
    for count in (2, 3, 4, 5, 8, 20):
        for page in pages(replace(joined(language, count), ocr="")):
            heads = [line for line in page if line == title or re.fullmatch(claim, line)]
            assert heads[1::2] == [title] * (len(heads) // 2)
            assert title not in heads[::2]
            assert len(heads) % 2 == 0


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("agent", [False, True], ids=["own", "partner"])
def test_a_demand_of_two_years_is_one_page(language: str, agent: bool) -> None:
    letter = sample(LetterKind.DEMAND, language, agent=agent)
    long = replace(lengthened(letter), late_payment_compensation=False)
    for each in (with_periods(letter, 4), with_periods(letter, 5), long):
        assert len(pages(each)) == 1


def test_what_is_set_closer_leaves_the_window_alone() -> None:
    letter = sample(LetterKind.DEMAND, agent=True)

    def head(one: LetterData) -> bytes:
        page, *_more = render_png(one, ppi=127)
        return Image.open(io.BytesIO(page)).convert("L").crop((0, 0, 1050, 420)).tobytes()

    assert head(with_periods(letter, 1)) == head(with_periods(letter, 5))
    assert head(with_periods(letter, 1)) == head(with_periods(letter, 12))


@pytest.mark.parametrize("count", [2, 8, 20])
def test_the_codes_of_a_joined_demand_can_be_read(count: int) -> None:
    letter = replace(joined("sv", count), ocr="")
    bank, swish = sorted(codes(letter, ppi=250), reverse=True)
    total = f"{letter.total_ore // 100}.{letter.total_ore % 100:02}"
    assert json.loads(bank, parse_float=str)["due"] == total
    payee, amount, message, _lock = swish.split(";")
    assert (payee, amount) == ("C1234567890", total)
    assert set(message.split(", ")) <= {claim.invoice_number for claim in letter.claims}


@pytest.mark.parametrize("words", [50, 400, 4000])
def test_a_text_of_ones_own_is_all_there(words: int, tmp_path: Path) -> None:
    (tmp_path / "sv").mkdir()
    text = " ".join(f"ord{n}" for n in range(words))
    (tmp_path / "sv" / "rest_notice.toml").write_text(f'[[closing]]\ntext = "{text}"\n')
    found: set[str] = set()

    def above_the_foot(part: str, cm: list[float], tm: list[float], *_font: object) -> None:
        if cm[1] * tm[4] + cm[3] * tm[5] + cm[5] > _FOOT:
            found.update(part.split())

    for page in PdfReader(io.BytesIO(render_pdf(sample(LetterKind.REST_NOTICE), tmp_path))).pages:
        page.extract_text(visitor_text=above_the_foot)
    assert {f"ord{n}" for n in range(words)} <= found
