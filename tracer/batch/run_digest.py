"""What a batch keeps of a run: enough to compare two nights and to add up cases, and no more.

Taken from `trace.json` and the case by the worker that made the run, and kept in the ledger, so that
a summary of a thousand cases reads no run again.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracer.case.case import Case
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.result.trace_file import Book, End, Move, OrderResult, Segments, TraceFile
from tracer.result.trace_reading import segments_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An output paid to a custody wallet, in satoshi, and the date of the earliest order it counts under."""

    outpoint: str
    height: int
    custody: str
    value: int
    taint: int
    segments: Segments
    order_date: str | None


@dataclass(frozen=True, slots=True)
class Coin:
    """A coin at which a trail ends, and the satoshi of all labels in it."""

    outpoint: str
    height: int
    terminal: str
    taint: int


@dataclass(frozen=True, slots=True)
class Step:
    """A transaction of the state's own wallets: a `move` within them, a `departure` out of them."""

    txid: str
    height: int
    kind: str
    taint: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An order and what counts under it, in satoshi; None where it names no amount."""

    id: str
    kind: str
    ordered: int | None
    received: int
    shortfall: int | None
    excess: int | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDigest:
    """A run in brief, under its primary rule. `trail`: satoshi of every tainted coin, seeds included."""

    case: str
    network: str
    horizon_height: int
    horizon_hash: str
    rule: str
    trace_sha256: str
    books: tuple[Book, ...]
    orders: tuple[OrderLine, ...]
    receipts: tuple[Receipt, ...]
    ends: tuple[Coin, ...]
    steps: tuple[Step, ...]
    seeds: tuple[str, ...]
    trail: Mapping[str, int]
    faults: tuple[str, ...]
    gaps: int


def digest_of(read: TraceFile, case: Case) -> RunDigest:
    """Return what is kept of a result; the case gives the dates of its orders."""
    main = read.main
    trail = {str(seed.outpoint): 0 for seed in main.seeds}
    for seed in main.seeds:
        trail[str(seed.outpoint)] += seed.seed
    trail |= {str(made.outpoint): sum(made.taint.values()) for made in main.made}
    ends = tuple(Coin(str(end.outpoint), end.height, end.terminal, sum(end.taint.values())) for end in main.ends)
    moves = [_step(move, "move") for move in read.custody.moves]
    departures = [_step(move, "departure") for move in read.custody.departures]
    return RunDigest(
        case=read.case,
        network=read.network,
        horizon_height=read.horizon_height,
        horizon_hash=read.horizon_hash,
        rule=read.primary,
        trace_sha256=read.sha256,
        books=main.books,
        orders=tuple(_order(order) for order in read.orders),
        receipts=_receipts(main.ends, read.orders, case),
        ends=ends,
        steps=tuple(sorted([*moves, *departures], key=lambda step: (step.height, step.txid, step.kind))),
        seeds=tuple(dict.fromkeys(str(seed.outpoint) for seed in main.seeds)),
        trail=trail,
        faults=read.faults,
        gaps=len(read.gaps),
    )


def _step(move: Move, kind: str) -> Step:
    return Step(move.txid, move.height, kind, sum(move.taint.values()))


def _order(order: OrderResult) -> OrderLine:
    return OrderLine(
        id=order.id,
        kind=order.kind,
        ordered=order.ordered,
        received=order.received,
        shortfall=order.shortfall,
        excess=order.excess,
        faults=order.faults,
    )


def _receipts(ends: Sequence[End], orders: tuple[OrderResult, ...], case: Case) -> tuple[Receipt, ...]:
    """Return the receipts in the order of the file, which is chain order."""
    dates = {order.id: order.date.isoformat() for order in case.orders}
    earliest: dict[str, str] = {}
    for order in orders:
        for outpoint in order.receipts:
            earliest[outpoint] = min(dates[order.id], earliest.get(outpoint, dates[order.id]))
    return tuple(
        Receipt(
            outpoint=str(end.outpoint),
            height=end.height,
            custody=end.name or "",
            value=end.value,
            taint=sum(end.taint.values()),
            segments=end.segments,
            order_date=earliest.get(str(end.outpoint)),
        )
        for end in ends
        if end.terminal == "custody"
    )


def written(digest: RunDigest) -> bytes:
    """Return the digest as canonical JSON."""
    content: dict[str, Writable] = dataclasses.asdict(digest)
    return canonical.dumps(content)


def read_digest(data: bytes) -> RunDigest:
    """Read back what `written` gave.

    Raises:
        IntegrityError: it is not of that form.
    """
    root = JsonCursor.of(data, "ledger")
    return RunDigest(
        case=root.text("case"),
        network=root.text("network"),
        horizon_height=root.integer("horizon_height"),
        horizon_hash=root.text("horizon_hash"),
        rule=root.text("rule"),
        trace_sha256=root.text("trace_sha256"),
        books=tuple(_read_book(row) for row in root.rows("books")),
        orders=tuple(_read_order(row) for row in root.rows("orders")),
        receipts=tuple(_read_receipt(row) for row in root.rows("receipts")),
        ends=tuple(
            Coin(row.text("outpoint"), row.integer("height"), row.text("terminal"), row.amount("taint"))
            for row in root.rows("ends")
        ),
        steps=tuple(
            Step(row.text("txid"), row.integer("height"), row.text("kind"), row.amount("taint"))
            for row in root.rows("steps")
        ),
        seeds=root.texts("seeds"),
        trail=root.amounts("trail"),
        faults=root.texts("faults"),
        gaps=root.integer("gaps"),
    )


def _read_book(row: JsonCursor) -> Book:
    amounts = (row.amount("asserted"), row.amount("overlap"), row.amount("seed"))
    return Book(row.text("label"), *amounts, row.amounts("terminals"))


def _read_order(row: JsonCursor) -> OrderLine:
    return OrderLine(
        id=row.text("id"),
        kind=row.text("kind"),
        ordered=row.maybe_amount("ordered"),
        received=row.amount("received"),
        shortfall=row.maybe_amount("shortfall"),
        excess=row.maybe_amount("excess"),
        faults=row.texts("faults"),
    )


def _read_receipt(row: JsonCursor) -> Receipt:
    return Receipt(
        outpoint=row.text("outpoint"),
        height=row.integer("height"),
        custody=row.text("custody"),
        value=row.amount("value"),
        taint=row.amount("taint"),
        segments=segments_of(row),
        order_date=row.maybe_text("order_date"),
    )
