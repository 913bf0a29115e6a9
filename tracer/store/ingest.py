"""Filling a store from a block source: resumable at any moment, following reorganisations.

Blocks are read and decoded ahead while the rows before them are linked and written: see `read_ahead`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tracer.chain import header
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockRef
from tracer.disk import lock
from tracer.disk.lock import only_writer
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.store import manifest
from tracer.store.batch import Batch, ReadBlock
from tracer.store.foreign import Foreign
from tracer.store.manifest import Manifest
from tracer.store.read_ahead import ReadAhead
from tracer.store.source import BlockSource, Unwatched, Watcher
from tracer.store.writer import Writer


class Pace(NamedTuple):
    """How much is done at one go; decides memory, speed and what a crash costs, never the result."""

    batch_bytes: int = 16_000_000
    """Raw block bytes whose rows are linked and written together."""
    commit_bytes: int = 400_000_000
    """Bytes of rows after which they are committed."""


Wait = Callable[[], bool]
"""Called at the tip: returns True to look for further blocks (after a pause of its own), False to end."""


def ingest(
    source: BlockSource,
    directory: Path,
    *,
    first: int | None = None,
    last: int | None = None,
    watcher: Watcher | None = None,
    follow: Wait | None = None,
    pace: Pace | None = None,
) -> Manifest:
    """Bring a store up to the source's best chain and return what is then committed.

    Makes the store where there is none, from height `first` (default: the source's first); goes on
    with one that is there. Ends at height `last`, or at the tip once `follow` says so.

    Raises:
        CaseError: the store is of another network, starts elsewhere, shares no block with the
            source, or is being written by another process; the folder holds other things than a store;
            heights that the source does not have.
        IntegrityError: a block is not what its header commits to, or the store is damaged. What was
            committed before stands.
        SourceError: the source fails, or the disk is full. What was committed before stands.
    """
    watcher, pace = watcher or Unwatched(), pace or Pace()
    _prepare(source, directory, first)
    with only_writer(directory):
        _found(source, directory, first)
        with Writer(directory) as writer:
            while True:
                _rejoin(source, writer, watcher, patient=follow is not None)
                tip = source.tip()
                end = tip.height if last is None else min(last, tip.height)
                if last is not None and last > tip.height and follow is None:
                    raise CaseError(f"the source's chain ends at height {tip.height}; --to-height asks for {last}")
                start = writer.next_height
                reached = start > end or _read(source, writer, end, watcher, pace)
                if not reached and writer.next_height == start and source.tip() == tip:
                    raise IntegrityError(f"the source's block {start} does not follow its block {start - 1}")
                if writer.tip is not None and writer.tip != writer.manifest.tip:
                    writer.commit()
                    watcher.committed(writer.tip)
                done = last is not None and writer.next_height > last
                if reached and (done or follow is None or not follow()):
                    return writer.manifest


_BEGUN = frozenset({lock.NAME, manifest.PARTIAL})
"""What may lie in a folder whose store was only just begun."""


def _prepare(source: BlockSource, directory: Path, first: int | None) -> None:
    """Make the folder where it is missing; refuse one that holds other things."""
    if first is not None and first < source.first_height:
        raise CaseError(f"the source starts at height {source.first_height}; --from-height asks for {first}")
    try:
        directory.mkdir(0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise CaseError(f"{directory} is no folder.\nName another one with --store.") from None
    except OSError as error:
        raise SourceError(f"{directory} cannot be made: {error.strerror}") from error
    if not manifest.exists(directory) and {path.name for path in directory.iterdir()} - _BEGUN:
        raise CaseError(f"{directory} holds other things than a store.\nName another folder with --store.")


def _found(source: BlockSource, directory: Path, first: int | None) -> None:
    """Make an empty store, or make sure that the one that is there is the one meant."""
    if not manifest.exists(directory):
        start = source.first_height if first is None else first
        manifest.write(directory, manifest.empty(source.network, start, source.origin))
        return
    held = manifest.read(directory)
    if held.network != source.network:
        raise CaseError(
            f"store {directory} is of network {held.network.name}; the source is of {source.network.name}. Use another "
            f"store"
        )
    if first is not None and first != held.first_height:
        raise CaseError(
            f"store {directory} starts at height {held.first_height}; --from-height asks for {first}. Use another store"
        )
    if held.first_height < source.first_height and held.tip is None:
        raise CaseError(
            f"store {directory} starts at height {held.first_height}, below the source's {source.first_height}"
        )


def _rejoin(source: BlockSource, writer: Writer, watcher: Watcher, patient: bool) -> None:
    """Give up the store's blocks that are no longer on the source's best chain.

    A source that is merely behind is waited for by the patient, and refused otherwise.
    """
    tip = writer.tip
    if tip is None or source.hash_at(tip.height) == tip.hash:
        return
    first = writer.manifest.first_height
    height = tip.height
    while height >= first and source.hash_at(height) != writer.hash_at(height):
        height -= 1
    if height < first:
        raise CaseError(
            f"the store's blocks {first} to {tip.height} are none of the source's: it is another chain. Use another "
            f"store"
        )
    if height == source.tip().height:
        if patient:
            return
        raise CaseError(
            f"the source's chain ends at height {height}; the store goes up to {tip.height}. Use a source that has "
            f"them all"
        )
    writer.lower(height)
    watcher.lowered(writer.tip, tip.height - height)


def _read(source: BlockSource, writer: Writer, end: int, watcher: Watcher, pace: Pace) -> bool:
    """Add the blocks up to this height; False where the source's chain changed on the way."""
    foreign = Foreign(source, writer.manifest.first_height)
    previous = None if writer.tip is None else writer.tip.hash
    batch: list[ReadBlock] = []
    size = 0
    with ReadAhead(source, writer.next_height, end) as blocks:
        for height, rows in blocks:
            head = header.decode(rows.header.tobytes())
            if previous is None:
                _check_first(head, height, source.network)
            elif head.previous != previous:
                break
            if not header.meets_target(head, source.network):
                raise IntegrityError(f"block {head.hash} at height {height} does not show the work its header claims")
            previous = head.hash
            batch.append(ReadBlock(BlockRef(height, head.hash), rows))
            size += rows.block_bytes
            if size >= pace.batch_bytes:
                _add(writer, batch, foreign, watcher, end, pace)
                batch, size = [], 0
    if batch:
        _add(writer, batch, foreign, watcher, end, pace)
    return writer.next_height > end


def _add(writer: Writer, batch: list[ReadBlock], foreign: Foreign, watcher: Watcher, end: int, pace: Pace) -> None:
    """Add a batch, and commit where enough has come together."""
    writer.add(Batch(batch), foreign)
    watcher.advanced(batch[-1].block.height, end, writer.transactions)
    if writer.uncommitted_bytes >= pace.commit_bytes:
        writer.commit()
        watcher.committed(batch[-1].block)


def _check_first(head: header.Header, height: int, network: Network) -> None:
    """Make sure that a store which starts at height 0 starts with the network's genesis block."""
    if height == 0 and head.hash != network.genesis:
        raise IntegrityError(f"block {head.hash} is not the genesis block of {network.name}, {network.genesis}")
