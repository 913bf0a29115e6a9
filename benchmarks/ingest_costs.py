"""What filling a store costs: against merely downloading, and against graphsense-bitcoin-etl, on one node."""

import shutil
import subprocess
import time
import venv
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from benchmarks.bench import Bench, Measurement, Scale, Sizes
from benchmarks.measuring import MIB, NotMeasuredError, Row, at_least, at_most, median
from benchmarks.workload import FEW, USUAL, Workload, framed
from fixtures.bitcoind import Node, find_bitcoind
from tracer.ingest.file_blocks import FileBlocks
from tracer.ingest.node import connect
from tracer.ingest.node_blocks import NodeBlocks
from tracer.store.description import describe
from tracer.store.ingest import ingest

BLOCKS = Sizes(400, 160, 120)
_PEER_LAST = 160
"""The peer takes a third of a second for each full block."""
_PEER = "graphsense-bitcoin-etl"
_PUBLISHED = 34_000
_OF_DOWNLOAD, _OF_PEER = 2.5, 40


class Filled(NamedTuple):
    """Of one ingest: median seconds, what is in the store, and its size."""

    seconds: float
    transactions: int
    column_bytes: int
    script_bytes: int
    outputs: int


def chain(bench: Bench) -> list[bytes]:
    """Mill the blocks."""
    workload = Workload(FEW if bench.scale is Scale.TINY else USUAL)
    workload.mine(bench.size(BLOCKS))
    return workload.chain


def filled(bench: Bench) -> tuple[Filled, int]:
    """Ingest the blocks from a file; return what it cost, and the peak memory."""
    path = bench.folder / "blocks.blk"
    path.write_bytes(framed(bench.once(chain)))
    return bench.alone(from_file, path, bench.folder, bench.runs)


def node(bench: Bench) -> Node:
    """Start a node that has the blocks."""
    if find_bitcoind() is None:
        raise NotMeasuredError("no bitcoind here")
    running = bench.kept(Node(bench.folder / "node", ("-rest=1", "-dbcache=400")))
    running.submit(bench.once(chain)[1:])
    return running


def peer(bench: Bench) -> Path:
    """Install the peer into an environment of its own; return its program."""
    home = bench.folder / "peer"
    venv.create(home, with_pip=True)
    installed = subprocess.run([home / "bin/pip", "install", "-q", _PEER], capture_output=True, check=False)
    if installed.returncode:
        raise NotMeasuredError(f"{_PEER} could not be installed")
    return home / "bin/bitcoinetl"


def ingest_from_file(bench: Bench) -> Iterator[Row]:
    """Ingest from a file."""
    found, peak = bench.once(filled)
    speed = found.transactions / found.seconds
    yield Row(
        f"ingest {found.transactions:,} transactions from a file",
        f"(rusty-blockparser, published: {_PUBLISHED:,} tx/s)",
        f"{speed:,.0f} tx/s, {bench.size(BLOCKS) / found.seconds:,.0f} blocks/s, peak {peak / MIB:,.0f} MiB",
        f"{speed / _PUBLISHED:.1f} x",
    )


def ingest_from_node(bench: Bench) -> Iterator[Row]:
    """Ingest from the node over REST, against downloading and SHA-256 of the same blocks."""
    running, last = bench.once(node), len(bench.once(chain)) - 1
    (download, ingested), peak = bench.alone(
        from_node, running.url, running.cookie, bench.folder / "from-node", last, bench.runs
    )
    yield Row(
        f"ingest blocks 0 to {last} from the node over REST, against downloading and SHA-256 of the same blocks",
        f"<= {_OF_DOWNLOAD} x",
        f"{ingested:.2f} s against {download:.2f} s, peak {peak / MIB:,.0f} MiB",
        f"{ingested / download:.2f} x",
        at_most(ingested / download, _OF_DOWNLOAD)[1],
    )


def ingest_against_peer(bench: Bench) -> Iterator[Row]:
    """Ingest from the node, against the peer's export of the same blocks."""
    running, program, folder = bench.once(node), bench.once(peer), bench.folder
    last = min(len(bench.once(chain)) - 1, _PEER_LAST)
    ours, _ = bench.alone(range_from_node, running.url, running.cookie, folder / "range", last, bench.runs)
    theirs = median([_by_peer(program, running, folder, last) for _ in range(min(3, bench.runs))])
    yield Row(
        f"ingest blocks 0 to {last} from the node, against {_PEER} (export, inputs not linked)",
        f">= {_OF_PEER} x",
        f"{ours:.2f} s against {theirs:.2f} s",
        f"{theirs / ours:.0f} x",
        at_least(theirs / ours, _OF_PEER)[1],
    )


MEASUREMENTS: tuple[Measurement, ...] = (ingest_from_file, ingest_from_node, ingest_against_peer)


def from_file(path: Path, folder: Path, runs: int) -> Filled:
    """Ingest the file several times."""
    seconds = []
    for _ in range(runs + 1):
        store = folder / "from-file"
        shutil.rmtree(store, ignore_errors=True)
        start = time.perf_counter()
        held = ingest(FileBlocks(path), store)
        seconds.append(time.perf_counter() - start)
    size = describe(store).column_bytes
    counts = held.counts
    return Filled(median(seconds[1:]), counts["transactions"], size, counts["script_bytes"], counts["outputs"])


def from_node(url: str, cookie: Path, store: Path, last: int, runs: int) -> tuple[float, float]:
    """Return the median seconds of downloading and of ingesting, measured in turns."""
    blocks = NodeBlocks(connect(url, {}, Path("/"), cookie))
    downloads, ingests = [], []
    for _ in range(runs + 1):
        start = time.perf_counter()
        for _, raw in blocks.blocks(0, last):
            sha256(raw).digest()
        downloads.append(time.perf_counter() - start)
        shutil.rmtree(store, ignore_errors=True)
        start = time.perf_counter()
        ingest(blocks, store)
        ingests.append(time.perf_counter() - start)
    return median(downloads[1:]), median(ingests[1:])


def _by_peer(program: Path, node: Node, folder: Path, last: int) -> float:
    """Return the seconds that the peer takes for the blocks up to a height."""
    start = time.perf_counter()
    done = subprocess.run(
        [
            program, "export_blocks_and_transactions", "--start-block", "0", "--end-block", str(last),
            "--provider-uri", node.url.replace("//", f"//{node.cookie.read_text()}@"), "--chain", "bitcoin",
            "--blocks-output", folder / "b.json", "--transactions-output", folder / "t.json",
            "--max-workers", "2", "--batch-size", "1",
        ],
        capture_output=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise NotMeasuredError(f"{_PEER} failed with {done.stderr.decode(errors='replace')[-200:]}")
    return time.perf_counter() - start


def range_from_node(url: str, cookie: Path, store: Path, last: int, runs: int) -> float:
    """Return the median seconds of making a store of the blocks up to a height."""
    blocks = NodeBlocks(connect(url, {}, Path("/"), cookie))
    seconds = []
    for _ in range(runs + 1):
        shutil.rmtree(store, ignore_errors=True)
        start = time.perf_counter()
        ingest(blocks, store, last=last)
        seconds.append(time.perf_counter() - start)
    return median(seconds[1:])
