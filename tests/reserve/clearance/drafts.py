"""PSBTs taken apart and put together again by code of the tests' own, in version 0 and in version 2."""

from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO

MAGIC = b"psbt\xff"
Fields = dict[bytes, bytes]


@dataclass(frozen=True)
class DraftInput:
    """An input: txid as transactions hold it, output number, sequence, fields of its map that both versions have."""

    txid: bytes
    vout: int
    sequence: int
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True)
class DraftOutput:
    """An output: satoshi, script, fields of its map that both versions have."""

    value: int
    script: bytes
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A PSBT by its parts; `modifiable` is written in version 2 alone."""

    inputs: tuple[DraftInput, ...]
    outputs: tuple[DraftOutput, ...]
    version: int = 0
    number: int = 2
    locktime: int = 0
    modifiable: int | None = None
    top: Fields = field(default_factory=dict)

    def unsigned(self) -> bytes:
        """Return the unsigned transaction."""
        raw = self.number.to_bytes(4, "little") + compact(len(self.inputs))
        for each in self.inputs:
            raw += each.txid + each.vout.to_bytes(4, "little") + b"\0" + each.sequence.to_bytes(4, "little")
        raw += compact(len(self.outputs))
        for out in self.outputs:
            raw += out.value.to_bytes(8, "little") + sized(out.script)
        return raw + self.locktime.to_bytes(4, "little")

    def txid(self) -> str:
        """Return the txid of the unsigned transaction."""
        return sha256(sha256(self.unsigned()).digest()).digest()[::-1].hex()

    def written(self) -> bytes:
        """Return the PSBT in binary."""
        return self._written_0() if self.version == 0 else self._written_2()

    def with_input(self, number: int, **changes: object) -> "Draft":
        """Return it with an input changed."""
        found = list(self.inputs)
        found[number] = replace(found[number], **changes)  # type: ignore[arg-type]
        return replace(self, inputs=tuple(found))

    def with_output(self, number: int, **changes: object) -> "Draft":
        """Return it with an output changed."""
        found = list(self.outputs)
        found[number] = replace(found[number], **changes)  # type: ignore[arg-type]
        return replace(self, outputs=tuple(found))

    def _written_0(self) -> bytes:
        raw = MAGIC + mapped({b"\0": self.unsigned()} | self.top)
        raw += b"".join(mapped(each.fields) for each in self.inputs)
        return raw + b"".join(mapped(each.fields) for each in self.outputs)

    def _written_2(self) -> bytes:
        top = {b"\x02": self.number.to_bytes(4, "little"), b"\x03": self.locktime.to_bytes(4, "little")}
        top |= {b"\x04": compact(len(self.inputs)), b"\x05": compact(len(self.outputs))}
        top |= {} if self.modifiable is None else {b"\x06": bytes([self.modifiable])}
        raw = MAGIC + mapped(top | {b"\xfb": (2).to_bytes(4, "little")} | self.top)
        for each in self.inputs:
            own = {b"\x0e": each.txid, b"\x0f": each.vout.to_bytes(4, "little")}
            raw += mapped(each.fields | own | {b"\x10": each.sequence.to_bytes(4, "little")})
        for out in self.outputs:
            raw += mapped(out.fields | {b"\x03": out.value.to_bytes(8, "little"), b"\x04": out.script})
        return raw


def read(content: bytes) -> Draft:
    """Take a PSBT of version 0 apart."""
    stream = BytesIO(content)
    assert stream.read(5) == MAGIC
    top = taken(stream)
    raw = BytesIO(top.pop(b"\0"))
    number = int.from_bytes(raw.read(4), "little")
    inputs = []
    for _ in range(length(raw)):
        txid, vout = raw.read(32), int.from_bytes(raw.read(4), "little")
        assert raw.read(1) == b"\0"
        inputs.append(DraftInput(txid, vout, int.from_bytes(raw.read(4), "little")))
    outputs = [DraftOutput(int.from_bytes(raw.read(8), "little"), raw.read(length(raw))) for _ in range(length(raw))]
    locktime = int.from_bytes(raw.read(4), "little")
    return Draft(
        inputs=tuple(replace(each, fields=taken(stream)) for each in inputs),
        outputs=tuple(replace(each, fields=taken(stream)) for each in outputs),
        number=number,
        locktime=locktime,
        top=top,
    )


def compact(number: int) -> bytes:
    """Return a number in the compact form."""
    if number < 0xFD:
        return bytes([number])
    return b"\xfd" + number.to_bytes(2, "little") if number < 0x10000 else b"\xfe" + number.to_bytes(4, "little")


def sized(content: bytes) -> bytes:
    """Return bytes behind their length."""
    return compact(len(content)) + content


def mapped(fields: Fields) -> bytes:
    """Return a map and its separator, keys in ascending order."""
    return b"".join(sized(key) + sized(value) for key, value in sorted(fields.items())) + b"\0"


def length(stream: BytesIO) -> int:
    """Read a number in the compact form."""
    first = stream.read(1)[0]
    return first if first < 0xFD else int.from_bytes(stream.read({0xFD: 2, 0xFE: 4, 0xFF: 8}[first]), "little")


def taken(stream: BytesIO) -> Fields:
    """Read a map up to its separator."""
    found: Fields = {}
    while size := length(stream):
        key = stream.read(size)
        assert key not in found
        found[key] = stream.read(length(stream))
    return found
