import random

import numpy as np

from tracer.chain.amount import MAX_MONEY
from tracer.compiled import compiled
from tracer.kernel import rounding as compiled_rounding
from tracer.store.arrays import I8
from tracer.trace import rounding


@compiled
def times_over(amount: int, weight: int, total: int) -> tuple[int, int]:
    """Call it as other compiled code does."""
    return compiled_rounding.times_over(amount, weight, total)


@compiled
def largest_remainder(amount: int, weights: I8, caps: I8, count: int, shares: I8, remainders: I8, order: I8) -> bool:
    """Call it as other compiled code does."""
    return compiled_rounding.largest_remainder(amount, weights, caps, count, shares, remainders, order)


def test_long_division_is_exact_up_to_all_money() -> None:
    """Whole part and remainder of a 102-bit product equal those of unbounded integers."""
    source = random.Random(1)
    for _ in range(5000):
        top = source.choice([10, 1 << 31, 1 << 33, MAX_MONEY])
        total = source.randint(1, top)
        amount, weight = source.randint(0, total), source.randint(0, total)
        assert times_over(amount, weight, total) == divmod(amount * weight, total)
    assert times_over(MAX_MONEY, MAX_MONEY, MAX_MONEY) == (MAX_MONEY, 0)


def test_rounding_equals_the_reference() -> None:
    """Shares equal those of the plain function, with caps that bind and ties, and what does not fit is said."""
    source = random.Random(2)
    for _ in range(2000):
        slots = source.choice([1, 2, 3, 12, 200])
        top = source.choice([3, 20, 10**6, MAX_MONEY // slots])
        weights = [source.choice([0, source.randint(0, top), top]) for _ in range(slots)]
        caps = [max(0, weight + source.choice([0, 0, 2, -source.randint(0, 5)])) for weight in weights]
        fits = sum(weights) > 0
        amount = source.randint(0, min(sum(caps), sum(weights))) if fits else source.randint(0, 1)
        shares, scratch = np.empty(slots, np.int64), np.empty(slots, np.int64)
        done = largest_remainder(amount, np.array(weights), np.array(caps), slots, shares, scratch, scratch.copy())
        assert done is (fits or amount == 0)
        if done:
            assert shares.tolist() == rounding.largest_remainder(amount, weights, caps)
    assert (
        largest_remainder(
            3, np.array([1]), np.array([2]), 1, np.empty(1, np.int64), np.empty(1, np.int64), np.empty(1, np.int64)
        )
        is False
    )
