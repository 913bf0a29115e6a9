"""A socket that does not wait without end for a peer that goes on sending, but next to nothing.

A time limit on each read alone is met by one byte within it, again and again. Here a whole answer has that limit and,
beyond it, as long as what came would take at a pace that any usable link keeps.
"""

import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

PACE = 64 * 1024
"""Bytes a second below which a link is of no use for reading blocks."""


class PacedSocket(socket.socket):
    """A connected socket; an answer begins with what is sent, and each reads within its own time limit as well."""

    _clock: Callable[[], float]
    _began: float
    _received: int

    @classmethod
    def over(cls, connected: socket.socket, clock: Callable[[], float] = time.monotonic) -> "PacedSocket":
        """Take over a connected socket, which is of no use afterwards."""
        timeout = connected.gettimeout()
        paced = cls(fileno=connected.detach())
        paced.settimeout(timeout)
        paced._clock, paced._began, paced._received = clock, clock(), 0
        return paced

    def sendall(self, data: "ReadableBuffer", flags: int = 0, /) -> None:
        """Send, and begin to wait for an answer."""
        super().sendall(data, flags)
        self._began, self._received = self._clock(), 0

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        """Receive.

        Raises:
            TimeoutError: the answer as a whole comes too slowly.
        """
        count = super().recv_into(buffer, nbytes, flags)
        self._received += count
        limit = self.gettimeout()
        if limit is not None and self._clock() - self._began > limit + self._received / PACE:
            raise TimeoutError(f"{self._received} bytes came in {self._clock() - self._began:.0f} s")
        return count
