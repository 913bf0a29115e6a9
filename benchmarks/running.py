"""Runs the measurements one after the other.

Each row is shown and kept as it comes, and one that fails ends no other.
"""

import subprocess
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

from benchmarks import (
    batch_costs,
    bound_costs,
    evidence_costs,
    hashing_costs,
    hostile_costs,
    ingest_costs,
    linking_costs,
    live_costs,
    long_costs,
    mainnet,
    story_costs,
    trace_costs,
)
from benchmarks.bench import Bench, Measurement, Scale, names
from benchmarks.measuring import NotMeasuredError, Row, machine

GROUPS: Mapping[str, tuple[Measurement, ...]] = {
    "ingest": ingest_costs.MEASUREMENTS,
    "hashing": hashing_costs.MEASUREMENTS,
    "linking": linking_costs.MEASUREMENTS,
    "trace": trace_costs.MEASUREMENTS,
    "live": live_costs.MEASUREMENTS,
    "bounds": bound_costs.MEASUREMENTS,
    "batch": batch_costs.MEASUREMENTS,
    "long": long_costs.MEASUREMENTS,
    "evidence": evidence_costs.MEASUREMENTS,
    "hostile": hostile_costs.MEASUREMENTS,
    "story": story_costs.MEASUREMENTS,
    "mainnet": mainnet.MEASUREMENTS,
}
"""What is measured, in this order. The measurements of a group share a folder."""

FAILED = "FAILED: "
HEAD = ("| what | target | figure | ratio |", "|---|---|---|---|")


def rows(bench: Bench, groups: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of these groups as they are measured. At the smallest scale no target can be missed."""
    for group in groups:
        with bench.group():
            for measurement in GROUPS[group]:
                for row in _rows_of(measurement, bench):
                    yield row._replace(missed=row.missed and bench.scale is not Scale.TINY)


def _rows_of(measurement: Measurement, bench: Bench) -> Iterator[Row]:
    """Yield the rows of one measurement; where it fails, one that says so."""
    try:
        yield from measurement(bench)
    except NotMeasuredError as error:
        yield Row(names(measurement), "", f"not measured: {error}")
    except Exception as error:  # noqa: BLE001 - whatever ends one row, the others go on
        traceback.print_exc()
        words = (str(error).strip().splitlines() or [""])[-1]
        yield Row(names(measurement), "", f"{FAILED}{type(error).__name__}: {words}"[:300])


def line(row: Row) -> str:
    """Return a row as a line of the table."""
    cells = (row.what, row.target, row.figure, f"{row.ratio} **missed**" if row.missed else row.ratio)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def show(measured: Iterable[Row], files: Iterable[TextIO]) -> list[Row]:
    """Write the table to files, each row as it comes; return the rows."""
    done = []
    for file in files:
        print(*HEAD, sep="\n", file=file, flush=True)
    for row in measured:
        done.append(row)
        for file in files:
            print(line(row), file=file, flush=True)
    return done


def table(done: Iterable[Row], date: str) -> str:
    """Return the table as it is kept: of which day, of which commit, on which machine."""
    lines = [f"Measured on {date} at {commit()}, on {machine()}.", "", *HEAD, *map(line, done)]
    lines += ["", "Extrapolation to mainnet assumes:", *(f"- {each};" for each in mainnet.ASSUMPTIONS)]
    return "\n".join(lines) + "\n"


def commit() -> str:
    """Return the commit that is measured, and whether files were changed since."""
    where = Path(__file__).parent
    words = ["git", "describe", "--always", "--abbrev=12", "--dirty=, with changes", "--exclude=*"]
    try:
        asked = subprocess.run(words, cwd=where, capture_output=True, text=True, check=False)
    except OSError:
        return "an unknown commit"
    return asked.stdout.strip() if asked.returncode == 0 else "an unknown commit"


def verdict(done: Iterable[Row]) -> int:
    """Say on stderr how it ended; return the exit code: 1 where a row failed."""
    kept = list(done)
    failed = [row.what for row in kept if row.figure.startswith(FAILED)]
    left_out = [row.what for row in kept if row.figure.startswith("not measured")]
    missed = [row.what for row in kept if row.missed]
    words = [f"{len(kept)} rows, {len(failed)} failed, {len(left_out)} not measured, {len(missed)} missed."]
    sys.stderr.writelines(f"{each}\n" for each in (*words, *(f"failed: {what}" for what in failed)))
    return 1 if failed else 0
