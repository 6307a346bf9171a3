"""The files that are printed say what `explain --json` says: amounts, OCR number and days.

Read back by other programs (poppler's pdftotext and pdftoppm, and a reader of QR codes).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from tests.cli.runs import Firm

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(
        not (shutil.which("pdftotext") and shutil.which("pdftoppm")), reason="poppler is not here"
    ),
]
ROWS = """Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;OCR;Beskrivning;Gatuadress;Postnr;Ort
F-1041;1;Åsa Öberg;19811218-9876;2025-09-01;2025-10-01;12 500,50;;Målning;Storgatan 1;852 30;Sundsvall
1042;1;Åsa Öberg;19811218-9876;2025-11-03;2025-12-03;845,00;88880;Tapetsering;Storgatan 1;852 30;Sundsvall
"""
REMINDED, DEMANDED = "2026-03-02", "2026-03-18"


@pytest.fixture
def sent(firm: Firm) -> Firm:
    path = firm.folder / "list.csv"
    path.write_text(ROWS, encoding="utf-8")
    for words in (
        ("import", str(path)),
        ("settings", "set", "make_ocr", "checksum"),
        ("settings", "set", "swish", "123 456 78 90"),
        ("send", "F-1041", "1042"),
    ):
        assert firm.run(*words, day=REMINDED).code == 0
    return firm


def printed(firm: Firm, letter: dict[str, Any]) -> tuple[str, list[str]]:
    """The words of a letter in the folder to print from, and its codes."""
    shown = firm.answer("show", letter["invoice"], day=DEMANDED)["letters"]
    digest = next(row["sha256"] for row in shown if row["id"] == letter["letter"])
    (path,) = [
        path
        for path in (firm.folder / "ledger-letters" / "to-print").glob("*.pdf")
        if sha256(path) == digest
    ]
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    pages = firm.folder / f"pages-{letter['letter']}"
    pages.mkdir()
    subprocess.run(["pdftoppm", "-r", "200", "-png", path, pages / "page"], check=True)
    codes = [
        found.text
        for page in sorted(pages.iterdir())
        for found in zxingcpp.read_barcodes(Image.open(page).convert("L"))
    ]
    return re.sub(r"[ \u00a0]+", " ", text), codes


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def swedish(amount: str) -> str:
    """1234.50 as a letter shows it."""
    return f"{Decimal(amount):,.2f}".replace(",", " ").replace(".", ",")


def agree(firm: Firm, letter: dict[str, Any], day: str) -> None:
    """Every amount and day of each invoice's explanation stands in the letter, and in its codes."""
    text, codes = printed(firm, letter)
    total = Decimal(0)
    for number in letter["invoices"]:
        told = firm.answer("explain", number, "--as-of", day, day=DEMANDED)
        for line in told["lines"]:
            assert swedish(line["amount"]) in text, line
            if line["kind"] == "interest":
                rate = f"{Decimal(line['rate']):.2f}".replace(".", ",")
                row = (
                    rf"{line['from']} {line['to']} {line['days']} "
                    rf"{swedish(line['base'])} {rate} % {swedish(line['amount'])}"
                )
                assert re.search(row, text), row
        total += Decimal(told["balance"])
        assert firm.answer("show", number, day=DEMANDED)["ocr"] in text
    assert f"{total:.2f}" == letter["total"]
    assert swedish(letter["total"]) in text
    assert letter["due_on"] in text
    bank, swish = sorted(codes, reverse=True)
    bill = json.loads(bank, parse_float=str)
    named = letter["ocr"] or ", ".join(letter["invoices"])
    assert (bill["due"], bill["iref"]) == (letter["total"], named)
    assert bill["ddt"] == letter["due_on"].replace("-", "")
    assert swish == f"C1234567890;{letter['total']};{named};0"


def test_reminders(sent: Firm) -> None:
    reminders = sent.answer("outbox")["letters"]
    assert len(reminders) == 2
    for number, ocr in (("F-1041", "10413"), ("1042", "88880")):
        shown = sent.answer("show", number, day=REMINDED)
        (row,) = shown["letters"]
        letter = {
            **row,
            "letter": row["id"],
            "invoice": number,
            "invoices": [number],
            "ocr": shown["ocr"],
        }
        assert shown["ocr"] == ocr
        agree(sent, letter, REMINDED)


def test_a_joined_demand(sent: Firm) -> None:
    (letter,) = sent.answer("tick", day=DEMANDED)["letters"]
    assert (letter["kind"], letter["invoices"]) == ("demand", ["F-1041", "1042"])
    agree(sent, letter, DEMANDED)
