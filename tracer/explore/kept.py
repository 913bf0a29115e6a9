"""A large trail as a few kept transactions and one band that is everything else, to the satoshi.

A coin between two kept transactions is a line. A coin from a kept one into another goes into the band, one from
another into a kept one comes out of it, and whatever the others do among themselves is inside. So for each label

    what came in = what went out + what ended + fees,

and at every block: what is on lines + what is in the band + what has ended + fees = what the seeds brought in.
An end is counted from the block in which its coin was made.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import IntegrityError
from tracer.explore.flows import Amounts, CoinFlow, amounts, flows, plus, summed
from tracer.trace.terminals import Terminal
from tracer.trace.trail import Step, Trail

KEPT = 200
"""Transactions kept where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Band:
    """Everything that is not kept: how many transactions, and per label in satoshi what came in and what became of it.

    What came in is what kept transactions and seeds brought.
    """

    transactions: int
    came_in: Amounts
    went_out: Amounts
    ended: Amounts
    fees: Amounts

    @property
    def closes(self) -> bool:
        """Whether all that came in is accounted for."""
        return self.came_in == plus(plus(self.went_out, self.ended), self.fees)


@dataclass(frozen=True, slots=True)
class AfterBlock:
    """Where the satoshi of each label are after a block."""

    height: int
    seeded: Amounts
    lines: Amounts
    band: Amounts
    ended: Amounts
    fees: Amounts


@dataclass(frozen=True, slots=True)
class KeptAndRest:
    """A trail, drawn. Flows and steps are in chain order; `into` and `out_of` say what the band exchanges with them."""

    kept: tuple[Step, ...]
    lines: tuple[CoinFlow, ...]
    """Coins that touch no transaction of the rest, ends at kept transactions and seeds among them."""
    into: tuple[CoinFlow, ...]
    out_of: tuple[CoinFlow, ...]
    band: Band
    moments: tuple[AfterBlock, ...]
    """One for each block in which something of the trail happens."""


def keep(trail: Trail, kept: Collection[Txid]) -> KeptAndRest:
    """Split a trail, under a rule that conserves, into the transactions that are kept and the rest.

    Raises:
        IntegrityError: the band does not close, or at some block what is drawn is not what the seeds brought in.
    """
    rest = [step for step in trail.steps if step.txid not in kept]
    others = {step.txid for step in rest}
    sides = _Sides([], [], [], [])
    for flow in flows(trail):
        sides.of(flow, others).append(flow)
    drawn = KeptAndRest(
        kept=tuple(step for step in trail.steps if step.txid not in others),
        lines=tuple(sides.lines),
        into=tuple(sides.into),
        out_of=tuple(sides.out_of),
        band=_band(sides, rest),
        moments=tuple(_moments(trail, sides)),
    )
    _check(drawn)
    return drawn


def choose(trail: Trail, most: int = KEPT, always: Iterable[Txid] = ()) -> frozenset[Txid]:
    """Return which transactions to keep: `always`, those on the widest way to each custody coin, then the greatest.

    Greatest by what they spend of all labels together; of equals the earlier. What is asked for `always` is kept even
    where it is more than `most`.
    """
    known = {step.txid for step in trail.steps}
    chosen = {txid for txid in always if txid in known}
    wanted = (txid for way in _widest_ways(trail) for txid in way)
    sizes = ((-sum(sum(amounts(coin.attribution).values()) for _, coin in step.spent), step) for step in trail.steps)
    greatest = (step.txid for _, step in sorted(sizes, key=lambda each: (each[0], each[1].position)))
    for txid in (*wanted, *greatest):
        if len(chosen) >= most:
            break
        chosen.add(txid)
    return frozenset(chosen)


@dataclass(frozen=True, slots=True)
class _Sides:
    """The coins of a trail by which sides of the cut made and spent them."""

    lines: list[CoinFlow]
    into: list[CoinFlow]
    out_of: list[CoinFlow]
    inside: list[CoinFlow]

    def of(self, flow: CoinFlow, rest: Collection[Txid]) -> list[CoinFlow]:
        """Return where a coin belongs; one that ends where the rest made it is inside."""
        made_there = flow.maker is not None and flow.maker.txid in rest
        goes_there = flow.taker is not None and flow.taker.txid in rest
        if made_there:
            return self.inside if goes_there or flow.taker is None else self.out_of
        return self.into if goes_there else self.lines

    @property
    def banded(self) -> Iterator[CoinFlow]:
        """Every coin that is in the band while it is unspent."""
        yield from self.into
        yield from self.out_of
        yield from self.inside


def _band(sides: _Sides, rest: list[Step]) -> Band:
    made_there = [*sides.inside, *sides.out_of]
    return Band(
        transactions=len(rest),
        came_in=summed([*(flow.sat for flow in sides.into), *(flow.claimed for flow in made_there)]),
        went_out=summed(flow.sat for flow in sides.out_of),
        ended=summed(flow.sat for flow in sides.inside if flow.taker is None),
        fees=summed(amounts(step.fee) for step in rest),
    )


def _moments(trail: Trail, sides: _Sides) -> Iterator[AfterBlock]:
    events: dict[int, list[tuple[str, int, Amounts]]] = {}

    def happens(height: int, where: str, sign: int, sat: Amounts) -> None:
        events.setdefault(height, []).append((where, sign, sat))

    places = [("lines", flow) for flow in sides.lines] + [("band", flow) for flow in sides.banded]
    for where, flow in places:
        made = flow.coin.position.height
        happens(made, "seeded", 1, flow.claimed)
        happens(made, "ended" if flow.taker is None else where, 1, flow.sat)
        if flow.taker is not None:
            happens(flow.taker.position.height, where, -1, flow.sat)
    for step in trail.steps:
        happens(step.position.height, "fees", 1, amounts(step.fee))
    now: dict[str, Amounts] = {"seeded": {}, "lines": {}, "band": {}, "ended": {}, "fees": {}}
    for height in sorted(events):
        for where, sign, sat in events[height]:
            for label, amount in sat.items():
                now[where][label] = now[where].get(label, 0) + sign * amount
        seeded, lines, band, ended, fees = ({label: sat for label, sat in now[where].items() if sat} for where in now)
        yield AfterBlock(height, seeded, lines, band, ended, fees)


def _check(drawn: KeptAndRest) -> None:
    if not drawn.band.closes:
        raise IntegrityError(f"the rest of the trail does not close: {drawn.band}")
    for now in drawn.moments:
        if now.seeded != plus(plus(now.lines, now.band), plus(now.ended, now.fees)):
            raise IntegrityError(f"what is drawn at block {now.height} is not what the seeds brought in: {now}")


def _widest_ways(trail: Trail) -> Iterator[list[Txid]]:
    """Give, for each coin in custody and the greatest first, the transactions of the widest way from a seed to it.

    A way is as wide as its narrowest coin; of equally wide ones the one through the earlier input.
    """
    widths: dict[Outpoint, tuple[int, Step | None, Outpoint | None]] = {}
    for flow in flows(trail):
        if flow.maker is None or flow.claimed:
            widths[flow.coin.outpoint] = (flow.total, None, None)
    for step in trail.steps:
        best = max((widths[coin.outpoint][0] for _, coin in step.spent), default=0)
        source = next(coin.outpoint for _, coin in step.spent if widths[coin.outpoint][0] == best)
        for coin in step.made:
            width = min(best, sum(amounts(coin.attribution).values()))
            if coin.outpoint not in widths:
                widths[coin.outpoint] = (width, step, source)
    ends = [(-widths[coin.outpoint][0], coin.place, coin.outpoint) for coin in trail.ended(Terminal.CUSTODY)]
    heapq.heapify(ends)
    while ends:
        at: Outpoint | None = heapq.heappop(ends)[2]
        way: list[Txid] = []
        while at is not None:
            _, maker, at = widths[at]
            way += [] if maker is None else [maker.txid]
        yield way
