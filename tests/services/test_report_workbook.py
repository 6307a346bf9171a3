"""The workbook: what stands in its cells, that text stays text, and that its bytes are the same."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reminder_cli.adapters.exporters.xlsx import Book
from reminder_cli.domain.company import Collector
from reminder_cli.errors import Refused, WrongValue
from reminder_cli.services.report import ReportChoice
from reminder_cli.services.report_workbook import write_workbook
from reminder_cli.services.world import World
from tests.services.report_firm import make_firm


@pytest.fixture(scope="module", params=list(Collector))
def written(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, World, Path]:
    folder = tmp_path_factory.mktemp(request.param)
    world = make_firm(folder, request.param)
    path = folder / "report.xlsx"
    write_workbook(world, ReportChoice(), path)
    return request.param.value, world, path


def _dump(book: Any) -> Iterator[str]:
    """Every cell with its format, and what stands around the cells."""
    for sheet in book.worksheets:
        yield f"## {sheet.title}"
        titles = sheet.print_title_rows
        page = sheet.page_setup
        yield f"frozen {sheet.freeze_panes}, repeated {titles}, {page.orientation}"
        for table in sheet.tables.values():
            filters = table.autoFilter.ref if table.autoFilter else "none"
            yield f"table {table.displayName} {table.ref}, filter {filters}"
        for chart in sheet._charts:
            series = chart.series[0]
            yield f"chart {chart.tagname} {series.cat.strRef.f} {series.val.numRef.f}"
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    shown = cell.value.date() if cell.is_date else cell.value
                    yield f"{cell.coordinate} [{cell.number_format}] {shown}"


def test_cells(written: tuple[str, World, Path], golden: Callable[[str, str], None]) -> None:
    collector, _world, path = written
    text = "\n".join(_dump(load_workbook(path))) + "\n"
    golden(f"report/{collector}.txt", text)


def test_the_same_day_gives_the_same_bytes(
    written: tuple[str, World, Path], tmp_path: Path
) -> None:
    _collector, world, path = written
    again = tmp_path / "again.xlsx"
    write_workbook(world, ReportChoice(), again)
    assert again.read_bytes() == path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = load_workbook(path).properties
    assert properties.created == properties.modified
    assert properties.created is not None
    assert properties.created.date() == world.today


def test_names_are_never_formulas(written: tuple[str, World, Path]) -> None:
    _collector, _world, path = written
    with zipfile.ZipFile(path) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 13
        for name in sheets:
            assert b"<f>" not in archive.read(name)
    cells = [c for row in load_workbook(path)["Cases"].iter_rows() for c in row]
    named = [c for c in cells if c.value == '=HYPERLINK("http://x")']
    assert named
    assert all(c.data_type == "s" and c.quotePrefix for c in named)


def test_charts_show_the_tables(written: tuple[str, World, Path]) -> None:
    """Each chart's ranges are exactly the rows of the table it shows."""
    _collector, _world, path = written
    book: Any = load_workbook(path)
    summary = book["Summary"]
    rows = {table.displayName: table.ref for table in summary.tables.values()}
    shown = {str(chart.series[0].val.numRef.f) for chart in summary._charts}
    expected = {
        _column("Summary", rows["SummaryAgeing"], "B"),
        _column("Summary", rows["SummaryStages"], "B"),
        _column("Summary", rows["SummaryMonths"], "C"),
        _column("Summary", rows["SummaryMonths"], "D"),
        "'Fees and VAT'!$C$8:$C$13",  # October 2025 to March 2026, as beside it
        _column("Forecast", book["Forecast"].tables["Forecast"].ref, "C"),
    }
    assert shown == expected
    fees = [row[0].value for row in book["Fees and VAT"]["A8:A13"]]
    first, last = rows["SummaryMonths"].replace("D", "A").split(":")
    assert fees == [row[0].value for row in summary[f"{first}:{last}"]][1:]
    cells = summary[summary._charts[0].series[0].val.numRef.f.split("!")[1].replace("$", "")]
    assert sum(cell.value for (cell,) in cells) == summary["B5"].value


def _column(sheet: str, ref: str, letter: str) -> str:
    first, last = (int("".join(filter(str.isdigit, part))) for part in ref.split(":"))
    return f"'{sheet}'!${letter}${first + 1}:${letter}${last}"


def test_only_a_whole_file_appears(
    written: tuple[str, World, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _collector, world, _path = written
    path = tmp_path / "report.xlsx"

    def broken(_book: Book, part: Path) -> None:
        part.write_text("half")
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Book, "save", broken)
        with pytest.raises(Refused):
            write_workbook(world, ReportChoice(), path)
    assert list(tmp_path.iterdir()) == []
    write_workbook(world, ReportChoice(), path)
    assert zipfile.is_zipfile(path)


def test_a_workbook_with_notes_is_never_written_over(
    written: tuple[str, World, Path], tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    path.write_text("with the bookkeeper's notes")
    with pytest.raises(Refused) as refused:
        write_workbook(written[1], ReportChoice(), path)
    assert "exists already" in refused.value.message
    assert path.read_text() == "with the bookkeeper's notes"
    assert [file.name for file in tmp_path.iterdir()] == ["report.xlsx"]


@pytest.mark.parametrize(
    ("name", "error"), [("none/report.xlsx", Refused), ("report.csv", WrongValue)]
)
def test_places_where_nothing_can_be_written(
    written: tuple[str, World, Path], tmp_path: Path, name: str, error: type[Exception]
) -> None:
    _collector, world, _path = written
    with pytest.raises(error):
        write_workbook(world, ReportChoice(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_folder_of_that_name(written: tuple[str, World, Path], tmp_path: Path) -> None:
    folder = tmp_path / "report.xlsx"
    folder.mkdir()
    with pytest.raises(Refused):
        write_workbook(written[1], ReportChoice(), folder)


def test_a_day_without_invoices(written: tuple[str, World, Path], tmp_path: Path) -> None:
    """Empty tables are tables still."""
    path = tmp_path / "empty.xlsx"
    write_workbook(written[1], ReportChoice(as_of=date(2025, 10, 1)), path)
    book: Any = load_workbook(path)
    assert book["Cases"].tables["Cases"].ref == "A1:R2"
    assert not book["Summary"]._charts, "a chart of nothing looks broken"
    assert "No invoices had been taken in by 2025-10-01." in [
        row[0].value for row in book["Summary"].iter_rows()
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_it(written: tuple[str, World, Path], tmp_path: Path) -> None:
    _collector, _world, path = written
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
