from collections.abc import Iterator
from itertools import islice
from threading import Event

import pytest

from fixtures.patience import PATIENCE
from tests.store.chains import MemorySource, Miner
from tracer.errors import IntegrityError, SourceError
from tracer.store.read_ahead import ReadAhead

_BLOCKS = Miner(11).mine(40, 3).blocks


class _Told(MemorySource):
    """Notes what it gave, and tells when it has given the block of a height; may break at one."""

    def __init__(self, blocks: list[bytes], *, tells: int = -1, breaks: int = -1, skips: int = -1) -> None:
        super().__init__(blocks)
        self.given: list[int] = []
        self.told, self.ended = Event(), Event()
        self._tells, self._breaks, self._skips = tells, breaks, skips

    def blocks(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """Give blocks."""
        try:
            for height, raw in super().blocks(first, last):
                if height == self._breaks:
                    raise SourceError("gone")
                if height == self._skips:
                    continue
                self.given.append(height)
                if height == self._tells:
                    self.told.set()
                yield height, raw
        finally:
            self.ended.set()


def test_blocks_come_decoded_and_in_order() -> None:
    """Each height of the range comes once, with its own rows."""
    with ReadAhead(MemorySource(_BLOCKS), 3, 30) as ahead:
        found = [(height, rows.header.tobytes()) for height, rows in ahead]
    assert found == [(height, _BLOCKS[height][:80]) for height in range(3, 31)]


def test_the_source_is_read_while_nothing_is_taken() -> None:
    """Whoever writes a batch takes no block meanwhile, and the source gives on all the same."""
    source = _Told(_BLOCKS, tells=40)
    with ReadAhead(source, 0, 40) as ahead:
        assert source.told.wait(PATIENCE)
        assert len([*ahead]) == 41


def test_what_is_ahead_is_bounded() -> None:
    """So many raw bytes are asked for and not yet taken, and one block beyond them that waits for room."""
    sizes = [len(raw) for raw in _BLOCKS]
    most = sum(sizes[:10])
    source = _Told(_BLOCKS, tells=10)
    with ReadAhead(source, 0, 40, most) as ahead:
        assert source.told.wait(PATIENCE)
        taken = iter(ahead)
        for count in range(1, 20):
            next(taken)
            assert sum(sizes[count : source.given[-1]]) <= most
            assert max(source.given) < 40
        assert [height for height, _ in taken] == [*range(19, 41)]


def test_a_block_larger_than_the_bound_is_read_too() -> None:
    """One block is let in whatever its size, so that nothing waits for ever."""
    with ReadAhead(MemorySource(_BLOCKS), 0, 40, 1) as ahead:
        assert [height for height, _ in ahead] == [*range(41)]


def test_what_came_before_a_failure_is_given_first() -> None:
    """The failure is raised where the block is due, after those before it."""
    found = list[int]()
    with pytest.raises(SourceError, match="gone"), ReadAhead(_Told(_BLOCKS, breaks=7), 0, 40) as ahead:
        found.extend(height for height, _ in ahead)
    assert found == [*range(7)]


def test_a_height_left_out_is_refused() -> None:
    """A source that gives another height than the one due is not believed."""
    due = pytest.raises(SourceError, match="gave block 6 where 5 was due")
    with due, ReadAhead(_Told(_BLOCKS, skips=5), 0, 40) as ahead:
        assert [height for height, _ in ahead]


def test_a_false_block_is_raised_where_it_stands() -> None:
    """A block that is not what its header commits to is told by whoever takes it."""
    blocks = [*_BLOCKS]
    blocks[4] = blocks[4][:-1] + bytes([blocks[4][-1] ^ 1])
    found = list[int]()
    with pytest.raises(IntegrityError), ReadAhead(MemorySource(blocks), 0, 40) as ahead:
        found.extend(height for height, _ in ahead)
    assert found == [*range(4)]


def test_stopping_early_ends_the_source() -> None:
    """Whoever takes no more lets the source go, in the middle of its blocks."""
    source = _Told(_BLOCKS)
    with ReadAhead(source, 0, 40, sum(map(len, _BLOCKS[:5]))) as ahead:
        assert len([*islice(ahead, 3)]) == 3
    assert source.ended.is_set()
    assert max(source.given) < 40
