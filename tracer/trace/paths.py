"""The ways the satoshi of an end took, as a reader can walk them.

Under FIFO every satoshi has an identity, so what a label has in an end falls apart into disjoint paths
with exact amounts, and the amounts add up. That is the path exhibit. Under other rules paths are
pictures only: `Illustrations` finds short ones and gives them no amounts, for what could pass along
several ways must not be added up.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.errors import IntegrityError
from tracer.trace.attribution import UNTRACED, Attribution, in_order, untraced
from tracer.trace.policies import fifo
from tracer.trace.reading import OpenedTransaction, Reading
from tracer.trace.trail import Coin, Trail

RULE = "fifo"
"""The rule that links an input to an output in every satoshi path: a convention, not a fact of the chain."""

_LOOKS = 20
"""Runs of satoshi looked at for each link that is allowed, before a walk is given up."""


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
    """One of the shortest ways from a coin that a label's seeds claim to an end, through coins that hold the label.

    It shows that there is a way, not how much took it.
    """

    label: Label
    seed: Outpoint
    end: Outpoint
    links: tuple[Link, ...]


class PathsBudgetError(Exception):
    """Paths of an end have more links, or take more looking for, than whoever asked allows."""


class _Way(NamedTuple):
    """A way to a coin that holds a label: how long, by which link, and which of the ways to the coin before it."""

    links: int
    last: Link | None
    before: int


class Illustrations:
    """The shortest ways through one trail, label by label: only coins that hold a label are on its ways.

    A coin's `count` shortest ways continue some of the `count` shortest ways to the coins before it, and a trail
    knows no cycle; so one walk in chain order finds those of all coins. Of equally long ways the one by the
    earlier input comes first.
    """

    def __init__(self, trail: Trail, count: int) -> None:
        """Find up to `count` ways to every coin of the trail, for every label that it holds."""
        self._ways: dict[tuple[Label, Outpoint], list[_Way]] = {}
        for label, outpoint in _starts(trail):
            self._ways[label, outpoint] = [_Way(0, None, 0)]
        for step in trail.steps:
            for made, flow in zip(step.made, step.flows, strict=True):
                for label in _labels(flow):
                    known = self._ways.setdefault((label, made.outpoint), [])
                    for vin, spent in step.spent:
                        link = Link(step.txid, step.position, spent.outpoint, vin, made.outpoint.vout)
                        ways = enumerate(self._ways.get((label, spent.outpoint), ()))
                        known += [_Way(way.links + 1, link, at) for at, way in ways]
                    known.sort(key=lambda way: way.links)
                    del known[count:]

    def of(self, end: Coin) -> tuple[Illustration, ...]:
        """Return, for each label that an end holds, the shortest ways to it, shortest first."""
        return tuple(
            self._illustration(label, end.outpoint, way)
            for label in in_order(_labels(end.attribution))
            for way in self._ways[label, end.outpoint]
        )

    def _illustration(self, label: Label, end: Outpoint, way: _Way) -> Illustration:
        links: list[Link] = []
        while way.last is not None:
            links.append(way.last)
            way = self._ways[label, way.last.spent][way.before]
        return Illustration(label, links[-1].spent if links else end, end, tuple(reversed(links)))


def _starts(trail: Trail) -> Iterator[tuple[Label, Outpoint]]:
    """Yield every label with the coins in which its own seeds have satoshi; a rule without amounts has no entries."""
    if not trail.policy.conserves:
        yield from (
            (label, coin.outpoint) for coin in trail.coins if coin.seeded for label in _labels(coin.attribution)
        )
    yield from ((entry.label, entry.outpoint) for entry in trail.seeds if entry.asserted > entry.overlap)


def _labels(attribution: Attribution) -> set[Label]:
    return {label for label, _ in attribution if label != UNTRACED}


@dataclass(frozen=True, slots=True)
class _Run:
    """Satoshi `start` to `stop` of a coin on their way back from the end, through the links found so far."""

    coin: Coin
    start: int
    stop: int
    links: tuple[Link, ...]


class _Spends(NamedTuple):
    """What a transaction spends: the attribution of each input, and where each input's satoshi end in the pool."""

    opened: OpenedTransaction
    attributions: list[Attribution]
    ends: list[int]


class SatoshiPaths:
    """Walks satoshi of an end back to the seeds, over the steps of one FIFO trail."""

    def __init__(self, trail: Trail, reading: Reading) -> None:
        """Take the trail and what it was read from.

        Raises:
            ValueError: the trail was not followed under FIFO; no other rule says which satoshi went where.
        """
        if trail.policy.name != RULE:
            raise ValueError(f"satoshi paths exist under {RULE} only, not under {trail.policy.name}")
        self.coins = {coin.outpoint: coin for coin in trail.coins}
        self.steps = {step.txid: step for step in trail.steps}
        self.reading = reading
        self.incoming: dict[Outpoint, Attribution] = {}
        self.spends: dict[Txid, _Spends] = {}

    def of(self, end: Coin, links: int | None = None) -> tuple[Path, ...]:
        """Return the paths of one end, those through the same links put together.

        Raises:
            PathsBudgetError: they have more than `links` links.
            IntegrityError: they do not add up to what the end holds.
        """
        amounts: dict[tuple[Label, Outpoint, tuple[Link, ...]], int] = {}
        for label, piece in self._walked(end, links):
            key = label, piece.coin.outpoint, piece.links
            amounts[key] = amounts.get(key, 0) + piece.stop - piece.start
        if sum(amounts.values()) != sum(sat for label, sat in end.attribution if label != UNTRACED):
            raise IntegrityError(f"the paths into {end.outpoint} do not add up to what it holds")
        if links is not None and sum(len(way) for _, _, way in amounts) > links:
            raise PathsBudgetError
        return tuple(Path(label, seed, end.outpoint, way, sat) for (label, seed, way), sat in amounts.items())

    def _walked(self, end: Coin, links: int | None) -> Iterator[tuple[Label, _Run]]:
        """Yield every run of traced satoshi that is back at a seed, with its label."""
        looked = 0
        for label, start, stop in _runs(end.attribution):
            waiting = [_Run(end, start, stop, ())]
            while waiting and label != UNTRACED:
                looked += 1
                if links is not None and looked > _LOOKS * links:
                    raise PathsBudgetError
                for piece, seeded in self._pieces(waiting.pop()):
                    if seeded:
                        yield label, piece
                    else:
                        waiting += reversed(list(self._earlier(piece)))

    def _pieces(self, run: _Run) -> Iterator[tuple[_Run, bool]]:
        """Cut a run where satoshi that a seed claims meet satoshi that flowed in."""
        if not run.coin.seeded:
            yield run, False
            return
        for label, first, last in _runs(self._flowed_in(run.coin)):
            start, stop = max(first, run.start), min(last, run.stop)
            if start < stop:
                yield _Run(run.coin, start, stop, run.links), label == UNTRACED

    def _flowed_in(self, coin: Coin) -> Attribution:
        """Return what a seeded coin held before its seeds were entered."""
        if coin.outpoint.txid not in self.steps:
            return untraced(coin.output.value)
        if coin.outpoint not in self.incoming:
            opened, spends, _ = self._spent(coin.outpoint.txid)
            pays = [output.value for output in opened.confirmed.transaction.outputs] + [opened.fee]
            shares = fifo.share(spends, pays)
            for vout, attribution in enumerate(shares[:-1]):
                self.incoming[Outpoint(coin.outpoint.txid, vout)] = attribution
        return self.incoming[coin.outpoint]

    def _spent(self, txid: Txid) -> _Spends:
        if txid not in self.spends:
            opened = self.reading.open(txid)
            if opened is None:
                raise IntegrityError(f"transaction {txid} of the trail can no longer be read")
            attributions = [untraced(prevout.value) for prevout in opened.prevouts if prevout is not None]
            for vin, coin in self.steps[txid].spent:
                attributions[vin] = coin.attribution
            ends = list(accumulate(sum(sat for _, sat in attribution) for attribution in attributions))
            self.spends[txid] = _Spends(opened, attributions, ends)
        return self.spends[txid]

    def _earlier(self, run: _Run) -> Iterator[_Run]:
        """Yield the satoshi that a transaction's inputs gave to a run in one of its outputs."""
        txid, vout = run.coin.outpoint
        opened, _, ends = self._spent(txid)
        before = sum(output.value for output in opened.confirmed.transaction.outputs[:vout])
        first, last = before + run.start, before + run.stop
        spent = {vin: coin.outpoint for vin, coin in self.steps[txid].spent}
        for vin in range(bisect_right(ends, first), len(ends)):
            begin = ends[vin - 1] if vin else 0
            if begin >= last:
                break
            start, stop = max(first, begin), min(last, ends[vin])
            if start < stop:
                coin = self.coins[spent[vin]]
                link = Link(txid, opened.confirmed.position, coin.outpoint, vin, vout)
                yield _Run(coin, start - begin, stop - begin, (link, *run.links))


def _runs(attribution: Attribution) -> Iterator[tuple[Label, int, int]]:
    """Yield each segment as label, first satoshi, and the one after its last."""
    start = 0
    for label, sat in attribution:
        yield label, start, start + sat
        start += sat
