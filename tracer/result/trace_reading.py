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
    TERMINALS,
    Book,
    BoundRow,
    Collision,
    Crossing,
    CustodyTotals,
    End,
    Gap,
    Holding,
    Made,
    MethodResult,
    Mixing,
    Move,
    OrderResult,
    RetainedSet,
    SecondBook,
    SeededCoin,
    Segments,
    Shift,
    Spent,
    Stop,
    TraceFile,
    Variation,
)

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
        parameters=root.key("parameters"),
        time_zones=root.key("parameters").maybe_text("time_zones"),
        primary=primary,
        methods=methods,
        custody=_second_book(custody),
        custody_beside={name: _second_book(place) for name, place in custody.members() if name not in _NOT_BOOKS},
        mixing=tuple(_mixing(row) for row in custody.rows("mixing")),
        orders=tuple(_order(row) for row in root.rows("orders")),
        unordered=root.amounts("unordered_sat"),
        bounds=tuple(_bound(row) for row in root.rows("bounds")),
        faults=root.texts("faults") if root.maybe("faults") is not None else (),
        variations={} if variations is None else {name: _variation(row) for name, row in variations.members()},
        gaps=tuple(_gap(row) for row in root.rows("gaps")),
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
        books=tuple(_book(label, row) for label, row in place.key("labels").members()),
        reach=None,
        seeds=tuple(_seed(row) for row in place.rows("seeds")),
        ends=tuple(_end(row) for row in place.rows("coins")),
        crossings=tuple(_crossing(row) for row in place.rows("transactions")),
        spent=tuple(_spent(row) for row in place.rows("spent")),
        made=tuple(_made(row) for row in place.rows("made")),
        collisions=tuple(_collision(row) for row in place.rows("collisions")),
        stops=() if place.maybe("stops") is None else tuple(_stop(row) for row in place.rows("stops")),
        partial=cut,
    )


def _book(label: str, row: JsonCursor) -> Book:
    ends = row.key("terminals")
    terminals = {name: ends.amount(name) for name in TERMINALS}
    for name, place in ends.members():
        if name not in terminals:
            raise place.wrong("a terminal that this version knows")
    return Book(
        label,
        row.amount("asserted_sat"),
        row.amount("overlap_sat"),
        row.amount("seed_sat"),
        terminals,
    )


def _seed(row: JsonCursor) -> SeededCoin:
    return SeededCoin(
        row.outpoint("outpoint"),
        row.text("label"),
        row.amount("asserted_sat"),
        row.amount("seed_sat"),
        row.amount("overlap_sat"),
    )


def _end(row: JsonCursor) -> End:
    return End(
        outpoint=row.outpoint("outpoint"),
        value=row.amount("value_sat"),
        taint=row.amounts("taint_sat"),
        terminal=row.text("terminal"),
        name=row.maybe_text("custody") or row.maybe_text("service"),
        address=row.maybe_text("address"),
        script=row.text("script"),
        height=row.integer("height"),
        segments=() if row.text("terminal") != "custody" or row.maybe("segments") is None else segments_of(row),
    )


def segments_of(coin: JsonCursor) -> Segments:
    """Return the satoshi of a coin in their order."""
    return tuple(_segment(row) for row in coin.rows("segments"))


def _segment(row: JsonCursor) -> tuple[str, int]:
    parts = tuple(row.as_rows())
    if len(parts) != 2:
        raise row.wrong("a label and its satoshi")
    return parts[0].as_text(), parts[1].as_amount()


def _crossing(row: JsonCursor) -> Crossing:
    return Crossing(
        row.txid("txid"),
        row.integer("height"),
        row.integer("index"),
        row.amounts("taint_in_sat"),
        row.amounts("taint_fee_sat"),
    )


def _spent(row: JsonCursor) -> Spent:
    return Spent(
        row.txid("txid"),
        row.integer("vin"),
        row.outpoint("outpoint"),
        row.amount("value_sat"),
        row.amounts("taint_sat"),
    )


def _made(row: JsonCursor) -> Made:
    return Made(
        row.outpoint("outpoint"),
        row.amount("value_sat"),
        row.amounts("taint_sat"),
        row.maybe_text("terminal"),
    )


def _collision(row: JsonCursor) -> Collision:
    return Collision(row.outpoint("outpoint"), row.text("holder"), row.text("claimant"), row.amount("sat"))


def _stop(row: JsonCursor) -> Stop:
    return Stop(
        txid=row.txid("txid"),
        height=row.integer("height"),
        terminal=row.text("terminal"),
        rule=row.text("rule"),
        verdict=row.text("verdict"),
        fields=tuple((name, place.written()) for name, place in row.key("fields").members()),
        failure_modes=row.text("failure_modes"),
        error=row.text("error"),
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
        tuple(_shift(row, "terminal") for row in place.rows("shifts")),
        tuple(_shift(row, "outpoint") for row in place.rows("coins")),
        partial is not None and partial.as_flag(),
    )


def _shift(row: JsonCursor, where: str) -> Shift:
    return Shift(row.text("label"), row.text(where), row.amount("declared_sat"), row.amount("otherwise_sat"))


def _move(row: JsonCursor) -> Move:
    return Move(
        txid=row.txid("txid"),
        height=row.integer("height"),
        origin=row.texts("from"),
        to=() if row.maybe("to") is None else row.texts("to"),
        value=row.amount("value_sat"),
        taint=row.amounts("taint_sat"),
        taint_fee=row.amounts("taint_fee_sat"),
    )


def _holding(row: JsonCursor) -> Holding:
    return Holding(
        row.text("custody"),
        row.text("stage"),
        row.texts("coins"),
        row.amount("value_sat"),
        row.amounts("taint_sat"),
    )


def _mixing(row: JsonCursor) -> Mixing:
    return Mixing(
        row.txid("txid"),
        row.texts("labels"),
        () if row.maybe("orders") is None else row.texts("orders"),
        row.amount("untraced_sat"),
    )


def _second_book(place: JsonCursor) -> SecondBook:
    return SecondBook(
        totals=tuple(_totals(label, row) for label, row in place.key("totals").members()),
        moves=tuple(_move(row) for row in place.rows("moves")),
        holdings=tuple(_holding(row) for row in place.rows("holdings")),
        departures=tuple(_move(row) for row in place.rows("departures")),
    )


def _totals(label: str, row: JsonCursor) -> CustodyTotals:
    names = ("received_sat", "held_sat", "departed_sat", "fee_sat", "overlap_sat")
    return CustodyTotals(label, *(row.amount(name) for name in names))


def _order(row: JsonCursor) -> OrderResult:
    return OrderResult(
        id=row.text("id"),
        kind=row.text("kind"),
        labels=row.texts("labels"),
        ordered=row.maybe_amount("ordered_sat"),
        received=row.amount("received_sat"),
        shortfall=row.maybe_amount("shortfall_sat"),
        excess=row.maybe_amount("excess_sat"),
        receipts=row.texts("receipts"),
        faults=tuple(_fault(fault) for fault in row.rows("faults")),
    )


def _fault(row: JsonCursor) -> str:
    """Return a fault's text and the place it concerns, which may come as one text or apart."""
    if isinstance(row.value, str):
        return row.value
    place = row.maybe_text("place")
    return row.text("text") + (f" ({place})" if place else "")


def _bound(row: JsonCursor) -> BoundRow:
    kind = next((kind for kind in ("custody", "order") if row.maybe(kind) is not None), "outpoint")
    return BoundRow(
        kind,
        row.text(kind),
        row.maybe_text("label"),
        row.amount("lower_sat"),
        row.amount("upper_sat"),
        row.key("partial").as_flag(),
    )


def _gap(row: JsonCursor) -> Gap:
    return Gap(row.maybe_text("method"), row.maybe_text("outpoint"), row.maybe_text("txid"), row.text("reason"))
