"""What an observation adds to the register's chain material: one folder beside it, and the chain of these folders.

An observation builds on the last one before it whose block is an ancestor of its own; its folder holds what is new
since then: raw transactions, Merkle proofs and headers as in a bundle, and the headers after its block as far as they
settle it. Where the source keeps no raw bytes, `stated.json` holds what it said of the transactions instead: figures
can be computed from that, and no bundle sealed. `node.json` is what a node said of itself; nothing is read from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracer.chain import header
from tracer.chain.amount import Sats
from tracer.chain.outpoint import BlockRef, Position, Txid
from tracer.chain.transaction import Confirmed, Input, Output, Transaction
from tracer.chain.view import ChainView
from tracer.container import material as materials
from tracer.container.material import Material, Unsealable
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.progress import Progress, no_progress
from tracer.reserve import watching
from tracer.reserve.days import CONFIRMATIONS
from tracer.reserve.history import RegisterHistory
from tracer.reserve.register import Register

BASE, AFTER, STATED, NODE = "base.json", "after.bin", "stated.json", "node.json"
_OWN = frozenset({BASE, AFTER, STATED, NODE})


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """What one observation adds. `base` is the name of the one it builds on; None: it holds everything itself.

    `watched` says which scripts were looked for. `stated` are transactions of which the source kept no bytes, `after`
    the headers after the block, 80 bytes each. `stale` names the observations known by then to be of blocks that its
    chain does not have, below this one's or above.
    """

    base: str | None
    watched: str
    material: Material
    stated: tuple[Confirmed, ...]
    after: bytes
    stale: tuple[str, ...] = ()

    @property
    def is_sealable(self) -> bool:
        """Whether the bytes of all transactions are held."""
        return not self.stated


@dataclass(frozen=True, slots=True)
class ChunkFiles:
    """What a new observation builds on: the name of one whose block is an ancestor, its history, all it rests on."""

    name: str
    history: RegisterHistory
    held: Chunk


def collect(
    view: ChainView,
    register: Register,
    history: RegisterHistory,
    below: ChunkFiles | None,
    progress: Progress = no_progress,
) -> Chunk:
    """Return what a history adds to what an observation below it holds.

    A source that keeps raw bytes gives those of everything where what is below lacks some. Headers run without a break;
    they begin below all that were held where a joint transaction's parent lies there.

    Raises:
        SourceError, IntegrityError: as `material.collect` does.
    """
    wanted = watching.behind(register, history)
    if below is not None and not below.held.is_sealable and any(True for _ in view.originals(wanted[:1])):
        below = None
    known = frozenset[Txid]() if below is None else frozenset(watching.behind(register, below.history))
    fresh = [txid for txid in wanted if txid not in known]
    tip = BlockRef(history.block.height, history.block.hash)
    held = None if below is None else below.held.material

    def begins(lowest: int | None) -> int:
        """Return the first header's height."""
        if held is not None and (lowest is None or lowest >= held.first_header):
            return held.last_header + 1
        deepest = tip.height if lowest is None else lowest
        return materials.first_header(view, max(0, deepest - header.MEDIAN_OF + 1))

    stated: tuple[Confirmed, ...] = ()
    try:
        found = materials.collect_from(view, [*fresh, *_beside(view, history, fresh, held)], begins, tip, progress)
    except Unsealable:
        found = None
    if found is None:
        stated = _stated(view, history, fresh)
        first = _first_stated(view, stated, tip.height) if held is None else held.last_header + 1
        found = materials.collect_from(view, (), lambda _: first, tip, progress)
    if found is None:
        raise IntegrityError(f"the source gives no headers up to block {tip.height}")
    return Chunk(
        base=None if below is None else below.name,
        watched=history.watched,
        material=found,
        stated=stated,
        after=b"".join(_after(view, tip.height)),
    )


def joined(chunks: Sequence[Chunk]) -> Chunk:
    """Return what chunks hold together, from the one that builds on nothing to the last, each on the one before it.

    Raises:
        IntegrityError: headers are missing between two of them, or differ where they overlap.
    """
    last = chunks[-1].material
    first = min(each.material.first_header for each in chunks)
    headers = bytearray()
    for each in sorted((chunk.material for chunk in chunks), key=lambda each: (each.first_header, -each.last_header)):
        start = (each.first_header - first) * header.SIZE
        overlap = min(len(headers) - start, len(each.headers))
        if overlap < 0 or headers[start : start + overlap] != each.headers[:overlap]:
            raise IntegrityError(f"the observations' headers do not follow from one another at {each.first_header:,}")
        headers += each.headers[overlap:]
    positions: dict[Txid, Position] = {}
    raws: dict[Txid, bytes] = {}
    proofs: dict[int, bytes] = {}
    stated: dict[Txid, Confirmed] = {}
    for chunk in chunks:
        positions |= chunk.material.positions
        raws |= chunk.material.raws
        proofs |= chunk.material.proofs
        stated |= {each.transaction.txid: each for each in chunk.stated}
    whole = Material(
        network=last.network,
        first_header=first,
        headers=bytes(headers[: (last.last_header - first + 1) * header.SIZE]),
        positions=dict(sorted(positions.items(), key=lambda pair: pair[1])),
        raws=raws,
        proofs=dict(sorted(proofs.items())),
    )
    return Chunk(
        base=None,
        watched=chunks[-1].watched,
        material=whole,
        stated=tuple(each for each in stated.values() if each.transaction.txid not in positions),
        after=chunks[-1].after,
        stale=chunks[-1].stale,
    )


def dumps(chunk: Chunk) -> dict[str, bytes]:
    """Return a chunk as files by name."""
    about = {
        "schema": 1,
        "observation": chunk.base,
        "first_header": chunk.material.first_header,
        "watched": chunk.watched,
        "stale": chunk.stale,
    }
    files = {**materials.chain_files(chunk.material), BASE: canonical.dumps(about), AFTER: chunk.after}
    if chunk.stated:
        files[STATED] = canonical.dumps({"schema": 1, "transactions": [_written(each) for each in chunk.stated]})
    return files


def loads(files: Mapping[str, bytes], name: str) -> Chunk:
    """Read what `dumps` wrote; `name` is what messages call the folder. Of bytes only their hashes are looked at.

    Raises:
        IntegrityError: a file is missing, is one too many, or is not as it was written.
    """
    for file in (BASE, AFTER):
        if file not in files:
            raise IntegrityError(f"{name}/{file} is missing")
    about = JsonCursor.of(files[BASE], f"{name}/{BASE}")
    try:
        material = materials.read_chain({file: content for file, content in files.items() if file not in _OWN})
    except IntegrityError as error:
        raise IntegrityError(_here(str(error), name)) from error
    if material.faults:
        raise IntegrityError(_here(str(material.faults[0]), name))
    if len(files[AFTER]) % header.SIZE:
        raise IntegrityError(f"{name}/{AFTER} is not a number of headers of {header.SIZE} bytes each")
    stated: tuple[Confirmed, ...] = ()
    if STATED in files:
        place = JsonCursor.of(files[STATED], f"{name}/{STATED}")
        stated = tuple(map(_read, place.rows("transactions")))
    return Chunk(
        base=about.maybe_text("observation"),
        watched=about.text("watched"),
        material=material,
        stated=stated,
        after=files[AFTER],
        stale=about.texts("stale"),
    )


def _here(text: str, name: str) -> str:
    """Return a message about a file of a bundle's `chain/` as one about the same file of a folder."""
    file = text.removeprefix("data/").removeprefix("chain/")
    return f"{name}/{file}" if file != text else f"{name}: {text}"


def _beside(view: ChainView, history: RegisterHistory, fresh: Sequence[Txid], held: Material | None) -> list[Txid]:
    """Return transactions held already that lie in one block with a parent that is new: one proof shows all of them."""
    if held is None:
        return []
    placed = {touch.transaction.txid for touch in history.touches} | {each.outpoint.txid for each in history.beyond}
    parents = [txid for txid in fresh if txid not in placed]
    heights = {each.position.height for each in view.transactions(parents).values()} if parents else set()
    return [txid for txid, at in held.positions.items() if at.height in heights and txid not in fresh]


def _stated(view: ChainView, history: RegisterHistory, fresh: Sequence[Txid]) -> tuple[Confirmed, ...]:
    """Return transactions as the source states them, at the places at which they were found."""
    touches = {each.transaction.txid: Confirmed(each.transaction, each.position) for each in history.touches}
    others = view.transactions([txid for txid in fresh if txid not in touches])
    found = ({**touches, **others}[txid] for txid in fresh)
    return tuple(sorted(found, key=lambda each: each.position))


def _first_stated(view: ChainView, stated: Iterable[Confirmed], tip: int) -> int:
    """Return the first header's height where no proof is held."""
    lowest = min((each.position.height for each in stated), default=tip)
    begins = max(0, lowest - header.MEDIAN_OF + 1)
    return max(view.first_height, begins - begins % header.PERIOD)


def _after(view: ChainView, height: int) -> Sequence[bytes]:
    """Return the headers after a block by which it has its confirmations, as far as there are any."""
    last = min(view.tip().height, height + CONFIRMATIONS - 1)
    return view.headers(height + 1, last) if last > height else ()


def _written(each: Confirmed) -> dict[str, canonical.Writable]:
    transaction = each.transaction
    return {
        "txid": transaction.txid,
        "height": each.position.height,
        "index": each.position.index,
        "version": transaction.version,
        "locktime": transaction.locktime,
        "inputs": [
            {"prevout": None if spent.prevout is None else str(spent.prevout), "sequence": spent.sequence}
            for spent in transaction.inputs
        ],
        "outputs": [{"value_sat": str(paid.value), "script": paid.script.hex()} for paid in transaction.outputs],
    }


def _read(row: JsonCursor) -> Confirmed:
    inputs = tuple(
        Input(None if each.maybe("prevout") is None else each.outpoint("prevout"), each.integer("sequence"))
        for each in row.rows("inputs")
    )
    outputs = tuple(Output(Sats(each.digits("value_sat")), each.octets("script")) for each in row.rows("outputs"))
    transaction = Transaction(row.txid("txid"), row.integer("version"), inputs, outputs, row.integer("locktime"))
    return Confirmed(transaction, Position(row.amount("height"), row.amount("index")))
