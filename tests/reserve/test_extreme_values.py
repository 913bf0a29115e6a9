"""A number, a day or a decimal that no act can have: at every key of every kind a clear fault, or kept whole."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures_story.recorded import TWO
from tests.reserve.test_act_file import EVERY, EXPLANATION, LATER_BUNDLE, SALE
from tests.reserve.written import DISPOSAL, MONEY_ORDER, REGISTER, register
from tracer.errors import CaseError
from tracer.formats.toml_writer import Written, dumps
from tracer.reserve import act_file, register_file
from tracer.reserve.acts import Act
from tracer.reserve.security import security_file

TEXTS = (*EVERY, MONEY_ORDER, EXPLANATION, LATER_BUNDLE, DISPOSAL.rstrip() + SALE)
ACTS: tuple[dict[str, Any], ...] = tuple(map(tomllib.loads, TEXTS))
DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")

NUMBERS = (
    "12345678901234567890123", "-12345678901234567890123", "-1", "-0.0", "1.0", "1.5", "1e8", "5E-1", "1e400",
    "nan", "-inf", "2026-05-02", "2026-05-02T10:00:00Z", "10:00:00", '"1e8"', '"100"', "true", "0xffffffffffffffffff",
)  # fmt: skip
"""What stands where a whole number is asked for. Zero is some keys' and tried apart."""
DAYS = (
    "0001-01-01", "1969-12-31", "9999-12-31", "2026-05-02T00:00:00", "2026-05-02 10:00:00", "2026-05-02T10:00:00+05:00",
    "00:00:00", "20260502", "2026.5", '"2026-05-02"', "true",
)  # fmt: skip
DECIMALS = (
    "1e8", "1E+8", "1.5e3", "-1", "-0.5", "+1", "1_000", "1,000.00", "1.", ".5", "00.10", "0x10", "nan", "inf",
    "12345678901234567890123", "0.123456789", "\u0661\u0662", " 1", "1/3",
)  # fmt: skip
"""Texts that are no decimal anywhere."""


class Leaf(NamedTuple):
    """A value in an act, and the way to it; an index counts from 0."""

    act: int
    way: tuple[str | int, ...]
    value: object

    @property
    def place(self) -> str:
        """How a message names it; of a range the whole is named."""
        found = ""
        for step in self.way[:-1] if self.way[-2:-1] == ("range",) else self.way:
            found += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if found else step
        return found


def leaves(value: object, way: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Yield every value that is no table and no list, and the way to it."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*way, key))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from leaves(each, (*way, at))
    else:
        yield way, value


ALL = [Leaf(at, way, value) for at, table in enumerate(ACTS) for way, value in leaves(table)]
WHOLE = [leaf for leaf in ALL if type(leaf.value) is int and leaf.way[0] != "values"]
DATED = [leaf for leaf in ALL if isinstance(leaf.value, dt.date) and leaf.way[0] != "values"]
DECIMAL_TEXTS = [leaf for leaf in ALL if isinstance(leaf.value, str) and DECIMAL.fullmatch(leaf.value)]
DECIMAL_TEXTS = [leaf for leaf in DECIMAL_TEXTS if leaf.way[0] != "values" and leaf.way[-1] != "order"]


def written(leaf: Leaf, literal: str) -> bytes:
    """Return the act with a value written otherwise, as a person types it."""
    table = tomllib.loads(TEXTS[leaf.act])
    inner: Any = table
    for step in leaf.way[:-1]:
        inner = inner[step]
    inner[leaf.way[-1]] = Written(literal)
    return dumps(table)


def read(leaf: Leaf, literal: str) -> Act | tuple[str, ...]:
    """Return the act so written, or its faults."""
    name = f"acts/{ACTS[leaf.act]['id']}.toml"
    try:
        return act_file.parse(written(leaf, literal), name, register())
    except CaseError as error:
        faults = error.faults
    assert all(fault.startswith(f"{name}: ") for fault in faults)
    return faults


def shown(literal: str) -> str:
    """Return a value as a message shows it."""
    value = tomllib.loads(f"value = {literal}")["value"]
    if isinstance(value, bool):
        return literal
    return value.isoformat() if isinstance(value, dt.date | dt.time) else repr(value)


def names(faults: tuple[str, ...], leaf: Leaf, literal: str) -> bool:
    """Return whether one of the faults names the file, the key and the value."""
    place = f"acts/{ACTS[leaf.act]['id']}.toml: {leaf.place}: "
    return any(fault.startswith(place) and shown(literal) in fault for fault in faults)


def test_every_kind_has_a_value_to_be_changed() -> None:
    """No kind goes by without a day, and every key that a whole number stands under in these acts is among them."""
    assert {ACTS[leaf.act]["kind"] for leaf in DATED} == set(map(str, (table["kind"] for table in ACTS)))
    assert {str(leaf.way[-1]) for leaf in WHOLE} >= {"amount_sat", "sat", "fees_sat", "L-0002"}
    assert {str(leaf.way[-1]) for leaf in DECIMAL_TEXTS} >= {"amount", "per_btc", "gross", "costs", "net"}


@settings(max_examples=400)
@given(st.sampled_from(WHOLE), st.sampled_from(NUMBERS) | st.integers(22, 40).map(lambda digits: "9" * digits))
def test_no_whole_number_is_taken_for_another(leaf: Leaf, literal: str) -> None:
    """Too many digits, a sign, a point, an exponent, a day, a text: a fault with file, key and value."""
    found = read(leaf, literal)
    assert isinstance(found, tuple), (leaf, literal)
    expected = f"a number of {int(literal).bit_length()} bits" if literal.isdigit() and len(literal) > 38 else None
    place = f"acts/{ACTS[leaf.act]['id']}.toml: {leaf.place}: "
    assert names(found, leaf, literal) or any(
        expected is not None and fault.startswith(place) and expected in fault for fault in found
    ), found


@pytest.mark.parametrize("leaf", WHOLE, ids=lambda leaf: f"{leaf.act}-{leaf.place}")
def test_zero_is_a_fault_or_is_zero(leaf: Leaf) -> None:
    """Where nothing may be nothing it says so; else zero is what is read."""
    found = read(leaf, "0")
    assert names(found, leaf, "0") if isinstance(found, tuple) else "0" in repr(found)
    assert not isinstance(found, tuple) or len(found) >= 1


@settings(max_examples=400)
@given(st.sampled_from(DATED), st.sampled_from(DAYS))
def test_no_day_is_taken_for_another(leaf: Leaf, literal: str) -> None:
    """A time of day, a year that nothing is dated by, a number, a text: a fault with file, key and value."""
    found = read(leaf, literal)
    assert isinstance(found, tuple), (leaf, literal)
    assert names(found, leaf, literal), found


@settings(max_examples=400)
@given(st.sampled_from(DECIMAL_TEXTS), st.sampled_from(DECIMALS))
def test_no_decimal_is_taken_for_another(leaf: Leaf, text: str) -> None:
    """An exponent, a sign, marks of thousands, too many digits or places: a fault with file, key and text."""
    literal = f'"{text}"'
    found = read(leaf, literal)
    assert isinstance(found, tuple), (leaf, text)
    assert names(found, leaf, literal), found


@settings(max_examples=100)
@given(st.sampled_from(DECIMAL_TEXTS), st.sampled_from(("1.0", "1", "1e8", "2026-05-02", "nan")))
def test_a_decimal_stands_in_quotation_marks(leaf: Leaf, literal: str) -> None:
    """A number that TOML would round is refused by name."""
    found = read(leaf, literal)
    assert isinstance(found, tuple), (leaf, literal)
    assert names(found, leaf, literal), found


def test_what_a_convention_sets_is_kept_digit_by_digit() -> None:
    """A convention says what it says: a number of 23 digits stays whole, a day beyond the years is a fault."""
    (at,) = [at for at, table in enumerate(ACTS) if table["kind"] == "convention"]
    kept = read(Leaf(at, ("values", "window_minutes"), 60), "12345678901234567890123")
    assert not isinstance(kept, tuple)
    assert "12345678901234567890123" in repr(kept)
    day = Leaf(at, ("values", "from"), None)
    assert read(day, "0001-01-01") == (
        f"acts/{ACTS[at]['id']}.toml: values.from: 0001-01-01 is no day of the years 1970 to 9998",
    )


def test_the_register_and_its_security_have_days_of_the_same_years() -> None:
    """A limit, a ceremony, an audit of the year 1 or 9999: a fault with file, key and day."""
    with pytest.raises(CaseError) as raised:
        register_file.parse(REGISTER.replace("from = 2026-07-01", "from = 0001-01-01").encode(), "register.toml")
    assert raised.value.faults == ("register.toml: limit[1].from: 0001-01-01 is no day of the years 1970 to 9998",)
    place = TWO / "security"
    files = {f"security/{path.name}": path.read_bytes() for path in place.glob("*.toml")}
    for name, content in files.items():
        for day in set(re.findall(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}", content)):
            with pytest.raises(CaseError) as wrong:
                security_file.parse({**files, name: content.replace(day, b"9999-12-31")})
            said = [fault for fault in wrong.value.faults if "9999-12-31 is no day of the years 1970 to 9998" in fault]
            assert said
            assert all(re.match(rf"{re.escape(name)}: [a-z]+\[[0-9]+\]\.[a-z_]+: ", fault) for fault in said)
