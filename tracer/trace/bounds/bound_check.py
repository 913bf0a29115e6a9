"""Whether bounds are proven by the flows and cuts they carry. Nothing is solved here.

A cut must hold back every way from the sources to the target; a flow must keep to the capacities,
pass on what it takes in, and deliver as much as the cut lets through. Then no flow can be greater and
no cut smaller, whoever found them and by what program.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from tracer.case.case import Label
from tracer.trace.bounds.arc import Arc, ArcKind, Cut, Flow, arc, kind_of, number_of
from tracer.trace.bounds.bounds import Bound, TargetFinder, stated, ways_beyond
from tracer.trace.bounds.flow import FlowProof
from tracer.trace.bounds.reach import Reach
from tracer.trace.passing import FlowKind, claims_paid, coin_capacities, seed_capacity

_HOLDING = 4
"""Cuts that hold back the ways beyond a reach, remembered so that wider ones need not be walked."""


def check(bounds: Iterable[Bound], reach: Reach) -> tuple[str, ...]:
    """Return what is wrong with bounds of a reach, nothing if all are proven.

    Where a bound is partial for want of solving, or its flows were not kept, only its cuts are checked: it holds, and
    that it is tight is not shown. Where a budget cut the reach and more could come back from beyond than a coin
    holds, its value is the upper bound, which nothing needs to prove; the proof may then be of what can come from
    there alone.
    """
    places, checker = TargetFinder(reach), _Checker(reach)
    is_cut = bool(checker.ways)
    faults = []
    for bound in bounds:
        inside = places.of(bound.target)
        above = (
            checker.faults(bound.traced, FlowKind.TRACED, bound.label, (), is_cut)
            if _is_whole(bound, is_cut)
            else ("",)
        )
        if above:
            above = checker.faults(bound.traced, FlowKind.TRACED, bound.label, inside.coins, is_cut)
        found = [*above, *checker.faults(bound.untraced, FlowKind.UNTRACED, bound.label, inside.coins, False)]
        said = stated(reach, bound.target, bound.label, inside.value, bound.traced, bound.untraced)
        if (said.lower, said.upper, said.partial) != (bound.lower, bound.upper, bound.partial):
            found.append(f"its proofs say {said.lower} to {said.upper} sat, not {bound.lower} to {bound.upper}")
        faults += [f"{bound.target.name}: {fault}" for fault in found]
    return tuple(faults)


def _is_whole(bound: Bound, is_cut: bool) -> bool:
    """Whether the upper bound is a coin's whole value, because what lies beyond a cut reach could fill it."""
    limit = bound.target.limit
    return is_cut and limit is not None and bound.upper == limit <= bound.traced.value


class _Checker:
    """Remembers what was found of each proof, for one proof often stands behind many bounds."""

    def __init__(self, reach: Reach) -> None:
        self.reach, self.ways = reach, ways_beyond(reach)
        labels = {claim.label for coin in reach.coins for claim in coin.claims}
        self.only = next(iter(labels)) if len(labels) == 1 else None
        self.sides: dict[tuple[FlowKind, Label | None], _Side] = {}
        self.found: dict[
            tuple[int, FlowKind, Label | None, tuple[int, ...], bool], tuple[FlowProof, tuple[str, ...]]
        ] = {}

    def faults(
        self, proof: FlowProof, kind: FlowKind, label: Label | None, inside: tuple[int, ...], with_ways: bool
    ) -> tuple[str, ...]:
        """Return what is wrong with a proof that so much of a kind can come into the coins `inside`, and by the ways.

        Of one label alone, its satoshi are those of all labels.
        """
        whose = None if label == self.only else label
        key = id(proof), kind, whose, inside, with_ways
        if key not in self.found:
            if (kind, whose) not in self.sides:
                self.sides[kind, whose] = _Side(self.reach, kind, whose, frozenset(self.ways))
            self.found[key] = proof, tuple(self.sides[kind, whose].faults(proof, frozenset(inside), with_ways))
        return self.found[key][1]


class _HeldBack:
    """What is known of a cut: its arcs, its capacity, which transactions it holds back, and whether the ways too."""

    def __init__(self, arcs: frozenset[Arc], capacity: int) -> None:
        self.arcs, self.capacity = arcs, capacity
        self.transactions: set[int] = set()
        self.ways: bool | None = None


class _Side:
    """The capacities of one kind and label, as the checks read them. `ways` lead beyond a cut reach."""

    def __init__(self, reach: Reach, kind: FlowKind, label: Label | None, ways: frozenset[int]) -> None:
        self.reach, self.kind, self.ways = reach, kind, ways
        self.makers = [coin.maker for coin in reach.coins]
        self.spenders = [coin.spender for coin in reach.coins]
        self.seed = [seed_capacity(coin, kind, label) for coin in reach.coins]
        self.coin = coin_capacities(reach, kind)
        self.claims = claims_paid(reach, kind, self.coin)
        self.other = [each.untraced_sat if kind is FlowKind.UNTRACED else 0 for each in reach.transactions]
        self.entered = self._entered()
        self.known: dict[frozenset[Arc], _HeldBack] = {}
        self.read: dict[int, tuple[Cut, _HeldBack]] = {}
        self.holding: list[frozenset[Arc]] = []

    def faults(self, proof: FlowProof, inside: frozenset[int], with_ways: bool) -> Iterator[str]:
        """Yield what is wrong with a proof."""
        kind, cut = self.kind.value, self._held_back(proof.cut)
        if cut.capacity != proof.value:
            yield f"the cut of the {kind} satoshi does not have the capacity {proof.value}"
        if self._passes(cut, inside) or (with_ways and not self._holds_ways(cut)):
            yield f"{kind} satoshi can pass by the cut"
        if proof.exact and proof.flow is not None:
            yield from self._broken(proof.flow, proof.value, inside, self.ways if with_ways else frozenset())

    def _held_back(self, cut: Cut) -> _HeldBack:
        """Return what is known of a cut, which many proofs may share."""
        if id(cut) not in self.read:
            arcs = frozenset(cut)
            known = self.known.get(arcs)
            if known is None:
                known = self.known[arcs] = _HeldBack(arcs, sum(map(self._capacity, arcs)))
            self.read[id(cut)] = cut, known
        return self.read[id(cut)][1]

    def _holds_ways(self, cut: _HeldBack) -> bool:
        """Return whether a cut holds back every way beyond the reach; a cut with the arcs of one that does, does."""
        if cut.ways is None:
            cut.ways = any(each <= cut.arcs for each in self.holding) or not self._passes(cut, self.ways)
            if cut.ways and len(self.holding) < _HOLDING:
                self.holding.append(cut.arcs)
        return cut.ways

    def _broken(self, flow: Flow, value: int, inside: frozenset[int], ways: frozenset[int]) -> Iterator[str]:
        """Yield where a flow breaks; what reaches a target goes no further, a claim is paid before a coin passes."""
        balance: dict[int, int] = defaultdict(int)
        delivered, kind = 0, self.kind.value
        for each, sat in flow.items():
            of, number = kind_of(each), number_of(each)
            claim = self.claims[number] if of is ArcKind.COIN else 0
            if not 0 < sat <= self._capacity(each) + claim:
                yield f"the flow of {kind} satoshi does not fit through {of.name} {number}"
            if of is ArcKind.OTHER:
                balance[number] += sat
                continue
            maker, spender = self.makers[number], self.spenders[number]
            if of is ArcKind.COIN and maker is not None:
                balance[maker] -= sat
            sat = max(0, sat - claim)
            if number in inside or number in ways:
                delivered += sat
            elif spender is not None:
                balance[spender] += sat
        for number, sat in balance.items():
            if sat:
                yield f"transaction {self.reach.transactions[number].txid} does not pass on what flows in"
        if delivered != value:
            yield f"the flow of {kind} satoshi delivers {delivered}, not {value}"

    def _capacity(self, each: Arc) -> int:
        of, number = kind_of(each), number_of(each)
        if of is ArcKind.OTHER:
            return self.other[number]
        return self.seed[number] if of is ArcKind.SEED else self.coin[number]

    def _passes(self, held: _HeldBack, inside: Iterable[int]) -> bool:
        """Return whether some way leads from a source to the target without crossing the cut.

        Transactions once found to be held back by a cut are not walked again for the same cut.
        """
        known, cut = held.transactions, held.arcs
        coins, seen = sorted(inside), set[int]()
        while coins:
            number = coins.pop()
            if self.seed[number] and arc(ArcKind.SEED, number) not in cut:
                return True
            maker = self.makers[number]
            if maker is None or maker in seen or maker in known or not self.entered[maker] or not self.coin[number]:
                continue
            if arc(ArcKind.COIN, number) in cut:
                continue
            seen.add(maker)
            if self.other[maker] and arc(ArcKind.OTHER, maker) not in cut:
                return True
            coins += self.reach.transactions[maker].spends
        known |= seen
        return False

    def _entered(self) -> list[bool]:
        """Return which transactions satoshi of this kind can enter at all, cut or no cut."""
        entered: list[bool] = []
        for number, transaction in enumerate(self.reach.transactions):
            coins = ((self.makers[spent], spent) for spent in transaction.spends)
            from_coins = any(self.seed[spent] or (maker is not None and entered[maker]) for maker, spent in coins)
            entered.append(bool(self.other[number]) or from_coins)
        return entered
