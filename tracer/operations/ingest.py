"""Stores filled, described and re-verified: where `ingest` and `store` meet.

A module of its own beside the pipeline, because compiled columns take a second to load.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

from tracer.ingest import fitness, node
from tracer.ingest.file_blocks import FileBlocks
from tracer.ingest.fitness import Need
from tracer.ingest.node_blocks import NodeBlocks
from tracer.store import check, description, upgrade
from tracer.store import ingest as store_ingest
from tracer.store.check import Finding
from tracer.store.description import Description
from tracer.store.manifest import Manifest
from tracer.store.source import BlockSource, Watcher

_PAUSE_SECONDS = 1.0
"""How long a follower of the tip waits before it looks again."""


def ingest(
    source: str,
    directory: Path,
    cookie: Path | None,
    first: int | None,
    last: int | None,
    follow: bool,
    watcher: Watcher,
    warn: Callable[[str], None] = lambda words: None,
) -> Manifest:
    """Bring a store up to a node's or a file's best chain; with `follow`, stay at the tip until interrupted.

    `warn` is told what a file holds beside its chain.

    Raises:
        CaseError: the source is neither, or the store is of another network, range or writer.
        SourceError: the source or the disk cannot go on; what was committed stands.
        IntegrityError: a block is false, or the store is damaged; what was committed stands.
    """
    if source.startswith(("http://", "https://")):
        connected = node.connect(source, os.environ, Path.home(), cookie)
        fitness.require(connected.report, None, Need(first_height=first or 0, indexes=False))
        blocks: BlockSource = NodeBlocks(connected)
    else:
        file = FileBlocks(Path(source), last)
        for words in file.warnings:
            warn(words)
        blocks = file
    return store_ingest.ingest(blocks, directory, first, last, watcher, _wait_for_blocks if follow else None)


def _wait_for_blocks() -> bool:
    time.sleep(_PAUSE_SECONDS)
    return True


def describe_store(directory: Path) -> Description:
    """Return what a store holds.

    Raises:
        CaseError: there is no store, or a newer tracer made it.
        IntegrityError: its manifest is damaged.
    """
    return description.describe(directory)


def upgrade_store(directory: Path, say: Callable[[str], None]) -> Manifest:
    """Give a store of the older schema the sums of its pages; return what is then committed.

    Raises:
        CaseError: there is no store, it is of another schema, or it is being written.
        IntegrityError: it is not what was committed.
        SourceError: the disk is full, or refuses.
    """
    return upgrade.upgrade(directory, say)


def check_store(directory: Path, say: Callable[[str], None]) -> tuple[Finding, ...]:
    """Re-verify a store; return what was looked at, and every fault.

    Raises:
        CaseError: there is no store, or a newer tracer made it.
        IntegrityError: a column is missing or cut.
    """
    return check.check(directory, say)
