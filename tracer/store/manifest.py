"""The manifest: the one small file that says what of a store exists.

Whatever lies in a column beyond the counts given here does not exist. A commit is the atomic
replacement of this file.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer.chain.network import NETWORKS, Network
from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.store.schema import COLUMNS, COUNTS, VERSION

NAME = "manifest.json"
PARTIAL = f"{NAME}.new"
"""The name of a manifest that is being written."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is committed."""

    network: Network
    first_height: int
    tip: BlockRef | None
    """None in a store that holds no block yet."""
    counts: Mapping[str, int]
    sums: Mapping[str, int]
    """Each column's checksum over its committed rows; see `checksum`."""
    linked_inputs: int
    """Spends by inputs from the committed count up to here may stand in `spender` and are void."""
    generation: int
    """How often the store was lowered by a reorganisation: rows below the tip changed only then."""
    origin: str
    """The software the blocks came from, as it names itself."""


def empty(network: Network, first_height: int, origin: str) -> Manifest:
    """Return the manifest of a store without blocks."""
    sums = {column.name: 0 for column in COLUMNS}
    return Manifest(network, first_height, None, dict.fromkeys(COUNTS, 0), sums, 0, 0, origin)


def exists(directory: Path) -> bool:
    """Whether there is a store here."""
    return (directory / NAME).is_file()


Identity = tuple[int, int, int, int]
"""Which file a manifest is: it is only ever replaced, never written into."""


def identity(directory: Path) -> Identity | None:
    """Return which file the manifest is now, None where there is none."""
    try:
        found = os.stat(directory / NAME)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size


def read(directory: Path) -> Manifest:
    """Read a store's manifest.

    Raises:
        CaseError: there is no store, or one that a newer tracer made.
        IntegrityError: the manifest is damaged.
    """
    path = directory / NAME
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise CaseError(f"{directory} holds no store: make one with tracer ingest --store {directory}") from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    try:
        return _decode(json.loads(text), path)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IntegrityError(f"{path} is damaged: {error!r}. Copy the store again, or ingest anew") from error


def write(directory: Path, manifest: Manifest) -> None:
    """Replace the manifest at one stroke, and make sure that it is on the disk.

    Raises:
        SourceError: it could not be written; the earlier one still stands.
    """
    tip = None if manifest.tip is None else {"height": manifest.tip.height, "hash": manifest.tip.hash}
    content = {
        "schema": VERSION,
        "network": manifest.network.name,
        "first_height": manifest.first_height,
        "tip": tip,
        "counts": dict(manifest.counts),
        "sums": {name: f"{value:016x}" for name, value in manifest.sums.items()},
        "linked_inputs": manifest.linked_inputs,
        "generation": manifest.generation,
        "origin": manifest.origin,
    }
    path, new = directory / NAME, directory / PARTIAL
    try:
        with new.open("wb") as file:
            file.write(json.dumps(content, indent=1, sort_keys=True).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        sync_directory(directory)
    except OSError as error:
        raise SourceError(f"{path} cannot be written: {error.strerror}. What was committed stands") from error


def sync_directory(directory: Path) -> None:
    """Make sure that renames inside the directory are on the disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _decode(content: Mapping[str, object], path: Path) -> Manifest:
    schema = content["schema"]
    if not isinstance(schema, int) or schema < 1:
        raise ValueError("no schema number")
    if schema > VERSION:
        raise CaseError(
            f"{path.parent} is a store of schema {schema}; this tracer reads up to {VERSION}. Use a newer tracer"
        )
    tip, counts, sums = content["tip"], content["counts"], content["sums"]
    if not isinstance(counts, dict) or not isinstance(sums, dict) or not isinstance(tip, dict | None):
        raise ValueError("counts, sums or tip are not objects")
    return Manifest(
        network=NETWORKS[str(content["network"])],
        first_height=_number(content["first_height"]),
        tip=None if tip is None else BlockRef(_number(tip["height"]), BlockHash(str(tip["hash"]))),
        counts={name: _number(counts[name]) for name in COUNTS},
        sums={column.name: int(sums[column.name], 16) for column in COLUMNS},
        linked_inputs=_number(content["linked_inputs"]),
        generation=_number(content["generation"]),
        origin=str(content["origin"]),
    )


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is not a count")
    return value
