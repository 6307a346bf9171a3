"""Matching of what says nothing: a claim without a number, a reference without a letter or digit."""

from __future__ import annotations

from datetime import date

from reminder_cli.domain.matching_index import ClaimIndex
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
