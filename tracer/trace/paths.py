"""The ways the satoshi of an end took, as a reader can walk them.

Under FIFO every satoshi has an identity, so what a label has in an end falls apart into disjoint paths
with exact amounts, and the amounts add up. That is the path exhibit. Under other rules paths are
pictures only: `illustrations` finds short ones and gives them no amounts, for what could pass along
several ways must not be added up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import networkx as nx

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.errors import IntegrityError
from tracer.trace.policies import fifo
from tracer.trace.purse import UNTRACED, Purse, Segment, untraced
from tracer.trace.reading import Opened, Reading
from tracer.trace.trail import Coin, Trail

RULE = "fifo"
"""The rule that links an input to an output in every satoshi path: a convention, not a fact of the chain."""


@dataclass(frozen=True, slots=True)
class Link:
    """One transaction of a path: the coin it spends as input `vin`, and what it makes as output `vout`."""

    txid: Txid
    position: Position
    spent: Outpoint
    vin: int
    vout: int


@dataclass(frozen=True, slots=True)
class Path:
    """`sat` satoshi of a label that went from a seeded coin to an end, all of them through the same links.

    The same amount goes through every link. A seeded coin at which a trail ends at once has no links.
    """

    label: Label
    seed: Outpoint
    end: Outpoint
    links: tuple[Link, ...]
    sat: int


@dataclass(frozen=True, slots=True)
class Illustration:
    """One of the shortest ways from a seeded coin to an end. It shows that there is a way, not how much took it."""

    seed: Outpoint
    end: Outpoint
    links: tuple[Link, ...]


def satoshi_paths(trail: Trail, ends: Sequence[Coin], reading: Reading) -> tuple[Path, ...]:
    """Return the disjoint paths of everything traced in these ends of a FIFO trail.

    Per end and label the amounts add up to what the end holds. Paths are in the order of the ends, then in
    that of their first satoshi inside the end.

    Raises:
        ValueError: the trail was not followed under FIFO; no other rule says which satoshi went where.
        IntegrityError: the paths do not add up to what the trail says, or what was read has changed.
    """
    if trail.policy.name != RULE:
        raise ValueError(f"satoshi paths exist under {RULE} only, not under {trail.policy.name}")
    back = _Back(trail, reading)
    return tuple(path for end in ends for path in back.paths(end))


def illustrations(trail: Trail, seed: Outpoint, end: Outpoint, count: int) -> tuple[Illustration, ...]:
    """Return up to `count` of the shortest ways from a seeded coin to an end, shortest first.

    None where the trail does not lead from one to the other.
    Source: Yen, "Finding the K Shortest Loopless Paths in a Network" (1971), as networkx has it.
    """
    graph: nx.DiGraph[Outpoint] = nx.DiGraph()
    links: dict[tuple[Outpoint, Outpoint], Link] = {}
    for step in trail.steps:
        for vin, spent in step.spent:
            for made in step.made:
                graph.add_edge(spent.outpoint, made.outpoint)
                link = Link(step.txid, step.position, spent.outpoint, vin, made.outpoint.vout)
                links[spent.outpoint, made.outpoint] = link
    if seed not in graph or end not in graph or not nx.has_path(graph, seed, end):
        return ()
    ways = islice(nx.shortest_simple_paths(graph, seed, end), count)
    return tuple(Illustration(seed, end, tuple(links[pair] for pair in pairwise(way))) for way in ways)


@dataclass(frozen=True, slots=True)
class _Run:
    """Satoshi `start` to `stop` of a coin on their way back from the end, through the links found so far."""

    coin: Coin
    start: int
    stop: int
    links: tuple[Link, ...]


class _Back:
    """Walks satoshi of an end back to the seeds, over the steps of one trail."""

    def __init__(self, trail: Trail, reading: Reading) -> None:
        self.coins = {coin.outpoint: coin for coin in trail.coins}
        self.steps = {step.txid: step for step in trail.steps}
        self.reading = reading
        self.incoming: dict[Outpoint, Purse] = {}

    def paths(self, end: Coin) -> Iterator[Path]:
        """Yield the paths of one end, those through the same links put together."""
        amounts: dict[tuple[Label, Outpoint, tuple[Link, ...]], int] = {}
        for label, start, stop in _runs(end.purse):
            waiting = [_Run(end, start, stop, ())]
            while waiting and label != UNTRACED:
                run = waiting.pop()
                for piece, seeded in self._pieces(run):
                    if seeded:
                        key = label, piece.coin.outpoint, piece.links
                        amounts[key] = amounts.get(key, 0) + piece.stop - piece.start
                    else:
                        waiting += reversed(list(self._earlier(piece)))
        if sum(amounts.values()) != sum(sat for label, sat in end.purse if label != UNTRACED):
            raise IntegrityError(f"the paths into {end.outpoint} do not add up to what it holds")
        for (label, seed, links), sat in amounts.items():
            yield Path(label, seed, end.outpoint, links, sat)

    def _pieces(self, run: _Run) -> Iterator[tuple[_Run, bool]]:
        """Cut a run where satoshi that a seed claims meet satoshi that flowed in."""
        if not run.coin.seeded:
            yield run, False
            return
        for label, first, last in _runs(self._flowed_in(run.coin)):
            start, stop = max(first, run.start), min(last, run.stop)
            if start < stop:
                yield _Run(run.coin, start, stop, run.links), label == UNTRACED

    def _flowed_in(self, coin: Coin) -> Purse:
        """Return what a seeded coin held before its seeds were entered."""
        if coin.outpoint.txid not in self.steps:
            return untraced(coin.output.value)
        if coin.outpoint not in self.incoming:
            opened, spends = self._opened(coin.outpoint.txid)
            pays = [output.value for output in opened.confirmed.transaction.outputs] + [opened.fee]
            shares = fifo.share(spends, pays)
            for vout, purse in enumerate(shares[:-1]):
                self.incoming[Outpoint(coin.outpoint.txid, vout)] = purse
        return self.incoming[coin.outpoint]

    def _opened(self, txid: Txid) -> tuple[Opened, list[Purse]]:
        opened = self.reading.open(txid)
        if opened is None:
            raise IntegrityError(f"transaction {txid} of the trail can no longer be read")
        spends = [untraced(prevout.value) for prevout in opened.prevouts if prevout is not None]
        for vin, coin in self.steps[txid].spent:
            spends[vin] = coin.purse
        return opened, spends

    def _earlier(self, run: _Run) -> Iterator[_Run]:
        """Yield the satoshi that a transaction's inputs gave to a run in one of its outputs."""
        txid, vout = run.coin.outpoint
        opened, spends = self._opened(txid)
        before = sum(output.value for output in opened.confirmed.transaction.outputs[:vout])
        begin = 0
        spent = {vin: coin.outpoint for vin, coin in self.steps[txid].spent}
        for vin, purse in enumerate(spends):
            end = begin + sum(sat for _, sat in purse)
            start, stop = max(before + run.start, begin), min(before + run.stop, end)
            if start < stop:
                coin = self.coins[spent[vin]]
                link = Link(txid, opened.confirmed.position, coin.outpoint, vin, vout)
                yield _Run(coin, start - begin, stop - begin, (link, *run.links))
            begin = end


def _runs(purse: Sequence[Segment]) -> Iterator[tuple[Label, int, int]]:
    """Yield each segment as label, first satoshi, and the one after its last."""
    start = 0
    for label, sat in purse:
        yield label, start, start + sat
        start += sat
