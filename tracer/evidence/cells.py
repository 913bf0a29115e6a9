"""Cells of tables, safe for a spreadsheet: a text that would be taken for a formula gets an apostrophe before it.

Source: OWASP, "CSV Injection", for the signs that start a formula.
"""

from collections.abc import Iterable

Cell = str | int | None
Row = tuple[Cell, ...]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(row: Iterable[Cell]) -> Row:
    """Return the cells so that no spreadsheet runs one."""
    return tuple(f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row)
