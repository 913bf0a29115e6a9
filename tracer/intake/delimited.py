"""CSV with any delimiter: each field a piece with its row and cell."""

import contextlib
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO

from tracer.intake.piece import Piece, Place, cell_name

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 200
_LONGEST_FIELD = 100_000
"""Characters; below the limit at which the reader gives up."""


def delimiter_of(text: str) -> str:
    """Return the delimiter under which most rows of the file's head have the same number of fields, two or more."""
    sample = text[: 1 << 18].split("\n")[:_SAMPLE_ROWS]
    scores: dict[str, tuple[int, int]] = {}
    for delimiter in _DELIMITERS:
        widths = Counter(width for width in _widths(sample, delimiter) if width > 1)
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        scores[delimiter] = rows, width
    return max(_DELIMITERS, key=lambda delimiter: scores[delimiter])


def _widths(sample: Sequence[str], delimiter: str) -> Iterator[int]:
    """Yield the number of fields of each row, up to one with a field that does not end."""
    with contextlib.suppress(csv.Error):
        yield from map(len, csv.reader(sample, delimiter=delimiter))


def fields(text: str, delimiter: str) -> Iterator[Piece]:
    """Yield every field that is not empty. Rows are records: one may span several lines.

    Raises:
        ValueError: a field is longer than any cell, as after a quotation mark that never closes.
    """
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    rows = enumerate(reader, start=1)
    while True:
        first = reader.line_num + 1
        try:
            row, values = next(rows)
        except StopIteration:
            return
        except csv.Error:
            raise ValueError(f"line {first} begins a field that does not end") from None
        for column, value in enumerate(values, start=1):
            if len(value) > _LONGEST_FIELD:
                raise ValueError(f"line {first} begins a field that does not end")
            if value.strip():
                yield Piece(value, Place(None, row, column, cell_name(row, column)))
