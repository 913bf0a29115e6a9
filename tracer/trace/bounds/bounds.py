"""The least and the most that any value-conserving rule could attribute to a coin or a set of coins.

A rule that conserves value, transaction by transaction, is a flow of traced satoshi through the
reach, and every such flow is the outcome of some rule. So the most a target can hold is the greatest
flow of traced satoshi into it; and the least is its value without the greatest flow of all other
satoshi into it. That is the same number as the seeds without the greatest flow to all other ends, fees
included, and it can be checked by looking only at what lies before the target.

Where a claim lies in a coin that taint reaches, other satoshi pay the claim before they pass: `passing` says what that
does to both flows, and when a bound is partial because of it.

Each bound carries for either side a cut that nothing passes, and the first ones a flow that attains it, so that a
reader checks it with `bound_check` and solves nothing. A cut alone proves a bound; the flow shows that it is tight. It
says nothing of who controls a coin, and it is right for the seeds, stops and horizon given, no others.
Source: Ford, Fulkerson, "Maximal Flow through a Network" (1956), for flow = cut.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint
from tracer.trace.attribution import in_order
from tracer.trace.bounds.arc import Arc, ArcKind, kind_of, number_of
from tracer.trace.bounds.flow import NOTHING, FlowNetwork, FlowProof
from tracer.trace.bounds.reach import Reach
from tracer.trace.bounds.work_limit import WorkLimit
from tracer.trace.passing import FlowKind
from tracer.trace.terminals import Terminal

WORK = 2_000_000_000
"""Arcs looked at before bounds are given as the narrowest cut that is known: about half a minute."""

FLOW_ARCS = 200_000
"""Arcs of flows that are kept, equal parts for each kind of satoshi and each label.

The other bounds have cuts alone.
"""

CUT_ARCS = 200_000
"""Arcs of cuts made for targets that share the ways beyond a cut reach.

The other targets have the cut of all sources.
"""

_SINGLY = 1_000_000
"""Arcs looked at for proofs made one by one, for each kind of satoshi and each label."""

_SETS = 4
"""Sets of coins are bounded together while they have no more than so many times the coins of the reach."""


class TargetKind(Enum):
    """What a bound is about."""

    COIN = "coin"
    CUSTODY = "custody"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class BoundTarget:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Between `lower` and `upper` satoshi of a label, or of all (None), are in the target under any rule.

    `partial`: a budget cut the reach or the solving, or claims stand in each other's way, so the truth may lie in a
    narrower interval, never outside. `traced` proves the upper bound, `untraced` the lower.
    """

    target: BoundTarget
    label: Label | None
    lower: int
    upper: int
    partial: bool
    traced: FlowProof
    untraced: FlowProof


def bounds(
    reach: Reach, targets: Sequence[BoundTarget], work: int = WORK, flow_arcs: int = FLOW_ARCS
) -> tuple[Bound, ...]:
    """Return the bounds of each target, for all labels together first, then per label in byte order.

    Where a satoshi could be claimed twice (`Reach.collides`) only the joint bounds are given: what a
    label's seeds bring in then depends on the rule. `work` is the budget in arcs looked at, used in the order in which
    the bounds are given: upper, then lower ones of all labels together, then of each label. `flow_arcs` is how
    many arcs of flows are kept, those of the first targets.
    """
    labels = in_order({claim.label for coin in reach.coins for claim in coin.claims})
    asked: list[Label | None] = [None] if reach.collides or len(labels) < 2 else [None, *labels]
    left = WorkLimit(work)
    columns = [_column(reach, targets, label, left, flow_arcs // (2 * len(asked))) for label in asked]
    if len(labels) == 1 and not reach.collides:
        columns.append([replace(bound, label=labels[0]) for bound in columns[0]])
    return tuple(bound for row in zip(*columns, strict=True) for bound in row)


def ends(reach: Reach) -> tuple[BoundTarget, ...]:
    """Return a target for every coin at which the reach ends, and one for each custody wallet it meets."""
    wallets: dict[str, list[tuple[Outpoint, int]]] = defaultdict(list)
    coins = []
    for coin in reach.coins:
        if coin.terminal is not None:
            coins.append(BoundTarget(TargetKind.COIN, str(coin.outpoint), ((coin.outpoint, coin.output.value),)))
        if coin.terminal is Terminal.CUSTODY and coin.at is not None:
            wallets[coin.at].append((coin.outpoint, coin.output.value))
    return (*(BoundTarget(TargetKind.CUSTODY, name, tuple(wallets[name])) for name in sorted(wallets)), *coins)


def _column(
    reach: Reach, targets: Sequence[BoundTarget], label: Label | None, work: WorkLimit, room: int
) -> list[Bound]:
    places = TargetFinder(reach)
    coins = [places.of(target) for target in targets]
    traced, untraced = (
        _proofs(FlowNetwork(reach, kind, label, WorkLimit(min(work.left, _SINGLY))), targets, coins, ways, work, room)
        for kind, ways in ((FlowKind.TRACED, ways_beyond(reach)), (FlowKind.UNTRACED, ()))
    )
    return [
        stated(reach, target, label, inside.value, most, least)
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


class Inside(NamedTuple):
    """The numbers of a target's coins in the reach, and their value in satoshi."""

    coins: tuple[int, ...]
    value: int


class TargetFinder:
    """Finds targets in a reach.

    Targets that share their coins, as orders of the same wallets do, are looked up once.
    """

    def __init__(self, reach: Reach) -> None:
        """Number the coins: one for each outpoint, but for the coinbases that exist twice (BIP 30)."""
        self._reach = reach
        self._numbers: dict[Outpoint, list[int]] = defaultdict(list)
        for number, coin in enumerate(reach.coins):
            self._numbers[coin.outpoint].append(number)
        self._known: dict[int, tuple[BoundTarget, Inside]] = {}

    def of(self, target: BoundTarget) -> Inside:
        """Return where a target's coins are; those that the reach does not hold are left out."""
        if id(target.coins) not in self._known:
            coins = tuple(number for outpoint, _ in target.coins for number in self._numbers.get(outpoint, ()))
            value = sum(self._reach.coins[number].output.value for number in coins)
            self._known[id(target.coins)] = target, Inside(coins, value)
        return self._known[id(target.coins)][1]


def stated(
    reach: Reach, target: BoundTarget, label: Label | None, value: int, traced: FlowProof, untraced: FlowProof
) -> Bound:
    """Return what two proofs say of a target whose coins have this value together."""
    upper = traced.value if target.limit is None else min(traced.value, target.limit)
    partial = reach.partial or not (traced.exact and untraced.exact)
    return Bound(
        target=target,
        label=label,
        lower=value - untraced.value,
        upper=upper,
        partial=partial,
        traced=traced,
        untraced=untraced,
    )


def ways_beyond(reach: Reach) -> tuple[int, ...]:
    """Return the coins beyond which a budget cut the reach: ways on which more could come to any target."""
    return tuple(number for number, coin in enumerate(reach.coins) if coin.terminal is Terminal.BUDGET)


def _proofs(
    network: FlowNetwork,
    targets: Sequence[BoundTarget],
    coins: Sequence[Inside],
    ways: tuple[int, ...],
    work: WorkLimit,
    room: int,
) -> list[FlowProof]:
    """Prove the first targets one by one, each with its flow; when that is work or flows enough, all others at once.

    `room` is how many arcs of flows are enough. `ways` belong to every target; a coin that what comes by them could
    fill needs no more than the proof of that.
    """
    granted = network.budget.left
    shared = network.prove(ways) if ways else NOTHING
    ways = ways if shared.value else ()
    full = [bool(ways) and target.limit is not None and shared.value >= target.limit for target in targets]
    asked = list(dict.fromkeys(inside.coins for inside, is_full in zip(coins, full, strict=True) if not is_full))
    proofs: dict[tuple[int, ...], FlowProof] = {(): shared}
    for each in asked:
        if room <= 0 or network.budget.left <= 0:
            break
        if each not in proofs:
            proofs[each] = network.prove(tuple(dict.fromkeys((*each, *ways))))
            room -= proofs[each].arcs
    work.spend(granted - network.budget.left)
    waiting = [each for each in asked if each not in proofs]
    if waiting:
        proofs |= _together(network, waiting, ways, shared, work)
    return [shared if is_full else proofs[inside.coins] for inside, is_full in zip(coins, full, strict=True)]


def _together(
    network: FlowNetwork, asked: Sequence[tuple[int, ...]], ways: tuple[int, ...], shared: FlowProof, work: WorkLimit
) -> dict[tuple[int, ...], FlowProof]:
    """Prove coins, and sets of coins at which the reach ends, by cuts alone; other sets one by one, or beside `ways`.

    What comes only past claims goes one by one too, for a cut alone does not show that they can be paid.
    """
    from tracer.trace.bounds.inflow_proofs import proofs_together

    coins, room = network.reach.coins, _SETS * len(network.reach.coins)
    fitting, others = dict[tuple[int, ...], tuple[int, ...]](), []
    for each in asked:
        size = len(each) + len(ways)
        if network.is_behind_claims(each):
            others.append(each)
        elif size == 1 or (size <= room and all(coins[number].spender is None for number in each)):
            fitting[each] = tuple(dict.fromkeys((*each, *ways))) if ways else each
            room -= size
        else:
            others.append(each)
    found = proofs_together(network, list(fitting.values()), work) if fitting else []
    proofs = dict(zip(fitting, found, strict=True))
    network.budget.left = min(work.left, _SINGLY)
    return proofs | (_beside(network, others, shared) if ways else {each: network.prove(each) for each in others})


def _beside(
    network: FlowNetwork, asked: Sequence[tuple[int, ...]], shared: FlowProof
) -> dict[tuple[int, ...], FlowProof]:
    """Prove sets together with the ways that `shared` proves, by both cuts; by all sources when that is arcs enough."""
    room, proofs = CUT_ARCS, dict[tuple[int, ...], FlowProof]()
    sources = network.all_sources()
    for each in asked:
        narrow = network.beside(each, shared) if room > 0 else sources
        room -= len(narrow.cut) if narrow is not sources else 0
        proofs[each] = narrow if narrow.value < sources.value else sources
    return proofs
