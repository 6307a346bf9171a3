"""A later file has the customer at another address: `show` says where the letters of a case go."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.invoice_life import readdress
from reminder_cli.services.views import show
from tests.services.firm import Firm, invoice_row

DATED, DUE = date(2026, 1, 20), date(2026, 2, 19)
DAY = date(2026, 3, 2)


def rows(first: str, second: str, street: str = "Storgatan 1") -> list[dict[str, str]]:
    found = [
        invoice_row(number, 1000_00, dated=DATED, due=DUE, customer=customer)
        for number, customer in (("1041", first), ("1042", second))
    ]
    return [{**row, "Gatuadress": street} for row in found]


def started(folder: Path) -> Firm:
    firm = Firm(folder, DAY)
    firm.take_in(rows("1", "1"))
    firm.send("1041")
    return firm


def again(firm: Firm, found: list[dict[str, str]]) -> None:
    path = firm.folder / "again.csv"
    lines = [";".join(found[0]), *(";".join(row.values()) for row in found)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with firm.world() as world:
        import_files(world, [path], ImportOptions())


def test_show_says_where_the_letters_of_a_case_go(tmp_path: Path) -> None:
    firm = started(tmp_path)
    again(firm, rows("1", "1", street="Nygatan 77"))
    with firm.world() as world:
        begun, other = show(world, "1041"), show(world, "1042")
    assert begun.letters_to is not None
    assert begun.letters_to["street"] == "Storgatan 1"
    assert begun.subject.customer.street == "Nygatan 77"
    assert other.letters_to is None, "no case has begun"
    with firm.world() as world:
        readdress(world, "1041")
        assert show(world, "1041").letters_to is None
