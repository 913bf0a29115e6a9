"""Files that people hand over: read within bounds, hashed whatever their size."""

import gzip
import hashlib
import zlib
from io import BytesIO
from pathlib import Path

from tracer.errors import CaseError

_MAX_BYTES = 256 * 1024 * 1024
"""More than any case file, TagPack or exhibit has; larger ones are refused unread."""


def sha256_of(path: Path) -> str:
    """Return the hash of an exhibit, which may be of any size."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CaseError(f"exhibit {path} cannot be read: {error.strerror}") from None


def read_bounded(path: Path, what: str) -> bytes:
    """Return the bytes of a regular file of bearable size; nothing else is opened for reading."""
    try:
        if not path.exists():
            raise CaseError(f"no {what} at {path}")
        if not path.is_file():
            raise CaseError(f"{what} {path} is not a regular file")
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise CaseError(f"{what} {path} cannot be read: {error.strerror}") from None
    if len(content) > _MAX_BYTES:
        raise CaseError(f"{what} {path} is larger than {_MAX_BYTES} bytes, which no {what} is")
    return content


def unzipped(content: bytes, path: Path, what: str) -> bytes:
    """Return what a gzip file holds, within the same bounds: a few bytes can unpack to any size."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(content)) as file:
            held = file.read(_MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise CaseError(f"{path} is not a gzip file, or is cut off") from None
    if len(held) > _MAX_BYTES:
        raise CaseError(f"{what} {path} unpacks to more than {_MAX_BYTES} bytes, which no {what} does")
    return held
