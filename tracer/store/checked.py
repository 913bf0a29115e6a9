"""Committed bytes that are held against their sums, page by page, before they are first read.

What has been checked is remembered for as long as the store is open: a page that the system gives up and reads
again from the disk is not checked again.
"""

from collections.abc import Callable
from typing import NoReturn

import numpy as np

from tracer.store import pages
from tracer.store.arrays import U1, U8
from tracer.store.columns import Rows
from tracer.store.pages import PAGE, WORDS
from tracer.store.schema import Column

Refuse = Callable[[int], NoReturn]
"""Raises what is to be raised where the page of this number is not what was committed."""

_MANY = 100_000
"""For so many pages at once compiled code takes less time with its loading."""
_AT_ONCE = 32
"""Pages whose words fit a processor's near cache while they are mixed."""
_BITS = PAGE.bit_length() - 1
_NOTHING: U8 = np.frombuffer(b"", np.uint64)
"""Not to be written, as what is mapped is not: compiled code is made anew for arrays of another kind."""


class Pages:
    """Full pages, and which of them have been found to be what was committed."""

    def __init__(self, words: U8, sums: U8, refuse: Refuse) -> None:
        """Take the words of full pages, the sum of each, and whom to tell of a page that is not right."""
        self.words = words
        self.sums = sums
        self.seen: U1 = np.zeros(sums.size + 1, np.uint8)
        """One for each page that was checked; the one behind the full ones counts as checked."""
        self.seen[-1] = 1
        self.changed: tuple[U8, U8] = (_NOTHING, _NOTHING)
        """Pages, ascending, and what is to be added to their sums."""
        self.transactions: int | None = None
        """Where words are summed as `pages.canonical` says, how many transactions are committed."""
        self.refuse = refuse
        self._marks = memoryview(self.seen)  # type: ignore[arg-type]

    def sure(self, first: int, end: int) -> None:
        """Make sure of the pages from `first` to before `end`.

        Raises:
            IntegrityError: one of them is not what was committed.
            SourceError: the store was lowered by a reorganisation meanwhile.
        """
        if end - first == 1:
            if not self._marks[first]:
                self.one(first)
            return
        unseen = (np.flatnonzero(self.seen[first:end] == 0) + first).astype(np.uint64)
        if unseen.size > _MANY:
            from tracer.store import checksum  # compiled, loaded only where there is much to check

            count = checksum.EVERY if self.transactions is None else self.transactions
            self._hold(unseen, checksum.sums_of(self.words, unseen, np.uint64(count)))
            return
        for start in range(0, unseen.size, _AT_ONCE):
            some = unseen[start : start + _AT_ONCE]
            words = self.words.reshape(-1, WORDS)[some]
            if self.transactions is not None:
                words = pages.canonical(words, self.transactions)
            self._hold(some, pages.sums(words, some))

    def one(self, page: int) -> None:
        """Make sure of one page that was not checked before; raises as `sure` does."""
        words = self.words[page * WORDS : (page + 1) * WORDS]
        if self.transactions is not None:
            words = pages.canonical(words, self.transactions)
        if pages.sum_of(words, page) != self.expected_of(page):
            self.refuse(page)
        self.seen[page] = 1

    def expected_of(self, page: int) -> int:
        """Return the sum that a page should have."""
        return int(self.expected(np.array([page], np.uint64))[0]) if self.changed[0].size else int(self.sums[page])

    def expected(self, numbers: U8) -> U8:
        """Return the sums that these pages should have."""
        sums = self.sums[numbers]
        changed, amounts = self.changed
        if changed.size:
            places = changed.searchsorted(numbers)
            places[places == changed.size] = 0
            sums = sums + np.where(changed[places] == numbers, amounts[places], np.uint64(0))
        return np.asarray(sums)

    def _hold(self, numbers: U8, found: U8) -> None:
        """Hold the sums that these pages have against those that they should have."""
        wrong = np.flatnonzero(found != self.expected(numbers))
        if wrong.size:
            self.refuse(int(numbers[wrong[0]]))
        self.seen[numbers] = 1


class Checked(Pages):
    """A column's committed rows. Pages are checked before rows are read from them."""

    def __init__(self, column: Column, rows: Rows, sums: U8, refuse: Refuse) -> None:
        """Take a column's committed rows and the sums of its full pages; the last page must have been checked."""
        self.rows = rows
        content = rows.reshape(-1).view(np.uint8)
        super().__init__(content[: sums.size * PAGE].view("<u8"), sums, refuse)
        self._row_bytes = column.row_bytes
        self._shift = _BITS - (np.dtype(column.dtype).itemsize.bit_length() - 1)
        self._view = memoryview(rows)  # type: ignore[arg-type]
        self._bytes = memoryview(content)  # type: ignore[arg-type]

    def at(self, row: int) -> int:
        """Return a row of one number."""
        page = row >> self._shift
        if not self._marks[page]:
            self.one(page)
        return self._view[row]

    def numbers(self, first: int, end: int) -> list[int]:
        """Return rows of one number each."""
        page = first >> self._shift
        if end - 1 >> self._shift != page:
            self.sure_rows(first, end)
        elif not self._marks[page]:
            self.one(page)
        return self._view[first:end].tolist()

    def bytes_of(self, first: int, end: int) -> bytes:
        """Return rows as bytes."""
        start, stop = first * self._row_bytes, end * self._row_bytes
        page = start >> _BITS
        if stop - 1 >> _BITS != page:
            self.sure_rows(first, end)
        elif not self._marks[page]:
            self.one(page)
        return self._bytes[start:stop].tobytes()

    def sure_rows(self, first: int, end: int) -> None:
        """Make sure of rows, as `sure` does of pages."""
        if end > first:
            self.sure(first * self._row_bytes // PAGE, (end * self._row_bytes - 1) // PAGE + 1)

    def whole(self) -> Rows:
        """Return all rows, after making sure of each."""
        self.sure(0, self.sums.size)
        return self.rows

    def place_of(self, value: int) -> int:
        """Return the last row that is not above a value, in a column whose rows ascend; -1 where all are.

        The search itself looks at rows that nobody has checked. What it finds is believed only because the two rows
        on either side of the value, which are checked, say so; else the search is done again over checked rows.
        """
        place = int(self.rows.searchsorted(np.uint64(value), "right")) - 1
        size = self.rows.size
        if (place < 0 or self.at(place) <= value) and (place + 1 >= size or self.at(place + 1) > value):
            return place
        low, high = 0, size
        while low < high:
            middle = (low + high) // 2
            if self.at(middle) <= value:
                low = middle + 1
            else:
                high = middle
        return low - 1
