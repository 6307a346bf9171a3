"""The accounts of vouchers against the chart that a SIE file gave."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from reminder_cli.domain.company import Collector
from reminder_cli.services.chart import main_accounts, not_in_chart, warning
from reminder_cli.services.doctor import doctor
from reminder_cli.services.export import Wanted, export
from reminder_cli.services.import_invoices import ImportOptions, import_files
from tests.services.firm import Firm
from tests.services.test_reconciling import Books, take_in


def begun(
    folder: Path, collector: Collector = Collector.OWN, **settings: str
) -> tuple[Firm, Books]:
    """The chart of the file has 1510, 1930 and 3001."""
    firm, books = Firm(folder, date(2026, 3, 10), collector=collector, settings=settings), Books()
    books.invoice("3001", 2400)
    return firm, books


def test_without_a_chart_every_account_is_taken(tmp_path: Path) -> None:
    firm, _books = begun(tmp_path)
    with firm.world() as world:
        assert not_in_chart(world, ["9999"]) == ()
        assert warning(world, main_accounts(world)) is None
        [check] = [check for check in doctor(world) if check.code == "accounts"]
    assert "no SIE file" in str(check.message)


def test_an_export_tells_of_accounts_that_are_not_in_the_chart(tmp_path: Path) -> None:
    firm, books = begun(tmp_path)
    take_in(firm, books)
    firm.pay("3001", 2500_00)
    with firm.world() as world:
        made = export(world, tmp_path / "v.si", Wanted(kind="sie", dry_run=True))
        [check] = [check for check in doctor(world) if check.code == "accounts"]
    assert str(made.warning).startswith("Not in the chart of accounts of your SIE file: 2420.")
    assert "(account_overpayments)" in str(made.warning)
    assert check.ok
    with firm.world() as world:
        assert "Is the number right?" in str(warning(world, ["3999"]))
    assert "2420, 3740, 3990, 8313" in str(check.message)


def test_an_export_whose_accounts_are_all_there_says_nothing(tmp_path: Path) -> None:
    firm, books = begun(tmp_path)
    take_in(firm, books)
    firm.pay("3001", 400_00)
    with firm.world() as world:
        assert export(world, tmp_path / "v.si", Wanted(kind="sie")).warning is None


def test_the_newest_chart_counts(tmp_path: Path) -> None:
    firm, books = begun(tmp_path)
    take_in(firm, books)
    path = tmp_path / "newer.se"
    text = books.sie(date(2026, 3, 11)).replace("#KONTO 1930 Bank", "#KONTO 2420 Förskott")
    path.write_bytes(text.encode("cp437"))

    with firm.world() as world:
        import_files(world, [path], ImportOptions(terms_days=30))
        assert not_in_chart(world, ["1510", "1930", "2420"]) == ("1930",)


def test_with_a_partner_its_accounts_are_looked_at(tmp_path: Path) -> None:
    firm, _books = begun(tmp_path, Collector.PARTNER)
    with firm.world() as world:
        assert {"2641", "2890", "2440"} <= set(main_accounts(world))
    other = tmp_path / "other"
    other.mkdir()
    firm, _books = begun(other, Collector.PARTNER, vat_registered="false")
    with firm.world() as world:
        assert "6062" in main_accounts(world)
        assert "2641" not in main_accounts(world)
