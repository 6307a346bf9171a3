"""VAT that a file did not tell is said once, and a wrong answer is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.booking import VatParts
from reminder_cli.errors import Refused, WrongValue
from reminder_cli.services.export import Wanted, export
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.import_report import FileReport
from reminder_cli.services.invoice_life import write_off
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
    say(cash, "200,00")
    say(cash, "25%")
    with pytest.raises(Refused, match="it is another"):
        say(cash, "12%")
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


def told_by_a_list(firm: Firm, vat: str, total: str = "1000,00") -> FileReport:
    head = "Fakturanr;Kundnr;Kund;Fakturadatum;Förfallodatum;Belopp;Kvar att betala;Moms"
    line = f"1;1;Kund 1;2026-01-30;2026-03-01;{total};{total};{vat}"
    path = firm.folder / f"list-{vat}-{total}.csv"
    path.write_text(f"{head}\n{line}\n", encoding="utf-8")
    with firm.world() as world:
        [report] = import_files(world, [path], ImportOptions())
    return report


def vat_of(firm: Firm) -> VatParts | None:
    with firm.world() as world:
        return known_vat(world, subjects_by_number(world, ["1"])[0])


def test_a_later_file_tells_what_none_had_while_nothing_has_happened(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10))
    told_by_a_list(firm, "")
    assert vat_of(firm) is None
    told = told_by_a_list(firm, "200,00")
    assert [(c.field, c.old, c.new, c.applied) for c in told.changes] == [
        ("vat", "", "200.00", True)
    ]
    assert vat_of(firm) == ((25, 200_00),)
    assert told_by_a_list(firm, "107,14").changes == []  # what was told first stands
    assert vat_of(firm) == ((25, 200_00),)


@pytest.mark.parametrize(("paid", "total"), [(True, "1000,00"), (False, "1100,00")])
def test_a_later_file_does_not_tell_it_of_what_has_happened_or_of_another_sum(
    tmp_path: Path, *, paid: bool, total: str
) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10), settings={"cash_method": "true"})
    told_by_a_list(firm, "")
    if paid:
        firm.pay("1", 500_00)
    told = told_by_a_list(firm, "200,00", total)
    assert "vat" not in {change.field for change in told.changes}
    assert vat_of(firm) is None


def test_a_file_of_the_books_tells_it_by_the_voucher(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10))
    path = tmp_path / "books.se"
    path.write_text(
        "#FLAGGA 0\n#PROGRAM Fortnox 3.57\n#FORMAT PC8\n#SIETYP 4\n#ORGNR 556923-4585\n"
        "#RAR 0 20260101 20261231\n#IB 0 1510 0\n#UB 0 1510 1000\n"
        '#VER B 1 20260115 "Kundfaktura Ett AB (1)"\n{\n#TRANS 1510 {} 1000\n'
        "#TRANS 3001 {} -800\n#TRANS 2611 {} -200\n}\n",
        encoding="cp437",
    )
    with firm.world() as world:
        import_files(world, [path], ImportOptions(terms_days=30))
        write_off(world, "1", reason="bankrupt")
        [item] = export(world, firm.folder / "a.si", Wanted(kind="sie")).vouchers
    assert [(row.account, row.amount_ore) for row in item.voucher.rows] == [
        ("6351", 800_00),
        ("2611", 200_00),
        ("1510", -1000_00),
    ]
