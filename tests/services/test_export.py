"""Vouchers leave once, ever, and the file says what the ledger says, whoever reads it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.adapters.importers.sie4 import SieFile, vouchers
from reminder_cli.adapters.importers.sie4_text import encoding_of, pieces
from reminder_cli.domain.booking import by_account
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import PaidTo
from reminder_cli.domain.voucher import VoucherRow
from reminder_cli.errors import LedgerUnwritable, Refused
from reminder_cli.ledger import firm as firm_register
from reminder_cli.services.booking_facts import accounts
from reminder_cli.services.export import ExportReport, Wanted, export, fiscal_year, redo
from reminder_cli.services.invoice_life import write_off
from reminder_cli.services.pay import pay
from reminder_cli.services.tax_reduction import refused_reduction
from tests.services.firm import Firm, invoice_row

C = "3001"
SIE = Wanted(kind="sie")


@pytest.fixture
def c(tmp_path: Path) -> Firm:
    """Example C, sent on 10 March 2026, with 1 000 kr paid on the 20th."""
    firm = Firm(tmp_path, date(2026, 3, 10))
    firm.take_in([invoice_row(C, 2400_00, dated=date(2026, 1, 30), due=date(2026, 3, 1))])
    firm.send(C)
    firm.day = date(2026, 3, 20)
    firm.pay(C, 1000_00)
    return firm


def exported(firm: Firm, name: str = "vouchers.se", wanted: Wanted = SIE) -> ExportReport:
    with firm.world() as world:
        return export(world, firm.folder / name, wanted)


def amounts(report: ExportReport) -> list[dict[str, int]]:
    return [by_account(item.voucher.rows) for item in report.vouchers]


TRANS = re.compile(r'#TRANS (\d+) \{\} (-?\d+)\.(\d\d) (\d{8}) "')


def read_again(data: bytes) -> list[list[tuple[str, int]]]:
    """A second reader, that knows nothing of the first: vouchers as account and öre."""
    vouchers: list[list[tuple[str, int]]] = []
    for line in data.decode("cp437").split("\r\n"):
        if line.startswith("#VER"):
            vouchers.append([])
        match = TRANS.match(line)
        if match:
            sign = -1 if match[2].startswith("-") else 1
            ore = sign * (abs(int(match[2])) * 100 + int(match[3]))
            vouchers[-1].append((match[1], ore))
    return vouchers


def test_the_file_says_what_was_recorded_whoever_reads_it(c: Firm) -> None:
    c.day = date(2026, 4, 2)
    c.pay(C, 1700_00)
    report = exported(c)
    data = (c.folder / "vouchers.se").read_bytes()
    assert report.files[0].sha256 == hashlib.sha256(data).hexdigest()
    again = read_again(data)
    assert [dict(rows) for rows in again] == amounts(report)

    path, ours = c.folder / "vouchers.se", SieFile()
    encoding = encoding_of(path)
    on_1510 = list(vouchers(pieces(path, encoding), ours))
    assert (encoding, ours.unbalanced, ours.problems) == ("cp437", [], [])
    assert ours.is_import_file
    assert ours.org_number == "556923-4585"
    assert [v.day for v in on_1510] == [item.voucher.on for item in report.vouchers]
    on_claims = [[(row.account, row.amount_ore) for row in voucher.claims] for voucher in on_1510]
    assert on_claims == [[pair for pair in rows if pair[0] == "1510"] for rows in again]


def test_each_fact_leaves_once_ever(c: Firm) -> None:
    assert amounts(exported(c)) == [
        {"1930": 1000_00, "3990": -60_00, "8313": -11_84, "1510": -928_16}
    ]
    nothing = exported(c, "again.se")
    assert (nothing.vouchers, nothing.files, nothing.export_id) == ((), (), 0)
    assert not (c.folder / "again.se").exists()
    c.day = date(2026, 4, 2)
    c.pay(C, 400_00)
    assert len(exported(c, "april.csv", Wanted(kind="csv")).vouchers) == 1
    assert exported(c, "more.se").vouchers == ()


def test_what_changes_after_it_has_left_is_a_voucher_of_its_own(c: Firm) -> None:
    exported(c)
    c.day = date(2026, 3, 23)
    c.unpay(1)
    report = exported(c, "correction.se")
    [item] = report.vouchers
    assert (item.corrects, item.voucher.on) == (True, date(2026, 3, 23))
    assert item.voucher.text == f"Correction: Payment, invoice {C}"
    assert amounts(report) == [{"1930": -1000_00, "3990": 60_00, "8313": 11_84, "1510": 928_16}]
    assert exported(c, "more.se").vouchers == ()


def test_taken_back_before_it_left_it_never_was(c: Firm) -> None:
    c.unpay(1)
    assert exported(c).vouchers == ()


def test_a_dry_run_leaves_no_trace(c: Firm) -> None:
    report = exported(c, wanted=Wanted(kind="sie", dry_run=True))
    assert (len(report.vouchers), report.export_id) == (1, 0)
    assert not (c.folder / "vouchers.se").exists()
    assert len(exported(c).vouchers) == 1


def test_days_of_a_month_only(c: Firm) -> None:
    c.day = date(2026, 4, 2)
    c.pay(C, 400_00)
    march = Wanted(kind="sie", first=date(2026, 3, 1), last=date(2026, 3, 31))
    assert [item.voucher.on for item in exported(c, "march.se", march).vouchers] == [
        date(2026, 3, 20)
    ]
    assert [item.voucher.on for item in exported(c, "rest.se").vouchers] == [date(2026, 4, 2)]


def test_a_file_that_exists_is_not_written_over(c: Firm) -> None:
    path = c.folder / "vouchers.se"
    path.write_text("not read in yet")
    with pytest.raises(Refused, match="exists already"):
        exported(c)
    assert path.read_text() == "not read in yet"
    assert len(exported(c, "other.se").vouchers) == 1


def test_redo_writes_the_same_bytes_and_exports_nothing(c: Firm) -> None:
    report = exported(c)
    path = c.folder / "vouchers.se"
    data = path.read_bytes()
    path.unlink()
    c.day = date(2026, 5, 4)
    with c.world() as world:
        firm_register.save_setting(world.ledger, "account_fees", "3930")
        [again] = redo(world, report.export_id, path, kind="sie")
    assert path.read_bytes() == data
    assert again.sha256 == report.files[0].sha256
    with c.world() as world, pytest.raises(Refused, match="no export"):
        redo(world, report.export_id, path, kind="csv")
    with c.world() as world, pytest.raises(Refused, match="no export"):
        redo(world, 99, path, kind="sie")


def test_a_stop_before_the_commit_exports_nothing(c: Firm) -> None:
    with pytest.raises(LedgerUnwritable):
        exported(c, "no such folder/vouchers.se")
    assert len(exported(c).vouchers) == 1


def test_a_stop_after_the_commit_leaves_what_redo_writes(
    c: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as stop:
        stop.setattr(Path, "replace", stopped)
        with pytest.raises(LedgerUnwritable):
            exported(c)
    path = c.folder / "vouchers.se"
    assert not path.exists()
    assert exported(c, "more.se").vouchers == ()
    with c.world() as world:
        redo(world, 1, path, kind="sie")
    assert read_again(path.read_bytes())[0][0] == ("1930", 1000_00)


def test_a_setting_changed_later_makes_no_corrections(c: Firm) -> None:
    exported(c)
    with c.world() as world:
        firm_register.save_setting(world.ledger, "account_fees", "3930")
        firm_register.save_setting(world.ledger, "booking", "charged")
    assert exported(c, "more.se").vouchers == ()
    c.day = date(2026, 3, 25)
    c.tick()
    c.day = date(2026, 4, 2)
    c.pay(C, 400_00)
    # The claim is booked to its end as it was begun.
    assert amounts(exported(c, "april.se"))[0]["3990"] == -180_00


@pytest.mark.parametrize("registered", [True, False])
def test_who_leaves_or_joins_the_vat_register_corrects_no_loss_that_has_left(
    tmp_path: Path, *, registered: bool
) -> None:
    settings = {"vat_registered": str(registered).lower()}
    firm = Firm(tmp_path, date(2026, 3, 10), settings=settings)
    with_vat(firm, "1", "1250,00", "250,00" if registered else "")
    with firm.world() as world:
        write_off(world, "1", reason="bankrupt")
    net = 1000_00 if registered else 1250_00
    loss = {"6351": net, "2611": 1250_00 - net, "1510": -1250_00}
    assert amounts(exported(firm)) == [{name: ore for name, ore in loss.items() if ore}]
    with firm.world() as world:
        firm_register.save_setting(world.ledger, "vat_registered", str(not registered).lower())
    again = exported(firm, "again.se")
    assert (again.vouchers, again.left_out) == ((), ())


@pytest.mark.parametrize(
    ("settings", "of_rates"),
    [
        ({}, ("3001", "3002", "3003", "3004")),
        ({"account_sales": "3001"}, ("3001", "3002", "3003", "3004")),
        ({"account_sales": "3041"}, ("3041", "3041", "3041", "3041")),
        (
            {"account_sales": "3041", "account_sales_12": "3002"},
            ("3041", "3002", "3041", "3041"),
        ),
    ],
    ids=["as BAS", "BAS said", "one of its own", "one more of its own"],
)
def test_who_sells_on_an_account_of_its_own_is_moved_to_no_other(
    tmp_path: Path, settings: dict[str, str], of_rates: tuple[str, ...]
) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10), settings=settings)
    with firm.world() as world:
        used = accounts(world)
    assert tuple(used.sales_of(percent) for percent in (25, 12, 6, 0)) == of_rates


def test_one_file_for_each_fiscal_year(c: Firm) -> None:
    with c.world() as world:
        firm_register.save_setting(world.ledger, "fiscal_year_month", "4")
    c.day = date(2026, 4, 2)
    c.pay(C, 400_00)
    report = exported(c)
    assert [file.path.name for file in report.files] == [
        "vouchers-2025-2026.se",
        "vouchers-2026-2027.se",
    ]
    first, second = (file.path.read_bytes() for file in report.files)
    assert b"#RAR 0 20250401 20260331" in first
    assert b"#RAR 0 20260401 20270331" in second
    for file in report.files:
        file.path.unlink()
    with c.world() as world:
        redo(world, report.export_id, c.folder / "vouchers.se", kind="sie")
    assert [file.path.read_bytes() for file in report.files] == [first, second]


def test_fiscal_years() -> None:
    calendar_year = (date(2026, 1, 1), date(2026, 12, 31))
    assert fiscal_year(date(2026, 1, 1), 1) == calendar_year
    assert fiscal_year(date(2026, 12, 31), 1) == calendar_year
    assert fiscal_year(date(2024, 2, 29), 3) == (date(2023, 3, 1), date(2024, 2, 29))


def test_what_is_not_paid_out_yet_waits(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2026, 1, 12), collector=Collector.PARTNER)
    firm.take_in([invoice_row("1001", 999_50, dated=date(2025, 11, 24), due=date(2025, 12, 24))])
    firm.send("1001")
    firm.day = date(2026, 1, 27)
    with firm.world() as world:
        pay(world, "1001", 1063_33, to=PaidTo.PARTNER, paid_out_on=date(2026, 1, 30))
    assert exported(firm).vouchers == ()
    firm.day = date(2026, 1, 30)
    assert amounts(exported(firm)) == [{"1930": 1001_42, "1510": -999_50, "8313": -1_92}]


def test_csv_a_number_that_is_a_formula_stays_text(tmp_path: Path) -> None:
    number = "=cmd|' /c calc'!A1"
    firm = Firm(tmp_path, date(2026, 3, 10))
    firm.take_in([invoice_row(number, 100_00, dated=date(2026, 1, 30), due=date(2026, 3, 1))])
    firm.pay(number, 100_00)
    exported(firm, "vouchers.csv", Wanted(kind="csv"))
    text = (tmp_path / "vouchers.csv").read_text(encoding="utf-8-sig")
    table = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert table[0] == ["Voucher", "Date", "Account", "Debit", "Credit", "Text"]
    assert table[1][:5] == ["1", "2026-03-10", "1930", "100,00", ""]
    assert table[2][:5] == ["1", "2026-03-10", "1510", "", "100,00"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in table for cell in row)


def test_csv_rows_are_those_of_the_vouchers(c: Firm) -> None:
    report = exported(c, "vouchers.csv", Wanted(kind="csv"))
    text = (c.folder / "vouchers.csv").read_text(encoding="utf-8-sig")
    rows = [
        VoucherRow(r["Account"], _ore(r["Debit"]) - _ore(r["Credit"]))
        for r in csv.DictReader(io.StringIO(text), delimiter=";")
    ]
    assert by_account(rows) == amounts(report)[0]


def _ore(text: str) -> int:
    return int(text.replace(",", "")) if text else 0


def with_vat(firm: Firm, number: str, total: str, vat: str, extra: str = "") -> None:
    path = firm.folder / f"{number}.csv"
    head = "Fakturanr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Moms;Beskrivning;ROT\n"
    row = f"{number};Kund;811218-9876;2026-01-30;2026-03-01;{total};{vat};Målning;{extra}\n"
    path.write_text(head + row, encoding="utf-8")
    from reminder_cli.services.import_invoices import ImportOptions, import_files

    with firm.world() as world:
        import_files(world, [path], ImportOptions())


def test_cash_method_by_the_invoices_own_vat(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10), settings={"cash_method": "true"})
    with_vat(firm, "1", "1250,00", "250,00")
    with_vat(firm, "2", "1060,00", "60,00")
    with_vat(firm, "3", "1000,00", "")
    for number, ore in (("1", 500_00), ("2", 1060_00), ("3", 100_00)):
        firm.pay(number, ore)
    report = exported(firm)
    assert amounts(report) == [
        {"1930": 500_00, "3001": -400_00, "2611": -100_00},
        {"1930": 1060_00, "3003": -1000_00, "2631": -60_00},
    ]
    [left] = report.left_out
    assert "invoice 3" in str(left.why)


def test_a_refused_tax_reduction_moves_the_claim(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10))
    with_vat(firm, "1", "10000,00", "2000,00", "3000,00")
    with firm.world() as world:
        refused_reduction(world, "1", 1000_00, due_on=date(2026, 4, 9))
    assert amounts(exported(firm)) == [{"1510": 1000_00, "1513": -1000_00}]
