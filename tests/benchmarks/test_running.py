"""How the benchmarks are run: rows kept as they come, failures said, an exit code that tells."""

import io
import subprocess
from pathlib import Path

import pytest

from benchmarks import running
from benchmarks.__main__ import heading, keep
from benchmarks.bench import RUNS, Bench, Scale
from benchmarks.evidence_costs import rows_in
from benchmarks.measuring import LEFT_OUT, NotMeasuredError, Row, at_least, at_most, in_child, machine
from tests.benchmarks.square import square


def good(bench):
    """Good things."""
    yield Row("good", "<= 1", "2", missed=True)


def half(bench):
    """Half of it.

    What follows is not its name.
    """
    yield Row("the first half", "", "1")
    raise ValueError("first line\nlast | line")


def absent(bench):
    """What needs a node."""
    raise NotMeasuredError("no node here")
    yield  # type: ignore[unreachable]  # what makes it a group


def test_a_row_that_fails_ends_no_other(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What was measured before stands, the row that failed says how, the rest go on, and the exit code is 1."""
    monkeypatch.setattr(running, "GROUPS", {"one": (half, absent), "two": (good,)})
    done = running.show(running.rows(Bench(Scale.SMALL), ["one", "two"]), [], "")
    assert [(row.what, row.figure) for row in done] == [
        ("the first half", "1"), ("Half of it", "FAILED: ValueError: last | line"),
        ("What needs a node", "not measured: no node here"), ("good", "2"),
    ]  # fmt: skip
    assert running.verdict(done) == 1
    words = capsys.readouterr().err
    assert "Traceback" in words
    assert words.endswith("4 rows, 1 failed, 1 not measured, 1 missed.\nfailed: Half of it\n")
    assert running.verdict([done[0], *done[2:]]) == 0


def test_rows_are_written_as_they_come():
    """Each file holds every row that is done before the next one is measured, as lines of a table."""
    file = io.StringIO()

    def measured():
        yield Row("a | b", "<= 1", "2", "2 x", missed=True)
        assert file.getvalue().endswith("| a / b | <= 1 | 2 | 2 x | **missed** |\n")
        yield Row("c", "", "3")

    assert len(running.show(measured(), [file], "Of today.")) == 2
    assert file.getvalue().splitlines()[:3] == ["Of today.", "", "| what | target | figure | ratio | verdict |"]
    assert file.getvalue().splitlines()[-1] == "| c |  | 3 |  | no target |"


def test_every_row_says_its_verdict():
    """A target is met or missed, one that cannot be judged says so, and a row that ended badly is neither."""
    rows = [
        Row("a", "<= 1", "1", missed=False), Row("a", "<= 1", "2", missed=True), Row("a", ">= 1", "2"),
        Row("a", "stated", "2"), Row("a", "", f"{running.FAILED}words"), Row("a", "", f"{LEFT_OUT}words"),
    ]  # fmt: skip
    assert [running.judged(row) for row in rows] == [
        "met", "**missed**", "not judged", "no target", "**failed**", "not measured",
    ]  # fmt: skip
    assert running.line(rows[0]) == "| a | <= 1 | 1 |  | met |"


def test_nothing_is_judged_at_the_smallest_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures that mean nothing meet no target and miss none."""
    monkeypatch.setattr(running, "GROUPS", {"two": (good,)})
    assert [row.missed for row in running.rows(Bench(Scale.TINY), ["two"])] == [None]
    assert [row.missed for row in running.rows(Bench(Scale.FULL), ["two"])] == [True]


def test_a_run_of_a_part_is_headed_as_such():
    """A full run's table is headed by what it is of; a quick and a small one say first that they are that."""
    assert heading("Of today.", Scale.FULL, quick=False) == "Of today."
    assert heading("Of today.", Scale.FULL, quick=True).startswith("**Quick run: ")
    assert heading("Of today.", Scale.SMALL, quick=False).startswith("**Scale small: ")
    assert heading("Of today.", Scale.FULL, quick=True).endswith(" Of today.")


def test_changes_that_are_not_committed_are_said(tmp_path: Path) -> None:
    """A commit goes by its name; a file changed or added since is said, and without a repository nothing is known."""

    def git(*words: str) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@b")
        return subprocess.run(("git", *who, *words), cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert running.commit(tmp_path) == "an unknown commit"
    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "Begin")
    name = git("rev-parse", "HEAD")[:12]
    assert running.commit(tmp_path) == name
    (tmp_path / "added").write_text("a")
    assert running.commit(tmp_path) == f"{name} **with changes that are not committed**"


MARKED = (("run", "older"), ("slow run", "other"))


def test_the_table_that_is_kept_says_of_what_it_is(tmp_path: Path) -> None:
    """The kept table names its day, commit, machine and the load before, and takes the place of the one before."""
    path = tmp_path / "README.md"
    marks = [f"<!-- the table of the last {which} follows -->\n\nan {age} table" for which, age in MARKED]
    path.write_text(f"Words.\n\n{marks[0]}\n<!-- end -->\n\nMore.\n\n{marks[1]}\n<!-- end -->\n")
    keep(path, running.table([Row("a", "b", "c", "d")], running.about("2026-12-01")))
    words = path.read_text()
    assert words.endswith("<!-- end -->\n\nMore.\n\n" + marks[1] + "\n<!-- end -->\n")
    assert words.startswith("Words.\n\n<!-- the table of the last run follows -->\n\nMeasured on 2026-12-01 at ")
    assert f" at {running.commit()}, on {machine()}; load average " in words
    assert "| a | b | c | d | no target |" in words
    assert "older" not in words


def test_what_several_rows_need_is_made_once():
    """A thing is made for the first who asks; where that failed, it fails for each, and files go with their group."""
    made = []

    def make(bench):
        made.append(bench.folder)
        return len(made)

    def fail(bench):
        made.append(None)
        raise ValueError("no")

    bench = Bench(Scale.TINY)
    with bench.group():
        folder = bench.folder
        assert [bench.once(make), bench.once(make)] == [1, 1]
        for _ in range(2):
            with pytest.raises(ValueError, match="no"):
                bench.once(fail)
    assert made == [folder, None]
    assert not folder.exists()
    assert (bench.once(make), bench.size(RUNS)) == (1, RUNS.tiny)


def test_a_call_in_a_process_of_its_own() -> None:
    """The result comes with the peak of memory; what a call raised, or how its process ended, is said."""
    result, peak = in_child(square, 3)
    assert result == 9
    assert peak > 1 << 20
    with pytest.raises(RuntimeError, match="ValueError: nothing to square"):
        in_child(square, 0)
    with pytest.raises(RuntimeError, match="the process of square ended with exit code 7 and no answer"):
        in_child(square, -1)


def test_targets() -> None:
    """A figure is held against the most or the least that is aimed at; what is aimed at is reached."""
    assert at_most(10, 10) == ("1.00 x target", False)
    assert at_most(10.1, 10) == ("1.01 x target", True)
    assert at_least(10, 10) == ("1.00 x target", False)
    assert at_least(9.9, 10) == ("0.99 x target", True)


def test_rows_are_counted_wherever_they_lie() -> None:
    """Rows of a list, or of a file beside `trace.json` that says how many it has; whatever else has none."""
    assert [rows_in([1, 2]), rows_in({"file": "coins.csv", "rows": 7, "sha256": "…"})] == [2, 7]
    with pytest.raises(TypeError, match="has no rows"):
        rows_in(None)
