"""Where a store's blocks came from, and the raw bytes that a trace over it takes from there.

A store names its source in a file beside its columns. What only a store names is never given credentials: a file is
read where it still lies, a node is asked only where `--chain-raw` or `TRACER_CHAIN_RAW` names it. Each block must have
the hash that the store has.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash
from tracer.container.material import Unsealable
from tracer.disk.files import read_bounded, replace_file
from tracer.errors import CaseError, IntegrityError, TracerError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.operations.context import Context
from tracer.store import manifest
from tracer.store.view import RawBlocks

if TYPE_CHECKING:
    from tracer.ingest.node import Node

NAMED = "source.json"
"""The file of a store that says where its blocks came from."""

CONFIGURED = "TRACER_CHAIN_RAW"
"""The variable by which a user names it for all commands."""


class RawUnavailable(Unsealable):
    """The source that a store names does not give its blocks any more."""


class _LateBlocks:
    """Raw blocks of a source that is opened when the first is asked for: a run that has none need not wait for it."""

    def __init__(self, place: str, opened: Callable[[], RawBlocks], *, is_named: bool) -> None:
        self._place, self._opened, self._is_named = place, opened, is_named
        self._blocks: RawBlocks | None = None

    def raw_block(self, height: int, block: BlockHash) -> bytes:
        """Return a block's original bytes.

        Raises:
            RawUnavailable: the store alone names the source, and it cannot give them.
            TracerError: who asks named the source, and it cannot.
        """
        try:
            if self._blocks is None:
                self._blocks = self._opened()
            return self._blocks.raw_block(height, block)
        except TracerError as error:
            if self._is_named:
                raise
            raise RawUnavailable(
                f"the run holds no raw transactions, for {self._place}, from which the store was filled, cannot give "
                f"them: {str(error).splitlines()[0]}"
            ) from None


class _NodeRaw:
    """Raw blocks of a node, by their hash."""

    def __init__(self, connected: "Node") -> None:
        self._node = connected

    def raw_block(self, height: int, block: BlockHash) -> bytes:
        """Return a block's bytes; the height is the store's own."""
        del height
        return self._node.bulk.block(block)


def remember(store: Path, place: str) -> None:
    """Write beside a store where its blocks came from; nothing where there is no store."""
    if manifest.exists(store):
        written = place if "://" in place else str(Path(place).absolute())
        replace_file(store / NAMED, canonical.dumps({"place": written, "schema": 1}), store / f"{NAMED}.new")


def named_source(store: Path) -> str | None:
    """Return where a store says that its blocks came from; None where it does not say.

    Raises:
        IntegrityError: what it says is not of the form that is written.
    """
    path = store / NAMED
    if not path.is_file():
        return None
    try:
        return JsonCursor.of(read_bounded(path, "name of a store's source"), NAMED).text("place")
    except IntegrityError as error:
        raise IntegrityError(f"{path} is damaged: {error}.\nRun tracer ingest again, or remove this file.") from None


def raw_blocks(
    store: Path, raw: str | None, network: Network, cookie: Path | None, context: Context
) -> RawBlocks | None:
    """Return where a store's raw blocks come from; None where it is not known, or only the store names a node.

    Args:
        store: the folder.
        raw: the place that who asks names, a node or a file; None for the configured one, else the store's.
        network: the store's.
        cookie: that of a node which is not in its usual place.
        context: whose environment and home are used to log in.

    Raises:
        CaseError: who asks names no file, and no node.
    """
    asked = raw or context.environment.get(CONFIGURED)
    place = asked or named_source(store)
    if place is None or (asked is None and _is_node(place)):
        return None
    if not _is_node(place):
        if asked and not Path(place).is_file():
            raise CaseError(f"--chain-raw {place}: no such file. Name http://HOST:PORT of a node, or a file of blocks.")
        return _LateBlocks(place, lambda: _file(Path(place), network), is_named=asked is not None)

    def connected() -> RawBlocks:
        """Log in where the user said."""
        from tracer.ingest import node

        return _NodeRaw(node.connect(place, context.environment, context.home, cookie, network))

    return _LateBlocks(place, connected, is_named=True)


def _file(path: Path, network: Network) -> RawBlocks:
    from tracer.ingest.file_blocks import FileBlocks

    if not path.is_file():
        raise CaseError(f"there is no file {path}")
    blocks = FileBlocks(path)
    if blocks.network != network:
        raise CaseError(f"{path} is of network {blocks.network.name}, the store of {network.name}")
    return blocks


def _is_node(place: str) -> bool:
    return place.startswith(("http://", "https://"))
