"""Native charts of a workbook, each over ranges of a table in it. Imported only when one is made."""

from __future__ import annotations

from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)
from openpyxl.utils import get_column_letter, quote_sheetname

from reminder_cli.adapters.exporters.xlsx import FORMATS, Chart, Kind
from reminder_cli.adapters.exporters.xlsx_styles import INK

_PALE = "D9DEE2"
_GREY = "5F6B73"
_LEVEL = 6  # names below a chart; more of them stand on a slope, or they would be broken
_SLOPE = -2_700_000  # 60 000ths of a degree
_INTO_COLUMN = 700_000  # English metric units, 914 400 to an inch


def _labels() -> Any:
    """Figures at the bars, in a format of their own: openpyxl leaves out that it is not the cells'."""
    labels: Any = DataLabelList()
    written = labels.to_tree

    def to_tree(*arguments: Any, **named: Any) -> Any:
        tree = written(*arguments, **named)
        for form in tree.iter("numFmt"):
            form.set("sourceLinked", "0")
        return tree

    labels.to_tree = to_tree
    return labels


def add_chart(worksheet: Any, spec: Chart) -> None:
    """Put a chart on a sheet; its ranges are those of the table, so it follows when they change."""
    made: Any = LineChart() if spec.shape == "line" else BarChart()
    if isinstance(made, BarChart):
        made.type = "bar" if spec.shape == "bar" else "col"
        made.gapWidth = 60
    block = spec.block
    column = block.first_column + spec.value_column
    made.add_data(_cells(spec, column))
    # set_categories would call the texts numbers.
    texts = StrRef(f=str(_cells(spec, block.first_column)))
    made.series[0].cat = AxDataSource(strRef=texts)
    _colour(made, spec)
    _axes(made, spec)
    made.title = spec.title
    made.title.tx.rich.p[0].r[0].rPr = CharacterProperties(sz=1100, b=True, solidFill=INK)
    made.title.overlay = False
    made.legend = None
    made.graphical_properties = GraphicalProperties(ln=LineProperties(solidFill=_PALE))
    left = 0.27 if spec.shape == "bar" else 0.14
    inner = ManualLayout(
        layoutTarget="inner", xMode="edge", yMode="edge", x=left, y=0.16, w=0.94 - left, h=0.66
    )
    made.layout = Layout(manualLayout=inner)
    made.anchor = _between(spec)
    worksheet.add_chart(made)


def _between(spec: Chart) -> TwoCellAnchor:
    # Held at both corners: widths in centimetres would overlap where fonts differ. The last
    # column is not filled, or the frame would be cut off on paper.
    (left, top), (right, bottom) = spec.first_cell, spec.last_cell
    first = AnchorMarker(col=left, row=top)
    last = AnchorMarker(col=right - 1, row=bottom, colOff=_INTO_COLUMN)
    return TwoCellAnchor(editAs="twoCell", _from=first, to=last)


def _cells(spec: Chart, column: int) -> Reference:
    """The rows of a table in one column; the table may stand on another sheet."""
    block, letter = spec.block, get_column_letter(column)
    cells = f"${letter}${block.head_row + 1}:${letter}${block.last_row}"
    return Reference(range_string=f"{quote_sheetname(block.sheet)}!{cells}")


def _colour(made: Any, spec: Chart) -> None:
    series = made.series[0]
    if spec.shape == "line":
        series.graphicalProperties.line = LineProperties(solidFill=spec.colour, w=28575)
        series.marker.symbol, series.marker.size = "circle", 7
        series.marker.graphicalProperties = GraphicalProperties(solidFill=spec.colour)
        series.marker.graphicalProperties.line.solidFill = spec.colour
        series.smooth = False
        return
    series.graphicalProperties.solidFill = spec.colour
    series.invertIfNegative = False


def _axes(made: Any, spec: Chart) -> None:
    small = RichText(
        p=[
            Paragraph(
                pPr=ParagraphProperties(defRPr=CharacterProperties(sz=900, solidFill=_GREY)),
                endParaRPr=CharacterProperties(sz=900),
            )
        ]
    )
    for axis in (made.x_axis, made.y_axis):
        axis.delete = False  # or Excel hides it
        axis.txPr = small
    if spec.shape != "bar" and spec.block.last_row - spec.block.head_row > _LEVEL:
        made.x_axis.txPr = RichText(bodyPr=RichTextProperties(rot=_SLOPE), p=small.p)
    for axis in (made.x_axis, made.y_axis):
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=_PALE))
    if spec.shape == "bar":
        made.x_axis.scaling.orientation = "maxMin"  # the first row on top
        made.y_axis.delete = True  # the figures stand at the bars
    if made.y_axis.delete:
        made.y_axis.majorGridlines = None
    else:
        made.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_PALE))
    whole = spec.kind in {Kind.KRONOR, Kind.WHOLE}
    made.y_axis.number_format = "#,##0" if whole else FORMATS[spec.kind]
    made.y_axis.scaling.min = 0
    if spec.kind is Kind.SHARE:
        made.y_axis.number_format, made.y_axis.scaling.max = r"0\ %", 1
    labels = _labels()
    labels.showVal = spec.labels
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    # No bar, no figure.
    labels.numFmt = "#,##0;-#,##0;" if whole else made.y_axis.number_format
    labels.txPr = small
    made.series[0].dLbls = labels
