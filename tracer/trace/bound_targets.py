"""What bounds are asked for: the orders, the custody wallets, every receipt, every other end."""

from collections.abc import Iterable, Mapping, Sequence

from tracer.case.case import Label, Order, OrderKind
from tracer.chain.outpoint import Outpoint
from tracer.trace.bounds import Bound, Target, TargetKind, bounds
from tracer.trace.reach import Reach, ReachedCoin
from tracer.trace.terminals import Terminal
from tracer.trace.trail import Trail


def case_bounds(reach: Reach, orders: Sequence[Order], trails: Iterable[Trail]) -> tuple[Bound, ...]:
    """Return the bounds of a case: orders first, then wallets, receipts, and the ends of its trails.

    An order's target is every coin of the reach in its wallets, whatever rule attributes to it, and its rows are of
    the labels it names; orders to
    return what was received have none, for what leaves custody lies beyond the first book.
    """
    found = bounds(reach, (*_orders(reach, orders), *_wallets(reach), *_coins(reach, trails)))
    named = {order.id: order.labels for order in orders}
    seeded = {claim.label for coin in reach.coins for claim in coin.claims}
    return tuple(bound for bound in found if _concerns(bound, named, seeded))


def _concerns(bound: Bound, named: Mapping[str, tuple[Label, ...]], seeded: set[Label]) -> bool:
    """Whether a row speaks of what its target is about: an order's rows only of the labels it names."""
    if bound.target.kind is not TargetKind.ORDER:
        return True
    labels = named[bound.target.name]
    return bound.label in labels if bound.label is not None else seeded <= set(labels)


def _orders(reach: Reach, orders: Sequence[Order]) -> list[Target]:
    targets = []
    for order in orders:
        coins = tuple(_valued(coin) for coin in _received(reach) if coin.at in order.custody)
        if order.kind is not OrderKind.RETURN and coins:
            targets.append(Target(TargetKind.ORDER, order.id, coins))
    return targets


def _wallets(reach: Reach) -> list[Target]:
    names = sorted({coin.at for coin in _received(reach) if coin.at is not None})
    return [
        Target(TargetKind.CUSTODY, name, tuple(_valued(coin) for coin in _received(reach) if coin.at == name))
        for name in names
    ]


def _coins(reach: Reach, trails: Iterable[Trail]) -> list[Target]:
    """Return receipts first, for they matter most where a budget runs out, then every trail's ends."""
    valued = dict(_valued(coin) for coin in reach.coins)
    wanted = [coin.outpoint for coin in _received(reach)]
    wanted += [coin.outpoint for trail in trails if trail.policy.conserves for coin in trail.ends]
    names = (outpoint for outpoint in dict.fromkeys(wanted) if outpoint in valued)
    return [Target(TargetKind.COIN, str(outpoint), ((outpoint, valued[outpoint]),)) for outpoint in names]


def _received(reach: Reach) -> list[ReachedCoin]:
    return [coin for coin in reach.coins if coin.terminal is Terminal.CUSTODY]


def _valued(coin: ReachedCoin) -> tuple[Outpoint, int]:
    return coin.outpoint, coin.output.value
