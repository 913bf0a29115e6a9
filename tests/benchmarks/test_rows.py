"""Every row of the benchmarks, at a size at which figures mean nothing: that it runs, and what it is held against."""

from pathlib import Path

import pytest

from benchmarks import ingest_costs, running
from benchmarks.bench import Bench, Scale
from benchmarks.measuring import LEFT_OUT
from benchmarks.running import FAILED, GROUPS, QUICK, judged, rows
from fixtures.bitcoind import find_bitcoind

pytestmark = pytest.mark.long

TARGETS = {
    "ingest": {"<= 2.5 x", ">= 40 x"},
    "trace": {
        ">= 1,000,000 tx/s per core", ">= 900,000 tx/s per core", ">= 1,200,000 tx/s per core", "<= 1.2 x",
        "<= 1,024 MiB",
    },
    "live": {">= 1,000 tx/s", ">= 100 tx/s"},
    "bounds": {"<= 10 s, none partial"},
    "evidence": {"<= 5 s and 512 MiB", "<= 10 s and 512 MiB", "<= 4 s and 512 MiB", "<= 3.5 s and 512 MiB"},
    "vectors": {"<= 1.1 x"},
    "tenfold": {"<= 11 x"},
    "hostile": {"<= 30 s", "<= 1024 MiB"},
    "scale": {"<= 1.2 x"},
    "reserve": {"<= 2 s of processor time", "<= 1 s of processor time"},
    "story": {
        "<= 0.5 s of processor time", "<= 0.45 s of processor time", "<= 1.5 s of processor time",
        "<= 0.9 s of processor time",
    },
}  # fmt: skip
"""What is aimed at, where there is an aim."""
OF_A_NODE = {"ingest": 2, "live": 1}
"""Measurements that need a node."""


@pytest.fixture
def bench(tmp_path: Path):
    """Give a run of the smallest scale, with a program that does nothing in place of the peer."""
    peer = tmp_path / "peer"
    peer.write_text("#!/bin/sh\n")
    peer.chmod(0o700)
    found = Bench(Scale.TINY)
    found.give(ingest_costs.peer, peer)
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_every_row_is_measured(group, bench):
    """No measurement fails, each gives a row at least, and those with an aim name it."""
    done = list(rows(bench, [group]))
    assert [row for row in done if row.figure.startswith(FAILED)] == []
    left_out = [row.figure for row in done if row.figure.startswith(LEFT_OUT)]
    without = find_bitcoind() is None
    assert left_out == ["not measured: no bitcoind here"] * (OF_A_NODE.get(group, 0) if without else 0)
    assert len(done) >= len(GROUPS[group])
    assert all(row.what and row.figure for row in done)
    if not left_out:
        assert TARGETS.get(group, set()) <= {row.target for row in done}


def test_a_quick_run_takes_measurements_of_the_whole(monkeypatch):
    """A quick run measures nothing of its own: of the groups above, each whole part; and gives each its rows."""
    taken = [measurement for measurements, _ in QUICK for measurement in measurements]
    assert set(taken) <= {measurement for group in GROUPS.values() for measurement in group}
    assert len(set(taken)) == len(taken)
    assert {*GROUPS["story"], *GROUPS["evidence"]} <= set(taken)
    monkeypatch.setattr(running, "QUICK", [(GROUPS["hashing"], Scale.FULL)])
    done = list(running.quick_rows(Scale.TINY))
    assert [row.what for row in done] == [row.what for row in rows(Bench(Scale.TINY), ["hashing"])]
    assert {judged(row) for row in done} <= {"not judged", "no target"}
