"""Workbooks: sheets of values, read and written with openpyxl. Knows no plan.

Text that begins like a formula is written as text. A file that would unfold into too much, or that declares
entities, is refused before it is opened.
"""

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import range_boundaries

from bot.domain.errors import WrongInput
from bot.domain.sheets import Broken, FoundSheet, Share, Sheet
from storage.workbook_pages import write_page

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 150 * 2**20
MOST_BESIDE_SHEETS = 30 * 2**20
MOST_RATIO = 200
MOST_ENTRIES = 2000
MOST_ROWS = 100_000
MOST_COLUMNS = 60
MOST_SHEETS = 100
MOST_MERGED = 2_000_000

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def read_sheets(path: Path, *, skip: frozenset[str] = frozenset()) -> list[FoundSheet]:
    """Every sheet with its rows but those to skip, or `WrongInput` with the file and what is wrong."""
    _refuse_bombs(path)
    try:
        with warnings.catch_warnings():
            # openpyxl tells of what it leaves out, such as drawings; none of it is read here.
            warnings.simplefilter("ignore")
            return list(_sheets(path, skip))
    except WrongInput:
        raise
    except Exception as error:  # noqa: BLE001  (openpyxl raises whatever the file made it stumble over)
        raise WrongInput(f"{path.name}: cannot be read as a workbook ({type(error).__name__})") from None


def write_sheets(path: Path, sheets: Iterable[Sheet]) -> dict[str, int]:
    """Write sheets one after the other, row by row; how many rows each has."""
    book = Workbook(write_only=True)
    book.properties.creator = "Barometer"
    counts = {}
    try:
        for sheet in sheets:
            counts[sheet.title] = write_page(book, sheet)
        book.save(path)
    except OSError as error:
        raise WrongInput(f"{path}: cannot be written ({error.strerror})") from None
    return counts


def _sheets(path: Path, skip: frozenset[str]) -> Iterator[FoundSheet]:
    # openpyxl leaves a file open that it stumbles over, unless the file is ours to close.
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        book = load_workbook(file, read_only=True, data_only=True)
        if len(book.worksheets) > MOST_SHEETS:
            raise WrongInput(f"{path.name}: has {len(book.worksheets):,} sheets; a plan has at most {MOST_SHEETS}")
        formulas = None
        for number, sheet in enumerate(book.worksheets):
            if sheet.title in skip:
                continue
            raw = archive.read(sheet._worksheet_path)  # type: ignore[attr-defined]
            unsaved: dict[tuple[int, int], str] = {}
            if _FORMULA.search(raw):
                formulas = formulas or load_workbook(file, read_only=True)
                unsaved = _formulas(formulas.worksheets[number])
            rows = _rows(path, sheet, unsaved)
            yield FoundSheet(sheet.title.strip(), _unmerged(path, rows, raw))


def _rows(path: Path, sheet: Any, formulas: dict[tuple[int, int], str]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for number, cells in _present(sheet):
        values = [None if cell is EMPTY_CELL else _value(cell) for cell in cells]
        if formulas:
            values = [_with_formula(value, formulas, number, column) for column, value in enumerate(values, start=1)]
        if any(value is not None for value in values):
            if len(found) >= MOST_ROWS:
                raise WrongInput(f"{path.name}, sheet {sheet.title}: has more than {MOST_ROWS:,} rows; split the plan")
            while values and values[-1] is None:
                values.pop()
            found[number] = values
    return found


def _present(sheet: Any) -> Iterator[tuple[int, Any]]:
    """The rows of a sheet by number, without those that a cell far below leaves empty above it."""
    # What a file says of its own size is often wrong.
    sheet.reset_dimensions()
    before = None
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        # openpyxl gives one and the same row for all that are missing, a million times if need be.
        if cells is not before:
            yield number, cells
        before = cells


def _value(cell: Any) -> Any:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "e":
        return Broken(f"holds the error {value}")
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return Share(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.replace(tzinfo=None)
    return value


def _formulas(sheet: Any) -> dict[tuple[int, int], str]:
    return {
        (number, column): str(cell.value)
        for number, cells in _present(sheet)
        for column, cell in enumerate(cells, start=1)
        if cell.data_type == "f"
    }


def _with_formula(value: Any, formulas: dict[tuple[int, int], str], row: int, column: int) -> Any:
    if value is None and (row, column) in formulas:
        return Broken(
            "holds a formula whose result was never saved; open the file in a spreadsheet program and save it, "
            "or write the value"
        )
    return value


def _unmerged(path: Path, rows: dict[int, list[Any]], raw: bytes) -> list[tuple[int, tuple[Any, ...]]]:
    """Rows with what was merged downwards standing in each row that it is shown for."""
    steps = 0
    for match in _MERGED.finditer(raw):
        column, top, _, bottom = range_boundaries(match[1].decode())
        first = rows.get(top or 0, [])
        if column is None or top is None or bottom is None or len(first) < column:
            continue
        steps += bottom - top
        if steps > MOST_MERGED:
            raise WrongInput(f"{path.name}: has more merged cells than a plan can have; split them")
        for number in range(top + 1, bottom + 1):
            # A row that holds nothing else is no row of its own.
            if number in rows:
                row = rows[number]
                row += [None] * (column - len(row))
                row[column - 1] = first[column - 1] if row[column - 1] is None else row[column - 1]
    return [(number, tuple(row)) for number, row in sorted(rows.items())]


def _refuse_bombs(path: Path) -> None:
    try:
        size = path.stat().st_size
        fault = f"has {size:,} bytes; a plan has at most {MOST_BYTES:,}" if size > MOST_BYTES else _bomb(path, size)
    except OSError as error:
        fault = f"cannot be read ({error.strerror or 'not a workbook'})"
    except Exception:  # noqa: BLE001  (zipfile raises whatever the bytes made it stumble over)
        fault = "is not an .xlsx workbook, or one protected by a password"
    if fault:
        raise WrongInput(f"{path.name}: {fault}")


def _bomb(path: Path, size: int) -> str | None:
    """What makes it dangerous to open a file, if anything does."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        beside = sum(entry.file_size for entry in entries if "worksheets/" not in entry.filename)
        names = [entry.filename for entry in entries]
        if unpacked > MOST_UNPACKED or beside > MOST_BESIDE_SHEETS or unpacked > max(MOST_RATIO * size, 2**20):
            return f"would unfold to {unpacked:,} bytes; that is more than a plan can be"
        if len(names) > MOST_ENTRIES or len(set(names)) != len(names):
            return "is not put together as spreadsheet programs do it"
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                with archive.open(entry) as file:
                    if _DECLARES.search(file.read(4096).replace(b"\0", b"")):
                        return "declares entities, which no spreadsheet program writes"
    return None
