"""Workers are watched: whatever one case does to its process, the others are done."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from fixtures.patience import wait_until
from tests.batch.works import Acting, Pinning
from tests.commands import ROOT
from tracer.batch.pool import BatchLimits, Ended, Pool
from tracer.batch.work import CaseFault, Failed, Finished, Task

LIMITS = BatchLimits(workers=2, memory_mib=512, seconds=300, pauses=(0.05, 0.1, 0.1))


def _tasks(base: Path, *names: str) -> list[Task]:
    (base / "marks").mkdir(exist_ok=True)
    tasks = []
    for name in names:
        (base / name).mkdir()
        tasks.append(Task(f"{name}.toml", base / f"{name}.toml", base / name / "run", None))
    return tasks


def _ended(base: Path, limits: BatchLimits, *names: str, work=None) -> dict[str, Ended]:
    tasks = _tasks(base, *names)
    with Pool(work or Acting(base / "marks"), limits) as pool:
        return {Path(end.task.name).stem: end for end in pool.each(tasks, lambda task: None)}


def _failed(end: Ended) -> Failed:
    assert isinstance(end.outcome, Failed)
    return end.outcome


def test_each_case_ends_once_and_says_what_happened(tmp_path: Path) -> None:
    """Malformed, false, killed, hungry and endless cases fail with their own words; the others are done."""
    names = ("well-1", "malformed", "killed", "hungry", "false", "well-2", "well-3")
    ended = _ended(tmp_path, LIMITS, *names) | _ended(tmp_path, replace(LIMITS, seconds=1), "endless")
    assert sorted(ended) == sorted([*names, "endless"])
    assert all(isinstance(ended[name].outcome, Finished) for name in ("well-1", "well-2", "well-3"))
    assert _failed(ended["malformed"]) == Failed(CaseFault.CASE, "malformed.toml: not a case")
    assert _failed(ended["false"]).fault is CaseFault.INTEGRITY
    assert "killed by SIGKILL" in _failed(ended["killed"]).message
    assert "more memory than the 512 MiB" in _failed(ended["hungry"]).message
    assert "longer than the 1 s" in _failed(ended["endless"]).message
    assert {_failed(ended[name]).fault for name in ("killed", "hungry", "endless")} == {CaseFault.MACHINE}
    assert {end.attempts for end in ended.values()} == {1}


def test_a_worker_that_a_file_took_along_says_what_to_look_at(tmp_path: Path) -> None:
    """A worker that dies because a file it reads was cut says so, and what to run; memory has nothing to do with it."""
    words = _failed(_ended(tmp_path, LIMITS, "cut", "well")["cut"]).message
    assert words.startswith("its worker was killed by SIGBUS; a file that it was reading is shorter than it was")
    assert "tracer store check DIR" in words
    assert "memory" not in words


def test_an_outage_is_waited_for(tmp_path: Path) -> None:
    """A source that answers the third time costs two pauses; one that never does fails after the last pause."""
    ended = _ended(tmp_path, LIMITS, "outage", "down", "well")
    assert isinstance(ended["outage"].outcome, Finished)
    assert ended["outage"].attempts == 3
    assert _failed(ended["down"]) == Failed(CaseFault.MACHINE, "the node is down for good", passing=True)
    assert ended["down"].attempts == 4


def test_why_a_case_waits_is_said_once(tmp_path: Path) -> None:
    """Two cases that wait for one source are one notice, with how long it is waited for; a failure is none."""
    said: list[str] = []
    tasks = _tasks(tmp_path, "down-1", "down-2", "malformed")
    with Pool(Acting(tmp_path / "marks"), LIMITS, say=said.append) as pool:
        assert len(list(pool.each(tasks, lambda task: None))) == 3
    assert said == ["the node is down for good\nAsked again after growing pauses, 0.25 s in all; other cases go on."]


def test_a_pause_holds_up_no_other_case(tmp_path: Path) -> None:
    """While one case waits for its source, one worker does all the others."""
    names = ("down", *(f"well-{number}" for number in range(5)))
    tasks = _tasks(tmp_path, *names)
    with Pool(Acting(tmp_path / "marks"), replace(LIMITS, workers=1, pauses=(0.5,))) as pool:
        order = [end.task.name for end in pool.each(tasks, lambda task: None)]
    assert order[-1] == "down.toml"


def test_workers_are_started_once(tmp_path: Path) -> None:
    """Twenty cases on two workers are done in at most two processes, neither of them this one."""
    _ended(tmp_path, LIMITS, *(f"well-{number}" for number in range(20)))
    pids = {path.read_text() for path in (tmp_path / "marks").iterdir()}
    assert 1 <= len(pids) <= 2
    assert str(os.getpid()) not in pids


def test_opening_a_source_is_not_a_cases_time(tmp_path: Path) -> None:
    """A source that takes longer to open than a case may take fails no case."""
    ended = _ended(tmp_path, replace(LIMITS, seconds=3, workers=1), "opening-1")
    assert isinstance(ended["opening-1"].outcome, Finished)


def test_all_workers_go_by_one_tip(tmp_path: Path) -> None:
    """Two workers that see different tips go by the first one told."""
    _ended(tmp_path, LIMITS, "1", "2", "3", "4", work=Pinning(tmp_path / "marks"))
    told = [path.read_text().split() for path in (tmp_path / "marks").glob("*.tip")]
    assert len(told) == 4
    assert len({pid for pid, _ in told}) == 2
    assert len({tip for _, tip in told}) == 1


def test_leaving_ends_every_worker(tmp_path: Path) -> None:
    """A batch that is broken off leaves no process behind, not even a busy one."""
    tasks = _tasks(tmp_path, "well", "endless")
    with Pool(Acting(tmp_path / "marks"), LIMITS) as pool:
        assert next(pool.each(tasks, lambda task: None)).task.name == "well.toml"
        wait_until(lambda: _mark(tmp_path, "endless.0"))
    pids = [path.read_text() for path in (tmp_path / "marks").iterdir()]
    assert len(pids) == 2
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_a_worker_never_outlives_its_batch(tmp_path: Path) -> None:
    """When the batch is killed, a worker in the middle of a case that never ends is gone at once."""
    _tasks(tmp_path, "endless")
    code = (
        "import sys; from pathlib import Path; from tests.batch.works import Acting;"
        "from tracer.batch.pool import BatchLimits, Pool; from tracer.batch.work import Task; base = Path(sys.argv[1]);"
        "pool = Pool(Acting(base / 'marks'), BatchLimits(1, 512, 600));"
        "list(pool.each([Task('endless.toml', base, base / 'endless' / 'run', None)], lambda task: None))"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT) as batch:
        wait_until(lambda: _mark(tmp_path, "endless.0"))
        pid = _mark(tmp_path, "endless.0")
        assert Path(f"/proc/{pid}").exists()
        batch.kill()
    wait_until(lambda: not Path(f"/proc/{pid}").exists())


def _mark(base: Path, name: str) -> str:
    """Return what a mark says, which it may not yet."""
    path = base / "marks" / name
    return path.read_text() if path.exists() else ""
