"""Sheets, tables and charts of a workbook, whatever they are about."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reminder_cli.adapters.exporters.xlsx import Book, Chart, Column, Kind, Setup

TEXTS = ['=HYPERLINK("http://x")', "+46 70", "-1", "@SUM(A1)", "#N/A", "a\x00b\u202ec", "1 234,50"]
COLUMNS = [
    Column("Name", width=20),
    Column("Amount", Kind.KRONOR),
    Column("Day", Kind.DATE),
    Column("Share", Kind.SHARE),
    Column("amount", Kind.WHOLE),
]


def _made(path: Path, *, rows: int = len(TEXTS)) -> Any:
    with Book(title="A & B", author="A & B", day=date(2026, 3, 2)) as book:
        sheet = book.sheet("List", Setup(widths=[20] * 5, frozen_rows=1, head="A & B" * 99))
        lines = [(text, -1_234_56, date(2026, 2, 28), Fraction(200, 3), 7) for text in TEXTS[:rows]]
        block = sheet.table("List", COLUMNS, lines, sums=("Sum", 1, None, None, 49))
        chart = Chart(
            shape="bar",
            title="Bars",
            block=block,
            value_column=1,
            kind=Kind.KRONOR,
            first_cell=(6, 2),
            last_cell=(10, 12),
        )
        sheet.chart(chart)
        book.save(path)
    return load_workbook(path)["List"]


def test_text_stays_text(tmp_path: Path) -> None:
    sheet = _made(tmp_path / "a.xlsx")
    cells = [row[0] for row in sheet.iter_rows(min_row=2, max_row=1 + len(TEXTS))]
    assert [cell.value for cell in cells] == [*TEXTS[:5], "abc", TEXTS[6]]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_values_and_formats(tmp_path: Path) -> None:
    _name, amount, day, share, whole = _made(tmp_path / "a.xlsx")[2]
    assert (amount.value, amount.number_format) == (-1234.56, "#,##0.00;-#,##0.00;–")
    assert (day.value.date(), day.number_format) == (date(2026, 2, 28), "yyyy-mm-dd")
    assert (share.value, share.number_format) == (pytest.approx(2 / 3), r"0.0\ %")
    assert (whole.value, whole.number_format) == (7, "#,##0")


def test_headings_are_told_apart(tmp_path: Path) -> None:
    """A table of Excel with two columns of one name is a file that must be repaired."""
    sheet = _made(tmp_path / "a.xlsx")
    names = [column.name for column in sheet.tables["List"].tableColumns]
    assert names == ["Name", "Amount", "Day", "Share", "amount 2"]
    assert [cell.value for cell in sheet[1]] == names


def test_sums_stand_below_the_filter(tmp_path: Path) -> None:
    sheet = _made(tmp_path / "a.xlsx")
    last = 1 + len(TEXTS)
    assert sheet.tables["List"].ref == f"A1:E{last}"
    assert sheet.cell(last + 1, 1).value == "Sum"
    assert sheet.cell(last + 1, 1).font.bold


def test_an_empty_table_has_a_row(tmp_path: Path) -> None:
    assert _made(tmp_path / "a.xlsx", rows=0).tables["List"].ref == "A1:E2"


def test_a_chart_covers_the_rows_without_the_sums(tmp_path: Path) -> None:
    chart = _made(tmp_path / "a.xlsx")._charts[0]
    assert chart.series[0].val.numRef.f == f"'List'!$B$2:$B${1 + len(TEXTS)}"
    assert chart.series[0].cat.strRef.f == f"'List'!$A$2:$A${1 + len(TEXTS)}"


def test_page(tmp_path: Path) -> None:
    sheet = _made(tmp_path / "a.xlsx")
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert len(sheet.oddHeader.left.text) < 255
    assert sheet.column_dimensions["A"].width == 20


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    _made(tmp_path / "a.xlsx")
    _made(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_book_that_is_given_up_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Book(title="", author="", day=date(2026, 3, 2)) as book:
        sheet = book.sheet("List", Setup(widths=[20]))
        sheet.begin("List", [Column("Name")])
        sheet.add(["never saved"])
    assert not list(tmp_path.iterdir())
