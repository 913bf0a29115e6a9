"""A batch whose scheduler goes away at the worst moments: each case ends once, and the batch always ends."""

import random
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from tests.batch.schedulers import Promise, Scheduler
from tests.batch.works import Acting
from tracer.batch import cluster
from tracer.batch.cluster import Cluster
from tracer.batch.pool import BatchLimits
from tracer.batch.work import Finished, Task

pytest.importorskip("distributed", reason="the optional part `cluster` is not installed")
LIMITS = BatchLimits(workers=1, memory_mib=512, seconds=5, pauses=(0.0, 0.0))


def spent(tmp_path: Path, scheduler: Scheduler, count: int) -> tuple[list[str], list[str]]:
    """Do so many cases; return the names of those that ended, and what was said."""
    said: list[str] = []
    tasks = [Task(f"{number}.toml", tmp_path / f"{number}.toml", tmp_path / "run", None) for number in range(count)]
    with Cluster("tcp://nowhere:1", Acting(tmp_path), LIMITS, said.append, scheduler.connect) as crew:
        ended = list(crew.each(tasks, lambda task: None))
    assert all(isinstance(each.outcome, Finished) for each in ended)
    assert all((each.task.out / "trace.json").is_file() for each in ended)
    return sorted(each.task.name for each in ended), said


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch):
    """Have nobody wait between two looks."""
    monkeypatch.setattr(cluster, "_LOOK", 0)


def test_answers_heard_before_the_scheduler_was_lost_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cases answer, and then the look for workers finds the scheduler gone: both are done, the third anew."""
    monkeypatch.setattr(cluster, "_QUIET", -1)

    def script(made: Promise) -> None:
        if made.client.number == 0 and made.remote.task.name == "2.toml":
            made.state = "pending"

    scheduler = Scheduler(script)
    ended, said = spent(tmp_path, scheduler, 3)
    assert ended == ["0.toml", "1.toml", "2.toml"]
    assert sorted(scheduler.done) == ended, "a case that had answered was done again"
    assert len(said) >= 1
    assert "tcp://nowhere:1 is not reached any more" in said[0]


def test_an_answer_taken_back_while_it_is_fetched(tmp_path: Path) -> None:
    """An answer that the scheduler forgets between saying that it is there and giving it is asked for again."""

    def script(made: Promise) -> None:
        if made.client.number == 0 and made.remote.task.name == "1.toml":
            made.raising = CancelledError("scheduler-restart")

    scheduler = Scheduler(script)
    ended, said = spent(tmp_path, scheduler, 3)
    assert ended == ["0.toml", "1.toml", "2.toml"]
    assert len(said) == 1


def test_a_case_that_cannot_be_handed_out_is_due_still(tmp_path: Path) -> None:
    """The connection closes while cases are handed out: none of them is forgotten."""

    def script(made: Promise) -> None:
        if made.client.number == 0 and made.remote.task.name == "1.toml":
            made.client.state = "closed"

    assert spent(tmp_path, Scheduler(script), 4)[0] == ["0.toml", "1.toml", "2.toml", "3.toml"]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_goes_wrong_each_case_ends_once(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn at random: lost and late answers, forgotten futures, connections that close.

    Every case ends exactly once.
    """
    draw = random.Random(seed)
    monkeypatch.setattr(cluster, "_QUIET", draw.choice((-1, 15)))

    def script(made: Promise) -> None:
        if made.client.number > 6:
            return
        match draw.randrange(8):
            case 0:
                made.state = "lost"
            case 1:
                made.raising = CancelledError("forgotten")
            case 2:
                made.client.state = "closed"
            case 3 if cluster._QUIET < 0:
                made.state = "pending"

    ended, _ = spent(tmp_path, Scheduler(script), 7)
    assert ended == sorted(f"{number}.toml" for number in range(7))
