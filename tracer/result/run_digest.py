"""A result in brief: enough to compare two runs of a case and to add up cases, and no more.

A projection of `trace.json` as read, and of the case for the dates of its orders. A batch keeps it in its ledger, so
that a summary of a thousand cases reads no run again; what is kept is the JSON of these values, keys named as fields.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tracer.case.case import Case
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.formats.rows import MaybeSat, RowSchema, Sat, Taint
from tracer.result.trace_file import Book, End, Move, OrderResult, Segments, TraceFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An output paid to a custody wallet, in satoshi, and the date of the earliest order it counts under."""

    outpoint: str
    height: int
    custody: str
    value: Sat
    taint: Sat
    segments: Segments
    order_date: str | None


@dataclass(frozen=True, slots=True)
class DigestCoin:
    """A coin at which a trail ends, and the satoshi of all labels in it."""

    outpoint: str
    height: int
    terminal: str
    taint: Sat


@dataclass(frozen=True, slots=True)
class CustodyStep:
    """A transaction of the state's own wallets: a `move` within them, a `departure` out of them."""

    txid: str
    height: int
    kind: str
    taint: Sat


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An order and what counts under it, in satoshi; None where it names no amount."""

    id: str
    kind: str
    ordered: MaybeSat
    received: Sat
    shortfall: MaybeSat
    excess: MaybeSat
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
    ends: tuple[DigestCoin, ...]
    steps: tuple[CustodyStep, ...]
    seeds: tuple[str, ...]
    trail: Taint
    faults: tuple[str, ...]
    gaps: int


_DIGEST = RowSchema(RunDigest, bare=True)


def digest_of(read: TraceFile, case: Case) -> RunDigest:
    """Return what is kept of a result; the case gives the dates of its orders."""
    main = read.main
    trail = {str(seed.outpoint): 0 for seed in main.seeds}
    for seed in main.seeds:
        trail[str(seed.outpoint)] += seed.seed
    trail |= {str(made.outpoint): sum(made.taint.values()) for made in main.made}
    ends = tuple(DigestCoin(str(end.outpoint), end.height, end.terminal, sum(end.taint.values())) for end in main.ends)
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


def _step(move: Move, kind: str) -> CustodyStep:
    return CustodyStep(move.txid, move.height, kind, sum(move.taint.values()))


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
    return canonical.dumps(_DIGEST.write(digest))


def read_digest(data: bytes) -> RunDigest:
    """Read back what `written` gave.

    Raises:
        IntegrityError: it is not of that form.
    """
    return _DIGEST.read(JsonCursor.of(data, "ledger"))
