"""One writer per store: the second one is told so at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracer.errors import CaseError, SourceError

NAME = "lock"


@contextmanager
def only_writer(directory: Path) -> Iterator[None]:
    """Hold the store's lock; the system lets go of it even where the process is killed.

    Raises:
        CaseError: another process writes the store.
        SourceError: the lock file cannot be made.
    """
    try:
        handle = os.open(directory / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SourceError(f"{directory} cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CaseError(
                f"store {directory} is being written by another tracer. Wait until it ends; reading is possible meanwhile"
            ) from None
        yield
    finally:
        os.close(handle)
