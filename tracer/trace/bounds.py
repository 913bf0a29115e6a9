"""The least and the most that any value-conserving rule could attribute to a coin or a set of coins.

A rule that conserves value, transaction by transaction, is a flow of traced satoshi through the
reach, and every such flow is the outcome of some rule. So the most a target can hold is the greatest
flow of traced satoshi into it; and the least is its value without the greatest flow of all other
satoshi into it. That is the same number as the seeds without the greatest flow to all other ends, fees
included, and it can be checked by looking only at what lies before the target.

Each bound carries for either side a flow that attains it and a cut that nothing passes, so that a
reader checks it with `bound_check` and solves nothing. It says nothing of who controls a coin, and it is
right for the seeds, stops and horizon given, no others.
Source: Ford, Fulkerson, "Maximal Flow through a Network" (1956), for flow = cut.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint
from tracer.trace.arc import Arc, ArcKind, arc, kind_of, number_of
from tracer.trace.flow import NOTHING, Kind, Network, Proof
from tracer.trace.purse import in_order
from tracer.trace.reach import Reach
from tracer.trace.solver import Budget
from tracer.trace.terminals import Terminal

WORK = 25_000_000
"""Arcs looked at before bounds are given as the nearest cut alone: about ten seconds."""

_TOGETHER = 64
"""As long as one flow settles so many coins at once, another is tried before they are taken singly."""


class TargetKind(Enum):
    """What a bound is about."""

    COIN = "coin"
    CUSTODY = "custody"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Target:
    """A named set of coins with their values in satoshi; a coin that is spent counts as it is made.

    Of a wallet and of an order more coins than these may exist beyond the point where a budget cut the reach.
    """

    kind: TargetKind
    name: str
    coins: tuple[tuple[Outpoint, int], ...]

    @property
    def limit(self) -> int | None:
        """The value of the coins together, where these are all there can be."""
        return sum(value for _, value in self.coins) if self.kind is TargetKind.COIN else None


@dataclass(frozen=True, slots=True)
class Bound:
    """Between `lower` and `upper` satoshi of a label, or of all (None), are in the target under any rule.

    `partial`: a budget cut the reach or the solving, so the truth may lie in a narrower interval, never
    outside. `traced` proves the upper bound, `untraced` the lower.
    """

    target: Target
    label: Label | None
    lower: int
    upper: int
    partial: bool
    traced: Proof
    untraced: Proof


def bounds(reach: Reach, targets: Sequence[Target], work: int = WORK) -> tuple[Bound, ...]:
    """Return the bounds of each target, for all labels together first, then per label in byte order.

    Where a satoshi could be claimed twice (`Reach.collides`) only the joint bounds are given: what a
    label's seeds bring in then depends on the rule. `work` is the budget in arcs looked at; each label's
    upper and lower bounds have equal parts of it, used in the order of the targets.
    """
    labels = in_order({claim.label for coin in reach.coins for claim in coin.claims})
    asked: list[Label | None] = [None] if reach.collides or len(labels) < 2 else [None, *labels]
    columns = [_column(reach, targets, label, work // (2 * len(asked))) for label in asked]
    if len(labels) == 1 and not reach.collides:
        columns.append([replace(bound, label=labels[0]) for bound in columns[0]])
    return tuple(bound for row in zip(*columns, strict=True) for bound in row)


def ends(reach: Reach) -> tuple[Target, ...]:
    """Return a target for every coin at which the reach ends, and one for each custody wallet it meets."""
    wallets: dict[str, list[tuple[Outpoint, int]]] = defaultdict(list)
    coins = []
    for coin in reach.coins:
        if coin.terminal is not None:
            coins.append(Target(TargetKind.COIN, str(coin.outpoint), ((coin.outpoint, coin.output.value),)))
        if coin.terminal is Terminal.CUSTODY and coin.at is not None:
            wallets[coin.at].append((coin.outpoint, coin.output.value))
    return (*(Target(TargetKind.CUSTODY, name, tuple(wallets[name])) for name in sorted(wallets)), *coins)


def _column(reach: Reach, targets: Sequence[Target], label: Label | None, work: int) -> list[Bound]:
    numbers = coins_by_outpoint(reach)
    coins = [tuple(n for outpoint, _ in target.coins for n in numbers.get(outpoint, ())) for target in targets]
    traced = _proofs(Network(reach, Kind.TRACED, label, Budget(work)), targets, coins, ways_beyond(reach))
    untraced = _proofs(Network(reach, Kind.UNTRACED, label, Budget(work)), targets, coins, ())
    return [
        stated(reach, target, label, inside, most, least)
        for target, inside, most, least in zip(targets, coins, traced, untraced, strict=True)
    ]


def named(each: Arc, reach: Reach) -> tuple[str, str]:
    """Return what a reader calls an arc: `seed` or `coin` with an outpoint, or `other` with a txid.

    `other` stands for the inputs of a transaction that no seed reaches.
    """
    kind, number = kind_of(each), number_of(each)
    if kind is ArcKind.OTHER:
        return "other", reach.transactions[number].txid
    return kind.name.lower(), str(reach.coins[number].outpoint)


def stated(
    reach: Reach, target: Target, label: Label | None, inside: Sequence[int], traced: Proof, untraced: Proof
) -> Bound:
    """Return what two proofs say of a target whose coins are those numbered `inside`."""
    lower = sum(reach.coins[number].output.value for number in inside) - untraced.value
    upper = traced.value if target.limit is None else min(traced.value, target.limit)
    partial = reach.partial or not (traced.exact and untraced.exact)
    return Bound(target, label, lower, upper, partial, traced, untraced)


def coins_by_outpoint(reach: Reach) -> dict[Outpoint, list[int]]:
    """Return the numbers of each outpoint's coins: one, but for the coinbases that exist twice (BIP 30)."""
    numbers: dict[Outpoint, list[int]] = defaultdict(list)
    for number, coin in enumerate(reach.coins):
        numbers[coin.outpoint].append(number)
    return numbers


def ways_beyond(reach: Reach) -> tuple[int, ...]:
    """Return the coins beyond which a budget cut the reach: ways on which more could come to any target."""
    return tuple(number for number, coin in enumerate(reach.coins) if coin.terminal is Terminal.BUDGET)


def _proofs(
    network: Network, targets: Sequence[Target], coins: Sequence[tuple[int, ...]], ways: tuple[int, ...]
) -> list[Proof]:
    shared = network.prove(ways) if ways else None
    proofs = _together(network, coins) if shared is None else {}
    found = []
    for target, inside in zip(targets, coins, strict=True):
        if shared is not None and target.limit is not None and shared.value >= target.limit:
            found.append(shared)
            continue
        wanted = tuple(dict.fromkeys((*inside, *ways)))
        if wanted not in proofs:
            proofs[wanted] = network.prove(wanted) if wanted else NOTHING
        found.append(proofs[wanted])
    return found


def _together(network: Network, coins: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], Proof]:
    """Settle single coins at which the reach ends by flows that fill many of them at once."""
    proofs: dict[tuple[int, ...], Proof] = {}
    waiting = [one[0] for one in dict.fromkeys(coins) if len(one) == 1 and network.reach.coins[one[0]].spender is None]
    cuts = {number: network.nearest_cut([number]) for number in waiting} if len(waiting) >= _TOGETHER else {}
    while len(waiting) >= _TOGETHER and network.budget.left > 0:
        flow = network.prove_together(waiting)
        brought, before = dict(flow.items()), len(waiting)
        for number in waiting:
            value = network.capacity(cuts[number])
            arcs = arc(ArcKind.SEED, number), arc(ArcKind.COIN, number)
            if sum(brought.get(each, 0) for each in arcs) == value:
                proofs[(number,)] = Proof(value, flow, cuts[number], True)
        waiting = [number for number in waiting if (number,) not in proofs]
        if before - len(waiting) < _TOGETHER:
            break
    return proofs
