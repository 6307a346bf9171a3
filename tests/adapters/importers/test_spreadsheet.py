"""Workbooks: cells become text, the right sheet is read, and hostile files are refused."""

from __future__ import annotations

import random
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from reminder_cli.adapters import file_limits as limits
from reminder_cli.adapters.importers.base import ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.adapters.old_excel import old_sheets
from reminder_cli.adapters.workbook_cells import Cell, cell_text
from reminder_cli.domain.invoice import InvoiceDraft
from reminder_cli.errors import UnreadableFile

HEADER: list[object] = ["Fakturanr", "Kund", "Fakturadatum", "Förfallodatum", "Belopp", "OCR"]
ROW: list[object] = [1042.0, "Alnö Bygg AB", date(2026, 8, 1), datetime(2026, 8, 31), 1250.5, 10413]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def drafts(path: Path) -> list[InvoiceDraft]:
    file = read_invoices(path, ReadOptions())
    read = list(file.drafts)
    assert file.problems == []
    return read


def test_the_sheet_with_the_best_header(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "list.dat",  # the name tells nothing
        {"Försättsblad": [["Kundreskontra"]], "Data": [[], ["Utskrivet"], HEADER, ROW], "Tom": []},
    )
    assert [
        (d.row, d.number, d.invoice_date, d.due_date, d.total_ore, d.ocr) for d in drafts(path)
    ] == [(4, "1042", date(2026, 8, 1), date(2026, 8, 31), 125050, "10413")]


@pytest.mark.parametrize(
    ("cell", "ore"),
    [
        pytest.param(0.1 + 0.2, 30, id="binary fraction"),
        pytest.param(1250, 125000, id="whole"),
        pytest.param("1 250,00", 125000, id="text"),
        pytest.param(-0.5, -50, id="negative"),
    ],
)
def test_amounts(tmp_path: Path, cell: object, ore: int) -> None:
    path = workbook(tmp_path / "a.xlsx", {"A": [HEADER, [*ROW[:4], cell, ""]]})
    assert [d.total_ore for d in drafts(path)] == [ore]


def test_three_decimals_are_a_problem_not_rounded(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"A": [HEADER, [*ROW[:4], 12.345, ""]]})
    file = read_invoices(path, ReadOptions())
    assert list(file.drafts) == []
    assert [(p.column, p.found) for p in file.problems] == [("Belopp", "12.345")]


def test_columns_are_counted_from_the_edge(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"A": [["", "", *HEADER], [None, None, *ROW]]})
    file = read_invoices(path, ReadOptions(columns={"customer_name": "8"}))
    assert [d.customer.name for d in file.drafts] == ["10413"]


def test_dates_half_turned_into_real_ones_are_refused(tmp_path: Path) -> None:
    """Excel in English makes 02/03 a real date (3 February) and leaves 31/03 as text."""
    rows = [[n, "A", "2026-01-01", day, 5, ""] for n, day in enumerate(
        [date(2026, 2, 3), date(2026, 4, 3), "31/03/2026"], start=1)]  # fmt: skip
    path = workbook(tmp_path / "a.xlsx", {"A": [HEADER, *rows]})
    file = read_invoices(path, ReadOptions())
    assert len(list(file.drafts)) == 2
    assert [p.found for p in file.problems] == ["31/03/2026"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (True, "true"),
        (1042, "1042"),
        (-0.0, "0"),
        (1e-9, "0"),
        (85230.0, "85230"),
        (datetime(2026, 8, 1, 12), "2026-08-01"),
        (time(12, 30), "12:30:00"),
        (timedelta(days=1), "1 day, 0:00:00"),
        ("1042.0", "1042.0"),
    ],
)
def test_cells_become_text(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


def test_formulas_that_no_program_has_counted(tmp_path: Path) -> None:
    """A library writes them without values: what is left is not said, and is not the whole."""
    rows = [[*HEADER[:5], "Kvar"], [*ROW[:5], "=E2/2"]]
    file = read_invoices(workbook(tmp_path / "a.xlsx", {"A": rows}), ReadOptions())
    assert list(file.drafts) == []
    assert [(p.line, p.column, p.found) for p in file.problems] == [(2, "Kvar", "")]
    rows[1][5] = None
    assert drafts(workbook(tmp_path / "b.xlsx", {"A": rows}))[0].remaining_ore is None


def refused(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        list(read_invoices(path, ReadOptions()).drafts)
    return caught.value.message


def test_damaged(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", {"A": [HEADER, ROW]}).read_bytes()
    path = tmp_path / "cut.xlsx"
    for size in range(1, len(whole), 97):
        path.write_bytes(whole[:size])
        assert refused(path)
    assert "damaged" in refused(path)
    path.write_bytes(b"")
    assert "empty" in refused(path)


def test_empty_workbook_and_other_zip(tmp_path: Path) -> None:
    assert "workbook is empty" in refused(workbook(tmp_path / "a.xlsx", {"A": []}))
    other = tmp_path / "b.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "not an Excel" in refused(other)


def repacked(source: Path, target: Path, part: str, text: bytes) -> Path:
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return target


@pytest.mark.parametrize("cell", ["XFD2", "A1048576", "A400000", "CA2", "cb7"])
def test_a_stray_cell_far_away_does_not_take_the_memory(tmp_path: Path, cell: str) -> None:
    whole = workbook(tmp_path / "a.xlsx", {"A": [HEADER, ROW]})
    xml = f'<worksheet><sheetData><row><c r="A1"><v>1</v></c><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
    path = repacked(whole, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", xml.encode())
    assert "beyond column BZ" in refused(path)


def test_a_coloured_empty_cell_far_away_is_harmless(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", {"A": [HEADER, ROW]})
    with zipfile.ZipFile(whole) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    xml = xml.replace(b"</sheetData>", b'<row r="3"><c r="XFD3" s="0"/></row></sheetData>')
    path = repacked(whole, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", xml)
    assert len(drafts(path)) == 1


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)


def ods_cell(text: object, attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def ods(path: Path, last_row: str) -> Path:
    rows: list[list[object]] = [HEADER, ["1042", "Åsa", "2026-08-01", "2026-08-31", "5,50", ""]]
    table = "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", _ODS.format(rows=table + last_row))
    return path


def test_open_document(tmp_path: Path) -> None:
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    tail = f'<table:table-row table:number-rows-repeated="1048570">{empty}</table:table-row>'
    assert [(d.number, d.total_ore) for d in drafts(ods(tmp_path / "a.ods", tail))] == [
        ("1042", 550)
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ods_cell("x", 'table:number-columns-repeated="16384"'),
        '<table:table-cell table:number-columns-repeated="16000"/>' + ods_cell("x"),
    ],
    ids=["repeated", "after a gap"],
)
def test_open_document_far_cells(tmp_path: Path, cells: str) -> None:
    row = f"<table:table-row>{cells}</table:table-row>"
    assert "beyond column BZ" in refused(ods(tmp_path / "a.ods", row))


def test_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = workbook(tmp_path / "a.xlsx", {"A": [HEADER, ROW]})
    bomb = repacked(whole, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", b" " * 3_000_000)
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 1_000_000)
    assert "unpacks to more than" in refused(bomb)
    lying = bytearray(bomb.read_bytes())
    for at in range(len(lying) - 4):  # every place that states the size
        if lying[at : at + 4] == (3_000_000).to_bytes(4, "little"):
            lying[at : at + 4] = (3000).to_bytes(4, "little")
    bomb.write_bytes(bytes(lying))
    assert "unpacks to more than" in refused(bomb)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 10)
    path = tmp_path / "a.csv"
    path.write_text("x" * 11)
    assert "larger than" in refused(path)


# Workbooks as LibreOffice saves them: see make_workbooks.py


SAVED = Path(__file__).parent / "workbooks"


@pytest.mark.parametrize("name", ["lista.xls", "lista.ods", "lista.xlsx"])
def test_a_workbook_of_libreoffice(name: str) -> None:
    """Real dates, numbers of invoices as numbers, formulas as values, a sum, and a name like a formula."""
    found = drafts(SAVED / name)
    assert [
        (d.row, d.number, d.invoice_date.day, d.due_date.day, d.total_ore, d.remaining_ore, d.ocr)
        for d in found
    ] == [
        (2, "1042", 1, 31, 12500_00, 12500_00, "10421"),
        (3, "1043", 2, 1, 999_50, 900_00, "0010439"),
        (4, "1044", 3, 2, -500_00, -500_00, ""),
        (5, "1045", 4, 3, 30, 30, ""),
    ]
    assert [d.customer.name for d in found] == [
        "Alnö Bygg AB", "Åsa Öberg", "Ekdungen €", "=cmd|' /C calc'!A1"
    ]  # fmt: skip


def test_a_damaged_old_workbook_is_refused_and_ends_nothing(tmp_path: Path) -> None:
    """Some of these make the reader ask for 170 GB, or panic: it runs in a process of its own."""
    whole = (SAVED / "lista.xls").read_bytes()
    chance = random.Random(4)
    damaged = [whole[:size] for size in range(8, len(whole), 512)]
    for _ in range(30):
        spoilt = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20))):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        damaged.append(bytes(spoilt))
    damaged.append(whole[:4203] + b"\x6f" + whole[4204:])  # this one asks for 170 GB
    assert [_is_read(tmp_path / f"{n}.xls", data) for n, data in enumerate(damaged)][-1:] == [False]


def _is_read(path: Path, data: bytes) -> bool:
    path.write_bytes(data)
    try:
        return all(draft.number for draft in read_invoices(path, ReadOptions()).drafts)
    except UnreadableFile:
        return False


def test_only_the_beginning_of_an_old_workbook() -> None:
    """The process that reads does not stay when nobody wants the rest."""
    sheets = old_sheets(SAVED / "lista.xls")
    cover = next(sheets)
    sheets.close()  # type: ignore[attr-defined]
    assert cover == [(1, ["Kundfakturor per 2026-09-04"])]
    assert list(sheets) == []


# Workbooks that Excel itself saved: see workbooks/excel/SOURCES.md


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("kinds_of_cells.xls", [(2, ["String", "1", "1.1", "true", "false", "2010-10-10", "2010-10-10",
                                     "10:10:10", "10:10:10.100000", "10 days, 15:10:10"])]),
        ("date_1904.xls", [(1, ["2012-04-13"])]),
        ("formulas.xls", [(1, ["Description", "Data"]), (2, ["Non-latin1 text", "МОСКВА Москва"]),
                          (3, ["formula number", "0.142857"]), (4, ["formula text", "ABCDEF"]),
                          (5, ["formula zero-length text", ""]), (6, ["formula boolean", "true"]),
                          (7, ["formula error", ""]), (8, ["formula non-latin1 text", "МОСКВА Москва"])]),
    ],
)  # fmt: skip
def test_cells_that_excel_saved(name: str, rows: list[tuple[int, list[str]]]) -> None:
    """Dates by either calendar, and the values that formulas had; the reader cannot tell an error."""
    (sheet,) = (
        sheet for sheet in old_sheets(SAVED / "excel" / name) if any(any(r) for _n, r in sheet)
    )
    assert [(line, cells) for line, cells in sheet if any(cells)] == rows
    assert "at least three columns" in refused(SAVED / "excel" / name)
