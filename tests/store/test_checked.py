from collections.abc import Callable
from typing import NoReturn

import numpy as np
import pytest

from tracer.store import checksum, pages
from tracer.store.checked import Checked
from tracer.store.pages import PAGE, WORDS
from tracer.store.schema import BY_NAME, NONE, UNSPENDABLE


class _Refused(Exception):
    """A page was not what was committed."""


def _refuse(page: int) -> NoReturn:
    raise _Refused(page)


def _checked(name: str, damaged: int | None = None) -> Checked:
    """Return a column of four pages and a half whose rows ascend, one page of which has a changed bit."""
    column = BY_NAME[name]
    content = np.arange(4 * WORDS + WORDS // 2, dtype="<u8")
    sums = checksum.page_sums(content[: 4 * WORDS], 0)
    if damaged is not None:
        content[damaged * WORDS + 300] ^= np.uint64(1 << 40)
    rows = content.view(column.dtype)
    return Checked(column, rows.reshape(-1, column.width) if column.width > 1 else rows, sums, _refuse)


_READS: dict[str, Callable[[Checked, int], object]] = {
    "at": lambda column, page: column.at(WORDS * page + 7),
    "bytes_of, inside": lambda column, page: column.bytes_of(WORDS * page + 7, WORDS * page + 9),
    "bytes_of, across": lambda column, page: column.bytes_of(WORDS * page - 3 if page else 0, WORDS * page + 9),
    "sure_rows": lambda column, page: column.sure_rows(WORDS * page + 511, WORDS * page + 512),
    "whole": lambda column, page: column.whole(),
    "place_of": lambda column, page: column.place_of(WORDS * page + 300),
}


@pytest.mark.parametrize("read", _READS.values(), ids=_READS)
@pytest.mark.parametrize("page", range(4))
def test_no_row_is_read_from_a_page_that_is_not_what_was_committed(
    read: Callable[[Checked, int], object], page: int
) -> None:
    """Each way to read rows checks their page first, says which it is, and says so again when asked again."""
    column = _checked("first_output", page)
    for _ in range(2):
        with pytest.raises(_Refused, match=str(page)):
            read(column, page)
    read(_checked("first_output"), page)


def test_a_page_is_checked_once() -> None:
    """What was checked is remembered: a change after that goes unseen, and before it does not."""
    column, page = _checked("first_output"), 2
    assert column.at(WORDS * page) == WORDS * page
    assert column.seen.tolist() == [0, 0, 1, 0, 1]
    column.rows[WORDS * page + 1] = 5
    assert column.at(WORDS * page + 1) == 5
    column.rows[1] = 5
    with pytest.raises(_Refused):
        column.at(1)


def test_a_search_led_astray_by_damage_elsewhere_is_right_or_refused() -> None:
    """Whichever row the search looks at is damaged, what is found is the last row not above the value, or nothing."""
    for value in range(0, 4 * WORDS + WORDS // 2, 97):
        for row in range(0, 4 * WORDS, 31):
            column = _checked("first_output")
            column.rows[row] ^= np.uint64(1 << 50)
            assert _place(column, value) in (value, f"page {row // WORDS}")


def _place(column: Checked, value: int) -> int | str:
    """Return what a search finds, or the page that it refuses."""
    try:
        return column.place_of(value)
    except _Refused as refused:
        return f"page {refused.args[0]}"


def test_numpy_and_compiled_code_sum_alike() -> None:
    """One page, many, one that is not full, and `spender` in its canonical form have one sum, however computed."""
    words = np.random.default_rng(1).integers(0, 1 << 64, 40 * WORDS, dtype=np.uint64)
    words[5:9] = NONE, UNSPENDABLE, 70, NONE - 5
    numbers = np.array([0, 3, 39], np.uint64)
    many = pages.sums(words.reshape(-1, WORDS)[numbers], numbers)
    assert many.tolist() == checksum.sums_of(words, numbers, np.uint64(checksum.EVERY)).tolist()
    assert many.tolist() == [pages.sum_of(words[int(n) * WORDS : (int(n) + 1) * WORDS], int(n)) for n in numbers]
    assert many.tolist() == checksum.page_sums(words, 0)[numbers].tolist()
    for count in (0, 70, 71, 1 << 63):
        spent = pages.canonical(words.reshape(-1, WORDS)[numbers], count)
        assert checksum.sums_of(words, numbers, np.uint64(count)).tolist() == pages.sums(spent, numbers).tolist()
    rest = pages.words_of(words[:3].view(np.uint8)[:19])
    full = np.zeros(WORDS, np.uint64)
    full[:3] = rest
    zeros = pages.sum_of(np.zeros(WORDS, np.uint64), 7) - pages.sum_of(np.zeros(3, np.uint64), 7)
    assert (pages.sum_of(full, 7) - pages.sum_of(rest, 7) - zeros) & NONE == 0
    assert PAGE == 8 * WORDS


def test_the_sum_of_a_page_is_the_published_mixing() -> None:
    """SplitMix64 of seed 0 gives 0xE220A8397B1DCDAF first, which is a page's one word of zero at the first place."""
    assert pages.sum_of(np.zeros(1, np.uint64), 0) == 0xE220A8397B1DCDAF
    assert pages.sum_of(np.zeros(2, np.uint64), 0) == (0xE220A8397B1DCDAF + 0x6E789E6AA1B965F4) & NONE


def test_an_entry_of_no_committed_transaction_is_none_and_unspendable_is_not() -> None:
    """The three kinds of entry are told apart.

    What a commit under way has entered already is as if it were not there.
    """
    spenders = np.array([0, 9, 10, 11, UNSPENDABLE, NONE, NONE - 7], np.uint64)
    assert pages.canonical(spenders, 10).tolist() == [0, 9, NONE, NONE, UNSPENDABLE, NONE, NONE]
