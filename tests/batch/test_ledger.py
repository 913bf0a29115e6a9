"""The ledger knows how far each case has come, whatever ended the batch."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT
from tracer.batch.ledger import NAME, Ledger, State, open_ledger
from tracer.batch.work import CaseFault, Failed, Finished
from tracer.errors import CaseError

DONE = Finished({"case file": "1"}, "aa" * 32, b"{}", ("a warning",), ())


def test_a_job_goes_from_running_to_done_or_failed(tmp_path: Path) -> None:
    """Each event is kept; a failure keeps what is known of the run on disk."""
    with open_ledger(tmp_path) as ledger:
        ledger.start("a", "folder")
        assert ledger.entries()["a"].state is State.RUNNING
        ledger.finish("a", DONE, 1)
        found = ledger.entries()["a"]
        assert (found.state, found.causes, found.warnings) == (State.DONE, {"case file": "1"}, ("a warning",))
        ledger.start("a", "folder")
        ledger.fail("a", Failed(CaseFault.MACHINE, "the node is down"), 3)
    with open_ledger(tmp_path, reading=True) as ledger:
        found = ledger.entries()["a"]
    assert (found.state, found.fault, found.message) == (State.FAILED, CaseFault.MACHINE, "the node is down")
    assert (found.digest, found.trace_sha256) == (b"{}", "aa" * 32)


def test_a_job_begun_again_has_the_folder_it_is_done_in_now(tmp_path: Path) -> None:
    """Where a job's folder has another name than on an earlier night, its lines lead to the new one."""
    with open_ledger(tmp_path) as ledger:
        ledger.start("дело.toml", "____-0a1b2c3d")
        ledger.start("дело.toml", "дело")
        assert ledger.entries()["дело.toml"].folder == "дело"


def test_what_is_told_together_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    """Where one of several events cannot be written, none of them is; alone, each is kept at once."""

    def broken_off(ledger: Ledger) -> None:
        """Tell of two events, and fail."""
        with ledger.together():
            ledger.start("b", "b")
            ledger.finish("a", DONE, 1)
            raise RuntimeError

    with open_ledger(tmp_path) as ledger:
        ledger.start("a", "a")
        with pytest.raises(RuntimeError):
            broken_off(ledger)
        assert {name: entry.state for name, entry in ledger.entries().items()} == {"a": State.RUNNING}
        with ledger.together():
            ledger.start("b", "b")
            ledger.finish("a", DONE, 1)
        ledger.start("c", "c")
    with open_ledger(tmp_path, reading=True) as ledger:
        found = {name: entry.state for name, entry in ledger.entries().items()}
    assert found == {"a": State.DONE, "b": State.RUNNING, "c": State.RUNNING}


def test_what_was_settled_is_kept_apart(tmp_path: Path) -> None:
    """The run to compare with changes only when a batch comes to its end."""
    with open_ledger(tmp_path) as ledger:
        ledger.start("a", "a")
        ledger.finish("a", DONE, 1)
        assert ledger.entries()["a"].before is None
        ledger.settle(["a"])
        ledger.finish("a", Finished({"case file": "2"}, "bb" * 32, b"[]", (), ()), 1)
        found = ledger.entries()["a"]
        assert (found.before, found.before_causes) == (b"{}", {"case file": "1"})
        assert (found.digest, found.causes) == (b"[]", {"case file": "2"})


def test_a_finished_ledger_is_one_file_for_its_owner(tmp_path: Path) -> None:
    """No log lies beside it, so that it can be read where nothing can be written, and nobody else may read it."""
    with open_ledger(tmp_path) as ledger:
        ledger.start("a", "a")
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_a_ledger_that_was_broken_off_is_one_file_too(tmp_path: Path) -> None:
    """Interrupted, the log is folded in as well: reading it then leaves nothing beside it."""

    def interrupted() -> None:
        """Tell of something, and be interrupted."""
        with open_ledger(tmp_path) as ledger:
            ledger.start("a", "a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with open_ledger(tmp_path, reading=True) as ledger:
        assert [entry.state for entry in ledger.entries().values()] == [State.RUNNING]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_what_broke_a_batch_off_is_told_though_its_ledger_cannot_be_folded_in(tmp_path: Path) -> None:
    """A fault while the log is folded in does not hide what ended the batch."""

    def interrupted() -> None:
        """Tell of something, let nothing be removed, and be interrupted."""
        with open_ledger(tmp_path) as ledger:
            ledger.start("a", "a")
            (tmp_path / f"{NAME}-shm").mkdir()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with open_ledger(tmp_path, reading=True) as ledger:
        assert list(ledger.entries()) == ["a"]


def test_what_a_reader_leaves_beside_a_killed_batchs_ledger_goes(tmp_path: Path) -> None:
    """A batch that was killed leaves its log; somebody reads it; the next batch leaves one file."""
    code = (
        "import os, sys; from pathlib import Path; from tracer.batch.ledger import open_ledger\n"
        "with open_ledger(Path(sys.argv[1])) as ledger:\n    ledger.start('a', 'a')\n    os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, check=False)
    assert (tmp_path / f"{NAME}-wal").is_file()
    with open_ledger(tmp_path, reading=True) as ledger:
        assert [entry.state for entry in ledger.entries().values()] == [State.RUNNING]
    with open_ledger(tmp_path) as ledger:
        assert list(ledger.entries()) == ["a"]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_newer_ledger_is_left_alone(tmp_path: Path) -> None:
    """A ledger of another schema is neither read nor changed."""
    with sqlite3.connect(tmp_path / NAME) as database:
        database.execute("PRAGMA user_version = 2")
    database.close()
    with pytest.raises(CaseError, match="is a ledger of schema 2; this version reads 1"), open_ledger(tmp_path):
        pass
