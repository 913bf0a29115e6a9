"""Coinbases of a file of blocks, which nothing in the product asks for by height."""

from pathlib import Path

from tracer.chain import decode
from tracer.chain.outpoint import Txid
from tracer.ingest.file_blocks import FileBlocks


def coinbase(path: Path, height: int) -> Txid:
    """Return the txid of the coinbase of a block on the file's best branch."""
    (raw,) = (raw for _, raw in FileBlocks(path).blocks(height, height))
    return decode.block(raw).transactions[0].txid
