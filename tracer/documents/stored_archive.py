"""An archive whose bytes depend on its entries alone: stored without compression and without times, in their order.

Source: PKWARE APPNOTE 6.3.10; ECMA-376 part 2 (the packages of office files are such archives).
"""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def stored(archive: bytes) -> bytes:
    """Return the same archive without compression, with constant times: no clock and no version of zlib shows in it."""
    target = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(target, "w", ZIP_STORED) as kept:
        for name in source.namelist():
            entry = ZipInfo(name, _ZIP_EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = 0o600 << 16
            kept.writestr(entry, source.read(name))
    return target.getvalue()
