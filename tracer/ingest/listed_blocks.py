"""What is in a node's blocks: the ids of their transactions, held against the header, so that places are proven.

A header's hash is the block's name, and its Merkle root commits to the list. So the list shows the place of each
transaction, which others lie beside it, and every proof, without the block's bytes. Ids are kept side by side, 32
bytes each, for a tree of them would take ten times as much.

A list of inner nodes of the tree would have the same root. Whoever shows a transaction to others shows the coinbase
of its block too, which cannot be one; see `chain.merkle`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tracer.chain import header, merkle
from tracer.chain.merkle import LastTree, Tree
from tracer.chain.outpoint import BlockHash, Txid, display, internal
from tracer.errors import IntegrityError
from tracer.ingest.bulk import Bulk
from tracer.ingest.recent import Recent

_REMEMBERED_BYTES = 64 * 1024 * 1024
_SIZE = 32


@dataclass(frozen=True, slots=True)
class Listed:
    """A block's header and the ids of its transactions in order, in the protocol's byte order."""

    header: bytes
    ids: bytes

    @property
    def size(self) -> int:
        """How many transactions the block has."""
        return len(self.ids) // _SIZE

    @property
    def coinbase(self) -> Txid:
        """The first one."""
        return Txid(display(self.ids[:_SIZE]))

    def index_of(self, txid: Txid) -> int | None:
        """Return the place of a transaction in the block, None where it is not in it."""
        wanted = internal(txid)
        at = self.ids.find(wanted)
        while at % _SIZE and at >= 0:
            at = self.ids.find(wanted, at + 1)
        return None if at < 0 else at // _SIZE

    def places_of(self, wanted: Mapping[bytes, Txid]) -> dict[Txid, int]:
        """Return the places of those of these transactions, by id, that are in the block, but for its coinbase."""
        ids = (self.ids[at : at + _SIZE] for at in range(_SIZE, len(self.ids), _SIZE))
        return {wanted[each]: index for index, each in enumerate(ids, start=1) if each in wanted}

    def txids(self) -> tuple[Txid, ...]:
        """Return all ids in order."""
        return tuple(Txid(display(self.ids[at : at + _SIZE])) for at in range(0, len(self.ids), _SIZE))


class ListedBlocks:
    """Asks for lists, proves and remembers the latest. May be used from several threads, but for `proof`."""

    def __init__(self, bulk: Bulk) -> None:
        """Ask this node."""
        self._bulk = bulk
        self._lists: Recent[BlockHash, Listed] = Recent(_REMEMBERED_BYTES)
        self._last = LastTree()

    def of(self, name: BlockHash) -> Listed:
        """Return a block's list.

        Raises:
            IntegrityError: the header has another hash, or commits to other transactions.
        """
        known = self._lists.get(name)
        if known is not None:
            return known
        said = self._bulk.listing(name)
        hash_of = header.decode(said.header).hash
        if hash_of != name:
            raise IntegrityError(f"the node sent the list of block {hash_of} where block {name} was asked for")
        if not said.txids:
            raise IntegrityError(f"the node says that block {name} holds no transaction: each holds its coinbase")
        if len(said.txids) > merkle.MAX_TRANSACTIONS:
            raise IntegrityError(f"the node says that block {name} holds {len(said.txids)} transactions: more than fit")
        self._tree(name, said.header, said.txids)
        return self.keep(name, said.header, said.txids)

    def keep(self, name: BlockHash, head: bytes, txids: Collection[Txid]) -> Listed:
        """Remember a block's list that is proven already."""
        listed = Listed(head, b"".join(map(internal, txids)))
        self._lists.keep(name, listed, len(listed.ids))
        return listed

    def proof(self, name: BlockHash, txids: Collection[Txid]) -> bytes:
        """Return a proof that the block holds these transactions.

        Raises:
            IntegrityError: it does not hold one of them, or as `of`.
        """
        listed = self.of(name)
        return self._last.of(name, lambda: self._tree(name, listed.header, listed.txids())).proof(txids)

    def _tree(self, name: BlockHash, head: bytes, txids: tuple[Txid, ...]) -> Tree:
        try:
            return Tree(head, txids)
        except IntegrityError as error:
            raise IntegrityError(f"the node's list of block {name}: {error}") from None
