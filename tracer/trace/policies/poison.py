"""Poison: whatever a traced satoshi touches is reached, in full. Reach, never an amount.

It breaks conservation by design: the runs of an attribution are the labels that reach the coin, each with
the coin's whole value, and must not be added up.
Source: Möser, Böhme, Breuker, "Towards Risk Scoring of Bitcoin Transactions" (2014).
"""

from collections.abc import Sequence

from tracer.trace.attribution import UNTRACED, L, Slice, Slices, in_order
from tracer.trace.policies.filling import NONE_RETAINED


def share(
    spends: Sequence[Slices[L]], pays: Sequence[int], retained: frozenset[int] = NONE_RETAINED
) -> tuple[Slices[L], ...]:
    """Return, for each payment and the fee, every label of any input with the payment's whole value.

    Payments of nothing are reached too. `retained` is not looked at.
    """
    labels = in_order({label for attribution in spends for label, _ in attribution if label != UNTRACED})
    return tuple(tuple(Slice(label, value) for label in labels) for value in pays)
