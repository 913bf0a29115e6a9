"""`tracer batch` as a user meets it."""

import json
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from tests.batch.digests import book, digest
from tests.commands import ROOT, tracer
from tracer.batch.change import between
from tracer.batch.summary import SummaryLine, summarise
from tracer.batch.work import CaseFault
from tracer.cli.batch_report import print_night


def _example(out: Path) -> list[str]:
    (line,) = [row for row in tracer("batch", "--help").out.splitlines() if row.startswith("    tracer ")]
    return [str(out) if word == "night" else word for word in shlex.split(line)[2:]]


def test_the_example_runs_and_runs_again(tmp_path: Path) -> None:
    """The example of the help does the story's cases once; the second time it finds nothing to do."""
    words = _example(tmp_path / "night")
    first = tracer("batch", *words)
    assert first.code == 0, first.err
    cases = len(list((ROOT / words[0]).glob("*.toml")))
    assert f": {cases} new. {cases} traced now.\n" in first.out
    assert "Credited, each satoshi once: 9.19920000." in first.out
    again = tracer("batch", *words, "--json")
    assert again.code == 0
    read = json.loads(again.out)
    assert read["counts"]["unchanged"] == cases
    (story,) = [case for case in read["cases"] if case["job"] == "case.toml"]
    assert story["labels"]["A"]["terminals"]["custody"] == 539_970_000


def test_a_wrong_argument_is_the_analysts(tmp_path: Path) -> None:
    """JOBS without a case, or a chain that is not there, ends with exit code 2 and words that say which."""
    ended = tracer("batch", tmp_path, "--chain", ROOT / "fixtures" / "story" / "blocks.blk", "--out", tmp_path / "out")
    assert (ended.code, (tmp_path / "out").exists()) == (2, False)
    assert "names no case file" in ended.err
    ended = tracer("batch", ROOT / "fixtures" / "story", "--chain", tmp_path / "none", "--out", tmp_path / "out")
    assert (ended.code, (tmp_path / "out").exists()) == (2, False)
    assert ended.err.startswith(f"Error: --chain {tmp_path / 'none'}: no such file. Name http://HOST:PORT")


def test_failures_stand_before_figures_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    """On the screen a failure is one line, whatever its words, and comes before what merely changed."""
    old, now = (digest("K", books=(book("A", unspent=sat),)) for sat in (5, 6))
    lines = (
        SummaryLine(
            job="changed.toml",
            folder="a",
            fault=None,
            message="",
            warnings=(),
            digest=now,
            change=between(old, now, ("case file",)),
        ),
        SummaryLine(
            job="failed.toml",
            folder="b",
            fault=CaseFault.MACHINE,
            message="the node is down.\nStart it.",
            warnings=(),
            digest=None,
            change=None,
        ),
    )
    print_night(summarise(lines, ()), 1)
    assert capsys.readouterr().out.splitlines()[:5] == [
        "2 cases: 1 changed, 1 failed. 1 traced now.",
        "Failed:",
        "  failed.toml: the node is down. Start it.",
        "Figures changed:",
        "  changed.toml",
    ]


def test_a_case_that_is_done_has_its_faults_named(capsys: pytest.CaptureFixture[str]) -> None:
    """A receipt under no order is named with its satoshi; exit code and counts are no place to find it."""
    found = replace(digest("K", books=(book("A", unspent=5),)), faults=("ab: 7 sat of A left X under no return order",))
    line = SummaryLine(job="k.toml", folder="k", fault=None, message="", warnings=("look",), digest=found, change=None)
    print_night(summarise((line,), ()), 1)
    assert capsys.readouterr().out.splitlines()[1:4] == [
        "To look at first:",
        "  k.toml: ab: 7 sat of A left X under no return order",
        "  k.toml: look",
    ]
