"""Packed files, told by their first bytes: a folder is asked for, and a person gives the archive it came in."""

from pathlib import Path

_SIGNS = (
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"PK\x05\x06", "ZIP"),
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (0, b"Rar!\x1a\x07", "RAR"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"BZh", "bzip2"),
    (0, b"\x28\xb5\x2f\xfd", "Zstandard"),
    (257, b"ustar", "tar"),
)
"""Where a sign stands, the sign, and what it is the sign of.

Source: PKWARE APPNOTE 6.3, 4.3.7 and 4.3.16; RFC 1952, 2.3.1; RFC 8878, 3.1.1; POSIX.1-2017, pax, ustar; 7-Zip's
7zFormat.txt; the technical note of RAR 5.0.
"""
_MOST = max(at + len(sign) for at, sign, _ in _SIGNS)


def unpack_first(path: Path) -> str:
    """Return what to do about an archive that stands where a folder is asked for; empty for anything else."""
    kind = packed_as(path)
    if kind is None:
        return ""
    return f"\nIt is packed ({kind}): unpack it into a folder of its own, and name that folder."


def packed_as(path: Path) -> str | None:
    """Return what a file is packed as, None where it is no archive, no file, or cannot be read."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            begin = file.read(_MOST)
    except (OSError, ValueError):  # whoever opens it next says why it cannot be read
        return None
    return next((kind for at, sign, kind in _SIGNS if begin.startswith(sign, at)), None)
