"""Juniority: the last outputs take the traced satoshi first, the fee still last.

Source: the reversed seniority of Möser and Narayanan's measurements.
"""

from collections.abc import Sequence

from tracer.trace.attribution import L, Slices
from tracer.trace.policies.filling import NONE_RETAINED, filled_in_turn

TEXT = (
    "Juniority, or reversed seniority. The traced satoshi fill the outputs of a transaction from the last to the "
    "first; only what no output holds falls to the fee. It assumes that the outputs listed first are served with "
    "untraced money for as long as there is any. The mirror of seniority, shown beside it because the two together "
    "tell how much rests on the order of the outputs alone; whoever made the transaction chose that order. What it "
    "gives one label can change when another label is added, so it is run both ways."
)


def share(
    spends: Sequence[Slices[L]], pays: Sequence[int], retained: frozenset[int] = NONE_RETAINED
) -> tuple[Slices[L], ...]:
    """Return what each payment receives; `pays` are the outputs in order and the fee last.

    `retained` is not looked at.
    """
    return filled_in_turn(spends, pays, reversed(range(len(pays) - 1)))
