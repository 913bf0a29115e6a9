"""TOML is written so that reading it gives the value again, and one value gives one text."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import IntegrityError
from tracer.formats import toml_writer

TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=8)
PLAIN = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.dates(),
    st.times(),
    st.datetimes(timezones=st.sampled_from([None, dt.UTC])),
)
VALUE = st.recursive(
    PLAIN, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)), max_leaves=12
)


@given(st.dictionaries(TEXT, VALUE, max_size=5))
def test_what_is_written_is_read_back(table: dict[str, object]) -> None:
    """Any table comes back as it was, and a second writing has the same bytes."""
    content = toml_writer.dumps(table)
    assert toml_writer.loads(content) == table
    assert toml_writer.dumps(toml_writer.loads(content)) == content


def test_tables_stand_after_plain_keys() -> None:
    """Plain keys come first, then tables under their headings."""
    table = {"lots": {"L-0003": 5}, "id": "2026-0001", "output": [{"sat": 1, "by": {"a b": []}}, {"sat": 2}]}
    assert toml_writer.dumps(table).decode() == (
        'id = "2026-0001"\n\n[lots]\nL-0003 = 5\n\n[[output]]\nsat = 1\n\n[output.by]\n"a b" = []\n\n'
        "[[output]]\nsat = 2\n"
    )


def test_a_number_with_a_point_stays_as_it_was_written() -> None:
    """No decimal is computed with."""
    assert toml_writer.dumps(toml_writer.loads(b"a = 0.10000000000000000000001e3\n")) == (
        b"a = 0.10000000000000000000001e3\n"
    )


def test_what_toml_cannot_hold_is_refused() -> None:
    """A value of another type is refused, never written as something else."""
    with pytest.raises(IntegrityError, match="NoneType is no type of TOML"):
        toml_writer.dumps({"a": None})
