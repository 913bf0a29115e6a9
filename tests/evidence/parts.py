"""The tables of a bundle's chain taken apart and put together again, as a forger would who knows the layout."""

from collections import deque
from collections.abc import Callable, Collection
from pathlib import Path
from typing import NamedTuple

from tracer import __version__
from tracer.chain import wire
from tracer.chain.outpoint import display
from tracer.chain.wire import sha256d
from tracer.container.chain_tables import PROOFS, TRANSACTIONS, ContainerTable, read, write
from tracer.formats import canonical

Files = dict[str, bytes]
CHAIN = "data/chain/"


class Part(NamedTuple):
    """A row: the txid or the block's hash, height and index or height alone, and the bytes."""

    name: str
    place: tuple[int, ...]
    content: bytes


def parts(files: Files, table: ContainerTable = TRANSACTIONS, at: str = CHAIN) -> list[Part]:
    """Return the rows of a table."""
    own = {name: files[at + name] for name in (table.csv, table.dat)}
    return [Part(row.name, row.place, own[table.dat][row.start : row.end]) for row in read(table, own)]


def put(files: Files, rows: list[Part], table: ContainerTable = TRANSACTIONS, at: str = CHAIN) -> None:
    """Write a table anew."""
    files.update({at + name: content for name, content in write(table, rows).items()})


def edited(path: Path, change: Callable[[list[Part]], list[Part]], table: ContainerTable = TRANSACTIONS) -> None:
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
    before, left = _by_height(parts(files, at=at)), {row.place[0] for row in rows if row.place[1]}
    rows = [row for row in rows if row.place[0] in left or len(before[row.place[0]]) == 1]
    put(files, rows, at=at)
    kept = {row.name for row in rows}
    proofs = [row for row in parts(files, PROOFS, at) if row.place[0] in {each.place[0] for each in rows}]
    put(files, [row._replace(content=narrowed(row.content, kept)) for row in proofs], PROOFS, at)


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


def as_older(payload: Files, version: str = "0.1.0") -> Files:
    """Return a bundle's payload in the layout of release 0.1.0, made by that release if its words are believed."""
    rows = parts(payload, at="chain/")
    alone = {height for height, found in _by_height(rows).items() if len(found) == 1}
    named = [row for row in rows if row.place[1] or row.place[0] in alone]
    coinbases = {row.place[0]: row.name for row in rows if row.place[1] == 0}
    proofs = {row.place[0]: row.content for row in parts(payload, PROOFS, "chain/")}
    files = {name: payload[name] for name in payload if not name.startswith(("chain/transactions.", "chain/proofs."))}
    files |= {f"chain/tx/{row.name}.bin": row.content for row in rows}
    for row in named:
        height = row.place[0]
        files[f"chain/proof/{row.name}.merkle"] = narrowed(proofs[height], [coinbases[height], row.name])
    files["chain/heights.json"] = canonical.dumps(
        {
            "coinbases": {str(height): txid for height, txid in coinbases.items()},
            "transactions": {row.name: row.place for row in named},
        }
    )
    for name in ("trace/trace.json", "bundle.json"):
        files[name] = files[name].replace(f'"version":"{__version__}"'.encode(), f'"version":"{version}"'.encode())
    return files


def _by_height(rows: list[Part]) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = {}
    for row in rows:
        found.setdefault(row.place[0], []).append(row)
    return found
