"""Transactions of a node, each with its place in the chain proven.

The bytes hash to the txid, and the Merkle tree under the block's header holds that txid at that index. One list of a
block's ids proves the places of all its transactions, so a block is asked about once; of a few transactions the bytes
come many to a request, of many with the whole block. Which block a transaction is in is the node's word; that the
block holds it is not.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from tracer.chain import block as block_rules
from tracer.chain import decode
from tracer.chain.block import Block
from tracer.chain.outpoint import BlockHash, BlockRef, Position, Txid, internal
from tracer.chain.transaction import Confirmed, Transaction
from tracer.errors import IntegrityError, SourceError
from tracer.ingest import transaction_index
from tracer.ingest.bulk import Bulk
from tracer.ingest.core import CoreRpc
from tracer.ingest.listed_blocks import ListedBlocks
from tracer.ingest.pinned import PinnedChain
from tracer.ingest.recent import Recent
from tracer.ingest.several import Several

_WORTH_THE_BLOCK = 5
"""Where one in so many of a block's transactions was wanted, now and before, the whole block is read."""
_TO_FIND = 4
"""A transaction that had to be found first counts as so many.

Measured on a block of 100: 35 microseconds a transaction with the block, 100 alone, 400 where it has to be found.
"""
_FIRST = 4 * transaction_index.AT_ONCE
_REMEMBERED_BYTES = 96 * 1024 * 1024
_REMEMBERED_BLOCKS = 32 * 1024 * 1024
_REMEMBERED_POSITIONS = 200_000


class ReadTransaction(NamedTuple):
    """A transaction that was read: its original bytes, what they say, and its place."""

    raw: bytes
    confirmed: Confirmed


class ProvenTransactions:
    """Reads transactions from a node, remembers the latest. Asks several at a time, and is asked by one thread."""

    def __init__(self, rpc: CoreRpc, bulk: Bulk, chain: PinnedChain, several: Several, *, unique_from: int) -> None:
        """Read from this node, on this chain. From height `unique_from` on, no txid exists twice."""
        self._rpc = rpc
        self._bulk = bulk
        self._chain = chain
        self._several = several
        self._unique_from = unique_from
        self._lists = ListedBlocks(bulk)
        self._blocks: Recent[BlockHash, Block] = Recent(_REMEMBERED_BLOCKS)
        self._read: Recent[Txid, ReadTransaction] = Recent(_REMEMBERED_BYTES)
        self._positions: Recent[Txid, Position] = Recent(_REMEMBERED_POSITIONS)
        self._alone: Counter[BlockHash] = Counter()
        """Of each block, what transactions that were read without it cost, in what one costs whose place is known."""
        self._first: Txid | None = None

    def block(self, ref: BlockRef) -> Block:
        """Return a whole block, its transactions checked against its header.

        Raises:
            IntegrityError: the node sent another block, or one that is none.
        """
        known = self._blocks.get(ref.hash)
        if known is not None:
            return known
        raw = self._bulk.block(ref.hash)
        try:
            block = decode.block(raw)
        except IntegrityError as error:
            raise IntegrityError(
                f"the node sent something else than block {ref.height}, {ref.hash}: {error}.\n"
                "Run the command again; where that does not help, check the node's disk (verifychain 4 0)."
            ) from error
        if block.hash != ref.hash:
            raise IntegrityError(f"the node sent block {block.hash} where block {ref.hash} was asked for")
        block_rules.check_merkle(block)
        self._blocks.keep(ref.hash, block, 4 * len(raw))
        return block

    def keep_of_block(self, ref: BlockRef, block: Block, index: int) -> None:
        """Remember a transaction of a block that was read whole."""
        if ref.height >= self._unique_from:
            self._keep(_of_block(ref, block, index))

    def remembered(self, txid: Txid) -> ReadTransaction | None:
        """Return a transaction that was read lately."""
        return self._read.get(txid)

    def read(self, txids: Iterable[Txid]) -> dict[Txid, ReadTransaction]:
        """Return those of these transactions that the chain holds, wherever they are.

        Of a txid that exists twice the later one, since that is the one that the node's index knows. Where some are,
        the node is asked; that tells what lies beside them, which the node is not asked.

        Raises:
            IntegrityError: the node sent false bytes, or names a block that does not hold a transaction.
        """
        found, left = dict[Txid, ReadTransaction](), dict[bytes, Txid]()
        for txid in txids:
            known = self._read.get(txid)
            if known is None:
                left[internal(txid)] = txid
            else:
                found[txid] = known
        while left:
            asked = _spread(tuple(left.values()))
            for txid in asked:
                del left[internal(txid)]
            beside = self._ask_where(asked, left, found)
            for reads in self._fetch(beside).values():
                found.update(reads)
        return found

    def places(self, txids: Iterable[Txid]) -> dict[Txid, Position]:
        """Return the places of those of these transactions that the chain holds; as `read`."""
        wanted = dict.fromkeys(txids)
        known = {txid: place for txid in wanted if (place := self._positions.get(txid)) is not None}
        found = self.read(txid for txid in wanted if txid not in known)
        return known | {txid: each.confirmed.position for txid, each in found.items()}

    def in_blocks(
        self, wanted: Mapping[BlockRef, Collection[Txid]], *, coinbases: bool = False
    ) -> dict[BlockRef, dict[Txid, ReadTransaction]]:
        """Return all these transactions of these blocks; with `coinbases` the blocks' own too.

        Raises:
            IntegrityError: a block does not hold one of them, or the node sent false bytes.
        """
        found: dict[BlockRef, dict[Txid, ReadTransaction]] = {}
        places: dict[BlockRef, dict[Txid, int]] = {}
        lists = self._several.map(lambda ref: self._lists.of(ref.hash), wanted)
        for ref, listed in zip(wanted, lists, strict=True):
            found[ref], places[ref] = {}, {}
            for txid in dict.fromkeys((listed.coinbase, *wanted[ref]) if coinbases else wanted[ref]):
                known = self._read.get(txid)
                if known and known.confirmed.position.height == ref.height:
                    found[ref][txid] = known
                else:
                    places[ref][txid] = _held(ref, listed.index_of(txid), txid)
        for ref, reads in self._fetch(places).items():
            found[ref].update(reads)
        return found

    def proof(self, ref: BlockRef, txids: Collection[Txid]) -> bytes:
        """Return a proof, in Core's format, that the block holds these txids.

        Raises:
            IntegrityError: the block does not hold them, or the node lists others than its header commits to.
        """
        return self._lists.proof(ref.hash, txids)

    def _ask_where(
        self, asked: Sequence[Txid], left: dict[bytes, Txid], found: dict[Txid, ReadTransaction]
    ) -> dict[BlockRef, dict[Txid, int]]:
        """Add what is asked about to `found`; return, and take out of `left`, what lies in the same blocks."""
        by_block: defaultdict[BlockHash, dict[Txid, bytes]] = defaultdict(dict)
        beside: dict[BlockRef, dict[Txid, int]] = {}
        parts = [asked[at : at + transaction_index.AT_ONCE] for at in range(0, len(asked), transaction_index.AT_ONCE)]
        answers = self._several.map(lambda part: transaction_index.located(self._rpc, part), parts)
        for txid, located in zip(asked, chain.from_iterable(answers), strict=True):
            if located is None:
                if txid == self._genesis_coinbase():
                    beside[self._genesis()] = {txid: 0}
            elif located.block is not None:
                by_block[located.block][txid] = located.raw
        refs = [BlockRef(height, name) for name, height in self._chain.heights_of(by_block).items()]
        for ref, listed in zip(refs, self._several.map(lambda ref: self._lists.of(ref.hash), refs), strict=True):
            for txid, raw in by_block[ref.hash].items():
                transaction = _decoded(txid, raw)
                place = Position(ref.height, _held(ref, listed.index_of(txid), txid))
                found[txid] = self._keep(ReadTransaction(raw, Confirmed(transaction, place)))
                self._alone[ref.hash] += _TO_FIND
            if ref.height >= self._unique_from and left:
                beside[ref] = listed.places_of(left)
                for txid in beside[ref]:
                    del left[internal(txid)]
        return beside

    def _fetch(self, wanted: Mapping[BlockRef, Mapping[Txid, int]]) -> dict[BlockRef, dict[Txid, ReadTransaction]]:
        """Return transactions whose places are proven."""
        found: dict[BlockRef, dict[Txid, ReadTransaction]] = {ref: {} for ref in wanted}
        whole = [ref for ref, places in wanted.items() if places and self._is_worth_the_block(ref, len(places))]
        for ref, block in zip(whole, self._several.map(self.block, whole), strict=True):
            found[ref] = self._from_block(ref, block, wanted[ref])
        single = [(ref, txid) for ref in wanted if not found[ref] for txid in wanted[ref]]
        parts = [single[at : at + transaction_index.AT_ONCE] for at in range(0, len(single), transaction_index.AT_ONCE)]
        answers = self._several.map(lambda part: transaction_index.raws(self._rpc, [each for _, each in part]), parts)
        for part, raws in zip(parts, answers, strict=True):
            for (ref, txid), raw in zip(part, raws, strict=True):
                if raw is None:
                    raise SourceError(
                        f"node {self._rpc.endpoint} does not give transaction {txid}, which block {ref.hash} holds.\n"
                        "Add txindex=1 to its bitcoin.conf, or wait until that index is built."
                    )
                place = Position(ref.height, wanted[ref][txid])
                found[ref][txid] = self._keep(ReadTransaction(raw, Confirmed(_decoded(txid, raw), place)))
        return found

    def _is_worth_the_block(self, ref: BlockRef, count: int) -> bool:
        """Whether to read the block; the first one always, for Core gives its transaction in no other way."""
        self._alone[ref.hash] += count
        return ref.height == 0 or self._alone[ref.hash] * _WORTH_THE_BLOCK >= self._lists.of(ref.hash).size

    def _from_block(self, ref: BlockRef, block: Block, wanted: Mapping[Txid, int]) -> dict[Txid, ReadTransaction]:
        """Return what is wanted of a block, and remember the rest of it: more of it will probably be."""
        for index in range(len(block.transactions)):
            self.keep_of_block(ref, block, index)
        found = {}
        for txid, index in wanted.items():
            transaction = block.transactions[index] if index < len(block.transactions) else None
            _held(ref, index if transaction and transaction.txid == txid else None, txid)
            found[txid] = self._keep(_of_block(ref, block, index))
        return found

    def _keep(self, each: ReadTransaction) -> ReadTransaction:
        transaction, position = each.confirmed.transaction, each.confirmed.position
        if transaction.is_coinbase != (position.index == 0):
            raise IntegrityError(
                f"the node lists transaction {transaction.txid} as number {position.index} of block {position.height}: "
                "number 0 of a block is its coinbase, and no other"
            )
        if position.index or position.height >= self._unique_from:  # of two coinbases with one txid the later is meant
            self._read.keep(transaction.txid, each, 600 + 4 * len(each.raw))
            self._positions.keep(transaction.txid, position, 1)
        return each

    def _genesis(self) -> BlockRef:
        return BlockRef(0, BlockHash(self._chain.hash_at(0)))

    def _genesis_coinbase(self) -> Txid:
        """Core keeps the genesis coinbase, which nobody can spend, out of its indexes.

        So it is compared with whatever the node does not know, and asked for once.
        """
        if self._first is None:
            self._first = self._lists.of(self._genesis().hash).coinbase
        return self._first


def _spread(txids: Sequence[Txid]) -> Sequence[Txid]:
    """Return those to be asked about first, at equal distances: neighbours often lie in one block."""
    count = max(transaction_index.AT_ONCE, min(len(txids) // 4, _FIRST))
    return txids[:: -(-len(txids) // count)]


def _of_block(ref: BlockRef, block: Block, index: int) -> ReadTransaction:
    return ReadTransaction(block.raws[index], Confirmed(block.transactions[index], Position(ref.height, index)))


def _held(ref: BlockRef, index: int | None, txid: Txid) -> int:
    if index is None:
        raise IntegrityError(f"block {ref.hash} does not hold transaction {txid}, which the node says is in it")
    return index


def _decoded(txid: Txid, raw: bytes) -> Transaction:
    found = decode.transaction(raw)
    if found.txid != txid:
        raise IntegrityError(f"the node sent transaction {found.txid} where {txid} was asked for")
    return found
