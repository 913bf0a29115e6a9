"""What the whole of mainnet would take on this machine, from what the largest store here took; nothing is left out."""

import math
from collections.abc import Iterator

from benchmarks import linking_costs, scale_costs
from benchmarks.bench import Bench, Measurement
from benchmarks.measuring import Row
from tracer.store import runs
from tracer.store.schema import COLUMNS

BLOCKS, TRANSACTIONS, INPUTS, OUTPUTS = 925_000, 1_300_000_000, 3_400_000_000, 3_600_000_000
UNSPENT = 170_000_000
SCRIPT_BYTES = 26
"""Of an average output."""

ASSUMPTIONS = (
    f"{TRANSACTIONS:,} transactions, {INPUTS:,} inputs, {OUTPUTS:,} outputs with scripts of {SCRIPT_BYTES} bytes on "
    f"average",
    f"{UNSPENT:,} unspent outputs, at most as many transactions that hold one",
    "the time per input and output of the largest store that was filled, from milled blocks (1.7 inputs, 2.2 outputs, "
    "about 450 bytes to a transaction), its last runs merged once more for each level",
    "from its unspent outputs on, a look-up's time grows with the logarithm of the set, as measured between the "
    "smallest and the largest",
    "blocks come as fast as they are taken, and rows in use are in memory: a disk slower than that adds its own time",
)


def extrapolated(bench: Bench) -> Iterator[Row]:
    """Mainnet, extrapolated: hours, disk and memory, and whom they are held against."""
    _, (filled, _) = bench.once(scale_costs.filled)
    small, large = bench.once(linking_costs.smallest).linked, bench.once(linking_costs.largest).linked
    sorting, merging = bench.once(linking_costs.sorted_costs)
    slope = (large.nanoseconds - small.nanoseconds) / math.log(large.unspent / small.unspent)
    slower = max(0.0, slope * math.log(UNSPENT / filled.unspent)) * 1e-9 * INPUTS
    keyed = TRANSACTIONS + OUTPUTS
    as_measured = filled.seconds / (filled.inputs + filled.outputs) * (INPUTS + OUTPUTS)
    seconds = as_measured + slower + (sorting + merging * (runs.LEVELS - 1)) * keyed
    counts = {
        "blocks": BLOCKS, "transactions": TRANSACTIONS, "inputs": INPUTS, "outputs": OUTPUTS,
        "script_bytes": SCRIPT_BYTES * OUTPUTS, "foreign": 0, "foreign_script_bytes": 0,
    }  # fmt: skip
    disk = sum(column.row_bytes * counts[column.rows] for column in COLUMNS) + 12 * keyed
    of = f"from a store of {filled.transactions:,} transactions"
    yield Row(f"mainnet, extrapolated {of}: hours", "(BRK 5.2 h on 12 cores; BlockSci 12 h)", f"{seconds / 3600:.1f} h")
    yield Row("mainnet, extrapolated: disk", "(BRK 341 GB)", f"{disk / 1e9:,.0f} GB", f"{disk / 341e9:.2f} x BRK")
    yield Row(
        "mainnet, extrapolated: memory of the table",
        "(BRK 6.4 GB; BlockSci 60 GB)",
        f"at most {32 * UNSPENT / 1e9:.1f} GB, {2.5 * 32 * UNSPENT / 1e9:.1f} GB while it grows",
        f"{32 * UNSPENT / 6.4e9:.2f} x BRK",
    )


MEASUREMENTS: tuple[Measurement, ...] = (extrapolated,)
