"""A letter whose lines do not add up is refused, whatever its kind."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from reminder_cli.adapters.letters.pdf import render_pdf
from reminder_cli.adapters.letters.sample import sample
from reminder_cli.adapters.letters.sums import asked_ore, check_sums
from reminder_cli.adapters.letters.text import render_text
from reminder_cli.domain.letter import LetterData, PaymentLine, SlipLine
from reminder_cli.domain.letter_kind import LetterKind
from tests.adapters.letters.pages import with_claim

DEMAND = sample(LetterKind.DEMAND)
PLAN = sample(LetterKind.INSTALMENT_PLAN)
MISSED = sample(LetterKind.INSTALMENT_MISSED)
REST = sample(LetterKind.REST_NOTICE)


@pytest.mark.parametrize("kind", LetterKind)
def test_the_samples_add_up(kind: LetterKind) -> None:
    check_sums(sample(kind))


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        (with_claim(DEMAND, interest_ore=101_72), "is not 1284172"),
        (with_claim(DEMAND, principal_ore=12_499_99), "is not"),
        (with_claim(DEMAND, fees_ore=60_00), "is not"),
        (with_claim(DEMAND, interest=()), "is not"),
        (with_claim(DEMAND, principal_ore=12_601_71, interest_ore=0), "more is left"),
        (with_claim(REST, principal_ore=240_00, interest_ore=136_00), "is not"),
        (with_claim(REST, principal_ore=239_99, interest_ore=135_63), "more is left"),
        (with_claim(REST, principal_ore=400_00, interest_ore=-24_38), "more is left"),
        (replace(DEMAND, claims=()), "asks for 0"),
        (replace(DEMAND, giro="", swish=""), "no way to pay"),
        (replace(PLAN, slips=PLAN.slips[1:]), "the plan is"),
        (replace(MISSED, slips=()), "asks for 0"),
        (
            replace(MISSED, slips=(SlipLine(due_on=date(2025, 6, 30), amount_ore=13_072_00),)),
            "more than is owed",
        ),
    ],
)
def test_wrong_sums_are_refused(letter: LetterData, said: str) -> None:
    for render in (render_pdf, render_text):
        with pytest.raises(ValueError, match=said):
            render(letter)


def test_a_demand_after_a_part_payment() -> None:
    # 2 400,00 due 2026-03-02; 1 000,00 paid on 03-20: fee 60,00, interest 11,84, principal 928,16.
    period = DEMAND.claims[0].interest[0]
    paid = PaymentLine(kind="payment", on=date(2026, 3, 20), amount_ore=1_000_00)
    letter = with_claim(
        DEMAND,
        invoiced_ore=2_400_00,
        principal_ore=1_471_84,
        interest_ore=2_01,
        fees_ore=180_00,
        interest=(
            replace(period, first=date(2026, 3, 3), last=date(2026, 3, 20), amount_ore=11_84),
            replace(period, first=date(2026, 3, 21), last=date(2026, 3, 25), amount_ore=2_01),
        ),
        payments=(paid,),
    )
    text = " ".join(render_text(letter).replace("\u00a0", " ").split())
    assert "Betalt 2026-03-20 \u22121 000,00" in text
    assert "Att betala, kr 1 653,85" in text
    assert "återstår kapitalbelopp 1 471,84 kr, ränta 2,01 kr och kostnader 180,00 kr" in text


def test_a_missed_instalment_asks_for_that_instalment() -> None:
    assert asked_ore(MISSED) == 4_357_33
    assert asked_ore(DEMAND) == DEMAND.total_ore


def test_a_retraction_says_of_what() -> None:
    with pytest.raises(ValueError, match="what it retracts"):
        render_text(replace(sample(LetterKind.RETRACTION), retracts=""))
