"""The tables of a bundle's chain taken apart and put together again, as a forger would who knows the layout."""

from collections import deque
from collections.abc import Callable, Collection
from pathlib import Path
from typing import NamedTuple

from tracer.chain import decode, wire
from tracer.chain.outpoint import display
from tracer.chain.wire import sha256d
from tracer.evidence.container import PROOFS, TRANSACTIONS, Table, read, write

Files = dict[str, bytes]
CHAIN = "data/chain/"


class Part(NamedTuple):
    """A row: the txid or the block's hash, height and index or height alone, and the bytes."""

    name: str
    place: tuple[int, ...]
    content: bytes


def parts(files: Files, table: Table = TRANSACTIONS, at: str = CHAIN) -> list[Part]:
    """Return the rows of a table."""
    own = {name: files[at + name] for name in (table.csv, table.dat)}
    return [Part(row.name, row.place, own[table.dat][row.start : row.end]) for row in read(table, own)]


def put(files: Files, rows: list[Part], table: Table = TRANSACTIONS, at: str = CHAIN) -> None:
    """Write a table anew."""
    files.update({at + name: content for name, content in write(table, rows).items()})


def edited(path: Path, change: Callable[[list[Part]], list[Part]], table: Table = TRANSACTIONS) -> None:
    """Write a table of a bundle on the disk anew, as it is after a change."""
    files = {CHAIN + name: (path / CHAIN / name).read_bytes() for name in (table.csv, table.dat)}
    put(files, change(parts(files, table)), table)
    for name, content in files.items():
        (path / name).write_bytes(content)


def with_bytes(path: Path, txid: str, change: Callable[[bytes], bytes]) -> None:
    """Give a row of a bundle on the disk other bytes, and the offsets, length and SHA-256 that they have."""
    edited(path, lambda rows: [row._replace(content=change(row.content)) if row.name == txid else row for row in rows])


def height_of(path: Path, txid: str) -> int:
    """Return the height that a bundle on the disk gives a transaction."""
    lines = (path / CHAIN / TRANSACTIONS.csv).read_text().splitlines()
    (row,) = [line.split(",") for line in lines if line.startswith(txid)]
    return int(row[1])


def forget(files: Files, txids: Collection[str], at: str = CHAIN) -> None:
    """Leave transactions out, and make the proofs of their blocks show what is left; a block of nothing else goes."""
    rows = [row for row in parts(files, at=at) if row.name not in txids]
    left = {row.place[0] for row in rows if row.place[1]}
    rows = [row for row in rows if row.place[1] or row.place[0] in left or not _had(files, row.place[0], at)]
    put(files, rows, at=at)
    kept = {row.name for row in rows}
    proofs = [row for row in parts(files, PROOFS, at) if row.place[0] in {each.place[0] for each in rows}]
    put(files, [row._replace(content=narrowed(row.content, kept)) for row in proofs], PROOFS, at)


def _had(files: Files, height: int, at: str) -> bool:
    """Whether a block had another row than its coinbase's."""
    return any(row.place[0] == height and row.place[1] for row in parts(files, at=at))


def narrowed(raw: bytes, keep: Collection[str]) -> bytes:
    """Return the proof that shows no more than some of what a proof shows."""
    total = int.from_bytes(raw[80:84], "little")
    count, at = wire.read_compact(raw, 84)
    hashes = deque(raw[start : start + 32] for start in range(at, at + 32 * count, 32))
    _, at = wire.read_compact(raw, at + 32 * count)
    bits = deque(byte >> place & 1 for byte in raw[at:] for place in range(8))

    def node(height: int, at: int) -> tuple[bytes, list[bytes], list[int]]:
        """Return a node's hash, and the hashes and bits that it takes now."""
        wanted = bits.popleft()
        if height == 0 or not wanted:
            digest = hashes.popleft()
            return digest, [digest], [int(bool(wanted) and display(digest) in keep)]
        below = [node(height - 1, 2 * at)]
        if 2 * at + 1 <= total - 1 >> height - 1:
            below.append(node(height - 1, 2 * at + 1))
        digest = sha256d(below[0][0] + below[-1][0])
        if not any(any(each[2]) for each in below):
            return digest, [digest], [0]
        return digest, [each for one in below for each in one[1]], [1, *(each for one in below for each in one[2])]

    _, left, marks = node((total - 1).bit_length(), 0)
    packed = sum(mark << place for place, mark in enumerate(marks)).to_bytes((len(marks) + 7) // 8, "little")
    return raw[:84] + wire.write_compact(len(left)) + b"".join(left) + wire.write_compact(len(packed)) + packed


def named(content: bytes) -> str:
    """Return the txid of raw bytes."""
    return decode.txid(content)
