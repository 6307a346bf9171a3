"""What a letter asks for: principal, interest and fees apart, and their sum (inkassolagen 5 §)."""

from __future__ import annotations

import pytest

from reminder_cli.adapters.letters.sample import joined, sample
from reminder_cli.domain.letter_kind import LetterKind


@pytest.mark.parametrize("kind", LetterKind)
def test_5_paragraph_the_parts_apart_add_up_to_what_is_asked_for(kind: LetterKind) -> None:
    letter = sample(kind)
    [claim] = letter.claims
    assert claim.total_ore == claim.principal_ore + claim.interest_ore + claim.fees_ore
    assert letter.total_ore == claim.total_ore


def test_claims_in_one_letter_have_one_fee_and_one_sum() -> None:
    letter = joined(claims=3)
    assert sum(claim.fees_ore for claim in letter.claims) == 240_00
    assert letter.total_ore == 3 * (12_500_00 + 101_71) + 240_00
