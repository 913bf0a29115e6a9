"""A batch on a Dask cluster: the same bytes as here, whatever dies meanwhile, and nothing done twice."""

import json
import socket
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from fixtures.patience import PATIENCE, wait_until
from tests.batch.machines import Machines, apart, together, why_no_namespaces
from tests.batch.nights import digest, write_case
from tests.batch.works import Acting
from tests.commands import ROOT, tracer
from tests.story import BLOCKS
from tracer.batch.cluster import Cluster
from tracer.batch.dask_worker import SOFTWARE, IdlePools, RemoteTask, run_remote_task
from tracer.batch.ledger import State, open_ledger
from tracer.batch.pool import BatchLimits, Ended
from tracer.batch.work import CaseFault, Failed, Finished, Task

pytest.importorskip("distributed", reason="the optional part `cluster` is not installed")

pytestmark = pytest.mark.long

LIMITS = BatchLimits(workers=1, memory_mib=512, seconds=300, pauses=(0.05, 0.1))
CASES = 24


@pytest.fixture(params=["namespaces", "loopback"])
def machines(request: pytest.FixtureRequest, tmp_path: Path):
    """Give four machines: apart where this machine can, else together."""
    reason = why_no_namespaces()
    if request.param == "namespaces":
        if reason is not None:
            pytest.skip(reason)
        with apart(tmp_path, 4) as given:
            yield given
        return
    if reason is None:
        pytest.skip("this machine has network namespaces: the same is shown there")
    with together(tmp_path, 4) as given:
        yield given


@pytest.fixture
def here(tmp_path: Path):
    """Give machines that are all this one, for what no network changes."""
    with together(tmp_path, 2) as given:
        yield given


def _batch(machines: Machines, cases: Path, out: Path) -> subprocess.Popen[bytes]:
    words = ("batch", cases, "--chain", BLOCKS, "--out", out, "--scheduler", machines.scheduler_address)
    return machines.start(machines.last, "-m", "tracer", *words)


def _cases(folder: Path, count: int) -> Path:
    for number in range(count):
        write_case(folder, f"KZ-{number:02d}")
    return folder


def test_workers_and_scheduler_may_die(machines, tmp_path: Path):
    """Workers are killed and added, the scheduler is killed and restarted.

    Every case is done once, the same bytes as here.
    """
    cases, out = _cases(tmp_path / "cases", CASES), tmp_path / "out"

    def published() -> int:
        return len(list(out.glob("cases/*/run")))

    scheduler = machines.scheduler()
    first = machines.worker(1)
    batch = _batch(machines, cases, out)
    wait_until(lambda: published() >= 4)
    machines.kill(first)
    second = machines.worker(2)
    at_kill = published()
    assert at_kill < CASES
    wait_until(lambda: published() >= at_kill + 6)
    machines.kill(scheduler)
    at_restart = published()
    assert at_restart < CASES
    machines.kill(second)
    machines.scheduler()
    machines.worker(1)
    machines.worker(2)
    assert batch.wait(PATIENCE) == 0
    assert f"The scheduler {machines.scheduler_address} is not reached any more" in machines.said(batch)
    assert published() == CASES
    assert not list(out.glob("cases/*/before")), "a run was put in its place twice"
    with open_ledger(out, reading=True) as ledger:
        assert {entry.state for entry in ledger.entries().values()} == {State.DONE}
    alone = tmp_path / "alone"
    assert tracer("batch", cases, "--chain", BLOCKS, "--out", alone, "--workers", "2").code == 0
    assert digest(out / "cases") == digest(alone / "cases")
    for name in ("summary.html", "summary.csv", "orders.csv", "credits.csv"):
        assert (out / name).read_bytes() == (alone / name).read_bytes()


def test_each_case_ends_once_and_says_what_happened(here, tmp_path: Path):
    """On a cluster too a case that dies, hoards, never ends or is wrong says so, and the others are done."""
    here.scheduler()
    here.worker(1)
    names = ("well-1", "malformed", "killed", "hungry", "outage", "down", "well-2")
    (tmp_path / "marks").mkdir()
    for name in (*names, "endless"):
        (tmp_path / name).mkdir()
    wait_until(lambda: _answers(here.scheduler_address))

    def done(limits: BatchLimits, *names: str) -> dict[str, Ended]:
        """Do these cases."""
        tasks = [Task(f"{name}.toml", tmp_path / f"{name}.toml", tmp_path / name / "run", None) for name in names]
        with Cluster(here.scheduler_address, Acting(tmp_path / "marks"), limits, lambda words: None) as cluster:
            return {Path(end.task.name).stem: end for end in cluster.each(tasks, lambda task: None)}

    ended = done(LIMITS, *names) | done(replace(LIMITS, seconds=2), "endless")
    assert sorted(ended) == sorted([*names, "endless"])
    words = {name: end.outcome.message for name, end in ended.items() if isinstance(end.outcome, Failed)}
    assert words["malformed"] == "malformed.toml: not a case"
    assert "killed by SIGKILL" in words["killed"]
    assert "more memory than the 512 MiB" in words["hungry"]
    assert "longer than the 2 s" in words["endless"]
    assert words["down"] == "the node is down for good"
    assert sorted(words) == ["down", "endless", "hungry", "killed", "malformed"]
    assert (ended["outage"].attempts, ended["down"].attempts) == (3, 3)
    assert (ended["well-1"].task.out / "trace.json").read_bytes().startswith(b"well-1.toml")


def _answers(address: str) -> bool:
    """Return whether a scheduler accepts connections."""
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    with socket.socket() as asked:
        return asked.connect_ex((host, int(port))) == 0


def test_a_batch_that_is_killed_goes_on_where_it_was(here, tmp_path: Path):
    """What a killed batch had handed out disturbs the next one in nothing: each case is done once."""
    cases, out = _cases(tmp_path / "cases", 12), tmp_path / "out"
    here.scheduler()
    here.worker(1)
    killed = _batch(here, cases, out)
    wait_until(lambda: len(list(out.glob("cases/*/run"))) >= 3)
    here.kill(killed)
    kept = {path: path.stat().st_ino for path in out.glob("cases/*/run")}
    assert 3 <= len(kept) < 12
    again = _batch(here, cases, out)
    assert again.wait(PATIENCE) == 0
    assert len(list(out.glob("cases/*/run"))) == 12
    assert sum(path.stat().st_ino == inode for path, inode in kept.items()) >= len(kept) - 1


def _remote(tmp_path: Path) -> RemoteTask:
    (tmp_path / "marks").mkdir()
    (tmp_path / "task").mkdir()
    case = tmp_path / "well.toml"
    case.write_text("")
    task = Task("well.toml", case, tmp_path / "task" / "run", None)
    return RemoteTask(
        batch="batch",
        software=SOFTWARE,
        work=Acting(tmp_path / "marks"),
        limits=LIMITS,
        tip=None,
        task=task,
        there=True,
    )


def test_what_is_begun_twice_is_written_to_two_places(tmp_path: Path) -> None:
    """Two machines that were handed one case never write to one place, nor where a run is put."""
    remote = _remote(tmp_path)
    idle_pools = IdlePools()
    first, second = run_remote_task(remote, idle_pools), run_remote_task(remote, idle_pools)
    idle_pools.close_idle_pools("batch")
    assert isinstance(first.outcome, Finished)
    assert isinstance(second.outcome, Finished)
    assert len({first.out, second.out, remote.task.out}) == 3
    assert {path.parent for path in (first.out, second.out)} == {remote.task.out.parent}
    assert (first.out / "trace.json").read_bytes() == (second.out / "trace.json").read_bytes()


def _runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_a_worker_that_comes_back_after_its_batch_is_ended(tmp_path: Path) -> None:
    """A batch is let go while one of its cases is being done: when that ends, its worker ends too."""
    remote, idle_pools = _remote(tmp_path), IdlePools()
    working = idle_pools.take(remote).__enter__()
    (pid,) = [each.process.pid for each in working._workers]
    idle_pools.close_idle_pools("batch")
    assert _runs(pid)
    idle_pools.give_back("batch", working)
    assert not _runs(pid)
    idle_pools.close_idle_pools("batch")


def test_a_worker_is_kept_for_the_next_case_of_its_batch(tmp_path: Path) -> None:
    """The next case of a batch gets the worker of the one before; another batch does not; let go, it ends."""
    remote, idle_pools = _remote(tmp_path), IdlePools()
    kept = idle_pools.take(remote).__enter__()
    (pid,) = [each.process.pid for each in kept._workers]
    idle_pools.give_back("batch", kept)
    assert idle_pools.take(replace(remote, batch="another")) is not kept
    assert idle_pools.take(remote) is kept
    idle_pools.give_back("batch", kept)
    idle_pools.close_idle_pools("another")
    assert _runs(pid)
    idle_pools.close_idle_pools("batch")
    assert not _runs(pid)


def _gone(pid: int) -> bool:
    return not _runs(pid)


def test_a_worker_that_nobody_asks_for_is_ended(tmp_path: Path) -> None:
    """A batch that was killed lets nobody go: its workers end after a while without a case."""
    remote, idle_pools = _remote(tmp_path), IdlePools(patience=0.2)
    for _ in range(2):
        kept = idle_pools.take(remote).__enter__()
        (pid,) = [each.process.pid for each in kept._workers]
        idle_pools.give_back("batch", kept)
        wait_until(partial(_gone, pid))
    assert idle_pools.take(remote) is not kept


def test_an_unfit_machine_says_why(tmp_path: Path) -> None:
    """Another tracer, or a folder that is not mounted there, is said with what to do, and the case is tried again."""
    remote = _remote(tmp_path)
    other = run_remote_task(replace(remote, software="0.0.1, method 9")).outcome
    assert isinstance(other, Failed)
    assert "this batch is of 0.0.1, method 9.\nInstall the same on every machine." in other.message
    remote.task.path.unlink()
    unseen = run_remote_task(remote).outcome
    assert isinstance(unseen, Failed)
    assert f"does not see {remote.task.path}.\nEvery machine of the cluster must see" in unseen.message
    assert {(each.fault, each.passing) for each in (other, unseen)} == {(CaseFault.MACHINE, True)}


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--scheduler", "tcp://127.0.0.1:9"), 3, "no Dask scheduler answers at tcp://127.0.0.1:9.\nStart one"),
        (("--scheduler", "http://127.0.0.1:8786"), 2, "expected tcp://HOST:PORT"),
        (("--scheduler", "tcp://127.0.0.1:9", "--workers", "2"), 2, "--workers is for this machine"),
    ],
)
def test_a_scheduler_that_cannot_be_used_is_said(tmp_path: Path, more, code: int, words: str):
    """A scheduler that does not answer is its operator's matter, a wrong address the analyst's."""
    ended = tracer("batch", ROOT / "fixtures" / "story", "--chain", BLOCKS, "--out", tmp_path / "out", *more)
    assert (ended.code, words in ended.err, "Traceback" in ended.err) == (code, True, False)


def test_without_dask_it_is_said_what_to_install(tmp_path: Path):
    """Where Dask is not installed, --scheduler says how to install it; nothing else needs it."""
    words = ["batch", str(ROOT / "fixtures" / "story"), "--chain", str(BLOCKS), "--out", str(tmp_path / "out")]
    code = "import sys; sys.modules['distributed'] = None; sys.argv[1:] = {}; from tracer.cli.main import main; main()"

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        program = code.format(json.dumps([*words, *more]))
        return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    ended = run("--scheduler", "tcp://127.0.0.1:9")
    assert ended.returncode == 2
    assert "pip install 'custody-tracer[cluster]'" in ended.stderr
    assert run().returncode == 0
