"""Makes the workbooks of tests/adapters/importers/workbooks with LibreOffice: python -m tests.adapters.importers.make_workbooks

Old Excel files (BIFF8) cannot be written by a library that the tests have, so that those of LibreOffice
stand in the repository: a list as a person keeps it, with a cover sheet, real dates, numbers of
invoices as numbers, formulas for what is left, a total, and a name that looks like a formula.
"""

from __future__ import annotations

import subprocess
import tempfile
from datetime import date
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent / "workbooks"
HEADER = (
    "Fakturanr",
    "Kund",
    "Org.nr",
    "Fakturadatum",
    "Förfallodatum",
    "Belopp",
    "Betalt",
    "Kvar",
    "OCR",
)
ROWS = (
    (1042, "Alnö Bygg AB", "556912-3473", date(2026, 8, 1), date(2026, 8, 31), 12500, 0, "10421"),
    (1043, "Åsa Öberg", "19810412-9898", date(2026, 8, 2), date(2026, 9, 1), 999.5, 99.5, "0010439"),
    (1044, "Ekdungen €", "802412-3476", date(2026, 8, 3), date(2026, 9, 2), -500, 0, ""),
    (1045, "=cmd|' /C calc'!A1", "556943-2155", date(2026, 8, 4), date(2026, 9, 3), 0.1 + 0.2, 0, ""),
)  # fmt: skip
BANK = (
    ("Kontohändelser", None, None, None, None, None),
    ("Bokföringsdatum", "Valutadatum", "Verifikationsnummer", "Text/mottagare", "Belopp", "Saldo"),
    (date(2026, 9, 28), date(2026, 9, 28), 5490990000, "10421", 12500, 22500),
    (date(2026, 9, 29), date(2026, 9, 29), 5490990001, "Åsa Öberg", 0.1 + 0.2, 22500.3),
    (date(2026, 9, 30), date(2026, 9, 30), 5490990002, "HYRA", -8000, 14500.3),
)


def main() -> None:
    """Write the lists with openpyxl, and have LibreOffice save them in the other formats."""
    with tempfile.TemporaryDirectory() as folder:
        _save(_list(), Path(folder, "lista.xlsx"), "xls", "ods", "xlsx")
        statement = openpyxl.Workbook()
        assert statement.active is not None
        for row in BANK:
            statement.active.append(row)
        _save(statement, Path(folder, "konto.xlsx"), "xls")


def _list() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    cover, sheet = book.active, book.create_sheet("Fakturor")
    assert cover is not None
    cover.append(["Kundfakturor per 2026-09-04"])
    sheet.append(HEADER)
    for at, (*start, paid, ocr) in enumerate(ROWS, start=2):
        sheet.append([*start, paid, f"=F{at}-G{at}", ocr])
        sheet.cell(at, 2).data_type = "s"  # a name, whatever it begins with
    sheet.append(["Summa", *[None] * 4, f"=SUM(F2:F{len(ROWS) + 1})"])
    return book


_FILTERS = {"xls": "xls:MS Excel 97", "ods": "ods", "xlsx": "xlsx:Calc MS Excel 2007 XML"}


def _save(book: openpyxl.Workbook, source: Path, *kinds: str) -> None:
    book.save(source)
    for kind in kinds:
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{source.parent}/profile",
             "--convert-to", _FILTERS[kind], "--outdir", str(HERE), str(source)],
            check=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
