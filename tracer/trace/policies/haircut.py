"""Haircut: every payment, the fee included, takes the same share of what is spent (pro rata).

Whole satoshi by largest remainder, in two stages: first the traced total over the payments, then
label by label inside it, so that a payment's total does not depend on how many labels there are.
Source: Möser, Böhme, Breuker, "Towards Risk Scoring of Bitcoin Transactions" (2014).
"""

from collections.abc import Sequence

from tracer.trace.attribution import UNTRACED, L, Slices
from tracer.trace.policies.filling import NONE_RETAINED, shared_pro_rata
from tracer.trace.rounding import largest_remainder


def share(
    spends: Sequence[Slices[L]], pays: Sequence[int], retained: frozenset[int] = NONE_RETAINED
) -> tuple[Slices[L], ...]:
    """Return what each payment receives; `pays` are the outputs in order and the fee last.

    A bag, not a sequence: each attribution lists its labels in ascending byte order, the untraced last.
    `retained` is not looked at.
    """
    amounts: dict[L, int] = {}
    for attribution in spends:
        for label, sat in attribution:
            if label != UNTRACED:
                amounts[label] = amounts.get(label, 0) + sat
    totals = largest_remainder(sum(amounts.values()), pays, pays)
    return shared_pro_rata(amounts, totals, pays)
