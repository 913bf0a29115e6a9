"""`FileView`: a file of raw blocks as a chain, for demonstrations, tests and offline laboratories.

Checked when it is opened: each block's Merkle root and proof of work against its own bits, links
between blocks, stated heights, no output spent twice on the best branch. Not checked: difficulty,
signatures, amounts; the file is taken as a node's, and headers are judged by `chain.header.check`.
What is read later is read from its place in the file, and must still be what it was.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from tracer.chain import block as block_rules
from tracer.chain import decode, header, merkle
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Position, Txid
from tracer.chain.script import lone_key_hash
from tracer.chain.transaction import Confirmed, Output, Transaction
from tracer.chain.view import Created, FirstPaid, Original, Spender
from tracer.errors import CaseError, IntegrityError
from tracer.ingest import block_index
from tracer.ingest.block_index import BlockIndex
from tracer.ingest.framing import BlockFile
from tracer.ingest.recent import Recent
from tracer.progress import Progress, no_progress

_REMEMBERED_BYTES = 32 * 1024 * 1024


class FileView:
    """The best branch of a file of raw blocks. A `ChainView`."""

    def __init__(self, index: BlockIndex) -> None:
        """Answer from this index."""
        self._index = index
        self._recent: Recent[int, Transaction] = Recent(_REMEMBERED_BYTES)
        self._tree = merkle.LastTree()

    @classmethod
    def open(
        cls,
        path: Path,
        network: Network | None = None,
        progress: Progress = no_progress,
        to_height: int | None = None,
    ) -> "FileView":
        """Read the file and find its best branch, up to `to_height`. `progress` is told bytes.

        Raises:
            CaseError: not a file of blocks, another network than `network`, heights that cannot be known, or no block
                at `to_height`.
            IntegrityError: the file is damaged (an incomplete last record is only a warning), or has a hole.
        """
        file = BlockFile(path)
        if network is not None and file.network != network:
            raise CaseError(
                f"{path} holds blocks of network {file.network.name}; the case is of network {network.name}.\n"
                "Correct network in [case], or name the right file with --chain."
            )
        return cls(block_index.read(file, progress, to_height))

    @property
    def network(self) -> Network:
        """The network whose magic frames the blocks."""
        return self._index.file.network

    @property
    def first_height(self) -> int:
        """The height of the best branch's first block."""
        return self._index.first_height

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the file holds beside its best branch, in words: stale and repeated blocks, a cut end."""
        return tuple(block_index.warnings(self._index))

    def tip(self) -> BlockRef:
        """Return the best branch's last block."""
        height = self._index.first_height + len(self._index.branch) - 1
        return BlockRef(height, self.block_hash(height))

    def block_hash(self, height: int) -> BlockHash:
        """Return the hash of the best branch's block at this height.

        Raises:
            ValueError: the file has no such height, as for all methods that take one.
        """
        return self._index.headers[self._index.number_at(height)].hash

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        """Return the headers of these heights."""
        return tuple(self._header(height) for height in range(first, last + 1))

    def transactions(self, txids: Sequence[Txid]) -> Mapping[Txid, Confirmed]:
        """Return those that are on the best branch; of a txid that exists twice the later one."""
        rows = ((txid, self._row(txid)) for txid in txids)
        return {txid: Confirmed(self._transaction(row), self._position(row)) for txid, row in rows if row is not None}

    def spenders(self, outpoints: Sequence[Outpoint]) -> Mapping[Outpoint, Spender]:
        """Return what spends each of these outputs on the best branch."""
        found = {}
        for outpoint in outpoints:
            for row in self._index.spends.rows(hash(outpoint)):
                transaction = self._transaction(row)
                if any(each.prevout == outpoint for each in transaction.inputs):
                    found[outpoint] = Spender(transaction.txid, self._position(row))
        return found

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        """Return what its inputs spend; None for an output whose transaction is not in the file.

        Raises:
            IntegrityError: it spends an output that its parent does not have.
        """
        return tuple(self._output(each.prevout) for each in confirmed.transaction.inputs if each.prevout is not None)

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return every output of these heights with one of these scripts, in chain order."""
        wanted = frozenset(scripts)
        rows = {row for script in wanted for row in self._index.scripts.rows(hash(script))}
        found: list[Created] = []
        for row in sorted(rows, key=self._position):
            if first <= self._index.height_of[row] <= last:
                transaction = self._transaction(row)
                found.extend(
                    Created(transaction.outpoint(vout), self._position(row))
                    for vout, output in enumerate(transaction.outputs)
                    if output.script in wanted
                )
        return tuple(found)

    def keys_paid(self, hashes: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return every pay-to-pubkey output of these heights whose key has one of these HASH160, in chain order."""
        wanted = frozenset(hashes)
        rows = {row for each in wanted for row in self._index.keys.rows(hash(each))}
        return tuple(
            Created(self._transaction(row).outpoint(vout), self._position(row))
            for row in sorted(rows, key=self._position)
            if first <= self._index.height_of[row] <= last
            for vout, output in enumerate(self._transaction(row).outputs)
            if lone_key_hash(output.script) in wanted
        )

    def first_paid(self, scripts: Collection[bytes], last: int) -> FirstPaid | None:
        """Return the first output at or below height `last` with each of these scripts."""
        found = {}
        for script in set(scripts):
            for row in sorted(self._index.scripts.rows(hash(script)), key=self._position):
                transaction, position = self._transaction(row), self._position(row)
                vouts = (vout for vout, output in enumerate(transaction.outputs) if output.script == script)
                vout = next(vouts, None)
                if vout is not None and position.height <= last:
                    found[script] = Created(transaction.outpoint(vout), position)
                    break
        return FirstPaid(found, self.first_height == 0)

    def originals(self, txids: Sequence[Txid]) -> Iterator[Original]:
        """Yield the original bytes of those on the best branch and of their blocks' coinbases, in chain order."""
        rows = {row: txid for txid in txids if (row := self._row(txid)) is not None}
        for height, group in groupby(sorted(rows, key=self._position), key=self._index.height_of.__getitem__):
            first = self._index.place_at(height).first_row
            for row in dict.fromkeys((first, *group)):
                txid = rows.get(row) or self._transaction(row).txid
                yield Original(txid, self._position(row), self._index.raw(row))

    def merkle_proof(self, height: int, txids: Sequence[Txid]) -> bytes:
        """Return a proof that the block holds these txids.

        Raises:
            IntegrityError: it does not hold one of them, or the file has changed.
        """
        return self._tree.of(self.block_hash(height), lambda: self._tree_of(height)).proof(txids)

    def _tree_of(self, height: int) -> merkle.Tree:
        place = self._index.place_at(height)
        block = decode.block(self._index.file.read(place.offset, place.length))
        block_rules.check_merkle(block)
        return merkle.Tree(self._header(height), [each.txid for each in block.transactions])

    def _header(self, height: int) -> bytes:
        raw = self._index.file.read(self._index.place_at(height).offset, header.SIZE)
        if header.decode(raw).hash != self.block_hash(height):
            raise self._changed()
        return raw

    def _row(self, txid: Txid) -> int | None:
        """Return the last row of the best branch with this txid."""
        rows = [row for row in self._index.txids.rows(hash(txid)) if self._transaction(row).txid == txid]
        return max(rows, key=self._position, default=None)

    def _position(self, row: int) -> Position:
        return Position(self._index.height_of[row], self._index.index_of(row))

    def _transaction(self, row: int) -> Transaction:
        """Read the transaction of a row, which its Merkle root vouched for when the file was opened."""
        known = self._recent.get(row)
        if known is None:
            raw = self._index.raw(row)
            try:
                known = decode.transaction(raw)
            except IntegrityError:
                raise self._changed() from None
            if row not in self._index.txids.rows(hash(known.txid)):
                raise self._changed()
            self._recent.keep(row, known, len(raw))
        return known

    def _output(self, outpoint: Outpoint) -> Output | None:
        row = self._row(outpoint.txid)
        if row is None:
            return None
        outputs = self._transaction(row).outputs
        if outpoint.vout >= len(outputs):
            raise IntegrityError(
                f"{self._index.file.path}: {outpoint} is spent, but that transaction has {len(outputs)} outputs."
            )
        return outputs[outpoint.vout]

    def _changed(self) -> IntegrityError:
        return IntegrityError(f"{self._index.file.path} has changed since it was opened: run this again.")
