"""Small regtest chains made to measure: transactions of one's choice in blocks with real proof of work.

What is made here obeys consensus as long as the caller does (spends what exists and is mature, pays no
more than is there): a node takes these blocks by `submitblock`. Outputs are paid to `ANYONE` unless
said otherwise, so that spending them takes no signature. All is a function of its arguments.

    chain = Chain()
    reward = chain.add()                      # a block with only a coinbase, which pays 50 BTC to ANYONE
    chain.extend(100)
    theft = pay([reward.coin], [(30 * COIN, ANYONE), (20 * COIN, ANYONE)])
    chain.add(theft)
    path.write_bytes(frame(chain.blocks))
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from tracer.chain.network import REGTEST
from tracer.chain.outpoint import BlockHash, Outpoint, Txid, display, internal

COIN = 100_000_000
ANYONE = b"\x51"
"""A script that whoever comes may spend."""

BITS = 0x207FFFFF
GENESIS_TIME = 1_296_688_602
SPACING = 600

_TARGET = 0x7FFFFF << 8 * (0x20 - 3)
_WORDS = b"The Times 03/Jan/2009 Chancellor on brink of second bailout for banks"
_SATOSHI = bytes.fromhex(
    "4104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb6"
    "49f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac"
)

Payment = tuple[int, bytes]
"""Satoshi and the script they are paid to."""


def txid(raw: bytes) -> Txid:
    """Return the id of a transaction without witnesses."""
    return Txid(display(_sha256d(raw)))


def pay(
    spends: Sequence[Outpoint],
    pays: Sequence[Payment],
    *,
    version: int = 2,
    sequence: int = 0xFFFFFFFF,
    locktime: int = 0,
) -> bytes:
    """Return a transaction without signatures or witnesses."""
    inputs = b"".join(
        internal(each.txid) + struct.pack("<I", each.vout) + b"\x00" + struct.pack("<I", sequence) for each in spends
    )
    return struct.pack("<i", version) + compact(len(spends)) + inputs + _outputs(pays) + struct.pack("<I", locktime)


def coinbase(height: int, pays: Sequence[Payment], salt: bytes = b"") -> bytes:
    """Return a coinbase that states its height; another `salt` makes another txid."""
    script = _height_push(height) + b"\x00" + (bytes((len(salt),)) + salt if salt else b"")
    return _coinbase(script, pays, version=2)


def subsidy(height: int) -> int:
    """Return what a regtest coinbase may pay beside the fees."""
    return 50 * COIN >> height // REGTEST.halving


def header(previous: BlockHash, merkle_root: bytes, time: int, *, version: int = 0x20000000, bits: int = BITS) -> bytes:
    """Return a header whose nonce was ground until its hash meets regtest's target."""
    front = struct.pack("<i", version) + internal(previous) + merkle_root + struct.pack("<II", time, bits)
    for nonce in count():
        raw = front + struct.pack("<I", nonce)
        if int.from_bytes(_sha256d(raw), "little") <= _TARGET:
            return raw
    raise AssertionError("unreachable")


def block(previous: BlockHash, transactions: Sequence[bytes], time: int) -> bytes:
    """Return a block of these transactions (without witnesses), the coinbase first."""
    root = merkle_root([_sha256d(raw) for raw in transactions])
    return header(previous, root, time) + compact(len(transactions)) + b"".join(transactions)


def merkle_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over hashes in the protocol's byte order."""
    level = list(hashes)
    while len(level) > 1:
        level += level[-1:] * (len(level) % 2)
        level = [_sha256d(level[at] + level[at + 1]) for at in range(0, len(level), 2)]
    return level[0]


def hash_of(raw: bytes) -> BlockHash:
    """Return the hash of a block."""
    return BlockHash(display(_sha256d(raw[:80])))


def genesis() -> bytes:
    """Return regtest's genesis block."""
    script = b"\x04\xff\xff\x00\x1d\x01\x04" + bytes((len(_WORDS),)) + _WORDS
    first = _coinbase(script, [(50 * COIN, _SATOSHI)], version=1)
    front = struct.pack("<i", 1) + bytes(32) + _sha256d(first) + struct.pack("<III", GENESIS_TIME, BITS, 2)
    return front + b"\x01" + first


def frame(blocks: Sequence[bytes], magic: bytes = REGTEST.magic) -> bytes:
    """Return blocks in the framing of Core's `blk*.dat`."""
    return b"".join(magic + struct.pack("<I", len(raw)) + raw for raw in blocks)


def obfuscate(raw: bytes, key: bytes) -> bytes:
    """Return what Core writes to disk under an `xor.dat` of this key, from the file's first byte on."""
    return bytes(each ^ key[at % len(key)] for at, each in enumerate(raw))


def compact(number: int) -> bytes:
    """Return a count as CompactSize."""
    if number < 0xFD:
        return bytes((number,))
    return b"\xfd" + struct.pack("<H", number) if number < 0x10000 else b"\xfe" + struct.pack("<I", number)


@dataclass(frozen=True, slots=True)
class Milled:
    """A block that was added to a chain, and its coinbase's first output."""

    height: int
    hash: BlockHash
    raw: bytes
    coin: Outpoint


class Chain:
    """A chain that grows block by block from regtest's genesis, one every ten minutes."""

    def __init__(self, blocks: Sequence[bytes] | None = None) -> None:
        """Start at genesis, or go on from these blocks."""
        self.blocks = list(blocks or [genesis()])

    @property
    def height(self) -> int:
        """The tip's height."""
        return len(self.blocks) - 1

    @property
    def tip(self) -> BlockHash:
        """The tip's hash."""
        return hash_of(self.blocks[-1])

    def add(
        self, *transactions: bytes, pays: Sequence[Payment] | None = None, fees: int = 0, salt: bytes = b""
    ) -> Milled:
        """Add a block of these transactions after a coinbase that pays subsidy and fees to ANYONE, or `pays`."""
        height = len(self.blocks)
        reward = coinbase(height, pays or [(subsidy(height) + fees, ANYONE)], salt)
        raw = block(self.tip, [reward, *transactions], GENESIS_TIME + SPACING * height)
        self.blocks.append(raw)
        return Milled(height, hash_of(raw), raw, Outpoint(txid(reward), 0))

    def extend(self, number: int, salt: bytes = b"") -> list[Milled]:
        """Add so many blocks with only a coinbase."""
        return [self.add(salt=salt) for _ in range(number)]

    def fork(self, height: int) -> "Chain":
        """Return another chain that shares the blocks up to this height; give its blocks another `salt`."""
        return Chain(self.blocks[: height + 1])


def _outputs(pays: Sequence[Payment]) -> bytes:
    return compact(len(pays)) + b"".join(
        struct.pack("<Q", value) + compact(len(script)) + script for value, script in pays
    )


def _coinbase(script: bytes, pays: Sequence[Payment], version: int) -> bytes:
    spend = bytes(32) + b"\xff\xff\xff\xff" + bytes((len(script),)) + script + b"\xff\xff\xff\xff"
    return struct.pack("<i", version) + b"\x01" + spend + _outputs(pays) + bytes(4)


def _height_push(height: int) -> bytes:
    if height <= 16:
        return bytes((0x50 + height,)) if height else b"\x00"
    number = height.to_bytes((height.bit_length() + 8) // 8, "little")
    return bytes((len(number),)) + number


def _sha256d(raw: bytes) -> bytes:
    return sha256(sha256(raw).digest()).digest()
