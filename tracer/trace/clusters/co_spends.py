"""Why two scripts are in one cluster: the shortest chain of transactions that spend them together.

The chain is a proof anyone can check on the chain itself: every link names a transaction and two of
the scripts it spends from.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from tracer.compiled import compiled
from tracer.trace.arrays import I8, U1
from tracer.trace.clusters.clusters import Clusters


class CoSpend(NamedTuple):
    """One link: a transaction that spends coins of both scripts. All three are numbers."""

    transaction: int
    left: int
    right: int


class Collapse(NamedTuple):
    """A cluster that holds scripts of more than one labelled service."""

    cluster: int
    services: tuple[str, ...]


def why_together(
    clusters: Clusters, script_of_input: I8, first_input: I8, one: int, other: int
) -> tuple[CoSpend, ...] | None:
    """Return the shortest chain of co-spends from one script to the other; None where they are not together.

    The arrays are those the clusters were made of. Transactions that were left out are no link. Of
    several shortest chains the one found first in chain order; none is needed from a script to itself.
    """
    if clusters.cluster[one] != clusters.cluster[other]:
        return None
    left_out = clusters.mixed.copy()
    left_out[clusters.refused] = 1
    wanted = clusters.cluster[one]
    transactions, starts, spent = _members(script_of_input, first_input, left_out, clusters.cluster, wanted)
    scripts, local = np.unique(np.append(spent, [one, other]), return_inverse=True)
    members = local[: spent.size].astype(np.int64)
    by_script = np.argsort(members, kind="stable").astype(np.int64)
    begins = np.searchsorted(members[by_script], np.arange(scripts.size + 1)).astype(np.int64)
    transaction_of = np.repeat(np.arange(transactions.size), np.diff(starts)).astype(np.int64)
    source, goal = int(local[spent.size]), int(local[spent.size + 1])
    by, link = _search(members, starts, transaction_of, by_script, begins, source, goal)
    chain: list[CoSpend] = []
    at = goal
    while at != source:
        before = int(by[at])
        chain.append(CoSpend(int(transactions[link[at]]), int(scripts[before]), int(scripts[at])))
        at = before
    return tuple(reversed(chain))


def collapsed(cluster: I8, services: Mapping[int, str]) -> tuple[Collapse, ...]:
    """Return the clusters that hold two or more differently labelled services, by ascending number.

    `services` maps scripts to labels. Whatever a new rule or tag adds, these must not become more.
    Source: Möser and Narayanan 2022, section on cluster collapse.
    """
    held: dict[int, set[str]] = {}
    for script, label in services.items():
        held.setdefault(int(cluster[script]), set()).add(label)
    return tuple(Collapse(number, tuple(sorted(held[number]))) for number in sorted(held) if len(held[number]) > 1)


@compiled
def _members(script_of_input: I8, first_input: I8, left_out: U1, cluster: I8, wanted: int) -> tuple[I8, I8, I8]:
    """Return the joining transactions of one cluster, where each one's scripts begin, and these scripts."""
    transactions, starts, spent = [np.int64(0) for _ in range(0)], [np.int64(0)], [np.int64(0) for _ in range(0)]
    for transaction in range(first_input.size):
        if left_out[transaction]:
            continue
        begin = first_input[transaction]
        end = first_input[transaction + 1] if transaction + 1 < first_input.size else script_of_input.size
        if end - begin < 2:
            continue
        found = False
        for at in range(begin, end):
            script = script_of_input[at]
            if script >= 0:
                if cluster[script] != wanted:
                    break
                found = True
                spent.append(script)
        if found:
            transactions.append(np.int64(transaction))
            starts.append(np.int64(len(spent)))
    return np.array(transactions, np.int64), np.array(starts, np.int64), np.array(spent, np.int64)


@compiled
def _search(
    members: I8, starts: I8, transaction_of: I8, by_script: I8, begins: I8, source: int, goal: int
) -> tuple[I8, I8]:
    """Breadth first from script to script; return per script the one before it and the transaction between them."""
    by = np.full(begins.size - 1, -1, np.int64)
    link = np.full(begins.size - 1, -1, np.int64)
    used = np.zeros(starts.size - 1, np.bool_)
    queue = np.empty(begins.size - 1, np.int64)
    queue[0], taken, known = source, 0, 1
    by[source] = source
    while taken < known and by[goal] < 0:
        script = queue[taken]
        taken += 1
        for entry in range(begins[script], begins[script + 1]):
            transaction = transaction_of[by_script[entry]]
            if used[transaction]:
                continue
            used[transaction] = True
            for at in range(starts[transaction], starts[transaction + 1]):
                other = members[at]
                if by[other] < 0:
                    by[other], link[other] = script, transaction
                    queue[known] = other
                    known += 1
    return by, link
