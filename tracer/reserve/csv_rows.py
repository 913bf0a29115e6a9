"""Tables that a person keeps as CSV, read with every fault at once: one header, no cell too many, lines numbered.

Source: RFC 4180 (CSV).
"""

import csv
import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from tracer.errors import CaseError
from tracer.formats.fields import show

_T = TypeVar("_T")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONEY = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,2})?")
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,8})?")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class CsvRow:
    """A row of a table: cells by column. What cannot be read is a fault of the table, and `None` is returned."""

    def __init__(self, place: str, cells: Mapping[str, str], faults: list[str]) -> None:
        """Name the row for messages; `faults` is the table's list."""
        self.place, self._cells, self._faults = place, cells, faults

    def fault(self, column: str, text: str) -> None:
        """Record what is wrong with a cell."""
        self._faults.append(f"{self.place}: {column}: {text}")

    def text(self, column: str) -> str:
        """Return a cell that may not be empty."""
        cell = self._cells[column]
        if not cell.strip() or not cell.isprintable():
            self.fault(column, f"expected a text, got {show(cell)}")
        return cell

    def day(self, column: str) -> dt.date | None:
        """Return a day such as 2026-07-31."""
        return self.read(column, _day, "a day such as 2026-07-31")

    def money(self, column: str) -> Fraction | None:
        """Return an amount of money with at most two decimals; an empty cell is none and no fault."""
        return self._maybe(column, _number(_MONEY), "an amount such as 49200000000.00, or nothing")

    def decimal(self, column: str) -> Fraction | None:
        """Return a decimal with at most eight places."""
        return self.read(column, _number(_DECIMAL), "a decimal with at most 8 places such as 1250.5")

    def flag(self, column: str) -> bool:
        """Return whether a cell says `true`; it says `true` or `false`."""
        return self.read(column, _flag, "true or false") or False

    def sha256(self, column: str) -> str | None:
        """Return a SHA-256 in small hexadecimal digits; an empty cell is none and no fault."""
        return self._maybe(column, _sha256, "64 small hexadecimal digits, or nothing")

    def _maybe(self, column: str, read: Callable[[str], _T], expected: str) -> _T | None:
        return self.read(column, read, expected) if self._cells[column] else None

    def read(self, column: str, read: Callable[[str], _T], expected: str) -> _T | None:
        """Return a cell as a reader gives it, which raises ValueError where it cannot."""
        try:
            return read(self._cells[column])
        except ValueError:
            self.fault(column, f"expected {expected}, got {show(self._cells[column])}")
            return None


def rows(content: bytes, name: str, columns: Sequence[str], faults: list[str]) -> Iterator[CsvRow]:
    """Yield the rows of a table, in its order; what is wrong with the whole of it ends it.

    Raises:
        CaseError: it is no CSV in UTF-8, or its header is another one.
    """
    try:
        text = content.decode("utf-8-sig")
        lines = list(csv.reader(text.splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise CaseError(f"{name}: is no CSV in UTF-8: {error}") from None
    if not lines or lines[0] != list(columns):
        got = ",".join(lines[0]) if lines else ""
        raise CaseError(f"{name}: expected the header {','.join(columns)}, got {show(got)}")
    for number, cells in enumerate(lines[1:], start=2):
        place = f"{name} line {number}"
        if not any(cells):
            continue
        if len(cells) != len(columns):
            faults.append(f"{place}: expected {len(columns)} cells, got {len(cells)}")
            continue
        yield CsvRow(place, dict(zip(columns, cells, strict=True)), faults)


def keyed_rows(
    content: bytes,
    name: str,
    columns: Sequence[str],
    read: Callable[[CsvRow], _T | None],
    *,
    key: Callable[[_T], Hashable],
    twice: Callable[[_T], tuple[str, str]],
) -> list[_T]:
    """Return what is read from the rows of a table, in its order; no two may have one key.

    `read` returns None where it recorded a fault. `twice` returns the column and the words for a key that is there
    already.

    Raises:
        CaseError: every fault of the table.
    """
    faults, found, keys = list[str](), list[_T](), set[Hashable]()
    for row in rows(content, name, columns, faults):
        value = read(row)
        if value is None:
            continue
        if key(value) in keys:
            row.fault(*twice(value))
        keys.add(key(value))
        found.append(value)
    if faults:
        raise CaseError(*faults)
    return found


def _day(text: str) -> dt.date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def _number(form: re.Pattern[str]) -> Callable[[str], Fraction]:
    def read(text: str) -> Fraction:
        if not form.fullmatch(text):
            raise ValueError(text)
        return Fraction(text)

    return read


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _sha256(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise ValueError(text)
    return text
