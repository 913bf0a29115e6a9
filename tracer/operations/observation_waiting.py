"""A look that takes the place of an earlier one at its block: what it found waits beside it until the journal has it.

So an older file in the place of the last look is either that of a command that was interrupted, whose own waits there
to be put in its place, or an older copy that somebody put back.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from tracer.disk import folder as folders
from tracer.disk.files import flush_names, read_bounded, write_flushed
from tracer.errors import CaseError, SourceError, TracerError
from tracer.operations.observation_names import is_name

_WAITING = re.compile(r"\.(.+)\.waiting(?:\.json)?")


def digest(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 over the names and hashes of a folder's files."""
    lines = [f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())]
    return sha256("".join(lines).encode()).hexdigest()


def is_waiting(file: str) -> bool:
    """Return whether a file or folder among the observations is one that waits for its place."""
    return _WAITING.fullmatch(file) is not None


def names(place: Path) -> Iterator[str]:
    """Yield the names of the observations of which something waits, sorted."""
    found = (_WAITING.fullmatch(each.name) for each in place.iterdir()) if place.is_dir() else ()
    yield from sorted({match[1] for match in found if match is not None and is_name(match[1])})


def file_digest(place: Path, name: str) -> str | None:
    """Return the SHA-256 of the file that waits; None where none does, or it cannot be read."""
    try:
        return sha256(read_bounded(_file(place, name), "observation")).hexdigest()
    except CaseError:
        return None


def folder_digest(place: Path, name: str) -> str | None:
    """Return the digest of the folder that waits; None where none does, or it cannot be read as one."""
    waits = _folder(place, name)
    try:
        listing = folders.list_folder(waits)
        return None if listing.findings else digest({file: folders.read_file(waits, file) for file in listing.sizes})
    except TracerError:  # there is none, or no command wrote it
        return None


def stage(place: Path, name: str, content: bytes, files: Mapping[str, bytes] | None) -> None:
    """Write what a look found beside the place that it gets, the file first; `files` None: the folder there stays.

    Raises:
        OSError, SourceError: the disk refuses; nothing waits.
    """
    discard(place, name)
    try:
        write_flushed(_file(place, name), content)
        flush_names(place)
        if files is not None:
            folders.write_whole(_folder(place, name), sorted(files.items()))
    except (OSError, SourceError):
        discard(place, name)
        raise


def put_in_place(place: Path, name: str) -> None:
    """Give what waits its place, the file first; from then on the folder that waits is read with it.

    Raises:
        OSError: the disk refuses; the rest waits.
    """
    file, folder = _file(place, name), _folder(place, name)
    if file.exists():
        file.replace(place / f"{name}.json")
        flush_names(place)
    if folder.is_dir():
        remove(place / name)
        folder.rename(place / name)
        flush_names(place)


def folder_of(place: Path, name: str) -> Path:
    """Return the folder that belongs to an observation's file: one that waits once no file waits, else that beside it.

    Where that was put aside and what waited is not there, it is what was put aside.
    """
    waits, replaced = _folder(place, name), place / f".{name}.replaced"
    if waits.is_dir() and not _file(place, name).exists():
        return waits
    return replaced if replaced.is_dir() and not (place / name).exists() else place / name


def discard(place: Path, name: str) -> None:
    """Remove what waits.

    Raises:
        OSError: the disk refuses.
    """
    remove(_file(place, name))
    remove(_folder(place, name))


def remove(each: Path) -> None:
    """Remove a file or a folder; what is not there is no fault."""
    if each.is_dir() and not each.is_symlink():
        shutil.rmtree(each)
    else:
        each.unlink(missing_ok=True)


def _file(place: Path, name: str) -> Path:
    return place / f".{name}.waiting.json"


def _folder(place: Path, name: str) -> Path:
    return place / f".{name}.waiting"
