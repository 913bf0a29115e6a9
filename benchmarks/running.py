"""Runs the measurements one after the other, all of them or the few of a quick run.

Each row is shown and kept as it comes, with its verdict, and one that fails ends no other.
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
    reserve_costs,
    reserve_perform_costs,
    reserve_price_costs,
    reserve_status_costs,
    scale_costs,
    story_costs,
    trace_costs,
    vector_costs,
)
from benchmarks.bench import Bench, Measurement, Scale, names
from benchmarks.measuring import LEFT_OUT, NotMeasuredError, Row, load, machine

GROUPS: Mapping[str, tuple[Measurement, ...]] = {
    "ingest": ingest_costs.MEASUREMENTS,
    "hashing": hashing_costs.MEASUREMENTS,
    "linking": linking_costs.MEASUREMENTS,
    "trace": trace_costs.MEASUREMENTS,
    "live": live_costs.MEASUREMENTS,
    "bounds": bound_costs.MEASUREMENTS,
    "batch": batch_costs.MEASUREMENTS,
    "long": long_costs.MEASUREMENTS,
    "evidence": evidence_costs.WHOLE_CASE,
    "hostile": hostile_costs.MEASUREMENTS,
    "story": story_costs.MEASUREMENTS,
    "reserve": (
        *reserve_costs.MEASUREMENTS,
        *reserve_status_costs.MEASUREMENTS,
        *reserve_price_costs.MEASUREMENTS,
        *reserve_perform_costs.MEASUREMENTS,
    ),
    "mainnet": mainnet.MEASUREMENTS,
    "vectors": vector_costs.MEASUREMENTS,
    "tenfold": evidence_costs.TENFOLD,
    "scale": scale_costs.MEASUREMENTS,
}
"""What is measured, in this order. The measurements of a group share a folder."""

SLOW = ("tenfold", "scale")
"""Groups of a run of their own: a chain of 50 million transactions and trails of 100,000 take as long as all others."""

QUICK: tuple[tuple[tuple[Measurement, ...], Scale], ...] = (
    (story_costs.MEASUREMENTS, Scale.SMALL),
    (evidence_costs.WHOLE_CASE, Scale.FULL),
    ((trace_costs.rules, trace_costs.growth), Scale.SMALL),
    (hashing_costs.MEASUREMENTS, Scale.SMALL),
    ((ingest_costs.ingest_from_file, ingest_costs.ingest_from_node), Scale.SMALL),
)
"""What a quick run measures, and how large everything is made: together two minutes of two cores."""

FAILED = "FAILED: "
HEAD = ("| what | target | figure | ratio | verdict |", "|---|---|---|---|---|")
_AIMS = ("<=", ">=")
"""What a target begins with."""


def rows(bench: Bench, groups: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of these groups as they are measured. At the smallest scale nothing is judged."""
    for group in groups:
        with bench.group():
            for measurement in GROUPS[group]:
                yield from _rows_of(measurement, bench)


def quick_rows(most: Scale = Scale.FULL) -> Iterator[Row]:
    """Yield the rows of a quick run; nothing is made larger than at the scale `most`."""
    for measurements, scale in QUICK:
        bench = Bench(max(scale, most))
        with bench.group():
            for measurement in measurements:
                yield from _rows_of(measurement, bench)


def _rows_of(measurement: Measurement, bench: Bench) -> Iterator[Row]:
    """Yield the rows of one measurement; where it fails, one that says so."""
    try:
        for row in measurement(bench):
            yield row._replace(missed=None) if bench.scale is Scale.TINY else row
    except NotMeasuredError as error:
        yield Row(names(measurement), "", f"{LEFT_OUT}{error}")
    except Exception as error:  # noqa: BLE001 - whatever ends one row, the others go on
        traceback.print_exc()
        words = (str(error).strip().splitlines() or [""])[-1]
        yield Row(names(measurement), "", f"{FAILED}{type(error).__name__}: {words}"[:300])


def line(row: Row) -> str:
    """Return a row as a line of the table."""
    cells = (row.what, row.target, row.figure, row.ratio, judged(row))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def judged(row: Row) -> str:
    """Return the verdict on a row in words."""
    if row.figure.startswith(FAILED):
        return "**failed**"
    if row.figure.startswith(LEFT_OUT):
        return "not measured"
    if row.missed is None:
        return "not judged" if row.target.startswith(_AIMS) else "no target"
    return "**missed**" if row.missed else "met"


def show(measured: Iterable[Row], files: Iterable[TextIO], about: str) -> list[Row]:
    """Write the table to files behind what it is about, each row as it comes; return the rows."""
    done = []
    for file in files:
        print(about, "", *HEAD, sep="\n", file=file, flush=True)
    for row in measured:
        done.append(row)
        for file in files:
            print(line(row), file=file, flush=True)
    return done


def about(date: str) -> str:
    """Return of which day a table is, of which commit, on which machine, and what else that did as it began."""
    return f"Measured on {date} at {commit()}, on {machine()}; {load()} before it began."


def table(done: Iterable[Row], about: str, extrapolated: bool = True) -> str:
    """Return the table as it is kept, behind what it is about; with what is assumed where mainnet is `extrapolated`."""
    lines = [about, "", *HEAD, *map(line, done)]
    if extrapolated:
        lines += ["", "Extrapolation to mainnet assumes:", *(f"- {each};" for each in mainnet.ASSUMPTIONS)]
    return "\n".join(lines) + "\n"


def commit(where: Path = Path(__file__).parent) -> str:
    """Return the commit that is measured, and whether anything is there that it does not hold."""
    name, changes = _git(where, "rev-parse", "--short=12", "HEAD"), _git(where, "status", "--porcelain")
    if name is None or changes is None:
        return "an unknown commit"
    return f"{name} **with changes that are not committed**" if changes else name


def _git(where: Path, *words: str) -> str | None:
    """Return what git says of a folder; None where it says nothing, or is not here."""
    try:
        asked = subprocess.run(("git", *words), cwd=where, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return asked.stdout.strip() if asked.returncode == 0 else None


def verdict(done: Iterable[Row]) -> int:
    """Say on stderr how it ended; return the exit code: 1 where a row failed."""
    kept = list(done)
    failed = [row.what for row in kept if row.figure.startswith(FAILED)]
    left_out = [row.what for row in kept if row.figure.startswith(LEFT_OUT)]
    missed = [row.what for row in kept if row.missed]
    words = [f"{len(kept)} rows, {len(failed)} failed, {len(left_out)} not measured, {len(missed)} missed."]
    sys.stderr.writelines(f"{each}\n" for each in (*words, *(f"failed: {what}" for what in failed)))
    return 1 if failed else 0
