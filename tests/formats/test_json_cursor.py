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


def test_digits_and_octets_are_read_strictly() -> None:
    """Amounts as digits and bytes as hexadecimal have one form each; another is named by its place."""
    place = JsonCursor.of(b'{"sat":"5000000000","zero":"0","script":"0014ff","none":""}', "a.json")
    assert (place.digits("sat"), place.digits("zero")) == (5_000_000_000, 0)
    assert (place.octets("script"), place.octets("none")) == (b"\x00\x14\xff", b"")
    for text in ("01", "-1", "", "1e3", "1" * 21, "²"):
        with pytest.raises(IntegrityError, match=r"a\.json: sat is not a whole number written as digits"):
            JsonCursor({"sat": text}, "a.json").digits("sat")
    for text in ("0", "0G", "AB", "0x00"):
        with pytest.raises(IntegrityError, match=r"a\.json: script is not bytes written as lower-case hexadecimal"):
            JsonCursor({"script": text}, "a.json").octets("script")
