"""Reading `trace.json`: every key there and of its type, or one message that names the place.

Keys that are not known here are left alone: the contract lets them be added.
"""

import hashlib
from collections.abc import Mapping

from tracer.errors import IntegrityError
from tracer.formats.json_cursor import JsonCursor
from tracer.result.change_results import read_change_results
from tracer.result.path_results import read_paths
from tracer.result.row_files import NOTHING_BESIDE, Documents, filled_in, references
from tracer.result.trace_file import (
    BoundRow,
    End,
    MethodResult,
    RetainedSet,
    SecondBook,
    TraceFile,
    Variation,
    segments_of,
)  # fmt: skip
from tracer.result.trace_rows import (
    BOOK,
    BOUND,
    COLLISION,
    CROSSING,
    END,
    GAP,
    HOLDING,
    MADE,
    MIXING,
    MOVE,
    ORDER,
    SEEDED_COIN,
    SHIFT,
    SPENT,
    STOP,
    TOTALS,
)  # fmt: skip

_NOT_BOOKS = {"departures", "holdings", "mixing", "moves", "totals"}


def read_trace(data: bytes, sha256: str, beside: Mapping[str, bytes] = NOTHING_BESIDE) -> TraceFile:
    """Read `trace.json`; `sha256` is the digest of the same bytes, `beside` the files of rows by name.

    Raises:
        IntegrityError: a key is missing or of the wrong type, or a file that holds its rows is missing or not
            the one it names; the message names it.
    """
    stated = JsonCursor.of(data, "trace.json")
    root = filled_in(stated, beside)
    if root.integer("schema") != 1:
        raise IntegrityError("trace.json: its schema is not 1, the only one this version reads")
    methods = {name: _method(name, place) for name, place in root.key("methods").members()}
    primary = root.text("primary")
    if primary not in methods:
        raise IntegrityError(f"trace.json: methods.{primary} is missing: it is the primary method")
    variations = root.maybe("variations")
    horizon, software, custody = root.key("horizon"), root.key("software"), root.key("custody")
    return TraceFile(
        sha256=sha256,
        case=root.text("case"),
        case_sha256=root.text("case_sha256"),
        network=root.text("network"),
        horizon_height=horizon.integer("height"),
        horizon_hash=horizon.text("hash"),
        version=software.text("version"),
        method_number=software.integer("method"),
        parameters=root.key("parameters").alone(),
        time_zones=root.key("parameters").maybe_text("time_zones"),
        primary=primary,
        methods=methods,
        custody=_second_book(custody),
        custody_beside={name: _second_book(place) for name, place in custody.members() if name not in _NOT_BOOKS},
        mixing=tuple(map(MIXING.read, custody.rows("mixing"))),
        orders=tuple(map(ORDER.read, root.rows("orders"))),
        unordered=root.amounts("unordered_sat"),
        bounds=tuple(_bound(row) for row in root.rows("bounds")),
        faults=root.texts("faults") if root.maybe("faults") is not None else (),
        variations={} if variations is None else {name: _variation(row) for name, row in variations.members()},
        gaps=tuple(map(GAP.read, root.rows("gaps"))),
        range_ends=root.texts("range_ends") if root.maybe("range_ends") is not None else (),
        paths=read_paths(root.maybe("paths")),
        change=read_change_results(root.maybe("change")),
        retained_sets=_retained(root),
        content=data,
        beside=tuple(each.file for each in references(stated)),
    )


def read_documents(result: Documents) -> TraceFile:
    """Read a result with the files of its rows.

    Raises:
        IntegrityError: as `read_trace` has it.
    """
    return read_trace(result.trace, hashlib.sha256(result.trace).hexdigest(), result.beside)


def _method(name: str, place: JsonCursor) -> MethodResult:
    outputs, transactions = place.maybe("outputs"), place.maybe("transactions")
    partial = place.maybe("partial")
    cut = partial is not None and partial.as_flag()
    counted = outputs is not None and transactions is not None and isinstance(transactions.value, int)
    if outputs is not None and transactions is not None and counted:
        return MethodResult(
            name=name,
            books=(),
            reach=(outputs.as_integer(), transactions.as_integer()),
            seeds=(),
            ends=(),
            crossings=(),
            spent=(),
            made=(),
            collisions=(),
            partial=cut,
        )
    return MethodResult(
        name=name,
        books=tuple(BOOK.read(row, label=label) for label, row in place.key("labels").members()),
        reach=None,
        seeds=tuple(map(SEEDED_COIN.read, place.rows("seeds"))),
        ends=tuple(_end(row) for row in place.rows("coins")),
        crossings=tuple(map(CROSSING.read, place.rows("transactions"))),
        spent=tuple(map(SPENT.read, place.rows("spent"))),
        made=tuple(map(MADE.read, place.rows("made"))),
        collisions=tuple(map(COLLISION.read, place.rows("collisions"))),
        stops=() if place.maybe("stops") is None else tuple(map(STOP.read, place.rows("stops"))),
        partial=cut,
    )


def _retained(root: JsonCursor) -> tuple[RetainedSet, ...]:
    if root.maybe("retained_sets") is None:
        return ()
    return tuple(
        RetainedSet(row.text("rule"), row.text("name"), row.texts("retained"), _variation(row))
        for row in root.rows("retained_sets")
    )


def _variation(place: JsonCursor) -> Variation:
    partial = place.maybe("partial")
    return Variation(
        tuple(SHIFT.read(row, where=row.text("terminal")) for row in place.rows("shifts")),
        tuple(SHIFT.read(row, where=row.text("outpoint")) for row in place.rows("coins")),
        partial is not None and partial.as_flag(),
    )


def _second_book(place: JsonCursor) -> SecondBook:
    return SecondBook(
        totals=tuple(TOTALS.read(row, label=label) for label, row in place.key("totals").members()),
        moves=tuple(map(MOVE.read, place.rows("moves"))),
        holdings=tuple(map(HOLDING.read, place.rows("holdings"))),
        departures=tuple(map(MOVE.read, place.rows("departures"))),
    )


def _end(row: JsonCursor) -> End:
    has_segments = row.text("terminal") == "custody" and row.maybe("segments") is not None
    return END.read(
        row,
        name=row.maybe_text("custody") or row.maybe_text("service"),
        segments=segments_of(row, "segments") if has_segments else (),
    )


def _bound(row: JsonCursor) -> BoundRow:
    kind = next((kind for kind in ("custody", "order") if row.maybe(kind) is not None), "outpoint")
    return BOUND.read(row, kind=kind, target=row.text(kind))
