"""OpenTimestamps proofs: from a file's hash to the Merkle root of a block, step by step.

Only what the format's own rules compute is believed. A proof that is still pending at a calendar shows
nothing. A block's time is its miner's claim, true to about two hours.

Source: OpenTimestamps, python-opentimestamps 0.4.5 (`core/timestamp.py`, `core/op.py`, `core/notary.py`).
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from embit.hashes import ripemd160

from tracer.visible import quoted

MAGIC = bytes.fromhex("004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e89294")
_APPEND, _PREPEND = 0xF0, 0xF1
BITCOIN, PENDING = bytes.fromhex("0588960d73d71901"), bytes.fromhex("83dfe30d2ef90c8e")
LARGEST = 1 << 20
"""Bytes of a proof beyond which it is not read."""

_LONGEST_RESULT, _LONGEST_PAYLOAD, _LONGEST_ADDRESS, _DEEPEST = 4096, 8192, 1000, 256
_UNARY: Mapping[int, Callable[[bytes], bytes]] = {
    0x02: lambda message: hashlib.sha1(message, usedforsecurity=False).digest(),
    0x03: lambda message: _ripemd160(message),
    0x08: lambda message: hashlib.sha256(message).digest(),
    0xF2: lambda message: message[::-1],
    0xF3: lambda message: message.hex().encode(),
}
_KECCAK256 = 0x67
"""Leads to other chains only: what comes after it is read, and is of no use here."""


@dataclass(frozen=True, slots=True)
class Attested:
    """What a proof leads to: a block's Merkle root in header order (`height`), or a promising `calendar`.

    Exactly one of the two is set, or neither for a notary that is not known here, or one of another chain.
    """

    message: bytes
    height: int | None
    calendar: str | None


class _Reader:
    """Bytes read from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        """Return so many bytes."""
        part = self._data[self._at : self._at + size]
        if len(part) != size:
            raise ValueError("it is cut off")
        self._at += size
        return part

    def octet(self) -> int:
        """Return one byte."""
        return self.take(1)[0]

    def number(self) -> int:
        """Return an unsigned number in groups of seven bits, the lowest first."""
        value = 0
        for shift in range(0, 63, 7):
            octet = self.octet()
            value |= (octet & 0x7F) << shift
            if not octet & 0x80:
                return value
        raise ValueError("a number is absurd")

    def octets(self, most: int) -> bytes:
        """Return bytes that follow their number."""
        size = self.number()
        if size > most:
            raise ValueError(f"a part has {size} bytes; the most that is read is {most}")
        return self.take(size)

    @property
    def is_at_end(self) -> bool:
        """Whether all was read."""
        return self._at == len(self._data)


def read_ots(content: bytes, digest: bytes) -> tuple[Attested, ...]:
    """Compute what a detached proof attests for a file with this SHA-256.

    Raises:
        ValueError: it is no such proof, or one of another file.
    """
    if len(content) > LARGEST:
        raise ValueError(f"it has {len(content)} bytes; the most that is read is {LARGEST}")
    reader = _Reader(content)
    if reader.take(min(len(MAGIC), len(content))) != MAGIC:
        raise ValueError("it is no OpenTimestamps proof")
    if reader.number() != 1 or reader.octet() != 0x08:
        raise ValueError("it is of another version, or not over a SHA-256")
    if reader.take(32) != digest:
        raise ValueError("it is the proof of another file")
    found = tuple(_stamp(reader, digest, _DEEPEST))
    if not reader.is_at_end:
        raise ValueError("bytes follow after its end")
    return found


def _stamp(reader: _Reader, message: bytes | None, depth: int) -> Iterator[Attested]:
    """Yield what every branch from here attests; all but the last branch begin with 0xFF.

    `message` is None behind what is not computed.
    """
    if not depth:
        raise ValueError("it is nested too deeply")
    tag = reader.octet()
    while tag == 0xFF:
        yield from _branch(reader, reader.octet(), message, depth)
        tag = reader.octet()
    yield from _branch(reader, tag, message, depth)


def _branch(reader: _Reader, tag: int, message: bytes | None, depth: int) -> Iterator[Attested]:
    if tag == 0x00:
        yield _attested(reader, message)
        return
    if tag not in (_APPEND, _PREPEND, _KECCAK256, *_UNARY):
        raise ValueError(f"it uses the unknown operation {tag:#04x}")
    operand = reader.octets(_LONGEST_RESULT) if tag in (_APPEND, _PREPEND) else b""
    result = None if message is None else _computed(tag, message, operand)
    if result is not None and not 0 < len(result) <= _LONGEST_RESULT:
        raise ValueError("a result in it is empty or too long")
    yield from _stamp(reader, result, depth - 1)


def _computed(tag: int, message: bytes, operand: bytes) -> bytes | None:
    """Return what an operation makes of a message; None where it is the one that is not computed here."""
    if tag == _APPEND:
        return message + operand
    if tag == _PREPEND:
        return operand + message
    return None if tag == _KECCAK256 else _UNARY[tag](message)


def _ripemd160(message: bytes) -> bytes:
    digest: bytes = ripemd160(message)
    return digest


def _attested(reader: _Reader, message: bytes | None) -> Attested:
    kind, payload = reader.take(8), _Reader(reader.octets(_LONGEST_PAYLOAD))
    if message is None:
        return Attested(b"", None, None)
    if kind == BITCOIN:
        height = payload.number()
        if not payload.is_at_end or len(message) != 32:
            raise ValueError("an attestation of a block is malformed")
        return Attested(message, height, None)
    if kind == PENDING:
        return Attested(message, None, quoted(payload.octets(_LONGEST_ADDRESS).decode("utf-8", "replace")))
    return Attested(message, None, None)
