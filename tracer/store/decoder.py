"""Raw blocks to the rows of the store's columns, in compiled code.

Reads the same bytes as strictly as `chain.decode`, which puts the reason into words where this one
only says that something is wrong. Txids are hashed here; the Merkle root is compared here.

Source: Bitcoin Core 31, `serialize.h`, `primitives/transaction.h`, `consensus/tx_check.cpp`; BIP 144.
"""

from typing import NamedTuple

import numpy as np

from tracer.chain import block as chain_block
from tracer.chain import decode
from tracer.chain.amount import MAX_MONEY
from tracer.chain.script import MAX_SCRIPT
from tracer.chain.wire import MAX_SIZE
from tracer.compiled import borrowing, inlined
from tracer.errors import IntegrityError
from tracer.store.arrays import I8, U1, U4, U8
from tracer.store.hash_path import fastest, hash_both
from tracer.store.schema import NONE, UNSPENDABLE
from tracer.store.sha256 import HASHLIB, PATH, begin, compress, finish_twice, hash_twice, new_state

_TRANSACTION_BYTES = 60
"""No transaction is smaller: version, one input, one output, lock time."""
_INPUT_BYTES = 41
_OUTPUT_BYTES = 9


class BlockRows(NamedTuple):
    """One block's rows. Firsts count from the block's own first row."""

    header: U1
    block_bytes: int
    txid: U1
    first_input: U8
    first_output: U8
    version: U4
    locktime: U4
    offset: U4
    spent_txid: U1
    """32 bytes per input; zeros for the coinbase."""
    spent_vout: U4
    sequence: U4
    value: I8
    first_script_byte: U8
    spender: U8
    """`NONE` or `UNSPENDABLE`."""
    script: U1


def decoded(raw: bytes, genesis: bool = False, path: int | None = None) -> BlockRows:
    """Return the rows of a raw block whose Merkle root was found right.

    The genesis block's outputs are unspendable. `path` is how to hash; None is the fastest here. Proof of work and
    linkage are not checked here.

    Raises:
        IntegrityError: the bytes are not one whole block, or its header commits to other transactions.
    """
    block = np.frombuffer(raw, np.uint8)
    size = block.size
    path = fastest() if path is None else path
    transactions, inputs, outputs = size // _TRANSACTION_BYTES + 1, size // _INPUT_BYTES + 1, size // _OUTPUT_BYTES + 1
    rows = BlockRows(
        header=block[:80],
        block_bytes=size,
        txid=np.empty((transactions, 32), np.uint8),
        first_input=np.empty(transactions, np.uint64),
        first_output=np.empty(transactions, np.uint64),
        version=np.empty(transactions, np.uint32),
        locktime=np.empty(transactions, np.uint32),
        offset=np.empty(transactions, np.uint32),
        spent_txid=np.empty((inputs, 32), np.uint8),
        spent_vout=np.empty(inputs, np.uint32),
        sequence=np.empty(inputs, np.uint32),
        value=np.empty(outputs, np.int64),
        first_script_byte=np.empty(outputs, np.uint64),
        spender=np.empty(outputs, np.uint64),
        script=np.empty(size, np.uint8),
    )
    counts = np.zeros(4, np.int64)
    places = np.empty(4 * transactions if path == HASHLIB else 0, np.int64)
    good = size > 80 and _fill(
        block, counts, rows.txid, rows.first_input, rows.first_output, rows.version, rows.locktime, rows.offset,
        rows.spent_txid, rows.spent_vout, rows.sequence, rows.value, rows.first_script_byte, rows.spender, rows.script,
        rows.txid.reshape(-1), new_state(path), np.empty(256, np.uint8), places,
    )  # fmt: skip
    if good and path == HASHLIB:
        _hash_by_hashlib(raw, places, rows.txid, int(counts[0]))
    if not good or not has_root(rows.txid, int(counts[0]), block[36:68], path):
        chain_block.check_merkle(decode.block(raw))
        raise IntegrityError(f"block {decode.block(raw).hash} cannot be read")
    if genesis:
        rows.spender[: counts[2]] = UNSPENDABLE
    return _cut(rows, *(int(count) for count in counts))


def _cut(rows: BlockRows, transactions: int, inputs: int, outputs: int, script_bytes: int) -> BlockRows:
    """Return copies of the rows in use, so that the generous buffers can go."""
    return BlockRows(
        header=rows.header,
        block_bytes=rows.block_bytes,
        txid=rows.txid[:transactions].copy(),
        first_input=rows.first_input[:transactions].copy(),
        first_output=rows.first_output[:transactions].copy(),
        version=rows.version[:transactions].copy(),
        locktime=rows.locktime[:transactions].copy(),
        offset=rows.offset[:transactions].copy(),
        spent_txid=rows.spent_txid[:inputs].copy(),
        spent_vout=rows.spent_vout[:inputs].copy(),
        sequence=rows.sequence[:inputs].copy(),
        value=rows.value[:outputs].copy(),
        first_script_byte=rows.first_script_byte[:outputs].copy(),
        spender=rows.spender[:outputs].copy(),
        script=rows.script[:script_bytes].copy(),
    )


@inlined
def _compact(raw: U1, at: int) -> tuple[int, int]:
    """Return a CompactSize and the place behind it; -1 where it is cut, too long or too large."""
    if at >= raw.size:
        return -1, at
    first = raw[at]
    if first < 0xFD:
        return int(first), at + 1
    wide = 2 if first == 0xFD else 4 if first == 0xFE else 8
    if at + 1 + wide > raw.size:
        return -1, at
    value = np.uint64(0)
    for i in range(wide):
        value |= np.uint64(raw[at + 1 + i]) << np.uint64(8 * i)
    least = np.uint64(0xFD) if wide == 2 else np.uint64(0x10000) if wide == 4 else np.uint64(0x100000000)
    if value < least or value > np.uint64(MAX_SIZE):
        return -1, at
    return int(np.int64(value)), at + 1 + wide


@inlined
def _word(raw: U1, at: int) -> np.uint32:
    """Return four bytes, least significant first."""
    return np.uint32(
        np.uint32(raw[at])
        | np.uint32(raw[at + 1]) << np.uint32(8)
        | np.uint32(raw[at + 2]) << np.uint32(16)
        | np.uint32(raw[at + 3]) << np.uint32(24)
    )


@inlined
def _copy(source: U1, at: int, target: U1, to: int, length: int) -> None:
    """Copy bytes; places as unsigned numbers need no look at whether they are negative."""
    for i in range(np.uint64(length)):
        target[np.uint64(to) + np.uint64(i)] = source[np.uint64(at) + np.uint64(i)]


@inlined
def _copy_hash(source: U1, at: int, target: U1, row: int) -> np.uint8:
    """Copy 32 bytes into a row; return 0 if all of them are."""
    found = np.uint8(0)
    for i in range(np.uint64(32)):
        byte = source[np.uint64(at) + i]
        found |= byte
        target[np.uint64(row), i] = byte
    return found


@inlined
def _fill_input(raw: U1, at: int, row: int, coinbase: bool, spent_txid: U1, spent_vout: U4, sequence: U4) -> int:
    """Fill the row of one input; return the place behind it, -1 where it is cut or not that of its transaction.

    A coinbase's input, and no other, names no output.
    """
    if at + 37 > raw.size:
        return -1
    null = _copy_hash(raw, at, spent_txid, row)
    vout = _word(raw, at + 32)
    spent_vout[row] = vout
    if (null == 0 and vout == np.uint32(0xFFFFFFFF)) != coinbase:
        return -1
    length, at = _compact(raw, at + 36)
    if length < 0 or at + length + 4 > raw.size:
        return -1
    sequence[row] = _word(raw, at + length)
    return at + length + 4


@inlined
def _behind_witnesses(raw: U1, at: int, inputs: int) -> int:
    """Return the place behind the witnesses of so many inputs; -1 where they are cut, or all are empty."""
    empty = True
    for _ in range(inputs):
        items, at = _compact(raw, at)
        if items < 0 or items > raw.size - at:
            return -1
        empty = empty and items == 0
        for _ in range(items):
            length, at = _compact(raw, at)
            if length < 0 or at + length > raw.size:
                return -1
            at += length
    return -1 if empty else at


@inlined
def _fill_outputs(
    raw: U1, at: int, outputs: int, row: int, script_row: int, value: I8, first_script_byte: U8, spender: U8,
    script: U1,
) -> tuple[int, int]:  # fmt: skip
    """Fill the rows of a transaction's outputs; return how many script bytes there are then, and the place behind.

    The place is -1 where they are cut, or pay more than there is.
    """
    paid = np.uint64(0)
    for n_out in range(row, row + outputs):
        if at + 9 > raw.size:
            return script_row, -1
        sats = np.uint64(_word(raw, at)) | np.uint64(_word(raw, at + 4)) << np.uint64(32)
        paid += sats
        length, at = _compact(raw, at + 8)
        if sats > np.uint64(MAX_MONEY) or paid > np.uint64(MAX_MONEY) or length < 0 or at + length > raw.size:
            return script_row, -1
        value[n_out] = np.int64(sats)
        first_script_byte[n_out] = script_row
        burned = length > MAX_SCRIPT or (length > 0 and raw[at] == 0x6A)
        spender[n_out] = np.uint64(UNSPENDABLE) if burned else np.uint64(NONE)
        _copy(raw, at, script, script_row, length)
        script_row += length
        at += length
    return script_row, at


@borrowing
def _fill(
    raw: U1, counts: I8, txid: U1, first_input: U8, first_output: U8, version: U4, locktime: U4, offset: U4,
    spent_txid: U1, spent_vout: U4, sequence: U4, value: I8, first_script_byte: U8, spender: U8, script: U1,
    digests: U1, state: U4, scratch: U1, places: I8,
) -> bool:  # fmt: skip
    """Fill the rows; `counts` becomes how many of each. False where the bytes are not one whole block.

    `digests` are the bytes of `txid`; `state` and `scratch` are room for hashing. Where the state says `HASHLIB`, txids
    are left to the caller, and `places` has of each transaction where it starts, its body starts and ends, and its
    lock time is.
    """
    size = raw.size
    total, at = _compact(raw, 80)
    if total < 1 or total > txid.shape[0]:
        return False
    n_in, n_out, n_script = 0, 0, 0
    for t in range(total):
        start = at
        if at + _TRANSACTION_BYTES > size:
            return False
        offset[t] = at
        version[t] = _word(raw, at)
        segwit = raw[at + 4] == 0
        if segwit and raw[at + 5] != 1:
            return False
        at += 6 if segwit else 4
        body = at
        first_input[t], first_output[t] = n_in, n_out
        inputs, at = _compact(raw, at)
        if inputs < 1 or inputs > (size - at) // _INPUT_BYTES:
            return False
        for _ in range(inputs):
            at = _fill_input(raw, at, n_in, t == 0, spent_txid, spent_vout, sequence)
            if at < 0 or (t == 0 and inputs != 1):
                return False
            n_in += 1
        outputs, at = _compact(raw, at)
        if outputs < 1 or outputs > (size - at) // _OUTPUT_BYTES:
            return False
        n_script, at = _fill_outputs(raw, at, outputs, n_out, n_script, value, first_script_byte, spender, script)
        if at < 0:
            return False
        n_out += outputs
        end = at
        if segwit:
            at = _behind_witnesses(raw, at, inputs)
        if at < 0 or at + 4 > size:
            return False
        locktime[t] = _word(raw, at)
        if state[PATH] == HASHLIB:
            places[4 * t], places[4 * t + 1], places[4 * t + 2], places[4 * t + 3] = start, body, end, at
        else:
            _hash_transaction(raw, start, body, end, at, digests, 32 * t, state, scratch)
        at += 4
    counts[0], counts[1], counts[2], counts[3] = total, n_in, n_out, n_script
    return at == size


@inlined
def _hash_transaction(
    raw: U1, start: int, body: int, end: int, locktime: int, digests: U1, to: int, state: U4, scratch: U1
) -> None:
    """Write the txid: the hash of version, body and lock time, without the witnesses between.

    Whole blocks are hashed where they lie.
    """
    begin(state)
    for i in range(4):
        scratch[i] = raw[start + i]
    filled, at = 4, body
    if end - body >= 60:
        for i in range(60):
            scratch[4 + i] = raw[body + i]
        compress(state, scratch, 0)
        filled, at = 0, body + 60
        while at + 64 <= end:
            compress(state, raw, at)
            at += 64
    for i in range(end - at):
        scratch[filled + i] = raw[at + i]
    filled += end - at
    for i in range(4):
        scratch[filled + i] = raw[locktime + i]
    finish_twice(scratch, filled + 4, end - body + 8, digests, to, state)


def _hash_by_hashlib(raw: bytes, places: I8, txid: U1, total: int) -> None:
    """Write the txids: of version, body and lock time, without the witnesses between."""
    for row, (start, body, end, locktime) in enumerate(places[: 4 * total].reshape(-1, 4).tolist()):
        content = raw[start : start + 4] + raw[body:end] + raw[locktime : locktime + 4]
        txid[row] = np.frombuffer(hash_both(content), np.uint8)


def has_root(txid: U1, total: int, root: U1, path: int | None = None) -> bool:
    """Whether the transactions have this Merkle root, and are not a list repeated to keep it.

    `path` is as `decoded` has it.

    Source: Bitcoin Core 31, `consensus/merkle.cpp` (CVE-2012-2459).
    """
    path = fastest() if path is None else path
    level = txid[:total].reshape(-1).copy()
    if path == HASHLIB:
        return _root_by_hashlib(level.tobytes()) == root.tobytes()
    if not _climb(level, total, new_state(path), np.empty(64 + 128, np.uint8)):
        return False
    return level[:32].tobytes() == root.tobytes()


def _root_by_hashlib(level: bytes) -> bytes | None:
    """Return the Merkle root of hashes one behind the other, None where two of a pair are equal."""
    while len(level) > 32:
        pairs = [level[at : at + 64] for at in range(0, len(level), 64)]
        if any(len(pair) == 64 and pair[:32] == pair[32:] for pair in pairs):
            return None
        level = b"".join(hash_both(pair if len(pair) == 64 else 2 * pair) for pair in pairs)
    return level


@borrowing
def _climb(level: U1, total: int, state: U4, scratch: U1) -> bool:
    """Replace the hashes by those of their pairs until one is left; False where two of a pair are equal."""
    while total > 1:
        for pair in range((total + 1) // 2):
            left, right = 64 * pair, 32 * min(2 * pair + 1, total - 1)
            same = left != right
            for i in range(32):
                scratch[i], scratch[32 + i] = level[left + i], level[right + i]
                same = same and level[left + i] == level[right + i]
            if same:
                return False
            hash_twice(scratch, 64, level, 32 * pair, state)
        total = (total + 1) // 2
    return True
