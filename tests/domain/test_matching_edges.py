"""Matching at its edges: what says nothing, too many ways to divide, and claims that were just paid."""

from __future__ import annotations

from datetime import date

import pytest

from reminder_cli.domain.matching_index import ClaimIndex, OpenClaim
from reminder_cli.domain.matching_sums import sole_division
from reminder_cli.domain.matching_words import mentions
from reminder_cli.domain.payment import PaymentDraft
from tests.domain.test_matching import claim


def test_a_claim_without_a_number_is_found_by_none() -> None:
    index = ClaimIndex.build([claim("", 400, "Bo Ek", ocr="")])
    assert index.by_number == {}
    assert len(index.by_amount[400_00]) == 1


def test_a_reference_that_is_no_number_mentions_nothing() -> None:
    payment = PaymentDraft(1, "k", date(2026, 3, 2), 400_00, references=("--", " "))
    assert mentions(payment) == ()


def test_beyond_eight_claims_of_three_amounts_a_person_had_better_look() -> None:
    """Each of these may be paid in one of two ways: thirteen are too many to be sure."""
    claims = tuple(claim(str(50000 + 2**n), 100 + 2**n, f"Namn {n}x") for n in range(13))
    few, all_of_them = claims[:12], sum(one.remaining_ore for one in claims)
    division = sole_division(few, sum(one.remaining_ore for one in few))
    assert division is not None
    assert [part.amount_ore for part in division] == [one.remaining_ore for one in few]
    assert sole_division(claims, all_of_them) is None


# ---- a payment has met a claim, and the next is read against what is left ----

KNOWN = claim("10421", 12500, "Alnö Bygg AB", giro="3783511")
BY_NAME = claim("", 400, "Bo Ek", ocr="")
NAMELESS = claim("10500", 700)
OTHERS = (claim("10440", 1250, "Åsa Öberg"), claim("10441", 12500, "Alnö Fisk AB"))


TABLES = ("by_ocr", "by_number", "by_amount", "by_giro", "by_name", "by_word", "by_debtor")


def found(index: ClaimIndex) -> dict[str, dict[object, set[object]]]:
    """All that can be found, by all that can name it."""
    return {
        name: {
            key: set(claims.values() if isinstance(claims, dict) else claims)
            for key, claims in getattr(index, name).items()
            if claims
        }
        for name in TABLES
    }


@pytest.mark.parametrize(
    "old", [KNOWN, BY_NAME, NAMELESS], ids=["all that names it", "a name alone", "no name"]
)
@pytest.mark.parametrize("left_ore", [300_00, 0], ids=["something is left", "nothing is left"])
@pytest.mark.parametrize("is_asked_before", [True, False])
def test_an_index_brought_up_to_date_is_the_one_built_anew(
    old: OpenClaim, left_ore: int, is_asked_before: bool
) -> None:
    new = old._replace(remaining_ore=left_ore, expected_ore=frozenset({left_ore, left_ore + 6000}))
    index = ClaimIndex.build((old, *OTHERS))
    if is_asked_before:  # a table is made when it is first asked for, and kept up from then on
        found(index)
    index.renew(old, new if left_ore else None)
    assert found(index) == found(ClaimIndex.build((*((new,) if left_ore else ()), *OTHERS)))


def test_a_claim_that_was_never_in_the_index_may_be_put_in() -> None:
    index = ClaimIndex.build(OTHERS)
    found(index)
    index.renew(KNOWN, KNOWN)
    assert found(index) == found(ClaimIndex.build((*OTHERS, KNOWN)))
