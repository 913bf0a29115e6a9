"""Where a store's blocks come from, and whom it tells how far it is: the store's side of both.

The store knows no node and no file; `operations` hands it something that fits.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.chain.transaction import Output


class BlockSource(Protocol):
    """Raw blocks of one best chain, by height. The chain may change between two calls."""

    @property
    def network(self) -> Network:
        """The network the blocks belong to."""
        ...

    @property
    def origin(self) -> str:
        """The software the blocks come from and its version, as it names itself."""
        ...

    @property
    def first_height(self) -> int:
        """The lowest height it can give."""
        ...

    def tip(self) -> BlockRef:
        """Return the last block of its best chain, now."""
        ...

    def hash_at(self, height: int) -> BlockHash | None:
        """Return the hash of its best chain's block at this height, None above its tip."""
        ...

    def blocks(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """Give heights `first` to `last`, both included, in order, each with its raw block.

        May end early, or go over to another branch, where the best chain changes meanwhile.
        """
        ...

    def spent_outputs(self, height: int, block: BlockHash) -> Sequence[Sequence[Output]] | None:
        """Return what the block's transactions spend, per transaction and input, the coinbase's empty.

        None where the source cannot know outputs of blocks it does not hold.
        """
        ...


class Watcher(Protocol):
    """Who is told how an ingest goes on."""

    def advanced(self, height: int, last: int, transactions: int) -> None:
        """Hear that the store's blocks up to `height` of `last` were read, with so many transactions so far."""
        ...

    def committed(self, tip: BlockRef) -> None:
        """Hear that everything up to this block will survive whatever happens."""
        ...

    def lowered(self, tip: BlockRef | None, given_up: int) -> None:
        """Hear that a reorganisation made the store give up so many blocks; `tip` is the fork."""
        ...


class Unwatched:
    """A watcher that nobody reads."""

    def advanced(self, height: int, last: int, transactions: int) -> None:
        """Say nothing."""

    def committed(self, tip: BlockRef) -> None:
        """Say nothing."""

    def lowered(self, tip: BlockRef | None, given_up: int) -> None:
        """Say nothing."""
