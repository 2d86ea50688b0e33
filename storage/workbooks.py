"""Workbooks: plain rows in sheets, read and written with openpyxl. Knows no plan.

Text that begins like a formula is written as text, and a file that would unfold into too much is refused unopened.
"""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from bot.domain.errors import WrongInput

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 50 * 2**20
MOST_RATIO = 100
MOST_ROWS = 20_000

Row = Mapping[str, Any]


def read_sheets(path: Path) -> dict[str, list[tuple[int, dict[str, Any]]]]:
    """Every sheet as (row number, values by header), or `WrongInput` with the file and what is wrong."""
    _refuse_bombs(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001  (openpyxl raises whatever the file made it stumble over)
        raise WrongInput(f"{path}: cannot be read as a workbook ({type(error).__name__})") from None
    try:
        return {sheet.title.strip().lower(): _rows(path, sheet) for sheet in book.worksheets}
    finally:
        book.close()


def write_sheets(path: Path, sheets: Mapping[str, tuple[Sequence[str], Sequence[Row]]]) -> None:
    """Write sheets of (headers, rows), with frozen headers and filters."""
    book = Workbook(write_only=True)
    for title, (headers, rows) in sheets.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, header, bold=True) for header in headers])
        for row in rows:
            sheet.append([_cell(sheet, row.get(header)) for header in headers])
        sheet.auto_filter.ref = f"A1:{chr(64 + min(len(headers), 26))}{len(rows) + 1}"
    try:
        book.save(path)
    except OSError as error:
        raise WrongInput(f"{path}: cannot be written ({error.strerror})") from None


def neutral(text: str) -> str:
    """Text for CSV that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in set("=+-@\t\r") else text


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    if isinstance(value, str):
        value = "".join(sign for sign in value if sign.isprintable() or sign in "\n\t")
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in set("=+-@")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _rows(path: Path, sheet: Any) -> list[tuple[int, dict[str, Any]]]:
    found: list[tuple[int, dict[str, Any]]] = []
    headers: list[str] = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MOST_ROWS:
            raise WrongInput(f"{path}, sheet {sheet.title}: has more than {MOST_ROWS:,} rows")
        if not headers:
            headers = ["" if value is None else str(value).strip().lower().replace(" ", "_") for value in values]
            continue
        row = {header: value for header, value in zip(headers, values, strict=False) if header and value is not None}
        if row:
            found.append((number, row))
    return found


def _refuse_bombs(path: Path) -> None:
    try:
        size = path.stat().st_size
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except OSError as error:
        raise WrongInput(f"{path}: cannot be read ({error.strerror or 'not a workbook'})") from None
    except zipfile.BadZipFile:
        raise WrongInput(f"{path}: is not an .xlsx workbook") from None
    if size > MOST_BYTES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(size, 1):
        raise WrongInput(f"{path}: would unfold to {unpacked:,} bytes; that is more than a plan can be")
