"""Names of other ledgers in a text: told by their form, and by their checksum where it can be computed here.

Names in Base58Check and Bech32 with a well-known head are found by `proven`; these are the rest. They stand by
themselves, not inside longer runs of letters and digits, but for CashAddr, whose checksum of 40 bits tells where it
begins and ends. They are counted and named, nothing more.
Source: the CashAddr specification of Bitcoin Cash; EIP-55 (its capitals are not checked, that takes Keccak); the
address formats of Monero and of Solana; BIP 173 for Bech32 with any head.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tracer.chain.base58_names import ALPHABET

_ALONE, _END = "(?<![0-9A-Za-z])", "(?![0-9A-Za-z])"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_B58 = "1-9A-HJ-NP-Za-km-z"
_ETHEREUM = re.compile(r"(?<![0-9A-Fa-f])0[xX][0-9A-Fa-f]{40}(?![0-9A-Fa-f])")
_CASH = re.compile(
    rf"(?:(bitcoincash|bchtest|bchreg):|{_ALONE})([qp][{_BECH32}]{{41}}){_END}"
    rf"|(?:(BITCOINCASH|BCHTEST|BCHREG):|{_ALONE})([QP][{_BECH32.upper()}]{{41}}){_END}"
)
_CASH_RUN = re.compile(rf"{_ALONE}[0-9A-Za-z]{{43,120}}{_END}")
_CASH_INSIDE = re.compile(rf"(?=([qp][{_BECH32}]{{41}}|[QP][{_BECH32.upper()}]{{41}}))")
_MONERO = re.compile(rf"{_ALONE}[48][0-9AB][{_B58}]{{93}}(?:[{_B58}]{{11}})?{_END}")
_SOLANA = re.compile(rf"{_ALONE}[{_B58}]{{43,44}}{_END}")
_CODED = re.compile(rf"{_ALONE}([a-z]{{1,20}})1([{_BECH32}]{{38,200}}){_END}")
_CASH_STEPS = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_STEPS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


class Other(NamedTuple):
    """A name of another ledger: its first character, one past its last, the ledger, and what speaks for it."""

    start: int
    end: int
    ledger: str
    support: str


def others(text: str) -> Iterator[Other]:
    """Yield the names of other ledgers in a text, kind by kind."""
    form = "its form, it has no checksum that is computed here"
    for match in _ETHEREUM.finditer(text):
        yield Other(*match.span(), "Ethereum or a ledger with its addresses", form)
    for match in _CASH.finditer(text):
        prefix, body = (match[1], match[2]) if match[2] else ((match[3] or "").lower(), match[4].lower())
        heads = (prefix,) if prefix else ("bitcoincash", "bchtest", "bchreg")
        if any(_cash_holds(head, body) for head in heads):
            yield Other(*match.span(), "Bitcoin Cash", "its checksum holds")
    for run in _CASH_RUN.finditer(text):
        for match in _CASH_INSIDE.finditer(run[0]):
            if any(_cash_holds(head, match[1].lower()) for head in ("bitcoincash", "bchtest", "bchreg")):
                start = run.start() + match.start()
                yield Other(start, start + len(match[1]), "Bitcoin Cash", "its checksum holds")
    for match in _MONERO.finditer(text):
        if _mixed(match[0]):
            yield Other(*match.span(), "Monero", form)
    for match in _SOLANA.finditer(text):
        if _mixed(match[0]) and _bytes(match[0]) == 32:
            yield Other(*match.span(), "Solana", form)
    for match in _CODED.finditer(text):
        if _coded_holds(match[1], match[2]):
            yield Other(*match.span(), f"another ledger, whose names begin with {match[1]}1", "its checksum holds")


def _cash_holds(head: str, body: str) -> bool:
    """Whether a CashAddr checksum of 40 bits holds."""
    residue = 1
    for value in (*(ord(each) & 31 for each in head), 0, *map(_BECH32.index, body)):
        top = residue >> 35
        residue = (residue & 0x07FFFFFFFF) << 5 ^ value
        for place, step in enumerate(_CASH_STEPS):
            residue ^= step * (top >> place & 1)
    return residue == 1


def _coded_holds(head: str, body: str) -> bool:
    """Whether a Bech32 or Bech32m checksum holds."""
    residue = 1
    for value in (*(ord(each) >> 5 for each in head), 0, *(ord(each) & 31 for each in head), *map(_BECH32.index, body)):
        top = residue >> 25
        residue = (residue & 0x1FFFFFF) << 5 ^ value
        for place, step in enumerate(_STEPS):
            residue ^= step * (top >> place & 1)
    return residue in (1, 0x2BC830A3)


def _mixed(text: str) -> bool:
    return all(any(kind(each) for each in text) for kind in (str.isdigit, str.islower, str.isupper))


def _bytes(text: str) -> int:
    """Return how many bytes a Base58 text stands for."""
    number = 0
    for character in text:
        number = number * 58 + ALPHABET.index(character)
    return len(text) - len(text.lstrip("1")) + (number.bit_length() + 7) // 8
