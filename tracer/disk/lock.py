"""A folder's lock: whoever comes second is told so at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tracer.errors import CaseError, SourceError

NAME = "lock"


def only_writer(directory: Path) -> AbstractContextManager[None]:
    """Hold a store's lock: one process writes it at a time. Raises as `alone` does."""
    return alone(
        directory,
        f"store {directory} is being written by another tracer. Wait until it ends; reading is possible meanwhile",
    )


@contextmanager
def alone(folder: Path, taken: str) -> Iterator[None]:
    """Hold the folder's lock; the system lets go of it even where the process is killed.

    Raises:
        CaseError: another process holds it; `taken` are the words for that.
        SourceError: the lock file cannot be made.
    """
    try:
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise SourceError(
            f"{folder} cannot be written: {error.strerror}.\nMake it writable, or name another folder."
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CaseError(taken) from None
        yield
    finally:
        os.close(handle)
