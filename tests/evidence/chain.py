"""A small regtest chain made in memory: blocks with real proof of work, and a `ChainView` over them."""

import hashlib
import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tracer.chain import decode, merkle
from tracer.chain.amount import Sats
from tracer.chain.network import REGTEST, Network
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Position, Txid, display, internal
from tracer.chain.transaction import Confirmed, Output
from tracer.chain.view import Created, FirstPaid, Original, Spender

BITS = 0x207FFFFF
GENESIS = bytes.fromhex(
    "01000000"
    + "00" * 32
    + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
    + "dae5494dffff7f2002000000"
)
GENESIS_COINBASE = bytes.fromhex(
    "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d"
    "65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f72"
    "2062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6"
    "bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000"
)
FIRST_TIME = 1_780_000_000


def script_of(name: str) -> bytes:
    """Return a P2WPKH script, or for names starting with `state` a P2WSH one, of nobody."""
    digest = hashlib.sha256(name.encode()).digest()
    if name == "burn":
        return b"\x6a\x04burn"
    return b"\x00\x20" + digest if name.startswith("state") else b"\x00\x14" + digest[:20]


def compact(number: int) -> bytes:
    """Return a count as CompactSize."""
    return bytes((number,)) if number < 0xFD else b"\xfd" + struct.pack("<H", number)


def serialize(spends: Sequence[Outpoint], pays: Sequence[tuple[int, bytes]], segwit: bool = True) -> bytes:
    """Return a transaction's bytes, with a one-item witness per input where `segwit`."""
    body = compact(len(spends))
    for outpoint in spends:
        body += internal(outpoint.txid) + struct.pack("<I", outpoint.vout) + b"\x00" + b"\xfd\xff\xff\xff"
    body += compact(len(pays)) + b"".join(struct.pack("<q", sat) + compact(len(to)) + to for sat, to in pays)
    if not segwit:
        return struct.pack("<i", 2) + body + bytes(4)
    return struct.pack("<i", 2) + b"\x00\x01" + body + b"\x01\x03sig" * len(spends) + bytes(4)


def coinbase(height: int, sat: int, script: bytes) -> bytes:
    """Return a coinbase that states its height, as BIP 34 wants it."""
    pushed = bytes((0x50 + height,)) if height <= 16 else _number(height)
    signature = pushed + b"\x04test"
    return (
        struct.pack("<i", 2) + b"\x01" + bytes(32) + b"\xff\xff\xff\xff" + compact(len(signature)) + signature
        + b"\xff\xff\xff\xff\x01" + struct.pack("<q", sat) + compact(len(script)) + script + bytes(4)
    )  # fmt: skip


def _number(height: int) -> bytes:
    raw = height.to_bytes((height.bit_length() + 8) // 8, "little")
    return bytes((len(raw),)) + raw


def mine(parent: bytes, txids: Sequence[Txid], time: int) -> bytes:
    """Return a header that commits to the transactions and meets regtest's target."""
    head = struct.pack("<i", 0x20000000) + hashlib.sha256(hashlib.sha256(parent).digest()).digest()
    head += merkle.root([internal(txid) for txid in txids]) + struct.pack("<II", time, BITS)
    for nonce in range(1000):
        raw = head + struct.pack("<I", nonce)
        if hashlib.sha256(hashlib.sha256(raw).digest()).digest()[31] < 0x7F:
            return raw
    raise AssertionError("a thousand tries without a block")


@dataclass
class Chain:
    """Blocks from genesis on, and everything a `ChainView` answers about them."""

    heads: list[bytes] = field(default_factory=lambda: [GENESIS])
    blocks: list[list[bytes]] = field(default_factory=lambda: [[GENESIS_COINBASE]])
    keeps_raw: bool = True
    known: dict[Txid, tuple[Position, bytes]] = field(default_factory=dict)
    """What `index` has read of the blocks, which only grow in number."""
    read: int = 0
    """How many blocks that is."""

    def add(self, raws: Sequence[bytes] = (), pays: str = "miner", sat: int = 5_000_000_000) -> Txid:
        """Append a block with a coinbase and these transactions; return the coinbase's txid."""
        height = len(self.heads)
        block = [coinbase(height, sat, script_of(pays)), *raws]
        txids = [decode.txid(raw) for raw in block]
        self.heads.append(mine(self.heads[-1], txids, FIRST_TIME + 600 * height))
        self.blocks.append(block)
        return txids[0]

    def grow_to(self, height: int) -> None:
        """Append empty blocks up to a height."""
        while len(self.heads) <= height:
            self.add()

    @property
    def network(self) -> Network:
        """The network."""
        return REGTEST

    @property
    def first_height(self) -> int:
        """The first height."""
        return 0

    def tip(self) -> BlockRef:
        """Return the last block."""
        return BlockRef(len(self.heads) - 1, self.block_hash(len(self.heads) - 1))

    def block_hash(self, height: int) -> BlockHash:
        """Return a block's hash."""
        return BlockHash(display(hashlib.sha256(hashlib.sha256(self.heads[height]).digest()).digest()))

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        """Return headers."""
        return self.heads[first : last + 1]

    def index(self) -> dict[Txid, tuple[Position, bytes]]:
        """Return every transaction's place and bytes."""
        for height in range(self.read, len(self.blocks)):
            for number, raw in enumerate(self.blocks[height]):
                self.known[decode.txid(raw)] = Position(height, number), raw
        self.read = len(self.blocks)
        return self.known

    def transactions(self, txids: Sequence[Txid]) -> Mapping[Txid, Confirmed]:
        """Return transactions."""
        index = self.index()
        return {t: Confirmed(decode.transaction(index[t][1]), index[t][0]) for t in txids if t in index}

    def spenders(self, outpoints: Sequence[Outpoint]) -> Mapping[Outpoint, Spender]:
        """Return spenders."""
        found = {
            spent.prevout: Spender(txid, position)
            for txid, (position, raw) in self.index().items()
            for spent in decode.transaction(raw).inputs
            if spent.prevout is not None
        }
        return {outpoint: found[outpoint] for outpoint in outpoints if outpoint in found}

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        """Return prevouts."""
        index = self.index()
        names = [spent.prevout for spent in confirmed.transaction.inputs]
        return tuple(decode.transaction(index[name.txid][1]).outputs[name.vout] for name in names if name is not None)

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return outputs with these scripts."""
        return [
            Created(Outpoint(txid, vout), position)
            for txid, (position, raw) in self.index().items()
            for vout, output in enumerate(decode.transaction(raw).outputs)
            if output.script in scripts and first <= position.height <= last
        ]

    def first_paid(self, scripts: Collection[bytes], last: int) -> FirstPaid | None:
        """Return the first output with each script."""
        found = dict[bytes, Created]()
        for created in sorted(self.paid_to(scripts, 0, last), key=lambda each: each.position):
            _, raw = self.index()[created.outpoint.txid]
            found.setdefault(decode.transaction(raw).outputs[created.outpoint.vout].script, created)
        return FirstPaid(found, True)

    def originals(self, txids: Sequence[Txid]) -> Iterator[Original]:
        """Yield bytes in chain order, of the blocks' coinbases too."""
        index = self.index()
        places = {index[txid][0] for txid in txids if txid in index and self.keeps_raw}
        for at in sorted(places | {Position(at.height, 0) for at in places}):
            raw = self.blocks[at.height][at.index]
            yield Original(decode.txid(raw), at, raw)

    def merkle_proof(self, height: int, txids: Sequence[Txid]) -> bytes:
        """Return a proof."""
        return merkle.Tree(self.heads[height], [decode.txid(raw) for raw in self.blocks[height]]).proof(txids)

    def coinbase(self, height: int) -> Txid:
        """Return a block's coinbase."""
        return decode.txid(self.blocks[height][0])


def sats(text: str) -> Sats:
    """Return the satoshi in a decimal amount of bitcoin."""
    whole, _, part = text.partition(".")
    return Sats(int(whole) * 100_000_000 + int((part + "00000000")[:8]))
