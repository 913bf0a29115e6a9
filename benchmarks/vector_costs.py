"""What the compiled loops cost with the processor's wide vectors and without: mixing both must cost nothing.

Older instructions beside wide vectors have made processors twenty times slower. Each loop runs in processes that are
told before they compile.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks import graph, ingest_costs, long_costs, trace_costs
from benchmarks.bench import Bench, Measurement, Scale, Sizes
from benchmarks.measuring import Row, at_most, median, timed
from benchmarks.workload import framed
from tracer.ingest.file_blocks import FileBlocks
from tracer.store.ingest import ingest

TRANSACTIONS = Sizes(1_000_000, 100_000, 20_000)
_TURNS = Sizes(3, 1, 1)
_DEARER = 1.1
SWITCH = "NUMBA_ENABLE_AVX"
"""Says to the compiler whether wide vectors may be used; read when Python starts."""


def filled(folder: Path) -> float:
    """Ingest the blocks from a file."""
    shutil.rmtree(folder / "store", ignore_errors=True)
    return timed(ingest, FileBlocks(folder / "blocks.blk"), folder / "store")[0]


def clustered(folder: Path) -> float:
    """Cluster a store of them."""
    if not (folder / "store").exists():
        filled(folder)
    return timed(long_costs.clusters, folder, 0)[0]


def followed(folder: Path) -> float:
    """Follow a graph by haircut."""
    size = json.loads((folder / "size").read_text())
    return trace_costs.many(folder / "graph", "haircut", "AB", size).core_seconds


LOOPS: Mapping[str, Callable[[Path], float]] = {
    "ingest from a file": filled,
    "clusters of that store": clustered,
    "haircut over columns": followed,
}


def prepared(bench: Bench) -> Path:
    """Write the blocks and the graph."""
    folder, size = bench.folder / "vectors", bench.size(TRANSACTIONS)
    folder.mkdir()
    (folder / "blocks.blk").write_bytes(framed(bench.once(ingest_costs.chain)))
    (folder / "size").write_text(str(size))
    graph.write(graph.milled(size), folder / "graph")
    return folder


def vectors(bench: Bench) -> Iterator[Row]:
    """The compiled loops with wide vectors, against the same without."""
    folder = bench.once(prepared)
    for name in LOOPS:
        with_them, without = (_seconds(bench, name, folder, wide) for wide in (True, False))
        yield Row(
            f"{name}, compiled with wide vectors (AVX), against the same without",
            f"<= {_DEARER} x",
            f"{with_them:.2f} s against {without:.2f} s",
            *at_most(with_them / without, _DEARER),
        )


MEASUREMENTS: tuple[Measurement, ...] = (vectors,)


def _seconds(bench: Bench, name: str, folder: Path, wide: bool) -> float:
    """Return the median seconds of a loop in a process of its own; at the smallest scale in this one."""
    turns = bench.size(_TURNS)
    if bench.scale is Scale.TINY:
        return run(name, folder, turns)
    told = {SWITCH: str(int(wide)), "NUMBA_CACHE_DIR": str(bench.folder / f"compiled-{int(wide)}")}
    words = [sys.executable, "-m", "benchmarks.vector_costs", name, str(folder), str(turns)]
    done = subprocess.run(words, env={**os.environ, **told}, capture_output=True, text=True, check=True)
    return float(done.stdout)


def run(name: str, folder: Path, turns: int) -> float:
    """Return the median seconds of a loop, after one turn for compiling."""
    return median([LOOPS[name](folder) for _ in range(turns + 1)][1:])


if __name__ == "__main__":
    sys.stdout.write(repr(run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
