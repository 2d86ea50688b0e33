"""Sheets of a workbook as plain values: what is written into one, and what was found in one.

Knows no file format and no plan.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from bot.domain.errors import WrongInput

MOST_TOLD = 200


class Kind(StrEnum):
    """What the cells of a column hold; it decides how they are shown. A number was given; a measure was computed."""

    TEXT = "text"
    NUMBER = "number"
    MEASURE = "measure"
    WEIGHT = "weight"
    SHARE = "share"
    DAY = "day"
    INSTANT = "instant"


@dataclass(frozen=True)
class Column:
    """A column as it is written: its heading, a note that explains it, and whether low and high are coloured."""

    name: str
    heading: str
    kind: Kind = Kind.TEXT
    note: str = ""
    width: int = 14
    shaded: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart beside a sheet's rows: the columns it draws, over the first `rows` of them."""

    kind: Literal["bar", "line", "scatter"]
    title: str
    across: str
    up: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Sheet:
    """A sheet to write; what is `editable` may come back changed. Rows may be produced while they are written."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any]]
    charts: Sequence[Chart] = ()
    editable: bool = False


class Share(float):
    """A number that its cell shows as a percentage: 0.6 shown as 60 %."""


@dataclass(frozen=True)
class Broken:
    """A cell whose value cannot be known, and why."""

    why: str


@dataclass(frozen=True)
class FoundSheet:
    """A sheet as it was found: its rows that hold anything, by number."""

    title: str
    rows: Sequence[tuple[int, tuple[Any, ...]]]


@dataclass(frozen=True)
class Place:
    """Where something stands in a workbook."""

    sheet: str
    row: int | None = None
    column: int | None = None
    heading: str = ""

    @property
    def words(self) -> str:
        """The place as people read it."""
        parts = [f"sheet {self.sheet}"]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {letters(self.column)}" + (f" ({self.heading})" if self.heading else ""))
        return ", ".join(parts)


class Faults(WrongInput):
    """Everything in a file that cannot be used, each with its place; nothing of it was used."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        shown = [f"- {fault}" for fault in self.faults[:MOST_TOLD]]
        if len(self.faults) > MOST_TOLD:
            shown.append(f"- and {len(self.faults) - MOST_TOLD:,} more")
        things = "1 thing" if len(self.faults) == 1 else f"{len(self.faults):,} things"
        super().__init__("\n".join([f"{things} cannot be used, so nothing was changed:", *shown]))


def letters(column: int) -> str:
    """A column's letters as spreadsheets show them; the first is 0."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
