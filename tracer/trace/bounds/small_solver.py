"""The hard questions of a network of few coins, put to the solver without NumPy, which is slower to load than they are.

Arcs and nodes have the order that `solver` gives them, so that the answers are the same: the same flows, the same cuts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tracer.trace.bounds.arc import Arc, ArcKind, Cut, arc
from tracer.trace.bounds.reach import Reach
from tracer.trace.bounds.work_limit import WorkLimit

MOST_COINS = 100
"""Coins of a network up to which its questions are asked here."""

_SOURCE, _SINK, _FIRST = 0, 1, 2
_NOWHERE = -1


class _Way(NamedTuple):
    """An arc with its ends, which are nodes: the source, the sink, transactions by their number from `_FIRST` on."""

    tail: int
    head: int
    sat: int
    arc: Arc


class SmallSolver:
    """A network's arcs that can carry anything, in the order seed, coin, other."""

    def __init__(
        self,
        reach: Reach,
        seed: Sequence[int],
        coin: Sequence[int],
        other: Sequence[int],
        ceiling: Sequence[int],
        budget: WorkLimit,
    ) -> None:
        """Lay out capacities by coin (seed, coin) and by transaction (other, ceiling)."""
        self._coins, self._ceiling, self._budget = reach.coins, ceiling, budget
        self._spends = [each.spends for each in reach.transactions]
        seeds = (self._way(_SOURCE, number, sat, ArcKind.SEED) for number, sat in enumerate(seed))
        coins = (self._way(maker + _FIRST, number, coin[number], ArcKind.COIN) for number, maker in self._open_makers())
        others = (_Way(_SOURCE, number + _FIRST, sat, arc(ArcKind.OTHER, number)) for number, sat in enumerate(other))
        self._ways = [way for way in (*seeds, *coins, *others) if way.sat > 0]

    def into_coins(self, targets: Sequence[int]) -> tuple[dict[Arc, int], Cut]:
        """Return a greatest flow into coins, which go no further, and the cut nearest to them."""
        makers = (self._coins[number].maker for number in targets)
        return self._solve(self._aimed(targets), _SINK, {maker for maker in makers if maker is not None})

    def with_claims(
        self, targets: Sequence[int], claims: Mapping[int, int], shut: Sequence[int], wanted: int
    ) -> dict[Arc, int] | None:
        """Return a flow that brings as much as is wanted into coins and pays these claims too; None if there is none.

        Claims are paid before anything passes their coins, and the flow states both together; nothing passes the
        coins that are shut.
        """
        closed = {arc(ArcKind.COIN, number) for number in shut}
        ways = [way for way in self._aimed(targets) if way.head >= 0 and way.arc not in closed]
        self._budget.spend(len(ways))
        paid = [_Way(self._from(number), _SINK, sat, arc(ArcKind.COIN, number)) for number, sat in claims.items()]
        carried, _ = _greatest([*ways, *paid], _SINK)
        if _arriving([*ways, *paid], carried, _SINK) < wanted + sum(claims.values()):
            return None
        flow = {way.arc: sat for way, sat in zip(ways, carried, strict=False) if sat}
        for way in paid:
            flow[way.arc] = flow.get(way.arc, 0) + way.sat
        return flow

    def into_transaction(self, number: int) -> tuple[dict[Arc, int], Cut]:
        """Return a greatest flow into a transaction and the cut nearest to it."""
        return self._solve(self._ways, number + _FIRST, {number})

    def _way(self, tail: int, number: int, sat: int, kind: ArcKind) -> _Way:
        """Return the arc of a coin, which leads into what spends it."""
        spender = self._coins[number].spender
        return _Way(tail, _NOWHERE if spender is None else spender + _FIRST, sat, arc(kind, number))

    def _open_makers(self) -> Iterator[tuple[int, int]]:
        """Yield the coins through whose maker something can come, by number, with the maker."""
        for number, maker in enumerate(coin.maker for coin in self._coins):
            if maker is not None and self._ceiling[maker] > 0:
                yield number, maker

    def _from(self, number: int) -> int:
        """Return the node that makes a coin."""
        maker = self._coins[number].maker
        return _SOURCE if maker is None else maker + _FIRST

    def _aimed(self, targets: Sequence[int]) -> list[_Way]:
        """Return the arcs, those of the targets leading into the sink."""
        ends = {arc(kind, number) for number in targets for kind in (ArcKind.SEED, ArcKind.COIN)}
        return [way._replace(head=_SINK) if way.arc in ends else way for way in self._ways]

    def _before(self, last: set[int]) -> set[int]:
        """Return the source and the transactions from which something can come to these."""
        found, waiting, looked = {*last}, [*last], 0
        while waiting:
            spends = self._spends[waiting.pop()]
            looked += len(spends)
            for maker in (self._coins[number].maker for number in spends):
                if maker is not None and maker not in found and self._ceiling[maker] > 0:
                    found.add(maker)
                    waiting.append(maker)
        self._budget.spend(looked)
        return {_SOURCE, *(number + _FIRST for number in found)}

    def _solve(self, ways: Sequence[_Way], sink: int, last: set[int]) -> tuple[dict[Arc, int], Cut]:
        """Solve on the arcs into transactions from which something comes to `last`: no other matters.

        Raises:
            ArithmeticError: the solver gave up, or its flow and its cut disagree.
        """
        inside = {*self._before(last), sink}
        ways = [way for way in ways if way.head in inside]
        self._budget.spend(len(ways))
        if not any(way.head == sink for way in ways):
            return {}, ()
        at = {node: number for number, node in enumerate(sorted(inside))}
        ways = [way._replace(tail=at[way.tail], head=at[way.head]) for way in ways]
        carried, beyond = _greatest(ways, at[sink])
        crossing = [way for way in ways if way.head in beyond and way.tail not in beyond]
        if sum(way.sat for way in crossing) != _arriving(ways, carried, at[sink]):
            raise ArithmeticError("the flow solver's flow and cut disagree")
        flow = {way.arc: sat for way, sat in zip(ways, carried, strict=True) if sat}
        return flow, tuple(way.arc for way in crossing)


def _greatest(ways: Sequence[_Way], sink: int) -> tuple[list[int], frozenset[int]]:
    """Return what each arc carries in a greatest flow, and the nodes beyond the cut nearest to the sink.

    Raises:
        ArithmeticError: the solver gave up.
    """
    from ortools.graph.python import max_flow  # slow to load, and most questions never come here

    solver = max_flow.SimpleMaxFlow()
    for way in ways:
        solver.add_arc_with_capacity(way.tail, way.head, way.sat)
    if solver.solve(_SOURCE, sink) != solver.OPTIMAL:
        raise ArithmeticError("the flow solver found no optimum")
    return [solver.flow(number) for number in range(len(ways))], frozenset(solver.get_sink_side_min_cut())


def _arriving(ways: Sequence[_Way], carried: Sequence[int], sink: int) -> int:
    return sum(sat for way, sat in zip(ways, carried, strict=True) if way.head == sink)
