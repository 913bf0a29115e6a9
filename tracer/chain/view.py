"""`ChainView`: what the engine asks of a chain, whoever answers.

A live node, a file of raw blocks, a store and a bundle each implement it. All answers speak of one
best chain, the one that ends at `tip`; a source whose best chain changes while it is being read
raises rather than mixing two chains.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Position, Txid
from tracer.chain.transaction import Confirmed, Output


class Spender(NamedTuple):
    """The transaction that spends an output, and its place on the best chain."""

    txid: Txid
    position: Position


class Created(NamedTuple):
    """An output and the place of the transaction that made it."""

    outpoint: Outpoint
    position: Position


class Original(NamedTuple):
    """A transaction's original serialisation, witnesses included, and its place on the best chain."""

    txid: Txid
    position: Position
    raw: bytes


class FirstPaid(NamedTuple):
    """The first output that pays each of some scripts at or below a height.

    Where `whole` holds, a script that is absent was never paid there; else it may have been paid below the first height
    that the source reads.
    """

    outputs: Mapping[bytes, Created]
    whole: bool


@runtime_checkable
class KeyView(Protocol):
    """What a source answers besides where it can look through its outputs: a file and a store can, a node cannot.

    A node's block filters hold whole scripts, and of a key only its hash is known.
    """

    def keys_paid(self, hashes: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return, in chain order, the pay-to-pubkey outputs of these heights whose key has one of these HASH160."""
        ...


class ChainView(Protocol):
    """Read access to one best chain of one network.

    Mappings leave out what does not exist on the best chain: an absent key is "not there", never
    an error. Every method may raise `SourceError` (the source cannot answer) or `IntegrityError`
    (what it answered is false).
    """

    @property
    def network(self) -> Network:
        """The network this chain belongs to."""
        ...

    @property
    def first_height(self) -> int:
        """The lowest height whose blocks can be read (0, unless the source starts later)."""
        ...

    def tip(self) -> BlockRef:
        """Return the last block of the best chain, as pinned when the view was opened."""
        ...

    def block_hash(self, height: int) -> BlockHash:
        """Return the hash of the best chain's block at this height (`first_height` … tip)."""
        ...

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        """Return the 80-byte headers of heights `first` to `last`, both included."""
        ...

    def transactions(self, txids: Sequence[Txid]) -> Mapping[Txid, Confirmed]:
        """Return the confirmed ones of these transactions, in one request where possible.

        Of a txid that exists twice (BIP 30) the later one.
        """
        ...

    def spenders(self, outpoints: Sequence[Outpoint]) -> Mapping[Outpoint, Spender]:
        """Return, for each of these outputs that is spent on the best chain, what spends it.

        An output that does not exist is absent too, like an unspent one: check that it exists.
        """
        ...

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        """Return the outputs its inputs spend, in input order; empty for a coinbase.

        None where the source cannot read the output (it lies below `first_height`, say).
        """
        ...

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return every output of heights `first` to `last` with one of these scripts, in chain order."""
        ...

    def first_paid(self, scripts: Collection[bytes], last: int) -> FirstPaid | None:
        """Return the first output at or below height `last` with each of these scripts.

        None where asking costs more than an answer that is only shown is worth: a node that has many blocks to look
        through, or no filters to look with.
        """
        ...

    def originals(self, txids: Sequence[Txid]) -> Iterator[Original]:
        """Yield those of these transactions that are on the best chain and the coinbases of their blocks.

        In chain order, each once; nothing where the source keeps no raw bytes. Of a txid that exists twice (BIP 30)
        the later one, and as the coinbase of either block.
        """
        ...

    def merkle_proof(self, height: int, txids: Sequence[Txid]) -> bytes:
        """Return a proof, in Core's `gettxoutproof` format, that the block holds all these txids."""
        ...
