"""The claims here against 1510 of the books, through real files: read, changed, exported, read again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reminder_cli.cli import reconciling_view
from reminder_cli.cli.reconciling_view import reconciled
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import PaidTo
from reminder_cli.domain.voucher import Voucher
from reminder_cli.ledger import stated_books
from reminder_cli.services.export import Wanted, export
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.invoice_life import credit, write_off
from reminder_cli.services.pay import pay
from reminder_cli.services.reconciling import Reconciled
from reminder_cli.services.report import Report, ReportChoice, report
from reminder_cli.services.report_workbook import write_workbook
from reminder_cli.services.tax_reduction import refused_reduction
from tests.services.firm import Firm, invoice_row

Found = dict[str, int]
SIE = Wanted(kind="sie")


class Books:
    """The bookkeeping program of the firm: vouchers by hand, and a SIE file of the whole year."""

    def __init__(self, year: int = 2026, opening_kr: int = 0) -> None:
        self.year, self.opening_ore = year, opening_kr * 100
        self.vouchers: list[tuple[date, str, list[tuple[str, int]]]] = []

    def book(self, on: date, text: str, **rows: int) -> None:
        """Rows by account, as ``k1510=100``: kronor."""
        self.vouchers.append((on, text, [(name[1:], kr * 100) for name, kr in rows.items()]))

    def invoice(self, number: str, kronor: int, on: date = date(2026, 2, 2)) -> None:
        self.book(on, f"Kundfaktura Kund AB ({number})", k1510=kronor, k3001=-kronor)

    def paid(self, number: str, kronor: int, on: date = date(2026, 3, 2)) -> None:
        self.book(on, f"Kundbet Kund AB ({number})", k1930=kronor, k1510=-kronor)

    def read_in(self, vouchers: Iterator[Voucher]) -> None:
        """A file of ours is read in."""
        for voucher in vouchers:
            rows = [(row.account, row.amount_ore) for row in voucher.rows]
            self.vouchers.append((voucher.on, voucher.text, rows))

    def closing(self, account: str) -> int:
        return sum(
            ore for _on, _text, rows in self.vouchers for name, ore in rows if name == account
        )

    def sie(self, made_on: date) -> str:
        closing = self.opening_ore + self.closing("1510")
        lines = [
            f"#FLAGGA 0\n#PROGRAM Bok 1.0\n#FORMAT PC8\n#GEN {made_on:%Y%m%d}\n#SIETYP 4",
            f"#ORGNR 556923-4585\n#RAR 0 {self.year}0101 {self.year}1231",
            "#KONTO 1510 Kundfordringar\n#KONTO 1930 Bank\n#KONTO 3001 Intäkter",
            f"#IB 0 1510 {self.opening_ore / 100:.2f}\n#UB 0 1510 {closing / 100:.2f}",
        ]
        for number, (on, text, rows) in enumerate(self.vouchers, start=1):
            lines.append(f'#VER A {number} {on:%Y%m%d} "{text}"\n{{')
            lines += [f"#TRANS {account} {{}} {ore / 100:.2f}" for account, ore in rows]
            lines.append("}")
        return "\n".join(lines)


def take_in(firm: Firm, *all_books: Books, made_on: date | None = None) -> None:
    paths = []
    for books in all_books:
        paths.append(firm.folder / f"bok-{books.year}-{firm.day}.se")
        paths[-1].write_bytes(books.sie(made_on or firm.day).encode("cp437"))
    with firm.world() as world:
        import_files(world, paths, ImportOptions(terms_days=30))


def exported(firm: Firm, name: str = "vouchers.si") -> Iterator[Voucher]:
    with firm.world() as world:
        made = export(world, firm.folder / name, SIE)
    return (item.voucher for item in made.vouchers)


def reported(firm: Firm, as_of: date | None = None) -> Report:
    with firm.world() as world:
        return report(world, ReportChoice(as_of=as_of))


def compared(firm: Firm, as_of: date | None = None) -> tuple[Reconciled, Found]:
    """The reconciliation, and its lines; they and the rest add up to the balance of the file."""
    found = reported(firm, as_of).reconciled
    assert found is not None
    result = found.result
    told = {
        f"{what}/{why}".rstrip("/"): line.amount_ore for (what, why), line in result.lines.items()
    }
    if result.not_explained_ore:
        told["not explained"] = result.not_explained_ore
    assert result.here_ore + sum(told.values()) == result.books.closing_ore
    return found, told


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm(tmp_path, date(2026, 3, 10))


@pytest.fixture
def books() -> Books:
    """Two invoices of 2 400 and 1 000 kr, the second paid with 400."""
    made = Books()
    made.invoice("3001", 2400)
    made.invoice("3002", 1000)
    made.paid("3002", 400)
    return made


def test_without_a_file_of_the_books_it_says_so(firm: Firm, tmp_path: Path) -> None:
    firm.take_in([invoice_row("1", 100_00, dated=date(2026, 1, 30), due=date(2026, 3, 1))])
    found = reported(firm).reconciled
    assert found is None
    assert "remind import FILE --terms-days 30" in reconciled(found)["fix"]
    with firm.world() as world:
        write_workbook(world, ReportChoice(), tmp_path / "report.xlsx")


def test_nothing_differs_on_the_day_of_the_file(firm: Firm, books: Books) -> None:
    take_in(firm, books)
    found, lines = compared(firm)
    assert lines == {}
    assert found.result.here_ore == found.principal_ore == 3000_00
    assert found.file.closing == {"1510": 3000_00}
    assert found.result.books.through_on == date(2026, 3, 2)


def test_what_has_happened_since_and_what_the_books_do_not_know(firm: Firm, books: Books) -> None:
    books.opening_ore = 700_00
    take_in(firm, books)
    firm.take_in(
        [
            invoice_row("3003", 500_00, dated=date(2026, 3, 9), due=date(2026, 4, 8)),
            invoice_row("2999", 300_00, dated=date(2025, 12, 1), due=date(2025, 12, 31)),
            invoice_row("3000", 200_00, dated=date(2026, 1, 5), due=date(2026, 2, 4)),
        ]
    )
    firm.pay("3001", 1000_00, on=date(2026, 3, 5))
    firm.pay("3002", 100_00, on=date(2026, 3, 2))
    with firm.world() as world:
        credit(world, "3001", 50_00, reason="fel antal")
        write_off(world, "3002", reason="konkurs", vat="0")
    found, lines = compared(firm)
    assert lines == {
        "payment/after": 1000_00,
        "payment/not_exported": 100_00,
        "credit/after": 50_00,
        "loss/after": 500_00,
        "invoice/after": -500_00,
        "invoice/not_in_file": -200_00,
        "opening_balance": 400_00,
    }
    assert found.principal_ore == 1350_00 + 500_00 + 300_00 + 200_00


@pytest.mark.parametrize("booking", ["paid", "charged"])
def test_read_in_what_was_exported_and_the_books_agree_again(
    tmp_path: Path, books: Books, booking: str
) -> None:
    """The whole circle: their file, our facts, our file, their next file."""
    firm = Firm(tmp_path, date(2026, 3, 10), settings={"booking": booking})
    firm.take_in([invoice_row("3001", 2400_00, dated=date(2026, 2, 2), due=date(2026, 3, 4))])
    take_in(firm, books)
    assert firm.send("3001").letters
    firm.day = date(2026, 3, 20)
    firm.pay("3001", 1000_00)
    firm.pay("3002", 600_00)
    _, before = compared(firm)
    assert before["payment/after"] > 1500_00
    books.read_in(exported(firm))
    firm.day = date(2026, 3, 23)
    take_in(firm, books)
    found, lines = compared(firm)
    assert lines == {}
    assert found.result.here_ore == books.closing("1510")
    assert found.charged_ore == 0


def test_charges_that_are_not_paid_stand_on_the_account(tmp_path: Path, books: Books) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10), settings={"booking": "charged"})
    firm.take_in([invoice_row("3001", 2400_00, dated=date(2026, 2, 2), due=date(2026, 3, 4))])
    take_in(firm, books)
    assert firm.send("3001").letters
    charge = firm.account("3001").rest_ore
    found, lines = compared(firm)
    assert lines == {"charge/after": -charge}
    assert (found.charged_ore, found.principal_ore) == (charge, 3000_00)
    books.read_in(exported(firm))
    firm.day = date(2026, 3, 11)
    take_in(firm, books)
    assert compared(firm)[1] == {}


def test_exported_and_not_read_in(firm: Firm, books: Books) -> None:
    take_in(firm, books)
    firm.pay("3001", 1000_00, on=date(2026, 3, 10))
    list(exported(firm))
    books.invoice("3004", 10, on=date(2026, 3, 12))
    firm.day = date(2026, 3, 13)
    take_in(firm, books)
    assert compared(firm)[1] == {"payment/not_in_file": 1000_00}


def test_a_payment_taken_back_after_it_was_read_in(firm: Firm, books: Books) -> None:
    take_in(firm, books)
    paid = firm.pay("3001", 1000_00, on=date(2026, 3, 10))
    books.read_in(exported(firm))
    firm.day = date(2026, 3, 13)
    firm.unpay(paid.payment_id)
    take_in(firm, books)
    assert compared(firm)[1] == {"correction/not_exported": -1000_00}
    books.read_in(exported(firm, "correction.si"))
    firm.day = date(2026, 3, 14)
    take_in(firm, books)
    assert compared(firm)[1] == {}


def test_another_program_books_the_payments(tmp_path: Path, books: Books) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10), settings={"book_principal": "false"})
    take_in(firm, books)
    firm.pay("3001", 1000_00, on=date(2026, 3, 2))
    assert compared(firm)[1] == {"payment/not_in_file": 1000_00}
    books.paid("3001", 1000)
    firm.day = date(2026, 3, 11)
    take_in(firm, books)
    assert compared(firm)[1] == {}


def test_paid_in_the_books_and_not_here_and_what_waits(firm: Firm, books: Books) -> None:
    take_in(firm, books)
    books.paid("3001", 2400, on=date(2026, 3, 9))
    firm.day = date(2026, 3, 11)
    take_in(firm, books)
    assert compared(firm)[1] == {"paid_in_books": -2400_00}
    with firm.world() as world, world.writing():
        world.ledger.db.execute(
            "INSERT INTO payment (key, booked_on, amount_ore, source, recorded_at, waiting_ore)"
            " VALUES ('bank/1', '2026-03-09', 100000, 'bank', '2026-03-10T07:00:00', 100000)"
        )
    assert compared(firm)[1] == {"paid_in_books": -1400_00, "waiting_payment": -1000_00}
    data = reconciled(reported(firm).reconciled)
    assert data["explained"][0] == {
        "what": "paid_in_books",
        "why": None,
        "amount": "-1400.00",
        "count": 1,
        "invoices": ["3001"],
    }


def test_what_the_partner_has_not_paid_out_yet_is_still_a_claim(
    tmp_path: Path, books: Books
) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10), collector=Collector.PARTNER)
    firm.take_in([invoice_row("3001", 2400_00, dated=date(2026, 2, 2), due=date(2026, 3, 4))])
    take_in(firm, books)
    assert firm.send("3001").letters
    firm.day = date(2026, 3, 20)
    with firm.world() as world:
        pay(world, "3001", 1000_00, to=PaidTo.PARTNER, paid_out_on=date(2026, 3, 25))
    found, lines = compared(firm)
    assert lines == {}
    assert found.not_paid_out_ore == 3000_00 - found.principal_ore > 0
    firm.day = date(2026, 3, 25)
    found, lines = compared(firm)
    assert (found.not_paid_out_ore, list(lines)) == (0, ["payment/after"])


def test_a_refused_tax_reduction_is_a_claim_of_its_own(firm: Firm, books: Books) -> None:
    take_in(firm, books)
    path = firm.folder / "rot.csv"
    path.write_text(
        "Fakturanr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;ROT\n"
        "3009;Kund;811218-9876;2026-03-09;2026-04-09;10000,00;3000,00\n",
        encoding="utf-8",
    )
    with firm.world() as world:
        import_files(world, [path], ImportOptions())
        refused_reduction(world, "3009", 1000_00, due_on=date(2026, 4, 20))
    assert compared(firm)[1] == {"invoice/after": -7000_00 - 1000_00}


def test_an_invoice_in_euros_stays_in_euros_though_the_books_have_kronor(
    firm: Firm, books: Books
) -> None:
    row = invoice_row("3009", 100_00, dated=date(2026, 2, 2), due=date(2026, 3, 4))
    firm.take_in([{**row, "Valuta": "EUR"}])
    books.invoice("3009", 1120)
    take_in(firm, books)
    invoice = firm.subject("3009").invoice
    assert (invoice.currency, invoice.total_ore) == ("EUR", 100_00)
    assert [gate.code for _subject, gates in firm.send("3009").refused for gate in gates] == [
        "not_sek"
    ]
    assert compared(firm)[1] == {"foreign_currency": 1120_00}
    books.paid("3009", 1120)
    firm.day = date(2026, 3, 11)
    take_in(firm, books)
    assert firm.subject("3009").registered.file_remaining_ore == 0
    assert compared(firm)[1] == {}


def test_as_of_an_earlier_day_the_file_of_that_day_is_compared(firm: Firm, books: Books) -> None:
    take_in(firm, books)
    firm.day = date(2026, 4, 1)
    books.paid("3001", 2400, on=date(2026, 3, 20))
    firm.pay("3001", 2400_00, on=date(2026, 3, 20))
    take_in(firm, books)
    assert compared(firm)[0].result.books.closing_ore == 600_00
    found, lines = compared(firm, date(2026, 3, 15))
    assert (found.result.books.closing_ore, lines) == (3000_00, {})
    assert reported(firm, date(2026, 3, 1)).reconciled is None


def test_two_years_are_one(firm: Firm, books: Books) -> None:
    last_year = Books(2025, opening_kr=250)
    last_year.invoice("2999", 700, on=date(2025, 11, 3))
    books.opening_ore = 950_00
    books.paid("2999", 300)
    take_in(firm, last_year, books)
    found, lines = compared(firm)
    assert lines == {"opening_balance": 250_00}
    assert found.result.books.first_on == date(2025, 1, 1)
    assert found.result.here_ore == 3400_00


def test_an_invoice_of_last_year_that_only_a_list_knows(firm: Firm, books: Books) -> None:
    books.opening_ore = 700_00
    books.paid("2999", 300)
    firm.take_in([invoice_row("2999", 700_00, dated=date(2025, 12, 1), due=date(2025, 12, 31))])
    take_in(firm, books)
    assert compared(firm)[1] == {"paid_in_books": -300_00}


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"cash_method": "true"}, "cash method"), ({"account_claims": "1580"}, "1580")],
    ids=["cash method", "another account"],
)
def test_what_cannot_be_compared_is_said(
    tmp_path: Path, books: Books, settings: dict[str, str], said: str
) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10), settings=settings)
    take_in(firm, books)
    data = reconciled(reported(firm).reconciled)
    assert said in data["why_not"]
    assert list(data) == ["why_not", "fix"]


def test_the_same_file_again_is_kept_once(firm: Firm, books: Books) -> None:
    take_in(firm, books)
    firm.day = date(2026, 3, 12)
    path = firm.folder / "bok-2026-2026-03-10.se"
    with firm.world() as world:
        import_files(world, [path], ImportOptions(terms_days=30))
        import_files(world, [path], ImportOptions(terms_days=31))
        [count] = world.ledger.db.execute("SELECT count(*) FROM stated_books").fetchone()
    assert count == 1


def test_a_file_of_before_this_was_kept_can_be_taken_in_again(firm: Firm, books: Books) -> None:
    take_in(firm, books)
    with firm.world() as world, world.writing():
        for table in ("stated_item", "stated_balance", "stated_books"):
            world.ledger.db.execute(f"DELETE FROM {table}")
    assert reported(firm).reconciled is None
    take_in(firm, books)
    assert compared(firm)[1] == {}


def test_a_file_with_nothing_new_but_its_balance_is_kept(firm: Firm, books: Books) -> None:
    take_in(firm, books)
    books.book(date(2026, 3, 9), "Avskrivning", k7830=10, k1220=-10)
    firm.day = date(2026, 3, 11)
    take_in(firm, books)
    with firm.world() as world:
        file = stated_books.last_file(world.ledger, imported_by=world.today)
    assert file is not None
    assert (file.imported_on, file.books.through_on) == (date(2026, 3, 11), date(2026, 3, 9))


def test_a_dry_run_keeps_nothing(firm: Firm, books: Books) -> None:
    path = firm.folder / "bok.se"
    path.write_text(books.sie(firm.day), encoding="cp437")
    with firm.world() as world:
        import_files(world, [path], ImportOptions(terms_days=30, dry_run=True))
        assert stated_books.last_file(world.ledger, imported_by=world.today) is None
        assert stated_books.chart(world.ledger) == {}


def test_the_sheet_says_what_the_terminal_says(
    firm: Firm, books: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    books.opening_ore = 700_00
    books.book(date(2026, 3, 2), "Okänd", k1930=-90, k1510=90)
    for number in range(3010, 3022):
        books.invoice(str(number), 100)
    take_in(firm, books)
    for number in range(3010, 3022):
        firm.pay(str(number), 1_00, on=date(2026, 3, 1))
    path = firm.folder / "report.xlsx"
    with firm.world() as world:
        found = write_workbook(world, ReportChoice(), path).reconciled
    reconciling_view.tell(found)
    shown = capsys.readouterr().out
    assert all(len(line) <= 80 for line in shown.splitlines())
    sheet: Any = load_workbook(path)["Reconciliation"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[3:] == [
        ["Left of all invoices", 4188, None, None],
        ["Claims here", 4188, None, None],
        [
            "Payments: not exported when the file was made",
            12,
            12,
            "3010, 3011, 3012, 3013, 3014, 3015, 3016, 3017, 3018, 3019, …",
        ],
        ["Opening balance of no invoice here", 700, None, None],
        ["Not explained", 90, None, None],
        ["1510 in the file", 4990, None, None],
        [None, None, None, None],
        ["What has not been exported: remind export sie FILE", None, None, None],
        [
            "Nothing here says why: look for rows on the account that name no invoice.",
            None,
            None,
            None,
        ],
    ]
    for label, amount in (("Not explained", "90,00"), ("1510 in the file", "4 990,00")):
        assert any(line.startswith(label) and line.endswith(amount) for line in shown.splitlines())
