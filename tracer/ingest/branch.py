"""Which of the blocks at hand are the best chain: the branch with the most cumulative work. Pure.

Knows headers by number (their order in the file) and decides between branches as a node would that
received them in this order. Heights are the caller's.

Source: Bitcoin Core 31, `src/node/blockstorage.cpp` (CBlockIndexWorkComparator: work, then first come).
"""

from collections.abc import Sequence

from tracer.chain.header import Header, work
from tracer.chain.outpoint import BlockHash


def best(headers: Sequence[Header]) -> tuple[int, ...]:
    """Return the numbers of the best branch's headers, from its first to its tip.

    A branch starts at a header whose parent is not there. Of branches with equal work the one whose
    tip comes first wins. No two headers may be equal; at least one is needed.

    Raises:
        IntegrityError: a header's bits are no target.
    """
    numbers = {header.hash: number for number, header in enumerate(headers)}
    works = _cumulative(headers, numbers)
    tip = max(range(len(headers)), key=lambda number: (works[number], -number))
    branch = [tip]
    while (parent := numbers.get(headers[branch[-1]].previous)) is not None:
        branch.append(parent)
    return tuple(reversed(branch))


def _cumulative(headers: Sequence[Header], numbers: dict[BlockHash, int]) -> list[int]:
    """Return each header's own work and that of all its ancestors that are there."""
    works = [0] * len(headers)
    for number in range(len(headers)):
        waiting = []
        at: int | None = number
        while at is not None and not works[at]:
            waiting.append(at)
            at = numbers.get(headers[at].previous)
        total = works[at] if at is not None else 0
        for each in reversed(waiting):
            total += work(headers[each].bits)
            works[each] = total
    return works
