"""How cells, tables and pages of a workbook look. Imported only when one is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from reminder_cli.adapters.exporters.xlsx import FORMATS, HEADINGS, Column, Kind, Setup

INK = "1F3A4D"
_A4 = 9
_MOST_HEAD = 100  # characters
_MARGIN = 0.5  # inches
_LEFT = Alignment(horizontal="left", vertical="top", indent=1)
_WRAPPED = Alignment(horizontal="left", vertical="top", indent=1, wrap_text=True)
_ALIGNED = {
    Kind.TEXT: _LEFT,
    Kind.LONG_TEXT: _WRAPPED,
    Kind.HEADING: _WRAPPED,
    Kind.NUMBER_HEADING: Alignment(horizontal="right", vertical="top", indent=1, wrap_text=True),
    Kind.DATE_HEADING: Alignment(horizontal="center", vertical="top", wrap_text=True),
    Kind.DATE: Alignment(horizontal="center", vertical="top"),
}
# Away from the edge, as their heading: it would else touch the one of the next column.
_NUMBER = Alignment(horizontal="right", vertical="top", indent=1)
_FLAT = Alignment(vertical="center")
_FONTS = {
    Kind.TITLE: Font(name="Calibri", size=18, bold=True, color=INK),
    Kind.SECTION: Font(name="Calibri", size=13, bold=True, color=INK),
    **dict.fromkeys(HEADINGS, Font(name="Calibri", size=11, bold=True, color="FFFFFF")),
    Kind.NOTE: Font(name="Calibri", size=10, italic=True, color="5F6B73"),
}
_PLAIN = Font(name="Calibri", size=11)
_BOLD = Font(name="Calibri", size=11, bold=True)
_HEAD_FILL = PatternFill("solid", start_color=INK)


class Styles:
    """One template per look; cells copy its style, which is much cheaper than setting it."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self._looks: dict[tuple[Kind, bool], Any] = {}

    def cell(self, worksheet: Any, kind: Kind, *, bold: bool) -> Any:
        """A new cell of that look."""
        if (kind, bold) not in self._looks:
            self._looks[kind, bold] = self._template(worksheet, kind, bold)
        cell: Any = WriteOnlyCell(worksheet)
        cell._style = self._looks[kind, bold]
        return cell

    def _template(self, worksheet: Any, kind: Kind, bold: bool) -> Any:  # noqa: FBT001 a key of the dictionary
        cell: Any = WriteOnlyCell(worksheet)
        cell.font = _BOLD if bold else _FONTS.get(kind, _PLAIN)
        cell.alignment = _ALIGNED.get(kind, _NUMBER if kind in FORMATS else _FLAT)
        if kind in HEADINGS:
            cell.fill = _HEAD_FILL
        if kind in FORMATS:
            cell.number_format = FORMATS[kind]
        if kind in {Kind.TEXT, Kind.LONG_TEXT}:
            # Who edits the cell in Excel gets text back too, not a formula.
            cell.quotePrefix = True
        return cell._style


def set_up(worksheet: Any, setup: Setup) -> None:
    """Widths, frozen rows and columns, and the printed page. Before the first row is written."""
    for place, width in enumerate(setup.widths, start=1):
        worksheet.column_dimensions[get_column_letter(place)].width = width
    if setup.frozen_rows:
        column = get_column_letter(setup.frozen_columns + 1)
        worksheet.freeze_panes = f"{column}{setup.frozen_rows + 1}"
        worksheet.print_title_rows = f"1:{setup.frozen_rows}"
    page = worksheet.page_setup
    page.orientation, page.paperSize = "landscape", _A4
    page.fitToWidth, page.fitToHeight = 1, 1 if setup.one_page else 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.sheet_view.showGridLines = False
    margins = worksheet.page_margins
    margins.left = margins.right = _MARGIN
    margins.top = margins.bottom = _MARGIN + 0.2
    margins.header = margins.footer = _MARGIN / 2
    # & begins a code in a header; the whole of it may be 255 characters.
    worksheet.oddHeader.left.text = setup.head[:_MOST_HEAD].replace("&", "&&")
    worksheet.oddHeader.right.text = "&A"
    worksheet.oddFooter.right.text = "&P / &N"


def add_table(
    worksheet: Any, name: str, columns: Sequence[Column], rows: tuple[int, int], *, filters: bool
) -> None:
    """Make the rows a table of Excel, with banded rows; its heading row comes first."""
    last = get_column_letter(len(columns))
    ref = f"A{rows[0]}:{last}{rows[1]}"
    table = Table(displayName=name, name=name, ref=ref)
    # A streamed sheet cannot be asked for its headings, so they are given here too.
    table.tableColumns = [
        TableColumn(id=n, name=column.heading) for n, column in enumerate(columns, start=1)
    ]
    if filters:
        table.autoFilter = AutoFilter(ref=ref)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    worksheet.tables.add(table)  # add_table would warn of what was done above
