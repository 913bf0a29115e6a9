"""Multi-input clusters: scripts whose coins were spent together, over arrays of numbers.

Only co-spending joins: never change, never tags. Transactions flagged as mixes and those that would
join what must not be joined are left out whole and named. Numbering scripts, flagging mixes and
reading columns are others' matters. `co_spends` answers why two scripts are together.

Source: Nakamoto 2008, section 10; Androulaki et al. 2013; Meiklejohn et al. 2013 (multi-input rule).
"""

from dataclasses import dataclass

import numpy as np

from tracer.compiled import compiled
from tracer.errors import CaseError
from tracer.trace.arrays import I8, U1
from tracer.trace.patterns.error_figures import MULTI_INPUT_RECALL, NOT_MEASURED

RULE = "multi-input"

ERROR = f"{NOT_MEASURED}; {MULTI_INPUT_RECALL}"

FAILURE_MODES = (
    "unseen CoinJoins and PayJoins, coins imported into a service, shared custody, dual-funded Lightning channels, "
    "batch markets and other transactions signed in parts join strangers; coins never spent together stay apart"
)


@dataclass(frozen=True, slots=True)
class Clusters:
    """A partition of scripts, and every union that made it.

    `cluster` has, per script, the smallest script number of its cluster. Union k joined the clusters
    of scripts `left[k]` and `right[k]`, both spent by transaction `witness[k]`; unions are in chain
    order and there is one fewer per cluster than it has scripts. `refused` are the transactions left
    out for the no-merge list, in chain order; `mixed` is the flag per transaction as given.
    """

    cluster: I8
    left: I8
    right: I8
    witness: I8
    refused: I8
    mixed: U1

    @property
    def merged(self) -> int:
        """How many clusters have more than one script."""
        joined = np.zeros(self.cluster.size, np.bool_)
        joined[self.cluster[self.right]] = True
        return int(np.count_nonzero(joined))


def cluster(script_of_input: I8, first_input: I8, mixed: U1, scripts: int, no_merge: I8 | None = None) -> Clusters:
    """Return the multi-input clusters of scripts 0 to `scripts` - 1.

    `script_of_input`: per input in chain order the number of the script whose coin it spends; negative
    where there is none or it is not known. `first_input`: per transaction its first input, ascending.
    `mixed`: per transaction 1 where it must not join, else 0. `no_merge`: rows of two scripts that
    must never be in one cluster; a transaction that would bring any such pair together joins nothing.
    With such a list the result follows chain order: the earlier union stands.

    Raises:
        CaseError: a pair of the no-merge list names one script twice, or a script that is not there.
        ValueError: the arrays do not fit one another.
    """
    pairs = np.empty((0, 2), np.int64) if no_merge is None else np.ascontiguousarray(no_merge, np.int64)
    _check(script_of_input, first_input, mixed, scripts, pairs)
    parent = np.arange(scripts, dtype=np.int64)
    room = min(scripts, script_of_input.size)
    left, right, witness = (np.empty(room, np.int64) for _ in range(3))
    refused = np.empty(first_input.size if pairs.size else 0, np.int64)
    marks, neighbours_from, neighbours = _forbidden(pairs)
    head = np.full(scripts if pairs.size else 0, -1, np.int64)
    if pairs.size:
        head[marks] = np.arange(marks.size)
    unions, kept = _unite(
        script_of_input,
        first_input,
        mixed,
        parent,
        left,
        right,
        witness,
        refused,
        head,
        marks,
        neighbours_from,
        neighbours,
    )
    _flatten(parent)
    return Clusters(parent, left[:unions], right[:unions], witness[:unions], refused[:kept], mixed)


def _check(script_of_input: I8, first_input: I8, mixed: U1, scripts: int, pairs: I8) -> None:
    if mixed.size != first_input.size:
        raise ValueError(f"{mixed.size} flags for {first_input.size} transactions")
    if first_input.size and (first_input[0] != 0 or bool(np.any(np.diff(first_input) < 0))):
        raise ValueError("first_input must begin with 0 and never fall")
    if first_input.size and first_input[-1] > script_of_input.size:
        raise ValueError(f"a transaction begins at input {first_input[-1]} of {script_of_input.size}")
    if script_of_input.size and script_of_input.max(initial=-1) >= scripts:
        raise ValueError(f"an input spends script {script_of_input.max()} of {scripts}")
    for one, other in pairs.tolist():
        if one == other or not (0 <= one < scripts and 0 <= other < scripts):
            raise CaseError(f"no-merge list: ({one}, {other}) does not name two of the {scripts} scripts")


def _forbidden(pairs: I8) -> tuple[I8, I8, I8]:
    """Return the scripts that stand in a pair, ascending, and for each where its partners begin, and the partners."""
    both = np.concatenate((pairs, pairs[:, ::-1]))
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    marks, starts = np.unique(both[:, 0], return_index=True)
    return marks, np.append(starts, len(both)).astype(np.int64), np.ascontiguousarray(both[:, 1])


@compiled
def _find(parent: I8, script: int) -> int:
    """Return the root of a script's cluster, halving the path on the way."""
    while parent[script] != script:
        parent[script] = parent[parent[script]]
        script = parent[script]
    return script


@compiled
def _flatten(parent: I8) -> None:
    """Let every script point at its root, which is the smallest of its cluster: a parent is never larger."""
    for script in range(parent.size):
        parent[script] = parent[parent[script]]


@compiled
def _unite(
    script_of_input: I8,
    first_input: I8,
    mixed: U1,
    parent: I8,
    left: I8,
    right: I8,
    witness: I8,
    refused: I8,
    head: I8,
    marks: I8,
    neighbours_from: I8,
    neighbours: I8,
) -> tuple[int, int]:
    """Fold the transactions in chain order; return how many unions and refusals were written.

    `head` has per root the first of the marks in its cluster, or -1; marks of one cluster are a list.
    """
    unions = kept = 0
    after = np.full(marks.size, -1, np.int64)
    stamp = np.full(marks.size, -1, np.int64)
    for transaction in range(first_input.size):
        if mixed[transaction]:
            continue
        begin = first_input[transaction]
        end = first_input[transaction + 1] if transaction + 1 < first_input.size else script_of_input.size
        if end - begin < 2:
            continue
        if head.size and _forbids(
            script_of_input, begin, end, transaction, parent, head, after, stamp, marks, neighbours_from, neighbours
        ):
            refused[kept] = transaction
            kept += 1
            continue
        first = -1
        for at in range(begin, end):
            script = script_of_input[at]
            if script < 0:
                continue
            if first < 0:
                first = script
                continue
            low, high = _find(parent, first), _find(parent, script)
            if low == high:
                continue
            if low > high:
                low, high = high, low
            parent[high] = low
            if head.size and head[high] >= 0:
                _append(head, after, low, high)
            left[unions], right[unions], witness[unions] = first, script, transaction
            unions += 1
    return unions, kept


@compiled
def _append(head: I8, after: I8, low: int, high: int) -> None:
    """Put the marks of cluster `high` before those of cluster `low`."""
    last = head[high]
    while after[last] >= 0:
        last = after[last]
    after[last] = head[low]
    head[low] = head[high]


@compiled
def _forbids(
    script_of_input: I8,
    begin: int,
    end: int,
    transaction: int,
    parent: I8,
    head: I8,
    after: I8,
    stamp: I8,
    marks: I8,
    neighbours_from: I8,
    neighbours: I8,
) -> bool:
    """Whether joining all that the transaction spends would bring a forbidden pair together."""
    marked = 0
    for at in range(begin, end):
        if script_of_input[at] >= 0:
            mark = head[_find(parent, script_of_input[at])]
            if mark >= 0 and stamp[mark] != transaction:
                stamp[mark] = transaction
                marked += 1
    if marked < 2:
        return False
    for at in range(begin, end):
        if script_of_input[at] < 0:
            continue
        root = _find(parent, script_of_input[at])
        mark = head[root]
        if mark < 0 or stamp[mark] != transaction:
            continue
        while mark >= 0:
            for each in range(neighbours_from[mark], neighbours_from[mark + 1]):
                other = _find(parent, neighbours[each])
                if other != root and head[other] >= 0 and stamp[head[other]] == transaction:
                    return True
            mark = after[mark]
    return False
