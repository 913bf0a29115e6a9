"""A trail as coins between transactions: who made each, who spent it, and what seeds brought into it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracer.trace.attribution import Attribution, taint
from tracer.trace.trail import Coin, Step, Trail

Amounts = dict[str, int]
"""Satoshi by label; labels without any are left out."""


@dataclass(frozen=True, slots=True)
class CoinFlow:
    """A coin of a trail. `maker` is None where no transaction of the trail pays it, `taker` where the trail ends at it.

    `sat` is what it holds of each label, `claimed` what seeds brought in of that; both in satoshi.
    """

    coin: Coin
    maker: Step | None
    taker: Step | None
    sat: Amounts
    claimed: Amounts

    @property
    def total(self) -> int:
        """What it holds of all labels together, in satoshi."""
        return sum(self.sat.values())


def flows(trail: Trail) -> Iterator[CoinFlow]:
    """Give every coin of a trail under a rule that conserves, in chain order."""
    makers = {
        coin.outpoint: (step, flow) for step in trail.steps for coin, flow in zip(step.made, step.flows, strict=True)
    }
    takers = {coin.outpoint: step for step in trail.steps for _, coin in step.spent}
    for coin in trail.coins:
        maker, flowed = makers.get(coin.outpoint, (None, ()))
        held = amounts(coin.attribution)
        yield CoinFlow(coin, maker, takers.get(coin.outpoint), held, less(held, amounts(flowed)))


def amounts(attribution: Attribution) -> Amounts:
    """Return an attribution's satoshi by label."""
    return {str(label): sat for label, sat in taint(attribution).items() if sat}


def plus(one: Amounts, other: Amounts) -> Amounts:
    """Add label by label."""
    return _kept({label: one.get(label, 0) + other.get(label, 0) for label in one | other})


def less(one: Amounts, other: Amounts) -> Amounts:
    """Subtract label by label."""
    return _kept({label: one.get(label, 0) - other.get(label, 0) for label in one | other})


def summed(parts: Iterable[Amounts]) -> Amounts:
    """Add many label by label."""
    total: Amounts = {}
    for part in parts:
        for label, sat in part.items():
            total[label] = total.get(label, 0) + sat
    return _kept(total)


def _kept(found: Amounts) -> Amounts:
    return {label: sat for label, sat in found.items() if sat}
