"""Reading understood sheets cell by cell: values come out, and every fault is kept with its sheet, row and column."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from bot.domain.sheet_headings import Table
from bot.domain.sheets import Place

T = TypeVar("T")
At = tuple[int, tuple[Any, ...]]


class SheetReader:
    """Hands out the cells of a workbook as values; what cannot be used is in `faults`."""

    def __init__(self, tables: Mapping[str, Table], faults: Sequence[str] = ()) -> None:
        self.tables = tables
        self.faults = list(faults)

    def rows(self, kind: str) -> Sequence[At]:
        """The rows of a sheet; none when there is no such sheet."""
        return self.tables[kind].rows if kind in self.tables else ()

    def has(self, kind: str, column: str) -> bool:
        """Whether a sheet has a column."""
        return kind in self.tables and column in self.tables[kind].columns

    def cell(self, kind: str, at: At, column: str) -> Any:
        """A cell as it was found."""
        return self.tables[kind].cell(at[1], column)

    def read(self, kind: str, at: At, column: str, parse: Callable[[Any], T], *, needed: bool = False) -> T | None:
        """A cell as a value; None when it is empty or wrong."""
        value = self.cell(kind, at, column)
        if value is None:
            if needed:
                self.wrong(kind, at, column, "is missing")
            return None
        try:
            return parse(value)
        except (ValueError, OverflowError) as error:
            self.wrong(kind, at, column, str(error))
            return None

    def place(self, kind: str, at: At, column: str) -> Place:
        """Where a cell stands."""
        return self.tables[kind].place(at[0], column)

    def wrong(self, kind: str, at: At, column: str, what: str) -> None:
        """Note a fault at a cell."""
        self.faults.append(f"{self.place(kind, at, column).words}: {what}")
