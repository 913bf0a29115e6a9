"""Where a source has no transaction of a txid: what the hash may be instead, and which blocks were looked through.

A hash copied from raw data has its bytes in reverse order; one copied from the wrong line is a block's. Either is said
and never taken for what was named: that is for whoever wrote it.
"""

from collections.abc import Collection, Mapping
from hashlib import sha256

from tracer.chain.outpoint import Txid
from tracer.chain.view import ChainView
from tracer.progress import Progress

_HEADERS = 2_000
"""Headers asked for in one request."""


def turned(txid: Txid) -> Txid:
    """Return the txid with its bytes in reverse order, as raw data has them."""
    return Txid(bytes.fromhex(txid)[::-1].hex())


def both_ways(digits: str) -> tuple[bytes, bytes]:
    """Return the bytes of a hash as shown, and in reverse order."""
    return bytes.fromhex(digits), bytes.fromhex(digits)[::-1]


def block_heights(view: ChainView, hashes: Collection[str], progress: Progress) -> Mapping[bytes, int]:
    """Return the heights of those hashes that are blocks of the chain, by their bytes in the order they are shown in.

    A hash may also be written with its bytes reversed. Headers are read only where one of them is no greater than the
    network's easiest target.
    """
    limit = view.network.pow_limit
    sought = {shown for each in hashes for shown in both_ways(each) if int.from_bytes(shown, "big") <= limit}
    found: dict[bytes, int] = {}
    first, last = view.first_height, view.tip().height
    for start in range(first, last + 1 if sought else first, _HEADERS):
        for height, header in enumerate(view.headers(start, min(start + _HEADERS - 1, last)), start):
            shown = sha256(sha256(header).digest()).digest()[::-1]
            if shown in sought:
                found[shown] = height
        progress("asking the chain", min(start + _HEADERS, last) - first, last - first)
    return found


def instead(txid: Txid, view: ChainView, progress: Progress) -> str:
    """Return in words what a hash is that is no transaction's here, after a semicolon; nothing where it is not known.

    Raises:
        SourceError: the source cannot answer.
        IntegrityError: what it answered cannot be true.
    """
    other = turned(txid)
    made = view.transactions([other]).get(other)
    if made is not None:
        return f"; did you mean {other}, its bytes in reverse order, a transaction of block {made.position.height}?"
    heights = block_heights(view, [txid], progress)
    for shown, words in zip(both_ways(txid), ("it is", "with its bytes in reverse order it is"), strict=True):
        if shown in heights:
            return f"; {words} the hash of block {heights[shown]}, not of a transaction"
    return ""


def only_from(view: ChainView) -> str:
    """Return in words, after a semicolon, which heights a source covers that begins above the genesis block."""
    first = view.first_height
    return f"; this source holds blocks {first} to {view.tip().height} only, and nothing below" if first else ""
