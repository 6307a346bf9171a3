"""Bokio's export of everything: invoices joined with customers, names that lead nowhere."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from reminder_cli.adapters import file_limits as limits
from reminder_cli.adapters.importers.base import ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.errors import RejectedFile, UnreadableFile

INVOICES = (
    "Id,InvoiceDate,InvoiceNumber,SumReceived,TotalSum,Deadline,State,Type,CustomerNumber,Name,Type\n"
    "x,2026-08-01,3,250,1250,2026-09-10,Published,Invoice,7,Åsa Öberg,Individual\n"
    "x,2026-08-01,4,0,500,2026-09-10,Published,Invoice,9,Okänd AB,Company\n"
)
CUSTOMERS = (
    "Customer number,Name,Type,Street 1,Postal code,City,Email\n"
    "7,Åsa Öberg,Individual,Storgatan 1,852 30,Sundsvall,asa@example.com\n"
)


def packed(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_invoices_joined_with_customers(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "export.zip",
        {"a/InvoiceSummaries.csv": INVOICES, "a/Customers.csv": CUSTOMERS, "../../evil.txt": "x"},
    )
    file = read_invoices(path, ReadOptions())
    known, unknown = file.drafts
    assert file.problems == []
    assert file.format == "Bokio (checked against its column list)"
    assert file.full_list
    assert (known.total_ore, known.remaining_ore) == (125000, 100000)
    assert known.customer.kind is CustomerKind.CONSUMER
    assert (known.customer.street, known.customer.email) == ("Storgatan 1", "asa@example.com")
    assert (unknown.customer.name, unknown.customer.street) == ("Okänd AB", "")
    assert [customer.number for customer in file.customers] == ["7"]
    assert not (tmp_path.parent / "evil.txt").exists()


def test_without_customers(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {"InvoiceSummaries.csv": "\ufeff" + INVOICES})
    assert len(list(read_invoices(path, ReadOptions()).drafts)) == 2


def test_two_lists_are_refused(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "b.zip", {"a/InvoiceSummaries.csv": INVOICES, "b/InvoiceSummaries.csv": ""}
    )
    with pytest.raises(UnreadableFile, match="more than once"):
        read_invoices(path, ReadOptions())


def test_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 100_000)
    path = packed(tmp_path / "b.zip", {"InvoiceSummaries.csv": INVOICES, "x": "0" * 200_000})
    with pytest.raises(UnreadableFile, match="unpacks to more"):
        read_invoices(path, ReadOptions())


def test_damaged(tmp_path: Path) -> None:
    whole = packed(tmp_path / "b.zip", {"InvoiceSummaries.csv": INVOICES * 50}).read_bytes()
    path = tmp_path / "c.zip"
    for at in range(0, len(whole), 11):
        path.write_bytes(whole[:at] + b"\xff" + whole[at + 1 :])
        try:
            list(read_invoices(path, ReadOptions()).drafts)
        except RejectedFile:
            continue
