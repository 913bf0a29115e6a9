"""The folder of a batch: whatever state it was left in, or somebody put it in, a batch goes on or says what to do."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fixtures.patience import PATIENCE
from tests.batch.nights import write_case
from tests.batch.works import Acting
from tests.commands import ROOT, tracer
from tests.story import BLOCKS
from tracer.batch.batch_folder import prepare
from tracer.batch.batch_run import BatchOutcome, BatchRequest, run_batch
from tracer.batch.ledger import FILES, NAME, open_ledger
from tracer.batch.pool import BatchLimits
from tracer.errors import CaseError, IntegrityError

pytestmark = pytest.mark.long

LIMITS = BatchLimits(workers=1, memory_mib=512, seconds=300, pauses=(0.0,))
SUMMARIES = ("summary.html", "summary.csv", "orders.csv", "credits.csv")


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    """Give a folder of two cases."""
    (tmp_path / "marks").mkdir()
    (tmp_path / "jobs").mkdir()
    for name in ("well-1", "well-2"):
        (tmp_path / "jobs" / f"{name}.toml").write_text("")
    return tmp_path / "jobs"


def spent(jobs: Path, out: Path) -> BatchOutcome:
    """Do a batch."""
    return run_batch(
        BatchRequest(str(jobs), out, LIMITS, None, None), Acting(jobs.parent / "marks"), lambda *told: None
    )


def test_a_batch_that_ended_before_its_ledger_goes_on(jobs: Path, tmp_path: Path) -> None:
    """A folder that holds nothing but the lock, or an empty ledger beside it, is a batch that has hardly begun."""
    for number, files in enumerate(((), ("lock",), ("lock", NAME))):
        out = tmp_path / str(number)
        out.mkdir()
        for name in files:
            (out / name).touch()
        assert (spent(jobs, out).done, spent(jobs, out).exit_code) == (2, 0)


@pytest.mark.parametrize("name", ["notes.txt", "cases", "work", "summary.html"])
def test_a_folder_of_other_things_is_refused(jobs: Path, tmp_path: Path, name: str) -> None:
    """Without a ledger, whatever lies there beside the lock is somebody's, and stays as it is."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "lock").touch()
    (out / name).write_text("mine")
    with pytest.raises(CaseError, match="holds other things than a batch"):
        spent(jobs, out)
    assert (out / name).read_text() == "mine"


def test_other_files_beside_a_batch_are_left_alone(jobs: Path, tmp_path: Path) -> None:
    """What somebody keeps in a batch's folder, or among its cases, stays."""
    out = tmp_path / "out"
    spent(jobs, out)
    for path in (out / "notes.txt", out / "cases" / "notes.txt", out / "cases" / "well-1" / "notes.txt"):
        path.write_text("mine")
    assert spent(jobs, out).exit_code == 0
    assert [path.read_text() for path in sorted(out.rglob("notes.txt"))] == ["mine"] * 3


@pytest.mark.parametrize("name", ["lock", *FILES, "cases", "work", "cases/well-1"])
def test_a_link_in_its_folder_is_refused(jobs: Path, tmp_path: Path, name):
    """A batch writes nowhere else: what it opens by name may be no symbolic link; what the link names is untouched."""
    out, victim = tmp_path / "out", tmp_path / "victim"
    spent(jobs, out)
    if name in ("cases", "cases/well-1", "work"):
        (out / name).rename(victim) if (out / name).exists() else victim.mkdir()
        before: object = sorted(victim.rglob("*"))
    else:
        victim.write_bytes((out / name).read_bytes() if (out / name).exists() else b"theirs")
        (out / name).unlink(missing_ok=True)
        before = victim.read_bytes()
    (out / name).symlink_to(victim)
    with pytest.raises(CaseError, match="is a symbolic link: a batch writes into its own folder only"):
        spent(jobs, out)
    assert before == (victim.read_bytes() if victim.is_file() else sorted(victim.rglob("*")))


def test_summaries_are_written_through_no_link(jobs: Path, tmp_path: Path) -> None:
    """Links under the names of the summaries, or of what was once written before them, lead nowhere.

    The link is replaced.
    """
    out, victim = tmp_path / "out", tmp_path / "victim"
    spent(jobs, out)
    victim.write_text("theirs")
    for name in SUMMARIES:
        (out / name).unlink()
        (out / name).symlink_to(victim)
        (out / f".{name}.partial").symlink_to(victim)
    old = os.umask(0)
    try:
        assert spent(jobs, out).exit_code == 0
    finally:
        os.umask(old)
    assert victim.read_text() == "theirs"
    for name in SUMMARIES:
        assert not (out / name).is_symlink()
        assert (out / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(
    os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode != 0,
    reason="needs a mount namespace of its own",
)
def test_a_folder_that_cannot_be_written_can_be_compared_with(tmp_path: Path) -> None:
    """On a medium that takes nothing a batch says so and does nothing.

    As the earlier night of another it is read as ever.
    """
    write_case(tmp_path / "cases", "KZ-1")
    words = ("batch", tmp_path / "cases", "--chain", BLOCKS, "--workers", "1", "--out")
    out = tmp_path / "out"
    assert tracer(*words, out).code == 0
    script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    apart: list[str | Path] = ["unshare", "-m", "sh", "-c", script, out, sys.executable, "-m", "tracer"]
    refused = subprocess.run([*apart, *words, out], cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 3
    assert f"Error: {out} cannot be written: Read-only file system.\nMake it writable, or name" in refused.stderr
    compared = [*apart, *words, tmp_path / "new", "--since", out]
    ended = subprocess.run(compared, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "1 case: 1 unchanged." in ended.stdout


@pytest.mark.parametrize("damage", ["cut", "text", "zeros"])
def test_a_damaged_ledger_stops_the_batch(jobs: Path, tmp_path: Path, damage: str) -> None:
    """A ledger that is cut or overwritten is data that is not what it was: nothing is done, the runs stay."""
    out = tmp_path / "out"
    spent(jobs, out)
    content = (out / NAME).read_bytes()
    changed = {"cut": content[: len(content) // 2], "text": b"no database " * 400, "zeros": content[:100] + bytes(8000)}
    (out / NAME).write_bytes(changed[damage])
    with pytest.raises(IntegrityError, match=r"is damaged: .*\n.*name a new folder with --out"):
        spent(jobs, out)
    assert len(list(out.glob("cases/*/run/trace.json"))) == 2
    assert (out / NAME).read_bytes() == changed[damage]


def test_what_stands_in_the_way_of_a_run_is_named(jobs: Path, tmp_path: Path) -> None:
    """A file where a case's folder should be fails that case, by its path; the others are done."""
    out = tmp_path / "out"
    prepare(out).tidy()
    with open_ledger(out):
        (out / "cases" / "well-1").write_text("mine")
    night = spent(jobs, out)
    assert night.exit_code == 3
    (failed,) = [line for line in night.summary.lines if line.fault is not None]
    assert failed.job == "well-1.toml"
    assert "cases/well-1" in failed.message
    assert "remove what stands in the way" in failed.message
    assert (out / "cases" / "well-1").read_text() == "mine"


def test_batches_that_begin_a_folder_at_once(jobs: Path, tmp_path: Path) -> None:
    """Of several that begin at the same moment one is at work.

    Each of the others is told so, or does its turn after it.
    """
    for turn in range(5):
        out, ended = tmp_path / f"out-{turn}", list[str]()
        ready = threading.Barrier(4)

        def begin(out: Path = out, ready: threading.Barrier = ready, ended: list[str] = ended) -> None:
            """Begin with the others."""
            ready.wait()
            try:
                ended.append(str(spent(jobs, out).exit_code))
            except CaseError as error:
                ended.append(str(error))

        threads = [threading.Thread(target=begin) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert "0" in ended
        assert all(each == "0" or each.startswith(f"another batch is at work in {out}") for each in ended)
        assert len(list(out.glob("cases/*/run"))) == 2


def test_an_interrupted_job_is_not_told_as_done(jobs: Path, tmp_path: Path) -> None:
    """A job that was begun, came to no end and is not asked for is told as interrupted; one that was done as done."""
    out = tmp_path / "out"
    spent(jobs, out)
    with open_ledger(out) as ledger:
        ledger.start("begun.toml", "begun")
        ledger.start("well-2.toml", "well-2")
    night = run_batch(
        BatchRequest(str(jobs / "well-1.toml"), out, LIMITS, None, None), Acting(tmp_path / "marks"), lambda *told: None
    )
    assert (night.summary.absent, night.summary.interrupted) == ((), ("begun.toml", "well-2.toml"))
    words = (out / "summary.html").read_text()
    assert "Begun on an earlier night, interrupted, and not asked for this time" in words
    assert "Done on an earlier night" not in words
    assert spent(jobs, out).summary.interrupted == ("begun.toml",)


def _hears_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("seed", range(6))
def test_ended_at_any_moment_a_batch_goes_on(seed: int, tmp_path: Path) -> None:
    """Interrupted, killed, or its workers killed, at moments drawn at random.

    No traceback, and the next call does the rest.
    """
    draw = random.Random(seed)
    for number in range(6):
        write_case(tmp_path / "cases", f"KZ-{number}")
    out = tmp_path / "out"
    words = ("batch", tmp_path / "cases", "--chain", BLOCKS, "--out", out, "--workers", "2")
    command = [sys.executable, "-m", "tracer", *map(str, words)]
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, preexec_fn=_hears_ctrl_c
    ) as batch:
        moment = threading.Event()
        threading.Timer(draw.uniform(0, 3), moment.set).start()
        moment.wait()
        kind = draw.choice(("SIGINT", "SIGKILL", "workers"))
        if kind == "workers":
            for pid in Path(f"/proc/{batch.pid}/task/{batch.pid}/children").read_text().split():
                os.kill(int(pid), signal.SIGKILL)
        else:
            batch.send_signal(signal.Signals[kind])
        _, said = batch.communicate(timeout=PATIENCE)
    assert batch.returncode in {"SIGINT": (0, 130, -signal.SIGINT), "SIGKILL": (0, -9), "workers": (0, 3)}[kind]
    assert "Traceback" not in said or batch.returncode == -signal.SIGINT, (
        "only before Python has begun with the command"
    )
    kept = {path: path.stat().st_ino for path in out.glob("cases/*/run")}
    ended = tracer(*words)
    assert ended.code == 0, ended.err
    assert len(list(out.glob("cases/*/run/trace.json"))) == 6
    redone = [path for path, inode in kept.items() if path.stat().st_ino != inode]
    assert len(redone) <= 2
    assert sorted(path.name for path in out.iterdir()) == sorted(["cases", "lock", NAME, *SUMMARIES])
