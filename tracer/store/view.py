"""A store as a `ChainView`: pinned at the tip it had when it was opened.

A writer may go on meanwhile. Only a reorganisation changes rows below the tip; after one, this view
answers no more. What it answers comes from bytes that were held against their sums when they were first read;
that a page which the system gave up and read again from the disk is still the same, nobody checks.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Protocol

from tracer.chain import header, merkle
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Position, Txid
from tracer.chain.transaction import Confirmed, Output
from tracer.chain.view import Created, FirstPaid, Original, Spender
from tracer.errors import CaseError, IntegrityError
from tracer.store import manifest
from tracer.store.committed import raise_if_lowered
from tracer.store.lone_keys import paying_keys
from tracer.store.rows import StoreRows

_ATTEMPTS = 10
_REMEMBERED = 1 << 17


class RawBlocks(Protocol):
    """Whoever keeps the raw blocks that a store only knows the places in."""

    def raw_block(self, height: int, block: BlockHash) -> bytes:
        """Return a block's original bytes."""
        ...


class StoreView:
    """Read access to a store. Raw bytes come from `blocks`, where it is given."""

    def __init__(self, directory: Path, blocks: RawBlocks | None = None) -> None:
        """Open a store that holds at least one block.

        Raises:
            CaseError: there is no store, it is empty, or another version of the tracer made it.
            IntegrityError: a file is missing, cut or damaged.
            SourceError: it cannot be read.
        """
        self._directory = directory
        self._blocks = blocks
        self._written: manifest.Identity | None = None
        self._tree = merkle.LastTree()
        self._numbers: dict[Txid, int | None] = {}
        """Numbers of transactions that were asked for or named lately."""
        self._rows = _opened(directory)
        held = self._rows.manifest
        if held.tip is None:
            raise CaseError(f"store {directory} holds no block yet: run tracer ingest --store {directory}")
        self._tip = held.tip

    @property
    def network(self) -> Network:
        """The network this chain belongs to."""
        return self._rows.manifest.network

    @property
    def first_height(self) -> int:
        """The store's first height."""
        return self._rows.manifest.first_height

    @property
    def rows(self) -> StoreRows:
        """The columns themselves, for whoever works on numbers; call `check_current` after reading them."""
        return self._rows

    def tip(self) -> BlockRef:
        """Return the last block, as committed when the store was opened."""
        return self._tip

    def block_hash(self, height: int) -> BlockHash:
        """Return the hash of a block of the store."""
        self._check_height(height)
        answer = self._rows.block_hash(height)
        self.check_current()
        return answer

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        """Return the headers of heights `first` to `last`."""
        for height in (first, last):
            self._check_height(height)
        answer = [self._rows.header(height) for height in range(first, last + 1)]
        self.check_current()
        return answer

    def transactions(self, txids: Sequence[Txid]) -> Mapping[Txid, Confirmed]:
        """Return those of these transactions that the store holds."""
        numbers = {txid: self._number_of(txid) for txid in txids}
        answer = {txid: self._rows.confirmed(number) for txid, number in numbers.items() if number is not None}
        self.check_current()
        return answer

    def spenders(self, outpoints: Sequence[Outpoint]) -> Mapping[Outpoint, Spender]:
        """Return what spends each of these outputs; outputs made below the store are absent."""
        numbers = {txid: self._number_of(txid) for txid in dict.fromkeys(each.txid for each in outpoints)}
        found = ((outpoint, self._spender(numbers[outpoint.txid], outpoint.vout)) for outpoint in outpoints)
        answer = {outpoint: spender for outpoint, spender in found if spender is not None}
        self.check_current()
        return answer

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        """Return the outputs its inputs spend; None for those below the store that its source did not know."""
        position = confirmed.position
        number = self._rows.first_transaction(position.height) + position.index
        if (
            number >= self._rows.first_transaction(position.height + 1)
            or self._rows.txid(number) != confirmed.transaction.txid
        ):
            raise IntegrityError(f"the store does not hold {confirmed.transaction.txid} at {position}")
        answer = self._rows.spent(number)
        self.check_current()
        return answer

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return every output of heights `first` to `last` with one of these scripts, in chain order."""
        rows = self._rows
        first, last = max(first, self.first_height), min(last, self._tip.height)
        if first > last:
            return ()
        start = rows.first_output(rows.first_transaction(first))
        end = rows.first_output(rows.first_transaction(last + 1))
        found = sorted({row for script in scripts for row in rows.paying(script, start, end)})
        answer = []
        for row in found:
            maker = rows.maker(row)
            outpoint = Outpoint(rows.txid(maker), row - rows.first_output(maker))
            answer.append(Created(outpoint, rows.position(maker)))
        self.check_current()
        return answer

    def keys_paid(self, hashes: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return every pay-to-pubkey output of these heights whose key has one of these HASH160, in chain order.

        Looks through all outputs of these heights.
        """
        rows = self._rows
        first, last = max(first, self.first_height), min(last, self._tip.height)
        if first > last:
            return ()
        start = rows.first_output(rows.first_transaction(first))
        end = rows.first_output(rows.first_transaction(last + 1))
        answer = []
        for row in paying_keys(rows, hashes, start, end):
            maker = rows.maker(row)
            answer.append(Created(Outpoint(rows.txid(maker), row - rows.first_output(maker)), rows.position(maker)))
        self.check_current()
        return answer

    def first_paid(self, scripts: Collection[bytes], last: int) -> FirstPaid | None:
        """Return the first output at or below height `last` with each of these scripts."""
        rows = self._rows
        end = rows.first_output(rows.first_transaction(min(last, self._tip.height) + 1))
        found = {}
        for script in set(scripts):
            row = rows.first_paying(script, end)
            if row is not None:
                maker = rows.maker(row)
                outpoint = Outpoint(rows.txid(maker), row - rows.first_output(maker))
                found[script] = Created(outpoint, rows.position(maker))
        self.check_current()
        return FirstPaid(found, self.first_height == 0)

    def originals(self, txids: Sequence[Txid]) -> Iterator[Original]:
        """Yield the original bytes of those that the store holds and of their blocks' coinbases, in chain order.

        They are cut out of the blocks, each of which is asked for once; nothing where no blocks were given.
        """
        if self._blocks is None:
            return
        rows = self._rows
        numbers = {number: txid for txid in txids if (number := self._number_of(txid)) is not None}
        for height, group in groupby(sorted(numbers), key=lambda number: rows.position(number).height):
            first = rows.first_transaction(height)
            raw = self._blocks.raw_block(height, rows.block_hash(height))
            if len(raw) < header.SIZE or header.decode(raw[: header.SIZE]).hash != rows.block_hash(height):
                raise IntegrityError(f"the source of raw blocks does not give block {height} of the store")
            found = []
            for number in dict.fromkeys((first, *group)):
                start, end = rows.place_in_block(number, height)
                txid = numbers.get(number) or rows.txid(number)
                found.append(Original(txid, Position(height, number - first), raw[start:end]))
            self.check_current()
            yield from found

    def merkle_proof(self, height: int, txids: Sequence[Txid]) -> bytes:
        """Return a proof that the block holds all these transactions."""
        self._check_height(height)
        tree = self._tree.of(self._rows.block_hash(height), lambda: self._tree_of(height))
        self.check_current()
        return tree.proof(txids)

    def _tree_of(self, height: int) -> merkle.Tree:
        rows = self._rows
        held = [rows.txid(n) for n in range(rows.first_transaction(height), rows.first_transaction(height + 1))]
        return merkle.Tree(rows.header(height), held)

    def check_current(self) -> None:
        """Make sure that what was read up to now is of the chain this view is pinned to.

        Raises:
            SourceError: a reorganisation was written meanwhile.
        """
        written = manifest.identity(self._directory)
        if written is not None and written == self._written:
            return
        raise_if_lowered(self._directory, self._rows.manifest)
        self._written = written

    def _spender(self, number: int | None, vout: int) -> Spender | None:
        """Return what spends an output of the transaction of this number."""
        if number is None:
            return None
        row = self._rows.first_output(number) + vout
        if row >= self._rows.first_output(number + 1):
            return None
        spender = self._rows.spender(row)
        if spender is None:
            return None
        txid = self._rows.txid(spender)
        self._remember(txid, spender)
        return Spender(txid, self._rows.position(spender))

    def _number_of(self, txid: Txid) -> int | None:
        """Return a transaction's number as `StoreRows.number_of` has it, looked up once."""
        if txid not in self._numbers:
            self._remember(txid, self._rows.number_of(txid))
        return self._numbers[txid]

    def _remember(self, txid: Txid, number: int | None) -> None:
        """Remember a number; all are forgotten when they are many."""
        if len(self._numbers) >= _REMEMBERED:
            self._numbers.clear()
        self._numbers[txid] = number

    def _check_height(self, height: int) -> None:
        if not self.first_height <= height <= self._tip.height:
            raise CaseError(
                f"store {self._directory} holds heights {self.first_height} to {self._tip.height}; {height} is asked "
                f"for"
            )


def _opened(directory: Path) -> StoreRows:
    """Open what the manifest commits, again where a writer replaced it in between."""
    for _ in range(_ATTEMPTS):
        held = manifest.read(directory)
        try:
            rows = StoreRows(directory, held)
        except FileNotFoundError as error:
            missing = error.filename
            continue
        if manifest.read(directory).generation == held.generation:
            return rows
        missing = "its own columns, which keep changing"
    raise IntegrityError(f"store {directory} lacks {missing}. Run tracer ingest again, or copy the store again")
