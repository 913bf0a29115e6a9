import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.ingest.lookup import KeyLookup


@settings(derandomize=True, deadline=None, max_examples=count(suite=30, laws=100))
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 20))), st.sets(st.integers(0, 20)))
def test_a_lookup_is_a_dictionary_of_rows(entries: list[tuple[int, int]], wanted: set[int]) -> None:
    """Under each key the wanted rows, each once, ascending: as a plain dictionary would hold them."""
    lookup = KeyLookup()
    for key, row in entries:
        lookup.add(key, row)
    lookup.seal(np.array([row in wanted for row in range(21)]))
    for key in range(-3, 4):
        assert lookup.rows(key) == sorted({row for each, row in entries if each == key and row in wanted})


def test_rows_that_share_a_key_are_paired() -> None:
    """Neighbours under one key are told, so that a collision or a double spend can be looked at."""
    lookup = KeyLookup()
    for key, row in ((5, 1), (6, 2), (5, 3), (5, 4)):
        lookup.add(key, row)
    lookup.seal(np.ones(5, dtype=np.bool_))
    assert list(lookup.shared()) == [(1, 3), (3, 4)]


def test_keys_are_all_of_64_bits() -> None:
    """The least and the greatest key are found."""
    lookup = KeyLookup()
    for row, key in enumerate((-(2**63), 2**63 - 1)):
        lookup.add(key, row)
    lookup.seal(np.ones(2, dtype=np.bool_))
    assert (lookup.rows(-(2**63)), lookup.rows(2**63 - 1), lookup.rows(0)) == ([0], [1], [])
