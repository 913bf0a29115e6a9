"""Transactions written byte by byte, independently of the code that reads them."""

from collections.abc import Sequence

NULL_PREVOUT = bytes(32) + b"\xff" * 4


def compact(number: int) -> bytes:
    """Return a count as the protocol writes it."""
    if number < 253:
        return number.to_bytes(1, "little")
    if number < 1 << 16:
        return b"\xfd" + number.to_bytes(2, "little")
    return b"\xfe" + number.to_bytes(4, "little")


def prevout(number: int, vout: int = 0) -> bytes:
    """Return an outpoint's 36 bytes."""
    return number.to_bytes(32, "little") + vout.to_bytes(4, "little")


def tx_input(spent: bytes = prevout(1), script: bytes = b"", sequence: int = 0xFFFFFFFF) -> bytes:
    """Return one input."""
    return spent + compact(len(script)) + script + sequence.to_bytes(4, "little")


def tx_output(value: int = 1000, script: bytes = b"\x51") -> bytes:
    """Return one output."""
    return value.to_bytes(8, "little") + compact(len(script)) + script


def transaction(
    inputs: Sequence[bytes] = (tx_input(),),
    outputs: Sequence[bytes] = (tx_output(),),
    stacks: Sequence[Sequence[bytes]] | None = None,
    version: int = 2,
    locktime: int = 0,
) -> bytes:
    """Return a transaction; with witness stacks, one for each input, in the segwit form."""
    body = compact(len(inputs)) + b"".join(inputs) + compact(len(outputs)) + b"".join(outputs)
    marker = witness = b""
    if stacks is not None:
        marker = b"\x00\x01"
        witness = b"".join(
            compact(len(stack)) + b"".join(compact(len(item)) + item for item in stack) for stack in stacks
        )
    return version.to_bytes(4, "little") + marker + body + witness + locktime.to_bytes(4, "little")


def coinbase(script: bytes = b"\x03\x00\x00\x01", value: int = 5_000_000_000) -> bytes:
    """Return a coinbase with this signature script."""
    return transaction([tx_input(NULL_PREVOUT, script)], [tx_output(value)])
