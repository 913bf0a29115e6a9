"""The hard questions of a network, put to a maximum-flow solver.

Google OR-Tools is used because it takes 64-bit whole numbers; SciPy's takes 32 bits, igraph's are
doubles. What it answers is checked by `bound_check`, so nothing rests on it but speed.
Source: Google OR-Tools, `graph/max_flow`: push-relabel after Goldberg and Tarjan (1988).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from tracer.trace.bounds.arc import Arc, ArcKind, Cut, arc
from tracer.trace.bounds.reach import Reach
from tracer.trace.bounds.work_limit import WorkLimit

_SOURCE, _SINK, _FIRST = 0, 1, 2
_NOWHERE = -1


class Solver:
    """A network as columns: its arcs that can carry anything, in the order seed, coin, other."""

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
        coins, self._coins, self._budget = reach.coins, len(reach.coins), budget
        self._reached, self._ceiling = coins, ceiling
        self._spends = [each.spends for each in reach.transactions]
        into = [_NOWHERE if each.spender is None else each.spender + _FIRST for each in coins]
        makers = [_SOURCE if each.maker is None else each.maker + _FIRST for each in coins]
        open_coins = [each.maker is not None and ceiling[each.maker] > 0 for each in coins]
        everything = [True] * len(coins) + open_coins + [True] * len(other)
        self._tails = np.array([_SOURCE] * len(coins) + makers + [_SOURCE] * len(other), dtype=np.int32)
        self._heads = np.array(into + into + [number + _FIRST for number in range(len(other))], dtype=np.int32)
        self._capacities = np.array([*seed, *coin, *other], dtype=np.int64)
        self._open = np.flatnonzero((self._capacities > 0) & np.array(everything, dtype=bool))
        self._makers = np.array(makers, dtype=np.int64)

    def into_coins(self, targets: Sequence[int]) -> tuple[dict[Arc, int], Cut]:
        """Return a greatest flow into coins, which go no further, and the cut nearest to them."""
        heads = self._heads.copy()
        ends = np.array(targets, dtype=np.int64)
        heads[ends] = heads[ends + self._coins] = _SINK
        return self._solve(heads, _SINK, {int(maker) - _FIRST for maker in self._makers[ends] if maker >= _FIRST})

    def with_claims(
        self, targets: Sequence[int], claims: Mapping[int, int], shut: Sequence[int], wanted: int
    ) -> dict[Arc, int] | None:
        """Return a flow that brings as much as is wanted into coins and pays these claims too; None if there is none.

        Claims are paid before anything passes their coins, and the flow states both together; nothing passes the
        coins that are shut.
        """
        from ortools.graph.python import max_flow  # slow to load, and most questions never come here

        heads = self._heads.copy()
        ends = np.array(targets, dtype=np.int64)
        heads[ends] = heads[ends + self._coins] = _SINK
        paid = np.array(list(claims), dtype=np.int64)
        owed = np.array(list(claims.values()), dtype=np.int64)
        solver = max_flow.SimpleMaxFlow()
        heads[np.array(shut, dtype=np.int64) + self._coins] = _NOWHERE
        arcs = self._open[heads[self._open] != _NOWHERE]
        self._budget.spend(len(arcs))
        solver.add_arcs_with_capacity(self._tails[arcs], heads[arcs], self._capacities[arcs])
        solver.add_arcs_with_capacity(self._tails[paid + self._coins], np.full(len(paid), _SINK, dtype=np.int32), owed)
        if solver.solve(_SOURCE, _SINK) != solver.OPTIMAL:
            raise ArithmeticError("the flow solver found no optimum")
        if solver.optimal_flow() < wanted + int(owed.sum()):
            return None
        carried = np.asarray(solver.flows(np.arange(len(arcs), dtype=np.int32)))
        moved = np.flatnonzero(carried)
        flow = dict(zip(map(self._arc, arcs[moved].tolist()), carried[moved].tolist(), strict=True))
        for number, sat in claims.items():
            flow[arc(ArcKind.COIN, number)] = flow.get(arc(ArcKind.COIN, number), 0) + sat
        return flow

    def into_transaction(self, number: int) -> tuple[dict[Arc, int], Cut]:
        """Return a greatest flow into a transaction and the cut nearest to it."""
        return self._solve(self._heads, number + _FIRST, {number})

    def _before(self, last: set[int]) -> npt.NDArray[np.bool_]:
        """Return, per node, whether it is the source or a transaction from which something can come to these."""
        inside = np.zeros(len(self._spends) + _FIRST + 1, dtype=bool)
        inside[_SOURCE] = True
        waiting, looked = list(last), 0
        while waiting:
            number = waiting.pop()
            inside[number + _FIRST] = True
            looked += len(self._spends[number])
            for coin in self._spends[number]:
                maker = self._reached[coin].maker
                if maker is not None and maker not in last and self._ceiling[maker] > 0:
                    last.add(maker)
                    waiting.append(maker)
        self._budget.spend(looked)
        return inside

    def _solve(self, heads: npt.NDArray[np.int32], sink: int, last: set[int]) -> tuple[dict[Arc, int], Cut]:
        """Solve on the arcs into transactions from which something comes to `last`: no other matters.

        Raises:
            ArithmeticError: the solver gave up, or its flow and its cut disagree.
        """
        from ortools.graph.python import max_flow  # slow to load, and most questions never come here

        inside = self._before(last)
        inside[sink] = True
        arcs = self._open[inside[heads[self._open]]]
        self._budget.spend(len(arcs))
        if not (heads[arcs] == sink).any():
            return {}, ()
        nodes = np.cumsum(inside, dtype=np.int32) - 1
        tails, heads, sink = nodes[self._tails[arcs]], nodes[heads[arcs]], int(nodes[sink])
        solver = max_flow.SimpleMaxFlow()
        solver.add_arcs_with_capacity(tails, heads, self._capacities[arcs])
        if solver.solve(_SOURCE, sink) != solver.OPTIMAL:
            raise ArithmeticError("the flow solver found no optimum")
        carried = np.asarray(solver.flows(np.arange(len(arcs), dtype=np.int32)))
        beyond = np.zeros(int(nodes[-1]) + 1, dtype=bool)
        beyond[np.array(solver.get_sink_side_min_cut(), dtype=np.int64)] = True
        crossing = arcs[beyond[heads] & ~beyond[tails]]
        if int(self._capacities[crossing].sum()) != solver.optimal_flow():
            raise ArithmeticError("the flow solver's flow and cut disagree")
        moved = np.flatnonzero(carried)
        flow = zip(map(self._arc, arcs[moved].tolist()), carried[moved].tolist(), strict=True)
        return dict(flow), tuple(map(self._arc, crossing.tolist()))

    def _arc(self, place: int) -> Arc:
        if place < self._coins:
            return arc(ArcKind.SEED, place)
        if place < 2 * self._coins:
            return arc(ArcKind.COIN, place - self._coins)
        return arc(ArcKind.OTHER, place - 2 * self._coins)
