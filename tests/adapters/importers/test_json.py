"""JSON of the interfaces of Fortnox and Spiris: fields, traps, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reminder_cli.adapters.importers import json_invoices
from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.domain.invoice import CustomerKind, InvoiceDraft, InvoiceKind
from reminder_cli.errors import UnreadableFile

FORTNOX: dict[str, object] = {
    "DocumentNumber": "1041",
    "CustomerName": "Alnö Bygg AB",
    "CustomerNumber": "1",
    "InvoiceDate": "2026-08-01",
    "DueDate": "2026-08-31",
    "Total": 12500,
    "Balance": 12500,
    "Cancelled": False,
    "Credit": "false",
    "CreditInvoiceReference": "0",
    "Currency": "SEK",
    "OCR": "10413",
    "Sent": True,
    "NoxFinans": False,
    "InvoiceType": "INVOICE",
    "FinalPayDate": None,
    "EmailInformation": {"EmailAddressTo": "ekonomi@example.com", "EmailAddressCC": None},
}
SPIRIS: dict[str, object] = {
    "CustomerId": "c1",
    "InvoiceNumber": 1041,
    "InvoiceDate": "2026-08-01T00:00:00",
    "DueDate": "2026-08-31",
    "TotalAmountInvoiceCurrency": 12500.0,
    "RemainingAmountInvoiceCurrency": 5000.1,
    "IsCreditInvoice": False,
    "CurrencyCode": "SEK",
    "PaymentReferenceNumber": "10413",
    "VoucherId": None,
}


def read(tmp_path: Path, content: object) -> tuple[ReadFile, list[InvoiceDraft]]:
    path = tmp_path / "answer"
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    file = read_invoices(path, ReadOptions())
    return file, list(file.drafts)


def notes(file: ReadFile) -> str:
    return "\n".join(map(str, file.notes))


@pytest.mark.parametrize(
    "content",
    [
        {"Invoices": [FORTNOX], "MetaInformation": {"@TotalPages": 1}},
        [FORTNOX],
        {"Invoice": FORTNOX},
    ],
    ids=["envelope", "list", "one"],
)
def test_fortnox(tmp_path: Path, content: object) -> None:
    file, drafts = read(tmp_path, content)
    assert file.problems == []
    assert file.format.startswith("Fortnox")
    assert file.notes == []
    draft = drafts[0]
    assert (draft.row, draft.number, draft.total_ore, draft.remaining_ore) == (
        1,
        "1041",
        1250000,
        1250000,
    )
    assert (draft.kind, draft.ocr, draft.credits_number) == (InvoiceKind.INVOICE, "10413", "")
    assert (draft.customer.name, draft.customer.email) == ("Alnö Bygg AB", "ekonomi@example.com")


@pytest.mark.parametrize(
    ("changes", "total", "remaining", "kind"),
    [
        ({"Balance": 0}, 1250000, 0, "invoice"),
        ({"InvoiceType": "CASHINVOICE"}, 1250000, 1250000, "cash_note"),
        ({"CreditInvoiceReference": "1050"}, 1250000, 1250000, "invoice"),
        ({"Credit": "true", "Total": -500, "Balance": -500}, -50000, -50000, "credit_note"),
        ({"Total": 4937.5, "Balance": 0.1}, 493750, 10, "invoice"),
        ({"Total": 10.10, "Balance": "10.1000"}, 1010, None, "invoice"),
    ],
    ids=["settled", "cash", "credited", "credit", "decimals", "text with decimals"],
)
def test_fortnox_amounts_and_kinds(
    tmp_path: Path, changes: dict[str, object], total: int, remaining: int | None, kind: str
) -> None:
    file, drafts = read(tmp_path, [FORTNOX | changes])
    if remaining is None:
        assert [p.found for p in file.problems] == ["10.1000"]
    else:
        assert [(d.total_ore, d.remaining_ore, d.kind.value) for d in drafts] == [
            (total, remaining, kind)
        ]


def test_no_binary_fractions(tmp_path: Path) -> None:
    text = json.dumps([FORTNOX]).replace("12500", "9007199254.10")
    _, drafts = read(tmp_path, text)
    assert drafts[0].total_ore == 900719925410


def test_fortnox_cancelled_and_sold(tmp_path: Path) -> None:
    sold = FORTNOX | {"DocumentNumber": "1042", "NoxFinans": True}
    file, drafts = read(tmp_path, [FORTNOX | {"Cancelled": True}, sold])
    assert [(d.number, d.handled_elsewhere) for d in drafts] == [("1042", True)]
    assert "Cancelled invoices, left out (1): 1041" in notes(file)


@pytest.mark.parametrize(
    ("balance", "left"), [(12500, 950000), (4500, 150000), (3000, 0), (0, 0)],
    ids=["nothing paid", "part paid", "customer has paid", "settled"],
)  # fmt: skip
@pytest.mark.parametrize("field", ["TaxReduction", "TotalToPay"])
def test_skatteverkets_part(tmp_path: Path, balance: int, left: int, field: str) -> None:
    part = {"HouseWork": True, "Balance": balance, field: 3000 if field == "TaxReduction" else 9500}
    file, drafts = read(tmp_path, [FORTNOX | part])
    assert [(d.total_ore, d.reduction_ore, d.remaining_ore) for d in drafts] == [
        (1250000, 300000, left)
    ]
    assert ("Skatteverket's part" in notes(file)) is (balance > 0)


def test_skatteverkets_part_of_a_credit_note(tmp_path: Path) -> None:
    credit = {"HouseWork": True, "Credit": "true", "Total": -1000, "Balance": -1000}
    _, drafts = read(tmp_path, [FORTNOX | credit | {"TaxReduction": -300}])
    assert [(d.total_ore, d.reduction_ore, d.remaining_ore) for d in drafts] == [
        (-100000, -30000, -70000)
    ]
    _, drafts = read(tmp_path, [FORTNOX | credit])
    assert [d.remaining_ore for d in drafts] == [-100000]


def test_spiris(tmp_path: Path) -> None:
    file, drafts = read(tmp_path, {"Meta": {"TotalNumberOfPages": 3}, "Data": [SPIRIS]})
    assert file.problems == []
    assert file.format.startswith("Spiris customer ledger")
    assert notes(file) == "This is one page of 3; import the others too."
    assert [(d.number, d.total_ore, d.remaining_ore, d.customer.number) for d in drafts] == [
        ("1041", 1250000, 500010, "c1")
    ]


def test_spiris_customer_invoices(tmp_path: Path) -> None:
    record = {
        "InvoiceNumber": 7, "InvoiceDate": "2026-08-01", "DueDate": "2026-08-31", "TotalAmount": 1000,
        "RemainingAmount": 700, "RotReducedInvoicingType": 1, "RotReducedInvoicingAmount": 300,
        "CustomerIsPrivatePerson": True, "CustomerName": "Åsa", "CustomerEmail": "a@example.com",
        "IsCreditInvoice": False, "InvoiceAddress1": "Storgatan 1",
    }  # fmt: skip
    file, drafts = read(tmp_path, {"Data": [record]})
    assert file.format.startswith("Spiris customer invoices")
    draft = drafts[0]
    assert (draft.reduction_ore, draft.remaining_ore) == (30000, 70000)
    assert (draft.customer.kind, draft.customer.street) == (CustomerKind.CONSUMER, "Storgatan 1")


def test_problems_name_the_record(tmp_path: Path) -> None:
    file, _ = read(tmp_path, [FORTNOX, FORTNOX | {"DocumentNumber": "1042", "Total": "1e3"}])
    assert [(p.line, p.column, p.found) for p in file.problems] == [(2, "Total", "1e3")]


def test_empty_list(tmp_path: Path) -> None:
    file, drafts = read(tmp_path, {"Invoices": []})
    assert drafts == []
    assert notes(file) == "The list is empty."


@pytest.mark.parametrize(
    "text",
    ["{", "[1, 2]", '{"a": 1}', '{"Invoices": 5}', "[" * 100_000, '[{"Total": NaN}]', '"x"', "{}"],
    ids=["cut", "numbers", "one number", "no list", "deep", "NaN", "text", "empty"],
)
def test_unreadable(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableFile):
        read(tmp_path, text)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_invoices, "MAX_JSON_BYTES", 10)
    with pytest.raises(UnreadableFile, match="larger than"):
        read(tmp_path, [FORTNOX])
