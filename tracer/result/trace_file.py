"""`trace.json` as values, for everything that is rendered from it.

The renderers take their figures from here and nowhere else, so what they print is what the file
says. Whether the figures are right is the replay's business; reading them is `trace_reading`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Txid
from tracer.formats.json_cursor import JsonCursor
from tracer.formats.rows import Fields, JustSat, MaybeSat, NamedKey, Sat, Taint, TextsIfAny, ValueForm
from tracer.result.change_results import NO_CHANGE, ChangeResults
from tracer.result.path_results import NO_PATHS, PathResults

TERMINALS = (
    "custody", "service", "unspent", "mix", "fan_out", "lightning", "threshold", "hops", "horizon", "gap", "budget",
    "burned", "fee",
)  # fmt: skip
"""Every way a trail can end, in the order of every table."""


def segments_of(row: JsonCursor, key: str) -> tuple[tuple[str, int], ...]:
    """Return the satoshi of a coin in their order."""
    return tuple(_segment(each) for each in row.rows(key))


def _segment(row: JsonCursor) -> tuple[str, int]:
    parts = tuple(row.as_rows())
    if len(parts) != 2:
        raise row.wrong("a label and its satoshi")
    return parts[0].as_text(), parts[1].as_amount()


def _sums(row: JsonCursor, key: str) -> dict[str, int]:
    """Return satoshi by terminal: every one, in the order of every table, and no other."""
    ends = row.key(key)
    sums = {name: ends.amount(name) for name in TERMINALS}
    for name, place in ends.members():
        if name not in sums:
            raise place.wrong("a terminal that this version knows")
    return sums


def _faults(row: JsonCursor, key: str) -> tuple[str, ...]:
    return tuple(_fault(each) for each in row.rows(key))


def _fault(row: JsonCursor) -> str:
    """Return a fault's text and the place it concerns, which may come as one text or apart."""
    if isinstance(row.value, str):
        return row.value
    place = row.maybe_text("place")
    return row.text("text") + (f" ({place})" if place else "")


Segments = Annotated[tuple[tuple[str, int], ...], ValueForm("segments", segments_of)]
"""The satoshi of a coin in their order, as label and count; the untraced under the empty label."""
Faults = Annotated[tuple[str, ...], ValueForm("texts", _faults)]
"""What does not agree, in words."""
Sums = Annotated[Mapping[str, int], ValueForm("terminals", _sums)]
"""Satoshi by terminal, every one of `TERMINALS`."""


@dataclass(frozen=True, slots=True)
class Book:
    """One label under one rule, in satoshi. Closed when the terminals add up to `seed`."""

    label: str
    asserted: Sat
    overlap: Sat
    seed: Sat
    terminals: Sums

    @property
    def closes(self) -> bool:
        """Whether every satoshi is accounted for."""
        return self.asserted == self.seed + self.overlap and self.seed == sum(self.terminals.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """A tainted coin at which a trail ends. `name` is the custody wallet or the service, where known.

    `segments` are those of a receipt, where the file has them; of other coins they are not read.
    """

    outpoint: Outpoint
    value: Sat
    taint: Taint
    terminal: str
    name: str | None
    address: str | None
    script: str
    height: int
    segments: Segments = ()


@dataclass(frozen=True, slots=True)
class Crossing:
    """A transaction that moved taint, and its place in the chain."""

    txid: Txid
    height: int
    index: int
    taint_in: Taint
    taint_fee: Taint


@dataclass(frozen=True, slots=True)
class Spent:
    """A tainted coin that a transaction of the trail spends, by input index."""

    txid: Txid
    vin: int
    outpoint: Outpoint
    value: Sat
    taint: Taint


@dataclass(frozen=True, slots=True)
class Made:
    """A tainted coin that a transaction of the trail makes. `terminal` None: spent on within the trail."""

    outpoint: Outpoint
    value: Sat
    taint: Taint
    terminal: str | None


@dataclass(frozen=True, slots=True)
class StatedSeed:
    """A coin a label's trail starts from, in satoshi."""

    outpoint: Outpoint
    label: str
    asserted: Sat
    seed: Sat
    overlap: Sat


@dataclass(frozen=True, slots=True)
class StatedCollision:
    """Satoshi claimed by one label and already held by another."""

    outpoint: Outpoint
    holder: str
    claimant: str
    sat: JustSat


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedStop:
    """A transaction at which trails end because of an inference: the rule that fired and what is known of its errors.

    `fields` are what the rule looked at, as name and value.
    """

    txid: Txid
    height: int
    terminal: str
    rule: str
    verdict: str
    fields: Fields
    failure_modes: str
    error: str


@dataclass(frozen=True, slots=True)
class StatedShift:
    """Satoshi of a label at a terminal, or in a coin where trails end, as declared and otherwise."""

    label: str
    where: str
    declared: Sat
    otherwise: Sat


@dataclass(frozen=True, slots=True)
class Variation:
    """Every difference to the result as declared; both empty where nothing changes. `partial`: a budget cut it."""

    shifts: tuple[StatedShift, ...]
    coins: tuple[StatedShift, ...]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class RetainedSet:
    """A rule with another set of retained outputs than the declared one, and what that changes."""

    rule: str
    name: str
    retained: tuple[str, ...]
    variation: Variation


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodResult:
    """What one rule attributes. `reach` is (outputs, transactions) for a rule without amounts.

    `partial`: a budget ran out before the trails had ended.
    """

    name: str
    books: tuple[Book, ...]
    reach: tuple[int, int] | None
    seeds: tuple[StatedSeed, ...]
    ends: tuple[End, ...]
    crossings: tuple[Crossing, ...]
    spent: tuple[Spent, ...]
    made: tuple[Made, ...]
    collisions: tuple[StatedCollision, ...]
    stops: tuple[StatedStop, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A transaction of the state's own wallets: within them (`to` filled) or out of them."""

    txid: Txid
    height: int
    origin: Annotated[tuple[str, ...], NamedKey("from")]
    to: TextsIfAny
    value: Sat
    taint: Taint
    taint_fee: Taint


@dataclass(frozen=True, slots=True)
class Holding:
    """What a custody wallet holds at the horizon."""

    custody: str
    stage: str
    coins: tuple[str, ...]
    value: Sat
    taint: Taint


@dataclass(frozen=True, slots=True)
class Mixing:
    """A custody transaction that spends several labels, orders or untraced coins together."""

    txid: Txid
    labels: tuple[str, ...]
    orders: TextsIfAny
    untraced: Sat


@dataclass(frozen=True, slots=True)
class CustodyTotals:
    """One label in the second book, in satoshi: received = held + departed + fee + overlap."""

    label: str
    received: Sat
    held: Sat
    departed: Sat
    fee: Sat
    overlap: Sat

    @property
    def closes(self) -> bool:
        """Whether every satoshi received is accounted for."""
        return self.received == self.held + self.departed + self.fee + self.overlap


@dataclass(frozen=True, slots=True)
class SecondBook:
    """The state's own wallets under one rule."""

    totals: tuple[CustodyTotals, ...]
    moves: tuple[Move, ...]
    holdings: tuple[Holding, ...]
    departures: tuple[Move, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderResult:
    """An order reconciled with what arrived; None where the order names no amount."""

    id: str
    kind: str
    labels: tuple[str, ...]
    ordered: MaybeSat
    received: Sat
    shortfall: MaybeSat
    excess: MaybeSat
    receipts: tuple[str, ...]
    faults: Faults


@dataclass(frozen=True, slots=True)
class StatedGap:
    """What could not be known, where, and why."""

    method: str | None
    outpoint: str | None
    txid: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class BoundRow:
    """The least and the most satoshi of a label, or of all (None), that any conserving rule puts into a target.

    `kind` is `outpoint`, `custody` or `order`. `partial`: the interval may be wider than need be.
    """

    kind: str
    target: str
    label: str | None
    lower: Sat
    upper: Sat
    partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceFile:
    """The whole of one `trace.json`; `sha256` is that of its bytes, which are `content`.

    `beside` names the files that hold the rows too many for it.

    `time_zones` is the edition of the time zones that it was computed with. `variations` hold what differs where one
    thing about the run is changed, by name: `without mix`, `without service`, `label by label`.
    """

    sha256: str
    case: str
    case_sha256: str
    network: str
    horizon_height: int
    horizon_hash: str
    version: str
    method_number: int
    parameters: JsonCursor
    time_zones: str | None
    primary: str
    methods: Mapping[str, MethodResult]
    custody: SecondBook
    custody_beside: Mapping[str, SecondBook]
    mixing: tuple[Mixing, ...]
    orders: tuple[OrderResult, ...]
    unordered: Taint
    bounds: tuple[BoundRow, ...]
    faults: tuple[str, ...]
    variations: Mapping[str, Variation]
    gaps: tuple[StatedGap, ...]
    paths: PathResults = NO_PATHS
    change: ChangeResults = NO_CHANGE
    retained_sets: tuple[RetainedSet, ...] = ()
    range_ends: tuple[str, ...] = ()
    """Use of a descriptor's last indices, and what lies beyond its range, in words."""
    content: bytes = b""
    beside: tuple[str, ...] = ()

    @property
    def horizon(self) -> BlockRef:
        """The block up to which the case looks."""
        return BlockRef(self.horizon_height, BlockHash(self.horizon_hash))

    @property
    def tag_hashes(self) -> tuple[str, ...]:
        """The SHA-256 of each TagPack used, in the case's order.

        Raises:
            IntegrityError: the parameters are not of the form written.
        """
        return tuple(row.text("sha256") for row in self.parameters.key("stop").rows("tags"))

    @property
    def main(self) -> MethodResult:
        """The result under the rule that the examiner declared."""
        return self.methods[self.primary]

    @property
    def compared(self) -> tuple[MethodResult, ...]:
        """The results shown beside it, in ascending order of their names."""
        return tuple(self.methods[name] for name in self.methods if name != self.primary)
