"""Nights over the recorded story: every case once, the same bytes as `tracer trace`, nothing done twice."""

import contextlib
import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.patience import PATIENCE, wait_until
from tests.batch.nights import FIXED, OPEN, SEED_A, chain_up_to, digest, write_case
from tests.batch.works import Acting
from tests.commands import ROOT, tracer
from tests.story import BLOCKS
from tracer import METHOD, __version__
from tracer.batch.batch_run import BatchOutcome, BatchRequest, run_batch
from tracer.batch.ledger import NAME, State, open_ledger
from tracer.batch.pool import BatchLimits
from tracer.batch.tracing import Tracing
from tracer.batch.work import Work
from tracer.disk.lock import alone
from tracer.errors import CaseError, IntegrityError
from tracer.operations.sources import ChainSource
from tracer.result.run_digest import read_digest, written

LIMITS = BatchLimits(workers=1, memory_mib=2048, seconds=300, pauses=(0.05,))
NAMES = ("KZ-1", "KZ-2", "KZ-3")


def _spend(jobs: Path, chain: Path, out: Path, *, work: Work | None = None, since=None, on_change=None) -> BatchOutcome:
    return run_batch(
        BatchRequest(str(jobs), out, LIMITS, since, on_change),
        work or Tracing(ChainSource(str(chain))),
        lambda *told: None,
    )


def _states(night: BatchOutcome) -> dict[str, str]:
    return {line.job.removesuffix(".toml"): line.state for line in night.summary.lines}


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory):
    """Give a folder with three cases, the chain as of blocks 127 and 128, and a first night over 127 and over all.

    KZ-1 has a fixed horizon; KZ-2 and KZ-3 look as far as the chain goes.
    """
    base = tmp_path_factory.mktemp("nights")
    write_case(base / "cases", "KZ-1", (FIXED, "height = 120"))
    write_case(base / "cases", "KZ-2", (FIXED, OPEN))
    write_case(base / "cases", "KZ-3", (FIXED, OPEN), (SEED_A, SEED_A + "\namount_sat = 1000000"))
    assert _states(_spend(base / "cases", BLOCKS, base / "whole")) == dict.fromkeys(NAMES, "new")
    _spend(base / "cases", chain_up_to(127, base / "127.blk"), base / "at-127")
    chain_up_to(128, base / "128.blk")
    return base


@pytest.fixture
def cases(nights, tmp_path: Path):
    """Give a copy of the three cases that may be changed."""
    return shutil.copytree(nights / "cases", tmp_path / "cases")


@pytest.fixture
def out(nights, tmp_path: Path):
    """Give a copy of the first night over the whole chain."""
    return shutil.copytree(nights / "whole", tmp_path / "whole")


@pytest.fixture
def monday(nights, tmp_path: Path):
    """Give a copy of the first night, when the chain ended at block 127."""
    return shutil.copytree(nights / "at-127", tmp_path / "monday")


def test_a_run_is_what_trace_writes(nights, tmp_path: Path):
    """Each run of a batch is the run of `tracer trace`, to the last byte of every file."""
    for name in NAMES:
        path = nights / "cases" / f"{name}.toml"
        assert tracer("trace", path, "--chain", BLOCKS, "--out", tmp_path / name).code == 0
        assert digest(nights / "whole" / "cases" / name / "run") == digest(tmp_path / name)


def test_a_second_call_does_nothing(cases, out):
    """Nothing is traced again, no run is touched, and the summary says that nothing changed."""
    before = {path: path.stat().st_mtime_ns for path in (out / "cases").rglob("*")}
    night = _spend(cases, BLOCKS, out)
    assert (night.done, night.exit_code) == (0, 0)
    assert _states(night) == dict.fromkeys(NAMES, "unchanged")
    assert {path: path.stat().st_mtime_ns for path in (out / "cases").rglob("*")} == before
    assert not (out / "work").exists()


def test_one_more_block_changes_what_it_touches(cases, nights, monday):
    """The block of the forfeiture moves a case's coins.

    A case it does not touch is unchanged, one that looks lower not even traced.
    """
    night = _spend(cases, nights / "128.blk", monday)
    assert night.done == 2
    assert _states(night) == {"KZ-1": "unchanged", "KZ-2": "moved", "KZ-3": "unchanged"}
    change = night.summary.lines[1].change
    assert change is not None
    assert change.causes == ("horizon",)
    assert [(step.kind, step.height, step.taint) for step in change.steps] == [("move", 128, 399_960_000)]
    assert not change.left
    assert not change.received
    assert digest(monday / "cases" / "KZ-2" / "before") == digest(nights / "at-127" / "cases" / "KZ-2" / "run")


def test_a_block_that_touches_nothing_moves_nothing(cases, tmp_path: Path):
    """The horizon of an open case grows, so it is traced again; no figure changes and the summary says so."""
    _spend(cases, chain_up_to(123, tmp_path / "1.blk"), tmp_path / "out")
    night = _spend(cases, chain_up_to(124, tmp_path / "2.blk"), tmp_path / "out")
    assert night.done == 2
    assert _states(night) == dict.fromkeys(NAMES, "unchanged")


def test_the_same_nights_give_the_same_summary(cases, tmp_path: Path):
    """Two folders, other numbers of workers: every table and the page are the same bytes, first night and second."""
    first, second = chain_up_to(115, tmp_path / "1.blk"), chain_up_to(118, tmp_path / "2.blk")
    seen = []
    for workers, name in ((1, "a"), (2, "b")):
        for chain in (first, second):
            limits = BatchLimits(workers, 2048, 300)
            run_batch(
                BatchRequest(str(cases), tmp_path / name, limits, None, None),
                Tracing(ChainSource(str(chain))),
                lambda *told: None,
            )
            files = ("summary.csv", "orders.csv", "credits.csv", "summary.html")
            seen.append([(tmp_path / name / file).read_bytes() for file in files])
    assert seen[0] == seen[2]
    assert seen[1] == seen[3]
    assert seen[0] != seen[1]


@pytest.mark.parametrize("what", ["case", "tags", "exhibit"])
def test_what_a_case_is_made_of_is_watched(cases, out, what: str):
    """A changed case file, TagPack or exhibit makes its case be done again, and the cause is named."""
    if what == "case":
        path = cases / "KZ-2.toml"
        path.write_text(path.read_text() + "# looked at again\n")
    elif what == "tags":
        path = cases / "tags" / "exchange.yaml"
        path.write_text(path.read_text() + "# looked at again\n")
    else:
        (cases / "received" / "statement-a.txt").unlink()
    night = _spend(cases, BLOCKS, out)
    causes = {line.job: line.change.causes for line in night.summary.lines if line.change and line.change.causes}
    word = {"case": "case file", "tags": "TagPacks", "exhibit": "exhibits"}[what]
    assert set(causes.values()) == {(word,)}
    assert night.done == len(causes) == (1 if what == "case" else 3)


def test_a_wrong_case_stops_no_other_and_is_mended_alone(cases, tmp_path: Path):
    """A malformed case and one of another network fail with their own words; mended, only they are done."""
    good = {name: (cases / f"{name}.toml").read_text() for name in ("KZ-2", "KZ-3")}
    (cases / "KZ-2.toml").write_text(good["KZ-2"].replace("[case]", "[cas]"))
    (cases / "KZ-3.toml").write_text(_on_signet(good["KZ-3"]))
    night = _spend(cases, BLOCKS, tmp_path / "out")
    assert night.exit_code == 2
    assert _states(night) == {"KZ-1": "new", "KZ-2": "failed", "KZ-3": "failed"}
    assert "did you mean" in night.summary.lines[1].message
    assert "the case is of network signet" in night.summary.lines[2].message
    assert not (tmp_path / "out" / "cases" / "KZ-2").exists()
    for name, text in good.items():
        (cases / f"{name}.toml").write_text(text)
    night = _spend(cases, BLOCKS, tmp_path / "out")
    assert (night.done, night.exit_code) == (2, 0)


def _on_signet(text: str) -> str:
    """Return a case that is right but of another network."""
    head, *_ = text.partition("[[exhibit]]")
    seed = f'[[seed]]\nlabel = "A"\n{SEED_A}\n[method]\nprimary = "fifo"\n'
    return head.replace('network = "regtest"', 'network = "signet"') + seed


def test_what_a_trace_notices_about_a_case_is_said_and_kept(tmp_path: Path) -> None:
    """A case is warned of what only its trace shows, as `tracer trace` warns; a later call repeats it."""
    early = (
        'id = "2-101/2025"\nkind = "seizure"\ndate = 2025-04-14',
        'id = "2-101/2025"\nkind = "seizure"\ndate = 2025-01-14',
    )
    path = write_case(tmp_path / "cases", "KZ-1", early)
    traced = tracer("trace", path, "--chain", BLOCKS, "--out", tmp_path / "run")
    assert traced.code == 0
    for done in (1, 0):
        night = _spend(tmp_path / "cases", BLOCKS, tmp_path / "out")
        assert night.done == done
        (line,) = night.summary.lines
        assert [words for words in line.faults if words in line.warnings] == [*line.warnings]
        assert [words for words in line.warnings if "is before every seed of its labels" in words] == [*line.warnings]
        assert len(line.warnings) == 1
        assert line.warnings[0] in traced.err


def test_a_case_that_fails_tonight_is_in_no_sum(cases, nights, monday):
    """The run of an earlier night stays on disk, but its figures are not tonight's.

    It is what the next night compares with.
    """
    good = (cases / "KZ-2.toml").read_text()
    (cases / "KZ-2.toml").write_text("")
    night = _spend(cases, nights / "127.blk", monday)
    assert {each.claim.job for each in night.summary.credits} == {"KZ-1.toml", "KZ-3.toml"}
    assert (monday / "cases" / "KZ-2" / "run").exists()
    (cases / "KZ-2.toml").write_text(good)
    assert _states(_spend(cases, nights / "128.blk", monday))["KZ-2"] == "moved"


def test_an_altered_run_is_made_again(cases, nights, out):
    """A run that is missing, or whose result is not as it was written, is not believed."""
    trace = out / "cases" / "KZ-1" / "run" / "trace.json"
    altered = trace.read_bytes().replace(b"539970000", b"539970001")
    assert altered != trace.read_bytes()
    trace.write_bytes(altered)
    shutil.rmtree(out / "cases" / "KZ-2" / "run")
    assert _spend(cases, BLOCKS, out).done == 2
    for name in NAMES:
        assert digest(out / "cases" / name / "run") == digest(nights / "whole" / "cases" / name / "run")


@pytest.mark.parametrize("software", ["0.1.0, method 1", f"{__version__}, method {METHOD - 1}"])
def test_what_another_version_or_method_computed_is_computed_again(cases, nights, out, software: str):
    """A row of the ledger that another version, or another method of this one, has written counts as not done."""
    with contextlib.closing(sqlite3.connect(out / NAME)) as ledger, ledger:
        for (text,) in ledger.execute("SELECT causes FROM job WHERE name = 'KZ-1.toml'").fetchall():
            told = json.dumps(json.loads(text) | {"software": software})
            ledger.execute("UPDATE job SET causes = ? WHERE name = 'KZ-1.toml'", (told,))
    assert _spend(cases, BLOCKS, out).done == 1
    assert _spend(cases, BLOCKS, out).done == 0


def test_an_earlier_night_may_lie_elsewhere(cases, nights, monday, tmp_path: Path):
    """With --since the comparison is with another folder's runs, which is only read; everything is traced afresh."""
    before = digest(monday)
    night = _spend(cases, nights / "128.blk", tmp_path / "tuesday", since=monday)
    assert night.done == 3
    assert _states(night) == {"KZ-1": "unchanged", "KZ-2": "moved", "KZ-3": "unchanged"}
    assert digest(monday) == before
    with pytest.raises(CaseError, match=r"holds no ledger\.sqlite"):
        _spend(cases, nights / "128.blk", tmp_path / "friday", since=tmp_path / "nowhere")
    assert not (tmp_path / "friday").exists()


def test_a_ledger_of_before_is_read(cases, nights, tmp_path: Path):
    """A ledger that an earlier commit wrote over the chain as of block 127 is compared with as one of today's."""
    monday = tmp_path / "monday"
    monday.mkdir()
    shutil.copyfile(ROOT / "fixtures" / "golden" / "ledger.sqlite", monday / NAME)
    night = _spend(cases, nights / "128.blk", tmp_path / "tuesday", since=monday)
    assert _states(night) == {"KZ-1": "unchanged", "KZ-2": "moved", "KZ-3": "unchanged"}
    change = night.summary.lines[1].change
    assert change is not None
    assert [(step.kind, step.height, step.taint) for step in change.steps] == [("move", 128, 399_960_000)]
    with open_ledger(monday, reading=True) as ledger:
        kept = [entry.digest for entry in ledger.entries().values() if entry.digest is not None]
    assert len(kept) == 3
    assert [written(read_digest(digest)) for digest in kept] == kept


def test_a_case_left_out_is_named(cases, out):
    """A case that is not asked for any more is in no sum, and the page says that it is left out."""
    (cases / "KZ-3.toml").unlink()
    assert _spend(cases, BLOCKS, out).summary.absent == ("KZ-3.toml",)
    assert b"not asked for this time, so in no sum here: KZ-3.toml" in (out / "summary.html").read_bytes()


def test_two_batches_in_one_folder(cases, out):
    """While one batch is at work the second is refused, and changes nothing."""
    before = digest(out)
    with alone(out, "taken"):
        ended = tracer("batch", cases, "--chain", BLOCKS, "--out", out)
    assert ended.code == 2
    assert "another batch is at work" in ended.err
    assert digest(out) == before


def test_a_foreign_folder_is_refused(cases, tmp_path: Path):
    """A folder that holds other things is not written into."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("")
    with pytest.raises(CaseError, match="holds other things than a batch"):
        _spend(cases, BLOCKS, tmp_path / "out")


def test_a_damaged_ledger_stops_the_batch(cases, tmp_path: Path):
    """A ledger that is no database is not repaired and not replaced."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "ledger.sqlite").write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(IntegrityError, match="is damaged"):
        _spend(cases, BLOCKS, tmp_path / "out")


def test_a_change_is_told(cases, nights, monday, tmp_path: Path):
    """The command is run once for each case in which coins moved, with the case on its standard input, by no shell."""
    script = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"
    command = f"{sys.executable} -c \"{script}\" '{tmp_path}/told; touch {tmp_path}/shell'"
    told = tmp_path / f"told; touch {tmp_path}"
    told.mkdir(parents=True)
    for _ in range(2):
        assert _spend(cases, nights / "128.blk", monday, on_change=command).exit_code == 0
    rows = [json.loads(line) for line in (told / "shell").read_text().splitlines()]
    assert [row["case"] for row in rows] == ["KZ-2"]
    assert rows[0]["change"]["custody_steps"][0]["taint_sat"] == 399_960_000
    assert rows[0]["run"] == "cases/KZ-2/run"


def test_a_change_that_could_not_be_told_is_told_later(cases, nights, monday):
    """A command that fails costs exit code 3, and the case is told of again with the next call, and then no more."""
    night = _spend(cases, nights / "128.blk", monday, on_change="false")
    assert night.exit_code == 3
    assert night.untold == (("KZ-2.toml", "false ended with exit code 1"),)
    assert _states(_spend(cases, nights / "128.blk", monday, on_change="true"))["KZ-2"] == "moved"
    assert _states(_spend(cases, nights / "128.blk", monday, on_change="true"))["KZ-2"] == "unchanged"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("'open", "No closing quotation"),
        (" ", "name a command"),
        ("./not-there --all", r"--on-change \./not-there: no such program here\.\nName one on the PATH"),
    ],
)
def test_a_command_that_is_none_is_refused_first(cases, tmp_path: Path, command: str, words: str):
    """A wrong command line is found before any case is done."""
    with pytest.raises(CaseError, match=words):
        _spend(cases, BLOCKS, tmp_path / "out", on_change=command)
    assert not (tmp_path / "out").exists()


def test_cases_that_claim_the_same_satoshi(cases, out, tmp_path: Path):
    """Three cases seed the same thefts: what reached custody is credited once, the rest is contested."""
    night = _spend(cases, BLOCKS, out)
    totals = night.summary.totals
    assert totals.claimed == totals.credited + totals.contested
    alone = _spend(cases / "KZ-2.toml", BLOCKS, tmp_path / "alone").summary.totals
    assert alone.contested == 0
    assert totals.credited == alone.credited == 1_169_910_000
    assert night.summary.credited("KZ-1.toml") == (919_920_000, 0)
    assert night.summary.credited("KZ-2.toml") == (249_990_000, 919_920_000)
    assert totals.credited <= totals.received == alone.received
    with (out / "credits.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    assert sum(int(row["credited_sat"]) for row in rows) == totals.credited
    contested = {(row["job"], row["contested_with"]) for row in rows if row["contested_sat"] != "0"}
    assert contested == {("KZ-2.toml", "KZ-1.toml"), ("KZ-3.toml", "KZ-1.toml"), ("KZ-3.toml", "KZ-2.toml")}


def test_kill_the_batch_in_the_middle(tmp_path: Path) -> None:
    """After `kill -9` of the batch its workers are gone; the next call does the rest, each case exactly once."""
    for number in range(16):
        write_case(tmp_path / "cases", f"KZ-{number:02d}")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "tracer", "batch", tmp_path / "cases", "--chain", BLOCKS, "--out", out]
    with subprocess.Popen([*map(str, command), "--workers", "2"], cwd=ROOT, stderr=subprocess.DEVNULL) as batch:
        wait_until(lambda: len(list(out.glob("cases/*/run"))) >= 3)
        children = Path(f"/proc/{batch.pid}/task/{batch.pid}/children").read_text().split()
        batch.kill()
    assert len(children) >= 2
    wait_until(lambda: not any(_alive(pid) for pid in children))
    finished = {path.parent.name: path.stat().st_ino for path in out.glob("cases/*/run")}
    assert 3 <= len(finished) < 16
    with open_ledger(out, reading=True) as ledger:
        done = {name for name, entry in ledger.entries().items() if entry.state is State.DONE}
    ended = tracer("batch", tmp_path / "cases", "--chain", BLOCKS, "--out", out, "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["counts"]["new"] == 16
    kept = {path.parent.name: path.stat().st_ino for path in out.glob("cases/*/run")}
    assert len(kept) == 16
    assert all(kept[name.removesuffix(".toml")] == finished[name.removesuffix(".toml")] for name in done)
    assert tracer("trace", tmp_path / "cases" / "KZ-07.toml", "--chain", BLOCKS, "--out", tmp_path / "run").code == 0
    assert digest(out / "cases" / "KZ-07" / "run") == digest(tmp_path / "run")
    assert not list(out.rglob("*.partial"))


def _hears_ctrl_c() -> None:
    """Undo what a shell does to jobs in the background: they would never hear of it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_keeps_what_was_finished(tmp_path: Path) -> None:
    """An interrupted batch ends with 130 and no traceback; the next call does only the rest."""
    for number in range(16):
        write_case(tmp_path / "cases", f"KZ-{number:02d}")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "tracer", "batch", tmp_path / "cases", "--chain", BLOCKS, "--out", out]
    with subprocess.Popen(
        list(map(str, command)),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_hears_ctrl_c,
    ) as batch:
        wait_until(lambda: len(list(out.glob("cases/*/run"))) >= 2)
        os.killpg(batch.pid, signal.SIGINT)
        _, words = batch.communicate(timeout=PATIENCE)
    assert batch.returncode == 130
    assert "Traceback" not in words
    finished = {path: path.stat().st_ino for path in out.glob("cases/*/run")}
    assert 2 <= len(finished) < 16
    assert tracer("batch", tmp_path / "cases", "--chain", BLOCKS, "--out", out).code == 0
    again = [path for path, inode in finished.items() if path.stat().st_ino != inode]
    assert len(again) <= 1


def test_a_run_moved_aside_comes_back(cases, out):
    """Ended between moving the old run aside and putting the new one in its place, the old run is put back."""
    place = out / "cases" / "KZ-1"
    (place / "run").rename(place / "before")
    assert _spend(cases, BLOCKS, out).done == 0
    assert (place / "run" / "trace.json").is_file()


def test_failures_of_every_kind_side_by_side(tmp_path: Path) -> None:
    """The gravest failure gives the exit code; every other case is done, in its place, and in the ledger."""
    (tmp_path / "marks").mkdir()
    (tmp_path / "cases").mkdir()
    for name in ("well-1", "malformed", "false", "killed", "outage", "well-2"):
        (tmp_path / "cases" / f"{name}.toml").write_text("")
    work = Acting(tmp_path / "marks")
    limits = BatchLimits(2, 512, 300, (0.05, 0.05))
    request = BatchRequest(str(tmp_path / "cases"), tmp_path / "out", limits, None, None)
    night = run_batch(request, work, lambda *told: None)
    assert night.exit_code == 4
    assert {line.job for line in night.summary.lines if line.fault is None} == {
        "outage.toml", "well-1.toml", "well-2.toml"
    }  # fmt: skip
    assert sorted(path.parent.name for path in (tmp_path / "out").glob("cases/*/run")) == ["outage", "well-1", "well-2"]
    with open_ledger(tmp_path / "out", reading=True) as ledger:
        states = {name: entry.state for name, entry in ledger.entries().items()}
    assert states["killed.toml"] is State.FAILED
    assert states["outage.toml"] is State.DONE


def _alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
