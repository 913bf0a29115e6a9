"""Sorting without making arrays, for compiled code that must not."""

from tracer.compiled import inlined
from tracer.store.arrays import I8


@inlined
def sort_by(key: I8, count: int, order: I8) -> None:
    """Fill `order` with 0 to before `count`, by ascending key, equal keys in ascending order.

    Source: Floyd, "Algorithm 245: Treesort 3" (1964).
    """
    for place in range(count):
        order[place] = place
    for root in range(count // 2 - 1, -1, -1):
        _sift(key, order, root, count)
    for last in range(count - 1, 0, -1):
        order[0], order[last] = order[last], order[0]
        _sift(key, order, 0, last)


@inlined
def _sift(key: I8, order: I8, root: int, count: int) -> None:
    """Let an entry sink to where none below it comes later."""
    while 2 * root + 1 < count:
        below = 2 * root + 1
        if below + 1 < count and _is_before(key, order[below], order[below + 1]):
            below += 1
        if not _is_before(key, order[root], order[below]):
            return
        order[root], order[below] = order[below], order[root]
        root = below


@inlined
def _is_before(key: I8, one: int, other: int) -> bool:
    """Whether one entry comes before another."""
    return bool(key[one] < key[other] or (key[one] == key[other] and one < other))
