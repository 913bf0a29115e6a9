"""Whether bounds are proven by the flows and cuts they carry. Nothing is solved here.

A cut must hold back every way from the sources to the target; a flow must keep to the capacities,
pass on what it takes in, and deliver as much as the cut lets through. Then no flow can be greater and
no cut smaller, whoever found them and by what program.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tracer.case.case import Label
from tracer.trace.arc import Arc, ArcKind, Flow, arc, kind_of, number_of
from tracer.trace.bounds import Bound, coins_by_outpoint, stated, ways_beyond
from tracer.trace.flow import Kind, Proof, coin_capacity, seed_capacity
from tracer.trace.reach import Reach


def check(bounds: Iterable[Bound], reach: Reach) -> tuple[str, ...]:
    """Return what is wrong with bounds of a reach, nothing if all are proven.

    Where a bound is partial for want of solving there are no flows, and only its cuts are checked. Where a
    budget cut the reach and more could come back from beyond than a coin holds, its value is the upper bound,
    which nothing needs to prove; the proof may then be of what can come from there alone.
    """
    numbers, ways = coins_by_outpoint(reach), ways_beyond(reach)
    checker = _Checker(reach)
    faults = []
    for bound in bounds:
        inside = tuple(number for outpoint, _ in bound.target.coins for number in numbers.get(outpoint, ()))
        above = checker.from_beyond(bound.traced, bound.label, ways) if _is_whole(bound, bool(ways)) else ("",)
        if above:
            above = tuple(checker.faults(bound.traced, Kind.TRACED, bound.label, frozenset({*inside, *ways})))
        found = [
            *above,
            *checker.faults(bound.untraced, Kind.UNTRACED, bound.label, frozenset(inside)),
        ]
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
    """Remembers flows already checked, for one flow often proves many bounds."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.entered: dict[tuple[Kind, Label | None], list[bool]] = {}
        self.last: dict[tuple[Kind, Label | None], tuple[Flow, Mapping[Arc, int]]] = {}
        self.beyond: dict[tuple[int, Label | None], tuple[Proof, tuple[str, ...]]] = {}
        self.held_back: dict[tuple[Kind, Label | None, frozenset[Arc]], set[int]] = {}
        self.checked: dict[tuple[int, Kind, Label | None, frozenset[int]], tuple[Flow, list[str]]] = {}

    def from_beyond(self, proof: Proof, label: Label | None, ways: tuple[int, ...]) -> tuple[str, ...]:
        """Return what is wrong with a proof of what can come from beyond a cut reach; one proof serves many coins."""
        key = id(proof), label
        if key not in self.beyond:
            self.beyond[key] = proof, tuple(self.faults(proof, Kind.TRACED, label, frozenset(ways)))
        return self.beyond[key][1]

    def faults(self, proof: Proof, kind: Kind, label: Label | None, inside: frozenset[int]) -> list[str]:
        """Return what is wrong with a proof that so much of a kind can come into the coins `inside`."""
        faults = []
        if sum(self._capacity(each, kind, label) for each in set(proof.cut)) != proof.value:
            faults.append(f"the cut of the {kind.value} satoshi does not have the capacity {proof.value}")
        if self._passes(set(proof.cut), kind, label, inside):
            faults.append(f"{kind.value} satoshi can pass by the cut")
        if not proof.exact:
            return faults
        spent = frozenset(number for number in inside if self.reach.coins[number].spender is not None)
        key = id(proof.flow), kind, label, spent
        if key not in self.checked:
            self.checked[key] = proof.flow, list(self._broken(proof.flow, kind, label, spent))
        faults += self.checked[key][1]
        carried = self._carried(proof.flow, kind, label)
        delivered = sum(carried.get(arc(of, number), 0) for number in inside for of in (ArcKind.SEED, ArcKind.COIN))
        if delivered != proof.value:
            faults.append(f"the flow of {kind.value} satoshi delivers {delivered}, not {proof.value}")
        return faults

    def _broken(self, flow: Flow, kind: Kind, label: Label | None, spent: frozenset[int]) -> Iterable[str]:
        """Yield where a flow breaks; what reaches a target that is `spent` goes no further."""
        balance: dict[int, int] = defaultdict(int)
        for each, sat in flow.items():
            of, number = kind_of(each), number_of(each)
            if not 0 < sat <= self._capacity(each, kind, label):
                yield f"the flow of {kind.value} satoshi does not fit through {of.name} {number}"
            if of is ArcKind.OTHER:
                balance[number] += sat
                continue
            coin = self.reach.coins[number]
            if of is ArcKind.COIN and coin.maker is not None:
                balance[coin.maker] -= sat
            if coin.spender is not None and number not in spent:
                balance[coin.spender] += sat
        for number, sat in balance.items():
            if sat:
                yield f"transaction {self.reach.transactions[number].txid} does not pass on what flows in"

    def _carried(self, flow: Flow, kind: Kind, label: Label | None) -> Mapping[Arc, int]:
        """Return a flow by arc; the last one of each kind and label is kept."""
        last = self.last.get((kind, label))
        if last is None or last[0] is not flow:
            last = self.last[kind, label] = flow, dict(flow.items())
        return last[1]

    def _capacity(self, each: Arc, kind: Kind, label: Label | None) -> int:
        of, number = kind_of(each), number_of(each)
        if of is ArcKind.OTHER:
            return self.reach.transactions[number].untraced_sat if kind is Kind.UNTRACED else 0
        coin = self.reach.coins[number]
        return seed_capacity(coin, kind, label) if of is ArcKind.SEED else coin_capacity(coin)

    def _passes(self, cut: set[Arc], kind: Kind, label: Label | None, inside: Iterable[int]) -> bool:
        """Return whether some way leads from a source to the target without crossing the cut.

        Transactions once found to be held back by a cut are not walked again for the same cut.
        """
        entered, known = self._entered(kind, label), self.held_back.setdefault((kind, label, frozenset(cut)), set())
        coins, seen = sorted(inside), set[int]()
        while coins:
            number = coins.pop()
            seed, made = arc(ArcKind.SEED, number), arc(ArcKind.COIN, number)
            if seed not in cut and self._capacity(seed, kind, label):
                return True
            maker = self.reach.coins[number].maker
            if maker is None or maker in seen or maker in known or not entered[maker] or made in cut:
                continue
            if not self._capacity(made, kind, label):
                continue
            seen.add(maker)
            other = arc(ArcKind.OTHER, maker)
            if other not in cut and self._capacity(other, kind, label):
                return True
            coins += self.reach.transactions[maker].spends
        known |= seen
        return False

    def _entered(self, kind: Kind, label: Label | None) -> list[bool]:
        """Return which transactions satoshi of this kind can enter at all, cut or no cut."""
        if (kind, label) not in self.entered:
            entered: list[bool] = []
            for number, transaction in enumerate(self.reach.transactions):
                coins = ((self.reach.coins[spent].maker, spent) for spent in transaction.spends)
                entered.append(
                    bool(self._capacity(arc(ArcKind.OTHER, number), kind, label))
                    or any(
                        (maker is not None and entered[maker]) or self._capacity(arc(ArcKind.SEED, spent), kind, label)
                        for maker, spent in coins
                    )
                )
            self.entered[kind, label] = entered
        return self.entered[kind, label]
