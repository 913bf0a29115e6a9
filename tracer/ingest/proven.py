"""Transactions of a node, each with its place in the chain proven.

The bytes hash to the txid, and the Merkle tree under the block's header holds that txid at that index. Few transactions
of a block come one by one, with one proof; many come with the whole block, which is its own proof. Which block a
transaction is in is the node's word; that the block holds it is not.

Source: Bitcoin Core 31, RPC `gettxoutproof`.
"""

from collections.abc import Collection, Iterable

from tracer.chain import block as block_rules
from tracer.chain import decode, header, merkle, wire
from tracer.chain.block import Block
from tracer.chain.merkle import Proof
from tracer.chain.outpoint import BlockHash, BlockRef, Position, Txid
from tracer.chain.transaction import Confirmed, Transaction
from tracer.errors import IntegrityError, SourceError
from tracer.ingest import answer
from tracer.ingest.bulk import Bulk
from tracer.ingest.core import CoreRpc, RpcError
from tracer.ingest.pinned import PinnedChain
from tracer.ingest.recent import Recent

_WORTH_THE_BLOCK = 100
"""From so many transactions on, a whole block costs less than they do one by one (measured)."""
_REMEMBERED_BYTES = 32 * 1024 * 1024
_REMEMBERED_POSITIONS = 200_000


class ProvenTransactions:
    """Reads transactions from a node, remembers the latest. May be used from several threads."""

    def __init__(self, rpc: CoreRpc, bulk: Bulk, chain: PinnedChain) -> None:
        """Read from this node, on this chain."""
        self._rpc = rpc
        self._bulk = bulk
        self._chain = chain
        self._transactions: Recent[Txid, Transaction] = Recent(_REMEMBERED_BYTES)
        self._positions: Recent[Txid, Position] = Recent(_REMEMBERED_POSITIONS)
        self._first: Transaction | None = None

    def block(self, ref: BlockRef) -> Block:
        """Return a whole block, its transactions checked against its header.

        Raises:
            IntegrityError: the node sent another block, or one that is none.
        """
        block = decode.block(self._bulk.block(ref.hash))
        if block.hash != ref.hash:
            raise IntegrityError(f"the node sent block {block.hash} where block {ref.hash} was asked for")
        block_rules.check_merkle(block)
        return block

    def known(self, txid: Txid) -> Confirmed | None:
        """Return a transaction that was read lately."""
        transaction, position = self._transactions.get(txid), self._positions.get(txid)
        return Confirmed(transaction, position) if transaction and position else None

    def remembered(self, txid: Txid) -> Transaction | None:
        """Return a transaction that was read lately, wherever it is."""
        return self._transactions.get(txid)

    def in_block(self, ref: BlockRef, txids: Collection[Txid]) -> dict[Txid, Confirmed]:
        """Return all these transactions of one block.

        Raises:
            IntegrityError: the block does not hold one of them, or the node sent false bytes.
        """
        found = {txid: known for txid in txids if (known := self._known_in(ref, txid))}
        wanted = [txid for txid in txids if txid not in found]
        if len(wanted) >= _WORTH_THE_BLOCK:
            found.update(self._from_whole_block(ref, frozenset(wanted)))
        elif wanted:
            found.update(self._one_by_one(ref, wanted))
        absent = sorted(set(txids) - set(found))
        if absent:
            raise IntegrityError(
                f"block {ref.hash} does not hold transaction {absent[0]}, which the node says is in it"
            )
        return found

    def anywhere(self, txid: Txid) -> Confirmed | None:
        """Return a transaction of the chain wherever it is; None where the chain does not hold it.

        Of a txid that exists twice the later one, since that is the one that the node's index knows. The block is
        asked for first: for a proof without it Core looks for 111,111 outputs that could be unspent, a tenth of
        a second where none is.
        """
        known = self.known(txid)
        if known is not None:
            return known
        found = self._bulk.located(txid)
        if found is None:
            return self._genesis_coinbase(txid)
        height = None if found.block is None else self._chain.height_of(found.block)
        if found.block is None or height is None:
            return None
        self.checked(txid, found.raw)
        return self.in_block(BlockRef(height, found.block), [txid])[txid]

    def proof(self, ref: BlockRef, txids: Collection[Txid]) -> bytes:
        """Return Core's proof that the block holds these txids, checked.

        Raises:
            IntegrityError: the block does not hold them, or the proof shows something else.
        """
        wanted = sorted(set(txids))
        try:
            raw = answer.hexadecimal(self._rpc.call("gettxoutproof", wanted, ref.hash), "gettxoutproof")
        except RpcError as error:
            if error.code == RpcError.NOT_FOUND:
                raise IntegrityError(f"block {ref.hash} does not hold all of: {', '.join(wanted)}") from None
            raise
        proof = merkle.check_proof(raw)
        shown = header.decode(proof.header).hash
        if shown != ref.hash or {txid for _, txid in proof.matches} != set(wanted):
            raise IntegrityError(
                f"the node's Merkle proof for block {ref.hash} shows other transactions or another block"
            )
        return raw

    def transaction(self, txid: Txid) -> Transaction | None:
        """Return a transaction by its id alone, its bytes proven by it; None where the node knows none."""
        known = self._transactions.get(txid)
        if known is not None:
            return known
        raw = self._bulk.transaction(txid)
        if raw is None:
            genesis = self._genesis_coinbase(txid)
            return genesis.transaction if genesis else None
        return self.checked(txid, raw)

    def checked(self, txid: Txid, raw: bytes) -> Transaction:
        """Return the transaction that these bytes are.

        Raises:
            IntegrityError: they are another one, or none.
        """
        found = decode.transaction(raw)
        if found.txid != txid:
            raise IntegrityError(f"the node sent transaction {found.txid} where {txid} was asked for")
        self._transactions.keep(txid, found, _weight(found))
        return found

    def coinbase(self, ref: BlockRef) -> tuple[Txid, bytes]:
        """Return the txid and bytes of a block's first transaction; a proof must show that it is the block's."""
        raw = self._bulk.block(ref.hash)
        try:
            walked = wire.walk(raw, wire.read_compact(raw, header.SIZE)[1])
        except wire.CUT:
            raise IntegrityError(f"the node sent block {ref.hash} cut") from None
        if not walked.transaction.is_coinbase or header.decode(raw[: header.SIZE]).hash != ref.hash:
            raise IntegrityError(f"the node sent something else where block {ref.hash} was asked for")
        return walked.transaction.txid, raw[walked.start : walked.end]

    def _known_in(self, ref: BlockRef, txid: Txid) -> Confirmed | None:
        known = self.known(txid)
        return known if known and known.position.height == ref.height else None

    def _from_whole_block(self, ref: BlockRef, wanted: frozenset[Txid]) -> dict[Txid, Confirmed]:
        block = self.block(ref)
        found = {}
        for index, transaction in enumerate(block.transactions):
            if transaction.txid in wanted:
                found[transaction.txid] = self._keep(transaction, Position(ref.height, index))
        return found

    def _one_by_one(self, ref: BlockRef, wanted: Iterable[Txid]) -> dict[Txid, Confirmed]:
        wanted = tuple(wanted)
        return self._confirm(ref, merkle.check_proof(self.proof(ref, wanted)), wanted)

    def _confirm(self, ref: BlockRef, proof: Proof, wanted: Iterable[Txid]) -> dict[Txid, Confirmed]:
        """Fetch the transactions that a proof shows, and say where they are."""
        index_of = {txid: index for index, txid in proof.matches}
        found = {}
        for txid in wanted:
            transaction = self.transaction(txid)
            if transaction is None:
                raise SourceError(
                    f"node {self._rpc.endpoint} does not give transaction {txid}, which block {ref.hash} holds.\n"
                    "Add txindex=1 to its bitcoin.conf, or wait until that index is built."
                )
            if txid not in index_of:
                raise IntegrityError(f"the node's Merkle proof for block {ref.hash} does not show transaction {txid}")
            found[txid] = self._keep(transaction, Position(ref.height, index_of[txid]))
        return found

    def _keep(self, transaction: Transaction, position: Position) -> Confirmed:
        self._transactions.keep(transaction.txid, transaction, _weight(transaction))
        self._positions.keep(transaction.txid, position, 1)
        return Confirmed(transaction, position)

    def _genesis_coinbase(self, txid: Txid) -> Confirmed | None:
        """Core keeps the genesis coinbase, which nobody can spend, out of its indexes.

        So it is compared with whatever the node does not know, and read once.
        """
        if self._first is None:
            self._first = self.block(BlockRef(0, BlockHash(self._chain.hash_at(0)))).transactions[0]
        return Confirmed(self._first, Position(0, 0)) if self._first.txid == txid else None


def _weight(transaction: Transaction) -> int:
    """Return about the bytes of a transaction's inputs and outputs."""
    return 60 * len(transaction.inputs) + sum(40 + len(output.script) for output in transaction.outputs)
