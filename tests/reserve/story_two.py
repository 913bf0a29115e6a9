"""Part two of the recorded story, as a register's folder: its chain, its acts as they were filed, its lots by hand."""

import json
from functools import cache

from tests.fixtures_story.recorded import TWO
from tests.reserve.story_register import lot
from tracer.chain.outpoint import BlockHash, Outpoint, Txid
from tracer.ingest.block_file import FileView
from tracer.reserve import act_file, act_set, register_file
from tracer.reserve.acts import ActsInForce
from tracer.reserve.lots import Lot
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun

BLOCKS = TWO / "blocks.blk"
EXPECTED = json.loads((TWO / "expected.json").read_text())
NAMES = json.loads((TWO / "names.json").read_text())


@cache
def view() -> FileView:
    """Return the chain."""
    return FileView.open(BLOCKS)


@cache
def register() -> Register:
    """Return the register."""
    return register_file.parse((TWO / "register.toml").read_bytes(), "register.toml")


@cache
def acts(last: str = "9999-9999") -> ActsInForce:
    """Return the acts on file up to a number."""
    paths = sorted(path for path in (TWO / "acts").glob("*.toml") if path.stem <= last)
    return act_set.in_force([act_file.parse(path.read_bytes(), f"acts/{path.name}", register()) for path in paths])


@cache
def lots() -> tuple[Lot, ...]:
    """Return the lots as worked out by hand."""
    return tuple(
        lot(int(row["lot"][2:]), row["label"], SatoshiRun(coin(row["receipt"]), row["start"], row["sat"]), row["case"])
        for row in EXPECTED["lots"]
    )


def txid(name: str) -> Txid:
    """Return the txid of a named transaction."""
    return Txid(NAMES["transactions"][name]["txid"])


def coin(name: str) -> Outpoint:
    """Return the outpoint of `transaction.vout`."""
    transaction, vout = name.rsplit(".", 1)
    return Outpoint(txid(transaction), int(vout))


def block(height: int) -> BlockHash:
    """Return a block's hash, as recorded."""
    return BlockHash(NAMES["blocks"][str(height)])
