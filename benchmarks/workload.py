"""A chain to measure on: consensus-valid regtest blocks of 2,500 transactions of ordinary shape and size.

Inputs and outputs are as many and as long as those of mainnet's payments; scripts are such that anybody
may spend them, so no key and no signature is needed, and a node takes the blocks by `submitblock`.
All of it is a function of the number of blocks and of their shape.

    python -m benchmarks.workload BLOCKS FILE
"""

import random
import struct
import sys
from collections import deque
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import NamedTuple


class Shape(NamedTuple):
    """Transactions of a block, once the chain has coins enough, and coins that a reward is split over."""

    transactions: int
    fan_out: int


USUAL = Shape(2_500, 2_900)
FEW = Shape(40, 60)
"""To see that everything runs."""
MAGIC = bytes.fromhex("fabfb5da")
GENESIS = bytes.fromhex(
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e"
    "67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f2002000000010100000001000000000000000000000000"
    "0000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f"
    "32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e"
    "6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb6"
    "49f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000"
)

_WARM_UP = 110
_HALVING = 150
_SUBSIDY = 5_000_000_000
_LEAST = 2_000
RESERVED = bytes(32)
"""What a coinbase's witness holds, and a commitment ends with."""


class Coin(NamedTuple):
    """An output to be spent: 36 bytes of outpoint, satoshi, and the witness script, none for bare scripts."""

    outpoint: bytes
    value: int
    witness: bytes | None


class Paid(NamedTuple):
    """A transaction: its txid, the hash of all its bytes, its bytes, and what it made."""

    txid: bytes
    whole: bytes
    raw: bytes
    coins: list[Coin]


class Workload:
    """Mines block after block. `chain` is every raw block, from the genesis block on."""

    def __init__(self, shape: Shape = USUAL) -> None:
        """Start with the genesis block."""
        self.chain = [GENESIS]
        self.shape = shape
        self._random = random.Random(2_500)
        self._rewards: deque[Coin] = deque()
        self._coins: list[Coin] = []
        self._used: list[tuple[bytes, bytes | None]] = []

    def mine(self, blocks: int) -> None:
        """Add blocks: first empty ones, then some that fan rewards out, then full ones."""
        for _ in range(blocks):
            height = len(self.chain)
            made: list[Paid] = []
            if height > _WARM_UP - 10:
                made.append(self._fan(self._rewards.popleft()))
                self._coins += made[0].coins
            if height > _WARM_UP:
                made += [self._payment() for _ in range(self.shape.transactions - 2)]
            self._add(height, made)

    def _later(self, height: int) -> int:
        """Return by how many seconds a block is later than usual."""
        return 0

    def _payment(self) -> Paid:
        """Spend one to six coins, mostly recent ones, to mostly two new ones; reuse of scripts as it happens."""
        draw = self._random
        inputs = draw.choices((1, 2, 3, 6), (62, 22, 10, 6))[0]
        spent = [self._take() for _ in range(inputs)]
        left = sum(coin.value for coin in spent) - draw.randint(150, 900)
        wanted = draw.choices((1, 2, 3, 9), (14, 74, 9, 3))[0]
        values = []
        for _ in range(wanted - 1):
            value = draw.randint(_LEAST, max(_LEAST, left // 2))
            if left - value < _LEAST:
                break
            values.append(value)
            left -= value
        values.insert(draw.randint(0, len(values)), max(left, 0))
        paid = transaction(spent, [(value, *self._script()) for value in values], draw)
        self._coins += [coin for coin in paid.coins if coin.value >= _LEAST]
        return paid

    def _take(self) -> Coin:
        """Take a coin: half the time one of the last thousands made, else any."""
        coins = self._coins
        reach = min(len(coins), 6_000) if self._random.random() < 0.5 else len(coins)
        place = len(coins) - 1 - int(self._random.random() * reach)
        coins[place], coins[-1] = coins[-1], coins[place]
        return coins.pop()

    def _script(self) -> tuple[bytes, bytes | None]:
        """Return a script and its witness script: 60 in 100 segwit, the others bare; 3 in 10 used before."""
        draw = self._random
        if self._used and draw.random() < 0.3:
            return draw.choice(self._used)
        nonce = draw.randbytes(20)
        if draw.random() < 0.6:
            witness = b"\x14" + nonce + b"\x75\x6d\x51"
            script: tuple[bytes, bytes | None] = (b"\x00\x20" + sha256(witness).digest(), witness)
        else:
            script = (b"\x14" + nonce + b"\x75\x51", None)
        if len(self._used) < 20_000:
            self._used.append(script)
        else:
            self._used[draw.randrange(20_000)] = script
        return script

    def _fan(self, reward: Coin) -> Paid:
        """Split a mature reward over many coins."""
        value = reward.value // self.shape.fan_out
        return transaction([reward], [(value, *self._script()) for _ in range(self.shape.fan_out)], self._random)

    def _add(self, height: int, made: list[Paid]) -> None:
        """Add a block with these transactions behind its coinbase."""
        commitment = hash_twice(_root([bytes(32), *(paid.whole for paid in made)]) + RESERVED)
        txid, raw = coinbase(height, commitment)
        self._rewards.append(Coin(txid + bytes(4), subsidy(height), None))
        root = _root([txid, *(paid.txid for paid in made)])
        head = header(self.chain[-1][:80], root, height, self._later(height))
        self.chain.append(head + compact(len(made) + 1) + raw + b"".join(paid.raw for paid in made))


def subsidy(height: int) -> int:
    """Return the satoshi that a block makes."""
    return _SUBSIDY >> height // _HALVING


def coinbase(height: int, commitment: bytes) -> tuple[bytes, bytes]:
    """Return the txid and the bytes of a block's coinbase, which pays whoever comes and commits to witnesses."""
    body = b"\x01" + bytes(32) + b"\xff" * 4 + _pushed(_height(height) + b"\x00") + b"\xff" * 4
    body += b"\x02" + struct.pack("<Q", subsidy(height)) + b"\x01\x51"
    body += bytes(8) + b"\x26\x6a\x24\xaa\x21\xa9\xed" + commitment
    txid = hash_twice(b"\x02\0\0\0" + body + bytes(4))
    return txid, b"\x02\0\0\0\x00\x01" + body + b"\x01\x20" + RESERVED + bytes(4)


BEGAN, SPACING = 1_600_000_000, 600
"""The time of the first block, 2020-09-13 12:26:40 UTC, and the seconds between two."""


def header(previous: bytes, root: bytes, height: int, later: int = 0) -> bytes:
    """Return the header of the block above a header, with the work that regtest asks for, so many seconds `later`."""
    start = b"\0\0\0\x20" + hash_twice(previous) + root
    start += struct.pack("<II", BEGAN + SPACING * height + later, 0x207FFFFF)
    return next(h for h in (start + struct.pack("<I", nonce) for nonce in count()) if hash_twice(h)[31] < 0x7F)


def framed(chain: list[bytes]) -> bytes:
    """Return the blocks as Core's `blk*.dat` frames them."""
    return b"".join(MAGIC + struct.pack("<I", len(raw)) + raw for raw in chain)


def transaction(spent: list[Coin], pays: list[tuple[int, bytes, bytes | None]], draw: random.Random) -> Paid:
    """Return a transaction with fillers where signatures and keys would be."""
    filler = draw.randbytes(71)
    bare = _pushed(_pushed(filler) + _pushed(filler[:33]))
    any_witness = any(coin.witness is not None for coin in spent)
    inputs = b"".join(
        coin.outpoint + (bare if coin.witness is None else b"\x00") + b"\xfd\xff\xff\xff" for coin in spent
    )
    outputs = b"".join(struct.pack("<Q", value) + _pushed(script) for value, script, _ in pays)
    body = compact(len(spent)) + inputs + compact(len(pays)) + outputs
    plain = b"\x02\0\0\0" + body + bytes(4)
    txid = hash_twice(plain)
    raw = plain
    if any_witness:
        witness = b"".join(
            b"\x00" if coin.witness is None else b"\x03\x47" + filler + b"\x21" + filler[:33] + _pushed(coin.witness)
            for coin in spent
        )
        raw = b"\x02\0\0\0\x00\x01" + body + witness + bytes(4)
    coins = [
        Coin(txid + struct.pack("<I", vout), value, witness_script)
        for vout, (value, _, witness_script) in enumerate(pays)
    ]
    return Paid(txid, hash_twice(raw) if any_witness else txid, raw, coins)


def hash_twice(content: bytes) -> bytes:
    """Return SHA-256 of SHA-256."""
    return sha256(sha256(content).digest()).digest()


def _root(hashes: list[bytes]) -> bytes:
    """Return the Merkle root."""
    while len(hashes) > 1:
        if len(hashes) % 2:
            hashes.append(hashes[-1])
        hashes = [hash_twice(hashes[at] + hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def compact(number: int) -> bytes:
    """Return a CompactSize; `number` below 65,536."""
    return bytes((number,)) if number < 253 else b"\xfd" + struct.pack("<H", number)


def _pushed(content: bytes) -> bytes:
    """Return bytes behind their length, as a script pushes them and as a field holds them."""
    return compact(len(content)) + content if len(content) != 0 else b"\x00"


def _height(height: int) -> bytes:
    """Return the push of a block's height. Source: BIP 34."""
    if height <= 16:
        return bytes((0x50 + height,))
    size = (height.bit_length() + 8) // 8
    return bytes((size,)) + height.to_bytes(size, "little")


if __name__ == "__main__":
    workload = Workload()
    workload.mine(int(sys.argv[1]))
    Path(sys.argv[2]).write_bytes(framed(workload.chain))
