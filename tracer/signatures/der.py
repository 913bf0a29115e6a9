"""Just enough ASN.1 to find one's way in a CMS or a time stamp: tags, lengths, and what lies inside.

Reads DER, and BER with indefinite lengths, as national signing programs write it. Values are not
interpreted; signatures are verified by others.

Source: ITU-T X.690, sections 8.1 and 10.1.
"""

from dataclasses import dataclass

_DEEPEST = 40
_MOST_PARTS = 20_000

SEQUENCE, SET, INTEGER, OCTETS, OID, TIME = 0x30, 0x31, 0x02, 0x04, 0x06, 0x18


@dataclass(frozen=True, slots=True)
class DerPart:
    """One value: its tag octet, its contents, and the parts inside where it is constructed."""

    tag: int
    content: bytes
    parts: tuple["DerPart", ...]

    def at(self, *path: int) -> "DerPart":
        """Return the part reached by going down these positions.

        Raises:
            ValueError: there is none.
        """
        part = self
        for step in path:
            if step >= len(part.parts):
                raise ValueError("a part that must be there is missing")
            part = part.parts[step]
        return part

    @property
    def oid(self) -> str:
        """The value as an object identifier, `1.2.840.113549.1.7.2`.

        Raises:
            ValueError: it is none.
        """
        if self.tag != OID or not self.content or self.content[-1] & 0x80:
            raise ValueError("an object identifier is missing")
        numbers, number = [], 0
        for octet in self.content:
            number = number << 7 | octet & 0x7F
            if not octet & 0x80:
                numbers.append(number)
                number = 0
        top = min(numbers[0] // 40, 2)
        return ".".join(map(str, (top, numbers[0] - 40 * top, *numbers[1:])))


def parse(data: bytes) -> DerPart:
    """Read one value that fills the data.

    Raises:
        ValueError: it does not, or is nested too deeply.
    """
    budget = [_MOST_PARTS]
    part, end = _part(data, 0, len(data), _DEEPEST, budget)
    if end != len(data):
        raise ValueError("bytes follow after the value's end")
    return part


def written(tag: int, *contents: bytes) -> bytes:
    """Return one value in DER."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _part(data: bytes, at: int, end: int, depth: int, budget: list[int]) -> tuple[DerPart, int]:
    budget[0] -= 1
    if not depth or budget[0] < 0:
        raise ValueError("nested too deeply or of too many parts")
    if at + 2 > end or data[at] & 0x1F == 0x1F:
        raise ValueError("cut off, or of a kind that no signature uses")
    tag, first, at = data[at], data[at + 1], at + 2
    if first == 0x80:
        return _indefinite(tag, data, at, end, depth, budget)
    size = first
    if first > 0x80:
        count = first & 0x7F
        if count > 4 or at + count > end:
            raise ValueError("a length is cut off or absurd")
        size, at = int.from_bytes(data[at : at + count], "big"), at + count
    if at + size > end:
        raise ValueError("cut off")
    parts = []
    inside = at
    while tag & 0x20 and inside < at + size:
        part, inside = _part(data, inside, at + size, depth - 1, budget)
        parts.append(part)
    return DerPart(tag, data[at : at + size], tuple(parts)), at + size


def _indefinite(tag: int, data: bytes, at: int, end: int, depth: int, budget: list[int]) -> tuple[DerPart, int]:
    """Read parts up to the end marker of two zero octets."""
    if not tag & 0x20:
        raise ValueError("a length is missing")
    start, parts = at, []
    while data[at : at + 2] != b"\x00\x00":
        part, at = _part(data, at, end, depth - 1, budget)
        parts.append(part)
    if at + 2 > end:
        raise ValueError("cut off")
    return DerPart(tag, data[start:at], tuple(parts)), at + 2
