"""SIE 5: open items from balances or rows, and XML that would do harm."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reminder_cli.adapters.importers import sie5
from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.domain.invoice import InvoiceDraft, InvoiceKind
from reminder_cli.errors import UnreadableFile

TERMS = ReadOptions(terms_days=30)


def document(*, closing: str = "1150", invoices: str | None = None, rows: str | None = None) -> str:
    """Four invoices: 1 paid, 2 part paid (700 of 1000), 3 a credit note of 50, 4 open 500."""
    if invoices is None:
        invoices = "".join(
            f'<CustomerInvoice id="{number}" invoiceNumber="{number}" customerId="7">'
            f'<OriginalAmount date="2026-08-0{number}" amount="{amount}"/></CustomerInvoice>'
            for number, amount in ((1, 200), (2, 1000), (3, -50), (4, 500))
        )
    if rows is None:
        booked = ((1, 200), (1, -200), (2, 1000), (2, -300), (3, -50), (4, 500))
        rows = "".join(
            f'<LedgerEntry accountId="1510" amount="{amount}">'
            f'<SubdividedAccountObjectReference objectId="{number}"/></LedgerEntry>'
            for number, amount in booked
        )
    return (
        '<?xml version="1.0"?>\n<Sie xmlns="http://www.sie.se/sie5" xmlns:x="urn:other">'
        '<FileInfo><SoftwareProduct name="Edison" version="6"/>'
        '<Company organizationId="556036-0793" name="Ex AB"/></FileInfo>'
        f'<Accounts><Account id="1510" name="Kund"><ClosingBalance month="2026-12" amount="{closing}"/>'
        '</Account><Account id="1511" name="Andra"><OpeningBalance month="2026-01" amount="9"/>'
        '<ClosingBalance month="2026-12" amount="9"/></Account></Accounts>'
        f'<CustomerInvoices primaryAccountId="1510">{invoices}</CustomerInvoices>'
        '<Customers><Customer id="7" name="Åsa &amp; Co" city="852 30 Sundsvall" x:y="z"'
        ' organizationId="556036-0793" address1="Storgatan 1"/></Customers>'
        f'<Journal id="1"><JournalEntry id="1">{rows}</JournalEntry></Journal></Sie>'
    )


def read(
    tmp_path: Path, text: str, options: ReadOptions = TERMS
) -> tuple[ReadFile, list[InvoiceDraft]]:
    path = tmp_path / "bok.sie"
    path.write_text(text, encoding="utf-8")
    file = read_invoices(path, options)
    return file, list(file.drafts)


def test_open_items(tmp_path: Path) -> None:
    file, drafts = read(tmp_path, document())
    assert [(d.number, d.kind, d.total_ore, d.remaining_ore) for d in drafts] == [
        ("2", InvoiceKind.INVOICE, 100000, 70000),
        ("3", InvoiceKind.CREDIT_NOTE, -5000, -5000),
        ("4", InvoiceKind.INVOICE, 50000, 50000),
    ]
    assert (drafts[0].due_date, drafts[0].due_date_assumed) == (date(2026, 9, 1), True)
    who = drafts[0].customer
    assert (who.name, who.number, who.postal_code, who.city) == (
        "Åsa & Co",
        "7",
        "852 30",
        "Sundsvall",
    )
    assert (file.settled, file.unexplained_ore, file.full_list) == (("1",), 0, True)
    assert [(c.account, c.holds) for c in file.control_sums] == [("1510", True), ("1511", True)]
    assert "Account 1511 Andra (9,00 kr) is kept apart" in str(file.notes[0])
    assert (file.format, file.org_number) == ("SIE 5, Edison 6", "556036-0793")


def test_due_date_ocr_and_balances(tmp_path: Path) -> None:
    invoices = (
        '<CustomerInvoice id="9" customerId="8" ocrNumber="10413" dueDate="2026-10-01">'
        '<Balances accountId="1510"><OpeningBalance month="2026-01" amount="20"/></Balances>'
        '<OriginalAmount date="2026-08-01" amount="30.50"><ForeignCurrencyAmount amount="3" currency="EUR"/>'
        '</OriginalAmount></CustomerInvoice>'
        '<CustomerInvoice id="10" dueDate="2026-10-01"><Balances accountId="1510">'
        '<ClosingBalance month="2026-01" amount="7"/><ClosingBalance month="2026-12" amount="5"/></Balances>'
        '<OriginalAmount date="2026-08-01" amount="30"/></CustomerInvoice>'
    )  # fmt: skip
    struck = (
        '<LedgerEntry accountId="1510" amount="7"><Overstrike date="2026-01-01"/></LedgerEntry>'
    )
    file, drafts = read(
        tmp_path, document(closing="0", invoices=invoices, rows=struck), ReadOptions()
    )
    assert [
        (d.number, d.ocr, d.remaining_ore, d.due_date_assumed, d.customer.number) for d in drafts
    ] == [
        ("9", "10413", 2000, False, "8"),
        ("10", "", 500, False, ""),
    ]
    assert file.unexplained_ore == -2500
    assert any("another currency" in str(note) and "9" in str(note) for note in file.notes)


def test_what_is_not_understood_is_a_problem(tmp_path: Path) -> None:
    invoices = '<CustomerInvoice id="1"/><CustomerInvoice id="2"><OriginalAmount date="x" amount="1,2,3"/></CustomerInvoice>'
    file, drafts = read(tmp_path, document(closing="0", invoices=invoices, rows=""))
    assert drafts == []
    assert [(p.line, p.column, p.found) for p in file.problems] == [
        (1, "CustomerInvoice", "1"),
        (2, "OriginalAmount", "1,2,3"),
        (2, "date", "x"),
    ]


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        pytest.param(document(), ReadOptions(), "no due dates", id="terms"),
        pytest.param(document(closing="1"), TERMS, "does not add up", id="sums"),
        pytest.param(document(invoices=""), TERMS, "no customer invoices", id="none"),
        pytest.param(document()[:900], TERMS, "damaged", id="cut"),
        pytest.param(
            document().replace("<Sie ", "<!DOCTYPE x [<!ENTITY a 'b'>]><Sie "),
            TERMS,
            "declares",
            id="entities",
        ),
        pytest.param(document(invoices="<a>" * 200 + "</a>" * 200), TERMS, "damaged", id="deep"),
        pytest.param(
            document().replace('"1.0"', '"1.0" encoding="utf-9"'), TERMS, "damaged", id="encoding"
        ),
    ],
)
def test_unreadable(tmp_path: Path, text: str, options: ReadOptions, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read(tmp_path, text, options)


def test_read_although_it_does_not_add_up(tmp_path: Path) -> None:
    file, drafts = read(tmp_path, document(closing="1"), ReadOptions(terms_days=30, force=True))
    assert len(drafts) == 3
    assert any("because you asked" in str(note) for note in file.notes)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sie5, "MAX_XML_BYTES", 10)
    with pytest.raises(UnreadableFile, match="larger than"):
        read(tmp_path, document())


def test_what_the_document_says_of_the_account_as_a_whole(tmp_path: Path) -> None:
    text = document().replace('<JournalEntry id="1">', '<JournalEntry journalDate="2026-08-20">')
    head = (
        '<FileCreation time="2026-09-02T10:00:00Z"/>'
        '<FiscalYears><FiscalYear start="2026-01" end="2026-12" primary="true"/></FiscalYears>'
    )
    file, _ = read(tmp_path, text.replace("</FileInfo>", f"{head}</FileInfo>"))
    assert file.books is not None
    assert (file.books.first_on, file.books.through_on) == (date(2026, 1, 1), date(2026, 8, 20))
    assert file.books.made_on == date(2026, 9, 2)
    assert file.books.balances == {"1510": (0, 1150_00)}
    assert file.books.items == {"2": 700_00, "3": -50_00, "4": 500_00}
    assert file.chart == {"1510": "Kund", "1511": "Andra"}


def test_a_document_that_says_no_days_tells_of_its_last_month(tmp_path: Path) -> None:
    file, _ = read(tmp_path, document())
    assert file.books is not None
    assert (file.books.first_on, file.books.through_on) == (None, date(2026, 12, 31))
    assert file.books.made_on is None


def test_a_document_without_balances_says_nothing_of_the_account(tmp_path: Path) -> None:
    text = document().replace('<ClosingBalance month="2026-12" amount="1150"/>', "")
    assert read(tmp_path, text)[0].books is None
