"""The raw material of a run: the bytes from which an opponent recomputes everything.

Original transactions of whatever the run read, a Merkle proof for each, the coinbase of each of their
blocks, and headers without a break up to the horizon. What is collected is checked at once; what is
read back from a folder is not, that is `verify`'s work.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracer.chain import decode, header
from tracer.chain.network import NETWORKS, Network
from tracer.chain.outpoint import BlockRef, Position, Txid, parse_txid
from tracer.chain.view import ChainView
from tracer.disk import capacity
from tracer.disk.capacity import BeyondCapacityError
from tracer.errors import IntegrityError, SourceError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.progress import Progress, no_progress
from tracer.visible import quoted

_CHUNK = 200
_TIME = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a run read, as bytes. `headers` are those of `first_header` to the horizon, 80 bytes each.

    `positions` covers every txid of `proofs`. `coinbases` names the coinbase of each of their blocks;
    its bytes are in `raws` too, its proof is part of the others' proofs.
    """

    network: Network
    first_header: int
    headers: bytes
    positions: Mapping[Txid, Position]
    coinbases: Mapping[int, Txid]
    raws: Mapping[Txid, bytes]
    proofs: Mapping[Txid, bytes]

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
    """Return the height of every transaction held, coinbases beside proofs among them, in chain order."""
    places = {txid: (height, 0) for height, txid in material.coinbases.items()}
    places |= {txid: (at.height, at.index) for txid, at in material.positions.items()}
    return {txid: places[txid][0] for txid in sorted(places, key=lambda txid: (places[txid], txid))}


class HeadersLack(SourceError):
    """The source begins above the first header that a bundle has to show."""


def collect(
    view: ChainView,
    read: Sequence[Txid],
    positions: Mapping[Txid, Position],
    horizon: BlockRef,
    progress: Progress = no_progress,
    all_headers: bool = False,
) -> Material | None:
    """Return the material behind what a run read; None where the source keeps no raw bytes.

    Headers start at the first block of the retarget period that holds the earliest proof, or at genesis with
    `all_headers`. Bytes and proofs are asked for block by block, so that a source may keep what it has of one.

    Raises:
        HeadersLack: the source begins above the first header.
        SourceError: the source keeps some of the bytes and lacks others.
        IntegrityError: what it gave is not what it claims to be.
    """
    txids = sorted(set(read))
    heights = sorted({positions[txid].height for txid in txids})
    lowest = heights[0] if heights else horizon.height
    first = 0 if all_headers else lowest - lowest % header.PERIOD
    if first < view.first_height:
        raise HeadersLack(
            f"the source begins at height {view.first_height}; a bundle shows the headers from height {first} on, "
            f"the beginning of a period of {header.PERIOD:,} blocks: export with --chain and a source that holds them."
        )
    coinbases = {height: view.coinbase(height) for height in heights}
    in_order = sorted(txids, key=lambda txid: (positions[txid].height, positions[txid].index))
    raws = _raws(view, _each_after_its_coinbase(in_order, positions, coinbases), progress)
    if raws is None:
        return None
    proofs = {}
    for done, txid in enumerate(in_order):
        height = positions[txid].height
        proofs[txid] = view.merkle_proof(height, list(dict.fromkeys((coinbases[height], txid))))
        progress("Merkle proofs", done + 1, len(txids))
    return Material(
        network=view.network,
        first_header=first,
        headers=_headers(view, first, horizon, progress),
        positions={txid: positions[txid] for txid in txids},
        coinbases=coinbases,
        raws={txid: raws[txid] for txid in sorted(raws)},
        proofs={txid: proofs[txid] for txid in txids},
    )


def _each_after_its_coinbase(
    in_order: Sequence[Txid], positions: Mapping[Txid, Position], coinbases: Mapping[int, Txid]
) -> list[Txid]:
    """Return transactions in chain order with the coinbases of their blocks, each once."""
    pairs = ((coinbases[positions[txid].height], txid) for txid in in_order)
    return list(dict.fromkeys(txid for pair in pairs for txid in pair))


def chain_files(material: Material) -> dict[str, bytes]:
    """Return the material as files by their path, as run folders and bundles hold them."""
    files = {
        "headers.bin": material.headers,
        "heights.json": canonical.dumps(
            {
                "coinbases": {str(height): txid for height, txid in material.coinbases.items()},
                "transactions": {txid: (at.height, at.index) for txid, at in material.positions.items()},
            }
        ),
        "network.json": canonical.dumps(
            {
                "schema": 1,
                "network": material.network.name,
                "genesis_hash": material.network.genesis,
                "first_height": material.first_header,
                "last_height": material.last_header,
            }
        ),
    }
    files |= {f"tx/{txid}.bin": material.raws[txid] for txid in sorted(material.raws)}
    files |= {f"proof/{txid}.merkle": material.proofs[txid] for txid in sorted(material.proofs)}
    return files


def read_chain(files: Mapping[str, bytes]) -> Material:
    """Read back what `chain_files` wrote, by path; nothing is checked but the form.

    Raises:
        IntegrityError: a file is missing or not of the form written; the message names it.
        BeyondCapacityError: there are too many headers.
    """
    for name in ("headers.bin", "heights.json", "network.json"):
        if name not in files:
            raise IntegrityError(f"chain/{name} is missing")
    about = JsonCursor.of(files["network.json"], "chain/network.json")
    heights = JsonCursor.of(files["heights.json"], "chain/heights.json")
    name = about.text("network")
    if name not in NETWORKS:
        raise IntegrityError(f"chain/network.json: {quoted(name, 40)} is not a network that this version knows")
    if not files["headers.bin"] or len(files["headers.bin"]) % header.SIZE:
        raise IntegrityError(f"chain/headers.bin is not a number of headers of {header.SIZE} bytes each")
    if len(files["headers.bin"]) > capacity.HEADERS * header.SIZE:
        raise BeyondCapacityError(f"chain/headers.bin holds more than {capacity.HEADERS} headers")
    return Material(
        network=NETWORKS[name],
        first_header=about.amount("first_height"),
        headers=files["headers.bin"],
        positions=dict(_position(txid, place) for txid, place in heights.key("transactions").members()),
        coinbases=dict(_coinbase(height, place) for height, place in heights.key("coinbases").members()),
        raws=_by_txid(files, "tx/", ".bin"),
        proofs=_by_txid(files, "proof/", ".merkle"),
    )


def _raws(view: ChainView, txids: Sequence[Txid], progress: Progress) -> dict[Txid, bytes] | None:
    raws: dict[Txid, bytes] = {}
    for start in range(0, len(txids), _CHUNK):
        raws |= view.raw(txids[start : start + _CHUNK])
        progress("raw transactions", min(start + _CHUNK, len(txids)), len(txids))
        if not raws:
            return None
    for txid in txids:
        if txid not in raws:
            raise SourceError(f"the source holds no raw bytes of transaction {txid}, though it holds others'.")
        if decode.txid(raws[txid]) != txid:
            raise IntegrityError(f"the source gave other bytes than those of transaction {txid}")
    return {txid: raws[txid] for txid in txids}


def _headers(view: ChainView, first: int, horizon: BlockRef, progress: Progress) -> bytes:
    parts: list[bytes] = []
    for start in range(first, horizon.height + 1, header.PERIOD):
        last = min(start + header.PERIOD - 1, horizon.height)
        parts += view.headers(start, last)
        progress("headers", last - first + 1, horizon.height - first + 1)
    if header.decode(parts[-1]).hash != horizon.hash:
        raise IntegrityError(f"the source's header of height {horizon.height} is not the horizon {horizon.hash}")
    return b"".join(parts)


def _position(txid: str, place: JsonCursor) -> tuple[Txid, Position]:
    numbers = place.as_amounts()
    if len(numbers) != 2:
        raise place.wrong("a height and an index")
    return _txid(txid, place), Position(*numbers)


def _coinbase(height: str, place: JsonCursor) -> tuple[int, Txid]:
    if not height.isascii() or not height.isdigit() or len(height) > 9:
        raise place.wrong("named after a height")
    return int(height), _txid(place.as_text(), place)


def _txid(text: str, place: JsonCursor) -> Txid:
    try:
        return parse_txid(text)
    except ValueError:
        raise place.wrong("about a txid") from None


def _by_txid(files: Mapping[str, bytes], folder: str, ending: str) -> dict[Txid, bytes]:
    found: dict[Txid, bytes] = {}
    for name in files:
        if name.startswith(folder):
            try:
                found[parse_txid(name.removeprefix(folder).removesuffix(ending))] = files[name]
            except ValueError:
                raise IntegrityError(f"chain/{name} is not named after a transaction") from None
    return found
