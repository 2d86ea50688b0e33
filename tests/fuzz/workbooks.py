"""Workbooks that a spreadsheet program or an ill-willed one might send: their XML and their cells spoilt, by a seed."""

import random
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, time, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from bot.usecases.files import read_teams, write_template
from tests.fuzz.spoiling import text

# What may stand in an attribute or a cell of a workbook's XML.
XML_WORDS = (
    *(
        b"",
        b"0",
        b"-1",
        b"1e999",
        b"nan",
        b"99999999999999999999",
        b"A1",
        b"XFD1048576",
        b"A1:XFD1048576",
        b"A0",
        b"ZZZZ9",
    ),
    *(b"s", b"n", b"b", b"e", b"d", b"str", b"inlineStr", b"#REF!", b"true", b"&#0;", b"&#xFFFF;", b"&amp;", b"&x;"),
    *(b"../../../etc/passwd", b"xl/worksheets/sheet99.xml", b"rId99", b"2026-13-45", b"\xff\xfe", b"<a>", b"]]>"),
)
# What may stand in a cell, as a spreadsheet program would have it.
CELLS: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.4,
        60,
        1e300,
        10**15,
        "",
        " ",
        "60 %",
        "0,6",
        "1e309",
        "=1/0",
        "=A1",
        "#REF!",
        "#N/A",
    ),
    *("18.12.2026", "03/04/2026", "next week", "2026-02-30", 46374, 1e9, -5, "Project", "Task", "Likelihood", "P50"),
    *(date(2026, 12, 18), date(1900, 1, 1), date(9999, 12, 31), time(9, 30), timedelta(days=400)),
    *("x" * 32_767, "a, b; c\n'd\"", '{"all": ["sample"]}', '{"all": [', "\u202e", "=HYPERLINK(1)", "@SUM(A1)"),
)


@cache
def template() -> bytes:
    """The workbook to fill in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path)
        return path.read_bytes()


def workbook_xml(chance: random.Random) -> None:
    """A workbook whose zip is sound and whose XML is not as it should be: parts, tags, types, numbers, places."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(template())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        hit = set(chance.sample(names, chance.randrange(1, 4)))
        for name in names:
            content = source.read(name)
            if name in hit and chance.random() < 0.1:
                continue
            if name in hit or ("worksheets/sheet" in name and chance.random() < 0.3):
                content = _spoilt_xml(content, chance)
            target.writestr(name, content)
    _read(out.getvalue())


def _spoilt_xml(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randrange(1, 6)):
        places = [match.span() for match in re.finditer(rb'"[^"]*"|>[^<]+<|<[^>]+>', content)]
        if not places:
            return content
        first, last = chance.choice(places)
        found = content[first:last]
        if chance.random() < 0.3:
            new = b"" if chance.random() < 0.5 else found + found
        else:
            new = found[:1] + chance.choice(XML_WORDS) + found[-1:]
        content = content[:first] + new + content[last:]
    return content


def workbook_cells(chance: random.Random) -> None:
    """A workbook as a spreadsheet program saves it, with anything in its cells, merged, hidden, and far outside."""
    book = load_workbook(BytesIO(template()))
    for _ in range(chance.randrange(1, 12)):
        sheet = chance.choice(book.worksheets)
        cell = sheet.cell(chance.randrange(1, 6), chance.randrange(1, 12))
        kind = chance.random()
        if kind < 0.7:
            with suppress(ValueError, IllegalCharacterError, AttributeError):
                cell.value = chance.choice(CELLS) if kind < 0.5 else text(chance)
        elif kind < 0.8:
            first, second = sorted((chance.randrange(1, 8), chance.randrange(1, 8)))
            sheet.merge_cells(start_row=first, end_row=second, start_column=1, end_column=chance.randrange(1, 5))
        elif kind < 0.85:
            sheet.sheet_state = chance.choice(("hidden", "veryHidden"))
        elif kind < 0.9:
            sheet.title = chance.choice(("Backlog", "People", "x" * 29, "Plan", "Tasks 2", "Über"))
        elif kind < 0.95 and sheet.max_row < 1000:
            sheet.insert_rows(1, chance.randrange(1, 4))
        else:
            sheet.cell(chance.choice((1_048_576, 50_000)), chance.choice((16_384, 40, 1))).value = "far"
    if all(sheet.sheet_state != "visible" for sheet in book.worksheets):
        book.worksheets[0].sheet_state = "visible"
    out = BytesIO()
    try:
        book.save(out)
    except AttributeError:
        return  # openpyxl itself could not write such a cell, so nobody can send it
    _read(out.getvalue())


def _read(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given.xlsx"
        path.write_bytes(content)
        read_teams(path)


WORKBOOK_DOORS: Mapping[str, Callable[[random.Random], None]] = {
    "a workbook's XML": workbook_xml,
    "a workbook's cells": workbook_cells,
}
