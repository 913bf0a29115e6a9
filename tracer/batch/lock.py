"""One batch at a time in a folder: the second one is told so at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracer.errors import CaseError, SourceError

NAME = "lock"


@contextmanager
def only_batch(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system lets go of it even where the process is killed.

    Raises:
        CaseError: another batch works in the folder.
        SourceError: the lock file cannot be made.
    """
    try:
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SourceError(f"{folder} cannot be written: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CaseError(
                f"another batch is at work in {folder}.\nWait until it ends, or name another folder with --out."
            ) from None
        yield
    finally:
        os.close(handle)
