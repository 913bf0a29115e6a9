"""One kind of satoshi as a flow through a reach: how much of it can come together in given coins.

For a bound two kinds are asked about: the traced satoshi of one label or of all, and everything
else. Arcs carry whole satoshi up to their capacities, and a transaction passes on what it takes in.
The result is a flow, which shows that so much can arrive, and a cut, which shows that no more can;
neither needs to be believed (`bound_check`).

Most questions are answered by pushing the demand straight back from the coins to the sources; where
that does not reach the nearest cut, the solver is asked.
Source: Ford, Fulkerson, "Maximal Flow through a Network" (1956).
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tracer.case.case import Label
from tracer.trace.bounds.arc import Arc, ArcKind, Cut, Flow, arc, kind_of, number_of
from tracer.trace.bounds.reach import Reach
from tracer.trace.bounds.small_solver import MOST_COINS, SmallSolver
from tracer.trace.bounds.work_limit import WorkLimit
from tracer.trace.passing import FlowKind, claims_paid, coin_capacities, seed_capacity

if TYPE_CHECKING:
    from tracer.trace.bounds.solver import Solver

_SEED, _COIN = int(ArcKind.SEED), int(ArcKind.COIN)

_FAR = 2_000
"""How many coins the walk to the nearest cut looks at before it cuts at the target itself."""


class FlowProof(NamedTuple):
    """A flow into some coins and a cut that holds it back.

    `value` is the cut's capacity. A flow delivers just as much, unless the budget for solving ran out
    (`exact` is false): then it is empty, and less than `value` might be the truth. It is None where it was
    found and not kept.
    """

    value: int
    flow: Flow | None
    cut: Cut
    exact: bool

    @property
    def arcs(self) -> int:
        """How many arcs its flow takes."""
        return 0 if self.flow is None else len(self.flow)


NO_FLOW = Flow.of({})
NOTHING = FlowProof(0, NO_FLOW, (), True)


class FlowNetwork:
    """The network of one kind of satoshi.

    `coin` is what can pass each coin, `claims` what has to flow into it besides before anything does (see `passing`); a
    flow states both together. `ceiling` is a quick upper limit on what a transaction can take in, zero where nothing
    can enter.
    """

    def __init__(self, reach: Reach, kind: FlowKind, label: Label | None, budget: WorkLimit) -> None:
        """Read the capacities off the reach."""
        self.reach, self.budget = reach, budget
        self.makers = [coin.maker for coin in reach.coins]
        self.seed = [seed_capacity(coin, kind, label) for coin in reach.coins]
        self.coin = coin_capacities(reach, kind)
        self.claims = claims_paid(reach, kind, self.coin)
        self.pays_claims = any(self.claims)
        self.other = [each.untraced_sat if kind is FlowKind.UNTRACED else 0 for each in reach.transactions]
        self.total = sum(self.seed) + sum(self.other)
        self.ceiling: list[int] = []
        self.room: list[int] = list(self.seed)
        for transaction, other in zip(reach.transactions, self.other, strict=True):
            for number in transaction.spends:
                self._find_room(number)
            self.ceiling.append(min(other + sum(self.room[number] for number in transaction.spends), self.total))
        for number, coin in enumerate(reach.coins):
            if coin.spender is None:
                self._find_room(number)
        self._sources = self._own_sources()
        self._near: dict[int, Cut] = {}
        self._widest: dict[int, Sequence[int]] = {}
        self._intakes: dict[int, tuple[Flow, Cut]] = {}
        self._made_solver: Solver | SmallSolver | None = None
        self._behind: list[bool] = []

    def prove(self, targets: Sequence[int]) -> FlowProof:
        """Return how much can come together in the target coins, with its flow and its cut."""
        if not any(self.room[number] for number in targets):
            return NOTHING
        if len(targets) == 1 and self.makers[targets[0]] in self._intakes:
            return self._from_intake(targets[0])
        cut = self.nearest_cut(targets)
        value = self.capacity(cut)
        if self.budget.left <= 0:
            return FlowProof(value, NO_FLOW, cut, False)
        flow = self._pushed_back(targets, value)
        if flow is not None:
            return FlowProof(value, Flow.of(flow), cut, True)
        if len(targets) == 1 and not self.pays_claims:
            return self._from_intake(targets[0])
        solved, cut = self.solver.into_coins(targets)
        return self._paid(targets, solved, cut)

    def is_behind_claims(self, targets: Iterable[int]) -> bool:
        """Return whether something can come into these coins only past a claim, which has to be paid."""
        if not self.pays_claims:
            return False
        if not self._behind:
            for spends in (each.spends for each in self.reach.transactions):
                self._behind.append(any(self._is_behind(number) for number in spends))
        return any(self._is_behind(number) for number in targets)

    def capacity(self, arcs: Iterable[Arc]) -> int:
        """Return the capacity of arcs together."""
        return sum(map(self._capacity, arcs))

    def nearest_cut(self, targets: Sequence[int]) -> Cut:
        """Return arcs without which nothing arrives.

        Going back from the targets, a coin is cut where it is no wider than its maker's ceiling; where
        that is far, or the budget is used up, the targets themselves are.
        """
        if len(targets) > 1:
            walked = self._walked_back(targets, None) if self.budget.left > 0 else None
            return self._own(targets) if walked is None else walked
        (number,) = targets
        maker = self.makers[number]
        if maker is None or self.coin[number] <= self.ceiling[maker] or self.budget.left <= 0:
            return self._own(targets)
        if maker not in self._near and self._sources and self.ceiling[maker] == self.total:
            self._near[maker] = self._sources
        elif maker not in self._near:
            walked = self._walked_back(self.reach.transactions[maker].spends, maker)
            self._near[maker] = () if walked is None else walked
        near = self._near[maker]
        if self.ceiling[maker] and not near:
            return self._own(targets)
        return (arc(ArcKind.SEED, number), *near) if self.seed[number] and near is not self._sources else near

    def widest_first(self, transaction: int) -> Sequence[int]:
        """Return the coins that a transaction spends, those with the most room first."""
        if transaction not in self._widest:
            spends = self.reach.transactions[transaction].spends
            ordered = sorted(spends, key=self.room.__getitem__, reverse=True) if len(spends) > 1 else spends
            self._widest[transaction] = [number for number in ordered if self.room[number]]
        return self._widest[transaction]

    def beside(self, targets: Sequence[int], shared: FlowProof) -> FlowProof:
        """Return the proof of coins together with those of another proof: the cuts of both, not the narrowest."""
        cut = tuple(dict.fromkeys((*self._own(targets), *shared.cut)))
        return FlowProof(self.capacity(cut), NO_FLOW, cut, False)

    def all_sources(self) -> FlowProof:
        """Return the proof that holds for any coins: no more can come in than there is."""
        return FlowProof(self.total, NO_FLOW, self._sources or tuple(self._every_source()), False)

    @property
    def solver(self) -> "Solver | SmallSolver":
        """The solver over this network, made when first needed."""
        if self._made_solver is None:
            self._made_solver = _solver_for(len(self.reach.coins))(
                self.reach, self.seed, self.coin, self.other, self.ceiling, self.budget
            )
        return self._made_solver

    def _is_behind(self, number: int) -> bool:
        maker = self.makers[number]
        return maker is not None and self.coin[number] > 0 and (self.claims[number] > 0 or self._behind[maker])

    def _paid(self, targets: Sequence[int], solved: dict[Arc, int], cut: Cut) -> FlowProof:
        """Return the proof of a solved flow that pays the claims it passes, if there is enough for all of them."""
        value = self.capacity(cut)
        owed = {number: claim for number, claim in enumerate(self.claims) if claim} if self.pays_claims else {}
        passed = {number: claim for number, claim in owed.items() if solved.get(arc(ArcKind.COIN, number))}
        if not passed:
            return FlowProof(value, Flow.of(solved), cut, True)
        flow = self.solver.with_claims(targets, passed, [number for number in owed if number not in passed], value)
        return FlowProof(value, NO_FLOW if flow is None else Flow.of(flow), cut, flow is not None)

    def _find_room(self, number: int) -> None:
        maker = self.makers[number]
        if maker is not None:
            self.room[number] = self.seed[number] + min(self.coin[number], self.ceiling[maker])

    def _capacity(self, each: Arc) -> int:
        kind, number = kind_of(each), number_of(each)
        if kind is ArcKind.COIN:
            return self.coin[number]
        return self.seed[number] if kind is ArcKind.SEED else self.other[number]

    def _from_intake(self, number: int) -> FlowProof:
        """Prove a coin from how much its maker can take in, which its siblings share.

        Needs a maker; a coin without one never gets stuck.
        """
        maker = self.makers[number]
        assert maker is not None
        if maker not in self._intakes:
            solved, cut = self.solver.into_transaction(maker)
            self._intakes[maker] = Flow.of(solved), cut
        intake, before = self._intakes[maker]
        most = self.capacity(before)
        width = min(self.coin[number], most)
        flow = dict(intake.items()) if width == most else self._narrowed(intake, maker, width)
        if width:
            flow[arc(ArcKind.COIN, number)] = width
        if self.seed[number]:
            flow[arc(ArcKind.SEED, number)] = self.seed[number]
        seeds: Cut = (arc(ArcKind.SEED, number),) if self.seed[number] else ()
        cut = (*seeds, *before) if width == most else self._own([number])
        return FlowProof(self.seed[number] + width, Flow.of(flow), cut, True)

    def _walked_back(self, coins: Sequence[int], maker: int | None) -> Cut | None:
        """Return the nearest cut before these coins (and before the transaction that spends them), None if far."""
        cut: list[Arc] = []
        waiting, expanded = list(reversed(coins)), set[int]()
        if maker is not None:
            expanded.add(maker)
            cut += self._others(maker)
        looked = 0
        while waiting:
            looked += 1
            number = waiting.pop()
            maker = self.makers[number]
            if maker is None or self.coin[number] <= self.ceiling[maker] or not self.ceiling[maker]:
                cut += self._own([number])
                continue
            if looked > _FAR:
                self.budget.spend(looked)
                return None
            if self.seed[number]:
                cut.append(arc(ArcKind.SEED, number))
            if maker not in expanded:
                expanded.add(maker)
                cut += self._others(maker)
                waiting += reversed(self.reach.transactions[maker].spends)
        self.budget.spend(looked)
        return tuple(cut)

    def _own(self, coins: Iterable[int]) -> Cut:
        """Return the arcs into coins that can carry anything."""
        found: list[Arc] = []
        for number in coins:
            maker = self.makers[number]
            if self.seed[number]:
                found.append(arc(ArcKind.SEED, number))
            if maker is not None and self.coin[number] and self.ceiling[maker]:
                found.append(arc(ArcKind.COIN, number))
        return tuple(found)

    def _own_sources(self) -> Cut:
        """Return every arc that brings something in, if they are not too many to be a useful cut."""
        sources = tuple(islice(self._every_source(), _FAR + 1))
        return sources if len(sources) <= _FAR else ()

    def _every_source(self) -> Iterator[Arc]:
        """Yield every arc that brings something in."""
        yield from (arc(ArcKind.SEED, number) for number, sat in enumerate(self.seed) if sat)
        yield from (arc(ArcKind.OTHER, number) for number, sat in enumerate(self.other) if sat)

    def _others(self, number: int) -> Cut:
        return (arc(ArcKind.OTHER, number),) if self.other[number] else ()

    def _pushed_back(self, targets: Sequence[int], demand: int) -> dict[Arc, int] | None:
        """Push a demand back to the sources, widest coin first; None where it gets stuck."""
        push = _Push(self, self.seed, self.coin, self.other)
        return None if push.ask(targets, demand) else push.drained()

    def _narrowed(self, flow: Flow, maker: int, width: int) -> dict[Arc, int]:
        """Return as much of a flow into a transaction as brings it `width` satoshi."""
        carried: dict[ArcKind, dict[int, int]] = {kind: defaultdict(int) for kind in ArcKind}
        for each, sat in flow.items():
            carried[kind_of(each)][number_of(each)] = sat
        push = _Push(self, carried[ArcKind.SEED], carried[ArcKind.COIN], carried[ArcKind.OTHER])
        push.need(maker, width)
        narrow = push.drained()
        if narrow is None:
            raise ArithmeticError("a flow cannot be narrowed: it does not pass on what it takes in")
        return narrow


def _solver_for(coins: int) -> "type[Solver | SmallSolver]":
    if coins <= MOST_COINS:
        return SmallSolver
    from tracer.trace.bounds.solver import Solver  # it and NumPy are slow to load

    return Solver


class _BySlot(Protocol):
    """A capacity for each number."""

    def __getitem__(self, number: int, /) -> int: ...


class _Push:
    """Demand on its way back from the coins to the sources, taken up latest transaction first."""

    def __init__(self, network: FlowNetwork, seed: _BySlot, coin: _BySlot, other: _BySlot) -> None:
        self.network, self.seed, self.coin, self.other = network, seed, coin, other
        self.flow: dict[Arc, int] = {}
        self.needs: dict[int, int] = {}
        self.latest: list[int] = []

    def need(self, maker: int, sat: int) -> None:
        """Ask a transaction for so many satoshi more."""
        if maker not in self.needs:
            heapq.heappush(self.latest, -maker)
        self.needs[maker] = self.needs.get(maker, 0) + sat

    def drained(self) -> dict[Arc, int] | None:
        """Push everything back to the sources; None where it gets stuck."""
        network, looked = self.network, 0
        while self.latest:
            maker = -heapq.heappop(self.latest)
            wanted = self.needs.pop(maker)
            taken = min(wanted, self.other[maker])
            if taken:
                self.flow[arc(ArcKind.OTHER, maker)] = taken
                wanted -= taken
            if wanted:
                spends = network.widest_first(maker)
                looked += len(spends)
                if self._asked(spends, wanted):
                    network.budget.spend(looked)
                    return None
        network.budget.spend(looked)
        return self.flow

    def ask(self, coins: Sequence[int], wanted: int) -> int:
        """Ask coins for so many satoshi, the widest first; return how many could not be had."""
        network = self.network
        network.budget.spend(len(coins))
        return self._asked(sorted(coins, key=network.room.__getitem__, reverse=True), wanted)

    def _asked(self, coins: Sequence[int], wanted: int) -> int:
        """Ask coins in this order. The inner loop of all solving: names are local and arcs are counted in place."""
        network = self.network
        makers, ceiling, seed, coin, claims = network.makers, network.ceiling, self.seed, self.coin, network.claims
        flow, needs = self.flow, self.needs
        for number in coins:
            taken = seed[number]
            if taken:
                if taken > wanted:
                    taken = wanted
                flow[Arc(3 * number + _SEED)] = taken
                wanted -= taken
                if not wanted:
                    break
            maker = makers[number]
            if maker is not None:
                before, claim = needs.get(maker, 0), claims[number]
                taken = min(wanted, coin[number], ceiling[maker] - before - claim)
                if taken > 0:
                    flow[Arc(3 * number + _COIN)] = taken + claim
                    if not before:
                        heapq.heappush(self.latest, -maker)
                    needs[maker] = before + taken + claim
                    wanted -= taken
                    if not wanted:
                        break
        return wanted
