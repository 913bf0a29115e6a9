"""A second reading of `docs/rules.md`, satoshi by satoshi, that shares no code with the tracer.

A coin is a list with one entry per satoshi: the label it belongs to, or "" for untraced. Slow, and small
enough to be checked against the text by eye; what it says is what the tracer has to say.
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

Coin = list[str]
"""One entry per satoshi, in order."""

ORDERED = ("fifo", "lifo")
"""The rules under which every satoshi has its place."""

FILLING = ("tiho", "seniority", "juniority", "proceeds_first")
"""The rules that fill payments with traced satoshi, labels in the order of the inputs."""


def shared(rule: str, coins: Sequence[Coin], pays: Sequence[int], retained: Sequence[int] = ()) -> list[Coin]:
    """Return what each payment receives; the fee is the last payment."""
    pool = [sat for coin in coins for sat in coin]
    assert len(pool) == sum(pays)
    if rule == "fifo":
        return _from_the_front(pool, pays)
    if rule == "lifo":
        return _from_the_back(pool, pays)
    if rule in FILLING:
        return _filled([sat for sat in pool if sat], pays, _turns(rule, pays, retained))
    if rule == "haircut":
        return _pro_rata(pool, pays, apportioned(sum(map(bool, pool)), pays, pays))
    assert rule == "libr"
    return _pro_rata(pool, pays, _left_by_untraced(pool.count(""), pays, retained))


def apportioned(amount: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Return section 1.1: whole parts first, then one unit each to the largest remainders below their caps."""
    if not amount:
        return [0] * len(weights)
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    given = [min(int(share), cap) for share, cap in zip(exact, caps, strict=True)]
    waiting: list[int] = []
    while sum(given) < amount:
        waiting = waiting or sorted(range(len(caps)), key=lambda slot: (int(exact[slot]) - exact[slot], slot))
        slot = waiting.pop(0)
        given[slot] += given[slot] < caps[slot]
    return given


def _from_the_front(pool: Coin, pays: Sequence[int]) -> list[Coin]:
    ends = [sum(pays[: slot + 1]) for slot in range(len(pays))]
    return [pool[end - value : end] for end, value in zip(ends, pays, strict=True)]


def _from_the_back(pool: Coin, pays: Sequence[int]) -> list[Coin]:
    starts = [len(pool) - sum(pays[: slot + 1]) for slot in range(len(pays))]
    return [pool[start : start + value] for start, value in zip(starts, pays, strict=True)]


def _turns(rule: str, pays: Sequence[int], retained: Sequence[int]) -> list[int]:
    """Return the payments in the order in which a rule fills them, the fee always last."""
    outputs = list(range(len(pays) - 1))
    if rule == "tiho":
        outputs = [slot for value in sorted(set(pays[:-1]), reverse=True) for slot in outputs if pays[slot] == value]
    elif rule == "juniority":
        outputs = outputs[::-1]
    elif rule == "proceeds_first":
        outputs = [slot for slot in outputs if slot not in retained] + [slot for slot in outputs if slot in retained]
    return [*outputs, len(pays) - 1]


def _filled(traced: Coin, pays: Sequence[int], turns: Sequence[int]) -> list[Coin]:
    found: list[Coin] = [[] for _ in pays]
    for slot in turns:
        taken, traced = traced[: pays[slot]], traced[pays[slot] :]
        found[slot] = taken + [""] * (pays[slot] - len(taken))
    return found


def _left_by_untraced(untraced: int, pays: Sequence[int], retained: Sequence[int]) -> list[int]:
    """Return what untraced money leaves of each payment: it pays the fee, the payments, then what is retained."""
    fee = len(pays) - 1
    left = list(pays)
    payments = [slot for slot in range(fee) if slot not in retained]
    for slot in [fee, *payments, *(slot for slot in range(fee) if slot in retained)]:
        left[slot] -= min(untraced, left[slot])
        untraced = max(0, untraced - pays[slot])
    return left


def _pro_rata(pool: Coin, pays: Sequence[int], totals: Sequence[int]) -> list[Coin]:
    """Return stage two: labels in byte order take their part of the totals, under what is left of them."""
    held = Counter(sat for sat in pool if sat)
    left, found = list(totals), [Coin() for _ in pays]
    for label in sorted(held, key=str.encode):
        for slot, given in enumerate(apportioned(held[label], totals, left)):
            found[slot] += [label] * given
            left[slot] -= given
    return [coin + [""] * (value - len(coin)) for coin, value in zip(found, pays, strict=True)]


def claimed(coin: Coin, label: str, amount: int) -> int:
    """Lay a claim over a coin's untraced satoshi from the front, in place; return what found no place."""
    for place, sat in enumerate(coin):
        if amount and not sat:
            coin[place] = label
            amount -= 1
    return amount
