"""How clusters grew: which unions bridged large parts, and which clusters are too large to be one holder's.

A cluster that swallows a good part of all scripts is a collapse, not a holder; one bad union suffices. The
measure is this program's own, and says only where to look: at the transaction that bridged.
"""

from typing import NamedTuple

import numpy as np

from tracer.compiled import compiled
from tracer.trace.arrays import I8
from tracer.trace.clusters.clusters import Clusters

ABSURD_SHARE = 20
"""A cluster with more than one in so many of all scripts spent from is flagged."""

ABSURD_SCRIPTS = 1_000
"""Smaller clusters are never flagged for their size."""

BRIDGES = 5
"""Bridges shown of a cluster."""


class Bridge(NamedTuple):
    """A union of two parts that were clusters before: which union, and how many scripts either part had."""

    union: int
    smaller: int
    larger: int


def bridges(clusters: Clusters, wanted: int, most: int = BRIDGES) -> tuple[Bridge, ...]:
    """Return the unions of cluster `wanted` that joined the largest parts, by the smaller part's size, largest first.

    Unions with a single script are growth and no bridges. Of equal ones the earlier comes first.
    """
    of = np.flatnonzero(clusters.cluster[clusters.left] == wanted)
    smaller, larger = _sizes(np.ascontiguousarray(clusters.left[of]), np.ascontiguousarray(clusters.right[of]))
    order = np.argsort(-smaller, kind="stable")[:most]
    found = (Bridge(int(of[at]), int(smaller[at]), int(larger[at])) for at in order.tolist())
    return tuple(bridge for bridge in found if bridge.smaller > 1)


def is_absurd(members: int, spent_from: int) -> bool:
    """Return whether a cluster of so many scripts is too large a part of all scripts spent from to be one holder's."""
    return members >= ABSURD_SCRIPTS and members * ABSURD_SHARE > spent_from


def _sizes(left: I8, right: I8) -> tuple[I8, I8]:
    scripts, local = np.unique(np.concatenate((left, right)), return_inverse=True)
    smaller, larger = np.empty(left.size, np.int64), np.empty(left.size, np.int64)
    numbers = local.astype(np.int64)
    _replay(numbers[: left.size].copy(), numbers[left.size :].copy(), scripts.size, smaller, larger)
    return smaller, larger


@compiled
def _replay(left: I8, right: I8, scripts: int, smaller: I8, larger: I8) -> None:
    """Unite again in the same order, and note how large both parts were."""
    parent = np.arange(scripts)
    size = np.ones(scripts, np.int64)
    for union in range(left.size):
        one, other = left[union], right[union]
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        while parent[other] != other:
            parent[other] = parent[parent[other]]
            other = parent[other]
        if size[one] < size[other]:
            one, other = other, one
        smaller[union], larger[union] = size[other], size[one]
        parent[other] = one
        size[one] += size[other]
