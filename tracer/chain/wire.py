"""The bytes of one transaction, walked once: the hot path under `decode` and `merkle`.

Reads what a transaction spends and pays and where its witnesses lie, and never writes a transaction: an
id is always the hash of bytes that were received. Scripts are not interpreted, and nothing here knows
about blocks.

Source: Bitcoin Core 31, `primitives/transaction.h` and `serialize.h` (format, CompactSize limits, the
refused "superfluous witness record"), `consensus/tx_check.cpp` (empty sides, amounts, inputs); BIP 144.
"""

import struct
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from tracer.chain.amount import MAX_MONEY
from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.transaction import Input, Output, Transaction
from tracer.errors import IntegrityError

MAX_SIZE = 0x02000000
"""The largest length or count Core accepts in a message."""

WITNESS_FLAG = 1

_NULL_HASH = bytes(32)
_NULL_INDEX = 0xFFFFFFFF
_INPUT = struct.Struct("<32sIB").unpack_from
_OUTPUT = struct.Struct("<QB").unpack_from
_UINT32 = struct.Struct("<I").unpack_from
_WIDE = {0xFD: struct.Struct("<H"), 0xFE: struct.Struct("<I"), 0xFF: struct.Struct("<Q")}
_LEAST = {0xFD: 0xFD, 0xFE: 0x10000, 0xFF: 0x100000000}

CUT = (struct.error, IndexError)
"""What reading past the end of the bytes raises; the entry points turn it into an IntegrityError."""


class Walked(NamedTuple):
    """A transaction and where it lay: `raw[start:end]`, witnesses from `witness` (0 where it has none)."""

    transaction: Transaction
    start: int
    witness: int
    end: int


def sha256d(raw: bytes) -> bytes:
    """Return the double SHA-256 that the protocol uses for every id."""
    return sha256(sha256(raw).digest()).digest()


def read_compact(raw: bytes, at: int) -> tuple[int, int]:
    """Return the CompactSize at this place and the place after it.

    Raises:
        IntegrityError: written longer than need be, or above what Core accepts.
        struct.error, IndexError: the bytes end here (see `CUT`).
    """
    first = raw[at]
    if first < 0xFD:
        return first, at + 1
    wide = _WIDE[first]
    value: int = wide.unpack_from(raw, at + 1)[0]
    if value < _LEAST[first]:
        raise IntegrityError(f"the length at byte {at} is written in {wide.size + 1} bytes, not in the fewest")
    if value > MAX_SIZE:
        raise IntegrityError(f"the length at byte {at} is {value}, more than the {MAX_SIZE} the protocol allows")
    return value, at + 1 + wide.size


def write_compact(value: int) -> bytes:
    """Return a count as CompactSize."""
    if value < 0xFD:
        return bytes((value,))
    first = 0xFD if value < 0x10000 else 0xFE if value < 0x100000000 else 0xFF
    return bytes((first,)) + _WIDE[first].pack(value)


def walk(raw: bytes, start: int) -> Walked:
    """Read the transaction that starts at this place.

    Raises:
        IntegrityError: the bytes are not a transaction that a block could hold.
        struct.error, IndexError: the bytes end inside it (see `CUT`).
    """
    (version,) = _UINT32(raw, start)
    segwit = raw[start + 4] == 0
    if segwit and raw[start + 5] != WITNESS_FLAG:
        raise IntegrityError(f"the transaction at byte {start} has no inputs, or optional parts that are not known")
    inputs, at = _inputs(raw, start + (6 if segwit else 4))
    outputs, witness = _outputs(raw, at)
    end = (_skip_witnesses(raw, witness, len(inputs)) if segwit else witness) + 4
    (locktime,) = _UINT32(raw, end - 4)
    bare = raw[start : start + 4] + raw[start + 6 : witness] + raw[end - 4 : end] if segwit else raw[start:end]
    txid = Txid(sha256(sha256(bare).digest()).digest()[::-1].hex())
    transaction = Transaction(txid, version, tuple(inputs), tuple(outputs), locktime)
    return Walked(transaction, start, witness if segwit else 0, end)


def walk_whole(raw: bytes) -> Walked:
    """Read bytes that are exactly one transaction.

    Raises:
        IntegrityError: they are not.
    """
    try:
        walked = walk(raw, 0)
    except CUT as error:
        raise IntegrityError(f"the transaction is cut: it goes on after its {len(raw)} bytes") from error
    if walked.end != len(raw):
        raise IntegrityError(f"{len(raw) - walked.end} bytes follow the end of transaction {walked.transaction.txid}")
    return walked


def script_sigs(raw: bytes, walked: Walked) -> tuple[bytes, ...]:
    """Return the signature script of each input of a transaction that was walked."""
    count, at = read_compact(raw, walked.start + (6 if walked.witness else 4))
    scripts = []
    for _ in range(count):
        size, at = read_compact(raw, at + 36)
        scripts.append(raw[at : at + size])
        at += size + 4
    return tuple(scripts)


def witnesses(raw: bytes, walked: Walked) -> tuple[tuple[bytes, ...], ...]:
    """Return the witness stack of each input of a transaction that was walked."""
    inputs = len(walked.transaction.inputs)
    if not walked.witness:
        return ((),) * inputs
    at = walked.witness
    stacks = []
    for _ in range(inputs):
        items, at = read_compact(raw, at)
        stack = []
        for _ in range(items):
            size, at = read_compact(raw, at)
            stack.append(raw[at : at + size])
            at += size
        stacks.append(tuple(stack))
    return tuple(stacks)


def _inputs(raw: bytes, at: int) -> tuple[Sequence[Input], int]:
    count, at = read_compact(raw, at)
    if count == 0:
        raise IntegrityError(f"the transaction before byte {at} has no inputs")
    inputs = []
    seen = set()
    for _ in range(count):
        digest, vout, size = _INPUT(raw, at)
        at += 37
        if size >= 0xFD:
            size, at = read_compact(raw, at - 1)
        at += size
        (sequence,) = _UINT32(raw, at)
        at += 4
        null = vout == _NULL_INDEX and digest == _NULL_HASH
        prevout = None if null else Outpoint(Txid(digest[::-1].hex()), vout)
        seen.add(prevout)
        inputs.append(Input(prevout, sequence))
    if len(seen) != count:
        raise IntegrityError(f"the transaction before byte {at} spends one output twice")
    if count > 1 and None in seen:
        raise IntegrityError(f"the transaction before byte {at} spends nothing by one of its {count} inputs")
    return inputs, at


def _outputs(raw: bytes, at: int) -> tuple[Sequence[Output], int]:
    count, at = read_compact(raw, at)
    if count == 0:
        raise IntegrityError(f"the transaction before byte {at} has no outputs")
    outputs = []
    total = 0
    for _ in range(count):
        value, size = _OUTPUT(raw, at)
        at += 9
        if size >= 0xFD:
            size, at = read_compact(raw, at - 1)
        outputs.append(Output(value, raw[at : at + size]))
        at += size
        total += value
    if total > MAX_MONEY:
        raise IntegrityError(f"the outputs before byte {at} pay {total} satoshi, more than there can ever be")
    return outputs, at


def _skip_witnesses(raw: bytes, at: int, inputs: int) -> int:
    empty = True
    for _ in range(inputs):
        items, at = read_compact(raw, at)
        if items:
            empty = False
        for _ in range(items):
            size = raw[at]
            at += 1
            if size >= 0xFD:
                size, at = read_compact(raw, at - 1)
            at += size
    if empty:
        raise IntegrityError(f"the transaction before byte {at} announces witnesses and has none")
    return at
