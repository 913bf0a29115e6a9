"""The eight rules of amounts of docs/rules.md, each satoshi a thing that can be moved.

An attribution is a list with an entry for each satoshi: something with a label, or None where it is untraced.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
Attribution = list[T | None]

RULES = ("fifo", "lifo", "haircut", "seniority", "juniority", "tiho", "proceeds_first", "libr")


def largest_remainder(amount: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Return the shares of an amount over slots by weight, units still missing handed out one at a time."""
    total = sum(weights)
    if not amount:
        return [0] * len(weights)
    shares = [min(amount * weight // total, cap) for weight, cap in zip(weights, caps, strict=True)]
    order = sorted(range(len(weights)), key=lambda slot: (-(amount * weights[slot] % total), slot))
    while sum(shares) < amount:
        before = sum(shares)
        for slot in order:
            if sum(shares) < amount and shares[slot] < caps[slot]:
                shares[slot] += 1
        assert sum(shares) > before, "no slot takes what is left"
    return shares


def share(
    rule: str, inputs: list[Attribution[T]], values: list[int], retained: set[int], label: Callable[[T], str]
) -> list[Attribution[T]]:
    """Return an attribution for each payment, the fee (the last of `values`) included."""
    pool = [each for attribution in inputs for each in attribution]
    assert len(pool) == sum(values)
    if rule == "fifo":
        return _from_the_front(pool, values)
    if rule == "lifo":
        return _from_the_back(pool, values)
    traced = [each for each in pool if each is not None]
    fee = len(values) - 1
    if rule in {"haircut", "libr"}:
        totals = (
            _haircut(len(traced), values) if rule == "haircut" else _libr(len(pool) - len(traced), values, retained)
        )
        attributions = _by_label(traced, totals, label)
    else:
        order = {
            "seniority": list(range(fee)),
            "juniority": list(reversed(range(fee))),
            "tiho": sorted(range(fee), key=lambda vout: (-values[vout], vout)),
            "proceeds_first": [v for v in range(fee) if v not in retained] + [v for v in range(fee) if v in retained],
        }[rule]
        attributions = [[] for _ in values]
        for vout in [*order, fee]:
            attributions[vout], traced = traced[: values[vout]], traced[values[vout] :]
    return [
        [*attribution, *[None] * (value - len(attribution))]
        for attribution, value in zip(attributions, values, strict=True)
    ]


def _from_the_front(pool: Attribution[T], values: list[int]) -> list[Attribution[T]]:
    shares = []
    for value in values:
        shares.append(pool[:value])
        pool = pool[value:]
    return shares


def _from_the_back(pool: Attribution[T], values: list[int]) -> list[Attribution[T]]:
    shares = []
    for value in values[:-1]:
        cut = len(pool) - value
        shares.append(pool[cut:])
        pool = pool[:cut]
    return [*shares, pool]


def _haircut(traced: int, values: list[int]) -> list[int]:
    return largest_remainder(traced, values, values)


def _libr(untraced: int, values: list[int], retained: set[int]) -> list[int]:
    fee = len(values) - 1
    totals = list(values)
    for slot in [fee, *[v for v in range(fee) if v not in retained], *[v for v in range(fee) if v in retained]]:
        paid = min(untraced, values[slot])
        totals[slot] -= paid
        untraced -= paid
    return totals


def _by_label(traced: list[T], totals: list[int], label: Callable[[T], str]) -> list[list[T]]:
    left = list(totals)
    attributions: list[list[T]] = [[] for _ in totals]
    for name in sorted({label(each) for each in traced}, key=str.encode):
        mine = [each for each in traced if label(each) == name]
        for slot, sat in enumerate(largest_remainder(len(mine), totals, left)):
            attributions[slot] += mine[:sat]
            mine = mine[sat:]
            left[slot] -= sat
    return attributions
