"""Two results of one case compared: what changed, and what of their making changed with it.

A pure function of the two `trace.json` and case files. That several things changed between two runs is
said, not untangled: which of them moved a figure only a run with one change at a time can show.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracer.chain.outpoint import Outpoint
from tracer.formats.json_cursor import JsonCursor
from tracer.formats.rows import Taint
from tracer.result.case_difference import Difference, differences
from tracer.result.trace_file import TERMINALS, Book, BoundRow, End, MethodResult, OrderResult, StatedGap, TraceFile

NOT_REACHED = "not reached any more"
"""Where a coin is that the later trail does not reach."""

ARRIVALS = ("custody", "service")
"""Ends that matter most when coins leave `unspent`."""


class Cause(NamedTuple):
    """Something that went into the results and is not the same: what it is, before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moved:
    """An end that only the later result has, reached from coins that were unspent in the earlier one."""

    end: End
    origins: tuple[Outpoint, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A coin that was unspent and is not any more.

    `taint` is as it was; `terminal` where it ends now, None: within the trail.
    """

    outpoint: Outpoint
    taint: Taint
    terminal: str | None


@dataclass(frozen=True, slots=True)
class ResultShift:
    """An amount that differs. `what` is a terminal, or `asserted`, `seed`, `overlap`; None: not in that result."""

    method: str
    label: str
    what: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class OrderShift:
    """An order whose reconciliation differs; None: not in that result."""

    id: str
    before: OrderResult | None
    after: OrderResult | None


@dataclass(frozen=True, slots=True)
class HoldingShift:
    """What a custody wallet holds of a label, in satoshi, where it differs."""

    custody: str
    label: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class BoundShift:
    """A method-independent interval that differs; `label` None: all labels together. None: not in that result."""

    kind: str
    target: str
    label: str | None
    before: BoundRow | None
    after: BoundRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDiff:
    """What differs between two results. `same`: the two `trace.json` are equal to the byte."""

    same: bool
    cautions: tuple[str, ...]
    moved: tuple[Moved, ...]
    left: tuple[Left, ...]
    shifts: tuple[ResultShift, ...]
    orders: tuple[OrderShift, ...]
    holdings: tuple[HoldingShift, ...]
    bounds: tuple[BoundShift, ...]
    gaps_opened: tuple[StatedGap, ...]
    gaps_closed: tuple[StatedGap, ...]
    causes: tuple[Cause, ...]


def compare(before: TraceFile, after: TraceFile, cases: tuple[bytes, bytes]) -> ResultDiff:
    """Return what changed from one result to another; `cases` are the bytes of their case files.

    Raises:
        IntegrityError: a case file is no TOML.
    """
    left = tuple(_left(before, after))
    return ResultDiff(
        same=before.sha256 == after.sha256,
        cautions=tuple(_cautions(before, after)),
        moved=tuple(_moved(before.main, after.main, left)),
        left=left,
        shifts=tuple(_shifts(before, after)),
        orders=tuple(_orders(before.orders, after.orders)),
        holdings=tuple(_holdings(before, after)),
        bounds=tuple(_bounds(before.bounds, after.bounds)),
        gaps_opened=_only_in(after.gaps, before.gaps),
        gaps_closed=_only_in(before.gaps, after.gaps),
        causes=tuple(_causes(before, after, differences(*cases))),
    )


def _only_in(gaps: Sequence[StatedGap], others: Sequence[StatedGap]) -> tuple[StatedGap, ...]:
    known = set(others)
    return tuple(gap for gap in gaps if gap not in known)


def _cautions(before: TraceFile, after: TraceFile) -> Iterable[str]:
    if before.case != after.case:
        yield f"the results are of two cases, {before.case} and {after.case}"
    if before.network != after.network:
        yield f"the results are of two networks, {before.network} and {after.network}"
    if after.horizon_height < before.horizon_height:
        yield "the first result looks further than the second; name the earlier one first"
    if before.horizon_height == after.horizon_height and before.horizon_hash != after.horizon_hash:
        yield "the horizons are two blocks of one height: the chain was reorganised between the runs"
    if before.primary != after.primary:
        yield f"the primary rules differ: what moved compares {before.primary} with {after.primary}"


def _left(before: TraceFile, after: TraceFile) -> Iterable[Left]:
    """Yield coins that were unspent under the earlier primary rule and are not under the later, largest first."""
    ends = {end.outpoint: end.terminal for end in after.main.ends}
    known = {*ends, *(row.outpoint for row in after.main.spent)}
    gone = [end for end in before.main.ends if end.terminal == "unspent" and ends.get(end.outpoint) != "unspent"]
    for end in sorted(gone, key=_weight):
        where = ends.get(end.outpoint) if end.outpoint in known else NOT_REACHED
        yield Left(end.outpoint, end.taint, where)


def _moved(before: MethodResult, after: MethodResult, left: Sequence[Left]) -> Iterable[Moved]:
    """Yield new ends that the coins which left `unspent` lead to: custody and services first, then by amount."""
    spenders = {row.outpoint: row.txid for row in after.spent}
    made: dict[str, list[Outpoint]] = {}
    for row in after.made:
        made.setdefault(row.outpoint.txid, []).append(row.outpoint)
    origins: dict[Outpoint, list[Outpoint]] = {}
    for coin in left:
        seen, waiting = {coin.outpoint}, [coin.outpoint]
        while waiting:
            spender = spenders.get(waiting.pop())
            fresh = [outpoint for outpoint in made.get(spender or "", ()) if outpoint not in seen]
            seen.update(fresh)
            waiting += fresh
        for outpoint in seen:
            origins.setdefault(outpoint, []).append(coin.outpoint)
    old = {(end.outpoint, end.terminal) for end in before.ends}
    fresh_ends = [end for end in after.ends if (end.outpoint, end.terminal) not in old and end.outpoint in origins]
    for end in sorted(fresh_ends, key=lambda end: (end.terminal not in ARRIVALS, *_weight(end))):
        yield Moved(end, tuple(origins[end.outpoint]))


def _weight(end: End) -> tuple[int, int, str]:
    return -sum(end.taint.values()), end.height, str(end.outpoint)


def _shifts(before: TraceFile, after: TraceFile) -> Iterable[ResultShift]:
    """Yield amounts that differ, the primary rule first."""
    names = dict.fromkeys([after.primary, before.primary, *after.methods, *before.methods])
    for name in names:
        old, new = _books(before.methods.get(name)), _books(after.methods.get(name))
        for label in sorted({*old, *new}, key=str.encode):
            was, now = _amounts(old.get(label)), _amounts(new.get(label))
            for what in ("asserted", "overlap", "seed", *TERMINALS):
                if was.get(what) != now.get(what):
                    yield ResultShift(name, label, what, was.get(what), now.get(what))


def _books(method: MethodResult | None) -> Mapping[str, Book]:
    return {} if method is None else {book.label: book for book in method.books}


def _amounts(book: Book | None) -> Mapping[str, int]:
    if book is None:
        return {}
    return {"asserted": book.asserted, "overlap": book.overlap, "seed": book.seed, **book.terminals}


def _orders(before: Sequence[OrderResult], after: Sequence[OrderResult]) -> Iterable[OrderShift]:
    old, new = {order.id: order for order in before}, {order.id: order for order in after}
    for name in dict.fromkeys([*new, *old]):
        if old.get(name) != new.get(name):
            yield OrderShift(name, old.get(name), new.get(name))


def _holdings(before: TraceFile, after: TraceFile) -> Iterable[HoldingShift]:
    old = {(row.custody, label): sat for row in before.custody.holdings for label, sat in row.taint.items()}
    new = {(row.custody, label): sat for row in after.custody.holdings for label, sat in row.taint.items()}
    for custody, label in dict.fromkeys([*new, *old]):
        was, now = old.get((custody, label), 0), new.get((custody, label), 0)
        if was != now:
            yield HoldingShift(custody, label, was, now)


def _bounds(before: Sequence[BoundRow], after: Sequence[BoundRow]) -> Iterable[BoundShift]:
    """Yield intervals that differ, those of orders and wallets before those of single coins."""
    old, new = ({(row.kind, row.target, row.label): row for row in rows} for rows in (before, after))
    keys = [key for key in dict.fromkeys([*new, *old]) if old.get(key) != new.get(key)]
    for key in sorted(keys, key=lambda key: ("order", "custody", "outpoint").index(key[0])):
        yield BoundShift(*key, old.get(key), new.get(key))


def _causes(before: TraceFile, after: TraceFile, case: Sequence[Difference]) -> Iterable[Cause]:
    """Yield what went into the results and differs: blocks, software, parameters, TagPacks, the case file."""
    if (before.horizon_height, before.horizon_hash) != (after.horizon_height, after.horizon_hash):
        count = after.horizon_height - before.horizon_height
        yield Cause(f"blocks: {count} more" if count > 0 else "blocks: another horizon", _block(before), _block(after))
    was, now = (f"{trace.version}, method {trace.method_number}" for trace in (before, after))
    if was != now:
        yield Cause("software", was, now)
    if before.primary != after.primary:
        yield Cause("rule", before.primary, after.primary)
    old, new = dict(_leaves(before.parameters, "")), dict(_leaves(after.parameters, ""))
    for key in dict.fromkeys([*new, *old]):
        if old.get(key) != new.get(key) and key != "method.primary":
            yield Cause(key, old.get(key, "none"), new.get(key, "none"))
    told = ("method.", "stop.")
    for row in case:
        if not row.key.startswith(told):
            yield Cause(f"case file: {row.key}", row.before or "none", row.after or "none")
    if not case and before.case_sha256 != after.case_sha256:
        yield Cause("case file: spelling or comments only", before.case_sha256, after.case_sha256)


def _block(trace: TraceFile) -> str:
    return f"{trace.horizon_height} {trace.horizon_hash}"


def _leaves(place: JsonCursor, key: str) -> Iterable[tuple[str, str]]:
    """Yield every parameter by its key, TagPacks by their file."""
    if isinstance(place.value, dict):
        for name, inner in place.members():
            yield from _leaves(inner, f"{key}.{name}" if key else name)
    elif isinstance(place.value, list) and key == "stop.tags":
        for row in place.as_rows():
            yield f"TagPack {row.text('file')}", f"sha256 {row.text('sha256')}"
    elif isinstance(place.value, list):
        yield key, ", ".join(str(inner.value) for inner in place.as_rows())
    else:
        yield key, str(place.value)
