"""The folder of a batch on disk: runs put in their place whole, tables replaced whole.

DIR/cases/NAME/run is a case's run and DIR/cases/NAME/before the one that it replaced; DIR/work holds
what is being written. Only the batch, which holds the lock, renames anything into `cases`, so a worker
that outlived its batch for a moment can disturb nothing.
"""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tracer.batch import ledger
from tracer.disk import files, lock
from tracer.disk.folder import flush
from tracer.errors import CaseError, SourceError

_CASES, _WORK = "cases", "work"
_OWN = (lock.NAME, *ledger.FILES, _CASES, _WORK)
"""What a batch opens by name. None of it may be a symbolic link, by which it would write somewhere else."""
_BEGUN = {lock.NAME}
"""What lies in the folder of a batch that ended before it had a ledger."""


class BatchFolder:
    """The folder of one batch, locked by it."""

    def __init__(self, root: Path) -> None:
        """Use a folder that `prepare` made."""
        self.root = root
        self._written = root / _WORK

    def tidy(self) -> None:
        """Undo what an earlier call left half done: unfinished runs, and a run moved aside and not replaced.

        What is written from now on lies in a folder with a name of this call's own.

        Raises:
            CaseError: the place of a case's runs is a symbolic link.
            SourceError: the disk refuses.
        """
        shutil.rmtree(self.root / _WORK, ignore_errors=True)
        try:
            (self.root / _WORK).mkdir(mode=0o700, exist_ok=True)
            (self.root / _CASES).mkdir(mode=0o700, exist_ok=True)
            for case in (self.root / _CASES).iterdir():
                _refuse_link(case)
                if (case / "before").exists() and not (case / "run").exists():
                    (case / "before").rename(case / "run")
            self._written = Path(tempfile.mkdtemp(dir=self.root / _WORK))
        except OSError as error:
            raise self._refused(error) from error

    def run_of(self, folder: str) -> Path:
        """Return where a case's run lies, or would."""
        return self.root / _CASES / folder / "run"

    def task_folder(self, folder: str) -> Path:
        """Return where a worker may write a case's run, which nobody else does."""
        return self._written / folder

    def flush(self) -> None:
        """Flush everything that was written on the folder's file system.

        Raises:
            SourceError: the disk could not take it.
        """
        try:
            flush(self.root)
        except OSError as error:
            raise self._refused(error) from error

    def publish(self, written: Path, folder: str) -> None:
        """Put a finished run, flushed before, in its place; the one that lay there becomes `before`.

        That it lies there is not flushed: after a power cut it may be missing, and its case is done again.

        Raises:
            SourceError: the disk refuses; the earlier run stays or comes back with the next call.
        """
        run = self.run_of(folder)
        try:
            if not _made(run.parent):
                _move_aside(run)
            written.rename(run)
        except OSError as error:
            raise self._refused(error) from error

    def clear(self, place: Path) -> None:
        """Remove a run that was written and not put in its place."""
        shutil.rmtree(place, ignore_errors=True)

    def close(self) -> None:
        """Remove the folder of work; nothing in it is needed."""
        shutil.rmtree(self.root / _WORK, ignore_errors=True)

    def write(self, contents: Mapping[str, bytes]) -> None:
        """Write files of the folder itself, each whole or not at all; the folder is flushed once for all of them.

        Raises:
            SourceError: the disk refuses.
        """
        try:
            for name, content in contents.items():
                files.replace_file(self.root / name, content, files.unknown_name(self._written))
            flush(self.root)
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> SourceError:
        return SourceError(
            f"{error.filename2 or error.filename or self.root} cannot be written: {error.strerror or error}.\n"
            "What was finished is kept. Make room, or remove what stands in the way, then run the batch again."
        )


def _made(folder: Path) -> bool:
    """Make a folder; return whether it was not there before."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return False
    return True


def _move_aside(run: Path) -> None:
    """Make a run that lies in its place the one before."""
    before = run.with_name("before")
    if run.exists():
        if before.exists():
            shutil.rmtree(before)
        run.rename(before)


def prepare(out: Path) -> BatchFolder:
    """Return the folder of a batch, made where there is none.

    Raises:
        CaseError: something else lies there or in it, it cannot be read, or its parent is not.
    """
    if not os.path.lexists(out):
        try:
            out.mkdir(mode=0o700)
        except FileExistsError:
            pass  # another batch has made it just now
        except OSError as error:
            raise CaseError(f"{out} cannot be made: {error.strerror}.\nName another folder with --out.") from None
    try:
        names = {each.name for each in out.iterdir()}
    except NotADirectoryError:
        raise CaseError(f"{out} exists and is no folder.\nName another one with --out.") from None
    except OSError as error:
        raise CaseError(f"{out} cannot be read: {error.strerror}.\nName another folder with --out.") from None
    for name in _OWN:
        _refuse_link(out / name)
    if not names <= _BEGUN and not (out / ledger.NAME).is_file():
        raise CaseError(f"{out} holds other things than a batch.\nName another folder with --out.")
    return BatchFolder(out)


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise CaseError(
            f"{path} is a symbolic link: a batch writes into its own folder only.\n"
            "Remove the link, or name another folder with --out."
        )
