"""First in, first out: payments take from the front of what is spent, in the order of the chain.

The inputs are laid end to end in the order of the transaction, the satoshi inside each in the order
in which they came; the outputs take from the front in their order, the fee takes the tail.
Source: Devaynes v Noble (Clayton's Case) (1816) 1 Mer 572; Anderson, Shumailov, Ahmed, "Making
Bitcoin Legal" (2018).
"""

from collections.abc import Sequence

from tracer.trace.attribution import L, Slice, Slices, joined
from tracer.trace.policies.filling import NONE_RETAINED


def share(
    spends: Sequence[Slices[L]], pays: Sequence[int], retained: frozenset[int] = NONE_RETAINED
) -> tuple[Slices[L], ...]:
    """Return what each payment receives; `pays` are the outputs in order and the fee last.

    `retained` is not looked at.
    """
    pool = [segment for attribution in spends for segment in attribution]
    pool.reverse()
    shares: list[Slices[L]] = []
    for value in pays:
        taken: list[Slice[L]] = []
        while value:
            label, sat = pool.pop()
            if sat > value:
                pool.append(Slice(label, sat - value))
                sat = value
            taken.append(Slice(label, sat))
            value -= sat
        shares.append(joined(taken))
    return tuple(shares)
