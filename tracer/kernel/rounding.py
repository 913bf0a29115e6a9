"""Largest remainder in compiled code, exactly as `trace.rounding` says it, in 64-bit integers.

Amounts stay below 2^51 satoshi (21 million bitcoin), so a product has up to 102 bits; it is divided
digit by digit and never held.
"""

import numpy as np

from tracer.compiled import inlined
from tracer.kernel.sorting import sort_by
from tracer.store.arrays import I8

_DIGIT = 12
_DIGITS = 5
_FEW = 4096


@inlined
def times_over(amount: int, weight: int, total: int) -> tuple[int, int]:
    """Return the whole part and the remainder of `amount` x `weight` / `total`, all of them below 2^51.

    Source: Knuth, The Art of Computer Programming, volume 2, section 4.3.1: long division, in digits of
    12 bits, so that no step passes 64.
    """
    if (amount < 1 << 31 and weight < 1 << 32) or (amount < 1 << 36 and weight < 1 << 27):
        whole = amount * weight // total
        return whole, amount * weight - whole * total
    divisor = np.uint64(total)
    quotient, rest = np.uint64(0), np.uint64(0)
    digit = _DIGITS - 1
    while weight >> _DIGIT * digit == 0 and digit:
        digit -= 1
    while digit >= 0:
        part = (np.uint64(weight) >> np.uint64(_DIGIT * digit)) & np.uint64((1 << _DIGIT) - 1)
        step = (rest << np.uint64(_DIGIT)) + np.uint64(amount) * part
        one = step // divisor
        quotient = (quotient << np.uint64(_DIGIT)) + one
        rest = step - one * divisor
        digit -= 1
    return int(np.int64(quotient)), int(np.int64(rest))


@inlined
def largest_remainder(amount: int, weights: I8, caps: I8, count: int, shares: I8, remainders: I8, order: I8) -> bool:
    """Split `amount` over `count` slots as `trace.rounding.largest_remainder` does; False where it does not fit.

    `amount` is from 0 to below 2^51, as are the sum of the weights and that of the caps, none of them negative. Weights
    and caps are read alone and may be one array; `shares` is written, `remainders` and `order` are scratch, and these
    three are apart from one another and from the others. All arrays have room for `count` numbers or more.
    """
    total, room = 0, 0
    for slot in range(count):
        total += weights[slot]
        room += caps[slot]
        shares[slot] = 0
    if amount == 0:
        return True
    if total == 0 or room < amount:
        return False
    missing = amount
    for slot in range(count):
        whole, rest = times_over(amount, weights[slot], total)
        shares[slot], remainders[slot] = min(whole, caps[slot]), rest
        missing -= shares[slot]
    if missing * count > _FEW:
        _give_sorted(missing, caps, count, shares, remainders, order)
    else:
        _give(missing, caps, count, shares, remainders)
    return True


@inlined
def _give(missing: int, caps: I8, count: int, shares: I8, remainders: I8) -> None:
    """Give units to the largest remainders below their caps, ties to the lower slot, none twice in a round.

    A slot that has had its unit is marked by a negative remainder until the round is over.
    """
    while missing:
        best = -1
        for slot in range(count):
            fits = remainders[slot] >= 0 and shares[slot] < caps[slot]
            if fits and (best < 0 or remainders[slot] > remainders[best]):
                best = slot
        if best < 0:
            for slot in range(count):
                remainders[slot] = max(remainders[slot], -1 - remainders[slot])
            continue
        shares[best] += 1
        remainders[best] = -1 - remainders[best]
        missing -= 1


@inlined
def _give_sorted(missing: int, caps: I8, count: int, shares: I8, remainders: I8, order: I8) -> None:
    """Do the same where there are many, by sorting once."""
    for slot in range(count):
        remainders[slot] = -remainders[slot]
    sort_by(remainders, count, order)
    while missing:
        for place in range(count):
            slot = order[place]
            if missing and shares[slot] < caps[slot]:
                shares[slot] += 1
                missing -= 1
