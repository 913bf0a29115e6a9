"""An attacker on published figures, who knows which satoshi are in which figure and wants one transaction's amount.

Source: docs/reserve-bundle.md, rule public/1: sums and differences of up to four figures ever published.
"""

import datetime as dt
import itertools
import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from tracer.chain.outpoint import Outpoint
from tracer.reserve.public_rows import PublicBreach, PublicLimit
from tracer.reserve.satoshi_runs import SatoshiRun

Form = int
"""A figure as a sum of numbers, one drawn for each atom: satoshi that are never parted. Equal sums are equal sets."""

_BITS = 160
MOST = 21_000_000 * 100_000_000


class Seen(NamedTuple):
    """A published figure: its satoshi, and the least and the most that the exact amount can be."""

    runs: tuple[SatoshiRun, ...]
    least: int
    most: int


def windows(figures: Sequence[Seen], wanted: Iterable[tuple[SatoshiRun, ...]]) -> list[tuple[int, int] | None]:
    """Return for each transaction the narrowest window that up to four figures leave, None where none isolates it."""
    targets = list(wanted)
    atoms = _atoms([*(figure.runs for figure in figures), *targets])
    known: dict[Form, tuple[int, int]] = {}
    for figure in figures:
        _narrow(known, _form(figure.runs, atoms), figure.least, figure.most)
    signed = [(form, least, most) for form, (least, most) in known.items()]
    signed += [(-form, -most, -least) for form, (least, most) in known.items()]
    sums: dict[Form, tuple[int, int]] = {0: (0, 0)}
    for each in signed:
        _narrow(sums, *each)
    for one, other in itertools.combinations(signed, 2):
        _narrow(sums, one[0] + other[0], one[1] + other[1], one[2] + other[2])
    return [_isolated(_form(runs, atoms), sums) for runs in targets]


def _narrow(sums: dict[Form, tuple[int, int]], form: Form, least: int, most: int) -> None:
    had = sums.get(form, (least, most))
    sums[form] = (max(had[0], least), min(had[1], most))


def _isolated(target: Form, sums: Mapping[Form, tuple[int, int]]) -> tuple[int, int] | None:
    """Return what two sums of up to two figures each, together the target, leave of it; no amount is negative."""
    found = []
    for form, (least, most) in sums.items():
        rest = sums.get(target - form)
        if rest is not None:
            found.append((least + rest[0], most + rest[1]))
    return (max(0, *(each[0] for each in found)), min(each[1] for each in found)) if found else None


def _atoms(sets: Iterable[tuple[SatoshiRun, ...]]) -> dict[Outpoint, list[tuple[SatoshiRun, int]]]:
    """Return the atoms of these sets by receipt, in their order, each with its number."""
    draw = random.Random("atoms")
    cuts: dict[Outpoint, set[int]] = {}
    for runs in sets:
        for run in runs:
            cuts.setdefault(run.receipt, set()).update((run.start, run.end))
    return {
        receipt: [
            (SatoshiRun(receipt, start, end - start), draw.getrandbits(_BITS))
            for start, end in itertools.pairwise(sorted(places))
        ]
        for receipt, places in cuts.items()
    }


def _form(runs: Iterable[SatoshiRun], atoms: Mapping[Outpoint, list[tuple[SatoshiRun, int]]]) -> Form:
    return sum(
        number for run in runs for atom, number in atoms[run.receipt] if run.start <= atom.start and atom.end <= run.end
    )


class Measured(NamedTuple):
    """What a limit looked at on a day that the attacker knows: a share of `whole` satoshi, or satoshi themselves."""

    day: dt.date
    runs: tuple[SatoshiRun, ...]
    whole: int | None = None


def by_limits(
    limits: Iterable[PublicLimit], breaches: Iterable[PublicBreach], measured: Mapping[str, Sequence[Measured]]
) -> list[Seen]:
    """Return the windows that published limits are: what kept to one is at most its bound, what broke it is above.

    Of a limit that was broken he knows which days broke it only where its breaches name days.
    """
    days: dict[str, set[dt.date]] = {}
    for breach in breaches:
        days.setdefault(breach.kind, set()).add(breach.day)
    seen: list[Seen] = []
    for row in limits:
        for each in measured.get(row.kind, ()):
            if row.most is None:
                continue
            bound = Fraction(row.most) if each.whole is None else Fraction(row.most) / 100 * each.whole
            if not row.broken:
                seen.append(Seen(each.runs, 0, int(bound)))
            elif each.day in days[row.kind]:
                seen.append(Seen(each.runs, int(bound) + 1, MOST))
    return seen
