"""Several questions to a node at a time, their answers in order."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")
_R = TypeVar("_R")


class Several:
    """Threads that ask; as many as there are connections."""

    def __init__(self, connections: int) -> None:
        """Start none until there is something to ask."""
        self._threads = ThreadPoolExecutor(connections)

    def map(self, function: Callable[[_T], _R], values: Iterable[_T]) -> Iterator[_R]:
        """Return a result for each value in order, several asked at a time where there are several."""
        listed = list(values)
        return map(function, listed) if len(listed) < 2 else self._threads.map(function, listed)
