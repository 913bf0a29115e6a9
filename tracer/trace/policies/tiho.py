"""Taint in, highest out: the largest outputs take the traced satoshi first, the fee last.

Equal outputs are served from the lower vout. Labels go in the order of the inputs.
Source: Tironsakkul, Maarek, Eross, Just, "Probing the Mystery of Cryptocurrency Theft" (2019),
arXiv 1906.05754.
"""

from collections.abc import Sequence

from tracer.trace.attribution import L, Slices
from tracer.trace.policies.filling import NONE_RETAINED, filled_in_turn

TEXT = (
    "Taint in, highest out (TIHO). The traced satoshi fill the outputs of a transaction from the largest to the "
    "smallest, equal ones in their order; only what no output holds falls to the fee. It assumes that the largest "
    "output is the purpose of the transaction, and so is wrong wherever the change is larger than the payment, as "
    "all along a peel chain. Proposed by Tironsakkul, Maarek, Eross and Just (2019, arXiv 1906.05754), who leave "
    "ties undefined and take the fee off beforehand; here ties go to the lower output and the fee comes last. No "
    "court is known to us to have adopted it: it finds leads. What it gives one label can change when another "
    "label is added, so it is run both ways."
)


def share(
    spends: Sequence[Slices[L]], pays: Sequence[int], retained: frozenset[int] = NONE_RETAINED
) -> tuple[Slices[L], ...]:
    """Return what each payment receives; `pays` are the outputs in order and the fee last.

    `retained` is not looked at.
    """
    return filled_in_turn(spends, pays, sorted(range(len(pays) - 1), key=lambda vout: (-pays[vout], vout)))
