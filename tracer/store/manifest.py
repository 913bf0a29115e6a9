"""The manifest: the one small file that says what of a store exists.

Whatever lies in a column beyond the counts given here does not exist. A commit is the atomic
replacement of this file. It is written in one form only and holds its own hash, so that no changed byte of it
is believed.
"""

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tracer.chain.network import NETWORKS, Network
from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.disk import files
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.store.schema import COLUMNS, COUNTS, VERSION, Column
from tracer.store.sums_files import SumsFile, is_name

NAME = "manifest.json"
PARTIAL = f"{NAME}.new"
"""The name of a manifest that is being written."""
_LARGEST = 1 << 20
"""Bytes; more than any manifest has."""


class PageSums(NamedTuple):
    """What is known of a column's pages. Sums are as in `pages`."""

    total: int
    """Over all committed rows."""
    tail: int
    """Of the last page, where it is not full; else 0."""
    sums: SumsFile
    """Of the full pages."""
    changes: SumsFile | None = None
    """What is to be added to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is committed."""

    network: Network
    first_height: int
    tip: BlockRef | None
    """None in a store that holds no block yet."""
    counts: Mapping[str, int]
    pages: Mapping[str, PageSums]
    """By column."""
    runs: Mapping[str, int]
    """Each sorted run's sum, by its file's name."""
    linked_inputs: int
    """Spends by inputs from the committed count up to here may stand in `spender` and are void."""
    generation: int
    """How often the store was lowered by a reorganisation: rows below the tip changed only then."""
    origin: str
    """The software the blocks came from, as it names itself."""

    @property
    def sums(self) -> dict[str, int]:
        """Each column's sum over its committed rows."""
        return {name: each.total for name, each in self.pages.items()}


def empty(network: Network, first_height: int, origin: str) -> Manifest:
    """Return the manifest of a store without blocks."""
    pages = {column.name: PageSums(0, 0, SumsFile(sums_name(column, 0), 0, 0)) for column in COLUMNS}
    return Manifest(
        network=network,
        first_height=first_height,
        tip=None,
        counts=dict.fromkeys(COUNTS, 0),
        pages=pages,
        runs={},
        linked_inputs=0,
        generation=0,
        origin=origin,
    )


def sums_name(column: Column, version: int) -> str:
    """Return what the file of a column's page sums is called."""
    return f"{column.name}.sums" if column.append_only else f"{column.name}-{version}.sums"


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
        CaseError: there is no store, or one that another version of the tracer made.
        IntegrityError: the manifest is damaged.
        SourceError: it cannot be read.
    """
    path = directory / NAME
    content, text = _content(path)
    try:
        schema = _schema(content)
        fits = content.get("sha256") == _hash({key: content[key] for key in content if key != "sha256"})
        if schema < VERSION:
            raise CaseError(
                f"{directory} is a store of schema {schema}, whose pages have no checksums.\n"
                f"Bring it up to date: tracer store upgrade {directory}"
            )
        if schema > VERSION:
            raise CaseError(
                f"{directory} is a store of schema {schema}; this tracer reads {VERSION}. Use a newer tracer"
                + (
                    ""
                    if fits
                    else ", or copy the store again: the hash in its manifest does not fit, it may be damaged"
                )
            )
        if not fits:
            raise ValueError("its hash does not fit")
        found = _decode(content)
        if _written(found) != text:
            raise ValueError("it is not written as this schema is")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, error) from error
    return found


def read_older(directory: Path) -> tuple[Manifest, dict[str, int]]:
    """Read the manifest of a store of schema 1, and each column's sum by the rule of that schema.

    Raises:
        CaseError: there is no store, or one of another schema.
        IntegrityError, SourceError: as `read`.
    """
    path = directory / NAME
    content, _ = _content(path)
    try:
        schema = _schema(content)
        if schema != 1:
            raise CaseError(f"{directory} is a store of schema {schema}: there is nothing to bring up to date")
        sums = _object(content, "sums")
        held = empty(NETWORKS[str(content["network"])], 0, "")
        pages: dict[str, object] = {name: _encoded(each) for name, each in held.pages.items()}
        found = _decode({**content, "pages": pages, "runs": {}})
        return found, {column.name: int(str(sums[column.name]), 16) for column in COLUMNS}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, error) from error


def write(directory: Path, manifest: Manifest) -> None:
    """Replace the manifest at one stroke, and make sure that it is on the disk.

    Raises:
        SourceError: it could not be written; the earlier one still stands.
    """
    path = directory / NAME
    try:
        files.replace_file(path, _written(manifest), directory / PARTIAL)
        files.flush_names(directory)
    except OSError as error:
        raise SourceError(f"{path} cannot be written: {error.strerror}. What was committed stands") from error


def _content(path: Path) -> tuple[Mapping[str, object], bytes]:
    """Return a manifest's content and its bytes; what is no regular file of bearable size is not read."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
                raise _damaged(path, ValueError(f"no regular file of at most {_LARGEST} bytes"))
            text = file.read(_LARGEST)
    except (FileNotFoundError, NotADirectoryError):
        raise CaseError(f"{path.parent} holds no store: make one with tracer ingest --store {path.parent}") from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damaged(path, error) from error
    if not isinstance(content, dict):
        raise _damaged(path, TypeError("no object"))
    return content, text


def _damaged(path: Path, error: Exception) -> IntegrityError:
    return IntegrityError(f"{path} is damaged: {error!r}. Copy the store again, or ingest anew")


def _schema(content: Mapping[str, object]) -> int:
    schema = content["schema"]
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise ValueError("no schema number")
    return schema


def _written(manifest: Manifest) -> bytes:
    """Return the one way in which a manifest is written."""
    tip = None if manifest.tip is None else {"height": manifest.tip.height, "hash": manifest.tip.hash}
    content: dict[str, object] = {
        "schema": VERSION,
        "network": manifest.network.name,
        "first_height": manifest.first_height,
        "tip": tip,
        "counts": dict(manifest.counts),
        "pages": {name: _encoded(each) for name, each in manifest.pages.items()},
        "runs": {name: f"{value:016x}" for name, value in manifest.runs.items()},
        "linked_inputs": manifest.linked_inputs,
        "generation": manifest.generation,
        "origin": manifest.origin,
    }
    return json.dumps({**content, "sha256": _hash(content)}, indent=1, sort_keys=True).encode() + b"\n"


def _hash(content: Mapping[str, object]) -> str:
    """Return the hash that a manifest of any schema from 2 on holds of the rest of it."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _encoded(each: PageSums) -> dict[str, object]:
    files = {"sums": each.sums} | ({} if each.changes is None else {"changes": each.changes})
    named = {
        key: {"name": file.name, "entries": file.entries, "sum": f"{file.sum:016x}"} for key, file in files.items()
    }
    return {"total": f"{each.total:016x}", "tail": f"{each.tail:016x}", **named}


def _decode(content: Mapping[str, object]) -> Manifest:
    tip, counts, runs = content["tip"], _object(content, "counts"), _object(content, "runs")
    pages = _object(content, "pages")
    if not isinstance(tip, dict | None):
        raise ValueError("tip is no object")
    return Manifest(
        network=NETWORKS[str(content["network"])],
        first_height=_number(content["first_height"]),
        tip=None if tip is None else BlockRef(_number(tip["height"]), BlockHash(str(tip["hash"]))),
        counts={name: _number(counts[name]) for name in COUNTS},
        pages={column.name: _page_sums(_object(pages, column.name)) for column in COLUMNS},
        runs={str(name): int(str(value), 16) for name, value in runs.items()},
        linked_inputs=_number(content["linked_inputs"]),
        generation=_number(content["generation"]),
        origin=str(content["origin"]),
    )


def _page_sums(content: Mapping[str, object]) -> PageSums:
    changes = _file(_object(content, "changes")) if "changes" in content else None
    total, tail = (int(str(content[key]), 16) for key in ("total", "tail"))
    return PageSums(total, tail, _file(_object(content, "sums")), changes)


def _file(content: Mapping[str, object]) -> SumsFile:
    name = str(content["name"])
    if not is_name(name):
        raise ValueError(f"{name!r} is no file of sums")
    return SumsFile(name, _number(content["entries"]), int(str(content["sum"]), 16))


def _object(content: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = content[key]
    if not isinstance(value, dict):
        raise ValueError(f"{key} is no object")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is not a count")
    return value
