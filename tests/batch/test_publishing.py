"""Finished runs are flushed together and renamed only then; what was taken is placed whatever happens."""

import threading
from pathlib import Path

import pytest

from tests.batch.works import outcome
from tracer.batch.batch_folder import BatchFolder, prepare
from tracer.batch.jobs import Job
from tracer.batch.ledger import State, open_ledger
from tracer.batch.pool import Ended
from tracer.batch.publishing import Publisher
from tracer.batch.work import Task
from tracer.errors import SourceError


class Disk(BatchFolder):
    """A folder whose first flush waits until it is let go, and that counts flushes; full if told so."""

    def __init__(self, root: Path, full: bool = False) -> None:
        """Use a folder."""
        super().__init__(root)
        self.flushes, self.full, self.began, self.go = 0, full, threading.Event(), threading.Event()

    def flush(self) -> None:
        """Flush, or refuse."""
        self.flushes += 1
        self.began.set()
        assert self.go.wait(20)
        if self.full:
            raise SourceError("the disk is full")


@pytest.fixture
def ledger(tmp_path: Path):
    """Give the ledger of a fresh batch in `out`."""
    prepare(tmp_path / "out").tidy()
    with open_ledger(tmp_path / "out") as given:
        yield given


def _do(publisher: Publisher, disk: Disk, name: str) -> None:
    """Begin a case, and end it with a run."""
    job = Job(f"{name}.toml", Path(f"{name}.toml"))
    task = Task(job.name, job.path, disk.task_folder(job.folder), None)
    publisher.begin(job)
    publisher.take(Ended(task, outcome(task), 1), job)


def test_runs_that_wait_share_a_flush(tmp_path: Path, ledger):
    """Nine runs finished while the first is flushed cost one more flush; none has its place before its flush ended."""
    disk = Disk(tmp_path / "out")
    with Publisher(disk, ledger) as publisher:
        _do(publisher, disk, "0")
        assert disk.began.wait(20)
        for number in range(1, 10):
            _do(publisher, disk, str(number))
        assert not list(disk.root.glob("cases/*/run"))
        disk.go.set()
    assert (publisher.written, disk.flushes) == (10, 2)
    assert len(list(disk.root.glob("cases/*/run/trace.json"))) == 10
    assert {entry.state for entry in ledger.entries().values()} == {State.DONE}


def test_a_disk_that_cannot_take_it_fails_the_case(tmp_path: Path, ledger):
    """Where the flush fails no run is put in its place, and each case says why."""
    disk = Disk(tmp_path / "out", full=True)
    disk.go.set()
    with Publisher(disk, ledger) as publisher:
        _do(publisher, disk, "1")
    assert publisher.written == 0
    assert not list(disk.root.glob("cases/*"))
    (entry,) = ledger.entries().values()
    assert (entry.state, entry.message) == (State.FAILED, "the disk is full")


def test_an_interrupted_batch_places_what_was_finished(tmp_path: Path, ledger):
    """Ctrl-C while a flush runs loses no run that was taken."""
    disk = Disk(tmp_path / "out")

    def interrupted() -> None:
        """Take three, and be interrupted."""
        with Publisher(disk, ledger) as publisher:
            for number in range(3):
                _do(publisher, disk, str(number))
            disk.go.set()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(list(disk.root.glob("cases/*/run"))) == 3


def test_a_case_that_is_being_done_is_written_down(tmp_path: Path, ledger):
    """A case that began and has not ended is known as running, without a flush."""
    disk = Disk(tmp_path / "out")
    with Publisher(disk, ledger) as publisher:
        publisher.begin(Job("long.toml", Path("long.toml")))
    assert {name: entry.state for name, entry in ledger.entries().items()} == {"long.toml": State.RUNNING}
    assert disk.flushes == 0
