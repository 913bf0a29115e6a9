"""A folder that takes long to make: hidden beside its place until it is whole, and never left there for good."""

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

_MADE_BY = ".{name}.making-"


@contextlib.contextmanager
def making(out: Path) -> Iterator[Path]:
    """Yield a new hidden folder beside `out`, to be renamed to it when it is whole; else it is removed.

    What an earlier process left half-made for the same place is removed first, where that process is no more. The
    folder is locked while it is made, and the system lets go of the lock where the process is killed.

    Raises:
        OSError: the disk refuses.
    """
    _remove_left(out)
    place = out.with_name(f"{_MADE_BY.format(name=out.name)}{os.getpid()}")
    place.mkdir(mode=0o700)
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):  # a disk without locks: then the number of the process alone protects it
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(handle)


def _remove_left(out: Path) -> None:
    """Remove what processes that are no more were making for a place; a link, or another's folder, is left alone."""
    form = re.compile(re.escape(_MADE_BY.format(name=out.name)) + "([1-9][0-9]{0,9})")
    for each in sorted(out.absolute().parent.iterdir()):
        found = form.fullmatch(each.name)
        if found and each.is_dir() and not each.is_symlink() and not _is_running(int(found[1])) and _is_free(each):
            shutil.rmtree(each, ignore_errors=True)


def _is_running(number: int) -> bool:
    """Return whether another process has this number; this one has made nothing yet."""
    if number == os.getpid():
        return False
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # there is one, of somebody else
        return True
    return True


def _is_free(folder: Path) -> bool:
    """Return whether nobody holds a folder's lock, also of a machine or container whose processes are not seen here."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:  # it is gone, or somebody else's
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
