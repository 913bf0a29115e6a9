"""What the rules share that fill payments one after another with the traced satoshi.

Which payment comes first is each rule's own; the traced satoshi go in the order of the inputs.
"""

from collections.abc import Iterable, Sequence

from tracer.trace.attribution import UNTRACED, Attribution, Slice, joined

NONE_RETAINED: frozenset[int] = frozenset()
"""No output is declared to be change: the default of every rule, and all that most of them look at."""


def filled_in_turn(spends: Sequence[Attribution], pays: Sequence[int], turns: Iterable[int]) -> tuple[Attribution, ...]:
    """Return one purse per payment: the traced satoshi fill the payments in `turns`, each to its value.

    `turns` names every payment once. Inside a purse the traced satoshi stand first, in the order of
    the inputs, the untraced last.
    """
    traced = [segment for purse in spends for segment in purse if segment.label != UNTRACED and segment.sat]
    traced.reverse()
    shares: list[Attribution] = [()] * len(pays)
    for slot in turns:
        room, taken = pays[slot], list[Slice]()
        while room and traced:
            label, sat = traced.pop()
            if sat > room:
                traced.append(Slice(label, sat - room))
                sat = room
            taken.append(Slice(label, sat))
            room -= sat
        shares[slot] = joined([*taken, Slice(UNTRACED, room)])
    return tuple(shares)
