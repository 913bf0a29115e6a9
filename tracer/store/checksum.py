"""Sums of pages in compiled code: of many pages at once, and what spends change in them. See `pages`."""

import numpy as np

from tracer.compiled import Number, compiled, helper, helper_unkept
from tracer.store.arrays import U8
from tracer.store.pages import FIRST, SECOND, STEP, WORDS
from tracer.store.schema import NONE, UNSPENDABLE

EVERY = NONE
"""In place of a count of transactions: every word is summed as it is."""


@helper_unkept
def mixed(place: Number, word: Number) -> np.uint64:
    """Return the part of the sum that one word gives."""
    x = np.uint64(word) + np.uint64(place + 1) * np.uint64(STEP)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(FIRST)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(SECOND)
    return x ^ (x >> np.uint64(31))


@helper
def sum_of_words(words: U8, first: Number, end: Number) -> np.uint64:
    """Return the sum of the words from `first` to before `end`, which count from the start of their file."""
    total = np.uint64(0)
    for place in range(first, end):
        total += mixed(place, words[place])
    return total


@helper
def sum_of_spenders(words: U8, first: Number, end: Number, transactions: Number) -> np.uint64:
    """Return the same of `spender` entries, where so many transactions are committed; see `pages.canonical`."""
    total = np.uint64(0)
    for place in range(first, end):
        word = words[place]
        kept = word < np.uint64(transactions) or word == np.uint64(UNSPENDABLE)
        total += mixed(place, word if kept else np.uint64(NONE))
    return total


@compiled
def page_sums(words: U8, first_page: int) -> U8:
    """Return the sums of whole pages that lie in memory, the first of which is this page of its file."""
    sums = np.empty(words.size // WORDS, np.uint64)
    for page in range(sums.size):
        total = np.uint64(0)
        for place in range(WORDS):
            total += mixed((first_page + page) * WORDS + place, words[page * WORDS + place])
        sums[page] = total
    return sums


@compiled
def sums_of(words: U8, pages: U8, transactions: np.uint64) -> U8:
    """Return the sums of these pages of a file; `transactions` as in `sum_of_spenders`, or `EVERY`."""
    sums = np.empty(pages.size, np.uint64)
    for i in range(pages.size):
        first = np.int64(pages[i]) * WORDS
        if transactions == np.uint64(EVERY):
            sums[i] = sum_of_words(words, first, first + WORDS)
        else:
            sums[i] = sum_of_spenders(words, first, first + WORDS, transactions)
    return sums


@compiled
def sum_of_entries(entries: U8, first: int) -> np.uint64:
    """Return the sum of numbers of which the first has place `first` in its file."""
    total = np.uint64(0)
    for i in range(entries.size):
        total += mixed(first + i, entries[i])
    return total


@compiled
def add_spends(
    changes: U8, prevouts: U8, first_inputs: U8, end_input: int, first_transaction: int, outputs: int, back: bool
) -> None:  # fmt: skip
    """Add, page by page, by how much spends of the first `outputs` outputs change the sums of `spender`.

    `changes` has a number for each page of `WORDS` outputs up to that of the last of them; sums wrap at 2^64. Rows of
    `prevouts` are those from `first_inputs[0]` up to `end_input`; what is no output below `outputs`, as `FOREIGN` ones
    are, is passed over. `first_inputs` ascends, a number per transaction from `first_transaction` on; it may be empty.
    `back`: the spends are taken back.
    """
    base = first_inputs[0] if first_inputs.size else np.uint64(0)
    for i in range(first_inputs.size):
        end = first_inputs[i + 1] if i + 1 < first_inputs.size else np.uint64(end_input)
        for row in range(first_inputs[i] - base, end - base):
            output = prevouts[row]
            if output < np.uint64(outputs):
                change = mixed(output, np.uint64(first_transaction + i)) - mixed(output, np.uint64(NONE))
                changes[output // np.uint64(WORDS)] += np.uint64(0) - change if back else change


@compiled
def add_rows(changes: U8, spender: U8, first: int, end: int, transactions: int) -> None:
    """Add, page by page, the sums of `spender` entries from the output `first` to before `end`."""
    at = first
    while at < end:
        page = at // WORDS
        stop = min(end, (page + 1) * WORDS)
        changes[page] += sum_of_spenders(spender, at, stop, np.uint64(transactions))
        at = stop
