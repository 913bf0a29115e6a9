"""Proceeds first: the traced satoshi pay what is paid away, then what is kept, the fee last.

Which outputs are kept is declared in the case, not found out here.
Source: the "drugs-in, first-out" presumption, United States v Banco Cafetero Panama, 797 F.2d 1154
(2d Cir. 1986).
"""

from collections.abc import Sequence

from tracer.trace.attribution import L, Slices
from tracer.trace.policies.filling import NONE_RETAINED, filled_in_turn

TEXT = (
    "Proceeds first, or drugs-in first-out. The traced satoshi fill the payments of a transaction in their order, "
    "then the outputs that the case declares to be retained (change), and only then the fee. It assumes that the "
    "proceeds are spent before anything else: the presumption that lets a claimant look to what was bought. One of "
    "the presumptions discussed in United States v Banco Cafetero Panama, 797 F.2d 1154 (2d Cir. 1986). It rests "
    "on the declaration which outputs were retained, an inference about ownership; a transaction for which none is "
    "declared has payments only. What it gives one label can change when another label is added, so it is run both "
    "ways."
)


def share(
    spends: Sequence[Slices[L]], pays: Sequence[int], retained: frozenset[int] = NONE_RETAINED
) -> tuple[Slices[L], ...]:
    """Return what each payment receives; `pays` are the outputs in order and the fee last.

    `retained` names by index the outputs declared to be change.
    """
    return filled_in_turn(spends, pays, sorted(range(len(pays) - 1), key=lambda vout: (vout in retained, vout)))
