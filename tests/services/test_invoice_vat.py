"""VAT that a file did not tell is said once, and a wrong answer is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reminder_cli.errors import Refused, WrongValue
from reminder_cli.services.export import Wanted, export
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.invoice_vat import known_vat, state_vat
from tests.services.firm import Firm, invoice_row


@pytest.fixture
def cash(tmp_path: Path) -> Firm:
    """A firm on the cash method with one paid invoice of 1 000 kr, its VAT unknown."""
    firm = Firm(tmp_path, date(2026, 3, 10), settings={"cash_method": "true"})
    firm.take_in([invoice_row("1", 1000_00, dated=date(2026, 1, 30), due=date(2026, 3, 1))])
    firm.pay("1", 1000_00)
    return firm


def say(firm: Firm, text: str) -> None:
    with firm.world() as world, world.writing():
        state_vat(world, subjects_by_number(world, ["1"])[0], text)


def test_said_once_it_is_booked(cash: Firm) -> None:
    with cash.world() as world:
        assert export(world, cash.folder / "a.se", Wanted(kind="sie")).vouchers == ()
        assert known_vat(world, subjects_by_number(world, ["1"])[0]) is None
    say(cash, "25")
    say(cash, "25%")
    with pytest.raises(Refused, match="it is another"):
        say(cash, "12")
    with cash.world() as world:
        assert known_vat(world, subjects_by_number(world, ["1"])[0])
        [item] = export(world, cash.folder / "a.se", Wanted(kind="sie")).vouchers
    assert [(row.account, row.amount_ore) for row in item.voucher.rows] == [
        ("1930", 1000_00),
        ("3001", -800_00),
        ("2611", -200_00),
    ]


@pytest.mark.parametrize("text", ["", "24", "x", "25=300", "25=0", "6=-5", "25=1 6=y"])
def test_what_cannot_be(cash: Firm, text: str) -> None:
    with pytest.raises(WrongValue, match="not the VAT of invoice 1"):
        say(cash, text)
