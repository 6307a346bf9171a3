"""The settlement through the services: shown, made final once, exported, and printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdf
import pytest
from openpyxl import load_workbook

from reminder_cli.domain.adopting import Adoption
from reminder_cli.domain.booking import by_account
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import PaidTo
from reminder_cli.errors import Refused, WrongValue
from reminder_cli.services.adopting import adopt
from reminder_cli.services.export import Wanted, export
from reminder_cli.services.pay import pay
from reminder_cli.services.settle import PartnerInvoice, Settlement, settlement
from reminder_cli.services.settlement_documents import check_names, write_documents
from tests.services.firm import Firm, invoice_row

A = "1001"


@pytest.fixture
def a(tmp_path: Path) -> Firm:
    """Example A, paid to the creditor on 27 January 2026, seen on 3 February."""
    firm = Firm(tmp_path, date(2026, 1, 12), collector=Collector.PARTNER)
    firm.take_in([invoice_row(A, 999_50, dated=date(2025, 11, 24), due=date(2025, 12, 24))])
    firm.send(A)
    firm.day = date(2026, 1, 27)
    firm.pay(A, 1063_33)
    firm.day = date(2026, 2, 3)
    return firm


def settled(
    firm: Firm, period: str = "", *, invoice: str = "", on: date = date(2026, 2, 2)
) -> Settlement:
    known = PartnerInvoice(number=invoice, on=on) if invoice else None
    with firm.world() as world:
        return settlement(world, period, invoice=known)


def rows(made: Settlement) -> dict[str, int]:
    assert made.voucher is not None
    return by_account(made.voucher.rows)


def test_the_last_month_that_has_ended(a: Firm) -> None:
    made = settled(a)
    assert (made.period, made.partner, made.final) == ("2026-01", "Ombud Inkasso AB", False)
    assert rows(made) == {"2641": 15_00, "2890": 61_91, "2440": -76_91}
    assert made.voucher is not None
    assert made.voucher.on == date(2026, 1, 31)


def test_paid_to_the_partner(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2026, 1, 12), collector=Collector.PARTNER)
    firm.take_in([invoice_row(A, 999_50, dated=date(2025, 11, 24), due=date(2025, 12, 24))])
    firm.send(A)
    firm.day = date(2026, 1, 27)
    with firm.world() as world:
        pay(world, A, 1063_33, to=PaidTo.PARTNER, paid_out_on=date(2026, 1, 30))
    firm.day = date(2026, 2, 3)
    assert rows(settled(firm)) == {"2641": 15_00, "2440": -15_00}


def test_final_with_the_invoice_of_the_partner_and_exported_once(a: Firm) -> None:
    assert settled(a) == settled(a)  # showing it records nothing
    made = settled(a, invoice="4711")
    assert made.final
    again = settled(a)
    assert (again.cases, again.voucher, again.invoice, again.invoiced_on) == (
        made.cases,
        made.voucher,
        "4711",
        date(2026, 2, 2),
    )
    assert again.voucher is not None
    assert "invoice 4711 of 2026-02-02" in again.voucher.text
    with a.world() as world:
        first = export(world, a.folder / "a.se", Wanted(kind="sie"))
        second = export(world, a.folder / "b.se", Wanted(kind="sie"))
    assert [item.key for item in first.vouchers] == ["payment/1/1", "settlement/2026-01"]
    assert second.vouchers == ()


def test_a_month_that_is_not_final_is_not_exported(a: Firm) -> None:
    settled(a)
    with a.world() as world:
        report = export(world, a.folder / "a.se", Wanted(kind="sie"))
    assert [item.key for item in report.vouchers] == ["payment/1/1"]


def test_a_settled_month_is_closed_and_later_facts_fall_in_the_next(a: Firm) -> None:
    settled(a, invoice="4711")
    with pytest.raises(Refused, match="settled already, with the invoice 4711"):
        settled(a, "2026-01", invoice="4712")
    a.unpay(1)
    assert rows(settled(a, "2026-01")) == {"2641": 15_00, "2890": 61_91, "2440": -76_91}
    a.day = date(2026, 3, 2)
    assert rows(settled(a)) == {"2641": -15_00, "2890": -61_91, "2440": 76_91}
    settled(a, invoice="4712", on=date(2026, 3, 1))
    with pytest.raises(Refused, match="2026-02 is settled, and 2025-12 with it"):
        settled(a, "2025-12")
    a.day = date(2026, 4, 1)
    empty = settled(a)
    assert (empty.cases, empty.voucher, empty.nothing) == ((), None, None)


def test_an_invoice_that_is_of_another_month_does_not_close_this_one(a: Firm) -> None:
    with pytest.raises(Refused, match="nothing to settle through 2025-12"):
        settled(a, "2025-12", invoice="4710")
    settled(a, invoice="4711")
    a.unpay(1)
    a.day = date(2026, 3, 2)
    with pytest.raises(Refused, match="Invoice 4711 of 2026-02-02 has settled 2026-01 already"):
        settled(a, invoice="4711")
    assert settled(a, invoice="4712").final


def test_a_dry_run_settles_nothing(a: Firm) -> None:
    with a.world() as world:
        invoice = PartnerInvoice(number="4711", on=date(2026, 2, 2))
        assert settlement(world, invoice=invoice, dry_run=True).final
    assert not settled(a).final


@pytest.mark.parametrize(
    ("period", "on", "error", "why"),
    [
        ("2026-02", date(2026, 2, 2), Refused, "The month ends on 2026-02-28"),
        ("2026-01", date(2026, 2, 4), Refused, "2026-02-04 has not come yet"),
        ("2026-13", date(2026, 2, 2), WrongValue, "not a month"),
        ("January", date(2026, 2, 2), WrongValue, "not a month"),
    ],
)
def test_refused(a: Firm, period: str, on: date, error: type[Exception], why: str) -> None:
    with pytest.raises(error, match=why):
        settled(a, period, invoice="4711", on=on)


def test_own_cases_are_not_settled(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10))
    firm.take_in([invoice_row(A, 2400_00, dated=date(2026, 1, 30), due=date(2026, 3, 1))])
    firm.send(A)
    for invoice in ("", "4711"):
        made = settled(firm, invoice=invoice)
        assert "nothing to settle" in str(made.nothing)
    assert not settled(firm).final


def test_not_registered_for_vat(tmp_path: Path) -> None:
    settings = {"vat_registered": "false"}
    firm = Firm(tmp_path, date(2026, 1, 12), collector=Collector.PARTNER, settings=settings)
    firm.take_in([invoice_row(A, 999_50, dated=date(2025, 11, 24), due=date(2025, 12, 24))])
    firm.send(A)
    firm.day = date(2026, 1, 27)
    firm.pay(A, 1063_33)
    firm.day = date(2026, 2, 3)
    assert rows(settled(firm)) == {"6062": 15_00, "2890": 61_91, "2440": -76_91}


def test_the_documents_say_the_same_and_are_the_same_bytes_again(a: Firm) -> None:
    made = settled(a, invoice="4711")
    pdf, xlsx = a.folder / "january.pdf", a.folder / "january.xlsx"
    with a.world() as world:
        assert write_documents(world, made, pdf=pdf, xlsx=xlsx) == [pdf, xlsx]
        first = pdf.read_bytes(), xlsx.read_bytes()
        write_documents(world, made, pdf=pdf, xlsx=xlsx)
    assert (pdf.read_bytes(), xlsx.read_bytes()) == first
    text = pypdf.PdfReader(pdf).pages[0].extract_text().replace("\u00a0", " ")
    for said in ("Settlement of 2026-01", "Norrviken Hantverk AB", "4711 of 2026-02-02", "76,91"):
        assert said in text
    book = load_workbook(xlsx)
    assert book.sheetnames == ["Cases", "Actions", "Voucher of 2026-01-31"]
    cases = list(book["Cases"].iter_rows(values_only=True))
    assert cases[1] == (A, 60, 15, 0, 0, 61.91, 0)


def test_names_of_documents_are_checked_first(tmp_path: Path) -> None:
    with pytest.raises(WrongValue, match=r"does not end with \.pdf"):
        check_names(tmp_path / "a.doc", None)
    with pytest.raises(Refused, match="no folder"):
        check_names(None, tmp_path / "none" / "a.xlsx")
    check_names(None, None)
    noted = tmp_path / "january.xlsx"
    noted.write_text("with notes")
    with pytest.raises(Refused, match="exists already"):
        check_names(None, noted)


@pytest.mark.parametrize(("step", "fee_ore"), [("reminder", 60_00), ("demand", 240_00)])
def test_a_fee_claimed_elsewhere_is_the_creditor_s(tmp_path: Path, step: str, fee_ore: int) -> None:
    """A debt taken over with its fees: the partner did nothing for them, and has no part in them."""
    firm = Firm(tmp_path, date(2026, 1, 12), collector=Collector.PARTNER)
    firm.take_in([invoice_row(A, 999_50, dated=date(2025, 11, 24), due=date(2025, 12, 24))])
    with firm.world() as world:
        adopt(world, [A], Adoption(step=step, sent_on=date(2026, 1, 9), fees_ore=fee_ore))
    firm.day = date(2026, 1, 14)
    paid = firm.pay(A, 999_50 + fee_ore)
    assert paid.allocation.fees_ore == fee_ore
    firm.day = date(2026, 2, 3)
    made = settled(firm)
    assert sum(line.fees_paid_ore for line in made.cases) == 0
    assert sum(line.vat_ore for line in made.cases) == 0
    assert [act for line in made.cases for act in line.acts] == []
    assert firm.account(A).owed_ore == 0
