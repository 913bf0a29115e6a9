"""Names of things on the chain: transactions, outputs, blocks, and places in chain order."""

import re
from dataclasses import dataclass
from typing import NamedTuple, NewType, Self

Txid = NewType("Txid", str)
"""Transaction id in display order: 64 lower-case hexadecimal digits."""

BlockHash = NewType("BlockHash", str)
"""Block hash in display order: 64 lower-case hexadecimal digits."""

_OUTPOINT = re.compile(r"([0-9a-f]{64}):(0|[1-9][0-9]{0,9})")
_HASH = re.compile(r"[0-9a-f]{64}")


class Outpoint(NamedTuple):
    """One output of one transaction.

    Not unique on mainnet for the two coinbases that exist twice; see `Confirmed` for the place
    that tells them apart.
    Source: BIP 30.
    """

    txid: Txid
    vout: int

    def __str__(self) -> str:
        """Return `txid:vout`."""
        return f"{self.txid}:{self.vout}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `txid:vout`.

        Raises:
            ValueError: the text is not 64 lower-case hexadecimal digits, a colon and an index.
        """
        match = _OUTPOINT.fullmatch(text)
        if match is None or int(match[2]) > 0xFFFFFFFF:
            raise ValueError(f"{text!r} is not an outpoint: expected txid:vout")
        return cls(Txid(match[1]), int(match[2]))


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A transaction's place in chain order: block height, then index inside the block."""

    height: int
    index: int


@dataclass(frozen=True, slots=True)
class BlockRef:
    """A block, named by height and hash."""

    height: int
    hash: BlockHash


def parse_txid(text: str) -> Txid:
    """Read a txid in display order.

    Raises:
        ValueError: the text is not 64 lower-case hexadecimal digits.
    """
    if _HASH.fullmatch(text) is None:
        raise ValueError(f"{text!r} is not a txid: expected 64 lower-case hexadecimal digits")
    return Txid(text)


def display(digest: bytes) -> str:
    """Return a 32-byte hash as the field writes it: byte order reversed, hexadecimal."""
    return digest[::-1].hex()


def internal(text: str) -> bytes:
    """Return the 32 bytes of a hash as the protocol orders them."""
    return bytes.fromhex(text)[::-1]
