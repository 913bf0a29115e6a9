"""A bag as one file: a tar archive, the same bytes for the same bag on every machine.

Source: RFC 8493 (BagIt 1.0), section 4: one folder at the top, which is the bag; POSIX.1-2001 (pax), whose extended
headers stand only where a name does not fit into ustar's.
"""

import tarfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath


def to_tar(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Return an archive of a bag's files by their paths, below a folder of this name.

    Folders and files stand in the order of their names, a folder before what is in it; times and owners are zero, files
    have mode 0600 and folders 0700.
    """
    held = {f"{folder}/{name}": content for name, content in files.items()}
    folders = {str(each) for name in held for each in PurePosixPath(name).parents[:-1]}
    made = BytesIO()
    with tarfile.TarFile(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(folders | held.keys()):
            entry = tarfile.TarInfo(name)
            if name in folders:
                entry.type, entry.mode = tarfile.DIRTYPE, 0o700
                archive.addfile(entry)
            else:
                entry.size, entry.mode = len(held[name]), 0o600
                archive.addfile(entry, BytesIO(held[name]))
    return made.getvalue()
