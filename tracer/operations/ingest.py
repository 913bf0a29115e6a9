"""Stores filled, described and re-verified: where `ingest` and `store` meet."""

import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tracer.ingest import fitness, node
from tracer.ingest.file_blocks import FileBlocks
from tracer.ingest.fitness import Need
from tracer.ingest.node_blocks import NodeBlocks
from tracer.operations import store_blocks
from tracer.operations.context import Context
from tracer.operations.sources import ChainSource, partial_source
from tracer.store import check, description, upgrade
from tracer.store import ingest as store_ingest
from tracer.store.check import StoreFinding
from tracer.store.description import Description
from tracer.store.manifest import Manifest
from tracer.store.source import BlockSource, Watcher

_PAUSE_SECONDS = 1.0
"""How long a follower of the tip waits before it looks again."""


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """From where blocks are read, into which store, between which heights; with `follow`, on and on at the tip."""

    source: ChainSource
    store: Path
    first: int | None = None
    last: int | None = None
    follow: bool = False


@dataclass(frozen=True, slots=True)
class Ingested:
    """What the store holds now."""

    manifest: Manifest

    def as_json(self) -> dict[str, object]:
        """Return the network, the counts and the tip."""
        held = self.manifest
        tip = None if held.tip is None else {"height": held.tip.height, "hash": held.tip.hash}
        return {"schema": 1, "network": held.network.name, "counts": dict(held.counts), "tip": tip}


def ingest(request: IngestRequest, watcher: Watcher, context: Context) -> Ingested:
    """Bring a store up to a node's or a file's best chain; with `follow`, stay at the tip until interrupted.

    What a file holds beside its chain is told at once.

    Raises:
        CaseError: the source is neither, or the store is of another network, range or writer.
        SourceError: the source or the disk cannot go on; what was committed stands.
        IntegrityError: a block is false, or the store is damaged; what was committed stands.
    """
    source = request.source
    if source.is_node:
        connected = node.connect(source.place, context.environment, context.home, source.cookie)
        fitness.require(connected.report, None, Need(first_height=request.first or 0, indexes=False))
        blocks: BlockSource = NodeBlocks(connected)
    else:
        file = FileBlocks(Path(source.place), request.last)
        context.tell((*file.warnings, *partial_source(Path(source.place), file.first_height, file.tip())))
        blocks = file
    wait = _wait_for_blocks if request.follow else None
    try:
        held = store_ingest.ingest(
            blocks, request.store, first=request.first, last=request.last, watcher=watcher, follow=wait
        )
    finally:
        store_blocks.remember(request.store, source.place)
    return Ingested(held)


def _wait_for_blocks() -> bool:
    time.sleep(_PAUSE_SECONDS)
    return True


@dataclass(frozen=True, slots=True)
class StoreRequest:
    """Which store is asked about."""

    store: Path


@dataclass(frozen=True, slots=True)
class Described:
    """What a store holds, in figures."""

    description: Description

    def as_json(self) -> dict[str, object]:
        """Return every figure by its name; sizes are bytes on disk."""
        return asdict(self.description)


@dataclass(frozen=True, slots=True)
class CheckedStore:
    """What of a store was looked at, and every fault."""

    findings: tuple[StoreFinding, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """Every fault with what it is of; none of a sound store."""
        return tuple(f"{finding.subject}: {fault}" for finding in self.findings for fault in finding.faults)

    def as_json(self) -> dict[str, object]:
        """Return what was looked at, and the faults of each."""
        return {
            "schema": 1,
            "sound": not self.faults,
            "findings": [{"subject": each.subject, "faults": list(each.faults)} for each in self.findings],
        }


def describe_store(request: StoreRequest, context: Context) -> Described:
    """Return what a store holds.

    Raises:
        CaseError: there is no store, or a newer tracer made it.
        IntegrityError: its manifest is damaged.
    """
    context.go_on()
    return Described(description.describe(request.store))


def upgrade_store(request: StoreRequest, context: Context) -> Ingested:
    """Give a store of the older schema the sums of its pages; return what is then committed.

    Raises:
        CaseError: there is no store, it is of another schema, or it is being written.
        IntegrityError: it is not what was committed.
        SourceError: the disk is full, or refuses.
    """
    return Ingested(upgrade.upgrade(request.store, lambda subject: context.progress(subject, 0, 0)))


def check_store(request: StoreRequest, context: Context) -> CheckedStore:
    """Re-verify a store; return what was looked at, and every fault.

    Raises:
        CaseError: there is no store, or a newer tracer made it.
        IntegrityError: a column is missing or cut.
    """
    return CheckedStore(check.check(request.store, lambda subject: context.progress(subject, 0, 0)))
