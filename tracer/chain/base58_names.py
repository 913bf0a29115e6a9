"""Finds Base58Check names in a text, also run together with words, amounts and one another.

Which name it is, and whether it is a secret, is decided by its checksum and its version bytes alone, never by
letters it happens to spell. All names of a kind have the same length and lie between two bounds, and the
alphabet of Base58 stands in the order of ASCII; so a stretch of text is compared with the bounds, and only
one in ten is ever decoded. The cost grows with the length of the text; `Scan.decoded` counts the stretches.
A name that is none is met by chance once in 4,294,967,296 stretches.
Source: Bitcoin Core 31 `src/base58.cpp`, `src/key_io.cpp`; BIP 32 and SLIP 132 (extended keys), BIP 38
(encrypted keys); `chainparams` of Litecoin, Dogecoin, Dash and Zcash; the address formats of TRON and of
the XRP Ledger (whose alphabet has the same characters in another order).
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import NamedTuple

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_DIGIT = {character: digit for digit, character in enumerate(ALPHABET)}
_PAIR = {a + b: 58 * _DIGIT[a] + _DIGIT[b] for a in ALPHABET for b in ALPHABET}
_SHORTEST, _LONGEST, _LONGEST_ACCOUNT = 26, 112, 35
"""Characters of the shortest name (one with 21 zeros at its front), the longest (extended key), and an XRP account."""
_RUN = re.compile(f"[1-9A-HJ-NP-Za-km-z]{{{_SHORTEST},}}")
_TO_BITCOIN = str.maketrans(_RIPPLE, ALPHABET)
_ADDRESS_SIZE = 25
"""Bytes of version, hash and checksum."""
_MOST_ZEROS = 21
_FEWEST = 5
"""Different characters that a name has at least: its checksum alone has as many. Ruled lines are passed over so."""
_SINGLE_SIZE = 33
_EXTENDED_SIZE = 74
_KEY_AT = 45
"""Where in an extended key's 78 bytes the key begins: with 0 a private one, with 2 or 3 a public one."""


class What(Enum):
    """What a Base58Check name is."""

    ADDRESS = "address"
    """Of a Bitcoin network."""
    FOREIGN = "address of another ledger"
    EXTENDED_PUBLIC = "extended public key"
    EXTENDED_PRIVATE = "extended private key"
    SINGLE = "private key"
    ENCRYPTED = "encrypted private key"

    @property
    def secret(self) -> bool:
        """Whether it gives power over coins, at once or with a password."""
        return self in (What.EXTENDED_PRIVATE, What.SINGLE, What.ENCRYPTED)


class Name(NamedTuple):
    """A name in a text: its first character, one past its last, what it is and, of another ledger, of which."""

    start: int
    end: int
    what: What
    ledger: str


class _Kind(NamedTuple):
    """A kind of name of one length: its bytes with the checksum, its least and greatest text, and what it is."""

    raw: int
    low: str
    high: str
    what: What
    ledger: str = ""


_HASHES = (
    (b"\x05", ""), (b"\x6f", ""), (b"\xc4", ""), (b"\x30", "Litecoin"), (b"\x32", "Litecoin"),
    (b"\x3a", "Litecoin (test)"), (b"\x1e", "Dogecoin"), (b"\x16", "Dogecoin"), (b"\x4c", "Dash"), (b"\x10", "Dash"),
    (b"\x41", "TRON"), (b"\x1c\xb8", "Zcash"), (b"\x1c\xbd", "Zcash"), (b"\x1d\x25", "Zcash (test)"),
    (b"\x1c\xba", "Zcash (test)"),
)  # fmt: skip
"""Versions of 20-byte hashes, with the ledger where it is not Bitcoin.

Version 0 is by itself: its names vary in length.
"""

_SINGLES = ((0x80, ""), (0xEF, ""), (0xB0, "Litecoin"), (0x9E, "Dogecoin"), (0xF1, "Dogecoin (test)"), (0xCC, "Dash"))
"""Versions of keys in wallet import format."""

_EXTENDED = {
    "": "0488b21e 0488ade4 043587cf 04358394 049d7cb2 049d7878 04b24746 04b2430c 0295b43f 0295b005 02aa7ed3 02aa7a99 "
        "044a5262 044a4e28 045f1cf6 045f18bc 024289ef 024285b5 02575483 02575048",
    "Litecoin": "019da462 019d9cfe 01b26ef6 01b26792",
    "Dogecoin": "02facafd 02fac398",
    "Dash": "02fe52f8 02fe52cc",
}  # fmt: skip
"""Versions of extended keys, a public one before its private one."""

_ACCOUNT = _Kind(25, "", "", What.FOREIGN, "XRP Ledger")


class Scan:
    """Finds names; counts what it decoded, which is what a search costs."""

    def __init__(self) -> None:
        self.decoded = 0

    def names(self, text: str) -> Iterator[Name]:
        """Yield every name in a text, in its order; none overlaps another."""
        for run in _RUN.finditer(text):
            yield from self._of_run(run[0], run.start())

    def _of_run(self, run: str, offset: int) -> Iterator[Name]:
        at = 0
        while (first := _first().search(run, at)) is not None:
            at = first.start() if run[first.start()] != "1" else max(first.start(), first.end() - _MOST_ZEROS)
            found = self._at(run, at)
            if found is None:
                at += 1
                continue
            length, kind = found
            yield Name(offset + at, offset + at + length, kind.what, kind.ledger)
            at += length

    def _at(self, run: str, at: int) -> tuple[int, _Kind] | None:
        """Return length and kind of the name that begins here, None where none does."""
        first = run[at]
        found = self._among(run[at : at + _LONGEST], _zero(_ones(run, at)) if first == "1" else _kinds()[first])
        if found is None and first == _RIPPLE[0]:
            turned = run[at : at + _LONGEST_ACCOUNT].translate(_TO_BITCOIN)
            found = self._among(turned, _zero(_ones(turned, 0)))
            return None if found is None else (found[0], _ACCOUNT)
        return found

    def _among(self, text: str, kinds: tuple[_Kind, ...]) -> tuple[int, _Kind] | None:
        """Return length and kind of the name of one of these kinds that a text begins with."""
        for kind in kinds:
            part = text[: len(kind.low)]
            bounded = len(part) == len(kind.low) and kind.low <= part <= kind.high
            if bounded and len(set(part)) >= _FEWEST and self._holds(part, kind):
                return len(part), kind
        return None

    def _holds(self, part: str, kind: _Kind) -> bool:
        """Whether a stretch within the bounds has a checksum that holds, and the content of its kind."""
        self.decoded += 1
        raw = _number(part).to_bytes(kind.raw, "big")
        payload = raw[:-4]
        if sha256(sha256(payload).digest()).digest()[:4] != raw[-4:]:
            return False
        match kind.what:
            case What.EXTENDED_PUBLIC:
                return payload[_KEY_AT] in (2, 3)
            case What.EXTENDED_PRIVATE:
                return payload[_KEY_AT] == 0
            case What.SINGLE:
                return len(payload) == _SINGLE_SIZE or payload[-1] == 1
            case _:
                return True


def _number(text: str) -> int:
    """Return the number that Base58 digits write; two digits are taken at a time."""
    number = _DIGIT[text[0]] if len(text) % 2 else 0
    for at in range(len(text) % 2, len(text), 2):
        number = number * 3364 + _PAIR[text[at : at + 2]]
    return number


def _digits(number: int) -> str:
    """Return a number in Base58, without zeros at its front."""
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    return digits


def _ones(text: str, at: int) -> int:
    """Return how many ones, each a byte of zero, begin here.

    `_MOST_ZEROS` + 1 where there are more than any name has.
    """
    ones = 0
    while ones <= _MOST_ZEROS and text[at + ones : at + ones + 1] == "1":
        ones += 1
    return ones


@cache
def _zero(ones: int) -> tuple[_Kind, ...]:
    """Return the kinds of addresses of version 0 that begin with so many bytes of zero, the version among them."""
    if ones > _MOST_ZEROS:
        return ()
    rest = _ADDRESS_SIZE - ones
    return tuple(
        _Kind(_ADDRESS_SIZE, "1" * ones + low, "1" * ones + high, What.ADDRESS)
        for low, high in _between(256 ** (rest - 1), 256**rest - 1)
    )


def _between(least: int, most: int) -> Iterator[tuple[str, str]]:
    """Yield the bounds of the texts of these numbers, for each length that they have."""
    for length in range(len(_digits(least)), len(_digits(most)) + 1):
        yield _digits(max(least, 58 ** (length - 1))), _digits(min(most, 58**length - 1))


@cache
def _kinds() -> dict[str, tuple[_Kind, ...]]:
    """Return every kind whose version does not begin with zero, by the first character of its names."""
    found: dict[str, list[_Kind]] = {_RIPPLE[0]: []}
    for version, size, what, ledger in _versions():
        rest = size + 4
        least = int.from_bytes(version + bytes(rest), "big")
        for low, high in _between(least, least + 256**rest - 1):
            for first in ALPHABET[_DIGIT[low[0]] : _DIGIT[high[0]] + 1]:
                found.setdefault(first, []).append(_Kind(len(version) + rest, low, high, what, ledger))
    return {first: tuple(sorted(kinds, key=lambda kind: -len(kind.low))) for first, kinds in found.items()}


def _versions() -> Iterator[tuple[bytes, int, What, str]]:
    """Yield version bytes, the number of bytes after them, what the name is and its ledger."""
    for version, ledger in _HASHES:
        yield version, 20, What.FOREIGN if ledger else What.ADDRESS, ledger
    for first, ledger in _SINGLES:
        yield bytes((first,)), 32, What.SINGLE, ledger
        yield bytes((first,)), 33, What.SINGLE, ledger
    for ledger, versions in _EXTENDED.items():
        for number, text in enumerate(versions.split()):
            what = What.EXTENDED_PRIVATE if number % 2 else What.EXTENDED_PUBLIC
            yield bytes.fromhex(text), _EXTENDED_SIZE, what, ledger
    for version in (b"\x01\x42", b"\x01\x43"):
        yield version, 37, What.ENCRYPTED, ""


@cache
def _first() -> re.Pattern[str]:
    """Return what a name may begin with.

    Its first two characters, or ones, of which the last `_MOST_ZEROS` can be its own.
    """
    pairs = {_RIPPLE[0] + second for second in ALPHABET}
    for kinds in _kinds().values():
        for low, high in ((_PAIR[kind.low[:2]], _PAIR[kind.high[:2]]) for kind in kinds):
            pairs.update(ALPHABET[pair // 58] + ALPHABET[pair % 58] for pair in range(low, high + 1))
    firsts = sorted({pair[0] for pair in pairs})
    seconds = ("".join(sorted(pair[1] for pair in pairs if pair[0] == first)) for first in firsts)
    return re.compile("1+|" + "|".join(f"{first}[{second}]" for first, second in zip(firsts, seconds, strict=True)))
