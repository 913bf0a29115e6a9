"""How much of one kind of satoshi can pass each coin of a reach, where a claim lies in a coin that taint reaches.

Say a coin is worth v, seeds claim c of it, and the transaction that makes it brings x traced and y = v - x other
satoshi. The claim takes untraced satoshi, whichever they are, so it takes min(c, y) of them: the coin holds min(v, x +
c) traced satoshi, and max(0, y - c) others go on. The two kinds are not alike.

*Traced satoshi* add to the claim until the coin is full: beside c, up to v - c of x count, and what flows in beyond
that is overlap. A network says so with one arc of capacity v - c, and its greatest flow is the most that any rule can
bring: a rule may send more into the coin, and then no more comes out than the arc carries; and every flow is the
outcome of a rule, for satoshi that a flow leaves out find room somewhere, because coins pay as much as they take.

*Other satoshi* pay the claim first. Of y that come in, the first c go no further; an arc of capacity v - c would let
pass y where only y - c do. What is known for certain: y is at most v, and at most M, the most that the maker can take
in of other satoshi, so that no more than min(v, M) - c pass. M is counted from the start of the chain: inputs that
nothing reaches, what seeds leave of coins that nothing reaches, and what passes the coins spent, those of one maker
together no more than its own M. With these capacities any cut is an upper limit, under any rule, of what can come into
a target.

Whether the limit is reached is another question, for max(0, y - c) is not concave: to pass one satoshi costs c, to pass
the next costs nothing. A flow says how much passes each coin; it is the outcome of a rule if beside it every claim that
it passes can be paid too. So a flow carries v's other satoshi as they come in, claim included, and passes on what is
left; where such a flow brings as much as a cut lets through, both are extreme and the bound is exact. Where two claims
lie in each other's way, or a claim and another coin of its maker, the cut may let through what no rule can bring: which
to pay is a choice, in general as hard as packing a knapsack, and no cut decides it. Such a bound holds, and is marked
as partial.
"""

from collections import defaultdict
from collections.abc import Sequence
from enum import Enum

from tracer.case.case import Label
from tracer.trace.bounds.reach import Reach, ReachedCoin


class FlowKind(Enum):
    """Whose satoshi flow: a seed's, or everyone else's."""

    TRACED = "traced"
    UNTRACED = "untraced"


def seed_capacity(coin: ReachedCoin, kind: FlowKind, label: Label | None) -> int:
    """Return how much of this kind enters a coin from outside: its seeds, or what it held before them."""
    own = coin.claimed if label is None else sum(claim.sat for claim in coin.claims if claim.label == label)
    if kind is FlowKind.TRACED:
        return own
    return coin.output.value - own if coin.maker is None else 0


def coin_capacities(reach: Reach, kind: FlowKind) -> list[int]:
    """Return how much of this kind can flow into each coin from the transaction that makes it, and pass on."""
    free = [0 if coin.maker is None else coin.output.value - coin.claimed for coin in reach.coins]
    if kind is FlowKind.TRACED or not any(coin.claimed and coin.maker is not None for coin in reach.coins):
        return free
    others: list[int] = []
    for each in reach.transactions:
        others.append(each.untraced_sat + _let_in(reach, each.spends, free, others))
    return [_passing(coin, free[number], others) for number, coin in enumerate(reach.coins)]


def claims_paid(reach: Reach, kind: FlowKind, capacities: Sequence[int]) -> list[int]:
    """Return how much of what flows into each coin a claim keeps, before anything passes on."""
    if kind is FlowKind.TRACED:
        return [0] * len(reach.coins)
    return [coin.claimed if capacity else 0 for coin, capacity in zip(reach.coins, capacities, strict=True)]


def _passing(coin: ReachedCoin, free: int, others: Sequence[int]) -> int:
    """Return how many other satoshi can pass a coin, given how many its maker can take in."""
    if coin.maker is None or not coin.claimed:
        return free
    return max(0, min(coin.output.value, others[coin.maker]) - coin.claimed)


def _let_in(reach: Reach, spends: Sequence[int], free: Sequence[int], others: Sequence[int]) -> int:
    """Return how many other satoshi the coins spent can bring, those of one maker no more than it takes in."""
    brought, together = 0, defaultdict[int, int](int)
    for number in spends:
        coin = reach.coins[number]
        if coin.maker is None:
            brought += coin.output.value - coin.claimed
        else:
            together[coin.maker] += _passing(coin, free[number], others)
    return brought + sum(min(sat, others[maker]) for maker, sat in together.items())
