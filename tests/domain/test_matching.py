"""Which claim a payment is for: what is certain, and above all what is not."""

from __future__ import annotations

from datetime import date

import pytest

from reminder_cli.domain.identity import luhn_digit
from reminder_cli.domain.matching import (
    Certain,
    ClaimIndex,
    OpenClaim,
    Proposed,
    match,
    possible_for,
)
from reminder_cli.domain.payment import PaymentDraft


def claim(
    number: str,
    kronor: int,
    name: str = "",
    *,
    ocr: str | None = None,
    debtor: str = "",
    giro: str = "",
) -> OpenClaim:
    return OpenClaim(
        invoice_id=sum(ord(char) * 31**place for place, char in enumerate(number)),
        number=number,
        ocr=number + luhn_digit(number) if ocr is None and number.isdigit() else ocr or "",
        remaining_ore=kronor * 100,
        expected_ore=frozenset({kronor * 100, kronor * 100 + 6000}),
        debtor_key=debtor or name,
        debtor_name=name,
        payer_giros=frozenset({giro} - {""}),
    )


ALNO = claim("10421", 12500, "Alnö Bygg AB", giro="3783511")
OBERG = claim("10440", 1250, "Åsa Öberg")
OBERG_2 = claim("10441", 990, "Åsa Öberg")
TWIN = claim("20001", 700, "Anders Svensson", debtor="d1")
TWIN_2 = claim("20002", 800, "Anders Svensson", debtor="d2")
LETTERS = claim("F-2026/17", 3000, "Café Kopparn HB", ocr="")
SHORT = claim("88", 400, "Bo Ek Lund", ocr="")
DATED = claim("260105", 560, "Eva Ståhl", ocr="")
YEARLY = claim("2026", 450, "Per Holm", ocr="")
AMOUNT_NUMBER = claim("1250", 77, "Ola Nilsson", ocr="")
CLAIMS = (
    ALNO, OBERG, OBERG_2, TWIN, TWIN_2, LETTERS, SHORT, DATED, YEARLY, AMOUNT_NUMBER,
)  # fmt: skip
INDEX = ClaimIndex.build(CLAIMS)


def pay(
    kronor: float,
    text: str = "",
    *,
    ref: str | tuple[str, ...] = (),
    payer: str = "",
    giro: str = "",
    splits: tuple[tuple[str, int], ...] = (),
) -> PaymentDraft:
    return PaymentDraft(
        row=1,
        key="k",
        on=date(2026, 9, 28),
        amount_ore=round(kronor * 100),
        references=(ref,) if isinstance(ref, str) else ref,
        texts=(text,) if text else (),
        payer=payer,
        payer_giro=giro,
        splits=splits,
    )


def sure(payment: PaymentDraft, index: ClaimIndex = INDEX) -> list[tuple[int, int]]:
    found = match(payment, index)
    if isinstance(found, Proposed):
        return []
    assert str(found.reason)
    return [(part.invoice_id, part.amount_ore) for part in found.allocations]


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        pytest.param(pay(12500, ref=ALNO.ocr), ALNO, id="OCR"),
        pytest.param(pay(17, ref=ALNO.ocr, payer="Somebody Else"), ALNO, id="OCR, any amount"),
        pytest.param(pay(99000, ref=ALNO.ocr), ALNO, id="OCR, too much"),
        pytest.param(pay(17, ref="000000" + ALNO.ocr), ALNO, id="OCR with leading zeros"),
        pytest.param(pay(17, ALNO.ocr), ALNO, id="OCR alone in the text"),
        pytest.param(pay(17, f"OCR: {ALNO.ocr}"), ALNO, id="OCR after its word"),
        pytest.param(pay(12500, f"tack {ALNO.ocr} hej"), ALNO, id="OCR in a text, and amount"),
        pytest.param(pay(1310, "faktura 10440"), OBERG, id="number and a letter's total"),
        pytest.param(pay(1250, "Fakturanr: 10440"), OBERG, id="number with colon"),
        pytest.param(pay(1250, "f10440 k100"), OBERG, id="number with its letter"),
        pytest.param(pay(1250, "10440"), OBERG, id="bare number and amount"),
        pytest.param(pay(1250, "inv no. 0010440"), OBERG, id="English, zeros"),
        pytest.param(pay(1250, "nr 10440 kund nr 88"), OBERG, id="and a customer number"),
        pytest.param(pay(1250, "2026-09-28 10440"), OBERG, id="and a date"),
        pytest.param(pay(1250, "10440 1250,00"), OBERG, id="and the amount"),
        pytest.param(pay(500, "faktura 10440", payer="ÖBERG, ÅSA"), OBERG, id="part, by name"),
        pytest.param(pay(500, "10440", payer="Asa Oberg"), OBERG, id="part, bare, no accents"),
        pytest.param(pay(500, "10440", payer="Åsa Maria Öberg"), OBERG, id="a middle name"),
        pytest.param(pay(500, "faktura 10421", giro="3783511"), ALNO, id="part, by giro"),
        pytest.param(pay(3000, "F-2026/17"), LETTERS, id="a number with letters"),
        pytest.param(pay(3000, "f2026-17 tack"), LETTERS, id="the same otherwise written"),
        pytest.param(pay(400, "faktura 88"), SHORT, id="a short number after its word"),
        pytest.param(pay(560, "faktura 260105"), DATED, id="like a date, after the word"),
        pytest.param(pay(990, payer="ÅSA ÖBERG"), OBERG_2, id="name and amount"),
        pytest.param(pay(990, "Insättning Åsa Öberg"), OBERG_2, id="name in the text"),
        pytest.param(pay(12500, giro="3783511"), ALNO, id="giro and amount"),
        pytest.param(pay(12560, giro="3783511", payer="ALNÖ BYGG"), ALNO, id="giro and name"),
    ],
)
def test_certain(payment: PaymentDraft, expected: OpenClaim) -> None:
    assert sure(payment) == [(expected.invoice_id, payment.amount_ore)]


@pytest.mark.parametrize(
    "payment",
    [
        pytest.param(pay(1250), id="an amount alone"),
        pytest.param(pay(1250, "faktura 99999"), id="an unknown number"),
        pytest.param(pay(1250, ref="99994", payer="Åsa Öberg"), id="name, but another reference"),
        pytest.param(pay(1250, "faktura 555", payer="Åsa Öberg"), id="name, but another invoice"),
        pytest.param(pay(500, "faktura 10440"), id="number alone, another amount"),
        pytest.param(pay(500, "faktura 10440", payer="Bo Holm"), id="number of somebody else"),
        pytest.param(pay(5000, "faktura 10440", payer="Åsa Öberg"), id="more than the claim"),
        pytest.param(pay(500, "x 10440 y", payer="Öberg"), id="a surname is no witness"),
        pytest.param(pay(77, ref=ALNO.ocr[:-1] + "0"), id="OCR with a wrong check digit"),
        pytest.param(pay(77, "kund 10440"), id="a customer number"),
        pytest.param(pay(77, "10440 kr"), id="a number of kronor"),
        pytest.param(pay(400, "88"), id="a short number alone"),
        pytest.param(pay(560, "260105"), id="a date or a number"),
        pytest.param(pay(450, "hyra 2026"), id="a year or a number"),
        pytest.param(pay(1250, "1250"), id="the amount or a number"),
        pytest.param(pay(700, payer="Anders Svensson"), id="two debtors of one name"),
        pytest.param(pay(990, payer="Öberg"), id="a surname and an amount"),
        pytest.param(pay(990, payer="Maria Åsa Öberg"), id="nearly the name, and an amount"),
        pytest.param(pay(0.5, payer="Åsa Öberg"), id="a name and another amount"),
        pytest.param(pay(990, payer="Åsa Öberg", giro="3783511"), id="name and giro disagree"),
        pytest.param(pay(1251, f"{ALNO.ocr} {OBERG.ocr}"), id="two numbers, no sum"),
        pytest.param(pay(-1250, ref=OBERG.ocr), id="money taken back"),
        pytest.param(pay(1250, "faktura 10440")._replace(is_deposit_sum=True), id="a sum"),
        pytest.param(pay(1250, "faktura 10440")._replace(is_reversal=True), id="a reversal"),
        pytest.param(pay(500, ref=(OBERG.ocr, "99994")), id="OCR and an unknown reference"),
    ],
)
def test_not_certain(payment: PaymentDraft) -> None:
    assert sure(payment) == []


ALL_OF_IT = pay(13750, ref=(ALNO.ocr, OBERG.ocr))


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        pytest.param(ALL_OF_IT, [(ALNO, 1250000), (OBERG, 125000)], id="the sum"),
        pytest.param(
            pay(2240, "faktura 10440 och 10441"), [(OBERG, 125000), (OBERG_2, 99000)], id="text"
        ),
        pytest.param(
            pay(2240, "10440/10441"), [(OBERG, 125000), (OBERG_2, 99000)], id="with a slash"
        ),
        pytest.param(
            pay(600, ref=(ALNO.ocr, OBERG.ocr), splits=((ALNO.ocr, 50000), (OBERG.ocr, 10000))),
            [(ALNO, 50000), (OBERG, 10000)],
            id="the payer's split",
        ),
    ],
)
def test_several_invoices(payment: PaymentDraft, expected: list[tuple[OpenClaim, int]]) -> None:
    assert sure(payment) == [(one.invoice_id, ore) for one, ore in expected]


@pytest.mark.parametrize(
    "payment",
    [
        pytest.param(ALL_OF_IT._replace(amount_ore=5), id="no sum"),
        pytest.param(
            pay(100, ref=(ALNO.ocr, OBERG.ocr), splits=((ALNO.ocr, 20000), (OBERG.ocr, -10000))),
            id="a credit among them",
        ),
        pytest.param(
            pay(600, ref=("10421", "10440"), splits=(("10421", 50000), ("10440", 10000))),
            id="a split by numbers without check digit",
        ),
        pytest.param(
            pay(600, ref=(ALNO.ocr, OBERG.ocr), splits=((ALNO.ocr, 50000), ("17", 10000))),
            id="a split for something unknown",
        ),
        pytest.param(
            pay(600, ref=(ALNO.ocr, OBERG.ocr), splits=((ALNO.ocr, 50000), (ALNO.ocr, 10000))),
            id="a split of one number",
        ),
        pytest.param(pay(13750, ref=(ALNO.ocr, OBERG.ocr, "99994")), id="one is unknown"),
    ],
)
def test_several_invoices_in_doubt(payment: PaymentDraft) -> None:
    assert sure(payment) == []


def test_where_everybody_owes_the_same_a_number_needs_its_payer() -> None:
    """A digit may be wrong, and the wrong number is then an invoice of the same amount."""
    names = ["Anna Ek", "Bo Berg", "Carl Dal", "Disa Flod"]
    index = ClaimIndex.build(claim(f"5000{n}", 500, name) for n, name in enumerate(names))
    assert sure(pay(500, "faktura 50001", payer="Carl Dal"), index) == []
    assert sure(pay(500, "faktura 50001"), index) == []
    assert len(sure(pay(500, "faktura 50001", payer="BERG, BO"), index)) == 1
    assert sure(pay(1000, "faktura 50001, 50002", payer="Carl Dal"), index) == []


def test_two_ways_to_divide_are_no_certainty() -> None:
    # With fees both expect 60 kr more: either may be the one that pays them.
    assert sure(pay(2300, "faktura 10440 och 10441")) == []


CROSSED = claim("100008", 300, "Ida Berg", ocr="")  # the OCR of the next one
SAME_OCR = claim("10000", 500, "Nils Ek", ocr="100008")


@pytest.mark.parametrize(
    ("kronor", "expected"),
    [
        pytest.param(300, CROSSED, id="the amount of one"),
        pytest.param(500, SAME_OCR, id="the amount of the other"),
        pytest.param(44, None, id="the amount of neither"),
    ],
)
def test_a_number_of_two_claims(kronor: int, expected: OpenClaim | None) -> None:
    index = ClaimIndex.build((CROSSED, SAME_OCR))
    found = sure(pay(kronor, ref="100008"), index)
    assert found == ([(expected.invoice_id, kronor * 100)] if expected else [])


def proposed(payment: PaymentDraft) -> list[tuple[int, str]]:
    found = match(payment, INDEX)
    assert isinstance(found, Proposed)
    assert all(
        sum(part.amount_ore for part in one.allocations) == payment.amount_ore
        for one in found.proposals
    )
    return [(one.allocations[0].invoice_id, str(one.reason)) for one in found.proposals]


@pytest.mark.parametrize(
    ("payment", "first", "reason"),
    [
        pytest.param(pay(1250), OBERG, "only this debtor owes", id="amount"),
        pytest.param(pay(500, "faktura 10440"), OBERG, "the number of", id="number"),
        pytest.param(pay(450, "hyra 2026"), YEARLY, "number and amount", id="year and amount"),
        pytest.param(pay(5, "hyra 2026"), YEARLY, "perhaps the number", id="year"),
        pytest.param(pay(700, payer="Anders Svensson"), TWIN, "debtor and amount", id="twins"),
        pytest.param(pay(990, payer="Maria Åsa Öberg"), OBERG_2, "debtor and amount", id="near"),
        pytest.param(pay(3, payer="Åsa Öberg"), OBERG, "the debtor of", id="name"),
        pytest.param(pay(2240, payer="Åsa Öberg"), OBERG, "the sum of all", id="all owed"),
        pytest.param(
            pay(5000, "faktura 10440", payer="Åsa Öberg"), OBERG, "number and debtor", id="more"
        ),
        pytest.param(
            pay(13750, ref=(ALNO.ocr, OBERG.ocr, "99994")), ALNO, "the sum of their", id="several"
        ),
        pytest.param(pay(-1250, ref=OBERG.ocr), OBERG, "the number of", id="taken back"),
    ],
)
def test_the_best_proposal_stands_first(
    payment: PaymentDraft, first: OpenClaim, reason: str
) -> None:
    found = proposed(payment)
    assert found[0][0] == first.invoice_id
    assert reason in found[0][1]


def test_an_amount_of_many_is_proposed_for_a_few() -> None:
    many = [claim(str(30000 + n), 500, f"Namn Nummer{n}x", debtor=str(n)) for n in range(50)]
    found = match(pay(500), ClaimIndex.build(many))
    assert isinstance(found, Proposed)
    assert len(found.proposals) == 5
    assert "among others" in str(found.proposals[0].reason)


def test_a_claim_without_a_number_can_still_be_found_by_its_payer() -> None:
    index = ClaimIndex.build([claim("", 300, "Ida Berg", ocr="")])
    assert sure(pay(300, payer="Ida Berg"), index) == [(0, 30000)]


def test_nothing_fits() -> None:
    assert match(pay(0.17, "hej"), INDEX) == Proposed()
    assert match(pay(0.17), ClaimIndex.build(())) == Proposed()


@pytest.mark.parametrize(
    ("payment", "debtors"),
    [
        (pay(1250), {"Åsa Öberg"}),
        (pay(5, "hyra 2026"), {"Per Holm"}),
        (pay(5, payer="Anders Svensson"), {"d1", "d2"}),
        (pay(5, payer="Anders Olof Svensson"), {"d1", "d2"}),
        (pay(5, giro="3783511"), {"Alnö Bygg AB"}),
        (pay(5, "hej"), set()),
    ],
)
def test_whom_a_waiting_payment_may_concern(payment: PaymentDraft, debtors: set[str]) -> None:
    assert possible_for(payment, INDEX) == debtors


def test_a_common_word_does_not_make_everybody_possible() -> None:
    many = [claim(str(30000 + n), 500 + n, "Anders Svensson", debtor=str(n)) for n in range(300)]
    assert possible_for(pay(5, payer="Bo Anders Svensson"), ClaimIndex.build(many)) == frozenset()


def test_the_certain_parts_are_the_payment() -> None:
    found = match(ALL_OF_IT, INDEX)
    assert isinstance(found, Certain)
    assert sum(part.amount_ore for part in found.allocations) == ALL_OF_IT.amount_ore
