"""A file's raw blocks by height, without decoding them: what a store is filled from.

Only headers are read ahead, to find the best branch. Whether a block is what its header commits to is
the store's to check.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tracer.chain import block as block_rules
from tracer.chain import decode, header
from tracer.chain.header import Header
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.chain.transaction import Output
from tracer.errors import CaseError, IntegrityError
from tracer.ingest import file_chain
from tracer.ingest.framing import BlockFile


class FileBlocks:
    """Blocks of a file's best branch."""

    def __init__(self, path: Path, to_height: int | None = None) -> None:
        """Read every header; the chain goes no further than `to_height`.

        Raises: CaseError: not a file of blocks, no whole block in it, heights that cannot be known, or no block at
            `to_height`.
            IntegrityError: the file is damaged (an incomplete last record is only a warning), or has a hole.
        """
        self._file = BlockFile(path)
        headers: dict[BlockHash, Header] = {}
        places = []
        repeated = 0
        for record in self._file.records():
            found = header.decode(record.raw[: header.SIZE])
            if found.hash in headers:
                repeated += 1
            else:
                headers[found.hash] = found
                places.append((record.offset, len(record.raw)))
        if not headers:
            raise CaseError(f"{path} holds no complete block.", *([self._file.cut] if self._file.cut else []))
        known = list(headers.values())
        chosen = file_chain.choose(
            known, self.network, lambda number: self._stated(*places[number]), str(path), to_height
        )
        self._headers = [known[number] for number in chosen.numbers]
        self._places = [places[number] for number in chosen.numbers]
        self._first_height = chosen.first_height
        self.warnings = (*chosen.warnings, *file_chain.ignored(str(path), repeated, self._file.cut))
        """What the file holds beside its best branch, in words: stale and repeated blocks, a cut end."""

    @property
    def network(self) -> Network:
        """The network whose magic frames the blocks."""
        return self._file.network

    @property
    def origin(self) -> str:
        """What the blocks come from; a file does not say which software wrote it."""
        return "a file of raw blocks"

    @property
    def first_height(self) -> int:
        """The height of the best branch's first block."""
        return self._first_height

    def tip(self) -> BlockRef:
        """Return the best branch's last block."""
        return BlockRef(self._first_height + len(self._headers) - 1, self._headers[-1].hash)

    def hash_at(self, height: int) -> BlockHash | None:
        """Return the hash of the best branch's block at this height, None where the file has none."""
        above = height - self._first_height
        return self._headers[above].hash if 0 <= above < len(self._headers) else None

    def blocks(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """Give heights `first` to `last` in order.

        Raises:
            IntegrityError: the file has changed since it was opened.
        """
        for height in range(first, last + 1):
            yield height, self.raw_block(height, self._headers[height - self._first_height].hash)

    def raw_block(self, height: int, block: BlockHash) -> bytes:
        """Return a block's bytes.

        Raises:
            IntegrityError: the file does not hold this block there, or has changed since it was opened.
        """
        raw = self._file.read(*self._places[height - self._first_height]) if self.hash_at(height) == block else b""
        if len(raw) < header.SIZE or header.decode(raw[: header.SIZE]).hash != block:
            raise IntegrityError(f"{self._file.path} does not hold block {block} at height {height}: has it changed?")
        return raw

    def spent_outputs(self, height: int, block: BlockHash) -> Sequence[Sequence[Output]] | None:
        """Return None: a file does not know outputs of blocks it does not hold."""
        return None

    def _stated(self, offset: int, length: int) -> int | None:
        """Return the height that a block states.

        Raises:
            IntegrityError: the bytes are no block.
        """
        try:
            return block_rules.stated_height(decode.block(self._file.read(offset, length)))
        except IntegrityError as error:
            raise IntegrityError(f"{self._file.path} is damaged: the record at byte {offset - 8}: {error}") from None
