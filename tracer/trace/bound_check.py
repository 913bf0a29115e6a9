"""Whether bounds are proven by the flows and cuts they carry. Nothing is solved here.

A cut must hold back every way from the sources to the target; a flow must keep to the capacities,
pass on what it takes in, and deliver as much as the cut lets through. Then no flow can be greater and
no cut smaller, whoever found them and by what program.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from tracer.case.case import Label
from tracer.trace.arc import Arc, ArcKind, Flow, arc, kind_of, number_of
from tracer.trace.bounds import Bound, coins_by_outpoint, stated, ways_beyond
from tracer.trace.flow import Kind, Proof, coin_capacity, seed_capacity
from tracer.trace.reach import Reach


def check(bounds: Iterable[Bound], reach: Reach) -> tuple[str, ...]:
    """Return what is wrong with bounds of a reach, nothing if all are proven.

    Where a bound is partial for want of solving, or its flows were not kept, only its cuts are checked: it holds, and
    that it is tight is not shown. Where a budget cut the reach and more could come back from beyond than a coin
    holds, its value is the upper bound, which nothing needs to prove; the proof may then be of what can come from
    there alone.
    """
    numbers, ways = coins_by_outpoint(reach), ways_beyond(reach)
    checker = _Checker(reach)
    faults = []
    for bound in bounds:
        inside = tuple(number for outpoint, _ in bound.target.coins for number in numbers.get(outpoint, ()))
        above = checker.faults(bound.traced, Kind.TRACED, bound.label, ways) if _is_whole(bound, bool(ways)) else ("",)
        if above:
            above = checker.faults(bound.traced, Kind.TRACED, bound.label, (*inside, *ways))
        found = [*above, *checker.faults(bound.untraced, Kind.UNTRACED, bound.label, inside)]
        said = stated(reach, bound.target, bound.label, inside, bound.traced, bound.untraced)
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
        self.reach = reach
        labels = {claim.label for coin in reach.coins for claim in coin.claims}
        self.only = next(iter(labels)) if len(labels) == 1 else None
        self.sides: dict[tuple[Kind, Label | None], _Side] = {}
        self.found: dict[tuple[int, Kind, Label | None, tuple[int, ...]], tuple[Proof, tuple[str, ...]]] = {}

    def faults(self, proof: Proof, kind: Kind, label: Label | None, inside: tuple[int, ...]) -> tuple[str, ...]:
        """Return what is wrong with a proof that so much of a kind can come into the coins `inside`.

        Of one label alone, its satoshi are those of all labels.
        """
        whose = None if label == self.only else label
        key = id(proof), kind, whose, inside
        if key not in self.found:
            if (kind, whose) not in self.sides:
                self.sides[kind, whose] = _Side(self.reach, kind, whose)
            self.found[key] = proof, tuple(self.sides[kind, whose].faults(proof, frozenset(inside)))
        return self.found[key][1]


class _Side:
    """The capacities of one kind and label, as the checks read them."""

    def __init__(self, reach: Reach, kind: Kind, label: Label | None) -> None:
        self.reach, self.kind = reach, kind
        self.makers = [coin.maker for coin in reach.coins]
        self.spenders = [coin.spender for coin in reach.coins]
        self.seed = [seed_capacity(coin, kind, label) for coin in reach.coins]
        self.coin = [coin_capacity(coin) for coin in reach.coins]
        self.other = [each.untraced_sat if kind is Kind.UNTRACED else 0 for each in reach.transactions]
        self.entered = self._entered()
        self.held_back: dict[frozenset[Arc], set[int]] = {}

    def faults(self, proof: Proof, inside: frozenset[int]) -> Iterator[str]:
        """Yield what is wrong with a proof."""
        kind, cut = self.kind.value, frozenset(proof.cut)
        if sum(map(self._capacity, cut)) != proof.value:
            yield f"the cut of the {kind} satoshi does not have the capacity {proof.value}"
        if self._passes(cut, inside):
            yield f"{kind} satoshi can pass by the cut"
        if proof.exact and proof.flow is not None:
            yield from self._broken(proof.flow, proof.value, inside)

    def _broken(self, flow: Flow, value: int, inside: frozenset[int]) -> Iterator[str]:
        """Yield where a flow breaks; what reaches a target goes no further."""
        balance: dict[int, int] = defaultdict(int)
        delivered, kind = 0, self.kind.value
        for each, sat in flow.items():
            of, number = kind_of(each), number_of(each)
            if not 0 < sat <= self._capacity(each):
                yield f"the flow of {kind} satoshi does not fit through {of.name} {number}"
            if of is ArcKind.OTHER:
                balance[number] += sat
                continue
            maker, spender = self.makers[number], self.spenders[number]
            if of is ArcKind.COIN and maker is not None:
                balance[maker] -= sat
            if number in inside:
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

    def _passes(self, cut: frozenset[Arc], inside: Iterable[int]) -> bool:
        """Return whether some way leads from a source to the target without crossing the cut.

        Transactions once found to be held back by a cut are not walked again for the same cut.
        """
        known = self.held_back.setdefault(cut, set())
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
