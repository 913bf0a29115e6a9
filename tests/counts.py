"""How many draws a test makes: few in the suite, all of them under the laws.

`make test` runs the suite, in minutes. `make laws` runs the same tests, by the same names, with the full counts, and is
run before anything is resolved. Which of the two is asked for stands in the environment, so that every process of a run
reads the same.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

Case = TypeVar("Case")

VARIABLE = "TESTS_COUNTS"
"""Names the counts that are asked for; the suite's where it is not set."""

SUITE, LAWS = "suite", "laws"


def asked() -> str:
    """Return which counts are asked for, `SUITE` or `LAWS`.

    Raises:
        ValueError: the environment names other ones.
    """
    said = os.environ.get(VARIABLE, SUITE)
    if said not in (SUITE, LAWS):
        raise ValueError(f"{VARIABLE} is {said!r}: expected {SUITE!r} or {LAWS!r}. Run `make test` or `make laws`")
    return said


def count(*, suite: int, laws: int) -> int:
    """Return how many draws to make: `laws` under the laws, else `suite`, which is at least one and never more."""
    assert 1 <= suite <= laws
    return laws if asked() == LAWS else suite


def chosen(cases: Sequence[Case], kind: Callable[[Case], Hashable], *, suite: int) -> list[Case]:
    """Return the cases to try, in their order: under the laws all, else up to `suite` of each kind.

    Those of a kind lie evenly apart: its first is among them and, from two on, its last.
    """
    if asked() == LAWS:
        return list(cases)
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        places[kind(case)].append(place)
    return [cases[place] for place in sorted(at for found in places.values() for at in spread(found, suite))]


def spread(places: Sequence[int], most: int) -> list[int]:
    """Return at most so many of the places, evenly apart; the first is among them and, from two on, the last."""
    if len(places) <= most:
        return list(places)
    if most == 1:
        return [places[0]]
    return [places[at * (len(places) - 1) // (most - 1)] for at in range(most)]
