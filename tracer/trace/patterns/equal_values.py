"""Which values a transaction pays more than once: what every CoinJoin rule starts from."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from tracer.chain.transaction import Output

DUST_VALUES = frozenset({546, 2730})
"""Values that data-carrying protocols repeat. Source: BlockSci, `tx_identification.cpp`."""


class Repeated(NamedTuple):
    """A value in satoshi and how many outputs pay it; zero and zero where no output counts."""

    value: int
    times: int


def counts(outputs: Iterable[Output]) -> Counter[int]:
    """Return how many outputs pay each value."""
    return Counter(output.value for output in outputs)


def most_repeated(counted: Counter[int]) -> Repeated:
    """Return the value paid most often; of several the largest."""
    value, count = max(counted.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return Repeated(value, count)


def without_dust(counted: Counter[int]) -> Counter[int]:
    """Return the counts of values above the largest of the dust values."""
    return Counter({value: count for value, count in counted.items() if value > max(DUST_VALUES)})


def largest_share(scripts: Iterable[bytes]) -> int:
    """Return how often the commonest of these scripts occurs."""
    return max(Counter(scripts).values(), default=0)
