"""Blocks read and decoded ahead, while the rows before them are linked and written.

A thread of its own asks the source, so that neither a batch that is written nor one that is committed keeps it waiting.
"""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Condition
from types import TracebackType
from typing import NamedTuple

from tracer.errors import SourceError
from tracer.store.decoder import BlockRows, decoded
from tracer.store.source import BlockSource

AHEAD_BYTES = 32_000_000
"""Raw bytes of blocks that are asked for and not yet taken."""
_THREADS = 2


class _Waiting(NamedTuple):
    """A block that is being decoded."""

    height: int
    size: int
    rows: "Future[BlockRows]"


class ReadAhead:
    """A source's blocks of some heights, decoded, in order; open it with `with`, which ends its threads."""

    def __init__(self, source: BlockSource, first: int, last: int, ahead_bytes: int = AHEAD_BYTES) -> None:
        """Begin with nothing; `ahead_bytes` bounds what is held."""
        self._source, self._first, self._last, self._most = source, first, last, ahead_bytes
        self._waiting: deque[_Waiting] = deque()
        self._held = 0
        self._changed = Condition()
        self._ended = self._stopped = False
        self._decoders = ThreadPoolExecutor(_THREADS)
        self._reader = ThreadPoolExecutor(1)

    def __enter__(self) -> "ReadAhead":
        """Begin to read."""
        self._reading = self._reader.submit(self._read)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop reading, whatever is still ahead, and wait for the threads."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._reader.shutdown()
        self._decoders.shutdown(cancel_futures=True)

    def __iter__(self) -> Iterator[tuple[int, BlockRows]]:
        """Give each height and its rows, in order; ends early where the source does.

        Raises:
            IntegrityError: a block is not what its header commits to.
            SourceError: the source fails, or gives another block than the one due.
        """
        while (block := self._next()) is not None:
            rows = block.rows.result()
            with self._changed:
                self._held -= block.size
                self._changed.notify_all()
            yield block.height, rows

    def _next(self) -> _Waiting | None:
        """Return the next block; None at the end. What stopped the source is raised after the blocks before it."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended)
            if self._waiting:
                return self._waiting.popleft()
        self._reading.result()
        return None

    def _read(self) -> None:
        """Ask the source for block after block, as long as there is room."""
        expected = self._first
        blocks = self._source.blocks(self._first, self._last)
        try:
            for height, raw in blocks:
                if height != expected:
                    raise SourceError(f"the source gave block {height} where {expected} was due")
                expected += 1
                if not self._add(height, raw):
                    break
        finally:
            if isinstance(blocks, Generator):
                blocks.close()  # in the thread that ran it
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _add(self, height: int, raw: bytes) -> bool:
        """Have a block decoded as soon as there is room for it; return False where no more are wanted."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or not self._held or self._held + len(raw) <= self._most)
            if self._stopped:
                return False
            self._held += len(raw)
            self._waiting.append(_Waiting(height, len(raw), self._decoders.submit(decoded, raw, height == 0)))
            self._changed.notify_all()
            return True
