"""Real mainnet blocks, read from the folder `shared` beside the project; tests skip where it is absent.

`mainnet/HEIGHT.bin` is one raw block, `blocks-0-4312.blk` the first blocks in Core's framing, and
`739990.getblock-3.json.gz` Core's own answer for that block, prevouts included.
"""

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import NotRequired, TypedDict, cast

import pytest

_FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "mainnet"


class ToldScript(TypedDict):
    """A `scriptPubKey` of Core's answer."""

    hex: str
    type: str
    address: NotRequired[str]


class ToldOutput(TypedDict):
    """A `vout` or `prevout` of Core's answer."""

    value: Decimal | int
    scriptPubKey: ToldScript


class ToldInput(TypedDict):
    """A `vin` of Core's answer; a coinbase has `coinbase` in place of what it spends."""

    coinbase: NotRequired[str]
    txid: NotRequired[str]
    vout: NotRequired[int]
    scriptSig: NotRequired[dict[str, str]]
    txinwitness: NotRequired[list[str]]
    prevout: NotRequired[ToldOutput]
    sequence: int


class ToldTransaction(TypedDict):
    """A `tx` of Core's answer."""

    txid: str
    hash: str
    hex: str
    version: int
    locktime: int
    vin: list[ToldInput]
    vout: list[ToldOutput]
    fee: NotRequired[Decimal]


class ToldBlock(TypedDict):
    """The parts of `getblock HASH 3` that are compared."""

    hash: str
    tx: list[ToldTransaction]


def _read(name: str) -> bytes:
    path = _FOLDER / name
    if not path.is_file():
        pytest.skip(f"mainnet data is not beside the project: no shared/data/mainnet/{name}")
    return path.read_bytes()


def block(height: int) -> bytes:
    """Return one of the raw blocks."""
    return _read(f"{height}.bin")


def core_answer(height: int) -> ToldBlock:
    """Return `getblock HASH 3` of one of the blocks, amounts as Decimal."""
    answer = json.loads(gzip.decompress(_read(f"{height}.getblock-3.json.gz")), parse_float=Decimal)
    return cast(ToldBlock, answer)


def first_blocks() -> list[bytes]:
    """Return the raw blocks of heights 0 to 4312."""
    framed = _read("blocks-0-4312.blk")
    blocks, at = [], 0
    while at < len(framed):
        size = int.from_bytes(framed[at + 4 : at + 8], "little")
        blocks.append(framed[at + 8 : at + 8 + size])
        at += 8 + size
    return blocks
