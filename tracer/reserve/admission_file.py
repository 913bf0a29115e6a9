"""`admission.json`: what a register admitted of a case, in canonical form; satoshi are texts of digits."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tracer.chain.amount import Sats
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.acts import ActId, LotId
from tracer.reserve.lots import Admission, ContestedRun, LeftOutReceipt, Lot
from tracer.reserve.satoshi_runs import SatoshiRun

FILE = "admission.json"

_SCHEMA = 1
_LOT = re.compile(r"L-[0-9]{4,}")
_DIGITS = re.compile(r"0|[1-9][0-9]{0,15}")
_RUN_KEYS = frozenset({"receipt", "start", "sat"})
_ADMISSION_KEYS = frozenset(
    ["schema", "number", "case", "bundle", "primary", "admitted", "supersedes", "act", "lots", "contested", "left_out"]
)
_ROW_KEYS = {
    "lots": _RUN_KEYS | {"id", "case", "bundle", "label", "orders", "lower_sat", "upper_sat"},
    "contested": _RUN_KEYS | {"case", "label", "holder"},
    "left_out": frozenset({"receipt", "sat", "why"}),
}


def dumps(admission: Admission) -> bytes:
    """Return an admission's canonical bytes."""
    return canonical.dumps(
        {
            "schema": _SCHEMA,
            "number": admission.number,
            "case": admission.case,
            "bundle": admission.bundle,
            "primary": admission.primary,
            "admitted": admission.admitted.isoformat(),
            "supersedes": admission.supersedes,
            "act": admission.act,
            "lots": [lot_row(lot) for lot in admission.lots],
            "contested": [contested_row(each) for each in admission.contested],
            "left_out": [left_out_row(each) for each in admission.left_out],
        }
    )


def loads(data: bytes, name: str) -> Admission:
    """Read an admission; `name` is what messages call the file.

    Raises:
        IntegrityError: a key is missing, one too many or not of its form; the message names it.
    """
    root = JsonCursor.of(data, name)
    if root.integer("schema") != _SCHEMA:
        raise IntegrityError(f"{name}: its schema is not {_SCHEMA}, the only one this version reads")
    act = root.maybe_text("act")
    found = Admission(
        number=root.integer("number"),
        case=root.text("case"),
        bundle=root.text("bundle"),
        primary=root.text("primary"),
        admitted=_day(root.key("admitted")),
        supersedes=root.maybe_text("supersedes"),
        act=None if act is None else ActId(act),
        lots=tuple(_lot(row) for row in root.rows("lots")),
        contested=tuple(_contested(row) for row in root.rows("contested")),
        left_out=tuple(_left_out(row) for row in root.rows("left_out")),
    )
    if canonical.dumps(root.value) != data or not _has_own_keys(root) or root.text("admitted") != str(found.admitted):
        raise IntegrityError(f"{name} is not in the one form in which the tracer writes it")
    _refuse_overlaps(found.lots, name)
    return found


def _has_own_keys(root: JsonCursor) -> bool:
    """Return whether an admission and its rows have the keys that are written, null ones too, and no others.

    What else could be written in two ways each key's own reader refuses, but for the day.
    """
    rows = ((each.value, keys) for name, keys in _ROW_KEYS.items() for each in root.rows(name))
    return all(
        isinstance(value, dict) and value.keys() == keys for value, keys in ((root.value, _ADMISSION_KEYS), *rows)
    )


def _refuse_overlaps(lots: Sequence[Lot], name: str) -> None:
    """Raise where a lot of one admission holds no satoshi, or some that another one of it holds.

    Raises:
        IntegrityError: naming the lot.
    """
    for lot in lots:
        if not lot.run.sat:
            raise IntegrityError(f"{name}: lot {lot.id} holds no satoshi")
    if len({lot.run.receipt for lot in lots}) == len(lots):
        return
    for one, other in pairwise(sorted(lots, key=lambda each: each.run)):
        if one.run.receipt == other.run.receipt and one.run.end > other.run.start:
            raise IntegrityError(f"{name}: lots {one.id} and {other.id} hold the same satoshi")


def lot_row(lot: Lot) -> Mapping[str, Writable]:
    """Return a lot as JSON."""
    return {
        "id": lot.id,
        "case": lot.case,
        "bundle": lot.bundle,
        "label": lot.label,
        **_run_row(lot.run),
        "orders": lot.orders,
        "lower_sat": None if lot.lower is None else str(lot.lower),
        "upper_sat": None if lot.upper is None else str(lot.upper),
    }


def contested_row(contested: ContestedRun) -> Mapping[str, Writable]:
    """Return what is contested as JSON."""
    return {
        "case": contested.case,
        "label": contested.label,
        **_run_row(contested.run),
        "holder": contested.holder,
    }


def left_out_row(left_out: LeftOutReceipt) -> Mapping[str, Writable]:
    """Return what was left out as JSON."""
    return {"receipt": str(left_out.receipt), "sat": str(left_out.sat), "why": left_out.why}


def _run_row(run: SatoshiRun) -> Mapping[str, Writable]:
    return {"receipt": str(run.receipt), "start": str(run.start), "sat": str(run.sat)}


def _lot(row: JsonCursor) -> Lot:
    return Lot(
        id=_lot_id(row, "id"),
        case=row.text("case"),
        bundle=row.text("bundle"),
        label=row.maybe_text("label"),
        run=_run(row),
        orders=row.texts("orders"),
        lower=_maybe_sat(row, "lower_sat"),
        upper=_maybe_sat(row, "upper_sat"),
    )


def _contested(row: JsonCursor) -> ContestedRun:
    return ContestedRun(
        case=row.text("case"), label=row.maybe_text("label"), run=_run(row), holder=_lot_id(row, "holder")
    )


def _left_out(row: JsonCursor) -> LeftOutReceipt:
    return LeftOutReceipt(receipt=row.outpoint("receipt"), sat=Sats(_sat(row, "sat")), why=row.text("why"))


def _run(row: JsonCursor) -> SatoshiRun:
    return SatoshiRun(row.outpoint("receipt"), _sat(row, "start"), _sat(row, "sat"))


def _maybe_sat(row: JsonCursor, key: str) -> Sats | None:
    return None if row.maybe_text(key) is None else Sats(_sat(row, key))


def _sat(row: JsonCursor, key: str) -> int:
    text = row.text(key)
    if _DIGITS.fullmatch(text) is None:
        raise row.key(key).wrong("satoshi as a text of digits")
    return int(text)


def _lot_id(row: JsonCursor, key: str) -> LotId:
    text = row.text(key)
    if _LOT.fullmatch(text) is None:
        raise row.key(key).wrong("a lot's number such as L-0003")
    return LotId(text)


def _day(place: JsonCursor) -> dt.date:
    try:
        return dt.date.fromisoformat(place.as_text())
    except ValueError:
        raise place.wrong("a day such as 2026-09-30") from None
