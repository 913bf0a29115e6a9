"""The layout of bundles of release 0.1.0: a file for each transaction and each proof; only read, never written.

`tx/TXID.bin` is a transaction, `proof/TXID.merkle` its proof with its block's coinbase, and `heights.json` says where
each lies, and which coinbase each block has.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracer.chain.outpoint import Position, Txid, parse_txid
from tracer.formats.json_cursor import JsonCursor

HEIGHTS = "heights.json"
_TX, _PROOF = "tx/", "proof/"
_SINGLE = re.compile(r"tx/[0-9a-f]{64}\.bin|proof/[0-9a-f]{64}\.merkle")


@dataclass(frozen=True, slots=True)
class OlderFiles:
    """What this layout says: the place of each transaction with a proof, the coinbases of their blocks, the proofs."""

    transactions: Mapping[Txid, Position]
    coinbases: Mapping[int, Txid]
    proofs: Mapping[Txid, bytes]

    @property
    def positions(self) -> Mapping[Txid, Position]:
        """All places, those of the coinbases too, in chain order."""
        places = {txid: Position(height, 0) for height, txid in self.coinbases.items()} | dict(self.transactions)
        return dict(sorted(places.items(), key=lambda item: (item[1].height, item[1].index, item[0])))


def is_single(name: str) -> bool:
    """Return whether a file is one transaction or one proof, by its path below `chain/`."""
    return _SINGLE.fullmatch(name) is not None


def proof_file(txid: Txid) -> str:
    """Return the file of a transaction's proof by its path in the bundle."""
    return f"data/chain/{_PROOF}{txid}.merkle"


def read(files: Mapping[str, bytes]) -> tuple[OlderFiles, Mapping[Txid, bytes]]:
    """Return what the files say, by their paths below `chain/`, and the raw transactions.

    Raises:
        IntegrityError: a file is not of the form written; the message names it.
    """
    heights = JsonCursor.of(files[HEIGHTS], f"chain/{HEIGHTS}")
    older = OlderFiles(
        transactions=dict(_position(txid, place) for txid, place in heights.key("transactions").members()),
        coinbases=dict(_coinbase(height, place) for height, place in heights.key("coinbases").members()),
        proofs=_by_txid(files, _PROOF, ".merkle"),
    )
    return older, _by_txid(files, _TX, ".bin")


def _position(txid: str, place: JsonCursor) -> tuple[Txid, Position]:
    numbers = place.as_amounts()
    if len(numbers) != 2:
        raise place.wrong("a height and an index")
    return _txid(txid, place), Position(*numbers)


def _coinbase(height: str, place: JsonCursor) -> tuple[int, Txid]:
    if not height.isascii() or not height.isdigit() or len(height) > 9:
        raise place.wrong("named after a height")
    return int(height), _txid(place.as_text(), place)


def _txid(text: str, place: JsonCursor) -> Txid:
    try:
        return parse_txid(text)
    except ValueError:
        raise place.wrong("about a txid") from None


def _by_txid(files: Mapping[str, bytes], folder: str, ending: str) -> dict[Txid, bytes]:
    found: dict[Txid, bytes] = {}
    for name in files:
        if name.startswith(folder):
            found[parse_txid(name.removeprefix(folder).removesuffix(ending))] = files[name]
    return found
