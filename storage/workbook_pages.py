"""One sheet of a workbook on its way out: headings with notes, real dates and percentages, colours, native charts.

Written row by row, so that its length costs no memory. Knows no plan.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart, Series
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter

from bot.domain.errors import WrongInput
from bot.domain.sheets import Chart, Column, Kind, Sheet

MOST_TEXT = 32_767
MOST_ROWS = 1_048_575
INK, HEAD = "22313A", "DCE6EC"
# Orange to white to blue: told apart by colour-blind readers.
LOW, MIDDLE, HIGH = "F4B183", "FFFFFF", "9DC3E6"
FORMATS = {Kind.SHARE: "0%", Kind.DAY: "yyyy-mm-dd", Kind.INSTANT: "yyyy-mm-dd hh:mm", Kind.NUMBER: "0.##"}
CHART_COLUMNS = 2


def write_page(book: Workbook, sheet: Sheet) -> int:
    """Write a sheet; how many rows it has. Text a cell cannot hold raises `WrongInput` rather than being cut."""
    page: Any = book.create_sheet(sheet.title)
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.append([_heading(page, column) for column in sheet.columns])
    styles = [_style(book, column.kind) for column in sheet.columns]
    names = [column.name for column in sheet.columns]
    count = 0
    for row in sheet.rows:
        count += 1
        if count > MOST_ROWS:
            raise WrongInput(f"sheet {sheet.title}: more than {MOST_ROWS:,} rows do not fit into a sheet")
        page.append([_cell(page, row.get(name), style, count) for name, style in zip(names, styles, strict=True)])
    last = get_column_letter(len(sheet.columns))
    page.auto_filter.ref = f"A1:{last}{count + 1}"
    for number, column in enumerate(sheet.columns, start=1):
        if column.shaded and count:
            letter = get_column_letter(number)
            page.conditional_formatting.add(f"{letter}2:{letter}{count + 1}", _shades(column.kind))
    for place, chart in enumerate(sheet.charts):
        if min(chart.rows, count):
            beside = get_column_letter(len(sheet.columns) + CHART_COLUMNS)
            page.add_chart(_drawn(page, sheet.columns, chart, min(chart.rows, count)), f"{beside}{2 + 20 * place}")
    return count


def _heading(page: Any, column: Column) -> Any:
    cell = WriteOnlyCell(page, value=column.heading)
    cell.font = Font(bold=True, color=INK)
    cell.fill = PatternFill("solid", start_color=HEAD)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if column.note:
        cell.comment = Comment(column.note, "Barometer", height=90, width=260)
    return cell


def _style(book: Workbook, kind: Kind) -> str:
    if kind not in FORMATS:
        return "Normal"
    name = f"barometer {kind}"
    if name not in book.named_styles:
        book.add_named_style(NamedStyle(name, number_format=FORMATS[kind]))
    return name


def _cell(page: Any, value: Any, style: str, row: int) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        words = "".join(sign for sign in value if sign.isprintable() or sign in "\n\t")
        if len(words) > MOST_TEXT:
            raise WrongInput(
                f"sheet {page.title}, row {row + 1}: a cell holds at most {MOST_TEXT:,} characters and this has "
                f"{len(words):,}; export to .yaml instead"
            )
        if not words.startswith(("=", "+", "-", "@", "#")):
            return words
        cell = WriteOnlyCell(page, value=words)
        cell.data_type = "s"
        cell.quotePrefix = True
        return cell
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    if style == "Normal" and not isinstance(value, date):
        return value
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, float) and float(f"{value:.16g}") != value:
        # openpyxl writes sixteen digits, one short of what some numbers need to come back the same.
        cell.value = repr(value)
        cell.data_type = "n"
    if style != "Normal":
        cell.style = style
    return cell


def _shades(kind: Kind) -> Any:
    if kind is Kind.SHARE:
        return _scale(
            start_type="num", start_value=0, start_color=LOW, mid_type="num", mid_value=0.5, mid_color=MIDDLE,
            end_type="num", end_value=1, end_color=HIGH,
        )  # fmt: skip
    return _scale(
        start_type="min", start_color=LOW, mid_type="num", mid_value=0, mid_color=MIDDLE, end_type="max", end_color=HIGH
    )


def _scale(**given: Any) -> Any:
    rule: Any = ColorScaleRule
    return rule(**given)


def _drawn(page: Any, columns: Sequence[Column], chart: Chart, rows: int) -> Any:
    place = {column.name: number for number, column in enumerate(columns, start=1)}
    across = Reference(page, min_col=place[chart.across], min_row=2, max_row=rows + 1)
    kinds = {column.name: column.kind for column in columns}
    drawn: Any
    if chart.kind == "scatter":
        drawn = ScatterChart()
        drawn.style = 13
        for name in chart.up:
            values = Reference(page, min_col=place[name], min_row=1, max_row=rows + 1)
            series = Series(values, across, title_from_data=True)
            series.marker.symbol = "circle"
            series.graphicalProperties.line.noFill = True
            drawn.series.append(series)
        drawn.x_axis.scaling.min, drawn.x_axis.scaling.max = 0, 1
        drawn.x_axis.number_format = "0%"
    else:
        drawn = BarChart() if chart.kind == "bar" else LineChart()
        if chart.kind == "bar":
            drawn.type = "bar"
            drawn.x_axis.scaling.orientation = "maxMin"
            drawn.gapWidth = 60
        for name in chart.up:
            drawn.add_data(Reference(page, min_col=place[name], min_row=1, max_row=rows + 1), titles_from_data=True)
        drawn.set_categories(across)
        if kinds[chart.across] is Kind.DAY:
            drawn.x_axis.number_format = FORMATS[Kind.DAY]
    if kinds[chart.up[0]] is Kind.SHARE:
        drawn.y_axis.scaling.min, drawn.y_axis.scaling.max = 0, 1
        drawn.y_axis.number_format = "0%"
    drawn.title = chart.title
    # Without this, newer programs show no axes at all.
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.height, drawn.width = 9, 18
    return drawn
