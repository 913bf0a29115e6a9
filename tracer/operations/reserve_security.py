"""The security register in a register's folder, read with every fault of every file."""

from pathlib import Path

from tracer.disk.files import read_bounded
from tracer.errors import CaseError
from tracer.reserve.security import security_file
from tracer.reserve.security.security_rows import NO_SECURITY, SecurityRegister
from tracer.visible import visible

FOLDER = security_file.FOLDER
IMAGES = frozenset({
    ".bmp", ".gif", ".heic", ".jp2", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp", ".wsq",
})  # fmt: skip
"""How names of pictures end; what is measured of a body comes as one."""


def read_security(path: Path) -> SecurityRegister:
    """Return the security register of a register's folder; an empty one where there is none.

    Raises:
        CaseError: every fault of every file; pictures are refused, whatever they show.
        SourceError: the disk cannot be read.
    """
    place = path / FOLDER
    if not place.is_dir():
        return NO_SECURITY
    faults: list[str] = []
    files: dict[str, bytes] = {}
    for file in sorted(place.rglob("*")):
        name = file.relative_to(path).as_posix()
        if file.suffix.lower() in IMAGES:
            faults.append(f"{visible(name)}: pictures do not belong here: biometrics are never kept")
        elif file.suffix == ".toml" and file.is_file():
            files[name] = read_bounded(file, "file")
    try:
        security = security_file.parse(files)
    except CaseError as error:
        faults += error.faults
    if faults:
        raise CaseError(*faults)
    return security
