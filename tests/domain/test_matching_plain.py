"""The short way for a plain OCR payment gives what all the rules give, whatever else is owed."""

from __future__ import annotations

from datetime import date

from hypothesis import event, given, settings
from hypothesis import strategies as st

from reminder_cli.domain.identity import luhn_digit
from reminder_cli.domain.matching import (
    ClaimIndex,
    OpenClaim,
    match,
    match_at_length,
    plainly_certain,
)
from reminder_cli.domain.payment import PaymentDraft

# Few numbers, so that an OCR number is often another invoice's number too; some are too short.
stems = st.sampled_from(
    ["104", "1041", "10413", "104132", "1041329", "20240017", "88001", "9999999"]
)
with_digit = stems.map(lambda stem: stem + luhn_digit(stem))
numbers = st.one_of(
    stems, with_digit, with_digit.map(lambda number: "00" + number), st.just("A-17")
)
amounts = st.sampled_from([100_00, 160_00, 250_00, 100_00, -100_00])


@st.composite
def claims(draw: st.DrawFn) -> list[OpenClaim]:
    """Open claims, some of which share OCR or number with another."""
    return [
        OpenClaim(
            invoice_id=n,
            number=draw(numbers),
            ocr=draw(st.one_of(with_digit, with_digit, numbers, st.just(""))),
            remaining_ore=draw(amounts.map(abs)),
            expected_ore=frozenset(draw(st.lists(amounts.map(abs), max_size=2))),
            debtor_key=draw(st.sampled_from("ab")),
            debtor_name=draw(st.sampled_from(["Alnö Bygg AB", "Åsa Öberg"])),
        )
        for n in range(draw(st.sampled_from([3, 6, 2, 1, 0])))
    ]


@st.composite
def cases(draw: st.DrawFn) -> tuple[PaymentDraft, list[OpenClaim]]:
    """A payment that mostly names one of these claims, or two."""
    owed = draw(claims())
    borne = [number for claim in owed for number in (claim.ocr, claim.number) if number]
    reference = st.one_of(st.sampled_from(borne), numbers) if borne else numbers
    usual = st.sampled_from([claim.ocr for claim in owed if claim.ocr] or ["10413"])
    payment = PaymentDraft(
        row=1, key="bgmax:1", on=date(2026, 3, 2), amount_ore=100_00, references=(draw(usual),)
    )
    if draw(st.booleans()):
        return payment, owed
    return payment._replace(
        amount_ore=draw(amounts),
        references=tuple(draw(st.lists(reference, max_size=2))),
        texts=draw(st.sampled_from([(), ("faktura 10413",)])),
        payer=draw(st.sampled_from(["", "Åsa Öberg"])),
        is_reversal=draw(st.booleans()),
        is_deposit_sum=draw(st.booleans()),
    ), owed


@settings(max_examples=500)
@given(cases())
def test_the_short_way_is_the_long_way(case: tuple[PaymentDraft, list[OpenClaim]]) -> None:
    payment, owed = case
    index = ClaimIndex.build(owed)
    short = plainly_certain(payment, index)
    event(f"taken: {short is not None}")
    long = match_at_length(payment, index)
    assert short is None or short == long
    assert match(payment, index) == long


@given(cases(), st.data())
def test_an_index_kept_up_is_an_index_made_anew(
    case: tuple[PaymentDraft, list[OpenClaim]], data: st.DataObject
) -> None:
    payment, owed = case
    kept = ClaimIndex.build(owed)
    match_at_length(payment, kept)  # makes the tables of which some are kept up from here on
    for _ in range(data.draw(st.integers(0, 3)) if owed else 0):
        old = data.draw(st.sampled_from(owed))
        left = data.draw(st.sampled_from([0, 40_00]))
        new = old._replace(remaining_ore=left, expected_ore=frozenset({left})) if left else None
        owed = [c for c in owed if c is not old] + ([new] if new else [])
        kept.renew(old, new)
        if not owed:
            break
    assert match(payment, kept) == match(payment, ClaimIndex.build(owed))
