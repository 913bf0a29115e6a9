"""The raw material of a run: the bytes from which an opponent recomputes everything.

Original transactions of whatever the run read, the coinbase of each of their blocks, a Merkle proof of each such block,
and headers without a break up to the horizon. What is collected is checked at once; what is read back from a folder is
not, that is `verify`'s work.
"""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from tracer.chain import decode, header
from tracer.chain.network import NETWORKS, Network
from tracer.chain.outpoint import BlockRef, Position, Txid, display
from tracer.chain.view import ChainView, Original
from tracer.chain.wire import sha256d
from tracer.container import chain_tables, older_layout
from tracer.container.chain_tables import PROOFS, TRANSACTIONS, ContainerTable, RowFault, Slices
from tracer.container.older_layout import OlderFiles
from tracer.disk import capacity
from tracer.disk.capacity import BeyondCapacityError
from tracer.disk.folder import FolderFinding
from tracer.errors import IntegrityError, SourceError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.progress import Progress, no_progress
from tracer.visible import quoted

_FAULTS = 100
_TIME = struct.Struct("<I")
_ALWAYS = frozenset({"headers.bin", "network.json"})


@dataclass(frozen=True, slots=True)
class StoredProof:
    """A Merkle proof as it is stored: its bytes, what it has to show by index, and how a finding names it."""

    height: int
    raw: bytes
    shows: Mapping[Txid, int]
    file: str
    row: str

    def finding(self, problem: str) -> FolderFinding:
        """Name what is wrong with it."""
        return FolderFinding(self.file, f"{self.row}{problem}")


@dataclass(frozen=True, kw_only=True)
class Material:
    """Everything a run read, as bytes. `headers` are those of `first_header` to the horizon, 80 bytes each.

    `positions` are those of all transactions held, in chain order: what was read, and the coinbases of their blocks.
    `proofs` are by height, each of all transactions held of its block. `faults` are rows whose bytes are not those that
    the table names. `older` is what the layout of an earlier release holds instead of `proofs`.
    """

    network: Network
    first_header: int
    headers: bytes
    positions: Mapping[Txid, Position]
    raws: Mapping[Txid, bytes]
    proofs: Mapping[int, bytes]
    faults: tuple[FolderFinding, ...] = ()
    older: OlderFiles | None = None

    @cached_property
    def coinbases(self) -> Mapping[int, Txid]:
        """The coinbase of each block of which something is held, by height."""
        if self.older is not None:
            return self.older.coinbases
        return {at.height: txid for txid, at in self.positions.items() if at.index == 0}

    @cached_property
    def blocks(self) -> Mapping[int, Mapping[Txid, int]]:
        """Where the transactions held lie in their blocks, by height."""
        found: dict[int, dict[Txid, int]] = {}
        for txid, at in self.positions.items():
            found.setdefault(at.height, {})[txid] = at.index
        return found

    @cached_property
    def _rows(self) -> Mapping[Txid, int]:
        return {txid: number for number, txid in enumerate(self.positions, start=1)}

    def row(self, txid: Txid) -> int | None:
        """Return which row of `transactions.csv` is a transaction's, the first below the head being 1."""
        return None if self.older is not None else self._rows.get(txid)

    def finding(self, txid: Txid, problem: str) -> FolderFinding:
        """Name what is wrong with a transaction, by the file and the row in which it lies."""
        if self.older is not None:
            return FolderFinding(f"data/chain/tx/{txid}.bin", problem)
        return TRANSACTIONS.finding(self.row(txid), txid, problem)

    def stored_proofs(self) -> Iterator[StoredProof]:
        """Yield the proofs one by one with what each has to show; in the older layout, those whose place is known."""
        if self.older is not None:
            for txid, raw in self.older.proofs.items():
                if txid in self.older.transactions:
                    at = self.older.transactions[txid]
                    shows = {self.coinbases[at.height]: 0} if at.height in self.coinbases else {}
                    yield StoredProof(at.height, raw, {**shows, txid: at.index}, older_layout.proof_file(txid), "")
            return
        for number, (height, raw) in enumerate(self.proofs.items(), start=1):
            row = f"row {number}, block {height}: "
            yield StoredProof(height, raw, self.blocks.get(height, {}), f"data/chain/{PROOFS.dat}", row)

    @property
    def last_header(self) -> int:
        """The horizon's height."""
        return self.first_header + len(self.headers) // header.SIZE - 1

    def header(self, height: int) -> bytes:
        """Return the header of a height.

        Raises:
            IntegrityError: the height lies outside the headers held.
        """
        if not self.first_header <= height <= self.last_header:
            raise IntegrityError(
                f"no header of height {height}: headers.bin runs from {self.first_header} to {self.last_header}"
            )
        start = (height - self.first_header) * header.SIZE
        return self.headers[start : start + header.SIZE]

    def time(self, height: int) -> int:
        """Return a block's time in Unix seconds, as declared by its miner.

        Raises:
            IntegrityError: the height lies outside the headers held.
        """
        seconds: int = _TIME.unpack_from(self.header(height), 68)[0]
        return seconds


def heights(material: Material) -> Mapping[Txid, int]:
    """Return the height of every transaction held, in chain order."""
    return {txid: at.height for txid, at in material.positions.items()}


class Unsealable(SourceError):
    """No bundle can be made of what was read."""


class MinedTwice(Unsealable):
    """A coinbase is that of two blocks, and something was read of both: a bundle holds one place for each txid."""


class HeadersLack(Unsealable):
    """The source begins above the first header that a bundle has to show."""


def collect(
    view: ChainView,
    read: Sequence[Txid],
    horizon: BlockRef,
    progress: Progress = no_progress,
    all_headers: bool = False,
) -> Material | None:
    """Return the material behind what a run read; None where the source keeps no raw bytes.

    Headers start at the first block of the retarget period that holds the earliest proof, or at genesis with
    `all_headers`. Bytes and proofs are asked for block by block, so that a source may keep what it has of one; a
    block's proof shows its coinbase and whatever was read of it.

    Raises:
        HeadersLack: the source begins above the first header.
        MinedTwice: a coinbase is that of two of the blocks (BIP 30).
        SourceError: the source keeps some of the bytes and lacks others.
        IntegrityError: what it gave is not what it claims to be.
    """

    def begins(lowest: int | None) -> int:
        """Return the first block of the earliest proof's period."""
        return first_header(view, horizon.height if lowest is None else lowest, all_headers)

    return collect_from(view, read, begins, horizon, progress)


def collect_from(
    view: ChainView,
    read: Sequence[Txid],
    begins: Callable[[int | None], int],
    horizon: BlockRef,
    progress: Progress = no_progress,
) -> Material | None:
    """Return the same with headers from another height on, which lies at or below the horizon.

    `begins` says which, told the height of the earliest proof, None where nothing was read. Raises as `collect` does,
    and what `begins` raises.
    """
    positions, raws, proofs = dict[Txid, Position](), dict[Txid, bytes](), dict[int, bytes]()
    first: int | None = None if read else begins(None)
    for height, group in groupby(view.originals(read), key=lambda each: each.position.height):
        first = begins(height) if first is None else first
        here = [_checked(each, positions) for each in group]
        positions |= {each.txid: each.position for each in here}
        raws |= {each.txid: each.raw for each in here}
        proofs[height] = view.merkle_proof(height, [each.txid for each in here])
        progress("raw transactions", min(len(raws), len(read)), len(read))
    if first is None:
        return None
    for txid in read:
        if txid not in raws:
            raise SourceError(f"the source holds no raw bytes of transaction {txid}, though it holds others'.")
    return Material(
        network=view.network,
        first_header=first,
        headers=_headers(view, first, horizon, progress),
        positions=positions,
        raws=raws,
        proofs=proofs,
    )


def first_header(view: ChainView, lowest: int, all_headers: bool = False) -> int:
    """Return from which height on headers are shown where the lowest proof is of this one: a period's first block.

    Raises:
        HeadersLack: the source begins above it.
    """
    first = 0 if all_headers else lowest - lowest % header.PERIOD
    if first < view.first_height:
        raise HeadersLack(
            f"the source begins at height {view.first_height}; a bundle shows the headers from height {first} on, "
            f"the beginning of a period of {header.PERIOD:,} blocks: export with --chain and a source that holds them."
        )
    return first


def _checked(given: Original, positions: Mapping[Txid, Position]) -> Original:
    """Return a row of a source whose bytes are its transaction's, and which stands in no earlier block too."""
    if given.txid in positions:
        raise MinedTwice(
            f"coinbase {given.txid} is that of two blocks, {positions[given.txid].height} and {given.position.height} "
            "(BIP 30), and the trail reads transactions of both; a bundle holds one place for each txid, so none can "
            "be sealed."
        )
    if decode.txid(given.raw) != given.txid:
        raise IntegrityError(f"the source gave other bytes than those of transaction {given.txid}")
    return given


def chain_files(material: Material) -> dict[str, bytes]:
    """Return the material as files by their path, as run folders and bundles of this release hold them."""
    hashes = ((display(sha256d(raw[: header.SIZE])), (height,), raw) for height, raw in material.proofs.items())
    rows = ((txid, (at.height, at.index), material.raws[txid]) for txid, at in material.positions.items())
    return {
        "headers.bin": material.headers,
        "network.json": network_file(material),
        **chain_tables.write(TRANSACTIONS, rows),
        **chain_tables.write(PROOFS, hashes),
    }


def network_file(material: Material) -> bytes:
    """Return `network.json`."""
    return canonical.dumps(
        {
            "schema": 1,
            "network": material.network.name,
            "genesis_hash": material.network.genesis,
            "first_height": material.first_header,
            "last_height": material.last_header,
        }
    )


def read_chain(files: Mapping[str, bytes]) -> Material:
    """Read back what `chain_files` wrote, by path, or an earlier release; of what the bytes are only the hash is asked.

    Rows whose bytes have another SHA-256 than is stated are named, the first hundred of each table.

    Raises:
        IntegrityError: a file is missing, is one too many or not of the form written; the message names it.
        BeyondCapacityError: there are too many headers or rows.
    """
    chain_tables.refuse_too_many(files)
    is_older = older_layout.HEIGHTS in files
    names = _ALWAYS | ({older_layout.HEIGHTS} if is_older else chain_tables.NAMES)
    for name in sorted(names - files.keys()):
        raise IntegrityError(f"chain/{name} is missing")
    for name in sorted(files.keys() - names):
        if not (is_older and older_layout.is_single(name)):
            raise IntegrityError(f"chain/{quoted(name, 100)} does not belong to the layout of the files beside it")
    about = JsonCursor.of(files["network.json"], "chain/network.json")
    name = about.text("network")
    if name not in NETWORKS:
        raise IntegrityError(f"chain/network.json: {quoted(name, 40)} is not a network that this version knows")
    if not files["headers.bin"] or len(files["headers.bin"]) % header.SIZE:
        raise IntegrityError(f"chain/headers.bin is not a number of headers of {header.SIZE} bytes each")
    if len(files["headers.bin"]) > capacity.HEADERS * header.SIZE:
        raise BeyondCapacityError(f"chain/headers.bin holds more than {capacity.HEADERS} headers")
    first_header = about.amount("first_height")
    if is_older:
        older, raws = older_layout.read(files)
        return Material(
            network=NETWORKS[name],
            first_header=first_header,
            headers=files["headers.bin"],
            positions=older.positions,
            raws=raws,
            proofs={},
            faults=(),
            older=older,
        )
    positions, raws, faults = _transactions(files)
    proofs, more = _proofs(files)
    return Material(
        network=NETWORKS[name],
        first_header=first_header,
        headers=files["headers.bin"],
        positions=positions,
        raws=raws,
        proofs=proofs,
        faults=(*faults, *more),
    )


def _unread(table: ContainerTable) -> FolderFinding:
    return FolderFinding(f"data/chain/{table.dat}", f"rows after these {_FAULTS} were not compared with their SHA-256")


def _transactions(files: Mapping[str, bytes]) -> tuple[dict[Txid, Position], Mapping[Txid, bytes], list[FolderFinding]]:
    """Return the places and the bytes of the rows of transactions, and which are not those that the table names."""
    data, faults = files[TRANSACTIONS.dat], list[FolderFinding]()
    positions, parts = dict[Txid, Position](), dict[Txid, tuple[int, int]]()
    for row in chain_tables.read(TRANSACTIONS, files):
        txid = Txid(row.name)
        if txid in positions:
            raise RowFault(TRANSACTIONS.finding(row.number, txid, "stands in a row before this one too"))
        positions[txid], parts[txid] = Position(row.place[0], row.place[1]), (row.start, row.end)
        if len(faults) < _FAULTS:
            faults += chain_tables.altered(TRANSACTIONS, row, data[row.start : row.end])
            faults += [_unread(TRANSACTIONS)] if len(faults) == _FAULTS else []
    return positions, Slices(data, parts), faults


def _proofs(files: Mapping[str, bytes]) -> tuple[Mapping[int, bytes], list[FolderFinding]]:
    """Return the proofs by height, and which are not those that the table names."""
    data, parts, faults = files[PROOFS.dat], dict[int, tuple[int, int]](), list[FolderFinding]()
    for row in chain_tables.read(PROOFS, files):
        parts[row.place[0]], content = (row.start, row.end), data[row.start : row.end]
        if len(faults) < _FAULTS:
            faults += chain_tables.altered(PROOFS, row, content)
            if (block := display(sha256d(content[: header.SIZE]))) != row.name:
                faults.append(PROOFS.finding(row.number, row.name, f"the proof is of block {block}"))
            faults += [_unread(PROOFS)] if len(faults) >= _FAULTS else []
    return Slices(data, parts), faults


def _headers(view: ChainView, first: int, horizon: BlockRef, progress: Progress) -> bytes:
    parts: list[bytes] = []
    for start in range(first, horizon.height + 1, header.PERIOD):
        last = min(start + header.PERIOD - 1, horizon.height)
        parts += view.headers(start, last)
        progress("headers", last - first + 1, horizon.height - first + 1)
    if header.decode(parts[-1]).hash != horizon.hash:
        raise IntegrityError(f"the source's header of height {horizon.height} is not the horizon {horizon.hash}")
    return b"".join(parts)
