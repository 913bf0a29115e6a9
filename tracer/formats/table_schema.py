"""A table of rows under named columns: one schema, which writes it, says what a program may expect, and is documented.

`docs/tables.md` is made of the schemas. A cell of a column is of the column's kind or empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tracer.formats.cells import Cell, csv_table


class CellKind(Enum):
    """What the cells of a column hold, and in which unit."""

    TEXT = "text"
    NUMBER = "whole number"
    SATOSHI = "whole satoshi"
    TIME = "time in UTC"
    HASH = "64 hexadecimal digits"
    OUTPOINT = "txid:vout"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its name, what its cells hold, and what that means."""

    name: str
    kind: CellKind
    meaning: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table: its name, what one row of it is, and its columns in their order."""

    name: str
    row: str
    columns: tuple[TableColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in their order."""
        return tuple(column.name for column in self.columns)

    def csv(self, rows: Iterable[Iterable[Cell]]) -> bytes:
        """Return the table as CSV, every cell safe; each row has a cell for each column."""
        return csv_table(self.names, rows)
