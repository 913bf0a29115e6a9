"""Small regtest chains as raw blocks, drawn from a number, and a block source that can reorganise."""

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence

from tests.chain.written import compact, transaction, tx_input, tx_output
from tracer.chain import decode, merkle
from tracer.chain.network import REGTEST, Network
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, display
from tracer.chain.transaction import Output

GENESIS = bytes.fromhex(
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e"
    "67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f2002000000010100000001000000000000000000000000"
    "0000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f"
    "32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e"
    "6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb6"
    "49f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000"
)
SUBSIDY = 5_000_000_000


def sha256d(raw: bytes) -> bytes:
    """Return the double SHA-256."""
    return hashlib.sha256(hashlib.sha256(raw).digest()).digest()


def stripped_txid(version: int, inputs: Sequence[bytes], outputs: Sequence[bytes], locktime: int) -> bytes:
    """Return the txid of a transaction given in parts, in the protocol's byte order."""
    return sha256d(transaction(inputs, outputs, None, version, locktime))


def stated(height: int) -> bytes:
    """Return the push of a height below 2^15 that a coinbase starts with."""
    if height <= 16:
        return bytes([0x50 + height])
    return b"\x01" + bytes([height]) if height < 128 else b"\x02" + height.to_bytes(2, "little")


def block(previous: bytes, txids: Sequence[bytes], raws: Sequence[bytes], time: int) -> bytes:
    """Return a block whose header meets regtest's target."""
    root = merkle.root(list(txids))
    nonce = 0
    while True:
        head = (
            b"\x04\0\0\0"
            + previous
            + root
            + time.to_bytes(4, "little")
            + b"\xff\xff\x7f\x20"
            + nonce.to_bytes(4, "little")
        )
        if int.from_bytes(sha256d(head), "little") < 0x7FFFFF << 232:
            return head + compact(len(raws)) + b"".join(raws)
        nonce += 1


def block_hash(raw: bytes) -> BlockHash:
    """Return a raw block's name."""
    return BlockHash(display(sha256d(raw[:80])))


Maker = Callable[[], tuple[bytes, bytes] | None]
"""Makes a transaction, its txid and its bytes, or none."""


class Miner:
    """Extends a chain by random blocks: merges, splits, chains inside a block, burns, witnesses, zeros."""

    def __init__(self, seed: int, base: Sequence[bytes] = (GENESIS,)) -> None:
        """Start behind the blocks given; only outputs made from now on are spent."""
        self.random = random.Random(seed)
        self.blocks = list(base)
        self.coins: list[tuple[bytes, int, int, bytes]] = []

    def mine(self, blocks: int, transactions: int = 5) -> "Miner":
        """Add blocks of up to so many transactions."""
        for _ in range(blocks):
            self.add([self._spend for _ in range(self.random.randint(0, transactions))])
        return self

    def add(self, makers: Sequence[Maker] = ()) -> None:
        """Add one block whose transactions the callables make, after its coinbase."""
        height = len(self.blocks)
        tag = self.random.randbytes(4)
        script = stated(height) + b"\x04" + tag
        reward = self._script()
        made = [self.made([tx_input(bytes(32) + b"\xff" * 4, script)], [(SUBSIDY, reward)], keep=False)]
        for maker in makers:
            result = maker()
            if result is not None:
                made.append(result)
        self._keep(made[0][0], [(SUBSIDY, reward)])
        previous = sha256d(self.blocks[-1][:80])
        self.blocks.append(
            block(previous, [txid for txid, _ in made], [raw for _, raw in made], 1_300_000_000 + height)
        )

    def made(
        self,
        inputs: Sequence[bytes],
        pays: Sequence[tuple[int, bytes]],
        keep: bool = True,
        witness: bool = False,
        numbers: tuple[int, int] | None = None,
    ) -> tuple[bytes, bytes]:
        """Return the txid and the bytes of a transaction; its outputs can be spent later.

        `numbers` are version and locktime, drawn where they are not given.
        """
        outputs = [tx_output(value, script) for value, script in pays]
        drawn = self.random.choice([1, 2, 0x7FFFFFFF, 0xFFFFFFFF]), self.random.choice([0, 500, 0xFFFFFFFF])
        version, locktime = numbers or drawn
        stacks = [[b"\x01" * self.random.randint(0, 80)] for _ in inputs] if witness else None
        txid = stripped_txid(version, inputs, outputs, locktime)
        if keep:
            self._keep(txid, pays)
        return txid, transaction(inputs, outputs, stacks, version, locktime)

    def take(self, count: int) -> list[tuple[bytes, int, int, bytes]]:
        """Take coins to spend, at random."""
        self.random.shuffle(self.coins)
        taken, self.coins = self.coins[:count], self.coins[count:]
        return taken

    def _spend(self) -> tuple[bytes, bytes] | None:
        coins = self.take(self.random.randint(1, 4))
        if not coins:
            return None
        inputs = [
            tx_input(
                txid + vout.to_bytes(4, "little"),
                self.random.randbytes(self.random.randint(0, 100)),
                self.random.getrandbits(32),
            )
            for txid, vout, _, _ in coins
        ]
        left = sum(value for _, _, value, _ in coins)
        pays = []
        for _ in range(self.random.randint(1, 5)):
            value = self.random.choice([0, left // 2, self.random.randint(0, left)])
            left -= value
            pays.append((value, self._script()))
        return self.made(inputs, pays, witness=self.random.random() < 0.5)

    def _script(self) -> bytes:
        kind = self.random.randint(0, 9)
        if kind == 0:
            return b"\x6a" + self.random.randbytes(self.random.randint(0, 60))
        if kind == 1:
            return b""
        if kind < 5:
            return b"\x00\x14" + bytes([self.random.randint(0, 5)]) * 20
        return b"\x00\x14" + self.random.randbytes(20)

    def _keep(self, txid: bytes, pays: Sequence[tuple[int, bytes]]) -> None:
        self.coins += [
            (txid, vout, value, script) for vout, (value, script) in enumerate(pays) if script[:1] != b"\x6a"
        ]


class MemorySource:
    """A block source over a list of raw blocks, which a test may replace to reorganise the chain."""

    def __init__(self, blocks: Sequence[bytes], first_height: int = 0, network: Network = REGTEST) -> None:
        """Give these blocks from this height on."""
        self.chain = list(blocks)
        self.first_height = first_height
        self.network = network
        self.origin = "a test"
        self.spent: dict[int, list[list[Output]]] | None = None

    def tip(self) -> BlockRef:
        """Return the last block."""
        return BlockRef(self.first_height + len(self.chain) - 1, block_hash(self.chain[-1]))

    def hash_at(self, height: int) -> BlockHash | None:
        """Return a block's hash."""
        at = height - self.first_height
        return block_hash(self.chain[at]) if 0 <= at < len(self.chain) else None

    def blocks(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """Give blocks in order, from whatever chain stands at that moment."""
        for height in range(first, last + 1):
            yield height, self.chain[height - self.first_height]

    def spent_outputs(self, height: int, block: BlockHash) -> Sequence[Sequence[Output]] | None:
        """Return what the test entered."""
        return None if self.spent is None else self.spent[height]


def spent_by(blocks: Sequence[bytes]) -> dict[int, list[list[Output]]]:
    """Return what the transactions of each height spend."""
    made: dict[Outpoint, Output] = {}
    spent: dict[int, list[list[Output]]] = {}
    for height, raw in enumerate(blocks):
        spent[height] = []
        for each in decode.block(raw).transactions:
            made |= {each.outpoint(vout): output for vout, output in enumerate(each.outputs)}
            spent[height].append([made[spend.prevout] for spend in each.inputs if spend.prevout is not None])
    return spent
