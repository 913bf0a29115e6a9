"""What a trace notices about a case, and what is told before a case is read."""

from pathlib import Path

import pytest

from tests.asked import export_run, trace_case
from tests.ingest.milling import ANYONE, COIN, Chain, frame, pay, txid
from tracer.operations.context import Context
from tracer.verify.verify import verify

CASE = """[case]
id = "c"
network = "regtest"
{zone}[method]
primary = "fifo"
[stop]
min_sat = 0
[[seed]]
label = "A"
outpoint = "{coin}"
[[custody]]
name = "W"
stage = "seizure"
addresses = ["bcrt1q2vf0kcylvquywv0ulju4mmhnvq3rn0mp74gett"]
[[order]]
id = "1"
kind = "seizure"
date = {date}
labels = ["A"]
custody = ["W"]
"""


def _traced(folder: Path, date: str, zone: str = "") -> tuple[tuple[str, ...], list[tuple[str, int, int]]]:
    """Trace a coin made at 23:16:42 UTC on 2011-02-03 (144 blocks after regtest's genesis).

    Return warnings and progress.
    """
    chain = Chain()
    first = chain.add().coin
    chain.extend(142)
    spend = pay([first], [(50 * COIN, ANYONE)])
    chain.add(spend)
    blocks, case = folder / "b.blk", folder / "case.toml"
    blocks.write_bytes(frame(chain.blocks))
    case.write_text(CASE.format(zone=zone, coin=f"{txid(spend)}:0", date=date))
    told: list[tuple[str, int, int]] = []
    context = Context(show=lambda *each: told.append(each))
    done = trace_case(case, blocks, folder / f"run-{date}-{len(zone)}", context=context)
    return done.warnings, told


@pytest.mark.parametrize(
    ("date", "zone", "day"),
    [
        ("2011-02-02", "", "2011-02-03"),
        ("2011-02-03", "", None),
        ("2011-02-03", 'timezone = "Asia/Almaty"\n', "2011-02-04"),
        ("2011-02-04", 'timezone = "Asia/Almaty"\n', None),
    ],
)
def test_an_order_older_than_every_seed_of_its_labels_is_doubted(
    tmp_path: Path, date: str, zone: str, day: str | None
) -> None:
    """By the day of the first seed's block in the case's time zone; the line is named."""
    warnings, _ = _traced(tmp_path, date, zone)
    line = 18 + bool(zone)
    said = (
        f"case.toml: line {line}: order[1].date: {date} is before every seed of its labels: the first of them was made "
        f"on {day}"
    )
    assert warnings == (() if day is None else (said,))


def test_that_a_case_is_being_read_is_told_first(tmp_path: Path) -> None:
    """Wide ranges take seconds to derive, and silence looks like a fault."""
    _, told = _traced(tmp_path, "2026-01-01")
    assert told[:2] == [("reading the case", 0, 0), ("reading the case", 1, 1)]
    run = next(tmp_path.glob("run-*"))
    export_run(run, tmp_path / "bundle")
    heard: list[str] = []
    assert verify(tmp_path / "bundle", lambda what, done, all_: heard.append(what)).verification.passed
    assert heard[0] == "reading the case"
