"""Seniority: the first outputs take the traced satoshi first, the fee last.

Source: Möser, Böhme, Breuker, "Towards Risk Scoring of Bitcoin Transactions" (2014).
"""

from collections.abc import Sequence

from tracer.trace.attribution import L, Slices
from tracer.trace.policies.filling import NONE_RETAINED, filled_in_turn

TEXT = (
    "Seniority. The traced satoshi fill the outputs of a transaction in their order; only what no output holds "
    "falls to the fee. It assumes that the debts listed first are served first with the funds in question, as a "
    "senior creditor would be. After Möser, Böhme and Breuker, Towards Risk Scoring of Bitcoin Transactions "
    "(2014); the place of the fee is ours. The order of the outputs is that of the transaction as mined; whoever "
    "made the transaction chose it. What it gives one label can change when another label is added, so it is run "
    "both ways."
)


def share(
    spends: Sequence[Slices[L]], pays: Sequence[int], retained: frozenset[int] = NONE_RETAINED
) -> tuple[Slices[L], ...]:
    """Return what each payment receives; `pays` are the outputs in order and the fee last.

    `retained` is not looked at.
    """
    return filled_in_turn(spends, pays, range(len(pays) - 1))
