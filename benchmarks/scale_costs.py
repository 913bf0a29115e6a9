"""What a long chain costs against one a tenth as long: filled, asked, traced over, clustered, checked and followed.

The shorter chain is the beginning of the longer one (`mill`). Each thing is done once on either, in a process of its
own, the shorter first; no cache of the system is emptied in between.
"""

import json
import random
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks import long_costs
from benchmarks.bench import Bench, Measurement, Scale, Sizes
from benchmarks.evidence_costs import rows_in
from benchmarks.long_costs import Spent
from benchmarks.measuring import MIB, NotMeasuredError, Row, at_most, timed
from benchmarks.mill import Mill, mill_to, write
from benchmarks.workload import FEW, USUAL, Shape
from tracer.chain.address import encode
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, BlockRef, Txid
from tracer.chain.transaction import Output
from tracer.ingest.file_blocks import FileBlocks
from tracer.operations.clusters import ClustersRequest, ask_clusters
from tracer.operations.context import Context
from tracer.store.check import check
from tracer.store.description import describe
from tracer.store.ingest import ingest
from tracer.store.view import StoreView

TRANSACTIONS = Sizes(50_000_000, 1_000_000, 8_000)
"""Of the longer chain; half, a quarter and so on of it where the disk has no more room."""
LESS = 10
"""The shorter chain has so many times fewer."""
BUDGET = Sizes(100_000, 10_000, 50)
"""Transactions of the trace."""
_ASKED = Sizes(10_000, 2_000, 50)
"""Names that are looked up."""
_LOADED = 10
"""Of these, to have everything loaded that a look-up takes."""
_NEW_BLOCKS = 10
_DISK = 1_000
"""Bytes of disk that a transaction of the longer chain takes at most: in its file, in its store, and while it grows."""
_LONGER = 1.2
_HORIZON = 300
"""Up to here the trace goes, where both chains go so far."""
_FIRST, _SEEDS = 101, 5
"""The first block that fans a reward out, and how many are followed."""
_CASE = """\
[case]
id = "SCALE"
network = "regtest"

[horizon]
height = {height}

[method]
primary = "haircut"

[stop]
min_sat = 0
"""


class Chain(NamedTuple):
    """A milled chain: its folder, and how many transactions its file holds."""

    folder: Path
    transactions: int


class Chains(NamedTuple):
    """The two."""

    short: Chain
    long: Chain

    def __str__(self) -> str:
        """Return their lengths in words."""
        return f"a store of {self.long.transactions:,} transactions, against {self.short.transactions:,}"


class Filled(NamedTuple):
    """A store that was filled: seconds, bytes on disk, rows, and how many outputs are unspent."""

    seconds: float
    disk: int
    transactions: int
    inputs: int
    outputs: int
    unspent: int


class Asked(NamedTuple):
    """Seconds that a look-up takes by txid, and by script."""

    by_txid: float
    by_script: float


class Followed(NamedTuple):
    """Seconds from the start of a follower until its first new block is committed, and of each further block."""

    first: float
    further: float


def chains(bench: Bench) -> Chains:
    """Mill both chains, as long as the disk lets them be."""
    size, least = bench.size(TRANSACTIONS), bench.size(TRANSACTIONS) // LESS
    free = shutil.disk_usage(bench.folder).free
    while size * _DISK > free and size > least:
        size //= 2
    if size * _DISK > free:
        raise NotMeasuredError(f"{size * _DISK / 1e9:,.0f} GB of disk are needed, {free / 1e9:,.0f} GB are free")
    shape = FEW if bench.scale is Scale.TINY else USUAL
    return bench.alone(milled, bench.folder, (size // LESS, size), shape)[0]


def filled(bench: Bench) -> tuple[tuple[Filled, int], tuple[Filled, int]]:
    """Fill both stores; return what each cost, and the peak memory."""
    short, long = bench.once(chains)
    return bench.alone(fill, short.folder), bench.alone(fill, long.folder)


def filling(bench: Bench) -> Iterator[Row]:
    """A long chain ingested and linked, against a tenth of it."""
    (short, _), (long, peak) = bench.once(filled)
    speed, other = long.transactions / long.seconds, short.transactions / short.seconds
    size = f"{long.disk / 1e9:,.1f} GB on disk, {long.disk / long.transactions:,.0f} bytes for each"
    yield Row(
        f"ingest from a file, linked, into {bench.once(chains)}",
        "stated",
        f"{speed:,.0f} tx/s against {other:,.0f}; {long.seconds:,.1f} s, peak {peak / MIB:,.0f} MiB; {size}",
        f"{other / speed:.2f} x for each transaction",
    )


def look_ups(bench: Bench) -> Iterator[Row]:
    """Look-ups by txid and by script in a long store, against a tenth of it."""
    bench.once(filled)
    both = bench.once(chains)
    short, long = (bench.alone(look_up, each.folder, bench.size(_ASKED))[0] for each in both)
    for name, mine, other in (("txid", long.by_txid, short.by_txid), ("script", long.by_script, short.by_script)):
        yield Row(
            f"look-up by {name} in {both}", "stated",
            f"{mine * 1e6:,.0f} µs against {other * 1e6:,.0f} µs", f"{mine / other:.2f} x",
        )  # fmt: skip


def tracing(bench: Bench) -> Iterator[Row]:
    """The same trace over a long store, against a tenth of it."""
    bench.once(filled)
    both, budget = bench.once(chains), bench.size(BUDGET)
    bench.alone(long_costs.first_trace, both.short.folder)
    short, long = (bench.alone(long_costs.spent_on, long_costs.trace, each.folder, budget)[0] for each in both)
    crossed = {_crossed(each.folder) for each in both}
    assert len(crossed) == 1, f"the two traces are not the same: {crossed} transactions"
    ratio = long.core_seconds / short.core_seconds
    yield Row(
        f"trace of {crossed.pop():,} transactions by haircut, in {both}", f"<= {_LONGER} x",
        _said(long, short), f"{ratio:.2f} x", at_most(ratio, _LONGER)[1],
    )  # fmt: skip


def clustering(bench: Bench) -> Iterator[Row]:
    """Clusters of a long store, against a tenth of it."""
    yield from _by_size(bench, "clusters of", clusters)


def checking(bench: Bench) -> Iterator[Row]:
    """A long store checked, against a tenth of it."""
    yield from _by_size(bench, "store check of", check_whole)


def following(bench: Bench) -> Iterator[Row]:
    """New blocks followed on a long store, against a tenth of it."""
    bench.once(filled)
    both = bench.once(chains)
    (short, _), (long, peak) = (bench.alone(follow, each.folder) for each in both)
    for name, mine, other in (
        ("first new block, from the start of the follower on", long.first, short.first),
        (f"each further of {_NEW_BLOCKS} new blocks", long.further, short.further),
    ):
        yield Row(
            f"{name}, into {both}", "stated",
            f"{mine:,.2f} s against {other:,.2f} s, peak {peak / MIB:,.0f} MiB", f"{mine / other:.2f} x",
        )  # fmt: skip


MEASUREMENTS: tuple[Measurement, ...] = (filling, look_ups, tracing, clustering, checking, following)


def _by_size(bench: Bench, name: str, work: Callable[[Path, int], None]) -> Iterator[Row]:
    """Do some work on all of either store, and say what a transaction costs in the longer."""
    bench.once(filled)
    both = bench.once(chains)
    bench.alone(long_costs.spent_on, work, both.short.folder, 0)
    short, long = (bench.alone(long_costs.spent_on, work, each.folder, 0)[0] for each in both)
    ratio = long.core_seconds / short.core_seconds
    each_one = ratio * both.short.transactions / both.long.transactions
    yield Row(f"{name} {both}", "stated", _said(long, short), f"{ratio:.1f} x, {each_one:.2f} x for each transaction")


def _said(long: Spent, short: Spent) -> str:
    return (
        f"{long.core_seconds:,.1f} s of all cores against {short.core_seconds:,.1f} s, {long.seconds:,.1f} s by the "
        f"clock against {short.seconds:,.1f} s, {long.private / MIB:,.0f} MiB against {short.private / MIB:,.0f}"
    )


def _crossed(folder: Path) -> int:
    """Return how many transactions a run's trace crosses."""
    return rows_in(json.loads((folder / "run" / "trace.json").read_bytes())["methods"]["haircut"]["transactions"])


def milled(folder: Path, sizes: Sequence[int], shape: Shape) -> Chains:
    """Mill two chains of about so many transactions, one the beginning of the other, and some blocks that follow."""
    mill, made = Mill(shape), list[Chain]()
    news: list[bytes] = []
    for size in sizes:
        place = folder / str(size)
        place.mkdir()
        if made:
            shutil.copyfile(made[-1].folder / "blocks.blk", place / "blocks.blk")
        with (place / "blocks.blk").open("ab") as file:
            for raw in news:
                write(file, raw)
            mill_to(file, mill, size)
        made.append(Chain(place, mill.transactions))
        tip = mill.last
        news = [mill.block() for _ in range(_NEW_BLOCKS)]
        with (place / "new.blk").open("wb") as file:
            for raw in (tip, *news):
                write(file, raw)
    return Chains(*made)


def fill(folder: Path) -> Filled:
    """Ingest a chain's file into a store, and write a case of its early coins."""
    opening, blocks = timed(FileBlocks, folder / "blocks.blk")
    ingest(blocks, folder / "warm", last=_FIRST)
    filling, held = timed(ingest, blocks, folder / "store")
    seconds = opening + filling
    found, counts = describe(folder / "store"), held.counts
    view = StoreView(folder / "store")
    rows, height = view.rows, min(_HORIZON, view.tip().height)
    first = [rows.txid(rows.first_transaction(_FIRST + number) + 1) for number in range(_SEEDS)]
    seeds = "".join(f'\n[[seed]]\nlabel = "A"\ntxid = "{txid}"\n' for txid in first)
    (folder / "case.toml").write_text(_CASE.format(height=height) + seeds)
    disk = found.column_bytes + found.lookup_bytes + found.checksum_bytes
    spends = counts["inputs"] - counts["blocks"]
    return Filled(
        seconds, disk, counts["transactions"], counts["inputs"], counts["outputs"], counts["outputs"] - spends
    )


def look_up(folder: Path, names: int) -> Asked:
    """Look names up that an earlier reader drew, so that pages are checked on the way; once the first ten are found."""
    rows, draw = StoreView(folder / "store").rows, random.Random(names)
    counts = rows.manifest.counts
    txids = [rows.txid(draw.randrange(counts["transactions"])) for _ in range(names)]
    scripts = [rows.output(draw.randrange(counts["outputs"])).script for _ in range(names)]
    view = StoreView(folder / "store")

    def by_txid(asked: Sequence[Txid]) -> None:
        for txid in asked:
            assert view.transactions([txid])[txid].transaction.txid == txid

    def by_script(asked: Sequence[bytes]) -> None:
        for script in asked:
            assert view.paid_to([script], 0, view.tip().height)

    by_txid(txids[:_LOADED])
    by_script(scripts[:_LOADED])
    seconds = timed(by_txid, txids[_LOADED:])[0], timed(by_script, scripts[_LOADED:])[0]
    return Asked(*(each / (names - _LOADED) for each in seconds))


def clusters(folder: Path, most: int) -> None:
    """Cluster the whole store and ask about the last address that it pays, which is hardly ever of many."""
    view = StoreView(folder / "store")
    last = view.rows.manifest.counts["outputs"] - 1
    paid = (encode(view.rows.output(row).script, view.network) for row in range(last, -1, -1))
    address = next(address for address in paid if address is not None)
    ask_clusters(ClustersRequest(folder / "store", [address]), Context())


def check_whole(folder: Path, most: int) -> None:
    """Check the whole store."""
    faults = [finding for finding in check(folder / "store") if finding.faults]
    assert not faults, f"a store of the benchmark has faults: {faults}"


class Rising:
    """A file's blocks as a node gives them that gets one after the other; `height` is of the last there is by now."""

    def __init__(self, blocks: FileBlocks, height: int) -> None:
        """Begin with this block."""
        self._blocks = blocks
        self.height = height

    @property
    def network(self) -> Network:
        """The network of the blocks."""
        return self._blocks.network

    @property
    def origin(self) -> str:
        """What the blocks come from."""
        return self._blocks.origin

    @property
    def first_height(self) -> int:
        """The height of the file's first block."""
        return self._blocks.first_height

    def tip(self) -> BlockRef:
        """Return the last block there is by now."""
        name = self._blocks.hash_at(self.height)
        assert name is not None
        return BlockRef(self.height, name)

    def hash_at(self, height: int) -> BlockHash | None:
        """Return the hash of the block at this height, None above the last."""
        return self._blocks.hash_at(height) if height <= self.height else None

    def blocks(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """Give these heights in order."""
        return self._blocks.blocks(first, last)

    def spent_outputs(self, height: int, block: BlockHash) -> Sequence[Sequence[Output]] | None:
        """Return None: a file does not know outputs of blocks it does not hold."""
        return None


def follow(folder: Path) -> Followed:
    """Follow new blocks on a store, one after the other."""
    blocks = FileBlocks(folder / "new.blk")
    source = Rising(blocks, blocks.first_height)
    moments = [time.perf_counter()]

    def more() -> bool:
        moments.append(time.perf_counter())
        source.height += 1
        return source.height <= blocks.tip().height

    held = ingest(source, folder / "store", follow=more)
    assert held.tip == blocks.tip(), "not every new block was followed"
    spent = [later - earlier for earlier, later in pairwise(moments[1:])]
    assert len(spent) == _NEW_BLOCKS
    return Followed(moments[2] - moments[0], sum(spent[1:]) / len(spent[1:]))
