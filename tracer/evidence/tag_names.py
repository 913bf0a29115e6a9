"""Under which names a run and a bundle hold the TagPacks of a case."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


def stored_names(tags: Sequence[str]) -> tuple[str, ...]:
    """Return the file name under which each TagPack of a case is stored, in order.

    `packs/ofac.yaml`, the first of a case, is stored as `001-ofac.yaml`.
    """
    names = (_UNSAFE.sub("_", PurePosixPath(tag.replace("\\", "/")).name)[-80:] for tag in tags)
    return tuple(f"{number:03d}-{name}" for number, name in enumerate(names, start=1))
