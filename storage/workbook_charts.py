"""Native charts of a workbook's sheet, in the house's colours, drawn by whatever opens the file. Knows no plan."""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties

from bot.domain.sheets import Chart, Column, Kind

# Okabe and Ito's palette without its yellow, as in the pictures: told apart by colour-blind readers.
PALETTE = ("0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "22313A", "9AA5AD")
INK, GREY, PALE = "22313A", "9AA5AD", "E3E7EA"
WIDE_CM = 25.0
LOW_CM, BAR_CM, AROUND_CM = 8.0, 0.75, 3.2
DAY = "d mmm yyyy"


def drawn(page: Any, columns: Sequence[Column], chart: Chart, rows: int) -> Any:
    """A chart of the first `rows` rows of a sheet; its `height` says how many centimetres it takes."""
    place = {column.name: number for number, column in enumerate(columns, start=1)}
    kinds = {column.name: column.kind for column in columns}
    across = Reference(page, min_col=place[chart.across], min_row=2, max_row=rows + 1)
    values = [Reference(page, min_col=place[name], min_row=1, max_row=rows + 1) for name in chart.up]
    match chart.kind:
        case "scatter":
            found = _scatter(values, across)
        case "bar":
            found = _bars(values, across, rows)
        case "line":
            found = _lines(values, across)
    if kinds[chart.across] is Kind.DAY:
        found.x_axis.number_format = DAY
    if kinds[chart.up[0]] is Kind.SHARE:
        found.y_axis.number_format = "0%"
        found.y_axis.scaling.min = 0
        if chart.kind != "bar" or len(chart.up) > 1:
            found.y_axis.scaling.max = 1
    found.title = chart.title
    found.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_letters(1300, bold=True))
    for run in found.title.tx.rich.p[0].r:
        run.rPr = _letters(1300, bold=True)
    found.legend.position = "b"
    if len(chart.up) == 1:
        found.legend = None
    for axis in (found.x_axis, found.y_axis):
        # Without this, newer programs show no axes at all.
        axis.delete = False
        axis.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_letters(900)), endParaRPr=_letters(900))])
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=GREY))
    found.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=PALE))
    found.width = WIDE_CM
    return found


def _bars(values: Sequence[Reference], across: Reference, rows: int) -> Any:
    found: Any = BarChart()
    found.type = "bar"
    found.gapWidth = 45
    found.overlap = 0
    for one in values:
        found.add_data(one, titles_from_data=True)
    for series, colour in zip(found.series, (PALETTE[0], GREY), strict=False):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.dLbls = DataLabelList(
            showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False, numFmt="0%"
        )
    found.set_categories(across)
    # The first row on top, and the scale below all of them.
    found.x_axis.scaling.orientation = "maxMin"
    found.y_axis.crosses = "max"
    found.height = max(LOW_CM, AROUND_CM + BAR_CM * rows * len(values))
    return found


def _lines(values: Sequence[Reference], across: Reference) -> Any:
    found: Any = LineChart()
    for one in values:
        found.add_data(one, titles_from_data=True)
    for series, colour in zip(found.series, PALETTE, strict=False):
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=28_000))
        series.marker.symbol = "circle"
        series.marker.size = 6
        series.marker.graphicalProperties = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=colour))
        series.smooth = False
    found.set_categories(across)
    found.height = 9.0
    return found


def _scatter(values: Sequence[Reference], across: Reference) -> Any:
    """The first column as points, any other as a line to hold them against."""
    found: Any = ScatterChart()
    found.style = 13
    for place, one in enumerate(values):
        series = Series(one, across, title_from_data=True)
        colour = PALETTE[0] if place == 0 else GREY
        if place == 0:
            series.marker.symbol = "circle"
            series.marker.size = 7
            series.marker.graphicalProperties = GraphicalProperties(
                solidFill=colour, ln=LineProperties(solidFill=colour)
            )
            series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
        else:
            series.marker.symbol = "none"
            series.graphicalProperties = GraphicalProperties(
                ln=LineProperties(solidFill=colour, w=19_000, prstDash="dash")
            )
        series.smooth = False
        found.series.append(series)
    found.x_axis.scaling.min, found.x_axis.scaling.max = 0, 1
    found.x_axis.number_format = "0%"
    found.x_axis.majorGridlines = None
    found.height = 11.0
    return found


def _letters(size: int, *, bold: bool = False) -> Any:
    return CharacterProperties(sz=size, b=bold, solidFill=INK)
