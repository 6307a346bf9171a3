"""BgMax: what is read, and that nothing which does not add up is."""

from __future__ import annotations

from datetime import date

import pytest

from reminder_cli.adapters.payments import bgmax
from reminder_cli.adapters.payments.base import LeftOut, ReadPayments
from reminder_cli.domain.payment import Deposit
from reminder_cli.errors import RejectedFile
from tests.adapters.payments.files import OPENING, Pay, Section
from tests.adapters.payments.files import bgmax as file_of


def read(data: bytes) -> ReadPayments:
    return bgmax.read("file.txt", data)


def test_a_payment_with_all_its_records() -> None:
    pay = Pay(
        125000, "104216", serial=7, texts=("faktura 1042", "tack"), name="Alnö Bygg AB",
        org_number="5500001234",
    )  # fmt: skip
    result = read(file_of(Section([pay], serial=56)))
    (payment,) = result.payments
    assert payment.row == 3
    assert payment.key == "bgmax:9912346:2026-09-28:00056:000000000007"
    assert (payment.on, payment.amount_ore) == (date(2026, 9, 28), 125000)
    assert payment.references == ("104216",)
    assert payment.texts == ("faktura 1042", "tack")
    assert (payment.payer, payment.payer_giro) == ("Alnö Bygg AB", "3783511")
    assert payment.payer_org_number == "5500001234"
    assert payment.deposit_key == "bg:9912346:2026:00056"
    assert result.deposits == [
        Deposit("bg:9912346:2026:00056", date(2026, 9, 28), 125000, "9912346", 1)
    ]
    assert (result.covers_until, result.accounts) == (date(2026, 9, 28), ("9912346",))


def test_a_deduction_is_negative_and_in_the_sum() -> None:
    result = read(file_of(Section([Pay(100000, serial=1), Pay(40000, serial=2, kind="21")])))
    assert [(p.amount_ore, p.is_reversal) for p in result.payments] == [
        (100000, False),
        (-40000, True),
    ]
    assert result.deposits[0].amount_ore == 60000


@pytest.mark.parametrize(
    ("extra", "references", "splits"),
    [
        pytest.param(
            [("22", "573964", 0), ("22", "573865", 0)], ("573964", "573865"), (), id="no amounts"
        ),
        pytest.param(
            [("22", "573964", 170000), ("22", "573865", 30000)],
            ("573964", "573865"),
            (("573964", 170000), ("573865", 30000)),
            id="amounts that add up",
        ),
        pytest.param(
            [("22", "573964", 250000), ("23", "74450", 50000)],
            ("573964", "74450"),
            (("573964", 250000), ("74450", -50000)),
            id="a credit",
        ),
        pytest.param([("22", "573964", 17)], ("573964",), (), id="amounts that do not add up"),
    ],
)
def test_extra_references(
    extra: list[tuple[str, str, int]],
    references: tuple[str, ...],
    splits: tuple[tuple[str, int], ...],
) -> None:
    (payment,) = read(file_of(Section([Pay(200000, extra=extra)]))).payments
    assert (payment.references, payment.splits) == (references, splits)


def test_text_in_the_reference_field_is_text() -> None:
    (payment,) = read(file_of(Section([Pay(100, "K10093 f145928", code=3)]))).payments
    assert (payment.references, payment.texts) == ((), ("K10093 f145928",))


def test_another_currency_is_checked_and_left_out() -> None:
    result = read(file_of(Section([Pay(100)]), Section([Pay(300000)] * 2, currency="EUR")))
    assert len(result.payments) == 1
    assert result.ignored == {LeftOut.OTHER_CURRENCY: 2}
    assert result.notes
    with pytest.raises(RejectedFile):
        read(file_of(Section([Pay(300000)], currency="EUR", sum_ore=1)))


def test_a_payment_of_nothing_is_left_out_and_counted() -> None:
    result = read(file_of(Section([Pay(0), Pay(100, serial=2)])))
    assert [payment.amount_ore for payment in result.payments] == [100]
    assert result.ignored == {LeftOut.NO_AMOUNT: 1}


def test_serials_that_repeat_still_name_two_payments() -> None:
    result = read(file_of(Section([Pay(100, serial=16), Pay(200, serial=16)])))
    assert len({payment.key for payment in result.payments}) == 2


def test_a_day_without_payments() -> None:
    result = read(file_of())
    assert (result.payments, result.deposits) == ([], [])
    assert result.covers_until == date(2026, 9, 27)  # its own day was not over when it was made


GOOD = file_of(Section([Pay(100000, "104216", name="Åsa Öberg"), Pay(50000, serial=2)]))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(GOOD + b"\r\n\r\n   \r\n", id="blank lines at the end"),
        pytest.param(GOOD.replace(b"\r\n", b"\n"), id="no CR"),
        pytest.param(
            b"\r\n".join(line.rstrip() for line in GOOD.split(b"\r\n")), id="lines cut short"
        ),
        pytest.param(b"\xef\xbb\xbf" + GOOD.decode("latin-1").encode(), id="UTF-8 with a mark"),
        pytest.param(GOOD + b"\x1a", id="an old end-of-file sign"),
        pytest.param(
            GOOD.replace(
                b"200003783511                   104216", b"200003783511\t\t       104216"
            ),
            id="TABs to the eighth column",
        ),
    ],
)
def test_harmless_damage_is_read_right(data: bytes) -> None:
    result = read(data)
    assert [(p.amount_ore, p.references) for p in result.payments] == [
        (100000, ("104216",)),
        (50000, ()),
    ]
    assert result.payments[0].payer == "Åsa Öberg"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(file_of(Section([Pay(100)], sum_ore=101)), id="deposit sum"),
        pytest.param(file_of(Section([Pay(100)], count=2)), id="deposit count"),
        pytest.param(GOOD.replace(b"7000000002", b"7000000003"), id="count of payments"),
        pytest.param(GOOD[: GOOD.index(b"\r\n70")], id="no end"),
        pytest.param(GOOD[: len(GOOD) // 2], id="half a file"),
        pytest.param(GOOD + GOOD, id="two files in one"),
        pytest.param(GOOD.replace(b"104216", b"\t104216"), id="a TAB that moves the columns"),
        pytest.param(GOOD.replace(b"000000000000100000", b"00000000000010000O"), id="O for 0"),
        pytest.param(GOOD.replace(b"SEK", b"S\xa3K"), id="no currency"),
        pytest.param(GOOD.replace(b"20260928000", b"20261328000"), id="no such day"),
        pytest.param(file_of(Section([Pay(1)]), opening=OPENING[:-1] + "T"), id="a test file"),
        pytest.param(file_of(opening="01BGMAX"), id="no time"),
        pytest.param(GOOD.replace(b"\r\n15", b"\r\n99"), id="no deposit"),
        pytest.param(GOOD.replace(b"\r\n05", b"\r\n99"), id="no section"),
        pytest.param(GOOD.replace(b"\r\n70", b"\r\n70X"), id="a letter in the end record"),
        pytest.param(GOOD.replace(b"\r\n20", b"\r\n26 somebody\r\n20", 1), id="a name of nobody"),
        pytest.param(GOOD.replace(b"AB", b"AB" + b" x" * 40).replace(b"26", b"26" + b"y" * 80)),
        pytest.param(
            file_of(Section([Pay(1, extra=[("22", "17", 0)])])).replace(
                b"000000000022000000000001", b"000000000022000000000009"
            ),
            id="an extra reference of another payment",
        ),
    ],
)
def test_what_does_not_hold_together_is_refused(data: bytes) -> None:
    with pytest.raises(RejectedFile) as caught:
        read(data)
    assert caught.value.fix
    assert "Åsa" not in str(caught.value)


def test_recognises() -> None:
    assert bgmax.recognises(GOOD[:100])
    assert not bgmax.recognises(b"01 BGMAX")
