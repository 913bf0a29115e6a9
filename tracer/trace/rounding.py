"""The only rounding in the tracer: largest remainder.

Source: Hamilton's method of apportionment (1792), with caps; ties go to the lower slot.
"""

from collections.abc import Sequence


def largest_remainder(amount: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Split `amount` over the slots in proportion to the weights, no slot above its cap.

    Each slot first gets the whole part of its share, or its cap; the units still missing go one at
    a time to the largest remainders that are below their caps, ties to the lower slot, and round
    again until none is missing.

    Raises:
        ValueError: the caps together are smaller than the amount, or the weights are all zero
            while the amount is not.
    """
    if amount == 0:
        return [0] * len(weights)
    total = sum(weights)
    if total == 0 or sum(caps) < amount:
        raise ValueError(f"{amount} does not fit into caps {list(caps)} with weights {list(weights)}")
    shares = [min(amount * weight // total, cap) for weight, cap in zip(weights, caps, strict=True)]
    missing = amount - sum(shares)
    if missing:
        remainders = [amount * weight % total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda slot: (-remainders[slot], slot))
        while missing:
            for slot in by_remainder:
                if missing and shares[slot] < caps[slot]:
                    shares[slot] += 1
                    missing -= 1
    return shares
