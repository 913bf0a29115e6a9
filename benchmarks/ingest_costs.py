"""What filling a store costs: against merely downloading, and against graphsense-bitcoin-etl, on one node."""

import shutil
import subprocess
import sys
import tempfile
import time
import venv
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import MIB, Row, in_child, median
from benchmarks.workload import Workload, framed
from tests.bitcoind import Node, find_bitcoind
from tracer.ingest.file_blocks import FileBlocks
from tracer.ingest.node import connect
from tracer.ingest.node_blocks import NodeBlocks
from tracer.store.description import describe
from tracer.store.ingest import ingest

_RUNS = 5
_PEER_LAST = 160
"""The peer takes a third of a second for each full block."""
_PEER = "graphsense-bitcoin-etl"


class Filled(NamedTuple):
    """Of one ingest: median seconds, what is in the store, and its size."""

    seconds: float
    transactions: int
    column_bytes: int
    script_bytes: int
    outputs: int


def measured(blocks: int) -> tuple[list[Row], Filled]:
    """Mill so many blocks, and measure from the file and, where there is one, from a node."""
    folder = Path(tempfile.mkdtemp(prefix="tracer-bench-"))
    try:
        workload = Workload()
        workload.mine(blocks)
        path = folder / "blocks.blk"
        path.write_bytes(framed(workload.chain))
        filled, peak = in_child(from_file, path, folder)
        speed = filled.transactions / filled.seconds
        rows = [
            Row(
                f"ingest {filled.transactions:,} transactions from a file",
                "(rusty-blockparser, published: 34,000 tx/s)",
                f"{speed:,.0f} tx/s, {blocks / filled.seconds:,.0f} blocks/s, peak {peak / MIB:,.0f} MiB",
                f"{speed / 34_000:.1f} x",
            )
        ]
        if find_bitcoind() is None:
            rows.append(Row("ingest from a node", "<= 4 x download", "not measured: no bitcoind here", ""))
        else:
            rows += _with_node(folder, workload.chain)
        return rows, filled
    finally:
        shutil.rmtree(folder)


def from_file(path: Path, folder: Path) -> Filled:
    """Ingest the file several times."""
    seconds = []
    for _ in range(_RUNS + 1):
        store = folder / "from-file"
        shutil.rmtree(store, ignore_errors=True)
        start = time.perf_counter()
        held = ingest(FileBlocks(path), store)
        seconds.append(time.perf_counter() - start)
    size = describe(store).column_bytes
    counts = held.counts
    return Filled(median(seconds[1:]), counts["transactions"], size, counts["script_bytes"], counts["outputs"])


def _with_node(folder: Path, chain: list[bytes]) -> list[Row]:
    with Node(folder / "node", ("-rest=1", "-dbcache=400")) as node:
        node.submit(chain[1:])
        last = len(chain) - 1
        (download, filled), peak = in_child(from_node, node.url, node.cookie, folder / "from-node", last)
        ratio = filled / download
        rows = [
            Row(
                "ingest from the node over REST, against downloading and SHA-256 of the same blocks",
                "<= 4 x",
                f"{filled:.2f} s against {download:.2f} s, peak {peak / MIB:,.0f} MiB",
                f"{ratio:.2f} x",
            )
        ]
        return [*rows, _against_peer(folder, node, last)]


def from_node(url: str, cookie: Path, store: Path, last: int) -> tuple[float, float]:
    """Return the median seconds of downloading and of ingesting, measured in turns."""
    blocks = NodeBlocks(connect(url, {}, Path("/"), cookie))
    downloads, ingests = [], []
    for _ in range(_RUNS + 1):
        start = time.perf_counter()
        for _, raw in blocks.blocks(0, last):
            sha256(raw).digest()
        downloads.append(time.perf_counter() - start)
        shutil.rmtree(store, ignore_errors=True)
        start = time.perf_counter()
        ingest(blocks, store)
        ingests.append(time.perf_counter() - start)
    return median(downloads[1:]), median(ingests[1:])


def _against_peer(folder: Path, node: Node, last: int) -> Row:
    """Measure the first blocks by both: a store of them, and the peer's export."""
    target = ">= 40 x"
    last = min(last, _PEER_LAST)
    what = f"ingest blocks 0 to {last} from the node, against {_PEER} (export, inputs not linked)"
    home = folder / "peer"
    venv.create(home, with_pip=True)
    installed = subprocess.run([home / "bin/pip", "install", "-q", _PEER], capture_output=True, check=False)
    if installed.returncode:
        return Row(what, target, f"not measured: {_PEER} could not be installed", "")
    ours, _ = in_child(range_from_node, node.url, node.cookie, folder / "range", last)
    theirs = []
    for _ in range(3):
        start = time.perf_counter()
        done = subprocess.run(
            [
                home / "bin/bitcoinetl", "export_blocks_and_transactions", "--start-block", "0", "--end-block",
                str(last), "--provider-uri", node.url.replace("//", f"//{node.cookie.read_text()}@"), "--chain",
                "bitcoin", "--blocks-output", str(folder / "b.json"), "--transactions-output", str(folder / "t.json"),
                "--max-workers", "2", "--batch-size", "1",
            ],
            capture_output=True,
            check=False,
        )  # fmt: skip
        theirs.append(time.perf_counter() - start)
        if done.returncode:
            return Row(what, target, f"not measured: {_PEER} failed with {done.stderr.decode()[-200:]}", "")
    ratio = median(theirs) / ours
    return Row(what, target, f"{ours:.2f} s against {median(theirs):.2f} s", f"{ratio:.0f} x")


def range_from_node(url: str, cookie: Path, store: Path, last: int) -> float:
    """Return the median seconds of making a store of the blocks up to a height."""
    blocks = NodeBlocks(connect(url, {}, Path("/"), cookie))
    seconds = []
    for _ in range(_RUNS + 1):
        shutil.rmtree(store, ignore_errors=True)
        start = time.perf_counter()
        ingest(blocks, store, last=last)
        seconds.append(time.perf_counter() - start)
    return median(seconds[1:])


if __name__ == "__main__":
    for row in measured(int(sys.argv[1]))[0]:
        print(row)  # noqa: T201
