from array import array
from itertools import repeat

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.ingest.lookup import KeyLookup, sorted_few, sorted_many

Entries = list[tuple[int, int]]


def sealed(entries: Entries, heights: "array[int]") -> KeyLookup:
    """Return a look-up that holds these entries."""
    lookup = KeyLookup()
    for key, row in entries:
        lookup.add(key, row)
    lookup.seal(heights)
    return lookup


@settings(derandomize=True, deadline=None, max_examples=count(suite=30, laws=100))
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 20))), st.sets(st.integers(0, 20)))
def test_a_lookup_is_a_dictionary_of_rows(entries: Entries, wanted: set[int]) -> None:
    """Under each key the rows with a height, each once, ascending: as a plain dictionary would hold them."""
    lookup = sealed(entries, array("i", [row if row in wanted else -1 for row in range(21)]))
    for key in range(-3, 4):
        assert lookup.rows(key) == sorted({row for each, row in entries if each == key and row in wanted})


@settings(derandomize=True, deadline=None, max_examples=count(suite=30, laws=100))
@given(
    st.lists(st.tuples(st.sampled_from([-(2**63), -1, 0, 5, 2**63 - 1]), st.integers(0, 20))),
    st.sets(st.integers(0, 20)),
)
def test_few_entries_are_sorted_as_many_are(entries: Entries, wanted: set[int]) -> None:
    """Both ways of sorting give the same entries in the same order, those of one key as they were added."""
    keys, rows = array("q", [key for key, _ in entries]), array("I", [row for _, row in entries])
    heights = array("i", [row if row in wanted else -1 for row in range(21)])
    found = sorted_few(keys, rows, heights)
    assert found == sorted_many(keys, rows, heights)
    assert [*zip(*found, strict=True)] == sorted((each for each in entries if each[1] in wanted), key=lambda it: it[0])


def test_a_large_file_is_looked_up_as_a_small_one() -> None:
    """More entries than are sorted in Python are found like few."""
    lookup = sealed([(key % 1_000, key) for key in range(50_000)], array("i", range(50_000)))
    assert lookup.rows(7) == [*range(7, 50_000, 1_000)]


def test_rows_that_share_a_key_are_paired() -> None:
    """Neighbours under one key are told, so that a collision or a double spend can be looked at."""
    lookup = sealed([(5, 1), (6, 2), (5, 3), (5, 4)], array("i", repeat(0, 5)))
    assert list(lookup.shared()) == [(1, 3), (3, 4)]


def test_keys_are_all_of_64_bits() -> None:
    """The least and the greatest key are found."""
    lookup = sealed([(-(2**63), 0), (2**63 - 1, 1)], array("i", [0, 0]))
    assert (lookup.rows(-(2**63)), lookup.rows(2**63 - 1), lookup.rows(0)) == ([0], [1], [])
