"""Merkle trees over txids: roots, and proofs that a block holds transactions.

Proofs have the format of Core's `gettxoutproof`. A proof shows that its header's root commits to the
txids; whether the header is on the chain is `header.check`'s matter.

The tree does not tell a txid from an inner node, so 64 bytes that are two hashes could pass as a
transaction, or a 64-byte transaction as two hashes (CVE-2017-12842). `check_inclusion` closes both ways: the
same proof must show the block's coinbase as its first leaf. All leaves of one proof lie at one depth, the one
its transaction count gives, so a depth that is wrong for the transaction would be wrong for the coinbase too.
There a coinbase of 64 bytes would have to be two hashes: but its first 32 bytes are a version, the number one
and 27 zeros of the outpoint that it does not spend, and nobody finds a hash that ends in 28 given bytes. So
transactions of 64 bytes, valid in a block, are shown like any other.

Source: Bitcoin Core 31, `merkleblock.cpp` (CPartialMerkleTree), `consensus/merkle.cpp`; BIPs 37 and 54 (its rationale
on 64-byte transactions).
"""

import struct
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from tracer.chain import script, wire
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, Txid, display, internal
from tracer.chain.wire import sha256d
from tracer.errors import IntegrityError

MAX_TRANSACTIONS = 4_000_000 // 240
"""More transactions than this do not fit into a block's weight."""

_HEADER = 80
_UINT32 = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof shows: the block's header, its number of transactions, and some of them by index."""

    header: bytes
    total: int
    matches: tuple[tuple[int, Txid], ...]


def root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over hashes in the protocol's byte order; an odd last one is paired with itself.

    Raises:
        IntegrityError: there are none.
    """
    if not hashes:
        raise IntegrityError("a Merkle tree needs at least one hash")
    return _levels(hashes)[-1][0]


def is_mutated(hashes: Sequence[bytes]) -> bool:
    """Whether two equal hashes are paired, so that a shorter list has the same root (CVE-2012-2459)."""
    return _has_twins(_levels(hashes))


def depth(total: int) -> int:
    """Return how many hashings lie between a leaf and the root of a tree of so many transactions."""
    return (total - 1).bit_length()


class Tree:
    """The tree of one block, hashed once however many proofs are taken from it."""

    def __init__(self, header: bytes, txids: Sequence[Txid]) -> None:
        """Hash the block's transactions, named in their order.

        Raises:
            IntegrityError: the header commits to other transactions, or the list repeats its end (CVE-2012-2459).
        """
        self._header = header
        self._levels = _levels([internal(txid) for txid in txids])
        self._places = {txid: place for place, txid in enumerate(txids)}
        if len(header) != _HEADER or self._levels[-1][0] != header[36:68]:
            raise IntegrityError(f"the header does not commit to these {len(txids)} transactions")
        if _has_twins(self._levels):
            raise IntegrityError(f"these {len(txids)} transactions repeat some to hide behind an equal Merkle root")

    def proof(self, wanted: Collection[Txid]) -> bytes:
        """Return a proof that the block holds these of its transactions.

        Raises:
            IntegrityError: it does not hold one of them.
        """
        missing = sorted(txid for txid in wanted if txid not in self._places)
        if missing:
            raise IntegrityError(f"the block does not hold transaction {missing[0]}, so nothing can prove that it does")
        marks = [{self._places[txid] for txid in wanted}]
        while len(marks) < len(self._levels):
            marks.append({place // 2 for place in marks[-1]})
        hashes: list[bytes] = []
        bits: list[bool] = []
        _descend(self._levels, marks, len(marks) - 1, 0, hashes, bits)
        packed = sum(1 << at for at, bit in enumerate(bits) if bit).to_bytes((len(bits) + 7) // 8, "little")
        count, size = wire.write_compact(len(hashes)), wire.write_compact(len(packed))
        return b"".join((self._header, _UINT32.pack(len(self._levels[0])), count, *hashes, size, packed))


class LastTree:
    """The tree of the block that was asked about last: proofs of one block are asked for one after the other."""

    def __init__(self) -> None:
        """Start with none."""
        self._block: BlockHash | None = None
        self._tree: Tree | None = None

    def of(self, block: BlockHash, build: Callable[[], Tree]) -> Tree:
        """Return the block's tree, built where the last one was another's."""
        if self._tree is None or self._block != block:
            self._block, self._tree = None, build()
            self._block = block
        return self._tree


def check_proof(raw: bytes) -> Proof:
    """Read a proof and make sure that it leads to the root in its own header.

    Stricter than Core in one thing: the unused bits of the last byte must be zero.

    Raises:
        IntegrityError: cut, longer than it should be, more or fewer hashes or bits than the tree takes, a
            tree that could stand for two lists of transactions, or another root.
    """
    try:
        (total,) = _UINT32.unpack_from(raw, _HEADER)
        count, at = wire.read_compact(raw, _HEADER + 4)
        hashes = [raw[start : start + 32] for start in range(at, at + min(count, len(raw)) * 32, 32)]
        size, at = wire.read_compact(raw, at + count * 32)
    except wire.CUT as error:
        raise IntegrityError(f"the Merkle proof is cut: it goes on after its {len(raw)} bytes") from error
    if len(raw) != at + size:
        raise IntegrityError(f"the Merkle proof has {len(raw)} bytes; its counts say {at + size}")
    if not 1 <= total <= MAX_TRANSACTIONS:
        raise IntegrityError(f"the Merkle proof speaks of {total} transactions; a block holds 1 to {MAX_TRANSACTIONS}")
    if count > total or count > size * 8:
        raise IntegrityError(f"the Merkle proof brings {count} hashes for {total} transactions and {size * 8} bits")
    climb = _Climb(total, hashes, int.from_bytes(raw[at:], "little"), size * 8)
    computed = climb.node(depth(total), 0)
    climb.finish()
    if computed != raw[36:68]:
        raise IntegrityError(
            f"the Merkle proof leads to root {display(computed)}, not to its header's {display(raw[36:68])}"
        )
    return Proof(raw[:_HEADER], total, tuple(climb.matches))


def check_inclusion(
    proof_raw: bytes, txid: Txid, coinbase_raw: bytes, height: int | None, raw_tx: bytes, network: Network
) -> int:
    """Make sure that the proof's block holds this transaction; return its index in the block.

    With a height, the coinbase must state it where the network's rules demand that (BIP 34). The proof
    must show the coinbase too: see the module's docstring. The header is not checked.

    Raises:
        IntegrityError: any of it is not so.
    """
    proof = check_proof(proof_raw)
    walked = wire.walk_whole(raw_tx)
    if walked.transaction.txid != txid:
        raise IntegrityError(f"the bytes given for transaction {txid} are those of {walked.transaction.txid}")
    check_coinbase(proof, coinbase_raw, height, network)
    for index, shown in proof.matches:
        if shown == txid:
            return index
    raise IntegrityError(f"the Merkle proof does not show transaction {txid}")


def check_coinbase(proof: Proof, raw: bytes, height: int | None, network: Network) -> None:
    """Make sure that a proof shows these bytes as its block's coinbase; see `check_inclusion`.

    Raises:
        IntegrityError: it is not so.
    """
    walked = wire.walk_whole(raw)
    coinbase = walked.transaction
    signature = wire.script_sigs(raw, walked)[0]
    if not coinbase.is_coinbase or not 2 <= len(signature) <= 100:
        raise IntegrityError(f"transaction {coinbase.txid} is not a coinbase")
    if proof.matches[:1] != ((0, coinbase.txid),):
        raise IntegrityError(f"the Merkle proof does not show {coinbase.txid} as the coinbase of its block")
    if height is not None and height >= network.bip34_height:
        stated = script.leading_height(signature)
        if stated != height:
            raise IntegrityError(f"coinbase {coinbase.txid} states height {stated}, not {height}")


def _levels(hashes: Sequence[bytes]) -> list[Sequence[bytes]]:
    """Return the tree from the leaves to the root, each level without its repeated last."""
    levels = [hashes]
    while len(levels[-1]) > 1:
        level = levels[-1]
        paired = [sha256d(level[at] + level[at + 1]) for at in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(sha256d(level[-1] + level[-1]))
        levels.append(paired)
    return levels


def _has_twins(levels: Sequence[Sequence[bytes]]) -> bool:
    return any(level[at] == level[at + 1] for level in levels for at in range(0, len(level) - 1, 2))


def _descend(
    levels: list[Sequence[bytes]], marks: list[set[int]], height: int, at: int, hashes: list[bytes], bits: list[bool]
) -> None:
    """Write down a node: whether anything wanted lies below, and what is needed to climb back to it."""
    wanted = at in marks[height]
    bits.append(wanted)
    if height == 0 or not wanted:
        hashes.append(levels[height][at])
        return
    _descend(levels, marks, height - 1, at * 2, hashes, bits)
    if at * 2 + 1 < len(levels[height - 1]):
        _descend(levels, marks, height - 1, at * 2 + 1, hashes, bits)


class _Climb:
    """A proof being read: hashes and bits are used up in the order of a walk down the tree."""

    def __init__(self, total: int, hashes: list[bytes], bits: int, bit_count: int) -> None:
        self.total = total
        self.hashes = hashes
        self.bits = bits
        self.bit_count = bit_count
        self.bits_used = 0
        self.hashes_used = 0
        self.matches: list[tuple[int, Txid]] = []

    def node(self, height: int, at: int) -> bytes:
        """Return the hash of one node, from the proof or from the nodes below it."""
        if self.bits_used >= self.bit_count:
            raise IntegrityError("the Merkle proof has fewer bits than its tree takes")
        wanted = self.bits >> self.bits_used & 1
        self.bits_used += 1
        if height == 0 or not wanted:
            digest = self._next_hash()
            if wanted:
                self.matches.append((at, Txid(display(digest))))
            return digest
        left = self.node(height - 1, at * 2)
        if at * 2 + 1 >= self._width(height - 1):
            return sha256d(left + left)
        right = self.node(height - 1, at * 2 + 1)
        if left == right:
            raise IntegrityError(
                "the Merkle proof pairs a hash with itself, so its tree could be that of another block"
            )
        return sha256d(left + right)

    def finish(self) -> None:
        """Make sure that nothing was left over."""
        if self.hashes_used != len(self.hashes):
            raise IntegrityError(
                f"the Merkle proof brings {len(self.hashes)} hashes; its tree takes {self.hashes_used}"
            )
        if (self.bits_used + 7) // 8 * 8 != self.bit_count or self.bits >> self.bits_used:
            raise IntegrityError(f"the Merkle proof has bits left over after the {self.bits_used} its tree takes")

    def _next_hash(self) -> bytes:
        if self.hashes_used >= len(self.hashes):
            raise IntegrityError("the Merkle proof brings fewer hashes than its tree takes")
        digest = self.hashes[self.hashes_used]
        self.hashes_used += 1
        return digest

    def _width(self, height: int) -> int:
        return (self.total + (1 << height) - 1) >> height
