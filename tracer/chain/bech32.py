"""Segregated-witness addresses: the Bech32 and Bech32m codes over a witness version and program.

Source: BIP 173 (alphabet, checksum, regrouping of bits), BIP 350 (the constant for versions above 0).
"""

from collections.abc import Iterable
from functools import lru_cache

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32 = 1
_BECH32M = 0x2BC830A3
_LONGEST = 90
_CHECKSUM = 6
_REMEMBERED = 1 << 16


def _step(top: int) -> int:
    """Return what five bits that leave the residue at its top change in it."""
    change = 0
    for place, generator in enumerate(_GENERATOR):
        change ^= generator * (top >> place & 1)
    return change


_STEPS = tuple(map(_step, range(32)))

_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
"""Two characters by their ten bits."""

_DOUBLE_STEPS = tuple(
    (_STEPS[top >> 5] & 0x1FFFFFF) << 5 ^ _STEPS[_STEPS[top >> 5] >> 25 ^ top & 31] for top in range(1024)
)
"""What ten bits that leave the residue at its top change in it, as two steps of five would."""


@lru_cache(_REMEMBERED)
def encode(hrp: str, version: int, program: bytes) -> str:
    """Return the address of a witness program: Bech32 for version 0, Bech32m above.

    A bundle names tens of thousands, so ten bits are taken at a time.
    """
    residue, text = _begun(hrp, version)
    fives = (len(program) * 8 + 4) // 5
    odd = fives % 2
    bits = int.from_bytes(program, "big") << fives * 5 - len(program) * 8
    for place in range(fives - 2, odd - 1, -2):
        pair = bits >> 5 * place & 1023
        text += _PAIRS[pair]
        residue = (residue & 0xFFFFF) << 10 ^ pair ^ _DOUBLE_STEPS[residue >> 20]
    if odd:
        text += _ALPHABET[bits & 31]
        residue = _polymod([bits & 31], residue)
    residue = _polymod([0] * _CHECKSUM, residue) ^ (_BECH32M if version else _BECH32)
    return text + _PAIRS[residue >> 20] + _PAIRS[residue >> 10 & 1023] + _PAIRS[residue & 1023]


@lru_cache
def _begun(hrp: str, version: int) -> tuple[int, str]:
    """Return the residue and the text of what all addresses of a network and a version begin with."""
    return _polymod([*_expand(hrp), version]), f"{hrp}1{_ALPHABET[version]}"


def decode(text: str) -> tuple[str, int, bytes]:
    """Return an address's human-readable part (lower case), witness version and program.

    Raises:
        ValueError: it is not a segregated-witness address; the message says why.
    """
    if not text.isascii():
        raise ValueError(f"{text} is not an address: it holds characters beyond ASCII")
    if text.lower() != text and text.upper() != text:
        raise ValueError(f"{text} mixes upper and lower case, which no address does")
    if len(text) > _LONGEST:
        raise ValueError(f"not an address: it has {len(text)} characters, and none has more than {_LONGEST}")
    hrp, _, coded = text.lower().rpartition("1")
    for place, character in enumerate(coded, len(hrp) + 2):
        if character not in _ALPHABET:
            raise ValueError(f"{text} is not an address: {character!r} at place {place} is not a Bech32 character")
    if not hrp or len(coded) < _CHECKSUM:
        raise ValueError(f"{text} is not an address: it is too short to hold a checksum")
    values = [_ALPHABET.index(character) for character in coded]
    residue = _polymod([*_expand(hrp), *values])
    if residue not in (_BECH32, _BECH32M):
        raise ValueError(f"{text} is not an address: its checksum is wrong, so at least one of its characters is wrong")
    return hrp, *_witness(text, values[:-_CHECKSUM], residue)


def _witness(text: str, values: list[int], residue: int) -> tuple[int, bytes]:
    """Return version and program, once form and lengths are found right."""
    if not values or values[0] > 16:
        raise ValueError(f"{text} is not an address: it names no witness version from 0 to 16")
    version = values[0]
    if version == 0 and residue != _BECH32:
        raise ValueError(f"{text} is not an address: witness version 0 is written in Bech32, this is Bech32m")
    if version and residue != _BECH32M:
        raise ValueError(f"{text} is not an address: witness version {version} is written in Bech32m, this is Bech32")
    spare = len(values[1:]) * 5 % 8
    if spare > 4 or (len(values) > 1 and values[-1] & (1 << spare) - 1):
        raise ValueError(f"{text} is not an address: its padding is not zero or too long")
    program = _bytes(values[1:])
    if not 2 <= len(program) <= 40 or (version == 0 and len(program) not in (20, 32)):
        raise ValueError(
            f"{text} is not an address: a version {version} program of {len(program)} bytes has no meaning"
        )
    return version, program


def _expand(hrp: str) -> list[int]:
    return [*(ord(each) >> 5 for each in hrp), 0, *(ord(each) & 31 for each in hrp)]


def _polymod(values: Iterable[int], residue: int = 1) -> int:
    """Return the remainder of the checksum's polynomial division, gone on from a remainder."""
    for value in values:
        residue = (residue & 0x1FFFFFF) << 5 ^ value ^ _STEPS[residue >> 25]
    return residue


def _bytes(values: Iterable[int]) -> bytes:
    """Return five-bit values as bytes, without the padding."""
    bits = "".join(f"{value:05b}" for value in values)
    size = len(bits) // 8
    return int(bits[: size * 8] or "0", 2).to_bytes(size, "big")
