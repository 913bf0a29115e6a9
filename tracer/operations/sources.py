"""`--chain SOURCE`: a live node, a store or a file of raw blocks, opened as one `Chain`.

What only one kind of source needs and takes long to load (a node's client, compiled columns) is loaded where it is
used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.case.case import Case
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockRef
from tracer.chain.view import ChainView
from tracer.errors import CaseError
from tracer.moments import iso
from tracer.operations.context import Context

if TYPE_CHECKING:
    from tracer.result.run import Run
    from tracer.store.view import StoreView
    from tracer.trace.budget import RunBudget


@dataclass(frozen=True, slots=True)
class ChainSource:
    """Where a chain comes from: a node's address, a store's folder or a file of raw blocks.

    `cookie` is that of a node which is not in its usual place; a file is read no further than `to_height`.
    """

    place: str
    cookie: Path | None = None
    to_height: int | None = None
    raw: str | None = None
    """Of a store: where its raw blocks are taken from; None: from where it says it was filled, if that is a file."""

    @property
    def is_node(self) -> bool:
        """Whether it is the address of a node."""
        return self.place.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Chain:
    """An opened source: its view, its kind (`node`, `store`, `file`) and what was noticed on opening."""

    view: ChainView
    kind: str
    warnings: tuple[str, ...]
    check_tip: Callable[[], None]
    """Raises `SourceError` when the best chain is no longer the one that was opened."""
    attest: Callable[[], bytes | None]
    """Returns what a node answers about itself now, as JSON; None where the source is none."""
    survey: "Callable[[Run, RunBudget], bytes | None] | None" = None
    """Follows trails that a budget cut off to their ends, fast and as no evidence; None where the source cannot."""
    filled_from: str | None = None
    """Of a store: where it says that its blocks came from."""


def open_for_register(source: ChainSource, network: Network, context: Context) -> Chain:
    """Open a source for a register of a network; a node must have filters, for wallets are looked for by script.

    Raises:
        CaseError, SourceError, IntegrityError: as for `open_chain`.
    """
    chain = _node(source, None, context, filters=True) if source.is_node else open_chain(source, None, context)
    if chain.view.network != network:
        raise CaseError(
            f"{source.place} is of network {chain.view.network.name}; the register is of network {network.name}.\n"
            "Correct network in [register], or name the right source with --chain."
        )
    return chain


def open_chain(source: ChainSource, case: Case | None, context: Context) -> Chain:
    """Open a source.

    Raises:
        CaseError: the source is none of these, or of another network than the case; a height for no file.
        SourceError: the node cannot be reached or is not fit for the case.
        IntegrityError: the file is damaged.
    """
    network = None if case is None else case.network
    path = Path(source.place)
    if source.to_height is not None and (source.is_node or path.is_dir()):
        raise CaseError("--to-height goes with a file of raw blocks; of a node or a store, set height in [horizon].")
    if source.is_node:
        scanned = case is not None and (any(s.scripts for s in case.seeds) or any(t.custody for t in case.targets))
        return _node(source, case, context, filters=scanned)
    if source.raw is not None and not path.is_dir():
        raise CaseError("--chain-raw goes with a store: a node and a file of raw blocks keep their own raw bytes.")
    if path.is_dir():
        from tracer.operations.store_blocks import named_source, raw_blocks
        from tracer.store import manifest
        from tracer.store.view import StoreView

        held = manifest.read(path)
        store = StoreView(path, raw_blocks(path, source.raw, held.network, source.cookie, context))
        if network is not None and store.network != network:
            raise CaseError(
                f"store {path} is of network {store.network.name}; the case is of network {network.name}.\n"
                "Correct network in [case], or name the right store with --chain."
            )
        return Chain(
            store,
            "store",
            partial_source(path, store.first_height, store.tip()),
            store.check_current,
            _nothing,
            partial(_survey, store, context),
            named_source(path),
        )
    if not path.exists():
        raise CaseError(
            f"--chain {source.place}: no such file. Name http://HOST:PORT of a node, a store, or a file of raw blocks."
        )
    from tracer.ingest.block_file import FileView

    view = FileView.open(path, network, context.progress, source.to_height)
    warnings = (*view.warnings, *partial_source(path, view.first_height, view.tip()))
    return Chain(view, "file", warnings, _nothing, _nothing)


def partial_source(path: Path, first: int, tip: BlockRef) -> tuple[str, ...]:
    """Return in words which heights a source covers that does not begin at the genesis block; else nothing."""
    if first == 0:
        return ()
    return (f"{path}: begins at block {first}: it holds blocks {first} to {tip.height}, and nothing below is seen",)


def _node(source: ChainSource, case: Case | None, context: Context, *, filters: bool) -> Chain:
    """Open a live node; with `filters` it must have them."""
    from tracer.ingest import fitness
    from tracer.ingest.fitness import Need
    from tracer.ingest.live import LiveView

    live = LiveView.open(
        source.place,
        None if case is None else case.network,
        environment=context.environment,
        home=context.home,
        cookie=source.cookie,
        need=Need(filters=filters),
        progress=context.progress,
    )
    return Chain(
        live, "node", fitness.warnings(live.report), live.check_tip, lambda: live.attested(iso(context.clock()))
    )


def _nothing() -> None:
    """Do nothing: a file does not change its tip, and answers nothing about itself."""


def _survey(store: "StoreView", context: Context, finished: "Run", budget: "RunBudget") -> bytes | None:
    """Survey the trails that a budget cut off; as many seconds again may go into it."""
    if not any(trail.is_cut for trail in finished.trails.values()):
        return None
    from tracer.operations.long_trails import surveyed

    end = context.seconds() + budget.seconds
    return surveyed(finished, store, (lambda: context.seconds() >= end) if budget.seconds else None)
