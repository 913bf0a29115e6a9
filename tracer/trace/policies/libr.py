"""Lowest intermediate balance: untraced money is spent first, so the traced satoshi stay as long as they can.

At the level of one transaction it needs to know which outputs are kept; that is declared in the
case, not found out here. Whole satoshi by largest remainder where several labels share.
Source: James Roscoe (Bolton) Ltd v Winder [1915] 1 Ch 62; United States v Banco Cafetero Panama,
797 F.2d 1154 (2d Cir. 1986), "drugs-in, last-out".
"""

from collections.abc import Sequence

from tracer.trace.attribution import UNTRACED, L, Slices
from tracer.trace.policies.filling import NONE_RETAINED, shared_pro_rata

TEXT = (
    "Lowest intermediate balance rule (LIBR), or drugs-in last-out. Untraced money pays the fee first, then the "
    "payments of a transaction in their order, then the outputs that the case declares to be retained (change); "
    "everything else in the payments and in the retained outputs is traced, shared between labels pro rata. It "
    "assumes that whoever holds a mixed fund spends his own money first. In law a rule about the balance of an "
    "account over time: James Roscoe (Bolton) Ltd v Winder [1915] 1 Ch 62; United States v Banco Cafetero Panama, "
    "797 F.2d 1154 (2d Cir. 1986). Applied here to each transaction, it rests on the declaration which outputs "
    "were retained, an inference about ownership; a transaction for which none is declared has payments only. What "
    "it gives one label can change when another label is added, so it is run both ways."
)


def share(
    spends: Sequence[Slices[L]], pays: Sequence[int], retained: frozenset[int] = NONE_RETAINED
) -> tuple[Slices[L], ...]:
    """Return what each payment receives; `pays` are the outputs in order and the fee last.

    `retained` names by index the outputs declared to be change. A bag, not a sequence: each attribution
    lists its labels in ascending byte order, the untraced last.
    """
    amounts: dict[L, int] = {}
    for attribution in spends:
        for label, sat in attribution:
            amounts[label] = amounts.get(label, 0) + sat
    totals = _traced(pays, amounts.pop(UNTRACED, 0), retained)
    return shared_pro_rata(amounts, totals, pays)


def _traced(pays: Sequence[int], untraced: int, retained: frozenset[int]) -> list[int]:
    """Return how much of each payment is left for the traced satoshi once the untraced are spent."""
    fee = len(pays) - 1
    totals = list(pays)
    for slot in [fee, *sorted(range(fee), key=lambda vout: (vout in retained, vout))]:
        taken = min(untraced, totals[slot])
        totals[slot] -= taken
        untraced -= taken
    return totals
