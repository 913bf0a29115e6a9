"""What a block's inputs spent, in the format of REST `spenttxouts`: one list of outputs per transaction.

Source: Bitcoin Core 31, `src/rest.cpp` (SerializeBlockUndo): a count of transactions; for each a count
of outputs (none for the coinbase) and the outputs as in a transaction.
"""

import struct

from tracer.chain import wire
from tracer.chain.amount import Sats
from tracer.chain.transaction import Output
from tracer.errors import IntegrityError

_VALUE = struct.Struct("<Q")


def parse(raw: bytes) -> tuple[tuple[Output, ...], ...]:
    """Return, for each transaction of the block in order, the outputs its inputs spend, in input order.

    Raises:
        IntegrityError: the bytes end early or go on.
    """
    try:
        count, at = wire.read_compact(raw, 0)
        transactions = []
        for _ in range(count):
            size, at = wire.read_compact(raw, at)
            outputs = []
            for _ in range(size):
                (value,) = _VALUE.unpack_from(raw, at)
                length, at = wire.read_compact(raw, at + 8)
                outputs.append(Output(Sats(value), raw[at : at + length]))
                at += length
            transactions.append(tuple(outputs))
    except wire.CUT:
        raise IntegrityError(f"the spent outputs of a block are cut: they go on after their {len(raw)} bytes") from None
    if at != len(raw):
        raise IntegrityError(f"{len(raw) - at} bytes follow the spent outputs of a block, or they are cut")
    return tuple(transactions)
