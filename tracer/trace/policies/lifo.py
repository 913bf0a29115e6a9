"""Last in, first out: payments take from the back of what is spent.

The inputs are laid end to end as under FIFO; the outputs, in their order, take from the back, the
fee takes what is left at the front. A slice keeps the order in which its satoshi lay.
"""

from collections.abc import Sequence

from tracer.trace.attribution import L, Slice, Slices, joined
from tracer.trace.policies.filling import NONE_RETAINED

TEXT = (
    "Last in, first out (LIFO). The satoshi a transaction spends are laid end to end in the order of its inputs. "
    "Its outputs, in their order, take from the back; the fee takes what is left at the front, that is, the first "
    "in. It assumes that what came in last goes out first, an inventory convention; no court authority for tracing "
    "by it is known to us. Three different rules are published under this name; this is the stack, in which a "
    "slice keeps the order of its satoshi, and it differs from the others once a fee is paid. The order of inputs "
    "and outputs is that of the transaction as mined; whoever made the transaction chose it."
)


def share(
    spends: Sequence[Slices[L]], pays: Sequence[int], retained: frozenset[int] = NONE_RETAINED
) -> tuple[Slices[L], ...]:
    """Return what each payment receives; `pays` are the outputs in order and the fee last.

    `retained` is not looked at.
    """
    pool = [segment for attribution in spends for segment in attribution]
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
        shares.append(joined(reversed(taken)))
    return tuple(shares)
