"""Arcs of the network that bounds are computed on, and flows along them, kept small."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NewType, Self, cast

Arc = NewType("Arc", int)
"""An arc: three times the number of its coin or transaction in the reach, plus its kind."""

Cut = tuple[Arc, ...]


class ArcKind(IntEnum):
    """What an arc stands for: a seed entering its coin, a coin being made, inputs that no seed reaches."""

    SEED = 0
    COIN = 1
    OTHER = 2


_KINDS = tuple(ArcKind)


def arc(kind: ArcKind, number: int) -> Arc:
    """Return the arc of a kind; `number` counts the reach's coins, or its transactions for `OTHER`."""
    return Arc(3 * number + kind)


def kind_of(each: Arc) -> ArcKind:
    """Return what an arc stands for."""
    return _KINDS[each % 3]


def number_of(each: Arc) -> int:
    """Return the number of an arc's coin or transaction in the reach."""
    return each // 3


@dataclass(frozen=True, slots=True)
class Flow:
    """Whole satoshi along arcs, arcs in ascending order, none of them idle."""

    arcs: "array[int]"
    sats: "array[int]"

    @classmethod
    def of(cls, carried: Mapping[Arc, int]) -> Self:
        """Return the flow that carries these satoshi."""
        arcs = sorted(carried)
        return cls(array("q", arcs), array("q", [carried[each] for each in arcs]))

    def __len__(self) -> int:
        """Return how many arcs carry something."""
        return len(self.arcs)

    def items(self) -> Iterator[tuple[Arc, int]]:
        """Yield each arc with the satoshi it carries."""
        return cast("Iterator[tuple[Arc, int]]", zip(self.arcs, self.sats, strict=True))
