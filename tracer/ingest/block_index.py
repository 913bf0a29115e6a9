"""What is kept in memory of a file of raw blocks: where everything lies, and the best branch.

One pass over the file; columns of a few bytes per transaction, input and output, so that hundreds of
megabytes of blocks are indexed in tens. `block_file` answers questions from it.
"""

from array import array
from collections.abc import Iterator
from typing import NamedTuple

from tracer.chain import block as block_rules
from tracer.chain import decode, header
from tracer.chain.block import Block
from tracer.chain.header import Header
from tracer.chain.outpoint import BlockHash
from tracer.chain.script import lone_key_hash
from tracer.chain.transaction import Transaction
from tracer.errors import CaseError, IntegrityError
from tracer.ingest import file_chain
from tracer.ingest.framing import BlockFile, Record
from tracer.ingest.lookup import KeyLookup
from tracer.progress import Progress, no_progress


class BlockPlace(NamedTuple):
    """Where a block lies in the file, and which rows (transactions in file order) are its."""

    offset: int
    length: int
    first_row: int
    rows: int
    stated_height: int | None


class BlockIndex:
    """The file's transactions as rows. After `read`, `height_of` is -1 for rows off the best branch."""

    def __init__(self, file: BlockFile) -> None:
        """Start empty; `read` makes a full one."""
        self.file = file
        self.headers: list[Header] = []
        self.places: list[BlockPlace] = []
        self.offset_of = array("Q")
        self.length_of = array("I")
        self.height_of = array("i")
        self.txids = KeyLookup()
        self.spends = KeyLookup()
        self.scripts = KeyLookup()
        self.keys = KeyLookup()
        """By the hash of a key, what pays it openly."""
        self.branch: tuple[int, ...] = ()
        """The best branch as positions in `headers` and `places`, from `first_height` upwards."""
        self.first_height = 0
        self.repeated = 0
        """How many blocks came again; the first copy counts."""
        self.beside: tuple[str, ...] = ()
        """What lies beside the best branch, in words."""

    def add(self, record: Record, block: Block) -> None:
        """Add a block that was found right; a repeated one is only counted."""
        first_row = len(self.offset_of)
        at = record.offset + len(record.raw) - sum(map(len, block.raws))
        for transaction, raw in zip(block.transactions, block.raws, strict=True):
            self._add_keys(len(self.offset_of), transaction)
            self.offset_of.append(at)
            self.length_of.append(len(raw))
            at += len(raw)
        self.headers.append(block.header)
        stated = block_rules.stated_height(block)
        self.places.append(BlockPlace(record.offset, len(record.raw), first_row, len(block.raws), stated))

    def place_at(self, height: int) -> BlockPlace:
        """Return the best branch's block at this height.

        Raises:
            ValueError: there is none.
        """
        return self.places[self.number_at(height)]

    def number_at(self, height: int) -> int:
        """Return the position in `headers` and `places` of the best branch's block at this height.

        Raises:
            ValueError: there is none.
        """
        above = height - self.first_height
        if not 0 <= above < len(self.branch):
            last = self.first_height + len(self.branch) - 1
            raise ValueError(f"height {height} is not in {self.file.path}: it holds {self.first_height} to {last}")
        return self.branch[above]

    def index_of(self, row: int) -> int:
        """Return the row's index inside its block, which is on the best branch."""
        return row - self.place_at(self.height_of[row]).first_row

    def raw(self, row: int) -> bytes:
        """Return the transaction's bytes, read again from the file."""
        return self.file.read(self.offset_of[row], self.length_of[row])

    def choose_branch(self, to_height: int | None = None) -> None:
        """Find the best branch and its heights, up to `to_height`, and close the look-ups over it.

        Raises:
            CaseError: the heights cannot be known, or the file has no block at `to_height`.
            IntegrityError: blocks hang on one that is missing, a block states another height, or an output is spent
                twice.
        """
        chosen = file_chain.choose(
            self.headers,
            self.file.network,
            lambda number: self.places[number].stated_height,
            str(self.file.path),
            to_height,
        )
        self.branch, self.first_height, self.beside = chosen
        self._check_stated_heights()
        heights = array("i", [-1]) * len(self.offset_of)
        for height, number in enumerate(self.branch, self.first_height):
            place = self.places[number]
            heights[place.first_row : place.first_row + place.rows] = array("i", [height]) * place.rows
        self.height_of = heights
        for lookup in (self.txids, self.spends, self.scripts, self.keys):
            lookup.seal(heights)
        self._check_spent_once()

    def _add_keys(self, row: int, transaction: Transaction) -> None:
        self.txids.add(hash(transaction.txid), row)
        for each in transaction.inputs:
            if each.prevout is not None:
                self.spends.add(hash(each.prevout), row)
        for output in transaction.outputs:
            self.scripts.add(hash(output.script), row)
            key = lone_key_hash(output.script)
            if key is not None:
                self.keys.add(hash(key), row)

    def _check_stated_heights(self) -> None:
        for height, number in enumerate(self.branch, self.first_height):
            stated = self.places[number].stated_height
            if height >= self.file.network.bip34_height and stated != height:
                raise IntegrityError(
                    f"block {self.headers[number].hash} in {self.file.path} states height {stated}; "
                    f"its place on the chain is {height}."
                )

    def _check_spent_once(self) -> None:
        for row, other in self.spends.shared():
            one, two = (decode.transaction(self.raw(each)) for each in (row, other))
            twice = {each.prevout for each in one.inputs} & {each.prevout for each in two.inputs}
            if row != other and twice:
                raise IntegrityError(
                    f"{self.file.path} is no chain: {min(map(str, twice))} is spent by {one.txid} and by {two.txid}."
                )


def read(file: BlockFile, progress: Progress = no_progress, to_height: int | None = None) -> BlockIndex:
    """Read the whole file; its chain goes no further than `to_height`. `progress` is told bytes.

    Raises:
        CaseError: no complete block, or heights that cannot be known.
        IntegrityError: a block that is none, or of another Merkle root, or without its work; see also
            `BlockIndex.choose_branch`.
    """
    index = BlockIndex(file)
    seen: set[BlockHash] = set()
    for record in file.records():
        block = _block(file, record)
        if block.hash in seen:
            index.repeated += 1
        else:
            seen.add(block.hash)
            index.add(record, block)
        progress("reading blocks", record.offset + len(record.raw), file.size)
    if not seen:
        raise CaseError(f"{file.path} holds no complete block.", *([file.cut] if file.cut else []))
    index.choose_branch(to_height)
    return index


def warnings(index: BlockIndex) -> Iterator[str]:
    """Yield in words what the file holds beside its best branch, in file order, and what was ignored."""
    yield from index.beside
    yield from file_chain.ignored(str(index.file.path), index.repeated, index.file.cut)


def _block(file: BlockFile, record: Record) -> Block:
    try:
        block = decode.block(record.raw)
        block_rules.check_merkle(block)
        if not header.meets_target(block.header, file.network):
            raise IntegrityError(f"block {block.hash} does not have the proof of work that its bits demand")
    except IntegrityError as error:
        raise IntegrityError(f"{file.path} is damaged: the record at byte {record.offset - 8}: {error}") from None
    return block
