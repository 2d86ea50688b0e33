"""One sheet of a workbook on its way out: headings with notes, real dates and percentages, colours, native charts.

Written row by row, so that its length costs no memory. Knows no plan.
"""

from copy import copy
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from bot.domain.errors import WrongInput
from bot.domain.sheets import Column, Kind, Sheet
from storage.workbook_charts import drawn

MOST_TEXT = 32_767
MOST_ROWS = 1_048_575
FONT, SIZE = "Calibri", 11
INK, HEAD = "22313A", "DCE6EC"
# What is for reading, and what is the plan, by the colour of the sheet's tab.
TABS = {False: "9AA5AD", True: "0072B2"}
# Orange to white to blue: told apart by colour-blind readers.
LOW, MIDDLE, HIGH = "F4B183", "FFFFFF", "9DC3E6"
FORMATS = {
    Kind.SHARE: "0%",
    Kind.DAY: "yyyy-mm-dd",
    Kind.INSTANT: "yyyy-mm-dd hh:mm",
    Kind.MEASURE: "0.0",
    Kind.WEIGHT: "0.00",
}
# Below this width a text is a name, and breaking it into lines would not help.
WRAPPED_FROM = 40
# So many rows leave a chart in sight below them; more have it beside them.
MOST_ABOVE_A_CHART = 30
ROW_CM, LINE_POINTS = 0.53, 15.5


def write_page(book: Workbook, sheet: Sheet) -> int:
    """Write a sheet; how many rows it has. Text a cell cannot hold raises `WrongInput` rather than being cut."""
    page: Any = book.create_sheet(sheet.title)
    page.freeze_panes = "A2"
    _for_print(page, sheet)
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    if any(len(column.heading) > column.width for column in sheet.columns):
        page.row_dimensions[1].height = 2 * LINE_POINTS
    page.append([_heading(page, column) for column in sheet.columns])
    styles = [_style(book, page, column) for column in sheet.columns]
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
    _add_charts(page, sheet, count)
    return count


def _for_print(page: Any, sheet: Sheet) -> None:
    """On paper: all columns on one page across, headings on every page, and which page it is."""
    page.sheet_properties.tabColor = TABS[sheet.editable]
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.print_title_rows = "1:1"
    page.oddFooter.left.text, page.oddFooter.right.text = "&A", "&P / &N"


def _add_charts(page: Any, sheet: Sheet, count: int) -> None:
    """Below a few rows, beside many."""
    below = count <= MOST_ABOVE_A_CHART
    column = "A" if below else get_column_letter(len(sheet.columns) + 2)
    row = count + 4 if below else 2
    for chart in sheet.charts:
        rows = min(chart.rows, count)
        if rows:
            one = drawn(page, sheet.columns, chart, rows)
            page.add_chart(one, f"{column}{row}")
            row += round(one.height / ROW_CM) + 2


def _heading(page: Any, column: Column) -> Any:
    cell = WriteOnlyCell(page, value=column.heading)
    cell.font = Font(name=FONT, size=SIZE, bold=True, color=INK)
    cell.fill = PatternFill("solid", start_color=HEAD)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=_side(column.kind))
    if column.note:
        cell.comment = Comment(column.note, "Barometer", height=90, width=260)
    return cell


def _side(kind: Kind) -> str:
    """Numbers to the right, so that their digits stand below each other; all else to the left."""
    return "left" if kind in (Kind.TEXT, Kind.DAY, Kind.INSTANT) else "right"


def _style(book: Workbook, page: Any, column: Column) -> Any:
    """How a column's cells look, as openpyxl keeps it; naming the style in each cell would take most of the time."""
    wrapped = column.kind is Kind.TEXT and column.width >= WRAPPED_FROM
    name = "barometer wrapped" if wrapped else f"barometer {column.kind}"
    if name not in book.named_styles:
        style = NamedStyle(name, font=Font(name=FONT, size=SIZE))
        style.alignment = Alignment(wrap_text=wrapped, vertical="top", horizontal=_side(column.kind))
        style.number_format = FORMATS.get(column.kind, "General")
        book.add_named_style(style)
    cell: Any = WriteOnlyCell(page)
    cell.style = name
    return cell._style


def _cell(page: Any, value: Any, style: Any, row: int) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    elif isinstance(value, str):
        value = "".join(sign for sign in value if sign.isprintable() or sign in "\n\t")
        if len(value) > MOST_TEXT:
            raise WrongInput(
                f"sheet {page.title}, row {row + 1}: a cell holds at most {MOST_TEXT:,} characters and this has "
                f"{len(value):,}; export to .yaml instead"
            )
    cell: Any = WriteOnlyCell(page, value=value)
    cell._style = style
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(("=", "+", "-", "@", "#")):
            cell._style = copy(style)
            cell.quotePrefix = True
    elif isinstance(value, float) and float(f"{value:.16g}") != value:
        # openpyxl writes sixteen digits, one short of what some numbers need to come back the same.
        cell.value = repr(value)
        cell.data_type = "n"
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
