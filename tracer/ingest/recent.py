"""A bounded memory of what was read lately, so that a trace asks twice for little and holds little."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Keeps the values used last, up to a total weight; may be used from several threads."""

    def __init__(self, limit: int) -> None:
        """Hold values whose weights sum to no more than `limit`, in whatever unit `keep` is told."""
        self._limit = limit
        self._held = 0
        self._lock = Lock()
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Return the value, now the most recent one, or None."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def keep(self, key: K, value: V, weight: int) -> None:
        """Remember a value and forget the oldest ones beyond the limit; a heavier one is not kept."""
        with self._lock:
            old = self._values.pop(key, None)
            self._held -= old[1] if old else 0
            self._values[key] = (value, weight)
            self._held += weight
            while self._held > self._limit:
                _, (_, released) = self._values.popitem(last=False)
                self._held -= released
