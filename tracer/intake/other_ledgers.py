"""Names of other ledgers in a text: told by their form, and by their checksum where it can be computed here.

Names in Base58Check and Bech32 with a well-known head are found by `proven`; these are the rest. They stand by
themselves, not inside longer runs of letters and digits, but for CashAddr, whose checksum of 40 bits tells where it
begins and ends. They are counted and named, nothing more.
Source: the CashAddr specification of Bitcoin Cash; EIP-55 (its capitals are not checked, that takes Keccak); the
address formats of Monero, Solana and Algorand (whose checksum, SHA-512/256, is not computed); BIP 173 for Bech32 with
any head; SEP-23 of Stellar; TEP-2 of TON; the SS58 registry of Polkadot; the Base58 prefixes of Tezos; the Byron
addresses of Cardano.
"""

import base64
import re
from collections.abc import Iterator
from hashlib import blake2b, sha256
from typing import NamedTuple
from zlib import crc32

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
_STELLAR = re.compile(rf"{_ALONE}(?:[GC][A-Z2-7]{{55}}|M[A-Z2-7]{{68}}){_END}")
_ALGORAND = re.compile(rf"{_ALONE}[A-Z2-7]{{57}}[AEIMQUY4]{_END}")
_TON = re.compile(r"(?<![0-9A-Za-z_-])[EUk0][Qf](?:[0-9A-Za-z_-]{46}|[0-9A-Za-z+/]{46})(?![0-9A-Za-z_=-])")
_BASE58_ALONE = re.compile(rf"{_ALONE}[{_B58}]{{36,116}}{_END}")
_TON_TAGS = {0x11: "TON", 0x51: "TON", 0x91: "TON (test)", 0xD1: "TON (test)"}
_TEZOS = tuple(map(bytes.fromhex, ("06a19f", "06a1a1", "06a1a4", "025a79")))
_SS58 = {0: "Polkadot", 2: "Kusama"}
"""Ledgers by the number that their names begin with; 42 is any ledger's of this kind."""
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
    form, holds = "its form, it has no checksum that is computed here", "its checksum holds"
    for match in _ETHEREUM.finditer(text):
        yield Other(*match.span(), "Ethereum or a ledger with its addresses", form)
    for match in _CASH.finditer(text):
        prefix, body = (match[1], match[2]) if match[2] else ((match[3] or "").lower(), match[4].lower())
        heads = (prefix,) if prefix else ("bitcoincash", "bchtest", "bchreg")
        if any(_cash_holds(head, body) for head in heads):
            yield Other(*match.span(), "Bitcoin Cash", holds)
    for run in _CASH_RUN.finditer(text):
        for match in _CASH_INSIDE.finditer(run[0]):
            if any(_cash_holds(head, match[1].lower()) for head in ("bitcoincash", "bchtest", "bchreg")):
                start = run.start() + match.start()
                yield Other(start, start + len(match[1]), "Bitcoin Cash", holds)
    for match in _MONERO.finditer(text):
        if _mixed(match[0]):
            yield Other(*match.span(), "Monero", form)
    for match in _SOLANA.finditer(text):
        if _mixed(match[0]) and len(_raw(match[0])) == 32:
            yield Other(*match.span(), "Solana", form)
    for match in _STELLAR.finditer(text):
        if _stellar_holds(match[0]):
            yield Other(*match.span(), "Stellar", holds)
    for match in _ALGORAND.finditer(text):
        if any(map(str.isdigit, match[0])):
            yield Other(*match.span(), "Algorand", form)
    for match in _TON.finditer(text):
        ledger = _ton(match[0])
        if ledger is not None:
            yield Other(*match.span(), ledger, holds)
    for match in _BASE58_ALONE.finditer(text):
        ledger = _of_base58(match[0])
        if ledger is not None:
            yield Other(*match.span(), ledger, holds)
    for match in _CODED.finditer(text):
        if _coded_holds(match[1], match[2]):
            yield Other(*match.span(), f"another ledger, whose names begin with {match[1]}1", holds)


def _stellar_holds(text: str) -> bool:
    raw = base64.b32decode(text + "=" * (-len(text) % 8))
    return _crc16(raw[:-2]) == int.from_bytes(raw[-2:], "little")


def _ton(text: str) -> str | None:
    """Return the network of a TON address: tag, workchain (0 or -1), hash, CRC; None where it is none."""
    raw = base64.b64decode(text, altchars=b"-_" if "-" in text or "_" in text else None)
    right = raw[1] in (0x00, 0xFF) and _crc16(raw[:-2]) == int.from_bytes(raw[-2:], "big")
    return _TON_TAGS.get(raw[0]) if right else None


def _of_base58(text: str) -> str | None:
    """Return the ledger of a Base58 text whose checksum is not that of Bitcoin's names, or whose versions are not."""
    raw = _raw(text)
    if len(raw) in (35, 36) and blake2b(b"SS58PRE" + raw[:-2]).digest()[:2] == raw[-2:]:
        if len(raw) == 35 and raw[0] < 64:
            return _SS58.get(raw[0], f"a ledger of Polkadot's kind, number {raw[0]}")
        if len(raw) == 36 and 64 <= raw[0] < 128:
            kind = (raw[0] & 0x3F) << 2 | raw[1] >> 6 | (raw[1] & 0x3F) << 8
            return f"a ledger of Polkadot's kind, number {kind}"
    if len(raw) == 27 and raw.startswith(_TEZOS) and sha256(sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]:
        return "Tezos"
    payload = raw[5 : 5 + raw[4]] if raw.startswith(b"\x82\xd8\x18\x58") else b""
    if payload and raw[5 + raw[4] :] == b"\x1a" + crc32(payload).to_bytes(4, "big"):
        return "Cardano"
    return None


def _crc16(content: bytes) -> int:
    """Return the CRC of 16 bits with polynomial 0x1021 that begins with 0 (XMODEM)."""
    rest = 0
    for byte in content:
        rest ^= byte << 8
        for _ in range(8):
            rest = (rest << 1 ^ (0x1021 if rest & 0x8000 else 0)) & 0xFFFF
    return rest


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


def _raw(text: str) -> bytes:
    """Return the bytes that a Base58 text stands for."""
    number = 0
    for character in text:
        number = number * 58 + ALPHABET.index(character)
    return bytes(len(text) - len(text.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")
