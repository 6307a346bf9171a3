"""The preview is the letter that then goes out, word for word; and looking leaves no trace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.errors import Refused
from reminder_cli.ledger.letters import letters
from reminder_cli.services.preview import preview
from tests.ledger.worlds import dump
from tests.services.firm import FIRM, Firm, invoice_row

DAY = date(2026, 3, 2)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    made = Firm(tmp_path, DAY)
    dated, due = date(2026, 1, 20), date(2026, 2, 19)
    made.take_in(
        [
            invoice_row("1", 1000_00, dated=dated, due=due),
            invoice_row("2", 500_00, dated=dated, due=due, customer="2", org_number=FIRM, kind=""),
            invoice_row("3", 700_00, dated=dated, due=due, customer="2", org_number=FIRM, kind=""),
            invoice_row("4", 700_00, dated=dated, due=date(2026, 4, 1)),
            invoice_row("5", 700_00, dated=dated, due=due, left_ore=0),
        ]
    )
    return made


def archived(firm: Firm, letter_id: int) -> str:
    with firm.world() as world:
        [row] = [row for row in letters(world.ledger) if row.letter_id == letter_id]
        kept = LetterFolders(world.letters_folder).read(row.name, sha256=row.sha256)
    assert kept is not None
    return kept[1]


def looked(firm: Firm, number: str) -> str:
    before = dump(firm.path)
    with firm.world() as world:
        found = preview(world, number)
    assert dump(firm.path) == before
    return found.text


def test_the_reminder_that_goes(firm: Firm) -> None:
    text = looked(firm, "1")
    firm.send("1")
    assert archived(firm, 1) == text


def test_the_demand_that_comes_for_both_of_a_debtors_cases(firm: Firm) -> None:
    firm.send("2", "3")
    text = looked(firm, "3")
    assert looked(firm, "2") == text
    firm.day = date(2026, 3, 17)
    assert looked(firm, "2") == text
    [letter] = firm.tick().letters
    assert letter.invoices == ("2", "3")
    assert archived(firm, letter.letter_id) == text


def test_what_keeps_it_is_told(firm: Firm) -> None:
    with firm.world() as world:
        assert [gate.code for gate in preview(world, "4").gates] == ["not_due"]
        assert preview(world, "1").gates == ()


def test_the_last_letter_when_none_comes(firm: Firm) -> None:
    firm.send("1")
    firm.pay("1", 1100_00)
    assert looked(firm, "1") == archived(firm, 1)


def test_no_letter_at_all(firm: Firm) -> None:
    with firm.world() as world, pytest.raises(Refused) as refused:
        preview(world, "5")
    assert "remind show 5" in refused.value.fix
