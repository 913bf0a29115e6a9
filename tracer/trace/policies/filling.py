"""What several rules do alike: fill payments one after another with the traced satoshi, or share these pro rata.

Which payment comes first, or how much of each is traced, is each rule's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from tracer.trace.attribution import UNTRACED, L, Slice, Slices, in_order, joined
from tracer.trace.rounding import largest_remainder

NONE_RETAINED: frozenset[int] = frozenset()
"""No output is declared to be change: the default of every rule, and all that most of them look at."""


def filled_in_turn(spends: Sequence[Slices[L]], pays: Sequence[int], turns: Iterable[int]) -> tuple[Slices[L], ...]:
    """Return one attribution per payment: traced satoshi fill the outputs in `turns`, each to its value, the fee last.

    `turns` names every output once. Inside an attribution the traced satoshi stand first, in the order of
    the inputs, the untraced last.
    """
    traced = [segment for attribution in spends for segment in attribution if segment.label != UNTRACED and segment.sat]
    traced.reverse()
    shares: list[Slices[L]] = [()] * len(pays)
    for slot in chain(turns, (len(pays) - 1,)):
        room = pays[slot]
        taken: list[Slice[L]] = []
        while room and traced:
            label, sat = traced.pop()
            if sat > room:
                traced.append(Slice(label, sat - room))
                sat = room
            taken.append(Slice(label, sat))
            room -= sat
        taken.append(Slice(UNTRACED, room))
        shares[slot] = joined(taken)
    return tuple(shares)


def shared_pro_rata(amounts: Mapping[L, int], totals: Sequence[int], pays: Sequence[int]) -> tuple[Slices[L], ...]:
    """Return one attribution per payment: each label's satoshi over the payments in proportion to `totals`.

    `amounts` are the traced satoshi by label, `totals` how much of each payment is traced; both sums are equal. Whole
    satoshi by largest remainder. Each attribution lists its labels in ascending byte order, the untraced last.
    """
    left = list(totals)
    bags: list[list[Slice[L]]] = [[] for _ in pays]
    for label in in_order(amounts):
        for slot, sat in enumerate(largest_remainder(amounts[label], totals, left)):
            bags[slot].append(Slice(label, sat))
            left[slot] -= sat
    for bag, value, total in zip(bags, pays, totals, strict=True):
        bag.append(Slice(UNTRACED, value - total))
    return tuple(joined(bag) for bag in bags)
