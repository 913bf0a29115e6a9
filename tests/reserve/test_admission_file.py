"""`admission.json`: one form, read strictly."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.reserve.admitting import admit_all, claims, coin
from tests.reserve.story_claims import BUNDLE, register, story_claims
from tracer.chain.amount import Sats
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.reserve.acts import ActId, LotId
from tracer.reserve.admission_file import dumps, loads
from tracer.reserve.lots import Admission, LeftOutReceipt
from tracer.reserve.satoshi_runs import SatoshiRun


def story() -> Admission:
    """Return the story's admission into an empty register."""
    return admit_all(story_claims(register()))[0]


def test_what_is_written_is_read_again() -> None:
    """Every field comes back, contested and left out included."""
    second = admit_all(claims("K1", {1: "A60 u40"}), claims("K2", {1: "u40 B60"}))[1]
    left_out = (LeftOutReceipt(receipt=coin(9), sat=Sats(7), why="it pays no wallet of the register"),)
    whole = replace(second, act=ActId("2026-0007"), supersedes="old", left_out=left_out)
    assert loads(dumps(whole), "admission.json") == whole
    assert loads(dumps(story()), "admission.json") == story()


def test_satoshi_are_texts_and_the_bytes_canonical() -> None:
    """A lot's amounts are texts of digits, as beyond 2^53 numbers would not be exact everywhere."""
    root = canonical.loads(dumps(story()), "x")
    assert isinstance(root, dict)
    lots = root["lots"]
    assert isinstance(lots, list)
    assert lots[1] == {
        "id": "L-0002", "case": "KZ-2025-0042", "bundle": BUNDLE, "label": "A",
        "receipt": str(story().lots[1].run.receipt), "start": "300000000", "sat": "399980000",
        "orders": ["2-101/2025"], "lower_sat": "0", "upper_sat": "600000000",
    }  # fmt: skip
    assert canonical.dumps(root) == dumps(story())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'"sat":"399980000"', b'"sat":"0399980000"', "sat is not satoshi as a text of digits"),
        (b'"id":"L-0002"', b'"id":"L-2"', "is not a lot's number"),
        (b'"schema":1', b'"schema":2', "its schema is not 1"),
        (b'"admitted":"2026-09-30"', b'"admitted":"30.09.2026"', "is not a day"),
        (b'"number":1', b'"number":1,"what":1', "not in the one form"),
        (b'"number":1', b'"number": 1', "not in the one form"),
        (b'"primary":"fifo",', b"", "primary is missing"),
    ],
)
def test_another_form_is_refused(old: bytes, new: bytes, said: str) -> None:
    """What no admission wrote is no admission; the message names the place."""
    data = dumps(story())
    assert data.count(old) >= 1
    with pytest.raises(IntegrityError, match=said):
        loads(data.replace(old, new, 1), "receipts/K/admission.json")


def test_two_lots_of_one_admission_never_hold_the_same_satoshi() -> None:
    """Nor does a lot hold none; lots of different outputs may have the same numbers, and neighbours touch."""
    whole = story()
    first = whole.lots[1]
    overlapping = replace(first, id=LotId("L-0099"), run=SatoshiRun(first.run.receipt, first.run.end - 1, 2))
    with pytest.raises(IntegrityError, match=r"receipts/K: lots L-0002 and L-0099 hold the same satoshi$"):
        loads(dumps(replace(whole, lots=(overlapping, first))), "receipts/K")
    empty = replace(first, run=SatoshiRun(first.run.receipt, 0, 0))
    with pytest.raises(IntegrityError, match=r"receipts/K: lot L-0002 holds no satoshi$"):
        loads(dumps(replace(whole, lots=(empty,))), "receipts/K")
    beside = replace(overlapping, run=SatoshiRun(first.run.receipt, first.run.end, 2))
    elsewhere = replace(overlapping, id=LotId("L-0100"), run=SatoshiRun(coin(9), *first.run[1:]))
    right = replace(whole, lots=(first, beside, elsewhere))
    assert loads(dumps(right), "receipts/K") == right


@pytest.mark.parametrize("bounds", [(None, None), (Sats(0), None), (None, Sats(7)), (Sats(1), Sats(2**53))])
@pytest.mark.parametrize("orders", [(), ("2-101/2025", "2-102/2025")])
@pytest.mark.parametrize("label", [None, "A", ""])
def test_every_kind_of_lot_is_read_again(
    label: str | None, orders: tuple[str, ...], bounds: tuple[Sats | None, Sats | None]
) -> None:
    """With and without label, orders and bounds."""
    lot = replace(story().lots[0], label=label, orders=orders, lower=bounds[0], upper=bounds[1])
    whole = replace(story(), lots=(lot,))
    assert loads(dumps(whole), "admission.json") == whole


@pytest.mark.parametrize("key", ["id", "case", "bundle", "label", "orders", "receipt", "start", "sat", "lower_sat"])
@pytest.mark.parametrize("value", [7, {}, True, ["A"], "x:y", "-1", "01"])
def test_a_lot_s_key_of_another_form_is_refused(key: str, value: Any) -> None:
    """Whatever stands in the place of one, it is read strictly or kept as the text that it is."""
    root = json.loads(dumps(replace(story(), lots=(replace(story().lots[0], orders=(), lower=None, upper=None),))))
    root["lots"][0][key] = value
    if (isinstance(value, str) and key in ("case", "bundle", "label")) or (key, value) == ("orders", ["A"]):
        assert json.loads(dumps(loads(canonical.dumps(root), "x")))["lots"][0][key] == value
        return
    with pytest.raises(IntegrityError, match=rf"x: lots\[0\]\.{key}"):
        loads(canonical.dumps(root), "x")


@pytest.mark.parametrize("rows", ["lots", "contested", "left_out"])
@pytest.mark.parametrize("what", ["one more", "one less"])
def test_each_row_has_its_own_keys_and_no_others(rows: str, what: str) -> None:
    """A key too many is refused, and so is a null one that is left out."""
    second = admit_all(claims("K1", {1: "A60 u40"}), claims("K2", {1: "u40 B60"}))[1]
    left_out = (LeftOutReceipt(receipt=coin(9), sat=Sats(7), why="it pays no wallet of the register"),)
    root = json.loads(dumps(replace(second, left_out=left_out)))
    assert loads(canonical.dumps(root), "x")
    row = root[rows][0]
    if what == "one more":
        row["beside"] = None
    else:
        absent = next(key for key in (*(key for key in row if row[key] is None), "why", "label") if key in row)
        del row[absent]
    with pytest.raises(IntegrityError, match=r"not in the one form|is missing"):
        loads(canonical.dumps(root), "x")


@pytest.mark.parametrize("day", ["20260930", "2026-W40-3"])
def test_a_day_is_written_in_one_way(day: str) -> None:
    """What Python reads as the same day is another file."""
    with pytest.raises(IntegrityError, match="not in the one form"):
        loads(dumps(story()).replace(b"2026-09-30", day.encode()), "x")
