"""Rows of JSON by a dataclass: what is read is what was written, and every fault names its place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import pytest

from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.formats.rows import Fields, JustSat, MaybeSat, NamedKey, RowSchema, Sat, Taint, TextsIfAny

TXID = Txid("ab" * 32)


@dataclass(frozen=True, slots=True)
class Inner:
    """A row inside a row."""

    label: str
    share: Sat


@dataclass(frozen=True, slots=True)
class Outer:
    """A row with a field of every form."""

    txid: Txid
    coin: Outpoint
    origin: Annotated[tuple[str, ...], NamedKey("from")]
    height: int
    verdict: int | None
    address: str | None
    partial: bool
    value: Sat
    lack: MaybeSat
    sat: JustSat
    taint: Taint
    to: TextsIfAny
    looked: Fields
    left: tuple[int, ...]
    hops: tuple[Txid, ...]
    inside: tuple[Inner, ...]
    name: str = ""


OUTER = RowSchema(Outer, beside=("name",))
VALUE = Outer(
    TXID, Outpoint(TXID, 1), ("w",), -1, None, None, False, 5, None, 4, {"A": 3}, ("x", "y"), (("n", "v"),), (0, 2),
    (TXID,), (Inner("A", 3),), "beside",
)  # fmt: skip
ROW: dict[str, canonical.Writable] = {
    "txid": TXID, "coin": f"{TXID}:1", "from": ["w"], "height": -1, "verdict": None, "address": None, "partial": False,
    "value_sat": 5, "lack_sat": None, "sat": 4, "taint_sat": {"A": 3}, "to": ["x", "y"], "looked": {"n": "v"},
    "left": [0, 2], "hops": [TXID], "inside": [{"label": "A", "share_sat": 3}],
}  # fmt: skip


def cursor(row: canonical.Writable) -> JsonCursor:
    """Return a row as it is read from a file."""
    return JsonCursor.of(canonical.dumps(row), "file")


def test_a_value_is_written_as_its_row_and_read_back() -> None:
    """Every form comes back; what a row does not hold is given beside it."""
    assert canonical.dumps(OUTER.write(VALUE)) == canonical.dumps(ROW)
    assert OUTER.read(cursor(ROW), name="beside") == VALUE


def test_what_may_be_absent_may_be() -> None:
    """Keys that may be null may be absent, as may a list that is empty; unknown keys are left alone."""
    row = {key: value for key, value in ROW.items() if value is not None and key != "to"} | {"more": 1}
    found = OUTER.read(cursor(row))
    assert (found.verdict, found.address, found.lack, found.to, found.name) == (None, None, None, (), "")


def test_bare_rows_have_the_names_of_their_fields() -> None:
    """Without units every key but a renamed one is the field's name, in rows within it too."""
    row = RowSchema(Outer, bare=True).write(VALUE)
    assert set(row) == {*Outer.__dataclass_fields__, "from"} - {"origin"}
    assert row["inside"] == [{"label": "A", "share": 3}]
    assert RowSchema(Outer, bare=True).read(cursor(row)) == VALUE


@pytest.mark.parametrize("key", [key for key, value in ROW.items() if value is not None and key != "to"])
def test_a_missing_key_is_named(key: str) -> None:
    """A key that must be there and is not is named."""
    with pytest.raises(IntegrityError, match=f"^file: {key} is missing$"):
        OUTER.read(cursor({name: value for name, value in ROW.items() if name != key}))


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("txid", "00", "file: txid is not a txid"),
        ("coin", "00:1", "file: coin is not txid:vout"),
        ("from", "w", "file: from is not a list"),
        ("height", True, "file: height is not an integer"),
        ("verdict", "0", "file: verdict is not an integer"),
        ("partial", 0, "file: partial is not true or false"),
        ("value_sat", -1, "file: value_sat is not zero or more"),
        ("lack_sat", -1, "file: lack_sat is not zero or more"),
        ("sat", "4", "file: sat is not an integer"),
        ("taint_sat", {"A": -1}, "file: taint_sat.A is not zero or more"),
        ("to", [1], r"file: to\[0\] is not a text"),
        ("left", ["0"], r"file: left\[0\] is not an integer"),
        ("inside", [{"label": "A", "share_sat": "3"}], r"file: inside\[0\].share_sat is not an integer"),
    ],
)
def test_a_value_of_another_type_is_named(key: str, value: canonical.Writable, words: str) -> None:
    """Each form refuses what it is not, with its place."""
    with pytest.raises(IntegrityError, match=f"^{words}$"):
        OUTER.read(cursor(ROW | {key: value}))


def test_a_type_without_a_form_is_refused_where_it_is_written() -> None:
    """A field of which nobody said how it stands in JSON is a fault of the program, at import."""

    @dataclass(frozen=True, slots=True)
    class Odd:
        """A row with a field of no form."""

        call: Callable[[], int]

    with pytest.raises(TypeError, match="has no form in JSON"):
        RowSchema(Odd)
