"""What bounds are asked for: the orders, the custody wallets, every receipt, every other end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tracer.case.case import Label, Order, OrderKind
from tracer.chain.outpoint import Outpoint
from tracer.trace.bounds.bounds import Bound, BoundTarget, TargetKind, bounds
from tracer.trace.bounds.reach import Reach
from tracer.trace.terminals import Terminal
from tracer.trace.trail import Trail

Received = list[tuple[Outpoint, int, str]]
"""Receipts: the coin, its value in satoshi, and the custody wallet that it was paid to."""


def case_bounds(reach: Reach, orders: Sequence[Order], trails: Iterable[Trail]) -> tuple[Bound, ...]:
    """Return the bounds of a case: orders first, then wallets, receipts, and the ends of its trails.

    An order's target is every coin of the reach in its wallets, whatever rule attributes to it, and its rows are of
    the labels it names; orders to
    return what was received have none, for what leaves custody lies beyond the first book.
    """
    received = _received(reach)
    found = bounds(reach, (*_orders(received, orders), *_wallets(received), *_coins(reach, received, trails)))
    named = {order.id: order.labels for order in orders}
    seeded = {claim.label for coin in reach.coins for claim in coin.claims}
    return tuple(bound for bound in found if _concerns(bound, named, seeded))


def _concerns(bound: Bound, named: Mapping[str, tuple[Label, ...]], seeded: set[Label]) -> bool:
    """Whether a row speaks of what its target is about: an order's rows only of the labels it names."""
    if bound.target.kind is not TargetKind.ORDER:
        return True
    labels = named[bound.target.name]
    return bound.label in labels if bound.label is not None else seeded <= set(labels)


def _orders(received: Received, orders: Sequence[Order]) -> list[BoundTarget]:
    """Return a target for each order under which something is received; orders of the same wallets share its coins."""
    coins: dict[frozenset[str], tuple[tuple[Outpoint, int], ...]] = {}
    for order in orders:
        wallets = frozenset(order.custody)
        if wallets not in coins:
            coins[wallets] = tuple((outpoint, value) for outpoint, value, at in received if at in wallets)
    wanted = ((order, coins[frozenset(order.custody)]) for order in orders if order.kind is not OrderKind.RETURN)
    return [BoundTarget(TargetKind.ORDER, order.id, paid) for order, paid in wanted if paid]


def _wallets(received: Received) -> list[BoundTarget]:
    coins: dict[str, list[tuple[Outpoint, int]]] = defaultdict(list)
    for outpoint, value, at in received:
        coins[at].append((outpoint, value))
    return [BoundTarget(TargetKind.CUSTODY, name, tuple(coins[name])) for name in sorted(coins)]


def _coins(reach: Reach, received: Received, trails: Iterable[Trail]) -> list[BoundTarget]:
    """Return receipts first, for they matter most where a budget runs out, then every trail's ends."""
    valued = {coin.outpoint: coin.output.value for coin in reach.coins}
    wanted = [outpoint for outpoint, _, _ in received]
    wanted += [coin.outpoint for trail in trails if trail.policy.conserves for coin in trail.ends]
    names = (outpoint for outpoint in dict.fromkeys(wanted) if outpoint in valued)
    return [BoundTarget(TargetKind.COIN, str(outpoint), ((outpoint, valued[outpoint]),)) for outpoint in names]


def _received(reach: Reach) -> Received:
    """Return the receipts of the reach in chain order."""
    receipts = (coin for coin in reach.coins if coin.terminal is Terminal.CUSTODY)
    return [(coin.outpoint, coin.output.value, coin.at) for coin in receipts if coin.at is not None]
