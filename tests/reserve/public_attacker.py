"""An attacker on published figures, who knows which satoshi are in which figure and wants one transaction's amount.

Source: RESERVE.md §4.4: sums and differences of up to four figures ever published.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tracer.chain.outpoint import Outpoint
from tracer.reserve.satoshi_runs import Run

Form = tuple[int, ...]
"""How often each atom, satoshi that are never parted, is in a figure."""


class Seen(NamedTuple):
    """A published figure: its satoshi, and the least and the most that the exact amount can be."""

    runs: tuple[Run, ...]
    least: int
    most: int


def windows(figures: Sequence[Seen], wanted: Iterable[tuple[Run, ...]]) -> list[tuple[int, int] | None]:
    """Return for each transaction the narrowest window that up to four figures leave, None where none isolates it."""
    targets = list(wanted)
    atoms = _atoms([*(figure.runs for figure in figures), *targets])
    known = {_form(figure.runs, atoms): figure for figure in figures}
    signed = [(form, seen.least, seen.most) for form, seen in known.items()]
    signed += [(tuple(-each for each in form), -seen.most, -seen.least) for form, seen in known.items()]
    sums: dict[Form, tuple[int, int]] = {tuple([0] * len(atoms)): (0, 0)}
    for count in (1, 2):
        for chosen in itertools.combinations(signed, count):
            form = tuple(map(sum, zip(*(each[0] for each in chosen), strict=True)))
            _narrow(sums, form, sum(each[1] for each in chosen), sum(each[2] for each in chosen))
    return [_isolated(_form(runs, atoms), sums) for runs in targets]


def _narrow(sums: dict[Form, tuple[int, int]], form: Form, least: int, most: int) -> None:
    had = sums.get(form, (least, most))
    sums[form] = (max(had[0], least), min(had[1], most))


def _isolated(target: Form, sums: Mapping[Form, tuple[int, int]]) -> tuple[int, int] | None:
    """Return what two sums of up to two figures each, together the target, leave of it; no amount is negative."""
    found = []
    for form, (least, most) in sums.items():
        rest = sums.get(tuple(a - b for a, b in zip(target, form, strict=True)))
        if rest is not None:
            found.append((least + rest[0], most + rest[1]))
    return (max(0, *(each[0] for each in found)), min(each[1] for each in found)) if found else None


def _atoms(sets: Iterable[tuple[Run, ...]]) -> list[Run]:
    cuts: dict[Outpoint, set[int]] = {}
    for runs in sets:
        for run in runs:
            cuts.setdefault(run.receipt, set()).update((run.start, run.end))
    return [
        Run(receipt, start, end - start)
        for receipt, places in cuts.items()
        for start, end in itertools.pairwise(sorted(places))
    ]


def _form(runs: Iterable[Run], atoms: Sequence[Run]) -> Form:
    held = list(runs)
    return tuple(
        sum(run.receipt == atom.receipt and run.start <= atom.start and atom.end <= run.end for run in held)
        for atom in atoms
    )
