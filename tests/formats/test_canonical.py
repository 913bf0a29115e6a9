"""Canonical JSON: one value, one sequence of bytes; foreign JSON is read strictly."""

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.errors import IntegrityError
from tracer.formats import canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def test_keys_are_sorted_and_no_newline_is_added() -> None:
    """Keys are sorted, nothing separates them but what JSON needs, and no newline ends the bytes."""
    assert canonical.dumps({"b": [1, True, None], "a": "ә\n"}) == '{"a":"ә\\n","b":[1,true,null]}'.encode()


@given(VALUES)
@settings(max_examples=60, derandomize=True, deadline=None)
def test_what_is_written_is_read_back(value: canonical.Json) -> None:
    """Reading what was written gives the value, and writing that gives the same bytes."""
    data = canonical.dumps(value)
    assert canonical.loads(data, "x") == value
    assert canonical.dumps(canonical.loads(data, "x")) == data


ODD = st.sampled_from(
    ["\ue000", "\U0001f600", "\uffff", '\x00\x1f\x7f"\\/\b\f\n\r\t\u2028', ":1234567890123456", "[1.5"]
)


@given(st.recursive(VALUES | ODD, lambda inner: st.dictionaries(st.text() | ODD, inner, max_size=5), max_leaves=20))
@settings(max_examples=count(suite=60, laws=300), derandomize=True, deadline=None)
def test_what_is_written_is_what_rfc_8785_says(value: canonical.Writable) -> None:
    """However it is written, the bytes are those of the `rfc8785` package, also for keys beyond the basic plane."""
    assert canonical.dumps(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a":1,"a":2}', "'a' appears twice"),
        (b"1.0", "1.0 is not an integer"),
        (b"1e3", "1e3 is not an integer"),
        (b"NaN", "NaN is not an integer"),
        (b"9007199254740992", "beyond 2^53 - 1"),
        (b"1" * 100_000, "beyond 2^53 - 1"),
        (b'"\xff"', "not JSON"),
        (b'"\\ud800"', "cannot be written"),
        (b"{} x", "not JSON"),
        (b"", "not JSON"),
        (b"[" * 100_000, "nested deeper"),
        (b"[" * 65 + b"]" * 65, "nested deeper than 64 levels"),
    ],
)
def test_what_the_tracer_does_not_write_is_refused(data: bytes, words: str) -> None:
    """Duplicate keys, decimals, huge integers, bad text, trailing bytes and depth are refused by name."""
    with pytest.raises(IntegrityError, match=words.replace("^", r"\^")):
        canonical.loads(data, "trace.json")


def test_a_file_beyond_the_limit_is_not_parsed() -> None:
    """A file larger than the limit is refused before it is parsed."""
    with pytest.raises(IntegrityError, match="more than the"):
        canonical.loads(bytes(canonical.MAX_BYTES + 1), "trace.json")


def test_an_integer_without_a_canonical_form_is_not_written() -> None:
    """An integer that JSON cannot hold exactly is refused on writing."""
    with pytest.raises(IntegrityError, match="canonical JSON"):
        canonical.dumps({"sat": 2**53})
