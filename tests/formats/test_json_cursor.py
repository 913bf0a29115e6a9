"""A value inside a JSON file, and the path that leads to it."""

import gc

import pytest

from tracer.errors import IntegrityError
from tracer.formats.json_cursor import JsonCursor

LARGE = b'{"large":["let go of","not held"],"rows":[{"stop":{"min_sat":-1}}]}'


def test_a_value_alone_keeps_its_path_and_lets_go_of_what_lies_around_it() -> None:
    """What is told of it names the same place; the large list beside it is held by nobody."""
    row = next(JsonCursor.of(LARGE, "trace.json").rows("rows"))
    stop = row.key("stop")
    alone = stop.alone()
    del row
    assert (str(alone), alone.value) == (str(stop), stop.value)
    assert str(alone) == "trace.json: rows[0].stop"
    with pytest.raises(IntegrityError, match=r"trace.json: rows\[0\]\.stop\.min_sat is not zero or more"):
        alone.amount("min_sat")
    del stop
    assert not any(isinstance(held, list) and held == ["let go of", "not held"] for held in gc.get_objects())
