"""The numbers of many lines that are written alike, read together: eight digits at a time, as whole numbers.

A cell is what digits, points and signs stand together. No cell passes through a binary fraction. What is not as in the
first line is not read here.
Source: that eight digits are read in three steps, neighbours put together as pairs, fours and eights, is folklore of
programs that read text in words of the processor.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tracer.reserve.price.numbers import PLACES

Numbers: TypeAlias = npt.NDArray[np.int64]

CELL = b"0123456789.-"
"""What cells are made of."""
MOST_DIGITS = 10
"""Before the point: with eight places behind it a number stays below 2^63."""
LONGEST = 15
"""Digits of a whole number."""

_WORD = 8
_ALL = 0xFFFFFFFFFFFFFFFF
_PAD = b"\n" * (2 * _WORD)
"""Stands before the first line, so that a word before any digit can be read."""
_IS_CELL = bytes(byte in CELL for byte in range(256))
_TEXT = re.compile(rb"[0-9.-]+")


class UnusualError(ValueError):
    """A line is not as the first one is, or its numbers are not as usual."""


class NumberCells:
    """The cells of lines that are written alike: where each begins and ends."""

    def __init__(self, first: bytes, content: bytes, count: int) -> None:
        """Find the cells.

        Args:
            first: one line with its end.
            content: all lines; outside of cells they are known to be as the first.
            count: how many there are.

        Raises:
            UnusualError: a line has its cells elsewhere than the first.
        """
        self.first = first
        self.texts = list(_TEXT.finditer(first))
        padded = _PAD + content
        self._bytes = np.frombuffer(padded, np.uint8)
        self._words: npt.NDArray[np.uint64] = np.ndarray((len(padded) - _WORD + 1,), "<u8", padded, 0, (1,))
        marks = np.frombuffer(padded.translate(_IS_CELL), np.uint8)
        edges = np.flatnonzero(marks[1:] != marks[:-1]) + 1
        columns = len(self.texts)
        if not columns or len(edges) != 2 * count * columns:
            raise UnusualError
        self._starts, self._ends = edges[0::2].reshape(count, columns), edges[1::2].reshape(count, columns)
        before = self.texts[0].start()
        inside = [after.start() - here.end() for here, after in pairwise(self.texts)]
        expected = np.tile([*inside, len(first) - self.texts[-1].end() + before], count)[:-1]
        if edges[0] != len(_PAD) + before or not np.array_equal(edges[2::2] - edges[1:-1:2], expected):
            raise UnusualError

    def begins_at(self, place: int) -> int:
        """Return which cell begins at a place of the first line; raise `UnusualError` where none does."""
        for number, text in enumerate(self.texts):
            if text.start() == place:
                return number
        raise UnusualError

    def bounds(self, cell: int) -> tuple[Numbers, Numbers]:
        """Return where a cell begins and ends in each line."""
        return np.ascontiguousarray(self._starts[:, cell]), np.ascontiguousarray(self._ends[:, cell])

    def is_text(self, cell: int) -> bool:
        """Return whether a cell stands in a text: an odd number of quotation marks before it, none of them undone."""
        return self.first[: self.texts[cell].start()].count(b'"') % 2 == 1

    def is_at(self, byte: bytes, places: Numbers) -> npt.NDArray[np.bool_]:
        """Return at which places a byte stands."""
        found: npt.NDArray[np.bool_] = self._bytes[places] == byte[0]
        return found

    def whole(self, cell: int, most: int = LONGEST) -> Numbers:
        """Return a cell as whole numbers; raise `UnusualError` where it is none, or has more digits."""
        starts, ends = self.bounds(cell)
        self._begin_as_numbers(cell, starts, ends)
        return self.digits(starts, ends, most)

    def decimals(self, cell: int, places: int = PLACES, finest: int = PLACES, signed: bool = False) -> Numbers:
        """Return a cell as decimals in units of `places` decimals; what is finer is cut off.

        Args:
            cell: which.
            places: how many decimals the unit has.
            finest: how many decimals there may be.
            signed: whether a sign may stand before them; it is left out.

        Raises:
            UnusualError: it is none, or has more digits.
        """
        starts, ends = self.bounds(cell)
        if signed:
            starts += self.is_at(b"-", starts)
        points = self._points(cell, starts, ends)
        self._begin_as_numbers(cell, starts, points)
        before = self.digits(starts, points, MOST_DIGITS)
        behind = points + (points < ends)
        if not np.array_equal(behind < ends, points < ends):
            raise UnusualError  # a point, and nothing behind it
        told = np.minimum(ends, behind + places)
        self.digits(told, ends, finest - places, least=0)
        powers = 10 ** np.arange(places, -1, -1, dtype=np.int64)
        units: Numbers = powers[told - behind]
        value: Numbers = before * 10**places + self.digits(behind, told, places, least=0) * units
        return value

    def digits(self, starts: Numbers, ends: Numbers, most: int, least: int = 1) -> Numbers:
        """Return the digits from `starts` to `ends` as numbers; raise `UnusualError` where others stand or too many."""
        lengths = ends - starts
        longest = int(lengths.max())
        if int(lengths.min()) < least or longest > most:
            raise UnusualError
        if longest == 0:
            return lengths
        found = self._word(ends, np.minimum(lengths, _WORD))
        if longest > _WORD:
            found += self._word(ends - _WORD, np.maximum(lengths - _WORD, 0)) * 10**_WORD
        return found

    def _points(self, cell: int, starts: Numbers, ends: Numbers) -> Numbers:
        """Return where the first point of each cell stands, its end where it has none."""
        _, point, after = self.texts[cell].group().partition(b".")
        usual = ends - len(after) - 1
        if point and bool((self.is_at(b".", usual) & (usual >= starts)).all()):
            return usual
        points = np.append(np.flatnonzero(self._bytes == b"."[0]), len(self._bytes))
        found: Numbers = np.minimum(points[np.searchsorted(points, starts)], ends)
        return found

    def _begin_as_numbers(self, cell: int, starts: Numbers, ends: Numbers) -> None:
        """Refuse a number of JSON that begins with a 0 too many."""
        if not self.is_text(cell) and bool((self.is_at(b"0", starts) & (ends - starts > 1)).any()):
            raise UnusualError

    def _word(self, ends: Numbers, lengths: Numbers) -> Numbers:
        """Return up to eight digits before `ends` as numbers."""
        unread = np.minimum((_WORD - lengths) * 8, 63).astype(np.uint64)
        kept = np.where(lengths > 0, np.uint64(_ALL) << unread, np.uint64(0))
        words = self._words[ends - _WORD] & kept
        if not np.array_equal(words & 0xF0F0F0F0F0F0F0F0, kept & 0x3030303030303030):
            raise UnusualError
        pairs = words & 0x0F0F0F0F0F0F0F0F
        pairs = (pairs * 10 + (pairs >> 8)) & 0x00FF00FF00FF00FF
        fours = (pairs * 100 + (pairs >> 16)) & 0x0000FFFF0000FFFF
        return ((fours * 10_000 + (fours >> 32)) & 0xFFFFFFFF).astype(np.int64)


def columns_of(cells: Sequence[Numbers], begins: int, ends: int) -> list[list[int]]:
    """Return a part of columns as lists."""
    return [column[begins:ends].tolist() for column in cells]
