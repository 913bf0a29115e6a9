"""Measures everything and prints one table: `python -m benchmarks [--small] [--write]`.

`--small` takes a tenth of the sizes, to see that it runs; `--write` keeps the table in README.md here.
"""

import sys
from pathlib import Path

from benchmarks import (
    batch_costs,
    bound_costs,
    evidence_costs,
    hashing_costs,
    ingest_costs,
    linking_costs,
    long_costs,
    mainnet,
    trace_costs,
)
from benchmarks.measuring import Row, machine

_BLOCKS = 400
_TRANSACTIONS = 10_000_000
_CASES = 1_000
_HASHED = 1_000_000
_MARK = "<!-- the table of the last run follows -->"


def main() -> None:
    """Run every measurement, one after the other."""
    small = 10 if "--small" in sys.argv else 1
    rows, filled = ingest_costs.measured(max(_BLOCKS // small, 160))
    rows += hashing_costs.measured(_HASHED // small)
    linking_rows, linked = linking_costs.measured()
    rows += linking_rows
    rows += trace_costs.measured(_TRANSACTIONS // small)
    rows += bound_costs.measured(bound_costs.TRANSACTIONS // small)
    rows += batch_costs.measured(_CASES // small, batch_costs.BLOCKS if small == 1 else 160)
    rows += long_costs.measured(long_costs.BLOCKS if small == 1 else 160)
    rows += evidence_costs.measured(evidence_costs.TRAIL // small)
    rows += mainnet.extrapolated(filled, linked, *linking_costs.lookup_row_seconds())
    table = _table(rows)
    print(table)  # noqa: T201
    if "--write" in sys.argv:
        path = Path(__file__).parent / "README.md"
        path.write_text(path.read_text().split(_MARK)[0] + _MARK + "\n\n" + table)


def _table(rows: list[Row]) -> str:
    lines = [f"Measured on {machine()}.", "", "| what | target | figure | ratio |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    lines += ["", "Extrapolation to mainnet assumes:", *(f"- {each};" for each in mainnet.ASSUMPTIONS)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
