"""A PSBT as proposed: its maps read strictly, its transaction put together, and a second reader asked for the same.

embit reads a PSBT kindly: of what it passes over (TX_MODIFIABLE, the lock time of BIP 370, fields of the other version,
keys that come twice) this reader takes notice itself. What is not of the form is refused, never repaired.

Source: BIP 174 (version 0), BIP 370 (version 2), BIP 371 (taproot fields).
"""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import TypeAlias

from embit.base import EmbitError
from embit.psbt import PSBT, CompressMode
from embit.script import Script
from embit.transaction import Transaction, TransactionInput, TransactionOutput

from tracer.chain.amount import MAX_MONEY
from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import CaseError

MAGIC = b"psbt\xff"
MOST_BYTES = 16_000_000
"""A PSBT that is larger is not read."""

DAMAGED = (
    EmbitError, ValueError, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RuntimeError,
    TypeError,
)  # fmt: skip
"""What embit raises over bytes that are damaged."""

FieldMap: TypeAlias = Mapping[bytes, bytes]
"""One map of a PSBT: values by key, the key's type first."""

UNSIGNED_TX, TX_VERSION, FALLBACK_LOCKTIME, INPUT_COUNT, OUTPUT_COUNT, TX_MODIFIABLE, VERSION = (
    b"\x00", b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\xfb",
)  # fmt: skip
PREVIOUS_TX, WITNESS_UTXO, PARTIAL_SIG, SIGHASH, REDEEM, WITNESS_SCRIPT = (bytes([each]) for each in range(6))
FINAL_SCRIPTSIG, FINAL_WITNESS, TAP_KEY_SIG, TAP_SCRIPT_SIG = b"\x07", b"\x08", b"\x13", b"\x14"
OUT_DERIVATION, OUT_TAP_DERIVATION = b"\x02", b"\x07"
_PREVIOUS_TXID, _OUTPUT_INDEX, _SEQUENCE, _TIME_LOCK, _HEIGHT_LOCK = (bytes([each]) for each in range(0x0E, 0x13))
_OF_INPUTS_2 = (_PREVIOUS_TXID, _OUTPUT_INDEX, _SEQUENCE, _TIME_LOCK, _HEIGHT_LOCK)
_AMOUNT, _SCRIPT = b"\x03", b"\x04"
_SINGLE_INPUT = frozenset(bytes([each]) for each in (0, 1, 3, 4, 5, 7, 8, *range(0x0E, 0x14), 0x17, 0x18))
_SINGLE_OUTPUT = frozenset(bytes([each]) for each in (0, 1, 3, 4, 5, 6))
_LOCK_BY_TIME = 500_000_000
_FINAL = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedInput:
    """An input: the coin it names, its sequence, and its map."""

    prevout: Outpoint
    sequence: int
    fields: FieldMap

    def signatures(self) -> tuple[tuple[bytes, bytes], ...]:
        """Return partial signatures by public key, both as they stand."""
        return tuple((key[1:], value) for key, value in self.fields.items() if key[:1] == PARTIAL_SIG)

    @property
    def is_signed(self) -> bool:
        """Whether anybody has signed it, in whatever form."""
        forms = (PARTIAL_SIG, FINAL_SCRIPTSIG, FINAL_WITNESS, TAP_KEY_SIG, TAP_SCRIPT_SIG)
        return any(key[:1] in forms for key in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedOutput:
    """An output: satoshi, script, and its map."""

    value: int
    script: bytes
    fields: FieldMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A PSBT, found well formed; `sha256` is that of its bytes in binary, `txid` that of the unsigned transaction.

    `modifiable` is the byte TX_MODIFIABLE, 0 where there is none.
    """

    version: int
    transaction: Transaction
    txid: Txid
    inputs: tuple[ProposedInput, ...]
    outputs: tuple[ProposedOutput, ...]
    locktime: int
    modifiable: int
    sha256: str


def parse(content: bytes, name: str) -> Proposal:
    """Return a PSBT in binary or base64 as it proposes to spend.

    Raises:
        CaseError: it is none, is damaged, has a key twice, or fields that its version does not have.
    """
    try:
        raw = _binary(content)
        proposal = _proposal(raw)
        _second_reader(raw, proposal)
    except ValueError as error:
        raise CaseError(f"{name}: {error}") from error
    except DAMAGED as error:
        raise CaseError(f"{name}: is damaged") from error
    return proposal


def _binary(content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise ValueError(f"has {len(content):,} bytes; the most that is read is {MOST_BYTES:,}")
    if content.startswith(MAGIC):
        return content
    try:
        raw = base64.b64decode(b"".join(content.split()), validate=True)
    except binascii.Error:
        raw = b""
    if not raw.startswith(MAGIC):
        raise ValueError("is no PSBT, neither in binary nor in base64")
    return raw


def _proposal(raw: bytes) -> Proposal:
    reader = _Reader(raw, len(MAGIC))
    top = reader.map()
    version = _number(top.get(VERSION, bytes(4)), 4, "version")
    if version not in (0, 2):
        raise ValueError(f"is a PSBT of version {version}; expected 0 or 2")
    _keys_alone(top, (UNSIGNED_TX, TX_VERSION, FALLBACK_LOCKTIME, INPUT_COUNT, OUTPUT_COUNT, TX_MODIFIABLE, VERSION))
    return _version_0(raw, reader, top) if version == 0 else _version_2(raw, reader, top)


def _version_0(raw: bytes, reader: "_Reader", top: FieldMap) -> Proposal:
    if UNSIGNED_TX not in top:
        raise ValueError("has no unsigned transaction")
    _refuse(top, (TX_VERSION, FALLBACK_LOCKTIME, INPUT_COUNT, OUTPUT_COUNT, TX_MODIFIABLE), "version 0")
    transaction = Transaction.parse(top[UNSIGNED_TX])
    if transaction.serialize() != top[UNSIGNED_TX] or any(each.script_sig.data for each in transaction.vin):
        raise ValueError("has an unsigned transaction that is signed, or not in its one form")
    inputs = [_fields(reader, _SINGLE_INPUT, _OF_INPUTS_2, "version 0") for _ in transaction.vin]
    outputs = [_fields(reader, _SINGLE_OUTPUT, (_AMOUNT, _SCRIPT), "version 0") for _ in transaction.vout]
    return _made(raw, reader, 0, transaction, inputs, outputs, 0)


def _version_2(raw: bytes, reader: "_Reader", top: FieldMap) -> Proposal:
    _refuse(top, (UNSIGNED_TX,), "version 2")
    counts = [_count(_need(top, key, "count")) for key in (INPUT_COUNT, OUTPUT_COUNT)]
    inputs = [_fields(reader, _SINGLE_INPUT, (), "version 2") for _ in range(counts[0])]
    outputs = [_fields(reader, _SINGLE_OUTPUT, (), "version 2") for _ in range(counts[1])]
    vin = [
        TransactionInput(
            bytes(reversed(_sized(_need(each, _PREVIOUS_TXID, "previous txid"), 32, "previous txid"))),
            _number(_need(each, _OUTPUT_INDEX, "output index"), 4, "output index"),
            sequence=_number(each.get(_SEQUENCE, b"\xff" * 4), 4, "sequence"),
        )
        for each in inputs
    ]
    vout = [
        TransactionOutput(
            _number(_need(each, _AMOUNT, "amount"), 8, "amount"), Script(_need(each, _SCRIPT, "output script"))
        )
        for each in outputs
    ]
    number = _number(_need(top, TX_VERSION, "transaction version"), 4, "transaction version")
    transaction = Transaction(version=number, vin=vin, vout=vout, locktime=_locktime(top, inputs))
    return _made(raw, reader, 2, transaction, inputs, outputs, _number(top.get(TX_MODIFIABLE, b"\0"), 1, "flags"))


def _locktime(top: FieldMap, inputs: Sequence[FieldMap]) -> int:
    """Return the lock time that the inputs ask for together. Source: BIP 370, "Determining Lock Time"."""
    times = [_number(each[_TIME_LOCK], 4, "lock time") if _TIME_LOCK in each else None for each in inputs]
    heights = [_number(each[_HEIGHT_LOCK], 4, "lock height") if _HEIGHT_LOCK in each else None for each in inputs]
    if any(each is not None and each < _LOCK_BY_TIME for each in times) or any(
        each is not None and not 0 < each < _LOCK_BY_TIME for each in heights
    ):
        raise ValueError("has an input with a lock time out of its bounds")
    asked = [pair for pair in zip(heights, times, strict=True) if pair != (None, None)]
    if not asked:
        return _number(top.get(FALLBACK_LOCKTIME, bytes(4)), 4, "fallback lock time")
    for kind in range(2):
        found = [each for each in (pair[kind] for pair in asked) if each is not None]
        if len(found) == len(asked):
            return max(found)
    raise ValueError("has inputs whose lock times, one of a height and one of a time, exclude each other")


def _made(
    raw: bytes,
    reader: "_Reader",
    version: int,
    transaction: Transaction,
    inputs: Sequence[FieldMap],
    outputs: Sequence[FieldMap],
    modifiable: int,
) -> Proposal:
    if reader.left:
        raise ValueError(f"has {reader.left} bytes behind its last map")
    if not inputs or not outputs:
        raise ValueError("has no input or no output")
    if any(not 0 <= each.value <= MAX_MONEY for each in transaction.vout):
        raise ValueError("has an output of more bitcoin than there can be")
    return Proposal(
        version=version,
        transaction=transaction,
        txid=Txid(transaction.txid().hex()),
        inputs=tuple(
            ProposedInput(prevout=Outpoint(Txid(each.txid.hex()), each.vout), sequence=each.sequence, fields=fields)
            for each, fields in zip(transaction.vin, inputs, strict=True)
        ),
        outputs=tuple(
            ProposedOutput(value=each.value, script=each.script_pubkey.data, fields=fields)
            for each, fields in zip(transaction.vout, outputs, strict=True)
        ),
        locktime=transaction.locktime,
        modifiable=modifiable,
        sha256=sha256(raw).hexdigest(),
    )


def _second_reader(raw: bytes, proposal: Proposal) -> None:
    """Raise where embit reads other inputs or outputs; what it passes over of version 2 is not compared."""
    other = PSBT.read_from(BytesIO(raw), compress=CompressMode.KEEP_ALL)
    spends = tuple((each.txid.hex(), each.vout) for each in other.inputs)
    pays = tuple((each.value, each.script_pubkey.data) for each in other.outputs)
    own = tuple((each.prevout.txid, each.prevout.vout) for each in proposal.inputs)
    if spends != own or pays != tuple((each.value, each.script) for each in proposal.outputs):
        raise ValueError("is read in two ways: two readers find different inputs or outputs")


class _Reader:
    """Reads maps one after another."""

    def __init__(self, raw: bytes, place: int) -> None:
        self._raw, self._place = raw, place

    @property
    def left(self) -> int:
        """Bytes not read."""
        return len(self._raw) - self._place

    def map(self) -> dict[bytes, bytes]:
        """Return the next map up to its separator."""
        found: dict[bytes, bytes] = {}
        while key := self._text():
            if key in found:
                raise ValueError(f"has the key {key.hex()[:40]} twice in one map")
            found[key] = self._text()
        return found

    def _text(self) -> bytes:
        return self._take(self.length())

    def length(self) -> int:
        """Return the next number in its compact form."""
        first = self._take(1)[0]
        size = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(first)
        if size is None:
            return first
        length = int.from_bytes(self._take(size), "little")
        if length < {2: 0xFD, 4: 0x10000, 8: 0x100000000}[size]:
            raise ValueError("writes a length longer than it has to be")
        return length

    def _take(self, count: int) -> bytes:
        if count > self.left:
            raise ValueError("breaks off")
        self._place += count
        return self._raw[self._place - count : self._place]


def _fields(reader: _Reader, single: frozenset[bytes], others: Iterable[bytes], version: str) -> FieldMap:
    found = reader.map()
    _keys_alone(found, single)
    _refuse(found, others, version)
    return found


def _keys_alone(found: FieldMap, single: Iterable[bytes]) -> None:
    for key in found:
        if key[:1] in single and len(key) != 1:
            raise ValueError(f"has a key of type {key[0]:#04x} with something behind it")


def _refuse(found: FieldMap, others: Iterable[bytes], version: str) -> None:
    wrong = [key for key in others if key in found]
    if wrong:
        raise ValueError(f"has a field of type {wrong[0][0]:#04x}, which {version} does not have")


def _need(found: FieldMap, key: bytes, what: str) -> bytes:
    if key not in found:
        raise ValueError(f"has no {what}")
    return found[key]


def _sized(value: bytes, size: int, what: str) -> bytes:
    if len(value) != size:
        raise ValueError(f"has a {what} of {len(value)} bytes; expected {size}")
    return value


def _number(value: bytes, size: int, what: str) -> int:
    return int.from_bytes(_sized(value, size, what), "little")


def _count(value: bytes) -> int:
    reader = _Reader(value, 0)
    length = reader.length()
    if reader.left:
        raise ValueError("has a count with something behind it")
    return length
